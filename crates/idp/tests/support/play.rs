//! The endpoints, played: what the server would load, then the decision, then its effects.

use std::collections::BTreeSet;
use std::sync::Arc;

use idp::access::{self, Read, Sender};
use idp::authorize::request_object::{Asked, Loaded as LoadedObject, settle};
use idp::authorize::{self, Answer, At, Page, Response, pushed};
use idp::certificate::Certificate;
use idp::client::authenticate::assertion::Assertion;
use idp::client::authenticate::{Shown, claimed_client};
use idp::client::rehearsal;
use idp::dpop::{self, Proof};
use idp::issue::seal::Seal;
use idp::issue::{Jti, Tokens};
use idp::login::attempts::{Counted, Counter};
use idp::login::factor::password::Hashed;
use idp::login::password::{Onward, ReserveFacts, SettleFacts, Settled};
use idp::login::session::Standing;
use idp::login::{consent, password, select_account, session, under_way};
use idp::logout::{self, Hint};
use idp::model::ClientId;
use idp::model::client::Client;
use idp::model::consent::Consent;
use idp::model::credential::Credential;
use idp::model::family::{FamilyFacts, FamilyId};
use idp::model::issuer::{Endpoint, Issuer};
use idp::model::session::Session;
use idp::model::ticket::{TicketFacts, TicketKind};
use idp::model::user::{User, UserId, canonical_login_name};
use idp::{Decision, Refusal, Time, grant, introspect, revoke, userinfo};
use jose::secret::Secret;
use oidc::authorization::Pushed;
use oidc::claims::{AccessToken, IdToken, IdTokenHint, UserInfo};
use oidc::client_authentication::Presented;
use oidc::logout::EndSessionRequest;
use oidc::parameters::Parameters;
use oidc::token::Request;

use super::state::in_utc;
use super::{Form, World, password_of, redeems};

/// What every browser says of itself.
pub(crate) const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0";

/// The `typ`, the algorithm and the key of a signature, and the seal around it.
pub(crate) type Signed = (&'static str, jose::JwsAlgorithm, String, Option<Seal>);

/// A browser's cookies.
#[derive(Clone, Default, Debug)]
pub(crate) struct Browser {
    pub(crate) session: Option<String>,
    pub(crate) binding: Option<String>,
    pub(crate) devices: Vec<String>,
    pub(crate) address: Option<&'static str>,
}

impl Browser {
    pub(crate) fn facts(&self) -> under_way::Browser<'_> {
        let (devices, agent) = (self.devices.as_slice(), Some(AGENT));
        under_way::Browser {
            cookies: self.binding.as_slice(),
            devices,
            agent,
            address: self.address,
            neighbourhood: self.address,
            phone: None,
        }
    }

    /// Keeps what it was given, if it was given any.
    pub(crate) fn given(&mut self, session: Option<&Secret<String>>, device: Option<&Secret<String>>) {
        if let Some(session) = session {
            self.session = Some(session.expose().clone());
        }
        if let Some(device) = device {
            self.devices = vec![device.expose().clone()];
        }
    }
}

/// A request without an object, as the server hands it on.
pub(crate) fn plain(encoded: &str) -> Asked<'_> {
    let parameters = Parameters::parse(encoded.as_bytes()).unwrap();
    settle(encoded, &parameters, &LoadedObject::ABSENT, None, &super::issuer(), super::NOW).unwrap()
}

/// What the session cookie led to.
pub(crate) struct Loaded {
    ticket: TicketFacts,
    user: User,
}

impl Loaded {
    pub(crate) fn standing(&self) -> Standing<'_> {
        Standing { ticket: &self.ticket, user: &self.user }
    }
}

/// What the handle of a sign-in led to.
pub(crate) struct Waiting {
    login: Option<TicketFacts>,
    pushed: Option<TicketFacts>,
}

impl Waiting {
    pub(crate) fn found(&self) -> under_way::Found<'_> {
        under_way::Found { login: self.login.as_ref(), pushed: self.pushed.as_ref() }
    }
}

impl World {
    /// What proves the person of this session.
    pub(crate) fn credentials_of(&self, session: Option<&Loaded>) -> Vec<Credential> {
        let theirs = |credential: &&Credential| session.is_some_and(|it| it.user.id == credential.user);
        self.state.credentials.values().filter(theirs).cloned().collect()
    }

