//! Families: what hangs on them, and what ends them.

use idp::Time;
use idp::effect::{Effect, Expected, RevokedBecause};
use idp::model::ClientId;
use idp::model::client::Client;
use idp::model::consent::ConsentId;
use idp::model::family::{Family, FamilyFacts};
use idp::model::user::{User, UserId};
use oidc::claims::ClaimsRequest;

use crate::world::*;

/// A grant that hangs on everything: session 1, the person `ada`, the client `shop`.
async fn grant(world: &World) {
    let ada = |family| Family { user: Some(UserId::new("ada")), user_as_of: Some(at(0)), ..family };
    let session = Family { expires_at: at(500), ..ada(family(1)) };
    let client = Some(ClientId::new("shop"));
    let told = Some(told("of ada").into());
    let grant =
        Family { session: Some(family_id(1)), client, claims: grant_claims(), told, ..ada(family(2)) };
    world
        .done(
            vec![
                Effect::PutFamily(session),
                Effect::PutFamily(grant),
                Effect::Put(ticket_of("a", family_id(2))),
                new_user("ada", "ada", Some("ada@example.fi")),
                new_client("shop"),
            ],
            at(0),
        )
        .await;
}

async fn facts(world: &World, now: Time) -> FamilyFacts {
    let facts = world.store.load_family(&family_id(2), now).await.unwrap().unwrap();
    let ticket = world.store.load_ticket(&key("a"), now).await.unwrap().unwrap();
    assert_eq!(ticket.family.as_ref(), Some(&facts), "a ticket sees its family as the family is");
    let (again, user) = world.store.load_family_and_user(&family_id(2), now).await.unwrap().unwrap();
    assert_eq!(again, facts);
    assert_eq!(user.is_none(), facts.user_off && user.is_none(), "the person comes along");
    facts
}

