//! The token endpoint.

use idp::Refusal;
use idp::grant::{self, Facts};
use idp::issue::Tokens;
use idp::model::issuer::Endpoint;
use jose::hash_half;
use oidc::client_authentication::Presented;
use oidc::token::{Request, Response, TokenType};

use super::seal::sign;
use super::{Tries, about, authenticate, certificate, rehearsal, unavailable};
use crate::node::{Keyring, Node, Sealing};

/// Exchanges a grant for tokens, bound to the key of the proof of possession and to the certificate that came.
pub async fn token(
    node: &Node,
    presented: &Presented,
    proof: Option<&str>,
    certificate: &certificate::Shown,
    request: &Request,
) -> Result<Response, Refusal> {
    let ticket_key = grant::ticket_key(request);
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asking = authenticate::Loaded::load(node, presented, certificate, now).await?;
        let asking = asking.and_proof(node, proof, now).await?;
        let client = asking.client.as_deref();
        let ticket = match &ticket_key {
            Some(key) => node.store().load_ticket(key, now).await.map_err(unavailable)?,
            None => None,
        };
        // After the other: what came of it is then not older than how often was asked.
        let answered = match grant::word_key(request) {
            Some(key) => node.store().load_ticket(&key, now).await.map_err(unavailable)?,
            None => None,
        };
        let offered = node.load_offered().await.map_err(unavailable)?;
        let user = match grant::person_to_tell(answered.as_ref().or(ticket.as_ref())) {
            Some(id) => node.store().load_user(id).await.map_err(unavailable)?,
            None => None,
        };
        let keyring = node.keyring();
        let sealing = node.load_sealing(asking.client.as_ref(), now).await;
        let rehearsal = rehearsal::load(node, client, now).await?;
        let facts = Facts {
            issuer: node.issuer_of(client),
            client,
            ticket: ticket.as_ref(),
            answered: answered.as_ref(),
            offered: &offered,
            user: user.as_ref(),
            keys: &keyring.facts,
            sealing: sealing.facts(),
            rehearsal: rehearsal.as_ref(),
        };
        let shown = asking.shown(node, presented, Endpoint::Token);
        let decision = node.decide(now, |env| grant::decide(shown, request, facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(tokens) = committed.map_err(|refusal| about(refusal, client))? {
            return answer(tokens, &keyring, &sealing).await;
        }
    }
}

async fn answer(tokens: Tokens, keyring: &Keyring, sealing: &Sealing) -> Result<Response, Refusal> {
    let proved = tokens.access_token.claims.is_proved();
    let access_token = sign(tokens.access_token, keyring, sealing).await?;
    let id_token = match tokens.id_token {
        None => None,
        Some(mut draft) => {
            draft.claims.at_hash = Some(hash_half(draft.algorithm, &access_token));
            Some(sign(draft, keyring, sealing).await?)
        }
    };
    Ok(Response {
        access_token,
        token_type: if proved { TokenType::Dpop } else { TokenType::Bearer },
        expires_in: tokens.expires_in,
        refresh_token: tokens.refresh_token.map(|token| token.expose().clone()),
        scope: tokens.scope,
        id_token,
    })
}