    pub(crate) fn load_session(&self, browser: &Browser) -> Option<Loaded> {
        let ticket = self.state.ticket(&session::key(browser.session.as_deref()?), self.now)?;
        let user = self.state.users.get(ticket.family.as_ref()?.user.as_ref()?)?.clone();
        Some(Loaded { ticket, user })
    }

    /// The sessions of a person, as the store would list them: youngest first.
    pub(crate) fn load_sessions(&self, username: &str) -> Vec<Session> {
        let user = &self.state.person(username).unwrap().id;
        let mut ids: Vec<FamilyId> = self
            .state
            .families
            .values()
            .map(|row| &row.family)
            .filter(|family| family.user.as_ref() == Some(user) && family.granted_in.is_none())
            .map(|family| family.id)
            .collect();
        ids.sort_by_key(|id| std::cmp::Reverse(id.0));
        ids.into_iter().filter_map(|id| self.load_session_by_id(id)).collect()
    }

    pub(crate) fn load_session_by_id(&self, id: FamilyId) -> Option<Session> {
        let family = self.state.family(&id, self.now)?;
        let begun = u64::from_be_bytes([[0; 2].as_slice(), &id.0[..6]].concat().try_into().unwrap());
        let mut tickets = self.state.tickets.iter();
        let ticket = tickets.find(|(_, row)| {
            row.kind == TicketKind::Session && row.family == Some(id) && row.spent_at.is_none()
        });
        let granted = self.state.families.values().filter(|row| row.family.granted_in == Some(id));
        let clients: BTreeSet<ClientId> = granted.filter_map(|row| row.family.client.clone()).collect();
        Some(Session {
            user: family.user.clone()?,
            begun_at: Time::from_micros(i64::try_from(begun).unwrap() * 1000),
            ticket: ticket.and_then(|(key, _)| self.state.ticket(key, self.now)),
            clients: clients.into_iter().collect(),
            family,
        })
    }

    /// The clients that took part in a browser's session.
    pub(crate) fn clients_of(&self, session: Option<&Loaded>) -> Vec<Arc<Client>> {
        let family = session.and_then(|session| session.ticket.family.as_ref()).map(|family| family.id);
        let session = family.and_then(|family| self.load_session_by_id(family));
        session.map(|session| self.load_clients(&[session])).unwrap_or_default()
    }

    /// The clients that took part in these sessions.
    pub(crate) fn load_clients(&self, sessions: &[Session]) -> Vec<Arc<Client>> {
        let named: BTreeSet<&ClientId> = sessions.iter().flat_map(|session| &session.clients).collect();
        named.into_iter().filter_map(|id| self.load_client(id.as_str())).map(Arc::new).collect()
    }

    pub(crate) fn load_client(&self, id: &str) -> Option<Client> {
        self.state.clients.get(id).cloned()
    }

    pub(crate) fn load_consent(&self, user: Option<&UserId>, client: Option<&Client>) -> Option<Consent> {
        self.state.consents.get(&(user?.clone(), client?.id.clone())).cloned()
    }

    pub(crate) fn load_login(&self, handle: &str) -> (Waiting, Option<Client>) {
        let login = self.state.ticket(&under_way::key(handle), self.now);
        let id = login.as_ref().and_then(|login| under_way::client_of(login).unwrap());
        let client = id.and_then(|id| self.load_client(id.as_str()));
        let pushed = login.as_ref().and_then(|login| under_way::pushed_of(login).unwrap());
        let pushed = pushed.and_then(|key| self.state.ticket(&key, self.now));
        (Waiting { login, pushed }, client)
    }

    /// A request at the authorization endpoint.
    pub(crate) fn authorize(&mut self, browser: &mut Browser, form: &Form) -> Result<Answer, Refusal> {
        let decision = self.decide_authorize(browser, &form.encode());
        let answer = self.commit(decision)?;
        if let Answer::Login(Page { new_cookie: Some(cookie), .. })
        | Answer::Register(Page { new_cookie: Some(cookie), .. })
        | Answer::Upstream(Page { new_cookie: Some(cookie), .. }, _)
        | Answer::SelectAccount(Page { new_cookie: Some(cookie), .. })
        | Answer::Consent(Page { new_cookie: Some(cookie), .. }) = &answer
        {
            browser.binding = Some(cookie.expose().clone());
        }
        Ok(answer)
    }

