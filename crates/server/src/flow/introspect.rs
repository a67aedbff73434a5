//! Token introspection.

use idp::client::authenticate::claimed_client;
use idp::introspect::{self, Answer, Facts, Form, Token, refresh_ticket_key};
use idp::issue::Draft;
use idp::{Reason, Refusal};
use oidc::client_authentication::Presented;
use oidc::introspection::Request;

use super::bearer::Loaded;
use super::seal::sign;
use super::userinfo::Told;
use super::{about, unavailable};
use crate::node::{Node, Sealing};

/// What the asking client may know of the token, written as it asked.
pub async fn introspect(
    node: &Node,
    presented: &Presented,
    form: Form,
    request: &Request,
) -> Result<Told, Refusal> {
    let now = node.now();
    let client = match claimed_client(presented) {
        Some(id) => node.load_client(id).await.map_err(unavailable)?,
        None => None,
    };
    let token = request.token.expose();
    let (loaded, ticket) = match refresh_ticket_key(token) {
        Some(key) => (None, node.store().load_ticket(&key, now).await.map_err(unavailable)?),
        None => (Some(Loaded::load(node, Some(token), now).await?), None),
    };
    let offered = node.load_offered().await.map_err(unavailable)?;
    let keyring = node.keyring();
    let sealing = match form {
        Form::Json => Sealing::NOT_ASKED,
        Form::Jwt => node.load_sealing(client.as_ref(), now).await,
    };
    let facts = Facts {
        issuer: &node.issuer,
        client: client.as_deref(),
        token: match &loaded {
            Some(loaded) => Token::Access(loaded.read(), loaded.facts()),
            None => Token::Refresh(token, ticket.as_ref()),
        },
        offered: &offered,
        keys: &keyring.facts,
        sealing: sealing.facts(),
    };
    let decided = introspect::decide(presented, form, facts, node.derive(), now).answer;
    match decided.map_err(|refusal| about(refusal, client.as_deref()))? {
        Answer::Json(told) => serde_json::to_vec(&told).map(|json| Told::Json(json.into())).map_err(internal),
        Answer::Signed(draft) => {
            // What is signed apart from this request keeps nothing of it.
            let Draft { kid, algorithm, typ, claims, seal } = *draft;
            let claims = serde_json::to_value(&claims).map_err(internal)?;
            sign(Draft { kid, algorithm, typ, claims, seal }, &keyring, &sealing).await.map(Told::Jwt)
        }
    }
}

fn internal(error: serde_json::Error) -> Refusal {
    Refusal::new(Reason::Internal).operator(error.to_string())
}
