//! What Finland's trust network asks of a relying party, between us and a broker: the rows of its profile by
//! their numbers.

use idp::model::client::ClientPolicy;
use idp::model::upstream::{UpstreamDefinition, UpstreamProfile};
use idp::upstream::profile;
use serde_json::{Value, json};

use crate::broker::{Broker, ONNI, TEST2, VAINO, at_bank};
use crate::world::{Answer, Client, World};

const SCOPE: &str = "openid profile idp-id nin ftn-extra";

async fn shop(world: &World, name: &str) -> Client {
    let metadata = json!({ "scope": SCOPE, "client_name": name });
    world.client(metadata, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await
}

/// Reads claims by the table that the profile has by itself.
fn as_the_profile_has_it(definition: &mut UpstreamDefinition) {
    let mut filled = UpstreamDefinition { profile: UpstreamProfile::Ftn, ..UpstreamDefinition::default() };
    profile::complete(&mut filled, |_| false);
    definition.claims = filled.claims;
    definition.subject = filled.subject;
}

/// What the client is told of whom the broker identified as this.
async fn told(world: &World, client: &Client, broker: &Broker, said: Value) -> Value {
    let mut browser = world.browser();
    let (out, _) =
        browser.open(&world.authorize_url(client, &[("idp_hint", "fi-op"), ("scope", SCOPE)])).await;
    let answer = browser.get(&broker.identify(&out, said)).await;
    let tokens =
        world.redeem(client, &answer.parameter("code").unwrap_or_else(|| panic!("{answer:?}"))).await;
    let request = world.http.get(format!("{}/oauth2/userinfo", world.base));
    let answer = Answer::of(request.bearer_auth(tokens.text("access_token")).send().await.unwrap()).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

on_both_stores! {
    async fn ftn_10_each_claim_of_the_network_is_told_by_its_name_here(world) {
        let broker = Broker::ftn(&world, as_the_profile_has_it).await;
        let client = shop(&world, "The shop").await;
        let said = json!({
            "sub": "transient", "acr": TEST2, "amr": ["urn:example:bank"], "azp": crate::broker::OURS, "ftn_idp": "fi-op",
            "urn:oid:1.2.246.21": VAINO,
            "urn:oid:1.2.246.22": "99900123A",
            "urn:oid:1.3.6.1.5.5.7.9.1": "1970-01-01",
            "urn:oid:2.5.4.4": "Åström",
            "urn:oid:1.2.246.575.1.14": "Väinö",
            "urn:oid:2.16.840.1.113730.3.1.241": "Väinö Åström",
            "urn:oid:1.2.246.999": "what nobody knows",
        });
        let mut claims = told(&world, &client, &broker, said).await;
        // The account has no name of its own: what it is called here would be the same for every client.
        let [sub, _] = ["sub", "updated_at"].map(|of_the_account| {
            claims.as_object_mut().unwrap().remove(of_the_account).unwrap()
        });
        assert_eq!(claims, json!({
            "name": "Väinö Åström", "given_name": "Väinö", "family_name": "Åström", "birthdate": "1970-01-01",
            "idp_id": VAINO, "nin": VAINO, "nin_type": "PERSON", "nin_issuing_country": "FI",
            "ftn_hetu": VAINO, "ftn_satu": "99900123A", "ftn_idp": "fi-op",
        }));
        // Known again by the code, whatever `sub` a bank has for them.
        let again = told(&world, &client, &broker, at_bank("Väinö Åström", VAINO, "fi-nordea")).await;
        assert_eq!(again["sub"], sub);
        let other = told(&world, &client, &broker, at_bank("Onni", ONNI, "fi-op")).await;
        assert_ne!(other["sub"], sub);
    }

    async fn ftn_10_a_person_from_abroad_is_known_without_a_finnish_code(world) {
        let broker = Broker::ftn(&world, as_the_profile_has_it).await;
        let client = shop(&world, "The shop").await;
        let said = json!({
            "sub": "transient", "acr": TEST2, "ftn_idp": "fi-op",
            "urn:oid:2.16.840.1.113730.3.1.241": "Zofia Łukasiewicz",
            "http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier": "PL/FI/80010112345",
        });
        let claims = told(&world, &client, &broker, said.clone()).await;
        assert_eq!((&claims["name"], &claims["idp_id"]), (&json!("Zofia Łukasiewicz"), &json!("PL/FI/80010112345")));
        for absent in ["nin", "nin_type", "nin_issuing_country", "ftn_hetu"] {
            assert_eq!(claims[absent], Value::Null, "{absent}");
        }
        assert_eq!(told(&world, &client, &broker, said).await["sub"], claims["sub"]);
    }

    async fn what_the_network_makes_possible_is_discovered_and_nothing_before(world) {
        let listed = async |member: &str, value: &str| {
            let metadata = world.get("/.well-known/openid-configuration").await.json();
            metadata[member].as_array().unwrap().contains(&json!(value))
        };
        let all = [
            ("acr_values_supported", TEST2), ("scopes_supported", "nin"), ("scopes_supported", "ftn-extra"),
            ("scopes_supported", "idp-id"), ("claims_supported", "ftn_hetu"),
        ];
        for (member, value) in all {
            assert!(!listed(member, value).await, "{member}: {value}");
        }
        Broker::ftn(&world, as_the_profile_has_it).await;
        for (member, value) in all {
            assert!(listed(member, value).await, "{member}: {value}");
        }
    }

    async fn ftn_11_the_service_is_named_in_forty_characters_and_the_bank_is_chosen_beforehand(world) {
        let broker = Broker::ftn(&world, |_| {}).await;
        let forty = "Åäö-kauppa 1234567890123456789 123456789";
        assert_eq!(forty.chars().count(), 40);
        for (name, shown) in [("Kauppa <b>", "Kauppa <b>"), (forty, forty), (&format!("{forty}, and more"), forty)] {
            let client = shop(&world, name).await;
            for bank in ["fi-nordea", "fi-op"] {
                let mut browser = world.browser();
                let (out, _) = browser.open(&world.authorize_url(&client, &[("idp_hint", bank)])).await;
                let sent = broker.sent(&out);
                assert_eq!((sent.text("ftn_spname").as_str(), sent.text("ftn_idp_id").as_str()), (shown, bank));
                // Said in what is signed, and nowhere beside it.
                assert!(!out.location().contains("ftn_"), "{out:?}");
            }
        }
    }

    async fn ftn_16_no_personal_code_is_in_an_address_or_in_the_words_of_an_error(world) {
        let broker = Broker::ftn(&world, |_| {}).await;
        let client = shop(&world, "The shop").await;
        let of = |code: &str| at_bank("Väinö Åström", code, "fi-op");
        // Good; with another check character; of no day; and good in an answer that is refused.
        let weak = json!({ "acr": "http://ftn.ficora.fi/2017/loatest1", "sub": "it", "urn:oid:1.2.246.21": VAINO });
        for (said, code, error) in [
            (of(VAINO), VAINO, None),
            (of("010170-960G"), "010170-960G", Some("upstream-untrusted")),
            (of("320170-960F"), "320170-960F", Some("upstream-untrusted")),
            (weak, VAINO, Some("upstream-acr")),
        ] {
            let mut browser = world.browser();
            let (out, at) = browser.open(&world.authorize_url(&client, &[("idp_hint", "fi-op"), ("scope", SCOPE)])).await;
            let back = broker.identify(&out, said);
            let answer = browser.get(&back).await;
            assert_eq!(answer.parameter("error_code").as_deref(), error, "{answer:?}");
            assert_eq!(answer.parameter("code").is_some(), error.is_none(), "{answer:?}");
            let seen = [at.as_str(), out.location(), &back, answer.location(), &answer.body].join("\n");
            for part in [code, &code[..6], &code[7..]] {
                assert!(!seen.contains(part), "{part} in {seen}");
            }
        }
    }
}
