//! Profiles: what a client is given that says nothing, and what its profile changes of the flows.

use idp::client::profile::complete;
use idp::client::register::{NewClient, create};
use idp::client::sector::Sector;
use idp::model::client::{Client, ClientPolicy, Profile};
use idp::{Reason, Refusal};
use jose::{JwsAlgorithm, KeyManagement};
use oidc::client_authentication::Method;
use oidc::metadata::{ClientMetadata, Encryptable, SubjectType};
use oidc::token::GrantType;

use crate::support::*;

fn silent(policy: &ClientPolicy) -> ClientMetadata {
    let mut metadata =
        ClientMetadata { redirect_uris: vec![SHOP_CALLBACK.parse().unwrap()], ..ClientMetadata::default() };
    complete(&mut metadata, policy, |_| false);
    metadata
}

fn made(metadata: ClientMetadata, policy: ClientPolicy) -> Result<Client, Refusal> {
    let mut world = World::new();
    let keys = world.state.keys.clone();
    let new = NewClient { id: None, metadata, policy };
    world.decide(|env| create(new, false, &Sector::NotAsked, &keys, env)).answer.map(|made| made.client)
}

#[test]
fn a_client_that_says_nothing_is_as_its_profile_has_it() {
    use JwsAlgorithm::{ES256, RS256};
    use Method::{ClientSecretBasic, PrivateKeyJwt};
    use Profile::{Basic, Ciam, Fapi2, Ftn, Service, Signicat};
    for (profile, method, id_token, pairwise, seal) in [
        (Basic, ClientSecretBasic, ES256, false, None),
        (Ciam, ClientSecretBasic, RS256, false, None),
        (Signicat, ClientSecretBasic, RS256, true, Some(("RSA-OAEP", "A128CBC-HS256", true))),
        (Service, ClientSecretBasic, ES256, true, Some(("ECDH-ES", "A256CBC-HS512", false))),
        (Ftn, PrivateKeyJwt, RS256, true, Some(("RSA-OAEP", "A128CBC-HS256", true))),
        (Fapi2, PrivateKeyJwt, ES256, false, None),
    ] {
        let it = silent(&ClientPolicy::of(profile));
        assert_eq!((it.token_endpoint_auth_method, it.id_token_signed_response_alg), (method, id_token));
        assert_eq!(it.subject_type == Some(SubjectType::Pairwise), pairwise, "{profile}");
        let words = seal.map(|(alg, enc, _)| (alg, enc));
        let sealed = |answer| it.encryption(answer).map(|with| (with.alg.name(), with.enc.name()));
        assert_eq!(sealed(Encryptable::IdToken), words, "{profile}");
        let userinfo = sealed(Encryptable::Userinfo);
        assert_eq!(userinfo, words.filter(|_| seal.is_some_and(|(_, _, too)| too)), "{profile}");
        // What is sealed is signed before, as is told to nobody who can only open it.
        assert_eq!(it.userinfo_signed_response_alg.is_some(), userinfo.is_some(), "{profile}");
    }
}

#[test]
fn what_a_client_says_is_not_filled_in() {
    let mut policy = ClientPolicy::of(Profile::Signicat);
    let mut metadata = ClientMetadata {
        token_endpoint_auth_method: Method::PrivateKeyJwt,
        userinfo_encrypted_response_alg: Some(KeyManagement::EcdhEs),
        ..ClientMetadata::default()
    };
    complete(&mut metadata, &policy, |_| false);
    assert_eq!(metadata.token_endpoint_auth_method, Method::PrivateKeyJwt);
    assert_eq!(metadata.userinfo_encrypted_response_alg, Some(KeyManagement::EcdhEs));
    assert_eq!(metadata.userinfo_encrypted_response_enc, None);
    assert_eq!(metadata.id_token_encrypted_response_alg, Some(KeyManagement::RsaOaep));
    policy.require_sealed = false;
    let unsealed = silent(&policy);
    assert_eq!(unsealed.id_token_encrypted_response_alg, None);
    // A default of the specifications that is said is no silence.
    let mut metadata = ClientMetadata::default();
    complete(&mut metadata, &ClientPolicy::default(), |name| name == "id_token_signed_response_alg");
    assert_eq!(metadata.id_token_signed_response_alg, JwsAlgorithm::RS256);
}