    pub(crate) fn decide_authorize(
        &mut self,
        browser: &Browser,
        encoded: &str,
    ) -> Decision<Result<Answer, Refusal>> {
        self.decide_authorize_hinted(browser, encoded, Hint::Absent)
    }

    /// A request that its client pushes, in a form that also proves it.
    pub(crate) fn push(&mut self, form: &Form) -> Result<Pushed, Refusal> {
        let form = form.encode();
        let form = Parameters::parse(form.as_bytes()).unwrap();
        let presented = &Presented::parse(None, &form).unwrap();
        let encoded = pushed::request_of(&form, presented)?;
        let parameters = Parameters::parse(encoded.as_bytes()).unwrap();
        let client = claimed_client(presented).and_then(|id| self.load_client(&id));
        let (issuer, settings, keys) = (self.issuer.clone(), self.settings.clone(), self.state.keys.clone());
        let (offered, sealing) = (self.state.offered(), self.sealing.clone());
        let upstreams = self.state.upstreams();
        let in_force = self.state.in_force();
        let facts = authorize::Facts {
            upstreams: &upstreams,
            policies: in_utc(&in_force),
            person: None,
            keys: &keys,
            sealing: sealing.facts(client.as_ref()),
            offered: &offered,
            issuer: &issuer,
            settings: &settings,
            client: client.as_ref(),
            standing: None,
            credentials: &[],
            consent: None,
            browser: under_way::Browser::default(),
        };
        let absent = &LoadedObject::ABSENT;
        let asked = settle(&encoded, &parameters, absent, client.as_ref(), &issuer, self.now);
        let decision = self.decide(|env| pushed::push(shown(presented, &issuer), asked, facts, env));
        self.commit(decision)
    }

    /// Something of this client that is decided apart from the authorization endpoint.
    pub(crate) fn decide_elsewhere<T>(
        &mut self,
        browser: &Browser,
        client: &str,
        decide: impl FnOnce(authorize::Facts<'_>, &mut idp::Env<'_>) -> Decision<T>,
    ) -> Decision<T> {
        let client = self.load_client(client);
        let session = self.load_session(browser);
        let consent = self.load_consent(session.as_ref().map(|session| &session.user.id), client.as_ref());
        let (issuer, settings, keys) = (self.issuer.clone(), self.settings.clone(), self.state.keys.clone());
        let (offered, sealing) = (self.state.offered(), self.sealing.clone());
        let upstreams = self.state.upstreams();
        let in_force = self.state.in_force();
        let facts = authorize::Facts {
            upstreams: &upstreams,
            policies: in_utc(&in_force),
            person: session.as_ref().map(|session| &session.user),
            keys: &keys,
            sealing: sealing.facts(client.as_ref()),
            offered: &offered,
            issuer: &issuer,
            settings: &settings,
            client: client.as_ref(),
            standing: session.as_ref().map(Loaded::standing),
            credentials: &[],
            consent: consent.as_ref(),
            browser: browser.facts(),
        };
        self.decide(|env| decide(facts, env))
    }

    /// With this ID token as its `id_token_hint`.
    pub(crate) fn decide_authorize_hinted(
        &mut self,
        browser: &Browser,
        encoded: &str,
        hint: Hint<'_>,
    ) -> Decision<Result<Answer, Refusal>> {
        self.decide_authorize_loaded(browser, encoded, hint, &LoadedObject::ABSENT)
    }

