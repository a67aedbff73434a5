//! Clients that register themselves: who may, what they may ask for, and how they look after it.

use std::collections::BTreeSet;
use std::time::Duration;

use idp::client::register::WithSecret;
use idp::client::registration::initial_access_token::{self, MOST_USES, New};
use idp::client::registration::{Asked, Facts, Presented, Registered, check_admitted, manage, register};
use idp::client::sector::Sector;
use idp::model::client::{Client, ClientPolicy, Profile};
use idp::model::initial_access_token::{Bounds, InitialAccessToken};
use idp::model::phone_service::Service;
use idp::model::settings::OpenRegistration;
use idp::{Decision, Effect, Reason, Refusal};
use jose::JwsAlgorithm;
use jose::secret::Secret;
use oidc::client_authentication::Method;
use oidc::metadata::{ApplicationType, ClientMetadata, SubjectType};
use oidc::response_type::ResponseType;
use oidc::token::GrantType;

use crate::support::*;

const SIGNED: &str = "eyJhbGciOiJFUzI1NiJ9.e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn asked() -> Asked {
    Asked {
        metadata: ClientMetadata {
            redirect_uris: vec![SHOP_CALLBACK.parse().unwrap()],
            ..ClientMetadata::default()
        },
        says: BTreeSet::new(),
        software_statement: None,
        client_id: None,
        client_secret: None,
    }
}

fn asks(alter: impl FnOnce(&mut Asked)) -> Asked {
    let mut asked = asked();
    alter(&mut asked);
    asked
}

fn new() -> New {
    New { name: None, bounds: Bounds::default(), uses: 1, lives_for: Duration::from_hours(1) }
}

/// Makes an initial access token, and keeps it.
fn invited(world: &mut World, new: New) -> Result<InitialAccessToken, Refusal> {
    let keys = world.state.keys.clone();
    let decision = world.decide(|env| initial_access_token::create(new, &keys, env));
    if decision.answer.is_err() {
        assert!(decision.effects.is_empty());
    }
    world.commit(decision).map(|made| made.record)
}

fn within(world: &mut World, bounds: Bounds) -> InitialAccessToken {
    invited(world, New { bounds, uses: 1000, ..new() }).unwrap()
}

fn decide_register(
    world: &mut World,
    presented: Presented<'_>,
    asked: Asked,
) -> Decision<Result<Registered, Refusal>> {
    let (keys, open) = (world.state.keys.clone(), world.settings.open_registration.clone());
    let open_clients = world.state.clients.values().filter(|client| is_open(client)).count() as u64;
    let issuer = world.issuer.clone();
    let facts = Facts {
        issuer: &issuer,
        presented,
        open: open.as_ref(),
        open_clients,
        sector: &Sector::NotAsked,
        keys: &keys,
    };
    world.decide(|env| register(asked, facts, env))
}

fn is_open(client: &Client) -> bool {
    client.registration.as_ref().is_some_and(|it| it.initial_access_token.is_none())
}

fn registered(world: &mut World, presented: Presented<'_>, asked: Asked) -> Result<Registered, Refusal> {
    let decision = decide_register(world, presented, asked);
    if decision.answer.is_err() {
        assert!(decision.effects.is_empty());
    }
    world.commit(decision)
}

/// Registers within these bounds.
fn client(world: &mut World, bounds: Bounds, asked: Asked) -> Result<Client, Refusal> {
    let token = within(world, bounds);
    registered(world, Presented::Known(&token), asked).map(|it| it.made.client)
}

/// The usual client with its registration access token.
fn guest(world: &mut World) -> (Client, String) {
    let token = within(world, Bounds::default());
    let Registered { made, access_token } = registered(world, Presented::Known(&token), asked()).unwrap();
    (made.client, access_token.0.expose().clone())
}

fn replaced(world: &mut World, id: &Client, own: &str, asked: &Asked) -> Result<WithSecret, Refusal> {
    let (keys, client) = (world.state.keys.clone(), world.state.clients.get(&id.id).cloned());
    let decision =
        world.decide(|env| manage::replace(client.as_ref(), Some(own), asked, &Sector::NotAsked, &keys, env));
    world.commit(decision)
}

