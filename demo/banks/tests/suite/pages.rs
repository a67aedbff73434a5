//! What a person sees and does: bank, person, consent, and back.

use rp::{Begun, Error};

use crate::world::*;

/// The broker's first page for a request.
async fn first_page(world: &World, wish: &rp::Authorization) -> (String, rp::Pending) {
    let Begun { redirect, pending } = world.party.begin(wish).await.unwrap();
    (world.browser.get(&redirect.url()).await.location(), pending)
}

#[tokio::test]
async fn a_person_chooses_a_bank_says_who_they_are_and_allows_it_to_be_told() {
    let world = World::new().await;
    let (login, pending) = first_page(&world, &wish()).await;
    let page = world.browser.get(&login).await;
    for shown in ["Test Shop", "Choose a bank", "Revontuli", "Onnela", "This is no real bank"] {
        page.shows(shown);
    }
    let at_bank = format!("{login}/fi-nordea");
    page.shows(&format!("href=\"{at_bank}\""));
    world.browser.get(&at_bank).await.shows("Väinö Åström");

    let page = world.browser.get(&format!("{at_bank}/consent?person=vaino-astrom")).await;
    for told in ["Test Shop", "Väinö", "Åström", "1985-03-23", "230385-917S"] {
        page.shows(told);
    }
    let end = format!("{login}/end");
    page.shows(&format!("action=\"{end}\""));
    let form = [("bank", "fi-nordea"), ("person", "vaino-astrom"), ("scenario", "success")];
    let back = world.browser.post(&end, &form).await.location();
    let tokens = world.party.complete(pending, answer(&back)).await.unwrap();
    assert_eq!(tokens.id_token.claims().text("ftn_idp"), Some("fi-nordea"));
    assert_eq!(tokens.id_token.claims().text("urn:oid:2.5.4.4"), Some("Åström"));
}

#[tokio::test]
async fn the_services_name_is_shown_before_anybody_signs_in() {
    let world = World::new().await;
    let wish = wish().parameter("ftn_spname", "Kauppa Åäö <b>").unwrap();
    let (login, _) = first_page(&world, &wish).await;
    for address in [login.clone(), format!("{login}/fi-op"), format!("{login}/fi-op/consent?person=niillas")]
    {
        world.browser.get(&address).await.shows("Kauppa Åäö &#60;b&#62;");
    }
}

#[tokio::test]
async fn a_bank_that_the_request_names_is_the_first_page() {
    let world = World::new().await;
    let wish = wish().parameter("ftn_idp_id", "fi-op").unwrap();
    let (at_bank, _) = first_page(&world, &wish).await;
    assert!(at_bank.ends_with("/fi-op"), "{at_bank}");
    world.browser.get(&at_bank).await.shows("Onnela");
}

#[tokio::test]
async fn a_bank_that_does_not_reach_the_level_says_so_and_leads_nowhere() {
    let world = World::new().await;
    let (login, _) = first_page(&world, &rp::Authorization::new("openid").acr_values([HIGH])).await;
    let page = world.browser.get(&login).await;
    page.shows(&format!("{login}/fi-nordea"));
    page.shows("does not reach the level asked for");
    assert!(!page.text.contains(&format!("{login}/fi-havu")));
}

#[tokio::test]
async fn a_person_turns_back_on_every_page() {
    let world = World::new().await;
    for at in ["", "/fi-op", "/fi-op/consent?person=niillas"] {
        let (login, pending) = first_page(&world, &wish()).await;
        world.browser.get(&format!("{login}{at}")).await.shows("value=\"cancelled\"");
        let back = world.browser.post(&format!("{login}/end"), &[("scenario", "cancelled")]).await.location();
        let refused = world.party.complete(pending, answer(&back)).await.err();
        assert!(
            matches!(&refused, Some(Error::Refused(refusal)) if refusal.is_by_the_person()),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn every_fault_is_a_button() {
    let world = World::new().await;
    let (login, _) = first_page(&world, &wish()).await;
    for at in ["/fi-op", "/fi-op/consent?person=niillas"] {
        let page = world.browser.get(&format!("{login}{at}")).await;
        for scenario in
            banks::Scenario::all().filter(|it| !["success", "consent_denied"].contains(&it.as_str()))
        {
            page.shows(&format!("name=\"scenario\" value=\"{scenario}\""));
        }
    }
}

#[tokio::test]
async fn a_sign_in_ends_once() {
    let world = World::new().await;
    let (login, _) = first_page(&world, &wish()).await;
    let end = format!("{login}/end");
    let form = [("bank", "fi-op"), ("person", "niillas"), ("scenario", "success")];
    assert_eq!(world.browser.post(&end, &form).await.status, 303);
    for page in [world.browser.post(&end, &form).await, world.browser.get(&login).await] {
        assert_eq!(page.status, 404);
        page.shows("This sign-in is over already");
    }
}

#[tokio::test]
async fn pages_speak_finnish_swedish_and_english() {
    let world = World::new().await;
    for (locales, text, lang) in [
        ("fi", "Valitse pankki", "lang=\"fi\""),
        ("sv-FI", "Välj bank", "lang=\"sv\""),
        ("de en", "Choose a bank", "lang=\"en\""),
    ] {
        let (login, _) = first_page(&world, &wish().ui_locales(locales.split(' '))).await;
        let page = world.browser.get(&login).await;
        page.shows(text);
        page.shows(lang);
    }
    let (login, _) = first_page(&world, &wish()).await;
    let page = world.browser.get_with(&login, "accept-language", "de;q=0.9, sv-SE;q=0.8, en").await;
    page.shows("Välj bank");
}

#[tokio::test]
async fn who_signs_out_is_sent_back_to_an_address_that_is_registered() {
    let world = World::new().await;
    let tokens = world.played("niillas", "success").await.unwrap();
    let session = world.party.session(&tokens);
    let address = world.party.end_session(&session, Some(SIGNED_OUT), Some("x y")).unwrap();
    assert_eq!(world.browser.get(&address).await.location(), format!("{SIGNED_OUT}?state=x%20y"));
    world.browser.get("/end_session").await.shows("You are signed out");

    let elsewhere = world.party.end_session(&session, Some("https://shop.example/"), None).unwrap();
    let page = world.browser.get(&elsewhere).await;
    assert_eq!(page.status, 400);
    page.shows("not registered");
}

#[tokio::test]
async fn the_first_page_says_what_there_is() {
    let world = World::new().await;
    let page = world.browser.get("/").await;
    for shown in ["/.well-known/openid-configuration", "fi-nordea", "vaino-astrom", "wrong_audience"] {
        page.shows(shown);
    }
    assert_eq!(world.browser.get("/elsewhere").await.status, 404);
}
