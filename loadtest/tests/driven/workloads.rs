//! Every workload, driven against a provider with pages, rotation and PKCE of its own.

use crate::program::{call, run};
use crate::provider::{CLIENT, Manner, PASSWORD, Provider, REDIRECT, SECRET, USERNAME};
use serde_json::Value;

const ALL: &str = "discovery,jwks,client_credentials,userinfo,userinfo_remembered,introspection,\
                   introspection_remembered,refresh,code_standing,code_password";
const SMALL: [&str; 7] = ["--connections", "3", "--requests", "30", "--pool", "40", "--json"];

async fn outcomes(manner: Manner, arguments: &[&str]) -> (Vec<Value>, std::sync::Arc<Provider>) {
    let provider = Provider::start(manner).await;
    let done = run(&provider, &[&SMALL, arguments].concat()).await;
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    (done.json().as_array().unwrap().clone(), provider)
}

#[tokio::test(flavor = "multi_thread")]
async fn does_every_workload_without_an_error() {
    let (outcomes, _) = outcomes(Manner::default(), &["--workload", ALL]).await;
    assert_eq!(outcomes.len(), 10);
    for it in outcomes {
        assert_eq!((&it["flows"], &it["errors"]), (&30.into(), &0.into()), "{it}");
        assert!(it["p99_ms"].as_f64() >= it["p50_ms"].as_f64() && it["p50_ms"].as_f64() > Some(0.0));
        assert!(it["bytes_read"].as_u64() > Some(30 * 100), "{it}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shows_a_fresh_token_once_and_a_remembered_one_again_and_again() {
    let (_, fresh) = outcomes(Manner::default(), &["--workload", "userinfo"]).await;
    let shown: Vec<u64> = fresh.world().access.values().copied().filter(|it| *it > 0).collect();
    assert_eq!(shown, vec![1; 30]);

    let (_, remembered) = outcomes(Manner::default(), &["--workload", "userinfo_remembered"]).await;
    let shown: Vec<u64> = remembered.world().access.values().copied().filter(|it| *it > 0).collect();
    assert_eq!(shown, [30]);
}

#[tokio::test(flavor = "multi_thread")]
async fn stops_when_the_fresh_tokens_are_used_up() {
    let provider = Provider::start(Manner::default()).await;
    let pool = ["--workload", "introspection", "--pool", "20", "--uses", "2", "--seconds", "5", "--json"];
    let done = run(&provider, &pool).await;
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(done.json()[0]["flows"], 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_in_anew_for_each_flow_with_a_password_and_never_on_a_standing_session() {
    let (outcomes, provider) = outcomes(Manner::default(), &["--workload", "code_password"]).await;
    // One login finds out which client works, then one for each flow; each takes authorize, login
    // page, login, consent page, consent, authorize and token.
    assert_eq!(provider.world().logins, 1 + 30);
    assert_eq!(outcomes[0]["requests"], 30 * 7);

    let (outcomes, provider) = self::outcomes(Manner::default(), &["--workload", "code_standing"]).await;
    assert_eq!(provider.world().logins, 1 + 3);
    assert_eq!(outcomes[0]["requests"], 30 * 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn gets_through_a_login_of_two_pages_and_a_form_that_sends_itself() {
    let manner = Manner { two_pages: true, form_post: true, ..Manner::default() };
    let (outcomes, _) = outcomes(manner, &["--workload", "code_password"]).await;
    assert_eq!(outcomes[0]["requests"], 30 * 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn fills_the_pool_by_code_flows_when_told() {
    let arguments = ["--workload", "userinfo", "--tokens-from", "code"];
    outcomes(Manner::default(), &arguments).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keeps_to_its_connections() {
    let (outcomes, _) = outcomes(Manner::default(), &["--workload", "discovery,refresh"]).await;
    // A user that comes too late to find a flow left opens none.
    let opened = outcomes[0]["connections_opened"].as_u64().unwrap();
    assert!((1..=3).contains(&opened), "{opened}");
    assert_eq!(outcomes[1]["connections_opened"], 0, "opened while signing in");
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_cpu_and_memory_of_the_process_it_is_told() {
    let pid = std::process::id().to_string();
    let arguments = ["--workload", "discovery", "--pid", &pid, "--pid-tree", &pid];
    let (outcomes, _) = outcomes(Manner::default(), &arguments).await;
    let alone = &outcomes[0]["processes"][0];
    let tree = &outcomes[0]["processes"][1];
    assert!(alone["peak_rss_kib"].as_u64() > Some(1000));
    // The program under test is this process's child.
    assert!(tree["rss_kib"].as_u64() > alone["rss_kib"].as_u64());
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_the_demo_world_from_its_input_and_finds_the_client_that_works() {
    let provider = Provider::start(Manner::default()).await;
    let world = serde_json::json!({
        "issuer": format!("{}/", provider.issuer), "mailbox": "http://127.0.0.1:1",
        "users": [{"username": USERNAME, "password": PASSWORD, "name": "Ada"}],
        "clients": [
            {"name": "other", "client_id": "other", "client_secret": "x", "redirect_uris": [REDIRECT]},
            {"name": "shop", "client_id": CLIENT, "client_secret": SECRET, "redirect_uris": [REDIRECT]},
        ],
    });
    let world = format!("{world}\n");
    let workloads = ["--workload", "client_credentials,introspection,refresh"];
    let arguments = [&["run", "--world", "-"], &SMALL[..], &workloads[..]].concat();
    let done = call(&arguments, &world).await;
    assert_eq!(done.code, 0, "{}", done.err);

    let named = call(&[&arguments[..], &["--client", "other"]].concat(), &world).await;
    assert_eq!(named.code, 1);
    assert!(named.err.contains("invalid_client"), "{}", named.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn compares_numbers_of_connections() {
    let provider = Provider::start(Manner::default()).await;
    let arguments = ["--workload", "discovery", "--requests", "50", "--sweep", "1,4"];
    let done = run(&provider, &arguments).await;
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("discovery at 4 connections"), "{}", done.out);
    assert!(done.out.contains("100 % of its peak"), "{}", done.out);
}
