//! What pages, phones and photographers are refused.

use std::time::Duration;

use idp::model::event::Actor;
use idp::model::phone_service::{Authenticator, Role as Part, Service};
use idp::model::policy::{Document, Role, Rule, Then};
use idp::policy::NewPolicy;
use serde_json::json;

use crate::phone::Phone;
use crate::qr::{ORIGIN, approval, begin, begin_at, client, page, pull, redeem, scan, service};
use crate::world::{Answer, REDIRECT_URI};

fn told(answer: &Answer) -> (u16, String) {
    (answer.status, answer.text("code"))
}

fn is(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

on_both_stores! {
    async fn scenario_4_8_who_declines_ends_the_attempt(world) {
        let (client, phone) = (client(&world, service()).await, Phone::enrolled(&world).await);
        for (action, reason) in [("decline", "declined"), ("not_me", "not_me")] {
            let begun = begin(&world, &client).await;
            let (opened, number) = scan(&world, &phone, &begun).await;
            let about = json!({ "action": action, "transaction": opened.text("transaction") });
            let declined = phone.does(&world, &about).await;
            assert_eq!((declined.status, declined.text("status").as_str()), (200, "declined"));
            assert_eq!(phone.does(&world, &about).await.status, 200, "said twice is said");
            let pulled = pull(&world, &begun, json!({})).await;
            assert_eq!((pulled.text("status").as_str(), pulled.text("reason").as_str()), ("aborted", reason));
            let late = phone.does(&world, &approval(&phone, &client, &opened, &number)).await;
            assert_eq!(told(&late), is(410, "attempt_over"));
        }
        let events = world.node.store().list_events(&idp::model::event::EventFilter::default(), 50).await.unwrap();
        let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds.iter().filter(|kind| **kind == "phone.not_me").count(), 1, "{kinds:?}");
    }

    async fn scenario_4_8_an_approval_after_the_attempt_is_over_fails(world) {
        let (client, phone) = (client(&world, service()).await, Phone::enrolled(&world).await);
        world.clock.stop();
        let begun = begin(&world, &client).await;
        let (opened, number) = scan(&world, &phone, &begun).await;
        world.clock.advance(Duration::from_secs(120));
        let late = phone.does(&world, &approval(&phone, &client, &opened, &number)).await;
        assert_eq!(told(&late), is(410, "attempt_over"));
        assert_eq!(pull(&world, &begun, json!({})).await.text("status"), "expired");
    }

    async fn scenario_4_8_a_second_phone_gets_nothing_of_what_the_first_scanned(world) {
        let client = client(&world, service()).await;
        let (first, second) = (Phone::enrolled(&world).await, Phone::enrolled(&world).await);
        let begun = begin(&world, &client).await;
        let (opened, number) = scan(&world, &first, &begun).await;
        let taken = second.does(&world, &json!({ "action": "open", "pid": begun.text("pid") })).await;
        assert_eq!(told(&taken), is(409, "attempt_taken"));
        let about = approval(&second, &client, &opened, &number);
        assert_eq!(told(&second.does(&world, &about).await), is(409, "attempt_taken"));
        let about = json!({ "action": "decline", "transaction": opened.text("transaction") });
        assert_eq!(told(&second.does(&world, &about).await), is(409, "attempt_taken"));
        let approved = first.does(&world, &approval(&first, &client, &opened, &number)).await;
        assert_eq!(approved.status, 200, "{approved:?}");
    }

    async fn scenario_4_8_a_photograph_of_the_code_collects_nothing(world) {
        let (client, phone) = (client(&world, service()).await, Phone::enrolled(&world).await);
        let begun = begin(&world, &client).await;
        let (opened, number) = scan(&world, &phone, &begun).await;
        assert_eq!(phone.does(&world, &approval(&phone, &client, &opened, &number)).await.status, 200);
        let name = begun.text("loginSessionId");
        let mut bodies = vec![json!({ "loginSessionId": "AAAAAAAAAAAAAAAAAAAAAA", "token": begun.text("token") })];
        bodies.extend(["", "AAAA", &begun.text("pid")].map(|token| json!({ "loginSessionId": name, "token": token })));
        for body in bodies {
            let wrong = page(&world, ORIGIN, "/api/rp/authentication-response", &body).await;
            assert_eq!(told(&wrong), is(404, "attempt_unknown"), "{body}");
        }
        // Nor does a page of another origin that came by the secret.
        let body = json!({ "loginSessionId": name, "token": begun.text("token") });
        let foreign = page(&world, "https://thief.test", "/api/rp/authentication-response", &body).await;
        assert_eq!(told(&foreign), is(404, "attempt_unknown"));
        assert_eq!(pull(&world, &begun, json!({})).await.text("status"), "success");
    }

    async fn scenario_4_8_pages_of_other_origins_cannot_begin(world) {
        let wild = Service { login_domains: vec![
            ORIGIN.parse().unwrap(),
            "https://*.example.de".parse().unwrap(),
        ], ..service() };
        let client = client(&world, wild).await;
        for origin in ["https://thief.test", "http://shop.test", "https://shop.test.thief.test",
            "https://evilexample.de", "https://a.b.example.de", "https://example.de", "null"] {
            let refused = begin_at(&world, &client, origin).await;
            assert_eq!(told(&refused), is(403, "service_origin_foreign"), "{origin}");
            assert_eq!(refused.header("access-control-allow-origin"), "", "{origin}");
        }
        for origin in [ORIGIN, "https://login.example.de"] {
            let begun = begin_at(&world, &client, origin).await;
            assert_eq!(begun.status, 200, "{begun:?}");
            assert_eq!(begun.header("access-control-allow-origin"), origin);
        }
    }

    async fn a_page_is_told_why_it_cannot_begin(world) {
        let good = client(&world, service()).await;
        let begin_with = async |id: &str, redirect_uri: &str| {
            let body = json!({ "clientId": id, "redirectUri": redirect_uri, "mode": "PULL_TOKEN" });
            page(&world, ORIGIN, "/api/rp/qrcode", &body).await
        };
        assert_eq!(begin_with(&good.id, REDIRECT_URI).await.status, 200);
        let inactive = client(&world, Service { active: false, ..service() }).await;
        let unassessed = client(&world, Service { risk_assessment: None, ..service() }).await;
        let plain = world.shop().await;
        for (id, uri, code) in [
            (good.id.as_str(), "https://shop.test/elsewhere", "redirect_uri_mismatch"),
            (&inactive.id, REDIRECT_URI, "service_inactive"),
            (&unassessed.id, REDIRECT_URI, "service_risk_unassessed"),
            (&plain.id, REDIRECT_URI, "client_unknown"),
            ("nobody", REDIRECT_URI, "client_unknown"),
        ] {
            let refused = begin_with(id, uri).await;
            assert_eq!(told(&refused), is(400, code), "{refused:?}");
            assert_eq!(refused.header("access-control-allow-origin"), ORIGIN, "it may be read: {refused:?}");
        }
    }

    async fn another_number_than_the_page_shows_ends_the_attempt(world) {
        let (client, phone) = (client(&world, service()).await, Phone::enrolled(&world).await);
        let begun = begin(&world, &client).await;
        let (opened, number) = scan(&world, &phone, &begun).await;
        let other = if number == "42" { "43" } else { "42" };
        let wrong = phone.does(&world, &approval(&phone, &client, &opened, other)).await;
        assert_eq!(told(&wrong), is(403, "number_wrong"));
        let pulled = pull(&world, &begun, json!({})).await;
        assert_eq!((pulled.text("status").as_str(), pulled.text("reason").as_str()), ("aborted", "wrong_number"));
        let late = phone.does(&world, &approval(&phone, &client, &opened, &number)).await;
        assert_eq!(told(&late), is(410, "attempt_over"));
    }

    async fn a_wrong_pin_is_counted_and_the_fifth_locks_the_phone(world) {
        let (client, mut phone) = (client(&world, service()).await, Phone::enrolled(&world).await);
        let begun = begin(&world, &client).await;
        let (opened, number) = scan(&world, &phone, &begun).await;
        let right = std::mem::replace(&mut phone.pin, jose::base64url::encode([8; 32]));
        for left in [4, 3] {
            let wrong = phone.does(&world, &approval(&phone, &client, &opened, &number)).await;
            assert_eq!(told(&wrong), is(403, "pin_wrong"));
            assert_eq!(wrong.json()["attemptsLeft"], left);
        }
        let wrong = std::mem::replace(&mut phone.pin, right.clone());
        assert_eq!(phone.does(&world, &approval(&phone, &client, &opened, &number)).await.status, 200);
        // A right one begins the count anew.
        let begun = begin(&world, &client).await;
        let (opened, number) = scan(&world, &phone, &begun).await;
        phone.pin = wrong;
        for left in [4, 3, 2, 1, 0] {
            let wrong = phone.does(&world, &approval(&phone, &client, &opened, &number)).await;
            assert_eq!(wrong.json()["attemptsLeft"], left, "{wrong:?}");
        }
        phone.pin = right;
        let locked = phone.does(&world, &approval(&phone, &client, &opened, &number)).await;
        assert_eq!(told(&locked), is(403, "phone_locked"));
    }

    async fn of_approvals_at_once_one_counts(world) {
        let (client, phone) = (client(&world, service()).await, Phone::enrolled(&world).await);
        let begun = begin(&world, &client).await;
        let (opened, number) = scan(&world, &phone, &begun).await;
        let approve = phone.say(&approval(&phone, &client, &opened, &number));
        let decline = phone.say(&json!({ "action": "decline", "transaction": opened.text("transaction") }));
        let says = |message: String| {
            let world = &world;
            async move { crate::phone::authenticate(world, &message).await }
        };
        let (one, other, no) = tokio::join!(says(approve.clone()), says(approve), says(decline));
        let pulled = pull(&world, &begun, json!({})).await;
        match pulled.text("status").as_str() {
            "success" => {
                assert_eq!((one.status, other.status), (200, 200), "the same word of the same phone");
                assert_eq!(told(&no), is(410, "attempt_over"));
                assert_eq!(redeem(&world, &client, &pulled.text("code")).await.status, 200);
            }
            "aborted" => assert_eq!(
                (no.status, told(&one), told(&other)),
                (200, is(410, "attempt_over"), is(410, "attempt_over"))
            ),
            other => panic!("{other}"),
        }
        assert_ne!(pull(&world, &begun, json!({})).await.text("status"), "success");
    }

    async fn approves_what_was_asked_and_all_that_is_needed(world) {
        let (client, phone) = (client(&world, service()).await, Phone::enrolled(&world).await);
        let begun = begin(&world, &client).await;
        let (opened, number) = scan(&world, &phone, &begun).await;
        let with = |name: &str, value: serde_json::Value| {
            let mut about = approval(&phone, &client, &opened, &number);
            about[name] = value;
            about
        };
        for (name, value, answer) in [
            ("data", json!([]), is(403, "required_data_missing")),
            ("data", json!(["email", "birthdate"]), is(400, "phone_message_invalid")),
            ("service", json!("another"), is(400, "phone_message_invalid")),
            ("transaction", json!("AAAAAAAAAAAAAAAAAAAAAA"), is(404, "attempt_unknown")),
        ] {
            let refused = phone.does(&world, &with(name, value)).await;
            assert_eq!(told(&refused), answer, "{refused:?}");
        }
        let approved = phone.does(&world, &with("data", json!(["email", "name"]))).await;
        assert_eq!(approved.status, 200, "{approved:?}");
    }

    async fn a_service_takes_in_its_own_people_alone_and_by_what_their_role_asks_for(world) {
        let phone = Phone::enrolled(&world).await;
        let role = |name: &str, way: &[Authenticator]| Part {
            name: name.to_owned(),
            authenticators: vec![way.iter().copied().collect()],
        };
        let members = Service { membership_required: true, groups: vec!["staff".to_owned()], ..service() };
        let begun = begin(&world, &client(&world, members).await).await;
        let open = phone.does(&world, &json!({ "action": "open", "pid": begun.text("pid") })).await;
        assert_eq!(told(&open), is(403, "service_membership_missing"));
        assert_eq!(pull(&world, &begun, json!({})).await.text("status"), "pending");
        for (way, is_enough) in [(Authenticator::Biometric, false), (Authenticator::Pin, true)] {
            let roles = vec![role("user", &[Authenticator::Device, way])];
            let client = client(&world, Service { roles, ..service() }).await;
            let begun = begin(&world, &client).await;
            let (opened, number) = scan(&world, &phone, &begun).await;
            let answer = phone.does(&world, &approval(&phone, &client, &opened, &number)).await;
            let pulled = pull(&world, &begun, json!({})).await;
            if is_enough {
                assert_eq!((answer.status, pulled.text("status").as_str()), (200, "success"));
            } else {
                assert_eq!(told(&answer), is(403, "service_role_unproven"));
                assert_eq!(pulled.text("reason"), "refused");
            }
        }
    }

    async fn codes_of_others_making_open_nothing(world) {
        let (client, phone) = (client(&world, service()).await, Phone::enrolled(&world).await);
        let begun = begin(&world, &client).await;
        let mut pid = jose::base64url::decode(&begun.text("pid")).unwrap();
        pid[33] ^= 1;
        for pid in [jose::base64url::encode(&pid), begun.text("loginSessionId"), "?".to_owned()] {
            let refused = phone.does(&world, &json!({ "action": "open", "pid": pid })).await;
            assert_eq!(told(&refused), is(404, "attempt_unknown"), "{pid}");
        }
        let unscanned = json!({ "action": "open", "transaction": begun.text("loginSessionId") });
        assert_eq!(told(&phone.does(&world, &unscanned).await), is(404, "attempt_unknown"));
        assert_eq!(phone.does(&world, &json!({ "action": "open", "pid": begun.text("pid") })).await.status, 200);
    }

    async fn a_policy_that_lets_nobody_in_is_told_on_the_phone_and_ends_the_attempt(world) {
        let (client, phone) = (client(&world, service()).await, Phone::enrolled(&world).await);
        let set = async |when: &str| {
            let rule = Rule {
                name: "where".to_owned(),
                when: when.to_owned(),
                then: Then::Deny,
                person: [("en".to_owned(), "Not from there.".to_owned())].into(),
                ..Rule::default()
            };
            let document = Document { zone: None, rule: vec![rule] };
            let new = NewPolicy { role: Role::Live, document, by: Actor::CommandLine };
            server::flow::policy::set(&world.node, new, |_| Ok(())).await.unwrap();
        };
        for (when, is_in) in [
            ("in_network(phone.address, '10.0.0.0/8')", true),
            ("in_network(phone.address, '127.0.0.0/8')", false),
            ("in_network(network.address, '127.0.0.0/8')", false),
        ] {
            set(when).await;
            let begun = begin(&world, &client).await;
            let (opened, number) = scan(&world, &phone, &begun).await;
            let answer = phone.does(&world, &approval(&phone, &client, &opened, &number)).await;
            let pulled = pull(&world, &begun, json!({})).await;
            if is_in {
                assert_eq!((answer.status, pulled.text("status").as_str()), (200, "success"), "{when}");
                continue;
            }
            assert_eq!(told(&answer), is(403, "policy_denied"), "{when}");
            assert_eq!(answer.json()["words"]["what"], "Not from there.", "{answer:?}");
            assert_eq!((pulled.text("status").as_str(), pulled.text("reason").as_str()), ("aborted", "refused"));
        }
    }
}
