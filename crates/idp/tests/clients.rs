//! Clients made, changed and removed, and what they may not register.

use idp::client::register::{Changes, NewClient, WithSecret, change, create, new_secret, remove};
use idp::client::sector::Sector;
use idp::model::client::{ClientPolicy, Profile};
use idp::{Decision, Effect, Reason, Refusal};
use jose::{ContentEncryption, JwsAlgorithm, KeyManagement};
use oidc::ciba::DeliveryMode;
use oidc::client_authentication::Method;
use oidc::metadata::{ApplicationType, ClientMetadata, SubjectType};
use oidc::response_type::ResponseType;
use oidc::token::GrantType;

use crate::support::*;

fn wanted() -> NewClient {
    NewClient { id: None, metadata: shop().metadata, policy: ClientPolicy::default() }
}

fn decide_create(world: &mut World, new: NewClient) -> Decision<Result<WithSecret, Refusal>> {
    let taken = new.id.as_ref().is_some_and(|id| world.state.clients.contains_key(id.as_str()));
    let keys = world.state.keys.clone();
    world.decide(|env| create(new, taken, &Sector::NotAsked, &keys, env))
}

fn made(world: &mut World, new: NewClient) -> Result<WithSecret, Refusal> {
    let decision = decide_create(world, new);
    if decision.answer.is_err() {
        assert!(decision.effects.is_empty());
    }
    world.commit(decision)
}

fn changed(world: &mut World, id: &str, changes: Changes) -> Result<(), Refusal> {
    let (client, keys, now) = (world.state.clients.get(id).cloned(), world.state.keys.clone(), world.now);
    let decision = change(client, changes, &Sector::NotAsked, &keys, now);
    world.commit(decision).map(drop)
}

#[test]
fn a_client_is_made_with_a_secret_that_works_and_is_told_once() {
    let mut world = World::new();
    let WithSecret { client, secret } = made(&mut world, wanted()).unwrap();
    let secret = secret.unwrap().0;
    assert_eq!((client.id.as_str().len(), secret.expose().len(), client.version), (32, 43, 1));
    assert!(!format!("{:?}", world.state.clients[&client.id]).contains(secret.expose().as_str()));
    let form = Form::of(&[("grant_type", "client_credentials"), ("client_id", client.id.as_str())]);
    let with = |secret: &str| form.clone().and("client_secret", secret);
    // Proven, and only then refused what it did not register.
    assert_eq!(reason(world.token(&with(secret.expose()))), Reason::GrantTypeNotRegistered);
    assert_eq!(reason(world.token(&with("another"))), Reason::ClientAuthenticationFailed);
}

#[test]
fn a_public_client_gets_no_secret() {
    let new = NewClient { metadata: app().metadata, ..wanted() };
    assert!(made(&mut World::new(), new).unwrap().secret.is_none());
}

#[test]
fn a_made_up_name_is_never_taken_for_an_option() {
    let mut world = World::new();
    for _ in 0..200 {
        let id = made(&mut world, wanted()).unwrap().client.id;
        assert!(id.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric()), "{}", id.as_str());
    }
}

#[test]
fn takes_a_name_that_is_free_and_can_be_written_anywhere() {
    let long = "x".repeat(200);
    let too_long = "x".repeat(201);
    for (id, expected) in [
        ("billing", None),
        ("X_evTCx5txiXfpMLdYGs8zj7eTga", None),
        (long.as_str(), None),
        (too_long.as_str(), Some(Reason::ClientMetadataInvalid)),
        ("", Some(Reason::ClientMetadataInvalid)),
        ("two words", Some(Reason::ClientMetadataInvalid)),
        ("k\u{e4}ufer", Some(Reason::ClientMetadataInvalid)),
        ("shop", Some(Reason::ClientIdTaken)),
    ] {
        let new = NewClient { id: Some(id.to_owned()), ..wanted() };
        assert_eq!(made(&mut World::new(), new).err().map(|refusal| refusal.reason), expected, "{id}");
    }
}

