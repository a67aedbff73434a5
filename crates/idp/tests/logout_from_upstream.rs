//! Sessions that end because the upstream they began at says that they are over there.

use idp::authorize::Answer;
use idp::effect::RevokedBecause;
use idp::login::sessions::Ending;
use idp::login::upstream::trail::{self, Named};
use idp::logout::from_upstream::{self, Facts, Said};
use idp::model::session::Session;
use idp::model::ticket::{TicketFacts, TicketKey, TicketKind};
use idp::model::upstream::Upstream;
use idp::replay::{LONGEST, Message};
use idp::{Decision, Reason, Refusal};
use serde_json::{Value, json};

use crate::support::{Browser, Sent, World, office, reason, shop_asks};

fn world() -> World {
    let mut world = World::new();
    world.client("shop").policy.skip_consent = true;
    world.client("shop").metadata.backchannel_logout_uri = Some("https://shop.test/out".to_owned());
    world.has_upstream(office("work"));
    world
}

fn sign_in(world: &mut World, browser: &mut Browser, claims: Value) {
    let form = shop_asks().with("prompt", "login");
    let Answer::Login(page) = world.authorize(browser, &form).unwrap() else { panic!("not asked") };
    let handle = page.handle.unwrap().expose().clone();
    let sent: Sent = world.set_out(browser, &handle, "work", None).unwrap();
    let claims = sent.claims(world.now, claims);
    let settled = world.come_back(browser, &sent, claims).unwrap();
    browser.session = settled.session_cookie.map(|cookie| cookie.expose().clone());
}

/// Ada, in a browser of her own.
fn ada(world: &mut World, sid: &str) -> Browser {
    let mut browser = Browser::default();
    sign_in(world, &mut browser, json!({ "sub": "ada", "sid": sid }));
    browser
}

fn said(world: &World, sid: Option<&str>, jti: &str) -> Said {
    let exp = world.now.as_secs() + 120;
    let sids = sid.map(str::to_owned).into_iter().collect();
    Said { sids, sub: Some("ada".to_owned()), kind: Message::LogoutToken, id: jti.to_owned(), exp }
}

fn place_of(world: &mut World, named: Named<'_>, upstream: &Upstream) -> Option<[u8; 16]> {
    world.decide(|env| Decision::answer(trail::place(named, upstream, env.derive))).answer
}

/// The trails from what is over, as the store would list them.
fn trails(world: &mut World, said: &Said) -> Vec<TicketFacts> {
    let Ok(named) = said.named() else { return Vec::new() };
    let places = named.into_iter().map(|named| place_of(world, named, &office("work")).unwrap());
    let places: Vec<[u8; 16]> = places.collect();
    let leads = |key: &TicketKey| places.iter().any(|place| key.as_bytes().starts_with(place));
    let rows =
        world.state.tickets.iter().filter(|(key, row)| row.kind == TicketKind::UpstreamSession && leads(key));
    rows.filter_map(|(key, _)| world.state.ticket(key, world.now)).collect()
}

fn take(world: &mut World, said: &Said, is_last: bool) -> Result<usize, Refusal> {
    let upstream = office("work");
    let trails = trails(world, said);
    let before = world.state.ticket(&from_upstream::key(said, &upstream), world.now);
    let ids = trails.iter().map(|trail| trail.family.as_ref().unwrap().id);
    let sessions: Vec<Session> = ids.filter_map(|id| world.load_session_by_id(id)).collect();
    let clients = world.load_clients(&sessions);
    let ending = Ending { sessions: &sessions, clients: &clients };
    let facts = Facts { upstream: &upstream, before: before.as_ref(), trails: &trails, ending, is_last };
    let decision = world.decide(|env| from_upstream::decide(said, facts, env));
    world.commit(decision)
}

fn holds(world: &World, browser: &Browser) -> bool {
    let key = idp::login::session::key(browser.session.as_deref().unwrap());
    let family = world.state.ticket(&key, world.now).and_then(|ticket| ticket.family).unwrap();
    let ended = world.state.families[&family.id].revoked;
    assert!(ended.is_none_or(|because| because == RevokedBecause::EndedByUpstream), "{ended:?}");
    ended.is_none()
}

