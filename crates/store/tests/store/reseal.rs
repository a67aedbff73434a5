//! What older data keys sealed is sealed anew, until they can be forgotten.

use idp::effect::{Effect, Expected};
use idp::login::policy::facts::{Facts, Value};
use idp::login::policy::verdict::Judged;
use idp::model::family::Family;
use idp::model::sign_in::{Method, Outcome, SignIn};
use store::{Pass, Store};

use crate::world::*;

/// A whole pass, a few rows a step.
async fn whole(store: &Store, resealing: bool) -> Pass {
    let mut pass = Pass::default();
    while !pass.is_over() {
        pass = match resealing {
            true => store.reseal(pass, 3).await.unwrap(),
            false => store.look_at_sealed(pass, 3).await.unwrap(),
        };
    }
    pass
}

const TICKETS: usize = 20;

fn judged_sign_in() -> SignIn {
    let facts = Facts::none().with("client.id", Value::Text("shop".to_owned()));
    SignIn {
        id: [7; 16],
        user: None,
        at: at(0),
        method: Method::Password,
        upstream: None,
        client: None,
        address: None,
        agent: None,
        outcome: Outcome::Succeeded,
        judged: Some(Box::new(Judged { facts, live: None, shadow: None })),
    }
}

async fn fill(world: &World) {
    let tickets = (0..TICKETS).map(|n| Effect::Put(ticket(&format!("t{n}"))));
    let client = keeps_secret("keeps", "a-secret");
    let mut effects: Vec<_> = tickets.collect();
    effects.extend([
        new_user("1", "ada", None),
        password("1", "a-hash"),
        Effect::PutKey(signing_key("k", 0)),
        Effect::PutFamily(Family { told: Some(told("ada").into()), ..family(1) }),
        Effect::PutClient(Expected { replaces: None, record: Box::new(client) }),
        Effect::PutUpstream(Expected {
            replaces: None,
            record: Box::new(upstream("bank", "another-secret")),
        }),
        Effect::PutDirectory(Expected { replaces: None, record: Box::new(directory("staff", "a-third")) }),
        Effect::PutSignIn(judged_sign_in()),
    ]);
    world.done(effects, at(0)).await;
}

async fn everything_opens(store: &Store) {
    for n in 0..TICKETS {
        let name = format!("t{n}");
        let found = store.load_ticket(&key(&name), at(1)).await.unwrap().unwrap();
        assert_eq!(found.body, format!("the body of {name}").into_bytes());
    }
    assert_eq!(store.load_keys().await.unwrap()[0].private.expose(), b"the private key k");
    let family = store.load_family(&family_id(1), at(1)).await.unwrap().unwrap();
    assert_eq!(family.told.as_deref(), Some(&told("ada")));
    let credentials = store.load_credentials(&idp::model::user::UserId::new("1")).await.unwrap();
    assert_eq!(credentials[0].data.expose(), "a-hash");
    let client = store.load_client(&idp::model::ClientId::new("keeps")).await.unwrap().unwrap();
    assert_eq!(client.secret().unwrap().expose(), "a-secret");
    let sign_in = judged_sign_in();
    assert_eq!(store.load_sign_in(&sign_in.id).await.unwrap(), Some(sign_in));
    assert_eq!(store.load_upstreams().await.unwrap()[0].secret().unwrap().expose(), "another-secret");
    assert_eq!(store.load_directories().await.unwrap()[0].password().unwrap().expose(), "a-third");
}

on_both_stores! {
    async fn a_pass_seals_everything_anew_and_then_the_old_key_can_go(world) {
        fill(&world).await;
        assert_eq!(world.store.rotate_data_key(at(1)).await.unwrap(), 2);
        let before = whole(&world.store, false).await;
        let all = before.found[&1];
        assert!(all >= TICKETS as u64 + 3 && before.resealed == 0, "{before:?}");

        let pass = whole(&world.store, true).await;
        assert_eq!((pass.resealed, pass.broken), (all, 0));
        let after = whole(&world.store, false).await;
        assert_eq!((after.found.get(&1), after.found[&2], after.older_than(2)), (None, all, 0));
        assert_eq!(whole(&world.store, true).await.resealed, 0, "nothing is done twice");

        world.store.forget_data_keys_before(2).await.unwrap();
        let keys: Vec<_> = world.store.data_keys().await.unwrap().iter().map(|key| key.version).collect();
        assert_eq!(keys, [2]);
        everything_opens(&world.store).await;
        everything_opens(&world.another_node().await).await;
        assert_eq!(world.store.rotate_data_key(at(2)).await.unwrap(), 3);
    }

    async fn two_nodes_may_do_it_at_once_and_one_that_stops_is_followed(world) {
        fill(&world).await;
        world.store.rotate_data_key(at(1)).await.unwrap();
        let other = world.another_node().await;
        // Begun, and left.
        world.store.reseal(Pass::default(), 3).await.unwrap();
        let (one, two) = tokio::join!(whole(&world.store, true), whole(&other, true));
        assert_eq!(one.broken + two.broken, 0);
        assert_eq!(whole(&world.store, false).await.older_than(2), 0);
        everything_opens(&other).await;
    }

    /// What somebody else wrote since it was read stays as they wrote it.
    async fn what_changes_meanwhile_is_left_alone(world) {
        fill(&world).await;
        world.store.rotate_data_key(at(1)).await.unwrap();
        let racing = async {
            for n in 0..TICKETS {
                let advanced = world.store.commit(vec![advance(&format!("t{n}"), 1, "moved on")], at(1)).await;
                assert!(matches!(advanced, store::Outcome::Done { .. }), "{advanced:?}");
            }
        };
        tokio::join!(racing, whole(&world.store, true));
        for n in 0..TICKETS {
            let found = world.store.load_ticket(&key(&format!("t{n}")), at(1)).await.unwrap().unwrap();
            assert_eq!(found.body, b"moved on");
        }
    }

    async fn the_youngest_key_is_never_forgotten(world) {
        fill(&world).await;
        world.store.forget_data_keys_before(255).await.unwrap();
        assert_eq!(world.store.data_keys().await.unwrap().len(), 1);
        everything_opens(&world.store).await;
    }
}