#[test]
fn a_profile_holds_whoever_makes_a_client() {
    let policy = ClientPolicy { require_sealed: false, ..ClientPolicy::of(Profile::Signicat) };
    let metadata = silent(&policy);
    assert!(made(metadata.clone(), policy.clone()).is_ok());
    let public = ClientMetadata { subject_type: None, ..metadata };
    let refused = made(public.clone(), policy).unwrap_err();
    assert_eq!(refused.detail.parameter.as_deref(), Some("subject_type"));
    assert_eq!(refused.detail.expected.as_deref(), Some("pairwise (profile signicat)"));
    assert!(made(public, ClientPolicy::default()).is_ok());
}

#[test]
fn a_refresh_token_that_is_bound_to_its_sender_is_not_rotated() {
    let mut world = World::new();
    let first = world.tokens(&mut Browser::default(), &shop_asks());
    world.client("shop").policy.profile = Profile::Fapi2;
    let shown = first.refresh_token.as_ref().unwrap().expose().clone();
    for _ in 0..2 {
        let again = world.decide_token(&refreshes(&shown, "shop"));
        assert!(again.effects.is_empty());
        assert_eq!(again.answer.unwrap().refresh_token.unwrap().expose(), &shown);
    }
    world.client("shop").policy.profile = Profile::Basic;
    let rotated = world.token(&refreshes(&shown, "shop")).unwrap();
    assert_ne!(rotated.refresh_token.unwrap().expose(), &shown);
    assert_eq!(reason(world.token(&refreshes(&shown, "shop"))), Reason::RefreshTokenReplayed);
}

#[test]
fn the_trust_network_is_asked_by_openid_connect_alone() {
    let mut world = World::new();
    let asks = shop_asks().with("scope", "email");
    assert!(world.authorize(&mut Browser::default(), &asks).is_ok());
    world.client("shop").policy.profile = Profile::Ftn;
    assert_eq!(reason(world.authorize(&mut Browser::default(), &asks)), Reason::OpenidRequired);
    // What stands in the way of one that is asked so is its form alone.
    let with_openid = shop_asks().with("acr_values", "urn:countersign:acr:password");
    let plain = world.authorize(&mut Browser::default(), &with_openid);
    assert_eq!(reason(plain), Reason::RequestObjectRequired);
}

#[test]
fn the_trust_network_is_told_how_well_a_person_must_prove_who_they_are() {
    let mut world = World::new();
    let asks = |acr: &str| shop_asks().with("acr_values", acr);
    world.client("shop").policy.profile = Profile::Ftn;
    let refused = world.authorize(&mut Browser::default(), &shop_asks()).unwrap_err();
    assert_eq!(refused.reason, Reason::ParameterMissing);
    assert_eq!(refused.detail.parameter.as_deref(), Some("acr_values"));
    // One that says it fails at nothing but its form.
    let reached = "urn:countersign:acr:password";
    for said in [reached, "http://ftn.ficora.fi/2017/loa2 urn:countersign:acr:password"] {
        let said = world.authorize(&mut Browser::default(), &asks(said));
        assert_eq!(reason(said), Reason::RequestObjectRequired);
    }
    // Nobody is told of less than was asked for.
    for said in
        ["http://ftn.ficora.fi/2017/loa2", "http://ftn.ficora.fi/2017/loa3 http://eidas.europa.eu/LoA/high"]
    {
        let refused = world.authorize(&mut Browser::default(), &asks(said)).unwrap_err();
        assert_eq!(
            (refused.reason, refused.detail.parameter.as_deref()),
            (Reason::AcrUnmet, Some("acr_values"))
        );
    }
    world.client("shop").policy.profile = Profile::Basic;
    for said in [shop_asks(), asks("http://ftn.ficora.fi/2017/loa2")] {
        assert!(world.authorize(&mut Browser::default(), &said).is_ok(), "a wish is no condition");
    }
}

