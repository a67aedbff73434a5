//! Services that people sign in to with their phone: what they are registered as, and what stays.

use std::collections::BTreeMap;

use idp::authorize::Answer;
use idp::client::bundle;
use idp::client::profile::complete;
use idp::client::register::{Changes, NewClient, change, create};
use idp::client::sector::Sector;
use idp::model::client::{Client, ClientPolicy, Profile};
use idp::model::phone_service::{Authenticator, Invited, Kind, Need, RiskAssessment, Role, Service};
use idp::model::user::User;
use idp::{Reason, Refusal};
use oidc::client_authentication::Method;
use oidc::metadata::{ClientMetadata, Encryptable, SubjectType};
use oidc::token::GrantType;

use crate::support::*;

fn policy(service: Service) -> ClientPolicy {
    ClientPolicy { service: Some(service), ..ClientPolicy::of(Profile::Service) }
}

fn of(kind: Kind) -> ClientPolicy {
    policy(Service { kind, ..Service::default() })
}

fn metadata(policy: &ClientPolicy) -> ClientMetadata {
    let mut metadata =
        ClientMetadata { redirect_uris: vec![SHOP_CALLBACK.parse().unwrap()], ..ClientMetadata::default() };
    complete(&mut metadata, policy, |_| false);
    metadata
}

fn made(world: &mut World, metadata: ClientMetadata, policy: ClientPolicy) -> Result<Client, Refusal> {
    let keys = world.state.keys.clone();
    let new = NewClient { id: Some("ticket-shop".to_owned()), metadata, policy };
    let decision = world.decide(|env| create(new, false, &Sector::NotAsked, &keys, env));
    world.commit(decision).map(|made| made.client)
}

fn changed(world: &mut World, policy: ClientPolicy) -> Result<Client, Refusal> {
    let (keys, now) = (world.state.keys.clone(), world.now);
    let client = world.state.clients.get("ticket-shop").cloned();
    let changes = Changes { policy: Some(policy), ..Changes::default() };
    let decision = change(client, changes, &Sector::NotAsked, &keys, now);
    world.commit(decision)
}

fn sealed(client: &Client) -> Option<(&'static str, &'static str)> {
    client.metadata.encryption(Encryptable::IdToken).map(|with| (with.alg.name(), with.enc.name()))
}

#[test]
fn a_service_is_inactive_and_its_tokens_are_of_its_kind() {
    for (kind, signing, alg) in [(Kind::Ec, "ES256", "ECDH-ES"), (Kind::Rsa, "RS256", "RSA-OAEP")] {
        let policy = of(kind);
        let client = made(&mut World::new(), metadata(&policy), policy).unwrap();
        assert!(!client.policy.service.as_ref().unwrap().active);
        assert_eq!(client.metadata.id_token_signed_response_alg.name(), signing);
        assert_eq!(sealed(&client), Some((alg, "A256CBC-HS512")));
        assert_eq!(client.metadata.subject_type, Some(SubjectType::Pairwise));
        assert_eq!((client.policy.code_ttl, client.policy.require_pkce), (30, false));
        assert_eq!(client.metadata.token_endpoint_auth_method, Method::ClientSecretBasic);
    }
}

#[test]
fn the_kind_of_a_service_is_fixed_and_so_is_that_it_is_one() {
    let mut world = World::new();
    made(&mut world, metadata(&of(Kind::Ec)), of(Kind::Ec)).unwrap();
    let refused = changed(&mut world, of(Kind::Rsa)).unwrap_err();
    assert_eq!(
        (refused.reason, refused.detail.parameter.as_deref()),
        (Reason::ServiceKindFixed, Some("kind"))
    );
    assert_eq!(refused.detail.expected.as_deref(), Some("ec"));
    let refused = changed(&mut world, ClientPolicy::of(Profile::Basic)).unwrap_err();
    assert_eq!(
        (refused.reason, refused.detail.parameter.as_deref()),
        (Reason::ServiceKindFixed, Some("profile"))
    );
    let active = Service { active: true, ..Service::default() };
    assert!(changed(&mut world, policy(active)).unwrap().policy.service.unwrap().active);
}