#[test]
fn of_two_that_take_a_name_at_once_one_gets_it() {
    let mut world = World::new();
    let new = || NewClient { id: Some("billing".to_owned()), ..wanted() };
    let (one, other) = (decide_create(&mut world, new()), decide_create(&mut world, new()));
    let now = world.now;
    assert_eq!(world.state.commit(one.effects, now), Ok(()));
    assert_eq!(world.state.commit(other.effects, now), Err(Lost::ClientChanged));
    assert_eq!(reason(made(&mut world, new())), Reason::ClientIdTaken);
}

#[test]
fn refuses_metadata_that_asks_for_what_cannot_be() {
    type Alter = fn(&mut ClientMetadata, &mut ClientPolicy);
    let cases: &[(&str, Alter)] = &[
        ("token_endpoint_auth_signing_alg", |it, _| {
            it.token_endpoint_auth_method = Method::PrivateKeyJwt;
            it.token_endpoint_auth_signing_alg = Some(JwsAlgorithm::HS256);
        }),
        ("token_endpoint_auth_signing_alg", |it, _| {
            it.token_endpoint_auth_method = Method::ClientSecretJwt;
            it.token_endpoint_auth_signing_alg = Some(JwsAlgorithm::ES256);
        }),
        ("grant_types", |it, _| it.grant_types = vec![GrantType::RefreshToken]),
        ("grant_types", |it, _| {
            it.token_endpoint_auth_method = Method::None;
            it.grant_types.push(GrantType::ClientCredentials);
        }),
        ("redirect_uris", |it, _| it.redirect_uris.clear()),
        ("redirect_uris", |it, _| it.redirect_uris = vec![SHOP_CALLBACK.parse().unwrap(); 101]),
        ("grant_types", |it, _| it.response_types.push(ResponseType::TOKEN)),
        ("grant_types", |it, _| it.response_types.push(ResponseType::CODE_ID_TOKEN)),
        ("grant_types", |it, _| {
            it.response_types = vec![ResponseType::CODE_ID_TOKEN];
            it.grant_types = vec![GrantType::Implicit];
        }),
        ("redirect_uris", |it, _| {
            it.response_types = vec![ResponseType::ID_TOKEN];
            it.grant_types = vec![GrantType::Implicit];
            it.redirect_uris.clear();
        }),
        ("id_token_signed_response_alg", |it, _| it.id_token_signed_response_alg = JwsAlgorithm::EdDSA),
        ("id_token_signed_response_alg", |it, policy| {
            it.id_token_signed_response_alg = JwsAlgorithm::HS256;
            *policy = ClientPolicy::of(idp::model::client::Profile::Ciam);
        }),
        ("access_token_signing_alg", |_, policy| policy.access_token_signing_alg = JwsAlgorithm::PS256),
        ("require_pkce", |it, policy| {
            it.token_endpoint_auth_method = Method::None;
            policy.require_pkce = false;
        }),
        ("token_endpoint_auth_method", |it, _| {
            it.token_endpoint_auth_method = Method::None;
            it.authorization_encrypted_response_alg = Some(KeyManagement::A256Kw);
        }),
        ("id_token_encrypted_response_enc", |it, _| {
            it.id_token_encrypted_response_enc = Some(ContentEncryption::A256Gcm);
        }),
        ("userinfo_encrypted_response_enc", |it, _| {
            it.userinfo_encrypted_response_enc = Some(ContentEncryption::A128CbcHs256);
        }),
        ("introspection_encrypted_response_enc", |it, _| {
            it.introspection_encrypted_response_enc = Some(ContentEncryption::A192Gcm);
        }),
        ("authorization_encrypted_response_enc", |it, _| {
            it.authorization_encrypted_response_enc = Some(ContentEncryption::A192CbcHs384);
        }),
        ("userinfo_signed_response_alg", |it, _| {
            it.userinfo_signed_response_alg = Some(JwsAlgorithm::HS256);
        }),
        ("introspection_signed_response_alg", |it, _| {
            it.introspection_signed_response_alg = Some(JwsAlgorithm::ES384);
        }),
        ("refresh_token_grace", |_, policy| policy.refresh_token_grace = 601),
        ("resources", |_, policy| policy.resources = vec!["orders".to_owned()]),
        ("resources", |_, policy| policy.resources = vec!["https://orders.test".to_owned(); 101]),
        ("upstreams", |_, policy| policy.upstreams = Some(vec!["ftn".parse().unwrap(); 101])),
        ("backchannel_logout_uri", |it, _| {
            it.backchannel_logout_uri = Some("https://shop.test/out#here".to_owned());
        }),
        ("backchannel_logout_uri", |it, _| it.backchannel_logout_uri = Some("com.shop:/out".to_owned())),
        ("backchannel_logout_session_required", |it, _| it.backchannel_logout_session_required = true),
        ("backchannel_token_delivery_mode", |it, _| it.grant_types.push(GrantType::Ciba)),
        ("backchannel_token_delivery_mode", |it, _| {
            it.backchannel_token_delivery_mode = Some(DeliveryMode::Poll);
        }),
        ("grant_types", |it, _| {
            asks_elsewhere(it, DeliveryMode::Poll);
            it.token_endpoint_auth_method = Method::None;
        }),
        ("backchannel_client_notification_endpoint", |it, _| asks_elsewhere(it, DeliveryMode::Ping)),
        ("backchannel_client_notification_endpoint", |it, _| {
            asks_elsewhere(it, DeliveryMode::Poll);
            it.backchannel_client_notification_endpoint = Some("https://shop.test/ping".to_owned());
        }),
        ("backchannel_client_notification_endpoint", |it, _| {
            asks_elsewhere(it, DeliveryMode::Ping);
            it.backchannel_client_notification_endpoint = Some("http://shop.test/ping".to_owned());
        }),
        ("backchannel_client_notification_endpoint", |it, _| {
            asks_elsewhere(it, DeliveryMode::Ping);
            it.backchannel_client_notification_endpoint = Some("https://shop.test/ping#here".to_owned());
        }),
        ("backchannel_authentication_request_signing_alg", |it, _| {
            asks_elsewhere(it, DeliveryMode::Poll);
            it.backchannel_authentication_request_signing_alg = Some(JwsAlgorithm::HS256);
        }),
        ("backchannel_authentication_request_signing_alg", |it, _| {
            it.backchannel_authentication_request_signing_alg = Some(JwsAlgorithm::ES256);
        }),
        ("frontchannel_logout_uri", |it, _| {
            it.frontchannel_logout_uri = Some("https://other.test/out".to_owned());
        }),
        ("frontchannel_logout_uri", |it, _| {
            it.frontchannel_logout_uri = Some("https://shop.test/out#here".to_owned());
        }),
        ("frontchannel_logout_session_required", |it, _| it.frontchannel_logout_session_required = true),
        ("sector_identifier_uri", |it, _| {
            it.subject_type = Some(SubjectType::Pairwise);
            it.redirect_uris.push("https://other.test/cb".parse().unwrap());
        }),
        ("sector_identifier_uri", |it, _| {
            it.subject_type = Some(SubjectType::Pairwise);
            it.grant_types = vec![GrantType::ClientCredentials];
            it.redirect_uris.clear();
        }),
        ("sector_identifier_uri", |it, _| {
            it.sector_identifier_uri = Some("http://shop.test/sector.json".to_owned());
        }),
        ("policy", |_, policy| policy.code_ttl = 0),
        ("policy", |_, policy| policy.code_ttl = 601),
        ("policy", |_, policy| policy.access_token_ttl = 0),
        ("policy", |_, policy| policy.access_token_ttl = 7 * 86_400 + 1),
        ("policy", |_, policy| policy.id_token_ttl = 0),
        ("policy", |_, policy| policy.id_token_ttl = 7 * 86_400 + 1),
        ("policy", |_, policy| policy.refresh_token_ttl = 0),
        ("user_claims", |_, policy| policy.user_claims = vec!["sub".to_owned()]),
        ("user_claims", |_, policy| policy.user_claims = vec![String::new()]),
        ("user_claims", |_, policy| policy.user_claims = vec!["nickname".to_owned(); 51]),
        ("client_uri", |it, _| it.client_uri = Some("shop.test".to_owned())),
        ("initiate_login_uri", |it, _| it.initiate_login_uri = Some("shop:/login".to_owned())),
        ("jwks_uri", |it, _| it.jwks_uri = Some("file:///etc/keys".to_owned())),
        ("logo_uri", |it, _| it.logo_uri = Some("data:image/png;base64,AA".to_owned())),
        ("policy_uri", |it, _| it.policy_uri = Some("javascript:alert(1)".to_owned())),
        ("policy_uri", |it, _| it.policy_uri = Some("https://shop.test/#\u{e4}".to_owned())),
        ("sector_identifier_uri", |it, _| it.sector_identifier_uri = Some("//shop.test".to_owned())),
        ("tos_uri", |it, _| it.tos_uri = Some("https://user:secret@shop.test/".to_owned())),
        ("client_name", |it, _| it.client_name = Some("x".repeat(201))),
        ("client_name", |it, _| it.client_name = Some("two\nlines".to_owned())),
        ("client_name", |it, _| it.client_name = Some("shop\u{202e}knab".to_owned())),
        ("client_name", |it, _| it.client_name = Some("\u{2066}shop".to_owned())),
        ("client_name", |it, _| it.client_name = Some("sh\u{200b}op".to_owned())),
        ("client_name", |it, _| it.client_name = Some("shop\u{e0041}".to_owned())),
        ("contacts", |it, _| it.contacts = vec!["a@shop.test".to_owned(); 101]),
        ("contacts", |it, _| it.contacts = vec!["x".repeat(2001)]),
        ("default_acr_values", |it, _| it.default_acr_values = vec!["a\u{0}".to_owned()]),
        ("software_version", |it, _| it.software_version = Some("x".repeat(2001))),
    ];
    for &(member, alter) in cases {
        let mut new = wanted();
        alter(&mut new.metadata, &mut new.policy);
        let refusal = made(&mut World::new(), new).unwrap_err();
        assert_eq!(refusal.reason, Reason::ClientMetadataInvalid, "{member}");
        assert_eq!(refusal.reason.error().as_str(), "invalid_client_metadata");
        assert_eq!(refusal.detail.parameter.as_deref(), Some(member));
        assert!(refusal.detail.expected.is_some());
    }
    assert!(made(&mut World::new(), wanted()).is_ok());
}

