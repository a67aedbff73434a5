//! The authorization response: what was decided, its tokens signed.

use idp::authorize::redirect_uri::TrustedRedirect;
use idp::authorize::{self, Destination, Form, Page, Pick, Response, Said, ToClient};
use idp::issue::Draft;
use idp::refusal::Detail;
use idp::{Reason, Refusal};
use jose::hash_half;
use oidc::authorization::{self, RESPONSE, ResponseJwt};
use oidc::error::Description;
use oidc::response_mode::ResponseMode;
use oidc::token::TokenType;

use super::browser::Known;
use super::seal::sign;
use crate::page;

/// What the browser is told.
pub enum Answer {
    /// Back to the client.
    Respond(Signed),
    /// To the page where the person proves who they are.
    Login(Page),
    /// To the page where they make an account.
    Register(Page),
    /// To the only upstream where the person can prove it.
    Upstream(Page, Pick),
    /// To the page where the person proves more.
    Factor(Page),
    /// To the page where the person says as whom to go on.
    SelectAccount(Page),
    /// To the page where the person says yes or no.
    Consent(Page),
    /// To nowhere: the device that asked learns what the person said.
    Elsewhere(Said),
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
        authorize::Answer::Respond(response) => Answer::Respond(Box::pin(signed(*response, known)).await?),
        authorize::Answer::Login(page) => Answer::Login(page),
        authorize::Answer::Register(page) => Answer::Register(page),
        authorize::Answer::Upstream(page, pick) => Answer::Upstream(page, pick),
        authorize::Answer::Factor(page) => Answer::Factor(page),
        authorize::Answer::SelectAccount(page) => Answer::SelectAccount(page),
        authorize::Answer::Consent(page) => Answer::Consent(page),
        authorize::Answer::Elsewhere(said) => Answer::Elsewhere(said),
    })
}

async fn signed(response: Response, known: &Known) -> Result<Signed, Refusal> {
    let Response { redirect, mode, jwt, code, access_token, id_token, state, iss, session_state } = response;
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
    let parameters = parameters.with_some("state", state).with_some("session_state", session_state);
    let parameters = match jwt {
        None => parameters.with("iss", iss),
        Some(draft) => in_jwt(sign_with(*draft, parameters, known).await?),
    };
    Ok(Signed { redirect, mode, parameters })
}

async fn sign_with(
    draft: Draft<ResponseJwt>,
    parameters: authorization::Response,
    known: &Known,
) -> Result<String, Refusal> {
    let claims = ResponseJwt { parameters, ..draft.claims };
    sign(Draft { claims, ..draft }, &known.keyring, &known.sealing).await
}

/// All of an answer that is said in one JWT.
fn in_jwt(jwt: String) -> authorization::Response {
    authorization::Response::new().with(RESPONSE, jwt)
}

/// The same, with what is told a client by way of the browser signed where the client wants that; what
/// cannot be signed is told the person.
pub(super) async fn refusing<T>(answer: Result<T, Refusal>, known: &Known) -> Result<T, Refusal> {
    let mut refusal = match answer {
        Err(refusal) => refusal,
        answer => return answer,
    };
    let Destination::Client(to) = &mut refusal.destination else { return Err(refusal) };
    let Form::Draft(draft) = &mut to.form else { return Err(refusal) };
    let draft = (**draft).clone();
    let parameters = said(refusal.reason, &refusal.detail, to.state.clone());
    match sign_with(draft, parameters, known).await {
        Ok(jwt) => {
            to.form = Form::Signed(jwt);
            Err(refusal)
        }
        Err(unsigned) => Err(unsigned),
    }
}

/// What a client is told of a refusal by way of the browser; nothing where that should have been signed
/// and was not.
pub fn refused(refusal: &Refusal, to: &ToClient) -> Option<authorization::Response> {
    match &to.form {
        Form::Parameters => {
            let said = said(refusal.reason, &refusal.detail, to.state.clone());
            Some(said.with("iss", to.iss.clone()))
        }
        Form::Signed(jwt) => Some(in_jwt(jwt.clone())),
        Form::Draft(_) => None,
    }
}

fn said(reason: Reason, detail: &Detail, state: Option<String>) -> authorization::Response {
    authorization::Response::error(reason.error(), Some(&description(reason, detail)))
        .with("error_code", reason.code())
        .with_some("state", state)
}

/// What whoever builds the app is told of a refusal (`error_description`).
pub fn description(reason: Reason, detail: &Detail) -> Description {
    let code = reason.code();
    let text = page::refusal_description(code, detail.parameter.as_deref(), detail.expected.as_deref());
    Description::from(text.as_deref().unwrap_or(code))
}
