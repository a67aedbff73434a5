//! An upstream that answers nobody keeps nobody waiting who goes elsewhere, and those who went there not for
//! long.

use std::time::Duration;

use idp::model::client::ClientPolicy;
use idp::model::upstream::RequestStyle;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::broker::Broker;
use crate::elsewhere::Says;
use crate::world::{Engine, Setup, World, run_with};

/// More than are asked of one upstream at once.
const PEOPLE: usize = 80;
/// How many are.
const AT_ONCE: usize = 64;
/// Longer than the people elsewhere need, however slow this machine is.
const PATIENCE: Duration = Duration::from_secs(20);

fn asked(broker: &Broker, path: &str) -> usize {
    broker.elsewhere.asked().iter().filter(|asked| asked.split(' ').nth(1) == Some(path)).count()
}

async fn nobody_waits_for_what_others_wait_for(world: World) {
    let discovery = "/.well-known/openid-configuration";
    let pushed =
        Broker::plain(&world, "pushed", |definition| definition.request = RequestStyle::Pushed).await;
    let mute = Broker::plain(&world, "mute", |_| {}).await;
    let quick = Broker::plain(&world, "quick", |definition| definition.userinfo = false).await;
    pushed.elsewhere.say("/par", Says::Stalls(Vec::new()));
    mute.elsewhere.say(discovery, Says::Stalls(Vec::new()));
    let policy = ClientPolicy { skip_consent: true, ..ClientPolicy::default() };
    let client = world.client(json!({ "scope": "openid profile" }), policy).await;
    let at = |upstream| world.authorize_url(&client, &[("idp_hint", upstream), ("scope", "openid profile")]);

    let mut waiting = JoinSet::new();
    for (upstream, people) in [("pushed", PEOPLE), ("mute", 5)] {
        for _ in 0..people {
            let (mut browser, url) = (world.browser(), at(upstream));
            waiting.spawn(async move { browser.open(&url).await.0 });
        }
    }
    let all_wait = async {
        while asked(&pushed, "/par") < AT_ONCE || asked(&mute, discovery) == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(60), all_wait).await.unwrap();

    let mut browser = world.browser();
    let (out, _) = browser.open(&at("quick")).await;
    let answer = browser.get(&quick.identify(&out, json!({}))).await;
    assert!(answer.parameter("code").is_some(), "{answer:?}");
    assert!(world.get("/.well-known/openid-configuration").await.status == 200);
    assert!(waiting.try_join_next().is_none(), "the others wait still");
    assert_eq!(asked(&pushed, "/par"), AT_ONCE, "no more at once");

    let told = timeout(PATIENCE * 4, waiting.join_all()).await.unwrap();
    assert_eq!(told.len(), PEOPLE + 5);
    for answer in told {
        let found = (answer.error().0, answer.parameter("error_code"));
        assert_eq!(found, ("temporarily_unavailable".to_owned(), Some("upstream-unavailable".to_owned())));
    }
    assert_eq!(asked(&mute, discovery), 1, "one asks for all");
}

#[test]
fn nobody_waits_for_what_others_wait_for_sqlite() {
    let setup = Setup { fetch_timeout: Some(PATIENCE), ..Setup::default() };
    run_with(Engine::Sqlite, setup, nobody_waits_for_what_others_wait_for);
}

#[test]
fn nobody_waits_for_what_others_wait_for_postgres() {
    let setup = Setup { fetch_timeout: Some(PATIENCE), ..Setup::default() };
    run_with(Engine::Postgres, setup, nobody_waits_for_what_others_wait_for);
}
