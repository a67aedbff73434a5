//! FTN-06, FTN-10, FTN-11: what a relying party is told.

use banks::{BANKS, PEOPLE, Person};
use rp::{Authorization, Begun};
use serde_json::json;

use crate::world::*;

#[tokio::test]
async fn a_person_is_told_of_in_the_claims_of_the_network() {
    let world = World::new().await;
    let tokens = world.played("vaino-astrom", "success").await.unwrap();
    let claims = tokens.id_token.claims();
    for (name, value) in [
        ("urn:oid:2.5.4.4", "Åström"),
        ("urn:oid:1.2.246.575.1.14", "Väinö"),
        ("urn:oid:2.16.840.1.113730.3.1.241", "Väinö Åström"),
        ("urn:oid:1.3.6.1.5.5.7.9.1", "1985-03-23"),
        ("urn:oid:1.2.246.21", "230385-917S"),
        ("urn:oid:1.2.246.22", "10000021A"),
        ("ftn_idp", "fi-nordea"),
        ("azp", CLIENT),
        ("acr", SUBSTANTIAL),
    ] {
        assert_eq!(claims.text(name), Some(value), "{name}");
    }
    assert_eq!(tokens.id_token.amr(), ["urn:simulation:ftn:method:app"]);
    assert!(tokens.id_token.auth_time().is_some());
    assert!(tokens.refresh_token.is_none());

    let info = world.party.userinfo(&tokens).await.unwrap();
    assert_eq!(info.claims().text("urn:oid:2.16.840.1.113730.3.1.241"), Some("Väinö Åström"));
    assert_eq!(info.claims().text("ftn_idp"), Some("fi-nordea"));
}

#[tokio::test]
async fn a_person_from_abroad_has_another_identifier() {
    let world = World::new().await;
    let tokens = world.played("zofia-lukasiewicz", "success").await.unwrap();
    let claims = tokens.id_token.claims();
    let identifier = claims.text("http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier");
    assert_eq!(identifier, Some("PL/FI/sim-90113000027"));
    assert_eq!(claims.get("urn:oid:1.2.246.21"), None);
}

#[tokio::test]
async fn where_people_live_is_told_on_request_and_of_protected_people_never() {
    let world = World::new().await;
    let told = async |scope: &str, person: &str| {
        let wish = Authorization::new(scope).acr_values([SUBSTANTIAL]).login_hint(format!("sim:{person}"));
        world.sign_in(&wish).await.unwrap().id_token.claims().get("address").cloned()
    };
    let address = told("openid address", "vaino-astrom").await.unwrap();
    assert_eq!(address["locality"], json!("Åbo"));
    assert_eq!(told("openid", "vaino-astrom").await, None);
    assert_eq!(told("openid address", "salla-suojattu").await, None);
}

#[tokio::test]
async fn requests_come_signed_sealed_or_pushed() {
    for request_object in [signed(), sealed()] {
        let world = World::with(options(), request_object).await;
        world.played("onni-korhonen", "success").await.unwrap();
    }
    for request_object in [signed(), sealed(), rp::RequestObject::None] {
        let world = World::with(options(), request_object).await;
        let wish = wish().login_hint("sim:onni-korhonen:success");
        let Begun { redirect, pending } = world.party.push(&wish).await.unwrap();
        let back = world.browser.get(&redirect.url()).await.location();
        world.party.complete(pending, answer(&back)).await.unwrap();
    }
}

#[tokio::test]
async fn a_request_is_posted_as_well() {
    let world = World::with(options(), sealed()).await;
    let Begun { redirect, pending } =
        world.party.begin(&wish().login_hint("sim:onni-korhonen")).await.unwrap();
    let form: Vec<_> =
        redirect.parameters().iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let back = world.browser.post(redirect.action(), &form).await.location();
    world.party.complete(pending, answer(&back)).await.unwrap();
}

#[tokio::test]
async fn a_bank_is_chosen_by_the_request_and_each_tells_its_own_subject() {
    let world = World::new().await;
    let through = async |bank: &str| {
        let wish = wish().login_hint("sim:onni-korhonen").parameter("ftn_idp_id", bank).unwrap();
        world.sign_in(&wish).await.unwrap().id_token
    };
    let mut subjects = Vec::new();
    for bank in &BANKS {
        let id_token = through(bank.id).await;
        assert_eq!(id_token.claims().text("ftn_idp"), Some(bank.id));
        assert_eq!(id_token.claims().text("urn:oid:1.2.246.21"), Some("140261-912T"));
        subjects.push(id_token.subject().to_owned());
    }
    assert_eq!(through(BANKS[0].id).await.subject(), subjects[0]);
    subjects.sort();
    subjects.dedup();
    assert_eq!(subjects.len(), BANKS.len());
}

#[tokio::test]
async fn the_level_is_the_highest_that_was_asked_for_and_the_bank_reaches() {
    let world = World::new().await;
    for (bank, asked, reached) in [
        ("fi-nordea", vec![SUBSTANTIAL, HIGH], HIGH),
        ("fi-nordea", vec![SUBSTANTIAL], SUBSTANTIAL),
        ("fi-havu", vec![HIGH, SUBSTANTIAL], SUBSTANTIAL),
        ("fi-op", vec!["http://eidas.europa.eu/LoA/high"], "http://eidas.europa.eu/LoA/high"),
    ] {
        let wish = Authorization::new("openid").require_acr(asked).login_hint("sim:onni-korhonen");
        let tokens = world.sign_in(&wish.parameter("ftn_idp_id", bank).unwrap()).await.unwrap();
        assert_eq!(tokens.id_token.acr(), Some(reached), "{bank}");
    }
}

#[tokio::test]
async fn everybody_signs_in() {
    let world = World::new().await;
    for person in &PEOPLE {
        let id_token = world.played(person.id, "success").await.unwrap().id_token;
        let name = id_token.claims().text("urn:oid:2.16.840.1.113730.3.1.241");
        assert_eq!(name, Some(Person::name(person).as_str()));
    }
}
