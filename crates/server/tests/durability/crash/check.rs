//! After a crash: what was answered holds.

use std::time::Duration;

use super::journal::{Fate, Grant, Session, Tokens};
use super::load::receive;
use crate::program::Program;
use crate::world::{Answer, Client};

/// A code lives for 60 seconds; one as old as this is no longer looked at.
const STILL_FRESH: Duration = Duration::from_secs(45);

pub(crate) struct Check<'a> {
    pub(crate) program: &'a Program,
    pub(crate) client: &'a Client,
}

/// What must be found of what hangs on sessions and grants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Found {
    Alive,
    Dead,
    Either,
}

impl Found {
    fn after(ended: [Fate; 2]) -> Self {
        if ended.contains(&Fate::Done) {
            Self::Dead
        } else if ended.contains(&Fate::Unknown) {
            Self::Either
        } else {
            Self::Alive
        }
    }

    fn allows(self, alive: bool) -> bool {
        match self {
            Self::Alive => alive,
            Self::Dead => !alive,
            Self::Either => true,
        }
    }
}

/// In which order a family is looked at: the first look at something spent ends it.
#[derive(Clone, Copy)]
enum First {
    Current,
    Rotated,
    Code,
}

impl Check<'_> {
    pub(crate) async fn session(&self, session: &Session) {
        for (number, grant) in session.grants.iter().enumerate() {
            let first = [First::Current, First::Rotated, First::Code][number % 3];
            self.grant(grant, Found::after([session.signed_out, grant.revoked]), first).await;
        }
        let url = self.program.authorize_url(self.client);
        let answer = ask(self.program.http.get(url).header("cookie", &session.cookie)).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        let signed_in = answer.parameter("code").is_some();
        assert!(Found::after([session.signed_out; 2]).allows(signed_in), "sign-out {:?}", session.signed_out);
    }

    async fn grant(&self, grant: &Grant, found: Found, first: First) {
        let Some(tokens) = &grant.tokens else { return self.code_without_tokens(grant, found).await };
        let told = ask(self.program.userinfo(&tokens.access_token)).await;
        assert!([200, 401].contains(&told.status), "{told:?}");
        // A revocation or a sign-out that nobody answered happened, or it did not.
        let alive = told.status == 200;
        assert!(found.allows(alive), "{found:?}, {told:?}");
        if !alive {
            self.check_refused(grant, tokens).await;
            return;
        }
        match first {
            First::Current => self.current(grant, tokens).await,
            First::Rotated => {
                if let Some(rotated) = grant.rotated.last() {
                    self.check_replayed(self.program.refresh(self.client, rotated), "refresh-token-replayed")
                        .await;
                }
            }
            First::Code => {}
        }
        self.check_replayed(self.program.redeem(self.client, &grant.code), "code-replayed").await;
        self.check_refused(grant, tokens).await;
    }

    /// The last refresh token that was answered works, unless its own exchange was not answered.
    async fn current(&self, grant: &Grant, tokens: &Tokens) {
        let answer = ask(self.program.refresh(self.client, &tokens.refresh_token)).await;
        if grant.refreshed == Fate::Unknown && answer.status != 200 {
            assert_eq!(answer.text("error_code"), "refresh-token-replayed");
            return;
        }
        let successor = Tokens::of(&served(answer));
        assert!(
            successor.refresh_token != tokens.refresh_token
                && !grant.rotated.contains(&successor.refresh_token)
        );
        self.check_replayed(
            self.program.refresh(self.client, &tokens.refresh_token),
            "refresh-token-replayed",
        )
        .await;
        self.check_refused(grant, &successor).await;
    }

    /// A code that was issued works, once, unless its one attempt was not answered.
    async fn code_without_tokens(&self, grant: &Grant, found: Found) {
        if grant.issued_at.elapsed() > STILL_FRESH {
            return;
        }
        let answer = ask(self.program.redeem(self.client, &grant.code)).await;
        let may_be_spent = grant.redeemed == Fate::Unknown;
        if answer.status != 200 {
            let code = answer.text("error_code");
            let known = match code.as_str() {
                "code-replayed" => may_be_spent,
                "grant-revoked" => found != Found::Alive,
                _ => false,
            };
            assert!(known, "{:?}, {found:?}: {answer:?}", grant.redeemed);
            return;
        }
        assert_ne!(found, Found::Dead);
        let tokens = Tokens::of(&answer);
        assert_eq!(ask(self.program.userinfo(&tokens.access_token)).await.status, 200);
        self.check_replayed(self.program.redeem(self.client, &grant.code), "code-replayed").await;
        self.check_refused(grant, &tokens).await;
    }

    /// Presents something spent. If something spent was presented before, nothing is left to end.
    async fn check_replayed(&self, request: reqwest::RequestBuilder, code: &str) {
        let answer = ask(request).await;
        let told = answer.text("error_code");
        assert!(answer.status == 400 && (told == code || told == "grant-revoked"), "{answer:?}");
    }

    /// Nothing of this family opens anything.
    async fn check_refused(&self, grant: &Grant, tokens: &Tokens) {
        let told = ask(self.program.userinfo(&tokens.access_token)).await;
        assert_eq!(told.status, 401, "{told:?}");
        let mut forms = vec![self.program.redeem(self.client, &grant.code)];
        for refresh_token in grant.rotated.iter().chain([&tokens.refresh_token]) {
            forms.push(self.program.refresh(self.client, refresh_token));
        }
        for form in forms {
            let answer = ask(form).await;
            assert_eq!((answer.status, answer.text("error").as_str()), (400, "invalid_grant"), "{answer:?}");
        }
    }
}

fn served(answer: Answer) -> Answer {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

async fn ask(request: reqwest::RequestBuilder) -> Answer {
    receive(request).await.unwrap()
}
