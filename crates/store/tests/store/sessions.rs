//! Sessions as they are listed, and what one client was granted, ended at once.

use idp::effect::{Effect, RevokedBecause};
use idp::model::ClientId;
use idp::model::family::{Family, FamilyId};
use idp::model::ticket::{Ticket, TicketKey, TicketKind};
use idp::model::user::UserId;

use crate::world::*;

fn of(user: &str, seed: u8) -> Family {
    Family { user: Some(UserId::new(user)), user_as_of: Some(at(0)), ..family(seed) }
}

/// What `client` was granted in the session with the seed `session`.
fn grant(seed: u8, session: u8, client: &str) -> Effect {
    let granted_in = Some(family_id(session));
    Effect::PutFamily(Family { granted_in, client: Some(ClientId::new(client)), ..of("ada", seed) })
}

fn cookie(session: u8, secret: &[u8]) -> Ticket {
    let key = TicketKey::within(family_id(session), TicketKind::Session, secret);
    Ticket { key, kind: TicketKind::Session, ..ticket_of("cookie", family_id(session)) }
}

async fn people_and_clients(world: &World) {
    let put = vec![
        new_user("ada", "ada", None),
        new_user("bob", "bob", None),
        new_client("shop"),
        new_client("app"),
    ];
    world.done(put, at(0)).await;
}

/// What leads from this place to the session with this seed.
fn trail(place: u8, session: u8, sign_in: &[u8]) -> Ticket {
    let key = TicketKey::within(FamilyId([place; 16]), TicketKind::UpstreamSession, sign_in);
    Ticket { key, kind: TicketKind::UpstreamSession, ..ticket_of("trail", family_id(session)) }
}

