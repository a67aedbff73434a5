//! What somebody hostile, hurried or unlucky may do between a sign-in's setting out and its end.

use std::collections::HashSet;

use idp::effect::{Effect, Expected};
use idp::model::client::ClientPolicy;
use idp::model::event::Actor;
use idp::model::upstream::Upstream;
use idp::model::user::UserId;
use serde_json::json;
use server::flow;

use crate::broker::{Broker, Sent};
use crate::browser::Browser;
use crate::world::{Answer, Client, PASSWORD, World};

fn asks_nothing() -> ClientPolicy {
    ClientPolicy { skip_consent: true, ..ClientPolicy::default() }
}

async fn office(world: &World, id: &'static str) -> Broker {
    Broker::plain(world, id, |definition| definition.userinfo = false).await
}

async fn set_out(world: &World, client: &Client, id: &str, browser: &mut Browser) -> Answer {
    let (answer, at) = browser.open(&world.authorize_url(client, &[("idp_hint", id)])).await;
    if answer.status != 200 {
        return answer;
    }
    let page = at.split('?').next().unwrap().to_owned();
    browser.post(&format!("{page}/upstream"), &[("upstream", id)]).await
}

/// A request of this browser that others of it need not wait for.
fn at_once(browser: &Browser, world: &World, url: String) -> tokio::task::JoinHandle<Answer> {
    let cookies: Vec<String> =
        browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = world.http.get(url).header("cookie", cookies.join("; "));
    tokio::spawn(async move { Answer::of(request.send().await.unwrap()).await })
}

async fn sub_of(world: &World, client: &Client, answer: &Answer) -> String {
    let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
    let tokens = world.redeem(client, &code).await;
    let (_, id_token) = world.verified(&tokens.text("id_token")).await;
    id_token["sub"].as_str().unwrap().to_owned()
}

fn exchanges(broker: &Broker) -> usize {
    broker.elsewhere.asked().iter().filter(|asked| asked.starts_with("POST /token")).count()
}

/// Changes the record, and waits until it counts here.
async fn change(world: &World, id: &str, change: impl Fn(&mut Upstream)) {
    let mut record = flow::record::get::<Upstream>(&world.node, id).await.unwrap();
    let replaces = Some(record.version);
    change(&mut record);
    record.version += 1;
    let put = Effect::PutUpstream(Expected { replaces, record: Box::new(record) });
    assert!(matches!(world.node.commit(vec![put], world.node.now()).await, store::Outcome::Done { .. }));
    world.node.poll().await.unwrap();
}

