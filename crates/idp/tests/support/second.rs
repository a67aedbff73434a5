//! Further factors in a sign-in: what every one of them is decided from.

use idp::authorize;
use idp::login::second::{self, SettleFacts, Settled, Shown};
use idp::login::under_way;
use idp::model::credential::Credential;
use idp::{Decision, Env, Refusal};

use super::World;
use super::play::{Browser, Loaded};
use super::state::in_utc;

impl World {
    /// Decides something about a sign-in that waits for a further factor, from what a server would load for it.
    pub(crate) fn decide_second<A>(
        &mut self,
        browser: &Browser,
        handle: &str,
        decide: impl FnOnce(&[Credential], SettleFacts<'_>, &mut Env<'_>) -> Decision<A>,
    ) -> Decision<A> {
        let (login, client) = self.load_login(handle);
        let asked = login.found().login.and_then(|found| under_way::person_of(found).unwrap());
        let person = asked.and_then(|id| self.state.users.get(&id).cloned());
        let consent = self.load_consent(person.as_ref().map(|person| &person.id), client.as_ref());
        let session = self.load_session(browser);
        let leaving = self.clients_of(session.as_ref());
        let (issuer, settings, keys) = (self.issuer.clone(), self.settings.clone(), self.state.keys.clone());
        let (offered, sealing) = (self.state.offered(), self.sealing.clone());
        let upstreams = self.state.upstreams();
        let credentials = self.state.credentials_of(person.as_ref());
        let in_force = self.state.in_force();
        let facts = SettleFacts {
            authorize: authorize::Facts {
                upstreams: &upstreams,
                policies: in_utc(&in_force),
                person: person.as_ref(),
                keys: &keys,
                sealing: sealing.facts(client.as_ref()),
                offered: &offered,
                issuer: &issuer,
                settings: &settings,
                client: client.as_ref(),
                standing: session.as_ref().map(Loaded::standing),
                credentials: &credentials,
                consent: consent.as_ref(),
                browser: browser.facts(),
            },
            login: login.found(),
            leaving: &leaving,
            remember: false,
        };
        self.decide(|env| decide(&credentials, facts, env))
    }

    /// What the page shows on which the person chooses.
    pub(crate) fn show_factors(&mut self, browser: &Browser, handle: &str) -> Result<Shown, Refusal> {
        let shown = self.decide_second(browser, handle, |credentials, facts, env| {
            Decision::answer(second::show(facts.login, credentials, facts.authorize, env.now))
        });
        shown.answer
    }

    /// Goes on without what is only wished for.
    pub(crate) fn go_without(&mut self, browser: &mut Browser, handle: &str) -> Result<Settled, Refusal> {
        let decision = self.decide_second(browser, handle, second::go_without);
        let settled = self.commit(decision)?;
        browser.given(settled.session_cookie.as_ref(), settled.device_cookie.as_ref());
        Ok(settled)
    }
}