fn asks_elsewhere(metadata: &mut ClientMetadata, mode: DeliveryMode) {
    metadata.grant_types.push(GrantType::Ciba);
    metadata.backchannel_token_delivery_mode = Some(mode);
}

#[test]
fn takes_a_client_that_is_told_and_signs_what_it_asks() {
    let mut new = wanted();
    asks_elsewhere(&mut new.metadata, DeliveryMode::Ping);
    new.metadata.backchannel_client_notification_endpoint = Some("https://shop.test/ping".to_owned());
    new.metadata.backchannel_authentication_request_signing_alg = Some(JwsAlgorithm::PS256);
    assert!(made(&mut World::new(), new).is_ok());
}

#[test]
fn takes_names_of_every_language() {
    for name in [
        "Verkkokauppa Ääni",
        "متجر",
        "दुकान",
        "\u{641}\u{631}\u{648}\u{634}\u{200c}\u{6af}\u{627}\u{647}",
        "店",
        "🛒",
    ] {
        let mut new = wanted();
        new.metadata.client_name = Some(name.to_owned());
        new.metadata.contacts = vec!["a@shop.test".to_owned(); 100];
        assert!(made(&mut World::new(), new).is_ok(), "{name}");
    }
}

#[test]
fn every_redirect_address_is_among_those_of_its_sector() {
    let with = |listed: Sector| {
        let mut new = wanted();
        new.metadata.sector_identifier_uri = Some("https://shop.test/sector".to_owned());
        let keys = World::new().state.keys;
        World::new().decide(|env| create(new, false, &listed, &keys, env)).answer
    };
    let lists = |listed: &[&str]| Sector::Lists(listed.iter().map(|&one| one.to_owned()).collect());
    assert!(with(lists(&["https://other.test/", SHOP_CALLBACK])).is_ok());
    for refused in [
        lists(&[]),
        lists(&["https://other.test/"]),
        lists(&[&format!("{SHOP_CALLBACK}/")]),
        lists(&["HTTPS://SHOP.TEST/CB"]),
        Sector::Unread("no answer".to_owned()),
    ] {
        let refusal = with(refused.clone()).unwrap_err();
        assert_eq!(refusal.reason, Reason::ClientMetadataInvalid, "{refused:?}");
        assert_eq!(refusal.detail.parameter.as_deref(), Some("sector_identifier_uri"));
        assert_eq!(refusal.detail.operator.is_some(), matches!(refused, Sector::Unread(_)));
    }
}

