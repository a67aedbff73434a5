//! The identities elsewhere by which a person comes into their account, taken away again.

use std::sync::Arc;

use idp::account::identities::{self, Known, Linking};
use idp::account::{self, Facts, Opened, Page};
use idp::authorize::Destination;
use idp::login::password::Onward;
use idp::model::linked_identity::{LinkedIdentity, SubjectHash};
use idp::model::upstream::Upstream;
use idp::model::user::{User, UserId};
use idp::{Decision, Effect, Env, Reason, Refusal};
use serde_json::json;

use crate::support::*;

/// A provider that people may be sent to.
fn upstream(id: &str) -> Arc<Upstream> {
    Arc::new(office(id))
}

/// Who Aino is there.
fn linked(world: &mut World, upstream: &str) -> LinkedIdentity {
    let (upstream, subject) = (upstream.parse().unwrap(), SubjectHash([7; 32]));
    let user = UserId::new("u-aino");
    let identity = LinkedIdentity { upstream, subject, user, created_at: NOW, last_used_at: NOW };
    world.commit(Decision::of(Ok(()), vec![Effect::LinkIdentity(identity.clone())])).unwrap();
    identity
}

fn decide<A>(
    world: &mut World,
    browser: &Browser,
    decide: impl FnOnce(Facts<'_>, &mut Env<'_>) -> Decision<A>,
) -> Decision<A> {
    let session = world.load_session(browser);
    let settings = world.settings.clone();
    let standing = session.as_ref().map(Loaded::standing);
    let credentials = world.credentials_of(session.as_ref());
    let facts = Facts { settings: &settings, standing, credentials: &credentials, browser: browser.facts() };
    world.decide(|env| decide(facts, env))
}

/// Aino's browser, signed in to her account, and the token of its forms.
fn signed_in(world: &mut World) -> (Browser, String) {
    let mut browser = Browser::default();
    let decision = decide(world, &browser, |facts, env| account::open(Page::Identities, facts, env));
    let Opened::Login(page) = world.commit(decision).unwrap() else { panic!() };
    browser.binding = page.new_cookie.map(|cookie| cookie.expose().clone());
    world.enter(&mut browser, page.handle.unwrap().expose(), "aino", "aino-password").unwrap();
    let decision = decide(world, &browser, |facts, env| account::open(Page::Identities, facts, env));
    let Opened::Page { form_token, .. } = world.commit(decision).unwrap() else { panic!() };
    (browser, form_token)
}

/// Begins to link an identity at the office; the handle of what is under way.
fn begin(world: &mut World, (browser, token): &(Browser, String), at: &str) -> Result<Linking, Refusal> {
    let upstreams = [upstream("work")];
    let known = Known { password: true, identities: &[], upstreams: &upstreams };
    let decision = decide(world, browser, |facts, env| identities::link(at, known, token, facts, env));
    world.commit(decision)
}

fn handle(linking: Linking) -> String {
    let Linking::Begun(page, Some(pick)) = linking else { panic!("{linking:?}") };
    assert_eq!(pick.upstream.as_str(), "work");
    page.handle.unwrap().expose().clone()
}

fn unlink(
    world: &mut World,
    (browser, token): &(Browser, String),
    id: &str,
    known: Known<'_>,
) -> Result<(), Refusal> {
    let decision = decide(world, browser, |facts, env| identities::unlink(id, known, token, facts, env));
    world.commit(decision)
}

#[test]
fn what_was_linked_is_unlinked_and_leads_nowhere() {
    let mut world = World::new();
    let aino = signed_in(&mut world);
    let [ftn, club] = ["ftn", "club"].map(|id| linked(&mut world, id));
    assert_ne!(ftn.id(), club.id());
    let upstreams = [upstream("ftn"), upstream("club")];
    let identities = [ftn.clone(), club];
    let known = Known { password: false, identities: &identities, upstreams: &upstreams };
    unlink(&mut world, &aino, &ftn.id(), known).unwrap();
    let left: Vec<_> = world.state.identities.values().map(|it| it.upstream.as_str()).collect();
    assert_eq!(left, ["club"]);
    assert_eq!(reason(unlink(&mut world, &aino, "another", known)), Reason::NotFound);
}

#[test]
fn refuses_to_take_away_the_only_way_into_an_account() {
    let mut world = World::new();
    let aino = signed_in(&mut world);
    let [ftn, club] = ["ftn", "club"].map(|id| linked(&mut world, id));
    let upstreams = [upstream("ftn"), upstream("club")];
    let (alone, both) = ([ftn.clone()], [ftn.clone(), club]);
    let only = Known { password: false, identities: &alone, upstreams: &upstreams };
    assert!(only.needs(&ftn));
    assert_eq!(reason(unlink(&mut world, &aino, &ftn.id(), only)), Reason::IdentityLast);
    // Where nobody is sent any more, nobody comes from.
    let closed = Arc::new(Upstream { disabled_at: Some(NOW), ..(*upstreams[1]).clone() });
    // Where the browser does not stay signed in, nobody comes to their account from.
    let mut passing = (*upstreams[1]).clone();
    passing.definition.single_sign_on = false;
    for second in [Some(closed), Some(Arc::new(passing)), None] {
        let upstreams: Vec<_> = [Some(upstreams[0].clone()), second].into_iter().flatten().collect();
        let known = Known { password: false, identities: &both, upstreams: &upstreams };
        assert_eq!(reason(unlink(&mut world, &aino, &ftn.id(), known)), Reason::IdentityLast);
    }
    assert_eq!(world.state.identities.len(), 2);
    unlink(&mut world, &aino, &ftn.id(), Known { password: true, ..only }).unwrap();
    assert_eq!(world.state.identities.len(), 1);
}

