//! Request objects that name themselves (`jti`) count once.

use jose::json;
use serde_json::{Map, Value};

use super::read::LEEWAY;
use super::{Loaded, Object, invalid, only_signed};
use crate::effect::Effect;
use crate::model::client::Client;
use crate::model::ticket::TicketKey;
use crate::refusal::Refusal;
use crate::replay::{self, Message};
use crate::time::Time;

/// The longest name of a message that is read, in bytes.
const LONGEST_JTI: usize = 512;

/// A request object that is to count once.
#[derive(Clone, Copy, Debug)]
pub(in crate::authorize) struct Once {
    key: TicketKey,
    exp: Option<i64>,
}

/// Where it is remembered that this object was accepted before, if it names itself. What it says is not
/// checked here.
pub fn remembered_at(loaded: &Loaded, client: &Client) -> Option<TicketKey> {
    let jti = match &loaded.object {
        Object::Unsigned(unsigned) => named(unsigned.claims()),
        Object::Bare(bare) => named(bare.claims()),
        Object::Signed(signed) => json::parse_object(signed.as_ref()).ok().as_ref().and_then(named),
        Object::Absent | Object::Untrusted(_) | Object::Unopened(_) | Object::Unfetched(_) => None,
    }?;
    Some(replay::key(Message::RequestObject, client.id.as_str(), &jti))
}

fn named(claims: &Map<String, Value>) -> Option<String> {
    claims.get("jti").and_then(Value::as_str).map(str::to_owned)
}

impl Once {
    /// What of an object is to count once, which is remembered for a day at most: so it says that it is over
    /// by then. One that says nothing of time is taken where nothing better is asked of the client, as OpenID
    /// Connect Core allows, and is remembered for that day.
    pub(super) fn of(
        claims: &Map<String, Value>,
        client: &Client,
        now: Time,
    ) -> Result<Option<Self>, Refusal> {
        let Some(jti) = claims.get("jti") else { return Ok(None) };
        let jti = jti.as_str().filter(|jti| !jti.is_empty() && jti.len() <= LONGEST_JTI);
        let jti = jti.ok_or_else(|| invalid("with a jti of 1 to 512 bytes, or none"))?;
        let seconds = |name: &str| claims.get(name).and_then(Value::as_f64);
        let longest = replay::LONGEST.as_secs_f64();
        let end = seconds("exp").or_else(|| Some(seconds("iat")? + longest));
        let away = end.map(|end| end - now.as_secs() as f64);
        match away {
            None if only_signed(client) => return Err(invalid("with an exp, as it has a jti")),
            Some(away) if away > longest + LEEWAY as f64 => {
                return Err(invalid("with an exp at most a day away, as it has a jti"));
            }
            Some(away) if away + LEEWAY as f64 <= 0.0 => {
                return Err(invalid("made less than a day ago (iat), as it has a jti and no exp"));
            }
            _ => {}
        }
        let exp = end.map(|end| end as i64);
        Ok(Some(Self { key: replay::key(Message::RequestObject, client.id.as_str(), jti), exp }))
    }

    pub(super) fn spend(self, now: Time) -> Effect {
        replay::spend(self.key, self.exp, now)
    }
}
