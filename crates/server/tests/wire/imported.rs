//! People whose passwords others hashed.

use idp::model::credential::CredentialKind;
use idp::model::user::UserId;
use jose::secret::Secret;

use idp::model::event::Actor;
use idp::user::import::{Existing, Outcome, Row};
use oidc::claims::StandardClaims;
use serde_json::Map;
use server::flow::user::import::Import;

use crate::world::World;

/// What others made of this password.
const PASSWORD: &str = "sininen talvi ä";
const BCRYPT: &str = "$2b$04$6it67htkFGYKmZY33UBV3uHZ5TggMlynlN.7xm70H4Tw6.CYLlLfS";
const DJANGO: &str = "pbkdf2_sha256$1000$suolaa0123456789$3Uh2m/V5G6LxlBE5vq2S2BeprQWM/XlgyEQUVRvPz50=";
const SCRYPT: &str =
    "$scrypt$ln=10,r=8,p=2$c2l4dGVlbiBieXRlcyBvaw$jeDBSbhH54L3YCn5+BjiSQfVx9bp/C0iOPaQ+lSHkOQ";
const ARGON2: &str =
    "$argon2id$v=19$m=128,t=2,p=1$4JO/xVMrYfAbP6fK5mW/Lg$ZW/TYIkyU5/aTp/OqjGxfNkh5UlT0HlnXHpL8/NhIzE";

async fn brought(world: &World, username: &str, hash: &str) -> UserId {
    let row = Row {
        username: username.to_owned(),
        claims: StandardClaims::default(),
        groups: None,
        attributes: Map::new(),
        disabled: None,
        password_hash: Some(Secret::new(hash.to_owned())),
    };
    let place = |number: u64| number.to_string();
    let mut import = Import::begin(&world.node, Existing::Skip, false, &Actor::CommandLine, place);
    let settled = import.settle(&[(1, row)]).await.unwrap().remove(0).unwrap();
    let Outcome::Created(id) = settled else { panic!("{settled:?}") };
    id
}

/// What is kept of somebody's password.
async fn kept(world: &World, user: &UserId) -> String {
    let credentials = world.node.store().load_credentials(user).await.unwrap();
    let password = credentials.iter().find(|it| it.kind == CredentialKind::Password).unwrap();
    password.data.expose().clone()
}

async fn sign_in(world: &World, name: &str, password: &str) -> u16 {
    let client = world.shop().await;
    world.browser().sign_in_as(name, password, &world.authorize_url(&client, &[])).await.status
}

on_both_stores! {
    async fn sign_in_with_their_old_password_and_are_kept_by_our_hash_from_then_on(world) {
        for (name, hash) in [("bo", BCRYPT), ("django", DJANGO), ("eero", SCRYPT), ("aila", ARGON2)] {
            let id = brought(&world, name, hash).await;
            assert_eq!(sign_in(&world, name, "sininen talvi").await, 403, "{name}");
            assert_eq!(kept(&world, &id).await, hash, "a wrong password changes nothing");
            assert_eq!(sign_in(&world, name, PASSWORD).await, 303, "{name}");
            let ours = kept(&world, &id).await;
            assert!(ours.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{ours}");
            assert_eq!(sign_in(&world, name, PASSWORD).await, 303, "{name} once more");
            assert_eq!(kept(&world, &id).await, ours, "and then it stays");
            assert_eq!(sign_in(&world, name, "sininen talvi").await, 403, "{name}");
        }
    }
}