    /// With this read of its request object.
    pub(crate) fn decide_authorize_loaded(
        &mut self,
        browser: &Browser,
        encoded: &str,
        hint: Hint<'_>,
        loaded: &LoadedObject,
    ) -> Decision<Result<Answer, Refusal>> {
        let parameters = match Parameters::parse(encoded.as_bytes()) {
            Ok(parameters) => parameters,
            Err(malformed) => return Decision::answer(Err(malformed.into())),
        };
        let client = match authorize::claimed_client(&parameters, None) {
            Ok(id) => self.load_client(&id),
            Err(refusal) => return Decision::answer(Err(refusal)),
        };
        let session = self.load_session(browser);
        let consent = self.load_consent(session.as_ref().map(|session| &session.user.id), client.as_ref());
        let (issuer, settings, keys) = (self.issuer.clone(), self.settings.clone(), self.state.keys.clone());
        let (offered, sealing) = (self.state.offered(), self.sealing.clone());
        let upstreams = self.state.upstreams();
        let credentials = self.credentials_of(session.as_ref());
        let in_force = self.state.in_force();
        let facts = authorize::Facts {
            upstreams: &upstreams,
            policies: in_utc(&in_force),
            person: session.as_ref().map(|session| &session.user),
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
        };
        let asked = match pushed::key(&parameters) {
            Some(key) => pushed::open(self.state.ticket(&key, self.now).as_ref(), client.as_ref(), self.now),
            None => settle(encoded, &parameters, loaded, client.as_ref(), &issuer, self.now)
                .map_err(|refusal| authorize::refused(refusal, &parameters, loaded, facts, self.now)),
        };
        let asked = match asked {
            Ok(asked) => asked,
            Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
        };
        let parameters = Parameters::parse(asked.as_str().as_bytes()).unwrap();
        let at = At::Authorize { asked: &asked, hint };
        self.decide(|env| authorize::decide(at, &parameters, facts, env))
    }

    /// The sign-in page's form, sent.
    pub(crate) fn sign_in(
        &mut self,
        browser: &mut Browser,
        handle: &str,
        name: &str,
        password: &str,
    ) -> Result<Answer, Refusal> {
        match self.enter(browser, handle, name, password)? {
            Onward::Request(answer) => Ok(answer),
            onward => panic!("{onward:?}"),
        }
    }

    /// The sign-in page's form, sent, wherever it leads.
    pub(crate) fn enter(
        &mut self,
        browser: &mut Browser,
        handle: &str,
        name: &str,
        password: &str,
    ) -> Result<Onward, Refusal> {
        self.reserve(browser, handle, name)?;
        let decision = self.decide_settle(browser, handle, name, password);
        let settled = self.commit(decision)?;
        browser.given(settled.session_cookie.as_ref(), settled.device_cookie.as_ref());
        Ok(settled.onward)
    }

    /// The sign-in page, left without signing in.
    pub(crate) fn cancel(&mut self, browser: &Browser, handle: &str) -> Result<Onward, Refusal> {
        let (login, client) = self.load_login(handle);
        let session = self.load_session(browser);
        let (issuer, settings, keys) = (self.issuer.clone(), self.settings.clone(), self.state.keys.clone());
        let (offered, sealing) = (self.state.offered(), self.sealing.clone());
        let upstreams = self.state.upstreams();
        let in_force = self.state.in_force();
        let facts = authorize::Facts {
            upstreams: &upstreams,
            policies: in_utc(&in_force),
            person: None,
            keys: &keys,
            sealing: sealing.facts(client.as_ref()),
            offered: &offered,
            issuer: &issuer,
            settings: &settings,
            client: client.as_ref(),
            standing: session.as_ref().map(Loaded::standing),
            credentials: &[],
            consent: None,
            browser: browser.facts(),
        };
        let decision = self.decide(|env| password::cancel(login.found(), facts, env));
        self.commit(decision)
    }

    pub(crate) fn reserve(&mut self, browser: &Browser, handle: &str, name: &str) -> Result<(), Refusal> {
        let decision = self.decide_reserve(browser, handle, name);
        self.commit(decision)
    }

    pub(crate) fn decide_reserve(
        &mut self,
        browser: &Browser,
        handle: &str,
        name: &str,
    ) -> Decision<Result<(), Refusal>> {
        let attempts = self.load_attempts(browser, name);
        let (login, _) = self.load_login(handle);
        let settings = self.settings.clone();
        let facts = ReserveFacts {
            settings: &settings,
            login: login.found(),
            browser: browser.facts(),
            attempts: &attempts,
        };
        self.decide(|env| password::reserve(facts, env))
    }

    fn load_attempts(&mut self, browser: &Browser, name: &str) -> Vec<Counted> {
        let name = canonical_login_name(name);
        let person = self.state.person(&name).cloned();
        let settings = self.settings.clone();
        let counters = self.decide(|env| {
            Decision::answer(password::counters(&name, person.as_ref(), browser.facts(), &settings, env))
        });
        self.load_counted(counters.answer)
    }