#[test]
fn tokens_are_laid_out_as_the_profile_has_them() {
    let mut world = World::new();
    let told = |world: &mut World| {
        let tokens = world.tokens(&mut Browser::default(), &shop_asks());
        let id_token = serde_json::to_value(&tokens.id_token.unwrap().claims).unwrap();
        (id_token, serde_json::to_value(&tokens.access_token.claims).unwrap())
    };
    let (id_token, access) = told(&mut world);
    assert_eq!((&id_token["amr"], id_token.get("nbf")), (&serde_json::json!(["pwd"]), None));
    assert!(access.get("scp").is_none() && access.get("cid").is_none() && access.get("snm").is_none());
    world.client("shop").policy.profile = Profile::Signicat;
    let (id_token, access) = told(&mut world);
    assert_eq!((&id_token["amr"], &id_token["nbf"]), (&serde_json::json!("pwd"), &id_token["iat"]));
    assert_eq!(access["scp"], serde_json::json!(["openid", "profile", "email"]));
    assert_eq!((&access["cid"], &access["snm"]), (&serde_json::json!("shop"), &serde_json::json!("shop")));
    world.client("shop").metadata.client_name = Some("The shop".to_owned());
    assert_eq!(told(&mut world).1["snm"], "The shop");
}

/// What people read is what is done.
#[test]
fn the_document_has_the_table_that_the_code_goes_by() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = std::fs::read_to_string(folder.join("../../docs/profiles.md")).unwrap();
    let names = Profile::ALL.map(|profile| format!("`{profile}`")).join(" | ");
    let mut table = vec![format!("| rule | {names} |"), format!("|---{}|", "|---".repeat(6))];
    table.extend(
        idp::client::profile::table()
            .iter()
            .map(|(rule, cells)| format!("| `{rule}` | {} |", cells.join(" | "))),
    );
    let table = table.join("\n");
    assert!(document.contains(&table), "docs/profiles.md is to have this table:\n{table}");
}

#[test]
fn the_table_in_words_has_every_rule_once_and_nothing_empty() {
    let table = idp::client::profile::table();
    let names: std::collections::BTreeSet<_> = table.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), table.len());
    assert!(table.iter().all(|(_, cells)| cells.iter().all(|cell| !cell.is_empty())));
    assert!(
        names.contains("seal")
            && silent(&ClientPolicy::default()).grant_types == [GrantType::AuthorizationCode]
    );
}

#[test]
fn a_client_is_served_by_the_issuer_it_belongs_to_and_told_of_it_by_others() {
    let mut world = World::new();
    let asks = shop_asks();
    assert!(world.authorize(&mut Browser::default(), &asks).is_ok());
    let tokens = world.tokens(&mut Browser::default(), &asks);
    world.client("shop").policy.issuer = Some("https://id.test/oidc".to_owned());
    let refused = world.authorize(&mut Browser::default(), &asks).unwrap_err();
    assert_eq!(refused.reason, Reason::ClientOfAnotherIssuer);
    assert_eq!(refused.detail.expected.as_deref(), Some("https://id.test/oidc"));
    assert_eq!(refused.destination, idp::authorize::Destination::Direct);
    let shown = tokens.refresh_token.unwrap().expose().clone();
    assert_eq!(reason(world.token(&refreshes(&shown, "shop"))), Reason::ClientOfAnotherIssuer);
    world.client("shop").policy.issuer = Some("https://id.test".to_owned());
    assert!(world.token(&refreshes(&shown, "shop")).is_ok());
}