fn names(client: &Client) -> Asked {
    asks(|it| it.client_id = Some(client.id.as_str().to_owned()))
}

#[test]
fn whoever_registers_shows_a_token_that_is_good() {
    let mut world = World::new();
    assert_eq!(reason(registered(&mut world, Presented::Absent, asked())), Reason::InitialAccessTokenMissing);
    assert_eq!(
        reason(registered(&mut world, Presented::Unknown, asked())),
        Reason::InitialAccessTokenUnknown
    );
    let token = invited(&mut world, new()).unwrap();
    let mut late = token.clone();
    late.expires_at = world.now;
    assert_eq!(
        reason(registered(&mut world, Presented::Known(&late), asked())),
        Reason::InitialAccessTokenExpired
    );
    let of = registered(&mut world, Presented::Known(&token), asked()).unwrap().made.client;
    assert_eq!(of.registration.unwrap().initial_access_token, Some(token.id.clone()));
    let used = world.state.initial_access_tokens[&token.id].clone();
    assert_eq!(
        reason(registered(&mut world, Presented::Known(&used), asked())),
        Reason::InitialAccessTokenUsed
    );
}

#[test]
fn of_two_that_use_a_token_at_once_one_registers() {
    let mut world = World::new();
    let token = invited(&mut world, new()).unwrap();
    let one = decide_register(&mut world, Presented::Known(&token), asked());
    let other = decide_register(&mut world, Presented::Known(&token), asked());
    let (now, clients) = (world.now, world.state.clients.len());
    assert_eq!(world.state.commit(one.effects, now), Ok(()));
    assert_eq!(world.state.commit(other.effects, now), Err(Lost::InitialAccessTokenUsed));
    assert_eq!(world.state.clients.len(), clients + 1);
}

#[test]
fn a_refused_registration_uses_nothing_up() {
    let mut world = World::new();
    let token = invited(&mut world, new()).unwrap();
    let nowhere = asks(|it| it.metadata.redirect_uris.clear());
    assert!(registered(&mut world, Presented::Known(&token), nowhere).is_err());
    assert_eq!(world.state.initial_access_tokens[&token.id].used, 0);
    assert!(registered(&mut world, Presented::Known(&token), asked()).is_ok());
}

#[test]
fn anybody_may_register_where_that_is_open_until_it_is_full() {
    let mut world = World::new();
    let open = OpenRegistration { bounds: Bounds::default(), most_clients: 2 };
    world.settings.open_registration = Some(open);
    for _ in 0..2 {
        assert!(is_open(&registered(&mut world, Presented::Absent, asked()).unwrap().made.client));
    }
    let full = registered(&mut world, Presented::Absent, asked()).unwrap_err();
    assert_eq!((full.reason, full.detail.retry_after), (Reason::RegistrationFull, Some(3600)));
    // A token that was sent has to be good all the same.
    assert_eq!(
        reason(registered(&mut world, Presented::Unknown, asked())),
        Reason::InitialAccessTokenUnknown
    );
    assert!(client(&mut world, Bounds::default(), asked()).is_ok());
}

#[test]
fn a_software_statement_is_refused_and_never_passed_over() {
    let mut world = World::new();
    for (statement, expected) in [
        (SIGNED, Reason::SoftwareStatementUnapproved),
        ("not a token", Reason::SoftwareStatementInvalid),
        ("", Reason::SoftwareStatementInvalid),
        ("e30.e30.", Reason::SoftwareStatementInvalid),
    ] {
        let stated = asks(|it| it.software_statement = Some(statement.to_owned()));
        assert_eq!(reason(client(&mut world, Bounds::default(), stated.clone())), expected, "{statement}");
        let (guest, own) = guest(&mut world);
        let mut stated = stated;
        stated.client_id = Some(guest.id.as_str().to_owned());
        assert_eq!(reason(replaced(&mut world, &guest, &own, &stated)), expected, "{statement}");
    }
    assert!(client(&mut world, Bounds::default(), asked()).is_ok());
}

