//! Request objects at the backchannel authentication endpoint (OpenID Connect CIBA Core §7.1.1): signed by the client,
//! made for us and for a short time, and counted once. Nothing beside them counts.

use jose::JwsAlgorithm;
use jose::jwt::{self, Expectation};
use oidc::parameters::Parameters;

use super::once::Once;
use super::read::{LEEWAY, typ_of, unbelieved};
use super::{Loaded, Object, invalid, merge, opened, unopened};
use crate::effect::Effect;
use crate::model::client::Client;
use crate::model::issuer::Issuer;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What it must say of itself.
const REQUIRED: [&str; 6] = ["iss", "aud", "exp", "iat", "nbf", "jti"];

/// For how many seconds it may be good, from both sides.
const LONGEST: i64 = 3600;

/// The request in plain parameters, and what accepting it changes. `agreed` is how its client signs.
pub(crate) fn read_backchannel(
    loaded: &Loaded,
    client: &Client,
    agreed: JwsAlgorithm,
    issuer: &Issuer,
    now: Time,
) -> Result<(String, Option<Effect>), Refusal> {
    opened::check_seal(loaded.seal, client)?;
    let signed = match &loaded.object {
        Object::Signed(signed) if signed.header().alg == agreed => signed.clone(),
        Object::Unopened(why) => return Err(unopened(why.clone())),
        Object::Untrusted(why) | Object::Unfetched(why) => {
            return Err(invalid("signed by one of the client's registered keys").operator(why.clone()));
        }
        Object::Signed(_) | Object::Unsigned(_) | Object::Bare(_) | Object::Absent => {
            return Err(invalid("signed with the algorithm the client registered"));
        }
    };
    let expectation = Expectation {
        typ: typ_of(signed.header().typ.as_deref()),
        issuer: Some(client.id.as_str()),
        audience: Some(&[issuer.identifier.as_str()]),
        required: &REQUIRED,
        now: now.as_secs(),
        leeway: LEEWAY,
        accept_expired: false,
    };
    let claims = jwt::verify(signed, &expectation).map_err(|error| unbelieved(&error))?;
    let said = claims.as_ref();
    let (begins, ends) = (said.not_before().unwrap_or(i64::MIN), said.expires_at().unwrap_or(i64::MAX));
    let longest = LONGEST + LEEWAY;
    if ends.saturating_sub(now.as_secs()) > longest || now.as_secs().saturating_sub(begins) > longest {
        return Err(invalid("with nbf at most an hour ago and exp at most an hour away"));
    }
    // What proves the client is signed alike, and is no request.
    if said.subject() == Some(client.id.as_str()) {
        return Err(invalid("without the client as its sub, which makes it another kind of token"));
    }
    let members = claims.into_inner().into_members();
    let once = Once::of(&members, client, now)?;
    if loaded.spent {
        return Err(Reason::RequestObjectReplayed.into());
    }
    let nothing = Parameters::parse(b"")?;
    Ok((merge::merge(&nothing, members, client)?, once.map(|once| once.spend(now))))
}
