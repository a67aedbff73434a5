//! What every test stands on: a new store on either engine, faults to script, and small records.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use idp::Time;
use idp::effect::{Advance, Effect, Expected};
use idp::model::ClientId;
use idp::model::client::{Client, ClientPolicy, KeptSecret};
use idp::model::consent::{Consent, ConsentId};
use idp::model::credential::{Credential, CredentialId, CredentialKind};
use idp::model::directory::{Directory, DirectoryDefinition};
use idp::model::family::{Family, FamilyId};
use idp::model::key::{KeyAlgorithm, KeyRecord};
use idp::model::sender::{Channel, Security, Sender, SenderDefinition, Smtp, Way};
use idp::model::ticket::{Ticket, TicketKey, TicketKind};
use idp::model::told::Told;
use idp::model::upstream::{Upstream, UpstreamDefinition};
use idp::model::user::{User, UserId};
use jose::JwsAlgorithm;
use jose::secret::Secret;
use oidc::claims::ClaimsRequest;
use oidc::scope::Scope;
use serde_json::json;
use store::{FaultAction, Faults, Guard, Location, MasterKey, Options, Outcome, Step, Store};

use crate::postgres;

/// Writes each test twice: once for each store.
macro_rules! on_both_stores {
    ($($(#[doc = $doc:literal])* async fn $name:ident($world:ident) $body:block)+) => {
        $(
            $(#[doc = $doc])*
            async fn $name($world: $crate::world::World) $body
        )+
        mod sqlite {
            $(#[test] fn $name() { $crate::world::run($crate::world::Engine::Sqlite, super::$name) })+
        }
        mod postgres {
            $(#[test] fn $name() { $crate::world::run($crate::world::Engine::Postgres, super::$name) })+
        }
    };
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// A new, empty, open store.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) faults: Arc<Script>,
    pub(crate) location: Location,
    _folder: tempfile::TempDir,
}

pub(crate) fn run<F: Future<Output = ()>>(engine: Engine, test: fn(World) -> F) {
    if engine == Engine::Postgres && !postgres::is_wanted() {
        eprintln!("left out: COUNTERSIGN_TEST_STORES leaves PostgreSQL out");
        return;
    }
    runtime().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let location = location(engine, &folder);
        let faults = Arc::new(Script::default());
        let store = open(&location, &faults).await;
        test(World { store, faults, location, _folder: folder }).await;
    });
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap()
}

pub(crate) fn location(engine: Engine, folder: &tempfile::TempDir) -> Location {
    match engine {
        Engine::Sqlite => Location::Sqlite(folder.path().join("countersign.db")),
        Engine::Postgres => Location::Postgres(postgres::shared().new_database()),
    }
}

pub(crate) fn options(location: &Location) -> Options {
    Options { migrate: true, ..Options::new(location.clone(), master_key(7)) }
}

async fn open(location: &Location, faults: &Arc<Script>) -> Store {
    let faults = Arc::clone(faults) as Arc<dyn Faults>;
    Store::open(Options { faults: Some(faults), ..options(location) }, at(0)).await.unwrap()
}

impl World {
    /// Another node on the same data.
    pub(crate) async fn another_node(&self) -> Store {
        Store::open(options(&self.location), at(0)).await.unwrap()
    }

    pub(crate) async fn done(&self, effects: Vec<Effect>, now: Time) -> i64 {
        match self.store.commit(effects, now).await {
            Outcome::Done { changes } => changes,
            other => panic!("not done: {other:?}"),
        }
    }

    pub(crate) async fn lost(&self, effects: Vec<Effect>, now: Time) -> Guard {
        match self.store.commit(effects, now).await {
            Outcome::Lost(guard) => guard,
            other => panic!("not lost: {other:?}"),
        }
    }
}

/// What happens at the next step of each kind, once.
#[derive(Default)]
pub(crate) struct Script(Mutex<Vec<(Step, FaultAction)>>);

impl Script {
    pub(crate) fn fail(&self, step: Step) {
        self.0.lock().unwrap().push((step, FaultAction::Fail));
    }

    pub(crate) fn delay(&self, step: Step, pause: Duration) {
        self.0.lock().unwrap().push((step, FaultAction::Delay(pause)));
    }

    /// How much of the script has not happened.
    pub(crate) fn left(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

impl Faults for Script {
    fn before(&self, step: Step) -> Option<FaultAction> {
        let mut script = self.0.lock().unwrap();
        let at = script.iter().position(|(when, _)| *when == step)?;
        Some(script.remove(at).1)
    }
}

/// So many seconds after the beginning.
pub(crate) fn at(secs: i64) -> Time {
    Time::from_secs(1_800_000_000 + secs)
}

pub(crate) fn master_key(seed: u8) -> MasterKey {
    MasterKey::new(Secret::new([seed; 32]))
}

pub(crate) fn key(name: &str) -> TicketKey {
    TicketKey::of(TicketKind::Code, name.as_bytes())
}

/// Usable for 60 seconds, kept for 600, never extended past 300.
pub(crate) fn ticket(name: &str) -> Ticket {
    Ticket {
        key: key(name),
        kind: TicketKind::Code,
        family: None,
        expires_at: at(60),
        ends_at: at(300),
        keep_until: at(600),
        body: format!("the body of {name}").into_bytes(),
    }
}

pub(crate) fn ticket_of(name: &str, family: FamilyId) -> Ticket {
    Ticket { family: Some(family), ..ticket(name) }
}

pub(crate) fn advance(name: &str, from: i64, body: &str) -> Effect {
    Effect::Advance(Advance {
        key: key(name),
        from,
        expires_at: at(120),
        keep_until: at(600),
        body: body.into(),
    })
}

pub(crate) fn family_id(seed: u8) -> FamilyId {
    FamilyId([seed; 16])
}

/// Hangs on nothing, and ends after 1000 seconds.
pub(crate) fn family(seed: u8) -> Family {
    Family {
        id: family_id(seed),
        session: None,
        granted_in: None,
        user: None,
        user_as_of: None,
        client: None,
        consent: None,
        told: None,
        claims: ClaimsRequest::default(),
        expires_at: at(1000),
        keep_until: at(0),
    }
}

/// That a bank called somebody so.
pub(crate) fn told(name: &str) -> Told {
    Told {
        upstream: "ftn".parse().unwrap(),
        choice: Some("fi-op".into()),
        acr: Some("high".into()),
        amr: vec!["pin".into()],
        claims: serde_json::Map::from_iter([("name".to_owned(), json!(name))]),
        sid: None,
        name_id: None,
        id_token: None,
        trails: Vec::new(),
    }
}

pub(crate) fn user(id: &str, username: &str, email: Option<&str>) -> User {
    User {
        id: UserId::new(id),
        version: 0,
        username: username.into(),
        claims: serde_json::from_value(json!({"name": format!("{username} of the tests"), "email": email}))
            .unwrap(),
        groups: vec!["staff".into()],
        attributes: serde_json::Map::from_iter([("tier".to_owned(), json!([1, null]))]),
        disabled_at: None,
        sessions_valid_from: at(0),
        created_at: at(0),
        updated_at: at(0),
    }
}

pub(crate) fn new_user(id: &str, username: &str, email: Option<&str>) -> Effect {
    Effect::PutUser(Expected { replaces: None, record: Box::new(user(id, username, email)) })
}

pub(crate) fn password(user: &str, data: &str) -> Effect {
    let user = UserId::new(user);
    let id = CredentialId::only(&user, CredentialKind::Password);
    let data = Secret::new(data.to_owned());
    Effect::PutCredential(Credential::new(id, &user, CredentialKind::Password, data, at(1)))
}

pub(crate) fn client(id: &str) -> Client {
    Client {
        id: ClientId::new(id),
        version: 0,
        secrets: serde_json::from_value(json!([{"sha256": "c2VjcmV0", "created_at": 5}])).unwrap(),
        kept_secret: None,
        metadata: serde_json::from_value(json!({
            "client_name": format!("The {id}"),
            "redirect_uris": ["https://client.example/callback"],
        }))
        .unwrap(),
        policy: ClientPolicy::default(),
        registration: None,
        keys: Vec::new(),
        disabled_at: None,
        created_at: at(0),
        updated_at: at(0),
    }
}

/// A client whose secret is kept itself.
pub(crate) fn keeps_secret(id: &str, secret: &str) -> Client {
    let kept = KeptSecret::new(jose::secret::Secret::new(secret.to_owned()));
    Client { kept_secret: Some(kept), ..client(id) }
}

pub(crate) fn new_client(id: &str) -> Effect {
    Effect::PutClient(Expected { replaces: None, record: Box::new(client(id)) })
}

pub(crate) fn consent(user: &str, client: &str, scope: &str) -> Effect {
    put_consent(1, None, user, client, scope)
}

/// The consent with this seed, if the one that stands has this version.
pub(crate) fn put_consent(seed: u8, replaces: Option<i64>, user: &str, client: &str, scope: &str) -> Effect {
    let record = Box::new(Consent {
        id: ConsentId([seed; 16]),
        version: 0,
        user: UserId::new(user),
        client: ClientId::new(client),
        scope: Scope::parse(scope).unwrap(),
        claims: ["nickname".to_owned()].into(),
        resources: [("https://orders.test".to_owned(), Scope::parse("read").unwrap())].into(),
        granted_at: at(2),
    });
    Effect::PutConsent(Expected { replaces, record })
}

/// An upstream with this secret, a key that signs for it and one that it seals to.
pub(crate) fn upstream(id: &str, secret: &str) -> Upstream {
    let opening = KeyAlgorithm::opening(jose::KeyManagement::RsaOaep, None).unwrap();
    let definition = UpstreamDefinition {
        issuer: format!("https://{id}.example"),
        client_id: "countersign".into(),
        ..UpstreamDefinition::default()
    };
    Upstream {
        id: id.parse().unwrap(),
        version: 0,
        definition,
        client_secret: Some(KeptSecret::new(Secret::new(secret.to_owned()))),
        keys: vec![
            signing_key(&format!("{secret} signs"), 0),
            KeyRecord { algorithm: opening, ..signing_key(&format!("{secret} opens"), 1) },
        ],
        disabled_at: None,
        created_at: at(0),
        updated_at: at(0),
    }
}

/// A sender with this secret.
pub(crate) fn sender(id: &str, secret: &str) -> Sender {
    let definition = SenderDefinition {
        channel: Channel::Email,
        order: 1,
        from: "no-reply@example.fi".to_owned(),
        from_name: None,
        way: Way::Smtp(Smtp {
            host: format!("{id}.example"),
            port: None,
            security: Security::Starttls,
            username: Some("us".to_owned()),
        }),
    };
    Sender {
        id: id.parse().unwrap(),
        version: 0,
        definition,
        secret: Some(KeptSecret::new(Secret::new(secret.to_owned()))),
        disabled_at: None,
        created_at: at(0),
        updated_at: at(0),
    }
}

pub(crate) fn signing_key(kid: &str, created: i64) -> KeyRecord {
    KeyRecord {
        kid: kid.into(),
        algorithm: JwsAlgorithm::ES256.into(),
        private: Secret::new(format!("the private key {kid}").into_bytes()),
        created_at: at(created),
        signs_from: at(created + 10),
        published_until: at(created + 1000),
    }
}

/// A directory with this password.
pub(crate) fn directory(id: &str, password: &str) -> Directory {
    let definition = DirectoryDefinition {
        url: format!("ldaps://{id}.example"),
        bind_dn: Some("cn=reader".to_owned()),
        user_base: "ou=people".to_owned(),
        ..DirectoryDefinition::default()
    };
    Directory {
        id: id.parse().unwrap(),
        version: 0,
        definition,
        bind_password: Some(KeptSecret::new(Secret::new(password.to_owned()))),
        disabled_at: None,
        created_at: at(0),
        updated_at: at(0),
    }
}