#[test]
fn a_client_is_held_to_what_the_token_says_whatever_it_asks() {
    let policy = ClientPolicy { code_ttl: 30, ..ClientPolicy::of(Profile::Ciam) };
    let mut world = World::new();
    let confidential = client(&mut world, Bounds { policy: policy.clone(), ..Bounds::default() }, asked());
    assert_eq!(confidential.unwrap().policy, policy);
    let public = asks(|it| it.metadata.token_endpoint_auth_method = Method::None);
    let public = client(&mut world, Bounds { policy: policy.clone(), ..Bounds::default() }, public);
    assert_eq!(public.unwrap().policy, ClientPolicy { require_pkce: true, ..policy });
}

#[test]
fn the_scope_is_cut_back_to_what_is_allowed_and_never_holds_admin() {
    let standard = "openid profile email address phone offline_access";
    for (allowed, asked, registered) in [
        (None, None, Some(standard)),
        (None, Some("openid orders admin"), Some("openid")),
        (None, Some(""), Some("")),
        (None, Some("orders"), None),
        (None, Some("admin"), None),
        (Some("orders openid"), None, Some("orders openid")),
        (Some("orders openid"), Some("email openid"), Some("openid")),
        (Some("orders openid"), Some("email"), None),
    ] {
        let bounds = Bounds { scope: allowed.map(scope), ..Bounds::default() };
        let answer = client(&mut World::new(), bounds, asks(|it| it.metadata.scope = asked.map(scope)));
        match registered {
            Some(expected) => assert_eq!(answer.unwrap().metadata.scope, Some(scope(expected))),
            None => {
                let refusal = answer.unwrap_err();
                assert_eq!(refusal.reason, Reason::ClientMetadataInvalid);
                assert_eq!(refusal.detail.parameter.as_deref(), Some("scope"));
            }
        }
    }
}

#[test]
fn grants_are_those_that_were_asked_for_and_are_allowed() {
    use GrantType::{AuthorizationCode as Code, ClientCredentials as Own, RefreshToken as Refresh};
    for (allowed, asked, registered) in [
        (None, None, Some(vec![Code])),
        (None, Some(vec![Code, Refresh, Own]), Some(vec![Code, Refresh])),
        (None, Some(vec![Own]), None),
        (Some(vec![Own]), Some(vec![Own]), Some(vec![Own])),
        (Some(vec![Own]), None, None),
        (Some(vec![Code]), Some(vec![Code, Refresh]), Some(vec![Code])),
    ] {
        let bounds = Bounds { grant_types: allowed, ..Bounds::default() };
        let answer = client(
            &mut World::new(),
            bounds,
            asks(|it| {
                it.says.extend(asked.is_some().then(|| "grant_types".to_owned()));
                it.metadata.grant_types = asked.clone().unwrap_or_else(|| vec![Code]);
            }),
        );
        match registered {
            Some(expected) => assert_eq!(answer.unwrap().metadata.grant_types, expected, "{asked:?}"),
            None => {
                let refusal = answer.unwrap_err();
                assert_eq!(refusal.detail.parameter.as_deref(), Some("grant_types"), "{asked:?}");
            }
        }
    }
}

#[test]
fn what_a_profile_does_not_have_is_cut_back_and_what_it_has_is_filled_in() {
    use GrantType::{AuthorizationCode as Code, Implicit, RefreshToken as Refresh};
    let policy = ClientPolicy {
        require_sealed: false,
        service: Some(Service { sealed_tokens: false, ..Service::default() }),
        ..ClientPolicy::of(Profile::Service)
    };
    let bounds = || Bounds { policy: policy.clone(), ..Bounds::default() };
    let asks_all = |types: Vec<ResponseType>| {
        asks(|it| {
            it.says.insert("grant_types".to_owned());
            it.metadata.grant_types = vec![Code, Implicit, Refresh];
            it.metadata.response_types = types;
        })
    };
    let both = vec![ResponseType::CODE_ID_TOKEN, ResponseType::CODE];
    let made = client(&mut World::new(), bounds(), asks_all(both.clone())).unwrap().metadata;
    assert_eq!((made.grant_types, made.response_types), (vec![Code], vec![ResponseType::CODE]));
    assert_eq!(made.id_token_signed_response_alg, JwsAlgorithm::ES256);
    assert_eq!(made.subject_type, Some(SubjectType::Pairwise));
    let made = client(&mut World::new(), Bounds::default(), asks_all(both)).unwrap().metadata;
    assert_eq!(made.response_types.len(), 2);
    assert_eq!(made.id_token_signed_response_alg, JwsAlgorithm::RS256, "as the specification promises");
    let none_left = client(&mut World::new(), bounds(), asks_all(vec![ResponseType::CODE_ID_TOKEN]));
    assert_eq!(none_left.unwrap_err().detail.parameter.as_deref(), Some("response_types"));
}

