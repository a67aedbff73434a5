//! What is an error, and what is misuse; each beside what is accepted.

use crate::program::{Done, call, run};
use crate::provider::{self, Manner, Provider};

const FEW: [&str; 4] = ["--connections", "2", "--requests", "20"];

async fn refresh_at(manner: Manner) -> Done {
    let provider = Provider::start(manner).await;
    run(&provider, &[&FEW[..], &["--workload", "refresh", "--json"]].concat()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn fails_and_explains_when_some_answers_are_errors() {
    assert_eq!(refresh_at(Manner::default()).await.code, 0);

    let manner = Manner { fails_each: Some(5), ..Manner::default() };
    let done = refresh_at(manner).await;
    assert_eq!(done.code, 1, "{}", done.err);
    let outcome = &done.json()[0];
    assert!(outcome["errors"].as_u64() > Some(0) && outcome["flows"].as_u64() > Some(0));
    let told = "the token endpoint answered 500: server_error (broken on purpose)";
    assert_eq!(outcome["explained"][0][0], told);
}

#[tokio::test(flavor = "multi_thread")]
async fn gives_up_after_as_many_errors_as_told() {
    let provider = Provider::start(Manner::default()).await;
    let url = format!("{}/nothing-here", provider.issuer);
    let bound = ["run", "--workload", "empty", "--warm-up", "0", "--seconds", "60", "--max-errors", "7"];
    let done = call(&[&bound[..], &["--connections", "1", "--json", "--url", &url]].concat(), "").await;
    assert_eq!(done.code, 1);
    assert_eq!(done.json()[0]["errors"], 7);

    let url = format!("{}/jwks", provider.issuer);
    let done = call(&[&bound[..], &["--requests", "9", "--json", "--url", &url]].concat(), "").await;
    assert_eq!((done.code, &done.json()[0]["flows"]), (0, &9.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn tells_that_a_password_was_wrong() {
    let provider = Provider::start(Manner::default()).await;
    let code = [&FEW[..], &["--workload", "code_password"]].concat();
    assert_eq!(run(&provider, &code).await.code, 0);

    let target = [
        "run",
        "--issuer",
        &provider.issuer,
        "--client-id",
        provider::CLIENT,
        "--client-secret",
        provider::SECRET,
        "--redirect-uri",
        provider::REDIRECT,
        "--username",
        provider::USERNAME,
        "--password",
        "wrong-one",
    ];
    let done = call(&[&target[..], &code].concat(), "").await;
    assert_eq!(done.code, 1);
    assert!(done.err.contains("the login was refused: Name or password is wrong."), "{}", done.err);
    assert!(!done.err.contains("wrong-one"), "{}", done.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn takes_no_200_for_an_answer_that_says_the_token_is_dead() {
    let introspection = [&FEW[..], &["--workload", "introspection", "--pool", "20"]].concat();
    let healthy = Provider::start(Manner::default()).await;
    assert_eq!(run(&healthy, &introspection).await.code, 0);

    let forgetful = Provider::start(Manner { forgets: true, ..Manner::default() }).await;
    let done = run(&forgetful, &introspection).await;
    assert_eq!(done.code, 1);
    assert!(done.err.contains("not active"), "{}", done.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn refuses_a_document_that_speaks_for_another_issuer() {
    let provider = Provider::start(Manner { is_another: true, ..Manner::default() }).await;
    let done = run(&provider, &[&FEW[..], &["--workload", "discovery"]].concat()).await;
    assert_eq!(done.code, 1);
    assert!(done.err.contains("speaks for http://127.0.0.1:1"), "{}", done.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn tells_misuse_from_failure() {
    let provider = Provider::start(Manner::default()).await;
    let discovery = |issuer: &str| {
        let flags = ["run", "--workload", "discovery", "--requests", "5", "--warm-up", "0", "--issuer"];
        let arguments: Vec<String> = flags.iter().map(ToString::to_string).chain([issuer.into()]).collect();
        async move {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            call(&arguments, "").await
        }
    };
    assert_eq!(discovery(&provider.issuer).await.code, 0);
    // Nobody listens on port 1: a failure. The others were never to be tried: misuse.
    assert_eq!(discovery("http://127.0.0.1:1").await.code, 1);
    let https = discovery("https://127.0.0.1:1").await;
    assert_eq!(https.code, 2);
    assert!(https.err.contains("plain HTTP only"), "{}", https.err);
    let remote = discovery("http://192.0.2.1").await;
    assert_eq!(remote.code, 2);
    assert!(remote.err.contains("--allow-remote"), "{}", remote.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn refuses_to_begin_without_what_a_workload_needs() {
    for (arguments, wanted) in [
        (&["run"][..], "--workload"),
        (&["run", "--workload", "everything"], "discovery"),
        (&["run", "--workload", "discovery"], "--issuer"),
        (&["run", "--workload", "empty"], "--url"),
        (&["run", "--workload", "empty", "--connections", "0"], "--connections"),
        (&["run", "--workload", "empty", "--url", "http://127.0.0.1:1", "--pid", "4194305"], "4194305"),
    ] {
        let done = call(arguments, "").await;
        assert_eq!(done.code, 2, "{arguments:?}: {}", done.err);
        assert!(done.err.contains(wanted), "{arguments:?}: {}", done.err);
    }
    let provider = Provider::start(Manner::default()).await;
    let issuer = provider.issuer.as_str();
    let arguments = ["run", "--workload", "refresh", "--issuer", issuer];
    let done = call(&arguments, "").await;
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("--username"), "{}", done.err);
}