#[test]
fn what_is_sealed_follows_from_the_service() {
    let mut world = World::new();
    let signed = policy(Service { sealed_tokens: false, ..Service::default() });
    // What was said of sealing gives way, so that the two never disagree.
    let client = made(&mut world, metadata(&of(Kind::Ec)), signed).unwrap();
    assert_eq!((sealed(&client), client.policy.require_sealed), (None, false));
    let client = changed(&mut world, of(Kind::Ec)).unwrap();
    assert_eq!(sealed(&client), Some(("ECDH-ES", "A256CBC-HS512")));
    assert!(client.policy.require_sealed);
}

#[test]
fn people_sign_in_to_a_service_that_is_active() {
    let mut world = World::new();
    for (active, refused) in [(false, Some(Reason::ServiceInactive)), (true, None)] {
        world.client("shop").policy.service = Some(Service { active, ..Service::default() });
        let answer = world.authorize(&mut Browser::default(), &shop_asks());
        assert_eq!(answer.err().map(|refusal| refusal.reason), refused);
    }
}

#[test]
fn a_page_that_asks_is_told_what_is_missing() {
    let mut service = Service { active: true, ..Service::default() };
    let begun = |service: &Service, origin| service.check_may_begin(Some(origin)).map_err(|it| it.reason);
    assert_eq!(begun(&service, "https://shop.test"), Err(Reason::ServiceOriginForeign));
    service.login_domains.push("https://shop.test".parse().unwrap());
    assert_eq!(begun(&service, "https://shop.test"), Err(Reason::ServiceRiskUnassessed));
    service.risk_assessment = Some(assessed());
    assert_eq!(begun(&service, "https://shop.test"), Ok(()));
    assert_eq!(begun(&service, "https://thief.test"), Err(Reason::ServiceOriginForeign));
}

fn assessed() -> RiskAssessment {
    let [by, at, text] = ["Aino", "2026-11-23", "Nobody pays by it."].map(str::to_owned);
    RiskAssessment { by, at, text }
}

fn role(name: &str, authenticators: &[&[Authenticator]]) -> Role {
    let authenticators = authenticators.iter().map(|set| set.iter().copied().collect()).collect();
    Role { name: name.to_owned(), authenticators }
}

#[test]
fn a_service_is_defined_as_one_can_be() {
    use Authenticator::{Biometric, Device, Pin};
    let mut whole = Service { risk_assessment: Some(assessed()), ..Service::default() };
    whole.required_data.insert("email".to_owned(), Need::Required);
    whole.required_data.insert("shoe_size".to_owned(), Need::Optional);
    whole.roles = vec![role("admin", &[&[Biometric, Device], &[Pin, Device]]), role("user", &[])];
    let metadata = metadata(&of(Kind::Ec));
    let mut world = World::new();
    assert!(made(&mut world, metadata.clone(), policy(whole.clone())).is_ok());

    type Alter = fn(&mut Service);
    let cases: &[(&str, Alter)] = &[
        ("login_domains", |it| it.login_domains = vec!["https://shop.test".parse().unwrap(); 51]),
        ("required_data", |it| it.required_data = BTreeMap::from([("sub".to_owned(), Need::Required)])),
        ("required_data", |it| it.required_data = BTreeMap::from([(String::new(), Need::Required)])),
        ("roles", |it| it.roles.push(role("user", &[]))),
        ("roles", |it| it.roles.push(role("", &[]))),
        ("roles", |it| it.roles.push(role("guest", &[&[]]))),
        ("risk_assessment", |it| {
            it.risk_assessment = Some(RiskAssessment { by: " ".to_owned(), ..assessed() })
        }),
        ("risk_assessment", |it| {
            it.risk_assessment = Some(RiskAssessment { at: "yesterday".to_owned(), ..assessed() });
        }),
    ];
    for (member, alter) in cases {
        let mut service = whole.clone();
        alter(&mut service);
        let refused = made(&mut World::new(), metadata.clone(), policy(service)).unwrap_err();
        assert_eq!(
            (refused.reason, refused.detail.parameter.as_deref()),
            (Reason::ClientMetadataInvalid, Some(*member))
        );
    }
}

