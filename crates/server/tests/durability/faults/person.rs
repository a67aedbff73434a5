//! What the person does in the browser.

use std::time::Duration;

use super::walk::{Held, Walk, code_in};
use crate::world::{Answer, PASSWORD};

type Cookies = std::collections::BTreeMap<String, String>;

const CREDENTIALS: [(&str, &str); 2] = [("username", "maija"), ("password", PASSWORD)];

impl Walk<'_> {
    pub(super) async fn guess_wrongly(&mut self) {
        let page = self.open_login().await;
        let form = [("username", "maija"), ("password", "talviyö-on-pimeä")];
        let (mut answer, fault) = self.post(&page, &form).await;
        if fault.is_some() {
            answer = self.browser.post(&page, &form).await;
        }
        assert_eq!(answer.status, 403, "{answer:?}");
    }

    pub(super) async fn sign_in_and_consent(&mut self) -> String {
        let page = self.open_login().await;
        let (mut answer, fault) = self.post(&page, &CREDENTIALS).await;
        if let Some(fault) = fault {
            assert!(answer.header("set-cookie").is_empty(), "{fault:?}: a session is given to nobody");
            answer = self.browser.post(&page, &CREDENTIALS).await;
        }
        assert!(answer.location().contains("/consent/"), "{answer:?}");
        let page = answer.location().to_owned();

        let allow = [("decision", "allow")];
        let (mut answer, fault) = self.post(&page, &allow).await;
        if let Some(fault) = fault {
            assert_eq!(self.consent_stands().await, fault.held(), "{fault:?}");
            answer = self.browser.post(&page, &allow).await;
            if fault.held() {
                assert_eq!(answer.status, 400, "what was answered is answered: {answer:?}");
                answer = self.browser.get(&self.authorize_url("")).await;
            }
        }
        code_in(&answer)
    }

    /// The consent is remembered, so that signing in gives a code at once.
    pub(super) async fn sign_in_again(&mut self) -> String {
        let mut page = self.open_login().await;
        let (mut answer, fault) = self.post(&page, &CREDENTIALS).await;
        if let Some(fault) = fault {
            assert!(answer.header("set-cookie").is_empty(), "{fault:?}: a session is given to nobody");
            answer = self.browser.post(&page, &CREDENTIALS).await;
            // The first commit counts the try; the second signs in, and uses up the page.
            if fault.commit == 2 && fault.held() {
                assert_eq!(answer.status, 400, "what was answered is answered: {answer:?}");
                page = self.open_login().await;
                answer = self.browser.post(&page, &CREDENTIALS).await;
            }
        }
        code_in(&answer)
    }

    /// After a while the session is extended while it gives a code.
    pub(super) async fn come_back_later(&mut self) -> String {
        self.world.clock.advance(Duration::from_mins(2));
        let before = self.session().await.unwrap().expires_at;
        let (mut answer, fault) = self.get(&self.authorize_url("")).await;
        if let Some(fault) = fault {
            assert_eq!(self.session().await.unwrap().expires_at > before, fault.held(), "{fault:?}");
            answer = self.browser.get(&self.authorize_url("")).await;
        }
        assert!(self.session().await.unwrap().expires_at > before, "in use");
        code_in(&answer)
    }

    /// The person refuses, on a page that the client asks to be shown.
    pub(super) async fn say_no(&mut self, page: &str, word: &str) {
        let address = self.open_page(page, page).await;
        let no = [("decision", word)];
        let (mut answer, fault) = self.post(&address, &no).await;
        if let Some(fault) = fault {
            answer = self.browser.post(&address, &no).await;
            if fault.held() {
                assert_eq!(answer.status, 400, "what was answered is answered: {answer:?}");
                return;
            }
        }
        assert_eq!(answer.parameter("error").as_deref(), Some("access_denied"), "{answer:?}");
        assert_eq!(self.browser.post(&address, &no).await.status, 400);
    }

    pub(super) async fn sign_out_by_hand(&mut self) {
        let code = self.new_code().await;
        let tokens = self.redeem(code).await;
        let cookies = self.browser.cookies.clone();
        let url = format!("{}/oidc/logout", self.world.base);
        let (mut answer, fault) = self.get(&url).await;
        if fault.is_some() {
            assert!(self.session_lives().await, "nobody has said so");
            answer = self.browser.get(&url).await;
        }
        let page = answer.location().to_owned();
        assert!(page.starts_with(&format!("{url}/")), "{answer:?}");

        let yes = [("consent", "approve")];
        let (mut answer, fault) = self.post(&page, &yes).await;
        if let Some(fault) = fault {
            assert_eq!(self.browser.cookies, cookies, "not signed out yet, for all that is known");
            assert_eq!(self.session_lives().await, !fault.held(), "{fault:?}");
            assert_eq!(self.opens(&tokens.access_token).await, !fault.held(), "{fault:?}");
            answer = self.browser.post(&page, &yes).await;
            if fault.held() {
                assert_eq!(answer.status, 400, "what was answered is answered: {answer:?}");
                answer = self.browser.get(&url).await;
            }
        }
        self.check_signed_out(&answer, cookies, &tokens).await;
    }

    pub(super) async fn sign_out_by_hint(&mut self, tokens: Held) {
        let cookies = self.browser.cookies.clone();
        let url = format!("{}/oidc/logout?id_token_hint={}", self.world.base, tokens.id_token);
        let (mut answer, fault) = self.get(&url).await;
        if let Some(fault) = fault {
            assert_eq!(self.browser.cookies, cookies, "not signed out yet, for all that is known");
            assert_eq!(self.session_lives().await, !fault.held(), "{fault:?}");
            assert_eq!(self.opens(&tokens.access_token).await, !fault.held(), "{fault:?}");
            answer = self.browser.get(&url).await;
        }
        self.check_signed_out(&answer, cookies, &tokens).await;
    }

    pub(super) async fn check_signed_out(&mut self, answer: &Answer, cookies: Cookies, tokens: &Held) {
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_ne!(self.browser.cookies, cookies, "the session's cookie is taken away");
        let now = std::mem::replace(&mut self.browser.cookies, cookies);
        assert!(!self.session_lives().await);
        self.browser.cookies = now;
        self.check_dead(tokens).await;
    }

    pub(super) async fn open_login(&mut self) -> String {
        self.open_page("login", "").await
    }

    pub(super) async fn open_page(&mut self, page: &str, prompt: &str) -> String {
        let (mut answer, fault) = self.get(&self.authorize_url(prompt)).await;
        if fault.is_some() {
            answer = self.browser.get(&self.authorize_url(prompt)).await;
        }
        assert!(answer.location().contains(&format!("/{page}/")), "{answer:?}");
        let address = answer.location().to_owned();
        assert_eq!(self.browser.get(&address).await.status, 200);
        address
    }

    pub(super) async fn new_code(&mut self) -> String {
        let (mut answer, fault) = self.get(&self.authorize_url("")).await;
        if fault.is_some() {
            answer = self.browser.get(&self.authorize_url("")).await;
        }
        code_in(&answer)
    }
}