#[test]
fn of_two_that_are_taken_away_at_one_moment_one_stays() {
    let mut world = World::new();
    let (browser, token) = signed_in(&mut world);
    let identities = ["ftn", "club"].map(|id| linked(&mut world, id));
    let upstreams = [upstream("ftn"), upstream("club")];
    let known = Known { password: false, identities: &identities, upstreams: &upstreams };
    let [one, other] = [0, 1].map(|which| {
        let id = identities[which].id();
        decide(&mut world, &browser, |facts, env| identities::unlink(&id, known, &token, facts, env))
    });
    world.commit(one).unwrap();
    assert_eq!(world.state.commit(other.effects, world.now), Err(Lost::UserChanged));
    assert_eq!(world.state.identities.len(), 1);
}

#[test]
fn refuses_forms_of_others_and_of_nobody() {
    let mut world = World::new();
    let aino = signed_in(&mut world);
    let ftn = linked(&mut world, "ftn");
    let identities = [ftn.clone()];
    let known = Known { password: true, identities: &identities, upstreams: &[] };
    let forged = (aino.0.clone(), "forged".to_owned());
    assert_eq!(reason(unlink(&mut world, &forged, &ftn.id(), known)), Reason::ForeignForm);
    let nobody = (Browser::default(), aino.1.clone());
    assert_eq!(reason(unlink(&mut world, &nobody, &ftn.id(), known)), Reason::LoginRequired);
    unlink(&mut world, &aino, &ftn.id(), known).unwrap();
}

#[test]
fn an_administrator_unlinks_any_identity_that_is_there() {
    let mut world = World::new();
    let ftn = linked(&mut world, "ftn");
    let refused = idp::identity::unlink(std::slice::from_ref(&ftn), "another");
    assert_eq!(reason(world.commit(refused)), Reason::NotFound);
    let decision = idp::identity::unlink(std::slice::from_ref(&ftn), &ftn.id());
    world.commit(decision).unwrap();
    assert!(world.state.identities.is_empty());
}

#[test]
fn whom_the_upstream_names_leads_to_the_account_that_is_signed_in_to() {
    let mut world = World::new();
    world.has_upstream(office("work"));
    let aino = signed_in(&mut world);
    let linking = begin(&mut world, &aino, "work").unwrap();
    let sent = world.set_out(&aino.0, &handle(linking), "work", None).unwrap();
    let claims = sent.claims(world.now, json!({}));
    let settled = world.come_back(&aino.0, &sent, claims).unwrap();
    assert!(matches!(settled.onward, Onward::Account(Page::Identities)), "{settled:?}");
    assert_eq!((settled.user.as_str(), settled.session_cookie.is_some()), ("u-aino", false));
    let users: Vec<_> = world.state.identities.values().map(|it| it.user.as_str()).collect();
    assert_eq!(users, ["u-aino"]);
    assert_eq!(reason(begin(&mut world, &aino, "elsewhere")), Reason::ParameterInvalid);
}

#[test]
fn who_leads_to_another_account_stays_there() {
    let mut world = World::new();
    world.has_upstream(office("work"));
    let aino = signed_in(&mut world);
    let mut taken = linked(&mut world, "work");
    let [first, second] = [0, 1].map(|_| {
        let linking = begin(&mut world, &aino, "work").unwrap();
        world.set_out(&aino.0, &handle(linking), "work", None).unwrap()
    });
    let claims = first.claims(world.now, json!({}));
    world.come_back(&aino.0, &first, claims).unwrap();
    // As if it had been somebody else who came first.
    let (key, link) = world.state.identities.iter().find(|(_, it)| it.subject != taken.subject).unwrap();
    (taken.subject, taken.user) = (link.subject, UserId::new("u-bo"));
    let key = key.clone();
    let bo = User { id: UserId::new("u-bo"), username: "bo".to_owned(), ..world.user("aino").clone() };
    world.state.users.insert(bo.id.clone(), bo);
    world.state.identities.insert(key, taken.clone());
    let claims = second.claims(world.now, json!({}));
    let refusal = world.come_back(&aino.0, &second, claims).unwrap_err();
    assert_eq!((refusal.reason, &refusal.destination), (Reason::IdentityTaken, &Destination::Direct));
    assert!(world.state.identities.values().any(|it| it.user == taken.user));
}

#[test]
fn refuses_to_link_to_an_account_that_is_not_signed_in_to_any_more() {
    let mut world = World::new();
    world.has_upstream(office("work"));
    let (browser, token) = signed_in(&mut world);
    let linking = begin(&mut world, &(browser.clone(), token), "work").unwrap();
    let sent = world.set_out(&browser, &handle(linking), "work", None).unwrap();
    let claims = sent.claims(world.now, json!({}));
    let left = Browser { session: None, ..browser };
    assert_eq!(reason(world.come_back(&left, &sent, claims)), Reason::LoginUnknown);
    assert!(world.state.identities.is_empty());
}

#[test]
fn whoever_proved_themselves_long_ago_does_so_again_before_they_link() {
    for (secs, again) in [(599, false), (600, true)] {
        let mut world = World::new();
        let aino = signed_in(&mut world);
        world.wait(secs);
        let linking = begin(&mut world, &aino, "work").unwrap();
        assert_eq!(matches!(linking, Linking::Login(_)), again, "{secs}");
    }
}