on_both_stores! {
    async fn an_answer_shown_many_times_at_once_is_exchanged_once(world) {
        let broker = office(&world, "office").await;
        let client = world.client(json!({}), asks_nothing()).await;
        let mut browser = world.browser();
        let out = set_out(&world, &client, "office", &mut browser).await;
        let back = broker.identify(&out, json!({}));
        let shown: Vec<_> = (0..8).map(|_| at_once(&browser, &world, back.clone())).collect();
        let mut answered = 0;
        for answer in shown {
            let answer = answer.await.unwrap();
            match answer.parameter("code") {
                Some(_) => answered += 1,
                // Which of the two it is depends on whether the first is through already.
                None => assert!(["upstream-answered", "login-unknown"].iter().any(|code| answer.body.contains(code)), "{answer:?}"),
            }
        }
        assert_eq!((answered, exchanges(&broker)), (1, 1));
    }

    async fn people_who_come_for_the_first_time_at_once_get_one_account_each(world) {
        let broker = office(&world, "office").await;
        let client = world.client(json!({}), asks_nothing()).await;
        let mut out = Vec::new();
        for _ in 0..6 {
            let mut browser = world.browser();
            let answer = set_out(&world, &client, "office", &mut browser).await;
            out.push((browser, broker.sent(&answer)));
        }
        // Each token is for one of them alone, so that all are there before the first comes back.
        let nonces: Vec<(String, Sent)> = out.iter().map(|(_, sent)| (sent.text("nonce"), Sent { asked: sent.asked.clone() })).collect();
        for (index, (_, sent)) in nonces.iter().enumerate() {
            let code = format!("code-{index}");
            let token = broker.token(&broker.claims(sent, json!({ "sub": format!("person-{}", index % 2) })));
            broker.say_token_for(&code, &token);
        }
        let back: Vec<_> = out.iter().enumerate().map(|(index, (browser, sent))| {
            at_once(browser, &world, broker.back_with(sent, &[("code", &format!("code-{index}"))]))
        }).collect();
        let mut subs = Vec::new();
        for answer in back {
            subs.push(sub_of(&world, &client, &answer.await.unwrap()).await);
        }
        assert_eq!(subs.iter().collect::<HashSet<_>>().len(), 2, "{subs:?}");
        assert!(subs.chunks(2).all(|two| two == &subs[..2]), "{subs:?}");
    }

    async fn whose_account_goes_in_mid_flow_is_nobody_that_was_here(world) {
        let broker = office(&world, "office").await;
        let client = world.client(json!({}), asks_nothing()).await;
        let mut browser = world.browser();
        let out = set_out(&world, &client, "office", &mut browser).await;
        let first = browser.get(&broker.identify(&out, json!({}))).await;
        let first = sub_of(&world, &client, &first).await;
        for removed in [false, true] {
            let mut browser = world.browser();
            let out = set_out(&world, &client, "office", &mut browser).await;
            if removed {
                flow::user::remove(&world.node, &UserId::new(&*first), &Actor::CommandLine).await.unwrap();
            }
            let answer = browser.get(&broker.identify(&out, json!({}))).await;
            assert_eq!(sub_of(&world, &client, &answer).await != first, removed);
        }
    }

    async fn an_upstream_that_became_another_in_mid_flow_learns_no_code_of_the_first(world) {
        let broker = office(&world, "office").await;
        let other = office(&world, "other").await;
        let client = world.client(json!({}), asks_nothing()).await;
        let mut browser = world.browser();
        let out = set_out(&world, &client, "office", &mut browser).await;
        let back = broker.identify(&out, json!({}));
        let theirs = other.elsewhere.base.clone();
        change(&world, "office", |record| record.definition.issuer.clone_from(&theirs)).await;
        let answer = browser.get(&back).await;
        assert_eq!(answer.parameter("error_code").as_deref(), Some("upstream-unavailable"), "{answer:?}");
        assert_eq!((exchanges(&broker), exchanges(&other)), (0, 0));
        let ours = broker.elsewhere.base.clone();
        change(&world, "office", |record| record.definition.issuer.clone_from(&ours)).await;
        let out = set_out(&world, &client, "office", &mut browser).await;
        sub_of(&world, &client, &browser.get(&broker.identify(&out, json!({}))).await).await;
    }

    async fn who_is_known_by_another_claim_or_at_another_issuer_is_another(world) {
        let broker = office(&world, "office").await;
        let other = office(&world, "other").await;
        let client = world.client(json!({}), asks_nothing()).await;
        let mut subs = HashSet::new();
        let claims = json!({ "staff": "somebody-there" });
        for (id, claim) in [("office", "sub"), ("office", "staff"), ("other", "sub")] {
            if id == "office" {
                change(&world, id, |record| claim.clone_into(&mut record.definition.subject)).await;
            }
            let asked = if id == "office" { &broker } else { &other };
            for again in [false, true] {
                let mut browser = world.browser();
                let out = set_out(&world, &client, id, &mut browser).await;
                let answer = browser.get(&asked.identify(&out, claims.clone())).await;
                let is_new = subs.insert(sub_of(&world, &client, &answer).await);
                assert_eq!(is_new, !again, "{id} by {claim}");
            }
        }
    }

    async fn a_way_that_is_closed_to_a_client_opens_to_no_form_either(world) {
        let broker = office(&world, "office").await;
        office(&world, "other").await;
        let only = |upstreams: &[&str], allow_password| ClientPolicy {
            upstreams: Some(upstreams.iter().map(|id| id.parse().unwrap()).collect()),
            allow_password,
            ..asks_nothing()
        };
        let by_office = world.client(json!({}), only(&["office", "other"], false)).await;
        let mut browser = world.browser();
        let (_, at) = browser.open(&world.authorize_url(&by_office, &[])).await;
        let at = at.split('?').next().unwrap().to_owned();
        let refused = browser.post(&at, &[("username", "maija"), ("password", PASSWORD)]).await;
        let (refused, _) = browser.follow(refused).await;
        assert_eq!(refused.parameter("code"), None, "{refused:?}");
        assert!(!browser.cookies.keys().any(|name| name.contains("-session-")), "{:?}", browser.cookies);
        let answer = set_out(&world, &by_office, "office", &mut browser).await;
        assert!(!browser.get(&broker.identify(&answer, json!({}))).await.parameter("code").unwrap().is_empty());

        let by_password = world.client(json!({}), only(&[], true)).await;
        let mut browser = world.browser();
        let (_, at) = browser.open(&world.authorize_url(&by_password, &[("idp_hint", "office")])).await;
        let at = at.split('?').next().unwrap().to_owned();
        browser.post(&format!("{at}/upstream"), &[("upstream", "office")]).await.assert_page(400, "parameter-invalid");
        let answer = browser.post(&at, &[("username", "maija"), ("password", PASSWORD)]).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }

    async fn a_form_from_elsewhere_leads_round_only_to_an_upstreams_own_address(world) {
        office(&world, "office").await;
        let post = async |id: &str| {
            let request = world.http.post(format!("{}/upstream/{id}/callback", world.base));
            let request = request.header("sec-fetch-site", "cross-site").form(&[("code", "c"), ("state", "s")]);
            Answer::of(request.send().await.unwrap()).await
        };
        let round = post("office").await;
        assert_eq!(round.location(), format!("{}/upstream/office/callback?code=c&state=s", world.base));
        for id in ["..%2f..%2foauth2%2flogout%3fx=", "a%0d%0aset-cookie:%20x=y", "office%3fcode=d", "%2f%2fevil.test"] {
            let answer = post(id).await;
            assert_eq!((answer.status, answer.location()), (404, ""), "{id}: {answer:?}");
        }
    }
}
