//! How things stand, behind the back of those who ask.

use idp::authorize::code;
use idp::login::session;
use idp::model::ClientId;
use idp::model::ticket::{TicketFacts, TicketKey};
use idp::model::user::UserId;

use super::walk::{Held, Walk};

impl Walk<'_> {
    pub(super) async fn check_dead(&self, tokens: &Held) {
        assert!(!self.opens(&tokens.access_token).await);
        let refused = self.world.refresh(&self.client, &tokens.refresh_token).await;
        assert_eq!((refused.status, refused.text("error").as_str()), (400, "invalid_grant"));
    }

    pub(super) async fn ticket(&self, key: &TicketKey) -> Option<TicketFacts> {
        self.world.node.store().load_ticket(key, self.world.node.now()).await.unwrap()
    }

    pub(super) async fn code_ticket(&self, code: &str) -> TicketFacts {
        self.ticket(&code::key(code)).await.expect("a code is kept as long as its family")
    }

    pub(super) async fn family_lives(&self, code: &str) -> bool {
        self.code_ticket(code).await.family.unwrap().is_alive(self.world.node.now())
    }

    pub(super) async fn consent_stands(&self) -> bool {
        let (user, client) =
            (UserId::new(self.world.user_id.as_str()), ClientId::new(self.client.id.as_str()));
        self.world.node.store().load_consent(&user, &client).await.unwrap().is_some()
    }

    pub(super) async fn opens(&self, access_token: &str) -> bool {
        let answer = self.world.userinfo(access_token).await;
        assert!([200, 401].contains(&answer.status), "{answer:?}");
        answer.status == 200
    }

    /// The browser's session, as the store has it.
    pub(super) async fn session(&self) -> Option<TicketFacts> {
        let (_, cookie) = self.browser.cookies.iter().find(|(name, _)| name.contains("session"))?;
        self.ticket(&session::key(cookie)).await
    }

    pub(super) async fn session_lives(&self) -> bool {
        let now = self.world.node.now();
        let session = self.session().await;
        session.is_some_and(|session| session.is_usable(now) && session.family.unwrap().is_alive(now))
    }
}