    pub(crate) fn load_counted(&self, counters: Vec<Counter>) -> Vec<Counted> {
        let found =
            |counter: Counter| Counted { counter, found: self.state.ticket(&counter.key(), self.now) };
        counters.into_iter().map(found).collect()
    }

    pub(crate) fn decide_settle(
        &mut self,
        browser: &Browser,
        handle: &str,
        name: &str,
        password: &str,
    ) -> Decision<Result<Settled, Refusal>> {
        let hashed = self.hash(name, password);
        self.decide_settle_hashed(browser, handle, name, hashed.as_ref())
    }

    /// Whose password it is, at this moment, under the name that was given.
    pub(crate) fn hash(&self, name: &str, password: &str) -> Option<User> {
        let person = self.state.person(name)?;
        self.state.passwords.get(&person.id).filter(|known| *known == password).map(|_| person.clone())
    }

    pub(crate) fn decide_settle_hashed(
        &mut self,
        browser: &Browser,
        handle: &str,
        name: &str,
        hashed: Option<&User>,
    ) -> Decision<Result<Settled, Refusal>> {
        let (login, client) = self.load_login(handle);
        let attempts = self.load_attempts(browser, name);
        let person = self.state.person(name).cloned();
        let credentials = self.state.credentials_of(person.as_ref());
        let consent = self.load_consent(person.as_ref().map(|person| &person.id), client.as_ref());
        let session = self.load_session(browser);
        let (issuer, settings, keys) = (self.issuer.clone(), self.settings.clone(), self.state.keys.clone());
        let (offered, sealing) = (self.state.offered(), self.sealing.clone());
        let upstreams = self.state.upstreams();
        let in_force = self.state.in_force();
        let leaving = self.clients_of(session.as_ref());
        let rehashed = self.rehashed.take();
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
            attempts: &attempts,
            person: person.as_ref(),
            hashed: hashed.map_or(Hashed::Differs, Hashed::Matches),
            rehashed: rehashed.as_deref(),
            leaving: &leaving,
        };
        self.decide(|env| password::settle(facts, env))
    }

    /// The form of the page that asks for an account, sent: on as the one signed in.
    pub(crate) fn go_on(&mut self, browser: &Browser, handle: &str) -> Result<Answer, Refusal> {
        let (login, client) = self.load_login(handle);
        let session = self.load_session(browser);
        let consent = self.load_consent(session.as_ref().map(|session| &session.user.id), client.as_ref());
        let (issuer, settings, keys) = (self.issuer.clone(), self.settings.clone(), self.state.keys.clone());
        let (offered, sealing) = (self.state.offered(), self.sealing.clone());
        let upstreams = self.state.upstreams();
        let credentials = self.credentials_of(session.as_ref());
        let in_force = self.state.in_force();
        let facts = authorize::Facts {
            upstreams: &upstreams,
            policies: in_utc(&in_force),
            person: session.as_ref().map(|session| &session.user),
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
        };
        let decision = self.decide(|env| select_account::go_on(login.found(), facts, env));
        self.commit(decision)
    }

    /// The consent page's form, sent.
    pub(crate) fn consent(
        &mut self,
        browser: &Browser,
        handle: &str,
        allowed: bool,
    ) -> Result<Answer, Refusal> {
        let decision = self.decide_consent(browser, handle, allowed);
        self.commit(decision)
    }

    pub(crate) fn decide_consent(
        &mut self,
        browser: &Browser,
        handle: &str,
        allowed: bool,
    ) -> Decision<Result<Answer, Refusal>> {
        let (login, client) = self.load_login(handle);
        let session = self.load_session(browser);
        let consent = self.load_consent(session.as_ref().map(|session| &session.user.id), client.as_ref());
        let (issuer, settings, keys) = (self.issuer.clone(), self.settings.clone(), self.state.keys.clone());
        let (offered, sealing) = (self.state.offered(), self.sealing.clone());
        let upstreams = self.state.upstreams();
        let credentials = self.credentials_of(session.as_ref());
        let in_force = self.state.in_force();
        let facts = authorize::Facts {
            upstreams: &upstreams,
            policies: in_utc(&in_force),
            person: session.as_ref().map(|session| &session.user),
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
        };
        self.decide(|env| consent::answer(login.found(), allowed, facts, env))
    }

    /// A request, played until the client has its answer: Aino signs in where asked, and says yes.
    pub(crate) fn respond(&mut self, browser: &mut Browser, form: &Form) -> Response {
        let mut answer = self.authorize(browser, form).unwrap();
        let mut handle = String::new();
        loop {
            answer = match answer {
                Answer::Respond(response) => return *response,
                Answer::Login(page) => {
                    handle = page.handle.unwrap().expose().clone();
                    self.sign_in(browser, &handle, "aino", &password_of("aino")).unwrap()
                }
                Answer::Register(_) => panic!("nobody makes an account here"),
                Answer::Upstream(..) => panic!("nobody signs in elsewhere here"),
                Answer::Factor(_) => panic!("nobody is asked for more here"),
                Answer::Elsewhere(_) => panic!("no other device waits here"),
                Answer::SelectAccount(page) => {
                    handle = page.handle.unwrap().expose().clone();
                    self.go_on(browser, &handle).unwrap()
                }
                Answer::Consent(page) => {
                    if let Some(new) = page.handle {
                        handle = new.expose().clone();
                    }
                    self.consent(browser, &handle, true).unwrap()
                }
            };
        }
    }

    /// The code that comes of a request, Aino willing.
    pub(crate) fn code(&mut self, browser: &mut Browser, form: &Form) -> String {
        self.respond(browser, form).code.unwrap().expose().clone()
    }

    /// The tokens that come of a request, Aino willing.
    pub(crate) fn tokens(&mut self, browser: &mut Browser, form: &Form) -> Tokens {
        let code = self.code(browser, form);
        self.token(&redeems(&code, form)).unwrap()
    }

    /// A request at the token endpoint.
    pub(crate) fn token(&mut self, form: &Form) -> Result<Tokens, Refusal> {
        let decision = self.decide_token(form);
        self.commit(decision)
    }

    pub(crate) fn decide_token(&mut self, form: &Form) -> Decision<Result<Tokens, Refusal>> {
        let encoded = form.encode();
        let parameters = Parameters::read(encoded.as_bytes());
        let presented = Presented::parse(None, &parameters).unwrap();
        let request = match Request::parse(&parameters) {
            Ok(request) => request,
            Err(malformed) => return Decision::answer(Err(malformed.into())),
        };
        let client = claimed_client(&presented).and_then(|id| self.load_client(&id));
        let ticket = grant::ticket_key(&request).and_then(|key| self.state.ticket(&key, self.now));
        let (issuer, keys, offered) = (self.issuer.clone(), self.state.keys.clone(), self.state.offered());
        let sealing = self.sealing.clone();
        let rehearsal = client.as_ref().and_then(|client| rehearsal::under_way(client, self.now));
        let rehearsal = rehearsal.and_then(|key| self.state.ticket(&key, self.now));
        let answered = grant::word_key(&request).and_then(|key| self.state.ticket(&key, self.now));
        let told = grant::person_to_tell(answered.as_ref().or(ticket.as_ref()));
        let user = told.and_then(|id| self.state.users.get(id)).cloned();
        let facts = grant::Facts {
            issuer: &issuer,
            client: client.as_ref(),
            ticket: ticket.as_ref(),
            answered: answered.as_ref(),
            offered: &offered,
            user: user.as_ref(),
            keys: &keys,
            sealing: sealing.facts(client.as_ref()),
            rehearsal: rehearsal.as_ref(),
        };
        let proof = self.load_proof(client.as_ref());
        let certificate = std::mem::replace(&mut self.certificate, Certificate::Absent);
        let shown = Shown { proof: &proof, certificate: &certificate, ..shown(&presented, &issuer) };
        let decision = self.decide(|env| grant::decide(shown, &request, facts, env));
        self.certificate = certificate;
        decision
    }

    /// The nonces that proofs may carry now.
    pub(crate) fn dpop_nonces(&self) -> dpop::Nonces {
        dpop::Nonces::at(self.now, &self.derive)
    }

    fn load_proof(&self, client: Option<&Client>) -> Proof {
        let (Some(proof), Some(client)) = (&self.proof, client) else { return Proof::Absent };
        let key = dpop::replay_key(&client.id, proof);
        let before = key.and_then(|key| self.state.ticket(&key, self.now)).map(Box::new);
        let all: Vec<_> = dpop::algorithms().collect();
        match jose::jws::verify_self_signed(proof, &all) {
            Ok(signed) => Proof::Signed { signed, before, nonces: self.dpop_nonces() },
            Err(error) => Proof::Untrusted(error.to_string().into()),
        }
    }

    /// A request at the userinfo endpoint.
    pub(crate) fn userinfo(&self, token: &AccessToken<'_>) -> Result<UserInfo<'static>, Refusal> {
        self.userinfo_in_form(token).map(|answer| match answer {
            userinfo::Answer::Json(told) => told,
            userinfo::Answer::Signed(draft) => draft.claims,
            userinfo::Answer::Sealed(told, _) => told,
        })
    }

    pub(crate) fn userinfo_in_form(&self, token: &AccessToken<'_>) -> Result<userinfo::Answer, Refusal> {
        let loaded = self.load_access(token);
        let offered = self.state.offered();
        let facts = userinfo::Facts {
            issuer: &self.issuer,
            token: loaded.facts(),
            certificate: self.certificate.fingerprint(),
            offered: &offered,
            keys: &self.state.keys,
            sealing: self.sealing.facts(loaded.client.as_ref()),
            rehearsal: None,
        };
        userinfo::decide(Read::Ours(token), Sender::Bearer, facts, self.now).answer
    }

    fn load_access(&self, token: &AccessToken<'_>) -> LoadedAccess {
        let family = match Jti::read(&token.jti) {
            Some(Jti::Family(family)) => self.state.family(&family, self.now),
            Some(Jti::Client(_)) | None => None,
        };
        let user = family.as_ref().and_then(|family| self.state.users.get(family.user.as_ref()?));
        LoadedAccess {
            user: user.cloned(),
            family,
            client: self.load_client(&token.client_id),
            revoked: self.state.ticket(&access::revoked_key(&token.jti), self.now).is_some(),
        }
    }

    /// A question about an access token, asked by a client.
    pub(crate) fn introspect_access(
        &self,
        client: &str,
        token: &AccessToken<'_>,
    ) -> Result<serde_json::Value, Refusal> {
        let loaded = self.load_access(token);
        self.introspect(client, introspect::Token::Access(Read::Ours(token), loaded.facts()))
    }

    /// A question about a refresh token, asked by a client.
    pub(crate) fn introspect_refresh(&self, client: &str, token: &str) -> Result<serde_json::Value, Refusal> {
        let ticket = introspect::refresh_ticket_key(token).and_then(|key| self.state.ticket(&key, self.now));
        self.introspect(client, introspect::Token::Refresh(token, ticket.as_ref()))
    }

    pub(crate) fn introspect(
        &self,
        client: &str,
        token: introspect::Token<'_>,
    ) -> Result<serde_json::Value, Refusal> {
        self.introspect_in(introspect::Form::Json, client, token).map(|(told, _)| told)
    }

    /// The answer in this form, and its signature if it has one.
    pub(crate) fn introspect_in(
        &self,
        form: introspect::Form,
        client: &str,
        token: introspect::Token<'_>,
    ) -> Result<(serde_json::Value, Option<Signed>), Refusal> {
        let loaded = self.load_client(client);
        let offered = self.state.offered();
        let facts = introspect::Facts {
            issuer: &self.issuer,
            client: loaded.as_ref(),
            token,
            offered: &offered,
            keys: &self.state.keys,
            sealing: self.sealing.facts(loaded.as_ref()),
        };
        let decision =
            introspect::decide(shown(&presents(client), &self.issuer), form, facts, &self.derive, self.now);
        assert!(decision.effects.is_empty(), "a question changes nothing");
        decision.answer.map(|answer| match answer {
            introspect::Answer::Json(told) => (serde_json::to_value(&told).unwrap(), None),
            introspect::Answer::Signed(draft) => {
                let signed = (
                    draft.typ.unwrap(),
                    draft.algorithm,
                    draft.kid.clone().unwrap_or_default(),
                    draft.seal.clone(),
                );
                (serde_json::to_value(&draft.claims).unwrap(), Some(signed))
            }
        })
    }

    /// An access token, revoked by a client.
    pub(crate) fn revoke_access(&mut self, client: &str, token: &AccessToken<'_>) -> Result<(), Refusal> {
        let revoked = self.load_access(token).revoked;
        self.revoke(client, revoke::Token::Access(Read::Ours(token), revoked))
    }

    /// A refresh token, revoked by a client.
    pub(crate) fn revoke_refresh(&mut self, client: &str, token: &str) -> Result<(), Refusal> {
        let ticket = introspect::refresh_ticket_key(token).and_then(|key| self.state.ticket(&key, self.now));
        self.revoke(client, revoke::Token::Refresh(token, ticket.as_ref()))
    }

    pub(crate) fn revoke(&mut self, client: &str, token: revoke::Token<'_>) -> Result<(), Refusal> {
        let loaded = self.load_client(client);
        let facts = revoke::Facts { issuer: &self.issuer, client: loaded.as_ref(), token };
        let decision = revoke::decide(shown(&presents(client), &self.issuer), facts, &self.derive, self.now);
        self.commit(decision)
    }

    /// A request to sign out.
    pub(crate) fn logout(
        &mut self,
        browser: &Browser,
        form: &Form,
        hint: Hint<'_>,
    ) -> Result<logout::Answer, Refusal> {
        let encoded = form.encode();
        let request = EndSessionRequest::parse(&Parameters::parse(encoded.as_bytes())?)?;
        let client = logout::claimed_client(&request, hint).and_then(|id| self.load_client(id));
        let session = self.load_session(browser);
        let clients = self.clients_of(session.as_ref());
        let settings = self.settings.clone();
        let issuer = self.issuer.clone();
        let facts = logout::Facts {
            issuer: &issuer,
            settings: &settings,
            hint,
            client: client.as_ref(),
            standing: session.as_ref().map(Loaded::standing),
            clients: &clients,
            there: None,
        };
        let decision = self.decide(|env| logout::decide(&request, facts, env));
        self.commit(decision)
    }

    /// The sign-out page's form, sent.
    pub(crate) fn confirm_logout(
        &mut self,
        browser: &Browser,
        handle: &str,
    ) -> Result<logout::Answer, Refusal> {
        let ticket = self.state.ticket(&logout::key(handle), self.now);
        let named = ticket.as_ref().and_then(|ticket| logout::waiting_client(ticket).unwrap());
        let client = named.and_then(|id| self.load_client(&id));
        let session = self.load_session(browser);
        let clients = self.clients_of(session.as_ref());
        let issuer = self.issuer.clone();
        let facts = logout::ConfirmFacts {
            issuer: &issuer,
            ticket: ticket.as_ref(),
            client: client.as_ref(),
            standing: session.as_ref().map(Loaded::standing),
            clients: &clients,
            there: None,
        };
        let decision = self.decide(|env| logout::confirm(facts, env));
        self.commit(decision)
    }
}

struct LoadedAccess {
    family: Option<FamilyFacts>,
    user: Option<User>,
    client: Option<Client>,
    revoked: bool,
}

impl LoadedAccess {
    fn facts(&self) -> access::Facts<'_> {
        access::Facts {
            family: self.family.as_ref(),
            user: self.user.as_ref(),
            client: self.client.as_ref(),
            revoked: self.revoked,
        }
    }
}

/// What this client proves itself by.
/// What a request shows that sends no assertion.
pub(crate) fn shown<'a>(presented: &'a Presented, issuer: &'a Issuer) -> Shown<'a> {
    Shown {
        presented,
        assertion: &Assertion::Unread,
        proof: &Proof::Absent,
        certificate: &Certificate::Absent,
        issuer,
        endpoint: Endpoint::Token,
    }
}

pub(crate) fn presents(client: &str) -> Presented {
    let encoded = super::proves(Form::of(&[]), client).encode();
    Presented::parse(None, &Parameters::parse(encoded.as_bytes()).unwrap()).unwrap()
}

/// An ID token that comes back as a hint.
pub(crate) fn hint(token: &IdToken<'_>) -> IdTokenHint {
    serde_json::from_value(serde_json::to_value(token).unwrap()).unwrap()
}
