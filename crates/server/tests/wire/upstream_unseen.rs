//! A personal identity code that an upstream tells stands nowhere that somebody could read: neither in the
//! database nor in the log, in no address and on no page, whether the sign-in succeeds or not.

use std::io;
use std::sync::{Arc, Mutex};

use idp::model::client::ClientPolicy;
use serde_json::json;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Layer, fmt, registry};

use crate::at_rest::{everything, is_written};
use crate::broker::{Broker, VAINO, at_bank};
use crate::world::{Answer, Client, Engine, Setup, World};

/// Our own lines of log at their finest level, as they come.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs a test whose server writes its log to where the test can read it.
fn run<F: Future<Output = ()>>(engine: Engine, test: fn(World, Lines) -> F) {
    if engine == Engine::Postgres && !crate::postgres::is_wanted() {
        eprintln!("left out: COUNTERSIGN_TEST_STORES leaves PostgreSQL out");
        return;
    }
    let lines = Lines::default();
    let writer = lines.clone();
    let ours = ["server", "store", "idp", "oidc", "jose", "rp"].map(|ours| (ours, LevelFilter::TRACE));
    let layer = fmt::layer().with_ansi(false).with_writer(move || writer.clone());
    let subscriber = registry().with(layer.with_filter(Targets::new().with_targets(ours)));
    let dispatch = tracing::Dispatch::new(subscriber);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        // For as long as the thread lives.
        .on_thread_start(move || std::mem::forget(tracing::dispatcher::set_default(&dispatch)))
        .build()
        .unwrap();
    runtime.block_on(async { test(World::start(engine, Setup::default()).await, lines).await });
}

/// Everything that a browser is shown, and where it is led.
fn shown(answer: &Answer) -> String {
    let headers: Vec<&str> = answer.headers.values().filter_map(|value| value.to_str().ok()).collect();
    let decoded: String = url::form_urlencoded::parse(answer.location().as_bytes())
        .map(|(name, value)| format!("{name}={value} "))
        .collect();
    format!("{} {decoded} {}", headers.join(" "), answer.body)
}

async fn out(world: &World, client: &Client, browser: &mut crate::browser::Browser) -> Answer {
    let asked = [("idp_hint", "fi-nordea"), ("scope", "openid profile nin ftn-extra")];
    browser.open(&world.authorize_url(client, &asked)).await.0
}

async fn stands_nowhere(world: World, log: Lines) {
    let broker = Broker::ftn(&world, |_| {}).await;
    let scope = json!({ "scope": "openid profile nin ftn-extra" });
    let client = world.client(scope, ClientPolicy::default()).await;
    let mut seen = Vec::new();
    let mut browser = world.browser();

    // It fails: as it comes, and as it is told.
    let mut invented = at_bank("Väinö Åström", VAINO, "fi-nordea");
    invented["urn:oid:1.2.246.21"] = json!(format!("{VAINO} "));
    let went = out(&world, &client, &mut browser).await;
    let refused = browser.get(&broker.identify(&went, invented)).await;
    assert_eq!(refused.parameter("error_code").as_deref(), Some("upstream-untrusted"), "{refused:?}");
    seen.push(shown(&refused));
    let sent = broker.sent(&out(&world, &client, &mut browser).await);
    let said = format!("{VAINO} was not found");
    // Unless they say it themselves in their own address, it goes nowhere from there.
    let refused = browser
        .get(&broker.back_with(&sent, &[("error", "invalid_request"), ("error_description", &said)]))
        .await;
    assert_eq!(refused.parameter("error_code").as_deref(), Some("upstream-refused"), "{refused:?}");
    seen.push(shown(&refused));

    // It succeeds.
    let went = out(&world, &client, &mut browser).await;
    let back = broker.identify(&went, at_bank("Väinö Åström", VAINO, "fi-nordea"));
    let (page, at) = browser.open(&back).await;
    assert!(at.contains("/consent/"), "{at} {page:?}");
    assert!(!is_written(VAINO.as_bytes(), &everything(&world)), "while the person is asked");
    seen.push(shown(&page));
    let answer = browser.post(&at, &[("decision", "allow")]).await;
    seen.push(shown(&answer));
    let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
    let told = world.userinfo(&tokens.text("access_token")).await;
    assert_eq!((&told.json()["nin"], &told.json()["name"]), (&json!(VAINO), &json!("Väinö Åström")));

    for seen in &seen {
        assert!(!seen.contains(VAINO), "{seen}");
    }
    let all = everything(&world);
    assert!(is_written(client.id.as_bytes(), &all), "names are there to be read");
    let known_as = format!("{}\0urn:oid:1.2.246.21\0{VAINO}", broker.elsewhere.base);
    for value in [VAINO.as_bytes(), "Väinö Åström".as_bytes()] {
        assert!(!is_written(value, &all));
        assert!(
            !is_written(&jose::digest::sha256(value), &all),
            "a hash that whoever tries them all can undo"
        );
    }
    assert!(!is_written(&jose::digest::sha256(known_as.as_bytes()), &all));
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("urn:oid:1.2.246.21 is no personal identity code"), "the log is this one: {log}");
    assert!(!log.contains(VAINO) && !log.contains("Åström"), "{log}");
}

mod sqlite {
    #[test]
    fn a_personal_identity_code_stands_nowhere() {
        super::run(crate::world::Engine::Sqlite, super::stands_nowhere);
    }
}

mod postgres {
    #[test]
    fn a_personal_identity_code_stands_nowhere() {
        super::run(crate::world::Engine::Postgres, super::stands_nowhere);
    }
}