#[test]
fn response_types_are_those_that_are_allowed() {
    let bounds = || Bounds { response_types: Some(vec![ResponseType::CODE]), ..Bounds::default() };
    let both = vec![ResponseType::CODE_ID_TOKEN, ResponseType::CODE];
    let kept = client(&mut World::new(), bounds(), asks(|it| it.metadata.response_types = both));
    assert_eq!(kept.unwrap().metadata.response_types, [ResponseType::CODE]);
    let other = vec![ResponseType::CODE_ID_TOKEN];
    let refusal = client(&mut World::new(), bounds(), asks(|it| it.metadata.response_types = other));
    assert_eq!(refusal.unwrap_err().detail.parameter.as_deref(), Some("response_types"));
}

#[test]
fn browsers_are_sent_to_hosts_that_were_named_if_any_were() {
    let hosts = ["shop.test", ".guests.test", "[::1]"].map(str::to_owned).to_vec();
    for (address, fits) in [
        ("https://shop.test/cb", true),
        ("https://SHOP.test:8443/cb", true),
        ("https://a.guests.test/cb", true),
        ("https://a.b.guests.test/cb", true),
        ("http://[::1]:9000/cb", true),
        ("https://guests.test/cb", false),
        ("https://.guests.test/cb", false),
        ("https://evilguests.test/cb", false),
        ("https://shop.test.evil.test/cb", false),
        ("https://evil.test/shop.test", false),
        ("https://a.shop.test/cb", false),
        ("http://127.0.0.1/cb", false),
        ("com.example.app:/shop.test", false),
    ] {
        for post_logout in [false, true] {
            let bounds = Bounds { redirect_hosts: hosts.clone(), ..Bounds::default() };
            let wanted = asks(|it| {
                it.metadata.application_type = ApplicationType::Native;
                let Ok(address) = address.parse() else { return it.metadata.redirect_uris.clear() };
                if post_logout {
                    it.metadata.post_logout_redirect_uris = vec![address];
                } else {
                    it.metadata.redirect_uris = vec![address];
                }
            });
            let answer = client(&mut World::new(), bounds, wanted);
            assert_eq!(answer.is_ok(), fits, "{address}: {answer:?}");
        }
    }
}

#[test]
fn what_is_refused_of_any_client_is_refused_here_and_named() {
    let mut world = World::new();
    let name = asks(|it| it.metadata.client_name = Some("a\u{7}".to_owned()));
    let refusal = client(&mut world, Bounds::default(), name).unwrap_err();
    assert_eq!(refusal.reason.error().as_str(), "invalid_client_metadata");
    assert_eq!(refusal.detail.parameter.as_deref(), Some("client_name"));
    let address = asks(|it| it.metadata.redirect_uris = vec!["http://shop.test/".parse().unwrap()]);
    let refusal = client(&mut world, Bounds::default(), address).unwrap_err();
    assert_eq!(refusal.reason.error().as_str(), "invalid_redirect_uri");
}

