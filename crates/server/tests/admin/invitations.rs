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
