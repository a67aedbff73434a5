//! Request objects that name themselves (`jti`) count once.

use jose::json;
use serde_json::{Map, Value};

use super::{Loaded, Object, invalid};
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
    Some(replay::key(Message::RequestObject, &client.id, &jti))
}

fn named(claims: &Map<String, Value>) -> Option<String> {
    claims.get("jti").and_then(Value::as_str).map(str::to_owned)
}

impl Once {
    pub(super) fn of(claims: &Map<String, Value>, client: &Client) -> Result<Option<Self>, Refusal> {
        let Some(jti) = claims.get("jti") else { return Ok(None) };
        let jti = jti.as_str().filter(|jti| !jti.is_empty() && jti.len() <= LONGEST_JTI);
        let jti = jti.ok_or_else(|| invalid("with a jti of 1 to 512 bytes, or none"))?;
        let exp = claims.get("exp").and_then(Value::as_f64).map(|exp| exp as i64);
        Ok(Some(Self { key: replay::key(Message::RequestObject, &client.id, jti), exp }))
    }

    pub(super) fn spend(self, now: Time) -> Effect {
        replay::spend(self.key, self.exp, now)
    }
}