#[test]
fn a_sector_is_asked_when_something_about_it_changes() {
    let with = |uri: Option<&str>, redirect: &str| ClientMetadata {
        sector_identifier_uri: uri.map(str::to_owned),
        redirect_uris: vec![redirect.parse().unwrap()],
        ..ClientMetadata::default()
    };
    let known = with(Some("https://a.test/"), SHOP_CALLBACK);
    assert!(Sector::is_needed(None, &known));
    assert!(!Sector::is_needed(None, &with(None, SHOP_CALLBACK)));
    assert!(!Sector::is_needed(
        Some(&known),
        &ClientMetadata { client_name: Some("x".into()), ..known.clone() }
    ));
    assert!(Sector::is_needed(Some(&known), &with(Some("https://b.test/"), SHOP_CALLBACK)));
    assert!(Sector::is_needed(Some(&known), &with(Some("https://a.test/"), "https://other.test/")));
    assert!(!Sector::is_needed(Some(&known), &with(None, "https://other.test/")));
}

#[test]
fn takes_redirect_addresses_by_the_kind_of_application() {
    for (uri, web, native) in [
        ("https://shop.test/cb", true, true),
        ("http://127.0.0.1:8080/cb", true, true),
        ("http://localhost/cb", true, true),
        ("http://[::1]/cb", true, true),
        ("http://shop.test/cb", false, false),
        ("com.example.app:/cb", false, true),
        ("MyApp://", false, true),
    ] {
        for (application, fits) in [(ApplicationType::Web, web), (ApplicationType::Native, native)] {
            for post_logout in [false, true] {
                let mut new = wanted();
                new.metadata.application_type = application;
                let list = if post_logout {
                    &mut new.metadata.post_logout_redirect_uris
                } else {
                    &mut new.metadata.redirect_uris
                };
                *list = vec![uri.parse().unwrap()];
                let answer = made(&mut World::new(), new);
                assert_eq!(answer.is_ok(), fits, "{uri} {application}");
                if !fits {
                    assert_eq!(reason(answer), Reason::RedirectUriInvalid);
                }
            }
        }
    }
}