#[test]
fn a_service_is_registered_as_one_can_be() {
    type Alter = fn(&mut ClientMetadata, &mut ClientPolicy);
    let cases: &[(&str, Alter)] = &[
        ("redirect_uris", |it, _| it.redirect_uris.push("https://shop.test/other".parse().unwrap())),
        ("grant_types", |it, _| it.grant_types = vec![GrantType::ClientCredentials]),
        ("id_token_signed_response_alg", |it, _| {
            it.id_token_signed_response_alg = jose::JwsAlgorithm::RS256;
        }),
        ("token_endpoint_auth_method", |it, policy| {
            (it.token_endpoint_auth_method, policy.require_pkce) = (Method::None, true);
        }),
        ("service", |_, policy| policy.service = None),
    ];
    for (member, alter) in cases {
        let mut policy = of(Kind::Ec);
        let mut metadata = metadata(&policy);
        assert!(made(&mut World::new(), metadata.clone(), policy.clone()).is_ok());
        alter(&mut metadata, &mut policy);
        let refused = made(&mut World::new(), metadata, policy).unwrap_err();
        assert_eq!(refused.reason, Reason::ClientMetadataInvalid);
        assert_eq!(refused.detail.parameter.as_deref(), Some(*member));
    }
    let stray = ClientPolicy { service: Some(Service::default()), ..ClientPolicy::default() };
    let refused = made(&mut World::new(), shop().metadata, stray).unwrap_err();
    assert_eq!(refused.detail.parameter.as_deref(), Some("service"));
    assert!(made(&mut World::new(), shop().metadata, ClientPolicy::default()).is_ok());
}

/// Somebody in these groups, whose address is confirmed or not.
fn somebody(username: &str, email: Option<(&str, bool)>, groups: &[&str]) -> User {
    let mut user = person(username);
    user.claims.email = email.map(|(address, _)| address.to_owned().into());
    user.claims.email_verified = email.map(|(_, confirmed)| confirmed);
    user.groups = groups.iter().map(|&group| group.to_owned()).collect();
    user
}

fn invited(who: &str, role: Option<&str>) -> Invited {
    Invited { who: who.to_owned(), role: role.map(str::to_owned) }
}

#[test]
fn scenario_4_9_a_service_takes_whom_it_invited() {
    let people = vec![invited("Aino", None), invited("BO@shop.test", Some("admin"))];
    let service = Service { invitation_required: true, invited: people, ..Service::default() };
    let answered = |user: &User| service.check_may_answer(user).map_err(|refusal| refusal.reason);
    for (user, role) in [
        (somebody("aino", None, &[]), Some("user")),
        (somebody("bo", Some(("bo@shop.test", true)), &[]), Some("admin")),
        // Anybody can say that an address is theirs.
        (somebody("bo", Some(("bo@shop.test", false)), &[]), None),
        (somebody("thief", Some(("thief@shop.test", true)), &["staff"]), None),
    ] {
        assert_eq!(answered(&user), role.map(drop).ok_or(Reason::ServiceInvitationMissing));
        assert_eq!(service.role_of(&user), role.unwrap_or("user"));
    }
    let open = Service { invitation_required: false, ..service.clone() };
    assert!(open.check_may_answer(&somebody("thief", None, &[])).is_ok());
}

