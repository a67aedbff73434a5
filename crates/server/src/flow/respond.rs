//! The authorization response: what was decided, its tokens signed.

use idp::Refusal;
use idp::authorize::redirect_uri::TrustedRedirect;
use idp::authorize::{self, Page, Response};
use jose::hash_half;
use oidc::authorization;
use oidc::response_mode::ResponseMode;
use oidc::token::TokenType;

use super::browser::Known;
use super::seal::sign;

/// What the browser is told.
pub enum Answer {
    /// Back to the client.
    Respond(Signed),
    /// To the page where the person proves who they are.
    Login(Page),
    /// To the page where the person says as whom to go on.
    SelectAccount(Page),
    /// To the page where the person says yes or no.
    Consent(Page),
}

/// An authorization response, ready to be sent. No `Debug`: it holds codes and tokens.
pub struct Signed {
    /// Where it goes.
    pub redirect: TrustedRedirect,
    /// How it is carried.
    pub mode: ResponseMode,
    /// What it says.
    pub parameters: authorization::Response,
}

/// Signs what was decided, with the keys that the decision saw.
pub(super) async fn answer(decided: authorize::Answer, known: &Known) -> Result<Answer, Refusal> {
    Ok(match decided {
        authorize::Answer::Respond(response) => Answer::Respond(signed(*response, known).await?),
        authorize::Answer::Login(page) => Answer::Login(page),
        authorize::Answer::SelectAccount(page) => Answer::SelectAccount(page),
        authorize::Answer::Consent(page) => Answer::Consent(page),
    })
}

async fn signed(response: Response, known: &Known) -> Result<Signed, Refusal> {
    let Response { redirect, mode, code, access_token, id_token, state, iss, session_state } = response;
    let mut parameters =
        authorization::Response::new().with_some("code", code.map(|code| code.expose().clone()));
    let mut beside = None;
    if let Some(direct) = access_token {
        let token = sign(direct.draft, &known.keyring, &known.sealing).await?;
        beside = Some(token.clone());
        parameters = parameters
            .with("access_token", token)
            .with("token_type", TokenType::Bearer.as_str())
            .with("expires_in", direct.expires_in.to_string())
            .with("scope", direct.scope.to_string());
    }
    if let Some(mut draft) = id_token {
        draft.claims.at_hash = beside.map(|token| hash_half(draft.algorithm, &token));
        parameters = parameters.with("id_token", sign(draft, &known.keyring, &known.sealing).await?);
    }
    let parameters =
        parameters.with_some("state", state).with("iss", iss).with_some("session_state", session_state);
    Ok(Signed { redirect, mode, parameters })
}