#[test]
fn takes_both_profiles_and_every_kind_of_client() {
    let ciam = ClientPolicy::of(Profile::Ciam);
    for (metadata, policy) in [
        (shop().metadata, ClientPolicy::default()),
        (portal().metadata, ciam.clone()),
        (app().metadata, ClientPolicy::default()),
        (worker().metadata, ClientPolicy::default()),
        (
            ClientMetadata { subject_type: Some(SubjectType::Public), ..shop().metadata },
            ClientPolicy::default(),
        ),
        (
            ClientMetadata { subject_type: Some(SubjectType::Pairwise), ..shop().metadata },
            ClientPolicy::default(),
        ),
        (
            ClientMetadata {
                subject_type: Some(SubjectType::Pairwise),
                sector_identifier_uri: Some("https://shop.test/sector.json".to_owned()),
                redirect_uris: ["https://a.test/cb", "https://b.test/cb"]
                    .map(|uri| uri.parse().unwrap())
                    .into(),
                ..shop().metadata
            },
            ClientPolicy::default(),
        ),
        (
            ClientMetadata {
                policy_uri: Some("https://shop.test/legal?lang=fi#privacy".to_owned()),
                tos_uri: Some("http://intranet/terms".to_owned()),
                ..shop().metadata
            },
            ClientPolicy::default(),
        ),
        (app().metadata, ClientPolicy { require_pkce: true, ..ciam }),
        (
            ClientMetadata {
                response_types: ResponseType::ALL.to_vec(),
                grant_types: vec![GrantType::AuthorizationCode, GrantType::Implicit],
                ..shop().metadata
            },
            ClientPolicy::default(),
        ),
        (
            ClientMetadata {
                response_types: vec![ResponseType::ID_TOKEN],
                grant_types: vec![GrantType::Implicit],
                ..app().metadata
            },
            ClientPolicy::default(),
        ),
    ] {
        assert!(made(&mut World::new(), NewClient { id: None, metadata, policy }).is_ok());
    }
}