#[test]
fn the_session_that_is_named_ends_and_else_all_of_the_person() {
    let mut world = world();
    let (first, second, third) = (ada(&mut world, "one"), ada(&mut world, "two"), ada(&mut world, "two"));
    let [none, one, two] = ["none", "one", "two"].map(|sid| said(&world, Some(sid), sid));
    assert_eq!(take(&mut world, &none, true).unwrap(), 0);
    assert_eq!(take(&mut world, &one, true).unwrap(), 1);
    assert_eq!([&first, &second, &third].map(|it| holds(&world, it)), [false, true, true]);
    assert_eq!(take(&mut world, &two, true).unwrap(), 2);
    let fourth = ada(&mut world, "four");
    let all = said(&world, None, "all");
    assert_eq!(take(&mut world, &all, true).unwrap(), 1, "the others are over already");
    assert_eq!([&second, &third, &fourth].map(|it| holds(&world, it)), [false; 3]);
}

#[test]
fn a_session_goes_by_its_newest_sign_in() {
    let mut world = world();
    let mut browser = ada(&mut world, "one");
    sign_in(&mut world, &mut browser, json!({ "sub": "ada", "sid": "one" }));
    sign_in(&mut world, &mut browser, json!({ "sub": "ada", "sid": "two" }));
    let [one, two] = ["one", "two"].map(|sid| said(&world, Some(sid), sid));
    assert_eq!(take(&mut world, &one, true).unwrap(), 0);
    assert!(holds(&world, &browser));
    assert_eq!(take(&mut world, &two, true).unwrap(), 1);
}

/// The cookie leads nowhere any more then, and what was granted may live on.
#[test]
fn what_is_left_of_a_session_without_its_cookie_ends_too() {
    let mut world = world();
    ada(&mut world, "one");
    world.state.tickets.retain(|_, row| row.kind != TicketKind::Session);
    let one = said(&world, Some("one"), "one");
    assert_eq!(take(&mut world, &one, true).unwrap(), 1);
}

#[test]
fn a_token_counts_once_and_not_before_all_it_is_about_is_over() {
    let mut world = world();
    let token = said(&world, Some("one"), "one");
    ada(&mut world, "one");
    assert_eq!(take(&mut world, &token, false).unwrap(), 1);
    ada(&mut world, "one");
    assert_eq!(take(&mut world, &token, true).unwrap(), 1, "there was more");
    let browser = ada(&mut world, "one");
    assert_eq!(reason(take(&mut world, &token, true)), Reason::LogoutTokenInvalid);
    assert!(holds(&world, &browser));
    let another = said(&world, Some("one"), "another");
    assert_eq!(take(&mut world, &another, true).unwrap(), 1);
}

#[test]
fn what_names_nothing_or_could_be_sent_once_more_is_refused() {
    let mut world = world();
    let browser = ada(&mut world, "one");
    let right = said(&world, Some("one"), "one");
    let nothing = Said { sids: Vec::new(), sub: None, ..right.clone() };
    let longest = (world.now + LONGEST).as_secs();
    let endless = Said { exp: longest + 1, ..right.clone() };
    let many = Said { sids: vec!["one".to_owned(); 51], ..right.clone() };
    for wrong in [nothing, endless, many] {
        assert_eq!(reason(take(&mut world, &wrong, true)), Reason::LogoutTokenInvalid);
        let of_saml = Said { kind: Message::SamlLogoutRequest, ..wrong };
        assert_eq!(reason(take(&mut world, &of_saml, true)), Reason::UpstreamLogoutUntrusted);
        assert!(holds(&world, &browser));
    }
    assert_eq!(take(&mut world, &Said { exp: longest, ..right }, true).unwrap(), 1);
}

#[test]
fn what_leads_from_one_name_is_found_by_no_other() {
    let mut world = world();
    let mut elsewhere = office("work");
    elsewhere.definition.issuer = "https://other.test".to_owned();
    let (work, club) = (office("work"), office("club"));
    let named = [
        (Named::Session("a"), &work),
        (Named::Person("a"), &work),
        (Named::Session("a"), &club),
        (Named::Session("a"), &elsewhere),
    ];
    let places = named.map(|(named, upstream)| place_of(&mut world, named, upstream));
    for (nr, place) in places.iter().enumerate() {
        assert!(place.is_some() && !places[..nr].contains(place), "{nr}");
    }
}
