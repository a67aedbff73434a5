//! Invitations: made, handed out or sent.

use idp::model::settings::{Accounts, Registration};
use serde_json::json;

use crate::api::Api;
use crate::world::{Engine, Setup, World, run_with};

const PATH: &str = "/v1/invitations";

fn invited() -> Setup {
    let accounts = Accounts { registration: Registration::Invited, ..Accounts::default() };
    Setup { accounts: Some(accounts), ..Setup::default() }
}

async fn makes_a_link_and_tells_it_once(world: World) {
    let api = Api::new(&world).await;
    let whole = json!({
        "email": "aino@example.fi", "groups": ["staff"], "attributes": { "desk": 7 }, "expires_in": 60,
    });
    for body in [json!({}), whole] {
        let made = api.post(PATH, &body).await;
        assert_eq!(made.status, 201, "{made:?}");
        let link = made.text("link");
        assert!(link.starts_with(&format!("{}/account/invitation/", world.base)), "{link}");
        let (answer, page) = world.browser().open(&link).await;
        assert!(answer.status == 200 && page.contains("/register?invitation="), "{page} {answer:?}");
    }
    let sends = json!({ "email": "aino@example.fi", "send": true });
    let refused = api.post(PATH, &sends).await;
    assert_eq!((refused.status, refused.text("error_code").as_str()), (503, "mail-unsendable"));
    for (body, about) in [
        (json!({ "email": "aino" }), "email"),
        (json!({ "groups": [""] }), "groups"),
        (json!({ "attributes": { "sub": 1 } }), "attributes"),
        (json!({ "expires_in": 0 }), "expires_in"),
        (json!({ "language": "tlh" }), "language"),
        (json!({ "emial": "aino@example.fi" }), "emial"),
    ] {
        let refused = api.post(PATH, &body).await;
        assert_eq!(refused.status, 400, "{refused:?}");
        assert!(refused.text("error_description").contains(about), "{about}: {refused:?}");
    }
    let events = api.get("/v1/events?kind=user.invite").await.json();
    assert_eq!(events["events"].as_array().unwrap().len(), 2, "{events}");
}

async fn lists_those_not_yet_used_and_withdraws_one(world: World) {
    let api = Api::new(&world).await;
    let whole = json!({ "email": "aino@example.fi", "groups": ["staff"], "attributes": { "desk": 7 } });
    let mut made = Vec::new();
    for body in [whole, json!({}), json!({ "groups": ["guests"] })] {
        made.push(api.post(PATH, &body).await.json());
    }
    let all = api.get(PATH).await.json();
    let all = all["invitations"].as_array().unwrap().clone();
    assert_eq!(all.len(), 3, "{all:?}");
    let of = |made: &serde_json::Value| all.iter().find(|it| it["id"] == made["id"]).unwrap().clone();
    let first = of(&made[0]);
    assert_eq!((&first["email"], &first["groups"]), (&json!("aino@example.fi"), &json!(["staff"])));
    assert_eq!((&first["attributes"], &first["expires_at"]), (&json!({ "desk": 7 }), &made[0]["expires_at"]));
    assert!(
        first["made_by"].as_str().unwrap().starts_with("client:") && first["made_at"].is_string(),
        "{first}"
    );
    let secret = made[0]["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    assert!(!all.iter().any(|it| it.to_string().contains(&secret)), "links are told once");
    let page = api.get(&format!("{PATH}?limit=2")).await.json();
    let next = page["next"].as_str().unwrap();
    let rest = api.get(&format!("{PATH}?limit=2&after={next}")).await.json();
    let paged: Vec<_> =
        [&page, &rest].into_iter().flat_map(|it| it["invitations"].as_array().unwrap()).collect();
    assert!(paged.iter().map(|it| &it["id"]).eq(all.iter().map(|it| &it["id"])), "{page} {rest}");
    assert_eq!(api.get(&format!("{PATH}?after=x")).await.status, 400);

    let id = made[0]["id"].as_str().unwrap();
    let one = format!("{PATH}/{id}");
    assert_eq!(api.delete(&one).await.status, 204);
    assert_eq!(api.delete(&one).await.status, 404);
    assert_eq!(api.delete(&format!("{PATH}/{secret}")).await.status, 404);
    assert_eq!(api.get(PATH).await.json()["invitations"].as_array().unwrap().len(), 2);
    let link = made[0]["link"].as_str().unwrap();
    world.browser().get(link).await.assert_page(403, "invitation-withdrawn");
    let (_, page) = world.browser().open(made[1]["link"].as_str().unwrap()).await;
    assert!(page.contains("/register?invitation="), "{page}");
    let events = api.get("/v1/events?kind=invitation.withdraw").await.json();
    assert_eq!(events["events"][0]["about"]["invitation"], json!(id), "{events}");
}

on_both_stores! {
    async fn where_nobody_may_make_an_account_nobody_is_invited(world) {
        let refused = Api::new(&world).await.post(PATH, &json!({})).await;
        assert_eq!((refused.status, refused.text("error_code").as_str()), (400, "registration-closed"));
    }
}

#[test]
fn makes_a_link_and_tells_it_once_on_sqlite() {
    run_with(Engine::Sqlite, invited(), makes_a_link_and_tells_it_once);
}

#[test]
fn makes_a_link_and_tells_it_once_on_postgres() {
    run_with(Engine::Postgres, invited(), makes_a_link_and_tells_it_once);
}

#[test]
fn lists_those_not_yet_used_and_withdraws_one_on_sqlite() {
    run_with(Engine::Sqlite, invited(), lists_those_not_yet_used_and_withdraws_one);
}

#[test]
fn lists_those_not_yet_used_and_withdraws_one_on_postgres() {
    run_with(Engine::Postgres, invited(), lists_those_not_yet_used_and_withdraws_one);
}
