//! Answers in one JWT, for clients that ask for it by `response_mode` (JARM).

use std::time::Duration;

use oidc::authorization::{Response, ResponseJwt};
use oidc::metadata::Encryptable;

use super::Facts;
use crate::issue::{self, Draft, seal};
use crate::model::client::Client;
use crate::refusal::Refusal;
use crate::time::Time;

/// How long it counts: as long as a browser may take to bring it (JARM §2.1 has ten minutes at most).
const TTL: Duration = Duration::from_mins(5);

/// The JWT to be signed; the parameters are open until they are signed themselves.
pub(super) fn draft(
    client: &Client,
    facts: Facts<'_>,
    now: Time,
) -> Result<Box<Draft<ResponseJwt>>, Refusal> {
    let claims = ResponseJwt {
        iss: facts.issuer.identifier.as_str().to_owned(),
        aud: client.id.as_str().to_owned(),
        exp: (now + TTL).as_secs(),
        parameters: Response::new(),
    };
    let seal = seal::seal(Encryptable::Authorization, client, facts.sealing, now)?;
    let draft = issue::draft(client.authorization_signing(), None, claims, facts.keys, now)?;
    Ok(Box::new(draft.sealed(seal)))
}