fn grant_claims() -> ClaimsRequest {
    ClaimsRequest::parse(r#"{"userinfo":{"name":{"essential":true}},"id_token":{"sub":{"value":"a"}}}"#)
        .unwrap()
}

fn consent_again() -> Effect {
    put_consent(2, None, "ada", "shop", "openid")
}

on_both_stores! {
    async fn a_family_knows_what_it_hangs_on(world) {
        grant(&world).await;
        let facts = facts(&world, at(1)).await;
        assert_eq!(facts, FamilyFacts {
            id: family_id(2),
            user: Some(UserId::new("ada")),
            client: Some(ClientId::new("shop")),
            session: Some(family_id(1)),
            expires_at: at(1000),
            revoked: false,
            session_over: false,
            user_off: false,
            client_off: false,
            consent_withdrawn: false,
            groups: vec!["staff".into()],
            claims: grant_claims(),
            told: Some(told("of ada").into()),
        });
        assert!(facts.is_alive(at(1)));
        assert!(world.store.load_family(&family_id(9), at(1)).await.unwrap().is_none());
        let (_, user) = world.store.load_family_and_user(&family_id(2), at(1)).await.unwrap().unwrap();
        assert_eq!(user.unwrap().username, "ada");
    }

    async fn a_family_that_hangs_on_nothing_is_alive(world) {
        world.done(vec![Effect::PutFamily(family(3))], at(0)).await;
        let facts = world.store.load_family(&family_id(3), at(1)).await.unwrap().unwrap();
        assert!(facts.is_alive(at(1)) && !facts.is_alive(at(1000)));
        let (_, user) = world.store.load_family_and_user(&family_id(3), at(1)).await.unwrap().unwrap();
        assert!(user.is_none());
    }

    async fn revoking_sticks_to_what_is_put_later(world) {
        grant(&world).await;
        let revoke = || Effect::Revoke { family: family_id(2), because: RevokedBecause::CodeReplayed };
        world.done(vec![revoke()], at(1)).await;
        assert!(facts(&world, at(1)).await.revoked);

        world.done(vec![Effect::Put(ticket_of("late", family_id(2)))], at(2)).await;
        let late = world.store.load_ticket(&key("late"), at(2)).await.unwrap().unwrap();
        assert!(late.is_usable(at(2)));
        assert!(!late.family.unwrap().is_alive(at(2)), "born dead");
        world.done(vec![revoke()], at(3)).await;
        assert!(!world.store.load_family(&family_id(1), at(3)).await.unwrap().unwrap().revoked);
    }

    async fn a_family_ends_with_its_session(world) {
        grant(&world).await;
        assert!(!facts(&world, at(499)).await.session_over);
        assert!(facts(&world, at(500)).await.session_over, "the session's end has come");
        let because = RevokedBecause::SignedOut;
        world.done(vec![Effect::Revoke { family: family_id(1), because }], at(1)).await;
        let facts = facts(&world, at(1)).await;
        assert!(facts.session_over && !facts.revoked && !facts.is_alive(at(1)));
    }

    async fn a_session_that_was_swept_is_over(world) {
        grant(&world).await;
        assert_eq!(world.store.sweep(at(500), 10).await.unwrap().families, 1);
        assert!(world.store.load_family(&family_id(1), at(1)).await.unwrap().is_none());
        assert!(facts(&world, at(1)).await.session_over);
    }

    async fn a_ticket_whose_family_was_swept_is_not_alive(world) {
        let short = Family { expires_at: at(10), ..family(4) };
        world.done(vec![Effect::PutFamily(short), Effect::Put(ticket_of("b", family_id(4)))], at(0)).await;
        let family = |found: Option<idp::model::ticket::TicketFacts>| found.unwrap().family.unwrap();
        assert!(family(world.store.load_ticket(&key("b"), at(9)).await.unwrap()).is_alive(at(9)));
        world.store.sweep(at(10), 10).await.unwrap();
        assert!(!family(world.store.load_ticket(&key("b"), at(9)).await.unwrap()).is_alive(at(9)));
    }

    async fn a_family_is_off_while_its_person_is(world) {
        grant(&world).await;
        let put = |version, disabled_at| Effect::PutUser(Expected {
            replaces: Some(version),
            record: Box::new(User { disabled_at, ..user("ada", "ada", None) }),
        });
        world.done(vec![put(1, Some(at(1)))], at(1)).await;
        let off = facts(&world, at(1)).await;
        assert!(off.user_off && !off.is_alive(at(1)));
        world.done(vec![put(2, None)], at(2)).await;
        assert!(facts(&world, at(2)).await.is_alive(at(2)));
        world.done(vec![Effect::DeleteUser { id: UserId::new("ada"), version: 3 }], at(3)).await;
        assert!(facts(&world, at(3)).await.user_off);
    }

    async fn a_family_is_over_once_its_person_has_a_new_password_and_one_begun_late_is_born_dead(world) {
        grant(&world).await;
        world.done(vec![Effect::Put(ticket_of("session", family_id(1)))], at(1)).await;
        let put = |version, sessions_valid_from| Effect::PutUser(Expected {
            replaces: Some(version),
            record: Box::new(User { sessions_valid_from, ..user("ada", "ada", None) }),
        });
        world.done(vec![put(1, at(0))], at(1)).await;
        assert!(facts(&world, at(1)).await.is_alive(at(1)), "the record was written, the password was not");
        world.done(vec![put(2, at(2)), password("ada", "new")], at(2)).await;
        let over = facts(&world, at(2)).await;
        assert!(over.user_off && !over.is_alive(at(2)));
        let session = world.store.load_session(&key("session"), None, at(2)).await.unwrap().unwrap();
        assert_eq!(session.user.sessions_valid_from, at(2));
        assert!(!session.ticket.family.unwrap().is_alive(at(2)));

        // Decided before the change, committed after it.
        let begun = |seed, as_of| Effect::PutFamily(Family {
            user: Some(UserId::new("ada")), user_as_of: as_of, ..family(seed)
        });
        world.done(vec![begun(5, Some(at(0))), begun(6, Some(at(2))), begun(7, None)], at(3)).await;
        for (seed, alive) in [(5, false), (6, true), (7, false)] {
            let facts = world.store.load_family(&family_id(seed), at(3)).await.unwrap().unwrap();
            assert_eq!(facts.is_alive(at(3)), alive, "{seed}");
        }
    }

    async fn a_family_is_off_while_its_client_is(world) {
        grant(&world).await;
        let put = |version, disabled_at| Effect::PutClient(Expected {
            replaces: Some(version),
            record: Box::new(Client { disabled_at, ..client("shop") }),
        });
        world.done(vec![put(1, Some(at(1)))], at(1)).await;
        let off = facts(&world, at(1)).await;
        assert!(off.client_off && !off.is_alive(at(1)));
        world.done(vec![put(2, None)], at(2)).await;
        assert!(facts(&world, at(2)).await.is_alive(at(2)));
    }

    /// Whoever takes the name of a removed client does not inherit what people gave the old one.
    async fn a_client_made_again_under_the_same_name_is_another_one(world) {
        grant(&world).await;
        world.done(vec![consent("ada", "shop", "openid")], at(1)).await;
        world.done(vec![Effect::DeleteClient { id: ClientId::new("shop"), version: 1 }], at(2)).await;
        assert!(facts(&world, at(2)).await.client_off);

        let again = Client { created_at: at(3), ..client("shop") };
        world.done(vec![Effect::PutClient(Expected { replaces: None, record: Box::new(again) })], at(3)).await;
        assert!(facts(&world, at(3)).await.client_off);
        let (ada, shop) = (UserId::new("ada"), ClientId::new("shop"));
        assert!(world.store.load_consent(&ada, &shop).await.unwrap().is_none());

        let new = Family { client: Some(shop), ..family(5) };
        world.done(vec![Effect::PutFamily(new)], at(4)).await;
        assert!(world.store.load_family(&family_id(5), at(4)).await.unwrap().unwrap().is_alive(at(4)));
    }

    /// Decided by a consent before it was taken back, committed after it.
    async fn what_was_granted_by_a_consent_is_over_or_born_dead_once_that_one_is_taken_back(world) {
        grant(&world).await;
        world.done(vec![consent("ada", "shop", "openid")], at(1)).await;
        let by = |seed, consent| Effect::PutFamily(Family {
            user: Some(UserId::new("ada")), user_as_of: Some(at(0)), client: Some(ClientId::new("shop")),
            consent: Some(ConsentId([consent; 16])), ..family(seed)
        });
        let lives = async |seed| {
            let facts = world.store.load_family(&family_id(seed), at(3)).await.unwrap().unwrap();
            assert_eq!(facts.is_alive(at(3)), !facts.consent_withdrawn);
            facts.is_alive(at(3))
        };
        world.done(vec![by(3, 1)], at(1)).await;
        assert!(lives(3).await);
        world.done(vec![put_consent(1, Some(1), "ada", "shop", "openid email")], at(2)).await;
        assert!(lives(3).await, "allowing more takes nothing back");

        let (user, client) = (UserId::new("ada"), ClientId::new("shop"));
        world.done(vec![Effect::DeleteConsent { user, client }], at(2)).await;
        world.done(vec![by(4, 1)], at(2)).await;
        assert!(!lives(3).await && !lives(4).await);
        world.done(vec![consent_again()], at(3)).await;
        world.done(vec![by(5, 2)], at(3)).await;
        assert!(!lives(3).await && !lives(4).await, "another yes is not that one");
        assert!(lives(5).await);
        assert!(facts(&world, at(3)).await.is_alive(at(3)), "what needed no consent");
    }

    async fn a_session_is_loaded_with_its_person_and_the_consent_asked_about(world) {
        grant(&world).await;
        world.done(vec![
            Effect::Put(ticket_of("session", family_id(1))),
            new_client("other"),
            consent("ada", "shop", "openid email"),
        ], at(1)).await;
        let load = async |client: Option<&str>| {
            let client = client.map(ClientId::new);
            world.store.load_session(&key("session"), client.as_ref(), at(2)).await.unwrap().unwrap()
        };
        let session = load(Some("shop")).await;
        assert_eq!(session.ticket.body, b"the body of session");
        assert!(session.ticket.family.unwrap().is_alive(at(2)));
        assert_eq!((session.user.id.as_str(), session.user.version), ("ada", 1));
        assert_eq!(session.consent.unwrap().scope.to_string(), "openid email");
        assert!(load(Some("other")).await.consent.is_none());
        assert!(load(None).await.consent.is_none());
    }

    async fn a_session_without_a_person_is_none(world) {
        grant(&world).await;
        world.done(vec![Effect::Put(ticket_of("session", family_id(1))), Effect::Put(ticket("alone"))], at(1)).await;
        assert!(world.store.load_session(&key("session"), None, at(1)).await.unwrap().is_some());
        assert!(world.store.load_session(&key("alone"), None, at(1)).await.unwrap().is_none());
        assert!(world.store.load_session(&key("absent"), None, at(1)).await.unwrap().is_none());
        world.done(vec![Effect::DeleteUser { id: UserId::new("ada"), version: 1 }], at(2)).await;
        assert!(world.store.load_session(&key("session"), None, at(2)).await.unwrap().is_none());
    }
}