#[test]
fn wherever_people_or_we_are_led_is_protected() {
    type Set = fn(&mut ClientMetadata, String);
    let members: [(&str, Set); 7] = [
        ("client_uri", |it, to| it.client_uri = Some(to)),
        ("initiate_login_uri", |it, to| it.initiate_login_uri = Some(to)),
        ("jwks_uri", |it, to| it.jwks_uri = Some(to)),
        ("logo_uri", |it, to| it.logo_uri = Some(to)),
        ("policy_uri", |it, to| it.policy_uri = Some(to)),
        ("tos_uri", |it, to| it.tos_uri = Some(to)),
        ("request_uris", |it, to| it.request_uris = vec!["https://shop.test/r".to_owned(), to]),
    ];
    for (member, set) in members {
        for (address, fits) in [
            ("https://shop.test/x", true),
            ("https://xn--bcher-kva.test/x", true),
            ("http://127.0.0.1:9000/x", true),
            ("http://shop.test/x", false),
            ("http://localhost.shop.test/x", false),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("https://user:secret@shop.test/", false),
            ("https://0x7f.1/", false),
            ("https://shop.test\\@evil.test/", false),
            ("shop:/x", false),
            ("//shop.test/x", false),
        ] {
            let wanted = asks(|it| set(&mut it.metadata, address.to_owned()));
            let answer = client(&mut World::new(), Bounds::default(), wanted);
            assert_eq!(answer.is_ok(), fits, "{member} {address}: {answer:?}");
            if let Err(refusal) = answer {
                assert_eq!(refusal.reason, Reason::ClientMetadataInvalid);
                assert_eq!(refusal.detail.parameter.as_deref(), Some(member));
            }
        }
    }
}

#[test]
fn what_is_said_in_further_languages_is_held_to_the_same() {
    let with = |member: &str, text: &str| {
        let mut members = serde_json::to_value(asked().metadata).unwrap();
        members[member] = text.into();
        asks(|it| it.metadata = serde_json::from_value(members).unwrap())
    };
    for (member, text, fits) in [
        ("client_name#fi", "Kauppa", true),
        ("client_name#fi", "Kauppa\u{202e}", false),
        ("client_name#fi", &*"x".repeat(201), false),
        ("logo_uri#fi", "https://shop.test/logo", true),
        ("logo_uri#fi", "http://shop.test/logo", false),
        ("tos_uri#fi-FI", "javascript:alert(1)", false),
        ("policy_uri#sv", "//shop.test/", false),
    ] {
        let answer = client(&mut World::new(), Bounds::default(), with(member, text));
        assert_eq!(answer.is_ok(), fits, "{member} {text}");
        if let Err(refusal) = answer {
            assert_eq!(refusal.detail.parameter.as_deref(), Some(member));
        }
    }
    let languages = |count: usize| {
        let mut members = serde_json::to_value(asked().metadata).unwrap();
        for n in 0..count {
            members[format!("client_name#x-{n}")] = "Shop".into();
        }
        asks(|it| it.metadata = serde_json::from_value(members).unwrap())
    };
    assert!(client(&mut World::new(), Bounds::default(), languages(100)).is_ok());
    assert!(client(&mut World::new(), Bounds::default(), languages(101)).is_err());
}

#[test]
fn nothing_is_fetched_for_whoever_may_not_register() {
    let mut world = World::new();
    let token = invited(&mut world, new()).unwrap();
    let (keys, now, issuer) = (world.state.keys.clone(), world.now, world.issuer.clone());
    let facts = |presented| {
        let (issuer, sector) = (&issuer, &Sector::NotAsked);
        check_admitted(Facts { issuer, presented, open: None, open_clients: 0, sector, keys: &keys }, now)
    };
    assert_eq!(reason(facts(Presented::Absent)), Reason::InitialAccessTokenMissing);
    assert_eq!(reason(facts(Presented::Unknown)), Reason::InitialAccessTokenUnknown);
    assert!(facts(Presented::Known(&token)).is_ok());
}

#[test]
fn its_own_token_and_no_other_manages_a_client() {
    let mut world = World::new();
    let (one, own) = guest(&mut world);
    let (other, others) = guest(&mut world);
    let told = |client: Option<&Client>, token: Option<&str>| {
        reason(manage::verify(client, token).map(|(client, _)| client.id.clone()))
    };
    assert_eq!(manage::verify(Some(&one), Some(&own)).unwrap().0.id, one.id);
    assert_eq!(told(Some(&one), None), Reason::TokenMissing);
    assert_eq!(told(None, None), Reason::TokenMissing);
    let invalid = Reason::RegistrationAccessTokenInvalid;
    assert_eq!(told(Some(&one), Some(&others)), invalid);
    assert_eq!(told(Some(&other), Some(&own)), invalid);
    assert_eq!(told(None, Some(&own)), invalid);
    assert_eq!(told(Some(&shop()), Some(&own)), invalid, "a client of the house");
    let disabled = Client { disabled_at: Some(NOW), ..one.clone() };
    assert_eq!(told(Some(&disabled), Some(&own)), invalid);
    let decision = manage::remove(Some(&one), Some(&others));
    assert!(decision.effects.is_empty());
    assert_eq!(reason(decision.answer), invalid);
    let decision = manage::remove(Some(&one), Some(&own));
    assert!(matches!(decision.effects.as_slice(), [Effect::DeleteClient { version: 1, .. }]));
    let nobody = asks(|_| {});
    assert_eq!(reason(replaced(&mut world, &one, &others, &nobody)), invalid);
}