on_both_stores! {
    async fn what_leads_from_an_upstream_is_listed_page_by_page_while_it_leads_somewhere(world) {
        people_and_clients(&world).await;
        let (first, second) = (trail(200, 1, b"a"), trail(200, 2, b"b"));
        let mut keys = [first.key, second.key];
        keys.sort_unstable_by_key(|key| *key.as_bytes());
        let other = Ticket { kind: TicketKind::Session, ..trail(200, 1, b"another kind") };
        let over = Ticket { expires_at: at(2), ..trail(200, 1, b"over") };
        world.done(vec![
            Effect::PutFamily(of("ada", 1)), Effect::PutFamily(of("bob", 2)), Effect::PutFamily(of("ada", 3)),
            Effect::Put(first), Effect::Put(second), Effect::Put(trail(200, 3, b"ended")), Effect::Put(other),
            Effect::Put(over), Effect::Put(trail(201, 1, b"a")), Effect::Put(trail(199, 1, b"a")),
            Effect::Put(trail(200, 99, b"swept")),
        ], at(1)).await;
        world.done(vec![Effect::Revoke { family: family_id(3), because: RevokedBecause::EndedByUpstream }], at(2)).await;
        let list = async |after| world.store.list_trails([200; 16], after, at(3)).await.unwrap();
        let all = list(None).await;
        assert_eq!(all.iter().map(|trail| trail.key).collect::<Vec<_>>(), keys);
        assert!(all.iter().all(|trail| trail.body == b"the body of trail" && trail.family.as_ref().is_some_and(|it| !it.revoked)));
        assert_eq!(list(Some(keys[0])).await.iter().map(|trail| trail.key).collect::<Vec<_>>(), [keys[1]]);
        assert!(list(Some(keys[1])).await.is_empty());
    }

    async fn a_persons_sessions_are_listed_with_ticket_and_clients(world) {
        people_and_clients(&world).await;
        let first = cookie(1, b"first");
        let spent = first.key;
        world.done(vec![
            Effect::PutFamily(of("ada", 1)), Effect::Put(first),
            Effect::PutFamily(of("ada", 2)),
            Effect::PutFamily(of("bob", 3)), Effect::Put(cookie(3, b"his")),
            grant(10, 1, "shop"), grant(11, 1, "app"), grant(12, 1, "shop"), grant(13, 2, "app"),
        ], at(1)).await;
        world.done(vec![Effect::Spend(spent), Effect::Put(Ticket { body: b"second".to_vec(), ..cookie(1, b"second") })], at(2)).await;

        let sessions = world.store.list_sessions(&UserId::new("ada"), at(3)).await.unwrap();
        let ids: Vec<FamilyId> = sessions.iter().map(|session| session.family.id).collect();
        assert_eq!(ids, [family_id(2), family_id(1)]);
        let [younger, older] = &sessions[..] else { panic!() };
        assert_eq!((older.begun_at, &older.user), (at(1), &UserId::new("ada")));
        let ticket = older.ticket.as_ref().unwrap();
        assert_eq!((ticket.body.as_slice(), ticket.family.as_ref()), (b"second".as_slice(), Some(&older.family)));
        assert!(younger.ticket.is_none());
        assert_eq!(older.clients, [ClientId::new("app"), ClientId::new("shop")]);
        assert_eq!(younger.clients, [ClientId::new("app")]);

        let one = world.store.load_session_by_id(family_id(1), at(3)).await.unwrap().unwrap();
        assert_eq!((one.family.clone(), one.clients), (older.family.clone(), older.clients.clone()));
        for no_session in [family_id(10), family_id(99)] {
            assert!(world.store.load_session_by_id(no_session, at(3)).await.unwrap().is_none());
        }
    }

    async fn a_session_that_is_over_is_not_listed_and_tells_so_when_asked_for(world) {
        people_and_clients(&world).await;
        let short = Family { expires_at: at(10), ..of("ada", 2) };
        let before_a_new_password = Family { user_as_of: Some(at(-1)), ..of("ada", 3) };
        world.done(vec![
            Effect::PutFamily(of("ada", 1)), Effect::PutFamily(short), Effect::PutFamily(before_a_new_password),
        ], at(1)).await;
        let listed = async |now| {
            let sessions = world.store.list_sessions(&UserId::new("ada"), now).await.unwrap();
            sessions.iter().map(|session| session.family.id).collect::<Vec<_>>()
        };
        assert_eq!(listed(at(9)).await, [family_id(2), family_id(1)]);
        assert_eq!(listed(at(10)).await, [family_id(1)]);
        let because = RevokedBecause::EndedByPerson;
        world.done(vec![Effect::Revoke { family: family_id(1), because }], at(10)).await;
        assert!(listed(at(10)).await.is_empty());
        let ended = world.store.load_session_by_id(family_id(1), at(10)).await.unwrap().unwrap();
        assert!(!ended.family.is_alive(at(10)));
    }

    async fn what_one_client_was_granted_by_one_person_ends_at_once(world) {
        people_and_clients(&world).await;
        let bobs = Family { client: Some(ClientId::new("shop")), granted_in: Some(family_id(1)), ..of("bob", 14) };
        world.done(vec![
            Effect::PutFamily(of("ada", 1)), grant(10, 1, "shop"), grant(11, 1, "app"), grant(12, 2, "shop"),
            Effect::PutFamily(bobs), consent("ada", "shop", "openid"), consent("ada", "app", "openid"),
        ], at(1)).await;
        let (user, client) = (UserId::new("ada"), ClientId::new("shop"));
        let allowed = async || {
            let consents = world.store.list_consents(&UserId::new("ada")).await.unwrap();
            consents.into_iter().map(|consent| consent.client.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(allowed().await, ["app", "shop"]);
        world.done(vec![
            Effect::DeleteConsent { user: user.clone(), client: client.clone() },
            Effect::RevokeGrants { user, client, because: RevokedBecause::ConsentWithdrawn },
        ], at(2)).await;
        assert_eq!(allowed().await, ["app"]);
        for (seed, alive) in [(1, true), (10, false), (11, true), (12, false), (14, true)] {
            let family = world.store.load_family(&family_id(seed), at(3)).await.unwrap().unwrap();
            assert_eq!(family.is_alive(at(3)), alive, "{seed}");
        }
    }
}
