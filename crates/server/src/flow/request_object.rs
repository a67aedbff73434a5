//! Loading request objects: fetched, opened, verified. What they say is judged by the mind.

use idp::Time;
use idp::authorize::request_object::{self, Loaded, Object, Sent};
use idp::model::client::Client;
use jose::jws;
use oidc::parameters::Parameters;

use crate::node::Node;

/// What reading the request object of these parameters showed. Nothing is fetched but what the client
/// registered.
pub(super) async fn load(
    node: &Node,
    parameters: &Parameters<'_>,
    client: Option<&Client>,
    now: Time,
) -> Loaded {
    let Some(client) = client.filter(|client| client.disabled_at.is_none()) else { return Loaded::ABSENT };
    match request_object::sent(parameters) {
        Ok(Sent::Value(value)) => Loaded { object: open(node, value, client, now).await, sha256: None },
        Ok(Sent::Address(address)) => match request_object::registered(client, address) {
            Some(address) => fetch(node, address, client, now).await,
            None => Loaded::ABSENT,
        },
        Ok(Sent::No) | Err(_) => Loaded::ABSENT,
    }
}

async fn fetch(node: &Node, address: &str, client: &Client, now: Time) -> Loaded {
    let unfetched = |why: String| Loaded { object: Object::Unfetched(why.into()), sha256: None };
    let fetched = match node.fetcher.get(address).await {
        Ok(fetched) if fetched.status == 200 => fetched,
        Ok(fetched) => return unfetched(format!("the answer has status {}", fetched.status)),
        Err(error) => return unfetched(error.to_string()),
    };
    let sha256 = Some(jose::digest::sha256(&fetched.body));
    let object = match std::str::from_utf8(&fetched.body) {
        Ok(text) => open(node, text.trim_ascii(), client, now).await,
        Err(_) => Object::Untrusted("the content is no text".into()),
    };
    Loaded { object, sha256 }
}

async fn open(node: &Node, token: &str, client: &Client, now: Time) -> Object {
    let opened = match jws::decode(token) {
        Err(jws::Error::Unsigned) => {
            return match jws::decode_unsigned(token) {
                Ok(unsigned) => Object::Unsigned(unsigned),
                Err(error) => Object::Untrusted(error.to_string().into()),
            };
        }
        Err(error) => Err(error.to_string()),
        Ok(unverified) => {
            let header = unverified.header();
            let keys = node.load_client_keys(client, header.kid.as_deref(), header.alg, now).await;
            keys.and_then(|keys| keys.verify(token).map_err(|error| error.to_string()))
        }
    };
    match opened {
        Ok(signed) => Object::Signed(signed),
        Err(why) => Object::Untrusted(why.into()),
    }
}