#[test]
fn a_token_that_was_taken_away_manages_nothing() {
    let mut world = World::new();
    let (client, own) = guest(&mut world);
    let (id, now) = (client.id.clone(), world.now);
    let decision = manage::take_away(Some(client), now);
    let client = world.commit(decision).unwrap();
    assert_eq!(reason(manage::verify(Some(&client), Some(&own))), Reason::RegistrationAccessTokenInvalid);
    assert_eq!(world.state.clients[&id].version, 2);
    assert!(manage::take_away(Some(client), now).effects.is_empty(), "there is nothing more to take");
    assert_eq!(reason(manage::take_away(None, now).answer), Reason::NotFound);
}

#[test]
fn a_change_names_its_client_and_chooses_no_secret() {
    let mut world = World::new();
    let (client, own) = guest(&mut world);
    let refused = |world: &mut World, alter: fn(&mut Asked)| {
        let mut wanted = names(&client);
        alter(&mut wanted);
        let refusal = replaced(world, &client, &own, &wanted).unwrap_err();
        assert_eq!(refusal.reason, Reason::ClientMetadataInvalid);
        refusal.detail.parameter.unwrap().into_owned()
    };
    assert_eq!(refused(&mut world, |it| it.client_id = None), "client_id");
    assert_eq!(refused(&mut world, |it| it.client_id = Some("shop".to_owned())), "client_id");
    let chosen = |it: &mut Asked| it.client_secret = Some(Secret::new("chosen".to_owned()));
    assert_eq!(refused(&mut world, chosen), "client_secret");
    assert_eq!(world.state.clients[&client.id].version, 1);
    assert!(replaced(&mut world, &client, &own, &names(&client)).unwrap().secret.is_none());
    assert_eq!(world.state.clients[&client.id].version, 2);
    assert_eq!(world.state.clients[&client.id].secrets, client.secrets);
}

#[test]
fn a_change_stays_within_the_bounds_and_keeps_what_an_administrator_decided() {
    let mut world = World::new();
    let (client, own) = guest(&mut world);
    world.client(client.id.as_str()).metadata.scope = Some(scope("openid orders"));
    world.client(client.id.as_str()).policy.access_token_ttl = 5;
    let mut wanted = names(&client);
    wanted.metadata.scope = Some(scope("openid email orders admin billing"));
    let changed = replaced(&mut world, &client, &own, &wanted).unwrap().client;
    assert_eq!(changed.metadata.scope, Some(scope("openid email orders")));
    assert_eq!(changed.policy.access_token_ttl, 5);
    wanted.metadata.redirect_uris.clear();
    assert_eq!(reason(replaced(&mut world, &client, &own, &wanted)), Reason::ClientMetadataInvalid);
}

