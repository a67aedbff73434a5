//! The ID token (OpenID Connect Core §2).

use oidc::claims::{Amr, IdToken};
use oidc::metadata::Encryptable;

use super::seal::seal;
use super::{Draft, draft_like_id_tokens, subject};
use crate::authorize::code::Grant;
use crate::client::profile::Dialect;
use crate::decision::Env;
use crate::grant::Facts;
use crate::model::client::Client;
use crate::refusal::Refusal;

pub(super) fn draft_for(
    client: &Client,
    grant: &Grant,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Result<Draft<IdToken<'static>>, Refusal> {
    let iat = env.now.as_secs();
    let exp = (env.now + client.policy.id_token_ttl()).as_secs();
    let client_id = client.id.as_str().to_owned();
    let sub = subject::of(client, &grant.user, env.derive)?;
    let mut claims =
        IdToken::new(facts.issuer.identifier.as_str().to_owned(), sub, client_id.clone(), iat, exp);
    let signicat = client.rules().dialect == Dialect::Signicat;
    claims.azp = (!signicat).then(|| client_id.into());
    claims.nbf = signicat.then_some(iat);
    claims.auth_time = Some(grant.auth_at().as_secs());
    claims.nonce = grant.nonce.clone().map(Into::into);
    claims.acr = grant.acr.clone().map(Into::into);
    let methods = grant.amr.iter().map(String::as_str);
    claims.amr = match signicat {
        true => Amr::Text(methods.collect::<Vec<_>>().join(" ").into()),
        false => methods.map(str::to_owned).collect(),
    };
    claims.sid = Some(grant.sid.clone().into());
    let draft = draft_like_id_tokens(client, None, claims, facts.keys, env.now)?;
    Ok(draft.sealed(seal(Encryptable::IdToken, client, facts.sealing, env.now)?))
}
