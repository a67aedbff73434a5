//! The userinfo endpoint (OpenID Connect Core §5.3).

use oidc::claims::UserInfo;
use oidc::metadata::Encryptable;
use oidc::scope::OPENID;

use crate::access::{self, Alive, Read, Sender};
use crate::certificate::Fingerprint;
use crate::client::rehearsal;
use crate::decision::Decision;
use crate::issue::seal::{self, Seal};
use crate::issue::{self, Draft, user_claims};
use crate::model::client::Client;
use crate::model::issuer::Issuer;
use crate::model::key::KeyFacts;
use crate::model::offered::Offered;
use crate::model::ticket::TicketFacts;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What the decision needs to know.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The issuer that is asked.
    pub issuer: &'a Issuer,
    /// The token that was shown, with the client it was issued to.
    pub token: access::Facts<'a>,
    /// The certificate that the connection showed.
    pub certificate: Option<Fingerprint>,
    /// The scopes that can be asked for.
    pub offered: &'a Offered,
    /// The keys we have.
    pub keys: &'a [KeyFacts],
    /// The keys of the client that its answers are sealed for.
    pub sealing: seal::Facts<'a>,
    /// How far the rehearsal of a key of the client has come, where one goes on.
    pub rehearsal: Option<&'a TicketFacts>,
}

/// What is told, in the form that the client registered.
#[derive(Debug)]
pub enum Answer {
    /// As JSON.
    Json(UserInfo<'static>),
    /// As a JWT, to be signed, and sealed where the draft says so.
    Signed(Draft<UserInfo<'static>>),
    /// As JSON, to be sealed without a signature.
    Sealed(UserInfo<'static>, Seal),
}

/// What a token's scope opens of the person it speaks for, and what was granted by name.
pub fn decide(
    read: Read<'_>,
    sender: Sender<'_>,
    facts: Facts<'_>,
    now: Time,
) -> Decision<Result<Answer, Refusal>> {
    let verified = access::verify(read, facts.token, now).and_then(|alive| {
        let client = facts.token.client.filter(|client| client.id.as_str() == alive.claims.client_id);
        let client = client.ok_or(Reason::TokenRevoked)?;
        Ok((alive, client, access::check_sender(alive.claims, client, sender, facts.certificate, now)?))
    });
    match verified {
        Ok((alive, client, owed)) => {
            // Whoever asks with the access token has opened the ID token that came along.
            let coped = rehearsal::coped(facts.rehearsal, facts.token.family, now);
            Decision::of(tell(alive, client, facts, now), coped.into_iter().collect()).owing(owed)
        }
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
    }
}

fn tell(alive: Alive<'_>, client: &Client, facts: Facts<'_>, now: Time) -> Result<Answer, Refusal> {
    let claims = alive.claims;
    if claims.iss != facts.issuer.identifier.as_str() {
        return Err(Refusal::new(Reason::TokenInvalid).operator("of another issuer of ours"));
    }
    if !claims.scope.contains(OPENID) {
        return Err(Refusal::new(Reason::ScopeInsufficient).expected(OPENID));
    }
    let user = alive.user.ok_or(Reason::TokenRevoked)?;
    let just_told = facts.token.family.and_then(|family| family.told.as_deref());
    let by_scope = user_claims::released(user, just_told, &claims.scope, facts.offered);
    let told = UserInfo {
        sub: claims.sub.clone().into_owned().into(),
        iss: None,
        aud: None,
        person: match facts.token.family {
            Some(family) => user_claims::and_requested(by_scope, &family.claims.userinfo, user, just_told),
            None => by_scope,
        },
    };
    let seal = seal::seal(Encryptable::Userinfo, client, facts.sealing, now)?;
    match (client.metadata.userinfo_signed_response_alg, seal) {
        (None, None) => Ok(Answer::Json(told)),
        (None, Some(seal)) => Ok(Answer::Sealed(told, seal)),
        (Some(algorithm), seal) => {
            // OpenID Connect Core §5.3.2.
            let told = UserInfo {
                iss: Some(facts.issuer.identifier.as_str().to_owned().into()),
                aud: Some(client.id.as_str().to_owned().into()),
                ..told
            };
            let draft = issue::draft(algorithm, None, told, facts.keys, now)?;
            Ok(Answer::Signed(draft.sealed(seal)))
        }
    }
}