#[test]
fn a_client_cannot_move_itself_into_anothers_sector() {
    let mut world = World::new();
    let token = within(&mut world, Bounds::default());
    let pairwise = |redirect: &str| {
        asks(|it| {
            it.metadata.subject_type = Some(SubjectType::Pairwise);
            it.metadata.redirect_uris = vec![redirect.parse().unwrap()];
        })
    };
    // What it was granted before would tell it by which name the other sector knows the person.
    for begins in [pairwise("https://guest.test/cb"), asked()] {
        let Registered { made, access_token } =
            registered(&mut world, Presented::Known(&token), begins).unwrap();
        let (guest, own) = (made.client, access_token.0.expose().clone());
        let moved =
            Asked { client_id: Some(guest.id.as_str().to_owned()), ..pairwise("https://other.test/cb") };
        let refusal = replaced(&mut world, &guest, &own, &moved).map(|_| ()).unwrap_err();
        assert_eq!(
            (refusal.reason, refusal.detail.parameter.as_deref()),
            (Reason::ClientMetadataInvalid, Some("subject_type"))
        );
    }
    let Registered { made, access_token } =
        registered(&mut world, Presented::Known(&token), pairwise("https://guest.test/cb")).unwrap();
    let (guest, own) = (made.client, access_token.0.expose().clone());
    for stays in ["https://guest.test/another", "https://guest.test:8443/cb"] {
        let stays = Asked { client_id: Some(guest.id.as_str().to_owned()), ..pairwise(stays) };
        assert!(replaced(&mut world, &guest, &own, &stays).is_ok());
    }
    // By a public name it learns nothing that it could not have asked for at first.
    assert!(replaced(&mut world, &guest, &own, &names(&guest)).is_ok());
}

#[test]
fn refuses_to_make_a_token_that_would_let_in_too_much_or_nobody() {
    type Alter = fn(&mut New);
    let cases: [(&str, Alter); 17] = [
        ("name", |it| it.name = Some("x".repeat(201))),
        ("name", |it| it.name = Some("two\nlines".to_owned())),
        ("uses", |it| it.uses = 0),
        ("uses", |it| it.uses = MOST_USES + 1),
        ("expires_in", |it| it.lives_for = Duration::ZERO),
        ("expires_in", |it| it.lives_for = initial_access_token::LONGEST_LIFE + seconds(1)),
        ("policy.skip_consent", |it| it.bounds.policy.skip_consent = true),
        ("policy.introspect_any", |it| it.bounds.policy.introspect_any = true),
        ("policy", |it| it.bounds.policy.code_ttl = 0),
        ("policy", |it| it.bounds.policy.access_token_signing_alg = jose::JwsAlgorithm::PS256),
        ("scope", |it| it.bounds.scope = Some(scope("openid admin"))),
        ("grant_types", |it| it.bounds.grant_types = Some(Vec::new())),
        ("response_types", |it| it.bounds.response_types = Some(Vec::new())),
        ("redirect_hosts", |it| it.bounds.redirect_hosts = vec!["a.test".to_owned(); 101]),
        ("redirect_hosts", |it| it.bounds.redirect_hosts = vec!["*.a.test".to_owned()]),
        ("redirect_hosts", |it| it.bounds.redirect_hosts = vec!["https://a.test".to_owned()]),
        ("redirect_hosts", |it| it.bounds.redirect_hosts = vec!["A.test".to_owned()]),
    ];
    for (member, alter) in cases {
        let mut new = new();
        alter(&mut new);
        let refusal = invited(&mut World::new(), new).unwrap_err();
        assert_eq!(refusal.reason, Reason::ParameterInvalid, "{member}");
        assert_eq!(refusal.detail.parameter.as_deref(), Some(member));
    }
    let hosts = ["a.test", ".a.test", "localhost", "127.0.0.1", "[::1]", "xn--bcher-kva.test"];
    let bounds = Bounds { redirect_hosts: hosts.map(str::to_owned).to_vec(), ..Bounds::default() };
    let most = New { bounds, uses: MOST_USES, lives_for: initial_access_token::LONGEST_LIFE, ..new() };
    assert!(invited(&mut World::new(), most).is_ok());
}

#[test]
fn a_token_that_was_taken_back_lets_nobody_in() {
    let mut world = World::new();
    let token = invited(&mut world, new()).unwrap();
    let decision = decide_register(&mut world, Presented::Known(&token), asked());
    world.commit(initial_access_token::remove(Some(&token))).unwrap();
    let now = world.now;
    assert_eq!(world.state.commit(decision.effects, now), Err(Lost::InitialAccessTokenUsed));
    assert_eq!(reason(initial_access_token::remove(None).answer), Reason::NotFound);
}

mod at_a_further_issuer {
    use idp::model::issuer::{Issuer, Layout};

    use super::*;

    fn further(world: &mut World, identifier: &str, layout: Layout) {
        world.issuer = Issuer::beside(&world.issuer, identifier.parse().unwrap(), layout);
    }