#[test]
fn a_change_is_checked_like_a_new_client_and_keeps_what_it_does_not_name() {
    let mut world = World::new();
    let mut metadata = shop().metadata;
    metadata.client_name = Some("The shop".to_owned());
    world.wait(5);
    let changes = Changes { metadata: Some(metadata), ..Changes::default() };
    changed(&mut world, "shop", changes).unwrap();
    let shop = world.client("shop").clone();
    assert_eq!(shop.metadata.client_name.as_deref(), Some("The shop"));
    assert_eq!((shop.version, shop.updated_at, shop.created_at), (2, NOW + seconds(5), NOW));
    assert_eq!((shop.policy, shop.secrets), (crate::support::shop().policy, crate::support::shop().secrets));
    let mut metadata = crate::support::shop().metadata;
    metadata.redirect_uris.clear();
    let changes = Changes { metadata: Some(metadata), ..Changes::default() };
    assert_eq!(reason(changed(&mut world, "shop", changes)), Reason::ClientMetadataInvalid);
    assert_eq!(reason(changed(&mut world, "nobody", Changes::default())), Reason::NotFound);
    assert_eq!(world.client("shop").version, 2);
}

#[test]
fn a_change_to_what_somebody_changed_meanwhile_is_lost() {
    let mut world = World::new();
    let (client, keys) = (world.client("shop").clone(), world.state.keys.clone());
    changed(&mut world, "shop", Changes::default()).unwrap();
    let Decision { effects, .. } = change(Some(client), Changes::default(), &Sector::NotAsked, &keys, NOW);
    assert_eq!(world.state.commit(effects, NOW), Err(Lost::ClientChanged));
}

#[test]
fn disabling_ends_what_was_granted_until_it_is_taken_back() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    let disable = |disabled| Changes { disabled: Some(disabled), ..Changes::default() };
    changed(&mut world, "shop", disable(true)).unwrap();
    assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked);
    let since = world.client("shop").disabled_at;
    world.wait(1);
    changed(&mut world, "shop", disable(true)).unwrap();
    assert_eq!(world.client("shop").disabled_at, since, "disabled since it first was");
    changed(&mut world, "shop", disable(false)).unwrap();
    assert!(world.userinfo(&tokens.access_token.claims).is_ok());
}

#[test]
fn a_public_client_becomes_confidential_once_it_has_a_secret() {
    let mut world = World::new();
    let confidential = || {
        let mut metadata = app().metadata;
        metadata.token_endpoint_auth_method = Method::ClientSecretPost;
        Changes { metadata: Some(metadata), ..Changes::default() }
    };
    assert_eq!(reason(changed(&mut world, "app", confidential())), Reason::ClientMetadataInvalid);
    let client = world.state.clients.get("app").cloned();
    let decision = world.decide(|env| new_secret(client, false, env));
    world.commit(decision).unwrap();
    assert!(changed(&mut world, "app", confidential()).is_ok());
}

#[test]
fn a_new_secret_voids_the_ones_before() {
    let mut world = World::new();
    let form = proves(Form::of(&[("grant_type", "client_credentials")]), "worker");
    assert!(world.token(&form).is_ok());
    let client = world.state.clients.get("worker").cloned();
    let decision = world.decide(|env| new_secret(client, false, env));
    let secret = world.commit(decision).unwrap().secret.unwrap().0;
    assert_eq!(reason(world.token(&form)), Reason::ClientAuthenticationFailed);
    assert!(world.token(&form.with("client_secret", secret.expose())).is_ok());
    let decision = world.decide(|env| new_secret(None, false, env));
    assert_eq!(reason(decision.answer), Reason::NotFound);
}

#[test]
fn removing_a_client_ends_what_it_was_granted() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    let decision = remove(world.state.clients.get("shop"));
    assert!(matches!(decision.effects.as_slice(), [Effect::DeleteClient { version: 1, .. }]));
    world.commit(decision).unwrap();
    assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked);
    assert_eq!(reason(remove(None).answer), Reason::NotFound);
}
