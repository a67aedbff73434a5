//! Loading what is true of an access token that was presented.

use std::sync::Arc;

use idp::access::{self, Read};
use idp::issue::Jti;
use idp::model::client::Client;
use idp::model::family::FamilyFacts;
use idp::model::user::User;
use idp::{Refusal, Time};
use oidc::claims::AccessToken;

use super::unavailable;
use crate::node::{Node, NotOurs};

/// A token read, and what the store knows of it.
pub(super) struct Loaded {
    read: Result<Arc<AccessToken<'static>>, Option<NotOurs>>,
    family: Option<FamilyFacts>,
    user: Option<User>,
    client: Option<Arc<Client>>,
    revoked: bool,
}

impl Loaded {
    /// Reads a token, if one was sent, and loads what it hangs on.
    pub(super) async fn load(node: &Node, token: Option<&str>, now: Time) -> Result<Self, Refusal> {
        let read = match token {
            None => Err(None),
            Some(token) => node.read_access_token(token).map_err(Some),
        };
        let mut loaded = Self { read, family: None, user: None, client: None, revoked: false };
        let Ok(claims) = &loaded.read else { return Ok(loaded) };
        loaded.client = node.load_client(&claims.client_id).await.map_err(unavailable)?;
        match Jti::read(&claims.jti) {
            Some(Jti::Family(family)) => {
                let found = node.store().load_family_and_user(&family, now).await.map_err(unavailable)?;
                if let Some((family, user)) = found {
                    loaded.family = Some(family);
                    loaded.user = user;
                }
            }
            Some(Jti::Client(_)) => {
                let revoked = access::revoked_key(&claims.jti);
                let ticket = node.store().load_ticket(&revoked, now).await.map_err(unavailable)?;
                loaded.revoked = ticket.is_some();
            }
            None => {}
        }
        Ok(loaded)
    }

    /// What reading it showed.
    pub(super) fn read(&self) -> Read<'_> {
        match &self.read {
            Ok(claims) => Read::Ours(claims),
            Err(None) => Read::Absent,
            Err(Some(why)) => Read::NotOurs(why),
        }
    }

    /// What the store knows of it.
    pub(super) fn facts(&self) -> access::Facts<'_> {
        access::Facts {
            family: self.family.as_ref(),
            user: self.user.as_ref(),
            client: self.client.as_deref(),
            revoked: self.revoked,
        }
    }

    /// The client it was issued to.
    pub(super) fn client(&self) -> Option<&Arc<Client>> {
        self.client.as_ref()
    }

    /// Whether it stands among the revoked.
    pub(super) fn is_revoked(&self) -> bool {
        self.revoked
    }
}
