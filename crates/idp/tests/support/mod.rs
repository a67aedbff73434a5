//! A world to play in: people, clients and keys in memory, a clock that stands still until it is
//! moved, and every endpoint's load, decide and commit. Whole flows take microseconds.

pub(crate) mod authenticator;
mod elsewhere;
mod env;
mod make;
mod play;
mod sealing;
mod second;
mod staff;
mod state;

use idp::certificate::Certificate;
use idp::login::factor::password::kept::Rehashed;
use idp::model::issuer::Issuer;
use idp::model::key::KeyAlgorithm;
use idp::model::resource::{Resource, ResourceDefinition, ResourceScope};
use idp::model::scope::{Scope, ScopeDefinition, Words};
use idp::model::settings::Settings;
use idp::{Decision, Env, Reason, Refusal, Time};
use jose::{JwsAlgorithm, KeyManagement};

/// How the one key opens that others seal to.
const RSA_OAEP: KeyAlgorithm = KeyAlgorithm::Enc(KeyManagement::RsaOaep, None);

pub(crate) use elsewhere::{Sent, bank, office};
pub(crate) use env::{Counter, Keyed};
pub(crate) use make::*;
pub(crate) use play::{AGENT, Browser, Loaded, hint, plain, shown};
pub(crate) use sealing::{ClientKeys, sealing_key};
pub(crate) use staff::{found, staff};
pub(crate) use state::{Lost, State};

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) now: Time,
    pub(crate) issuer: Issuer,
    pub(crate) settings: Settings,
    pub(crate) state: State,
    pub(crate) random: Counter,
    pub(crate) derive: Keyed,
    pub(crate) sealing: ClientKeys,
    /// The proof of possession that comes with token requests.
    pub(crate) proof: Option<String>,
    /// What the connection of token and userinfo requests shows.
    pub(crate) certificate: Certificate,
    /// The next password hashed anew, as for one that others had hashed.
    pub(crate) rehashed: Option<std::sync::Arc<Rehashed>>,
}

/// A way in which something ends, and how it is brought about.
pub(crate) type Ending = (&'static str, fn(&mut World));

/// The ways in which time can pass.
pub(crate) const WAYS: [fn(&mut World, u64); 4] =
    [World::wait, World::wait_and_sweep, World::wait_and_sweep_families, World::wait_and_sweep_tickets];

impl World {
    /// The shop, the application, the portal and the worker; Aino and Bo; keys to sign with ES256 and RS256, and one to
    /// open with.
    pub(crate) fn new() -> Self {
        let mut state = State::default();
        for client in [shop(), app(), portal(), worker()] {
            state.clients.insert(client.id.clone(), client);
        }
        for user in [person("aino"), person("bo")] {
            state.passwords.insert(user.id.clone(), password_of(&user.username));
            state.users.insert(user.id.clone(), user);
        }
        state.keys =
            vec![key("es", JwsAlgorithm::ES256), key("rs", JwsAlgorithm::RS256), key("oaep", RSA_OAEP)];
        Self {
            now: NOW,
            issuer: issuer(),
            settings: Settings::default(),
            state,
            random: Counter::default(),
            derive: Keyed::new(b"the first key"),
            sealing: ClientKeys::default(),
            proof: None,
            certificate: Certificate::Absent,
            rehashed: None,
        }
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, secs: u64) {
        self.now = self.now + seconds(secs);
    }

    /// Lets time pass, and what is over be removed.
    pub(crate) fn wait_and_sweep(&mut self, secs: u64) {
        self.wait(secs);
        self.state.sweep(true, true, self.now);
    }

    /// Lets time pass, and what is over be half removed.
    pub(crate) fn wait_and_sweep_families(&mut self, secs: u64) {
        self.wait(secs);
        self.state.sweep(false, true, self.now);
    }

    /// Lets time pass, and what is over be half removed, the other half.
    pub(crate) fn wait_and_sweep_tickets(&mut self, secs: u64) {
        self.wait(secs);
        self.state.sweep(true, false, self.now);
    }

    /// Changes a client in place.
    pub(crate) fn client(&mut self, id: &str) -> &mut idp::model::client::Client {
        self.state.clients.get_mut(id).unwrap()
    }

    /// Changes a person in place.
    pub(crate) fn user(&mut self, name: &str) -> &mut idp::model::user::User {
        self.state.users.values_mut().find(|user| user.username == name).unwrap()
    }

    /// Defines a scope that releases these claims.
    pub(crate) fn offer_scope(&mut self, name: &str, claims: &[&str]) {
        let claims = claims.iter().map(|&claim| claim.to_owned()).collect();
        let definition = ScopeDefinition { claims, ..ScopeDefinition::default() };
        let scope = Scope { name: name.to_owned(), version: 1, definition, created_at: NOW, updated_at: NOW };
        self.state.scopes.insert(name.to_owned(), scope);
    }

    /// Defines a resource with these scopes, each with the groups it is for.
    pub(crate) fn offer_resource(&mut self, identifier: &str, scopes: &[(&str, &[&str])]) -> &mut Resource {
        let scopes = scopes.iter().map(|(name, groups)| ResourceScope {
            name: (*name).to_owned(),
            description: Words::default(),
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
        });
        let definition = ResourceDefinition { scopes: scopes.collect(), ..ResourceDefinition::default() };
        let identifier = identifier.to_owned();
        let resource = Resource {
            identifier: identifier.clone(),
            version: 1,
            definition,
            created_at: NOW,
            updated_at: NOW,
        };
        self.state.resources.entry(identifier).insert_entry(resource).into_mut()
    }

    /// Decides in this world's surroundings.
    pub(crate) fn decide<A>(&mut self, decide: impl FnOnce(&mut Env<'_>) -> Decision<A>) -> Decision<A> {
        decide(&mut Env { now: self.now, random: &mut self.random, derive: &self.derive })
    }

    /// Commits where nobody races, so that no guard can be lost, and gives the answer.
    pub(crate) fn commit<A>(&mut self, decision: Decision<A>) -> A {
        self.state.commit(decision.effects, self.now).unwrap();
        decision.answer
    }
}

/// The reason of a refusal.
#[track_caller]
pub(crate) fn reason<T>(answer: Result<T, Refusal>) -> Reason {
    match answer {
        Ok(_) => panic!("accepted"),
        Err(refusal) => refusal.reason,
    }
}
