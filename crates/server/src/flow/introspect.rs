//! Token introspection.

use idp::introspect::{self, Answer, Facts, Form, Token, refresh_ticket_key};
use idp::issue::Draft;
use idp::model::issuer::Endpoint;
use idp::{Reason, Refusal};
use oidc::client_authentication::Presented;
use oidc::introspection::Request;

use super::bearer::Loaded;
use super::seal::sign;
use super::userinfo::Told;
use super::{Tries, about, authenticate, certificate, unavailable};
use crate::node::{Keyring, Node, Sealing};

/// What the asking client may know of the token, written as it asked.
pub async fn introspect(
    node: &Node,
    presented: &Presented,
    certificate: &certificate::Shown,
    form: Form,
    request: &Request,
) -> Result<Told, Refusal> {
    let token = request.token.expose();
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asking = authenticate::Loaded::load(node, presented, certificate, now).await?;
        let client = asking.client.as_deref();
        let (loaded, ticket) = match refresh_ticket_key(token) {
            Some(key) => (None, node.store().load_ticket(&key, now).await.map_err(unavailable)?),
            None => (Some(Loaded::load(node, Some(token), now).await?), None),
        };
        let offered = node.load_offered().await.map_err(unavailable)?;
        let keyring = node.keyring();
        let sealing = match form {
            Form::Json => Sealing::NOT_ASKED,
            Form::Jwt => node.load_sealing(asking.client.as_ref(), now).await,
        };
        let facts = Facts {
            issuer: node.issuer_of(client),
            client,
            token: match &loaded {
                Some(loaded) => Token::Access(loaded.read(), loaded.facts()),
                None => Token::Refresh(token, ticket.as_ref()),
            },
            offered: &offered,
            keys: &keyring.facts,
            sealing: sealing.facts(),
        };
        let shown = asking.shown(node, presented, Endpoint::Introspection);
        let decision = introspect::decide(shown, form, facts, node.derive(), now);
        let committed = tries.commit(node, decision, now).await;
        if let Some(told) = committed.map_err(|refusal| about(refusal, client))? {
            return answer(told, &keyring, &sealing).await;
        }
    }
}

async fn answer(told: Answer<'_>, keyring: &Keyring, sealing: &Sealing) -> Result<Told, Refusal> {
    match told {
        Answer::Json(told) => serde_json::to_vec(&told).map(|json| Told::Json(json.into())).map_err(internal),
        Answer::Signed(draft) => {
            // What is signed apart from this request keeps nothing of it.
            let Draft { kid, algorithm, typ, claims, seal } = *draft;
            let claims = serde_json::to_value(&claims).map_err(internal)?;
            sign(Draft { kid, algorithm, typ, claims, seal }, keyring, sealing).await.map(Told::Jwt)
        }
    }
}

fn internal(error: serde_json::Error) -> Refusal {
    Refusal::new(Reason::Internal).operator(error.to_string())
}