    #[test]
    fn a_client_belongs_where_it_registered_unless_its_token_says_otherwise() {
        let mut world = World::new();
        assert_eq!(client(&mut world, Bounds::default(), asked()).unwrap().policy.issuer, None);
        further(&mut world, "https://id.test/beside", Layout::Own);
        let there = client(&mut world, Bounds::default(), asked()).unwrap();
        assert_eq!(there.policy.issuer.as_deref(), Some("https://id.test/beside"));
        let bounds = there.registration.unwrap().bounds;
        assert_eq!(bounds.policy.issuer.as_deref(), Some("https://id.test/beside"), "and stays there");
        let policy = ClientPolicy { issuer: Some("https://id.test".to_owned()), ..ClientPolicy::default() };
        let bounds = Bounds { policy, ..Bounds::default() };
        let elsewhere = client(&mut world, bounds, asked()).unwrap();
        assert_eq!(elsewhere.policy.issuer.as_deref(), Some("https://id.test"));
    }

    #[test]
    fn a_door_for_one_kind_of_clients_takes_those_alone() {
        let mut world = World::new();
        further(&mut world, "https://id.test/oidc", Layout::Signicat);
        let signicat = Bounds { policy: ClientPolicy::of(Profile::Signicat), ..Bounds::default() };
        assert!(client(&mut world, signicat, asked()).is_ok());
        let refused = client(&mut world, Bounds::default(), asked()).unwrap_err();
        assert_eq!(refused.reason, Reason::ClientMetadataInvalid);
        assert!(refused.detail.expected.unwrap().contains("signicat"));
        world.settings.open_registration =
            Some(OpenRegistration { bounds: Bounds::default(), most_clients: 1 });
        let open = registered(&mut world, Presented::Absent, asked()).unwrap().made.client;
        assert_eq!((open.policy.profile, open.policy.require_sealed), (Profile::Signicat, true));
    }
}

mod keys {
    use idp::client::key::NewKey;

    use super::*;

    fn new_key(usage: &str) -> NewKey {
        let key = jose::SigningKey::generate(JwsAlgorithm::ES256).unwrap().public_jwk();
        let mut jwk = serde_json::to_value(key).unwrap().as_object().unwrap().clone();
        jwk.retain(|name, _| matches!(name.as_str(), "kty" | "crv" | "x" | "y"));
        jwk.insert("use".to_owned(), usage.into());
        NewKey { jwk, ..NewKey::default() }
    }

    fn added(world: &mut World, id: &Client, own: &str, new: NewKey) -> Result<String, Refusal> {
        let client = world.state.clients.get(&id.id).cloned();
        let decision = world.decide(|env| manage::add_key(client, Some(own), new, env));
        world.commit(decision).map(|(_, key)| key.kid)
    }

    #[test]
    fn a_client_registers_and_removes_its_own_and_none_that_vouches_for_others() {
        let mut world = World::new();
        let (client, own) = guest(&mut world);
        let kid = added(&mut world, &client, &own, new_key("sig")).unwrap();
        assert_eq!(
            reason(added(&mut world, &client, "another", new_key("sig"))),
            Reason::RegistrationAccessTokenInvalid
        );
        assert_eq!(reason(added(&mut world, &client, &own, new_key("key_set"))), Reason::ClientKeyUse);
        assert_eq!(world.state.clients.get(&client.id).unwrap().keys.len(), 1);

        let by_hand = world.state.clients.get(&client.id).cloned();
        let decision = world.decide(|env| idp::client::key::add(by_hand, new_key("key_set"), env));
        let trust = world.commit(decision).unwrap().1.kid;
        let removed = |world: &mut World, own: &str, kid: &str| {
            let client = world.state.clients.get(&client.id).cloned();
            let decision = manage::remove_key(client, Some(own), kid, world.now);
            world.commit(decision).map(drop)
        };
        assert_eq!(reason(removed(&mut world, "another", &kid)), Reason::RegistrationAccessTokenInvalid);
        assert_eq!(reason(removed(&mut world, &own, &trust)), Reason::ClientKeyUse);
        assert!(removed(&mut world, &own, &kid).is_ok());
        assert_eq!(reason(removed(&mut world, &own, &kid)), Reason::NotFound);
    }
}
