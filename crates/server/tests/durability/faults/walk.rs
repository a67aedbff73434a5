//! One walk through the flow, as a person and a client walk it who come again when they are told to.
//!
//! Whatever fails is looked at twice: in the store, right after it, and by what the next request is
//! answered.

use serde_json::json;
use store::Step;

use super::once::{Fault, Once};
use crate::browser::Browser;
use crate::world::{Answer, Client, World};

pub(crate) struct Walk<'a> {
    pub(super) world: &'a World,
    pub(super) once: &'a Once,
    pub(super) client: Client,
    pub(super) machine: Client,
    pub(super) browser: Browser,
}

/// What a client holds after redeeming a code.
pub(super) struct Held {
    pub(super) code: String,
    pub(super) access_token: String,
    pub(super) refresh_token: String,
    pub(super) id_token: String,
}

impl Held {
    pub(super) fn of(code: &str, answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{answer:?}");
        Self {
            code: code.to_owned(),
            access_token: answer.text("access_token"),
            refresh_token: answer.text("refresh_token"),
            id_token: answer.text("id_token"),
        }
    }
}

impl<'a> Walk<'a> {
    /// With a browser and clients that nobody knows yet; fails the step at this place.
    pub(crate) async fn begin(world: &'a World, once: &'a Once, fails: Option<usize>) -> Self {
        let client = world.shop().await;
        let machine =
            json!({ "grant_types": ["client_credentials"], "redirect_uris": [], "scope": "orders" });
        let machine = world.client(machine, Default::default()).await;
        once.arm(fails);
        Self { world, once, client, machine, browser: world.browser() }
    }

    /// Walks; returns the steps of all commits on the way.
    pub(crate) async fn walk(mut self) -> Vec<Step> {
        self.guess_wrongly().await;
        let code = self.sign_in_and_consent().await;
        let tokens = self.redeem(code).await;
        let tokens = self.refresh(tokens).await;
        self.replay_the_code(tokens).await;
        let code = self.come_back_later().await;
        let tokens = self.redeem(code).await;
        self.revoke(tokens).await;
        self.redeem_wrongly().await;
        self.say_no("consent", "deny").await;
        self.say_no("login", "cancel").await;
        self.sign_out_by_hand().await;
        let code = self.sign_in_again().await;
        let tokens = self.redeem(code).await;
        self.sign_out_by_hint(tokens).await;
        self.revoke_the_machines_token().await;
        self.once.disarm()
    }

    pub(super) fn authorize_url(&self, prompt: &str) -> String {
        self.world.authorize_url(&self.client, &[("prompt", prompt)])
    }

    pub(super) async fn get(&mut self, url: &str) -> (Answer, Option<Fault>) {
        let once = self.once;
        told(once, self.browser.get(url)).await
    }

    pub(super) async fn post(&mut self, url: &str, form: &[(&str, &str)]) -> (Answer, Option<Fault>) {
        let once = self.once;
        told(once, self.browser.post(url, form)).await
    }

    pub(super) async fn ask(&self, request: impl Future<Output = Answer>) -> (Answer, Option<Fault>) {
        let (answer, fault) = told(self.once, request).await;
        if let Some(fault) = fault {
            assert_eq!(answer.text("error_code"), fault.error_code(), "{fault:?}: {answer:?}");
        }
        (answer, fault)
    }
}

/// Sends a request. Whoever meets a fault is told to come again, is sent nowhere and given nothing;
/// nobody else is.
async fn told(once: &Once, request: impl Future<Output = Answer>) -> (Answer, Option<Fault>) {
    once.begin_request();
    let answer = request.await;
    let fault = once.fired();
    assert_eq!(answer.status == 503, fault.is_some(), "{fault:?}: {answer:?}");
    if fault.is_some() {
        let seconds: u32 = answer.header("retry-after").parse().expect("when to come again");
        assert!(seconds > 0);
        assert_eq!((answer.location(), answer.header("set-cookie")), ("", ""), "{fault:?}");
        // As members of an answer: a page that leads to the same address again repeats its parameters.
        for given in ["\"access_token\"", "\"refresh_token\"", "\"id_token\""] {
            assert!(!answer.body.contains(given), "{fault:?}: {answer:?}");
        }
    }
    (answer, fault)
}

pub(super) fn code_in(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{answer:?}");
    answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
}