#[test]
fn scenario_4_9_a_service_takes_its_members() {
    let groups = vec!["staff".to_owned(), "guests".to_owned()];
    let service = Service { membership_required: true, groups, ..Service::default() };
    let answered = |groups: &[&str]| service.check_may_answer(&somebody("aino", None, groups));
    assert!(answered(&["others", "staff"]).is_ok());
    assert_eq!(answered(&["others"]).unwrap_err().reason, Reason::ServiceMembershipMissing);
    assert_eq!(answered(&[]).unwrap_err().reason, Reason::ServiceMembershipMissing);
    let alone = Service { groups: Vec::new(), ..service };
    let policy = policy(alone);
    let refused = made(&mut World::new(), metadata(&of(Kind::Ec)), policy).unwrap_err();
    assert_eq!(refused.detail.parameter.as_deref(), Some("groups"));
}

#[test]
fn a_role_asks_for_what_it_asks_for() {
    use Authenticator::{Biometric, Device, Pin};
    let service = Service {
        roles: vec![
            role("admin", &[&[Biometric, Device]]),
            role("user", &[&[Biometric, Device], &[Pin, Device]]),
        ],
        invited: vec![invited("bo", Some("admin")), invited("cleo", Some("guest"))],
        ..Service::default()
    };
    let proven = |name: &str, shown: &[Authenticator]| {
        service
            .check_proven(&somebody(name, None, &[]), &shown.iter().copied().collect())
            .map_err(|refusal| refusal.reason)
    };
    assert_eq!(proven("aino", &[Pin, Device]), Ok(()));
    assert_eq!(proven("bo", &[Pin, Device]), Err(Reason::ServiceRoleUnproven));
    assert_eq!(proven("bo", &[Biometric, Device]), Ok(()));
    assert_eq!(proven("aino", &[Device]), Err(Reason::ServiceRoleUnproven));
    // A role that asks for nothing takes what is taken at all.
    assert_eq!(proven("cleo", &[Device]), Ok(()));
}

#[test]
fn people_of_a_service_are_held_to_it_in_every_browser() {
    let mut world = World::new();
    for (people, refused) in
        [(vec![invited("aino", None)], None), (vec![], Some(Reason::ServiceInvitationMissing))]
    {
        let service =
            Service { active: true, invitation_required: true, invited: people, ..Service::default() };
        world.client("shop").policy.service = Some(service);
        let mut browser = Browser::default();
        let Answer::Login(page) = world.authorize(&mut browser, &shop_asks()).unwrap() else {
            panic!("no page")
        };
        let handle = page.handle.unwrap().expose().clone();
        let answer = world.sign_in(&mut browser, &handle, "aino", &password_of("aino"));
        assert_eq!(answer.err().map(|refusal| refusal.reason), refused);
    }
}

#[test]
fn a_bundle_gives_a_service_a_key_and_a_secret_and_takes_the_ones_before_back() {
    let mut world = World::new();
    let first = made(&mut world, metadata(&of(Kind::Ec)), of(Kind::Ec)).unwrap();
    let bundled = |world: &mut World, id: &str| {
        let key = jose::DecryptionKey::generate(jose::KeyManagement::EcdhEs).unwrap().public_jwk();
        let client = world.state.clients.get(id).cloned();
        let decision =
            world.decide(|env| bundle::make(client, &key, "Aino", "https://id.test/oauth2/key-test", env));
        world.commit(decision)
    };
    let made = bundled(&mut world, "ticket-shop").unwrap();
    assert!(made.key.is_ready() && made.challenge.is_some() && made.secret.is_some());
    assert_ne!(made.client.secrets, first.secrets);
    let again = bundled(&mut world, "ticket-shop").unwrap();
    let kids: Vec<_> = again.client.keys.iter().map(|key| key.kid.as_str()).collect();
    assert_eq!(kids, [again.key.kid.as_str()], "the key before is gone");
    assert_ne!(again.client.secrets, made.client.secrets);
    let refused = bundled(&mut world, "shop").unwrap_err();
    assert_eq!(refused.detail.parameter.as_deref(), Some("profile"));
    assert_eq!(reason(bundled(&mut world, "nobody")), Reason::NotFound);
}
