//! The access token: a JWT after RFC 9068, with `azp` beside.

use oidc::claims::{AccessToken, Signicat};
use oidc::scope::Scope;

use super::given::Given;
use super::{Draft, draft, subject};
use crate::authorize::code::Grant;
use crate::client::profile::Dialect;
use crate::decision::Env;
use crate::grant::Facts;
use crate::model::client::Client;
use crate::model::family::{FamilyFacts, FamilyId};
use crate::refusal::Refusal;
use crate::resource::target::Target;
use crate::time::Time;

/// The `typ` that sets access tokens apart from all other tokens (RFC 9068 §2.1).
pub const TYP: &str = "at+jwt";

/// What an access token's `jti` tells us, and nobody else: whether it hangs on a family, and which.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Jti {
    /// It lives and dies with this family.
    Family(FamilyId),
    /// It hangs on the client alone, made at this moment: a later client of the same name is another
    /// one. Revoking it keeps its `jti`.
    Client(Time),
}

impl Jti {
    fn write(self, env: &mut Env<'_>) -> String {
        let mut bytes = [0; 25];
        match self {
            Self::Family(family) => {
                bytes[0] = 1;
                bytes[1..17].copy_from_slice(&family.0);
            }
            Self::Client(born_at) => {
                bytes[1..9].copy_from_slice(&born_at.as_micros().to_be_bytes());
                bytes[9..17].copy_from_slice(&env.random_bytes::<8>());
            }
        }
        bytes[17..].copy_from_slice(&env.random_bytes::<8>());
        jose::base64url::encode(bytes)
    }

    /// Reads the `jti` of a verified access token of ours.
    pub fn read(jti: &str) -> Option<Self> {
        let bytes: [u8; 25] = jose::base64url::decode(jti).ok()?.try_into().ok()?;
        let (kind, rest) = bytes.split_first()?;
        match kind {
            0 => {
                rest.first_chunk::<8>().map(|born| Self::Client(Time::from_micros(i64::from_be_bytes(*born))))
            }
            1 => rest.first_chunk::<16>().map(|family| Self::Family(FamilyId(*family))),
            _ => None,
        }
    }
}

pub(super) fn for_person(
    client: &Client,
    grant: &Grant,
    given: &Given<'_>,
    family: &FamilyFacts,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Result<Draft<AccessToken<'static>>, Refusal> {
    let base = base(Jti::Family(family.id), client, &given.target, &given.carried, facts, env);
    let claims = AccessToken {
        // Those who look at the token alone are not to take it for longer than we do.
        exp: base.exp.min(family.expires_at.as_secs()),
        sub: subject::of(client, &grant.user, env.derive)?.into(),
        auth_time: Some(grant.auth_at().as_secs()),
        acr: grant.acr.clone().map(Into::into),
        amr: grant.amr.iter().cloned().map(Into::into).collect(),
        ..base
    };
    let algorithm = given.target.access_token_signing_alg(&client.policy)?;
    draft(algorithm, Some(TYP), claims, facts.keys, env.now)
}

pub(super) fn for_client(
    client: &Client,
    target: &Target<'_>,
    scope: &Scope,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Result<Draft<AccessToken<'static>>, Refusal> {
    let claims = base(Jti::Client(client.created_at), client, target, scope, facts, env);
    let algorithm = target.access_token_signing_alg(&client.policy)?;
    draft(algorithm, Some(TYP), claims, facts.keys, env.now)
}

/// What every access token says.
fn base(
    jti: Jti,
    client: &Client,
    target: &Target<'_>,
    scope: &Scope,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> AccessToken<'static> {
    let now = env.now;
    let id = || client.id.as_str().to_owned();
    AccessToken {
        iss: facts.issuer.identifier.as_str().to_owned().into(),
        sub: id().into(),
        aud: target.audience(client),
        azp: Some(id().into()),
        client_id: id().into(),
        exp: (now + target.access_token_ttl(&client.policy)).as_secs(),
        iat: now.as_secs(),
        jti: jti.write(env).into(),
        scope: scope.clone(),
        auth_time: None,
        acr: None,
        amr: Vec::new(),
        signicat: (client.rules().dialect == Dialect::Signicat).then(|| {
            let name = client.metadata.client_name.clone().unwrap_or_else(id);
            let scp = scope.iter().map(str::to_owned).collect();
            Box::new(Signicat { scp, snm: name, cid: id() })
        }),
        cnf: None,
    }
}
