//! Telling clients that a session is over, from server to server (OpenID Connect Back-Channel Logout).

use std::time::Duration;

use oidc::claims::{LOGOUT_TOKEN_TYP, LogoutToken};
use oidc::metadata::Encryptable;
use serde::{Deserialize, Serialize};

use crate::decision::Env;
use crate::effect::Effect;
use crate::issue::{self, Draft, seal, subject};
use crate::login::session;
use crate::model::ClientId;
use crate::model::client::Client;
use crate::model::family::FamilyId;
use crate::model::issuer::Issuer;
use crate::model::key::KeyFacts;
use crate::model::message::{Message, MessageFacts, MessageId, MessageKind};
use crate::model::user::UserId;
use crate::outbox::Sent;
use crate::refusal::Refusal;

/// For how long a client is worth telling: by then its own sessions are over too, or it is gone.
const TTL: Duration = Duration::from_hours(24);

/// How long a logout token may be shown to the client; signed anew for each attempt.
const TOKEN_TTL: Duration = Duration::from_mins(2);

/// What is kept until it is sent. The token itself is made as it is sent.
#[derive(Serialize, Deserialize)]
struct Body {
    client: ClientId,
    user: UserId,
    sid: String,
}

/// Has those of these clients told that want to be, that a session they took part in is over.
pub fn tell<'a>(
    session: FamilyId,
    user: &UserId,
    clients: impl IntoIterator<Item = &'a Client>,
    env: &mut Env<'_>,
) -> Vec<Effect> {
    let wants =
        |client: &&Client| client.metadata.backchannel_logout_uri.is_some() && client.disabled_at.is_none();
    let message = |client: &Client| {
        let sid = session::sid(session, client, env);
        let body = Body { client: client.id.clone(), user: user.clone(), sid };
        Effect::PutMessage(Message {
            id: MessageId::new(env),
            kind: MessageKind::BackchannelLogout,
            recipient: client.id.as_str().to_owned(),
            user: Some(user.clone()),
            payload: crate::model::ticket::encode(&body),
            expires_at: env.now + TTL,
        })
    };
    clients.into_iter().filter(wants).map(message).collect()
}

/// The client a message is for, for look-up alone.
pub fn client_of(message: &MessageFacts) -> Result<ClientId, Refusal> {
    crate::model::ticket::decode::<Body>(&message.payload).map(|body| body.client)
}

/// A logout token to be signed, and where it goes.
#[derive(Debug)]
pub struct ToSend {
    /// The client's address for it.
    pub to: String,
    /// The token.
    pub token: Draft<LogoutToken<'static>>,
}

/// The logout token of a message, as of now. Nothing if the client wants none any more.
pub fn draft(
    message: &MessageFacts,
    client: Option<&Client>,
    issuer: &Issuer,
    keys: &[KeyFacts],
    sealing: seal::Facts<'_>,
    env: &mut Env<'_>,
) -> Result<Option<ToSend>, Refusal> {
    let body: Body = crate::model::ticket::decode(&message.payload)?;
    let Some((client, to)) = client
        .filter(|client| client.id == body.client && client.disabled_at.is_none())
        .and_then(|client| Some((client, client.metadata.backchannel_logout_uri.clone()?)))
    else {
        return Ok(None);
    };
    let claims = LogoutToken {
        iss: issuer.of(client).to_owned().into(),
        sub: subject::of(client, &body.user, env.derive)?.into(),
        aud: client.id.as_str().to_owned().into(),
        iat: env.now.as_secs(),
        exp: (env.now + TOKEN_TTL).as_secs(),
        // The same at each attempt: so that a client which took it knows it again.
        jti: message.id.text().into(),
        events: LogoutToken::event(),
        sid: body.sid.into(),
    };
    // Like ID tokens (OpenID Connect Back-Channel Logout §2.4).
    let token = issue::draft_like_id_tokens(client, Some(LOGOUT_TOKEN_TYP), claims, keys, env.now)?;
    let seal = seal::seal(Encryptable::IdToken, client, sealing, env.now)?;
    Ok(Some(ToSend { to, token: token.sealed(seal) }))
}

/// What a client's answer means (OpenID Connect Back-Channel Logout §2.8): 400 says that this token
/// will never do. Whatever else is not a success may pass.
pub fn judge(status: u16) -> Sent {
    match status {
        200..=299 => Sent::Delivered { by: None },
        400 => Sent::Refused("the client answered 400".to_owned()),
        status => Sent::Failed(format!("the client answered {status}")),
    }
}
