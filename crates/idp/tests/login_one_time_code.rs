//! One-time codes by the rules: what is sent where, and which codes are taken.

use std::time::Duration;

use idp::authorize::{Answer, Page};
use idp::login::attempts::Counted;
use idp::login::factor::{self, Having};
use idp::login::one_time_code::{self as codes, Address, CODE, CheckFacts, SendFacts, Sent, Words};
use idp::login::{Method, under_way};
use idp::model::message::{MessageId, MessageKind};
use idp::model::settings::Charset;
use idp::model::told::Told;
use idp::model::upstream::Upstream;
use idp::{Decision, Reason, Refusal};
use serde_json::{Value, json};

use crate::support::*;

/// A sign-in of Aino's under way, and the codes sent in it.
struct Asked {
    browser: Browser,
    handle: String,
    federated: bool,
}

/// Aino's address, who has shown that she reads it, and her number.
fn known(world: &mut World) {
    let claims = &mut world.user("aino").claims;
    claims.email_verified = Some(true);
    claims.phone_number = Some("+358 50 123 4567".into());
}

fn world() -> World {
    let mut world = World::new();
    known(&mut world);
    world
}

fn asked(world: &mut World) -> Asked {
    let mut browser = Browser::default();
    match world.authorize(&mut browser, &shop_asks()).unwrap() {
        Answer::Login(Page { handle: Some(handle), .. }) => {
            Asked { browser, handle: handle.expose().clone(), federated: false }
        }
        answer => panic!("{answer:?}"),
    }
}

fn address(world: &World, method: Method) -> Option<Address> {
    offered(world, method, None)
}

fn offered(world: &World, method: Method, came_by: Option<(&Told, &Upstream)>) -> Option<Address> {
    let user = world.state.person("aino").unwrap();
    let having = Having { user, credentials: &[], came_by, settings: &world.settings };
    match method {
        Method::EmailOtp => factor::email_otp::offered(having),
        _ => factor::sms_otp::offered(having),
    }
}

fn counted(world: &World, to: &Address) -> [Counted; 3] {
    let aino = &world.state.person("aino").unwrap().id;
    codes::counters(aino, to)
        .map(|counter| Counted { counter, found: world.state.ticket(&counter.key(), world.now) })
}

const WORDS: Words<'static> =
    Words { subject: "Your code", text: "It is \u{fdd0}.", html: Some("<b>\u{fdd0}</b>") };

impl Asked {
    fn send(&self, world: &mut World, method: Method) -> Result<(), Refusal> {
        self.send_by(world, method, codes::send, true)
    }

    fn send_by(
        &self,
        world: &mut World,
        method: Method,
        send: impl Fn(
            &under_way::UnderWay<'_>,
            SendFacts<'_>,
            &mut idp::Env<'_>,
        ) -> Result<Vec<idp::Effect>, Refusal>,
        can_send: bool,
    ) -> Result<(), Refusal> {
        let (waiting, _) = world.load_login(&self.handle);
        let login = under_way::resume(waiting.found(), self.browser.facts(), world.now)?;
        let to = address(world, method).unwrap();
        let found = world.state.ticket(&codes::key(&self.handle), world.now);
        let (counted, settings) = (counted(world, &to), world.settings.clone());
        let person = world.state.person("aino").unwrap().id.clone();
        let facts = SendFacts {
            handle: &self.handle,
            found: found.as_ref(),
            counted: &counted,
            person: &person,
            to: &to,
            words: WORDS,
            can_send,
            settings: &settings,
        };
        let decision = world.decide(|env| match send(&login, facts, env) {
            Ok(effects) => Decision::of(Ok(()), effects),
            Err(refusal) => Decision::of(Err(refusal), Vec::new()),
        });
        world.commit(decision)
    }

    fn decide(&self, world: &mut World, method: Method, typed: &str) -> Decision<Result<(), Refusal>> {
        let (waiting, _) = world.load_login(&self.handle);
        let login = match under_way::resume(waiting.found(), self.browser.facts(), world.now) {
            Ok(login) => login,
            Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
        };
        let found = world.state.ticket(&codes::key(&self.handle), world.now);
        let counted = counted(world, &address(world, method).unwrap());
        let settings = world.settings.clone();
        let given = codes::read(typed, &settings.one_time_codes);
        let facts = CheckFacts {
            handle: &self.handle,
            found: found.as_ref(),
            counted: &counted,
            is_federated: self.federated,
            settings: &settings,
        };
        world.decide(|env| match codes::check(&login, given.as_ref(), method, facts, env) {
            Ok(effects) => Decision::of(Ok(()), effects),
            Err(refusal) => Decision::of(Err(refusal), Vec::new()),
        })
    }

    fn enter(&self, world: &mut World, typed: &str) -> Result<(), Refusal> {
        self.enter_by(world, Method::EmailOtp, typed)
    }

    fn enter_by(&self, world: &mut World, method: Method, typed: &str) -> Result<(), Refusal> {
        let decision = self.decide(world, method, typed);
        world.commit(decision)
    }

    /// The message that the last code went by.
    fn message(&self, world: &World, method: Method) -> (MessageKind, String, Value) {
        let id = MessageId::parse(&self.sent(world, method).unwrap().message).unwrap();
        let row = &world.state.messages[&id];
        (row.kind, row.recipient.clone(), serde_json::from_slice(row.payload.as_ref().unwrap()).unwrap())
    }

    /// The last code.
    fn code(&self, world: &World) -> String {
        self.code_by(world, Method::EmailOtp)
    }

    fn code_by(&self, world: &World, method: Method) -> String {
        let (_, _, payload) = self.message(world, method);
        payload["text"].as_str().unwrap().trim_start_matches("It is ").trim_end_matches('.').to_owned()
    }

    fn sent(&self, world: &World, method: Method) -> Option<Sent> {
        let found = world.state.ticket(&codes::key(&self.handle), world.now);
        codes::sent(found.as_ref(), method, &world.settings.one_time_codes, world.now).unwrap()
    }
}

/// A code that is not this one, and another for each number.
fn not(code: &str, n: u32) -> String {
    let code: u32 = code.parse().unwrap();
    format!("{:06}", (code + 1 + n) % 1_000_000)
}

#[test]
fn a_code_goes_out_and_is_taken_once() {
    let mut world = world();
    let asked = asked(&mut world);
    assert_eq!(asked.sent(&world, Method::EmailOtp), None);
    asked.send_by(&mut world, Method::EmailOtp, codes::begin, true).unwrap();
    let (kind, recipient, payload) = asked.message(&world, Method::EmailOtp);
    assert_eq!((kind, recipient.as_str()), (MessageKind::Email, "a***@example.test"));
    let code = asked.code(&world);
    assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    assert_eq!(payload["to"], "aino@example.test");
    assert_eq!(payload["html"], format!("<b>{code}</b>"));
    assert!(!payload.to_string().contains(CODE));
    let sent = asked.sent(&world, Method::EmailOtp).unwrap();
    assert_eq!((sent.to.as_str(), sent.tries_left), ("a•••@example.test", 5));
    assert_eq!(
        (sent.counts_until, sent.again_from),
        (world.now + seconds(300), Some(world.now + seconds(30)))
    );
    // Looked at again, the page sends nothing further.
    asked.send_by(&mut world, Method::EmailOtp, codes::begin, true).unwrap();
    assert_eq!(world.state.messages.len(), 1);
    asked.enter(&mut world, &format!(" {} {}", &code[..3], &code[3..])).unwrap();
    assert_eq!(reason(asked.enter(&mut world, &code)), Reason::OneTimeCodeUsed);
}

#[test]
fn a_text_message_goes_to_the_number_and_its_code_counts_by_its_own_way_alone() {
    let mut world = world();
    let asked = asked(&mut world);
    asked.send(&mut world, Method::SmsOtp).unwrap();
    let (kind, recipient, payload) = asked.message(&world, Method::SmsOtp);
    assert_eq!((kind, recipient.as_str()), (MessageKind::Sms, "********4567"));
    assert_eq!(payload["to"], "+358501234567");
    assert_eq!(asked.sent(&world, Method::SmsOtp).unwrap().to, "\u{200e}•••• 4567");
    let by_sms = asked.code_by(&world, Method::SmsOtp);
    asked.send(&mut world, Method::EmailOtp).unwrap();
    assert_eq!(reason(asked.enter(&mut world, &by_sms)), Reason::OneTimeCodeWrong);
    asked.enter_by(&mut world, Method::SmsOtp, &by_sms).unwrap();
}

#[test]
fn a_code_is_good_until_its_time_is_over_and_then_not_even_compared() {
    let mut world = world();
    for (after, expected) in [(299, Ok(())), (300, Err(Reason::OneTimeCodeExpired))] {
        let asked = asked(&mut world);
        asked.send(&mut world, Method::EmailOtp).unwrap();
        let code = asked.code(&world);
        world.wait(after);
        let decision = asked.decide(&mut world, Method::EmailOtp, &code);
        // What is expired costs no try.
        assert_eq!(decision.effects.is_empty(), expected.is_err());
        assert_eq!(world.commit(decision).map_err(|refusal| refusal.reason), expected);
    }
    let asked = asked(&mut world);
    assert_eq!(reason(asked.enter(&mut world, "123456")), Reason::OneTimeCodeExpired, "none was sent");
}

#[test]
fn a_code_outlives_its_sign_in_never() {
    let mut world = world();
    world.settings.one_time_codes.ttl = Duration::from_hours(24);
    let asked = asked(&mut world);
    asked.send(&mut world, Method::EmailOtp).unwrap();
    assert_eq!(
        asked.sent(&world, Method::EmailOtp).unwrap().counts_until,
        world.now + world.settings.login_ttl
    );
}

#[test]
fn a_code_of_another_sign_in_is_wrong_here() {
    let mut world = world();
    let (one, other) = (asked(&mut world), asked(&mut world));
    one.send(&mut world, Method::EmailOtp).unwrap();
    let code_of_one = one.code(&world);
    other.send(&mut world, Method::EmailOtp).unwrap();
    assert_ne!(other.code(&world), code_of_one);
    assert_eq!(reason(other.enter(&mut world, &code_of_one)), Reason::OneTimeCodeWrong);
    one.enter(&mut world, &code_of_one).unwrap();
}

#[test]
fn a_newer_code_kills_the_one_before_and_says_so() {
    let mut world = world();
    let asked = asked(&mut world);
    asked.send(&mut world, Method::EmailOtp).unwrap();
    let older = asked.code(&world);
    world.wait(29);
    let early = asked.send(&mut world, Method::EmailOtp).unwrap_err();
    assert_eq!((early.reason, early.detail.retry_after), (Reason::OneTimeCodeSoon, Some(1)));
    world.wait(1);
    asked.send(&mut world, Method::EmailOtp).unwrap();
    let newer = asked.code(&world);
    let refusal = asked.enter(&mut world, &older).unwrap_err();
    assert_eq!((refusal.reason, refusal.detail.left), (Reason::OneTimeCodeReplaced, Some(4)));
    asked.enter(&mut world, &newer).unwrap();
}

#[test]
fn wrong_codes_are_counted_until_the_code_is_dead_and_a_new_one_begins_anew() {
    let mut world = world();
    world.settings.one_time_codes.lock = Duration::from_secs(20);
    let asked = asked(&mut world);
    asked.send(&mut world, Method::EmailOtp).unwrap();
    for left in [4, 3, 2, 1] {
        let typed = not(&asked.code(&world), left);
        let refusal = asked.enter(&mut world, &typed).unwrap_err();
        assert_eq!((refusal.reason, refusal.detail.left), (Reason::OneTimeCodeWrong, Some(left)));
    }
    // What can be no code is none of the tries.
    let no_code = asked.enter(&mut world, "12345").unwrap_err();
    assert_eq!((no_code.reason, no_code.detail.left), (Reason::OneTimeCodeWrong, Some(1)));
    let typed = not(&asked.code(&world), 0);
    assert_eq!(reason(asked.enter(&mut world, &typed)), Reason::OneTimeCodeTries);
    world.wait(30);
    let right = asked.code(&world);
    assert_eq!(reason(asked.enter(&mut world, &right)), Reason::OneTimeCodeTries, "it is dead");
    assert_eq!(asked.sent(&world, Method::EmailOtp).unwrap().counts_until, world.now);
    asked.send(&mut world, Method::EmailOtp).unwrap();
    let right = asked.code(&world);
    asked.enter(&mut world, &right).unwrap();
}

#[test]
fn an_account_waits_after_so_many_wrong_codes_in_whichever_sign_in_and_longer_each_time() {
    let mut world = world();
    world.settings.one_time_codes.free_sends = 100;
    let mut locked_for = Vec::new();
    for _ in 0..3 {
        for n in 0..5 {
            let asked = asked(&mut world);
            asked.send(&mut world, Method::EmailOtp).unwrap();
            let typed = not(&asked.code(&world), n);
            assert!(asked.enter(&mut world, &typed).is_err());
        }
        let fresh = asked(&mut world);
        let refusal = fresh.send(&mut world, Method::EmailOtp).unwrap_err();
        assert_eq!(refusal.reason, Reason::OneTimeCodeLocked);
        locked_for.push(refusal.detail.retry_after.unwrap());
        world.wait(u64::from(*locked_for.last().unwrap()));
    }
    assert_eq!(locked_for, [301, 601, 1201]);
}

#[test]
fn a_code_that_was_sent_before_the_account_waited_is_heard_when_it_waits_no_more() {
    let mut world = world();
    world.settings.one_time_codes.lock = Duration::from_secs(60);
    let waits = asked(&mut world);
    waits.send(&mut world, Method::EmailOtp).unwrap();
    let right = waits.code(&world);
    let guessed = asked(&mut world);
    guessed.send(&mut world, Method::EmailOtp).unwrap();
    for n in 0..5 {
        let typed = not(&guessed.code(&world), n);
        assert!(guessed.enter(&mut world, &typed).is_err());
    }
    let decision = waits.decide(&mut world, Method::EmailOtp, &right);
    assert!(decision.effects.is_empty(), "it is not looked at");
    let refusal = world.commit(decision).unwrap_err();
    assert_eq!((refusal.reason, refusal.detail.retry_after), (Reason::OneTimeCodeLocked, Some(61)));
    world.wait(61);
    waits.enter(&mut world, &right).unwrap();
}

#[test]
fn who_came_by_an_upstream_loses_the_sign_in_and_never_the_account() {
    let mut world = world();
    let waits = Asked { federated: true, ..asked(&mut world) };
    waits.send(&mut world, Method::SmsOtp).unwrap();
    let right = waits.code_by(&world, Method::SmsOtp);
    let guessed = Asked { federated: true, ..asked(&mut world) };
    guessed.send(&mut world, Method::SmsOtp).unwrap();
    for n in 0..5 {
        let typed = not(&guessed.code_by(&world, Method::SmsOtp), n);
        let refusal = guessed.enter_by(&mut world, Method::SmsOtp, &typed).unwrap_err();
        let expected = if n < 4 { Reason::OneTimeCodeWrong } else { Reason::OneTimeCodeEnded };
        assert_eq!(refusal.reason, expected);
    }
    assert_eq!(reason(guessed.enter_by(&mut world, Method::SmsOtp, &right)), Reason::LoginUnknown);
    // What is slowed is sending.
    let fresh = Asked { federated: true, ..asked(&mut world) };
    let refusal = fresh.send(&mut world, Method::SmsOtp).unwrap_err();
    assert_eq!((refusal.reason, refusal.detail.retry_after), (Reason::OneTimeCodeLocked, Some(301)));
    waits.enter_by(&mut world, Method::SmsOtp, &right).unwrap();
}

#[test]
fn as_many_codes_are_sent_in_a_sign_in_as_may_be() {
    let mut world = world();
    let asked = asked(&mut world);
    for n in 1..=5 {
        asked.send(&mut world, Method::EmailOtp).unwrap();
        world.wait(30);
        assert_eq!(asked.sent(&world, Method::EmailOtp).unwrap().again_from.is_some(), n < 5);
    }
    let refusal = asked.send(&mut world, Method::EmailOtp).unwrap_err();
    assert_eq!((refusal.reason, refusal.detail.retry_after), (Reason::OneTimeCodeSends, None));
    assert_eq!(reason(asked.send(&mut world, Method::SmsOtp)), Reason::OneTimeCodeSends);
    let last = asked.code(&world);
    asked.enter(&mut world, &last).unwrap();
}

#[test]
fn nobody_is_bombarded_by_sign_ins_that_come_to_nothing_and_whoever_uses_codes_never_waits() {
    let mut world = world();
    for _ in 0..30 {
        let asked = asked(&mut world);
        asked.send(&mut world, Method::EmailOtp).unwrap();
        let right = asked.code(&world);
        asked.enter(&mut world, &right).unwrap();
    }
    for _ in 0..10 {
        asked(&mut world).send(&mut world, Method::EmailOtp).unwrap();
    }
    for wait in [61, 121, 241] {
        let refusal = asked(&mut world).send(&mut world, Method::EmailOtp).unwrap_err();
        assert_eq!((refusal.reason, refusal.detail.retry_after), (Reason::OneTimeCodeOften, Some(wait)));
        world.wait(u64::from(wait));
        asked(&mut world).send(&mut world, Method::EmailOtp).unwrap();
    }
}

#[test]
fn what_nobody_can_carry_is_refused_and_nothing_is_counted() {
    let mut world = world();
    let asked = asked(&mut world);
    for _ in 0..20 {
        let refusal = asked.send_by(&mut world, Method::SmsOtp, codes::begin, false).unwrap_err();
        assert_eq!(refusal.reason, Reason::OneTimeCodeUnsendable);
    }
    assert!(world.state.messages.is_empty());
    asked.send_by(&mut world, Method::SmsOtp, codes::begin, true).unwrap();
}

#[test]
fn of_two_requests_with_the_same_code_one_wins_and_a_wrong_one_at_once_is_counted_anew() {
    let mut world = world();
    let asked = asked(&mut world);
    asked.send(&mut world, Method::EmailOtp).unwrap();
    let right = asked.code(&world);
    let both = [(); 2].map(|()| asked.decide(&mut world, Method::EmailOtp, &right));
    let typed = not(&right, 0);
    let behind = asked.decide(&mut world, Method::EmailOtp, &typed);
    let [one, other] = both;
    assert!(one.answer.is_ok() && other.answer.is_ok() && behind.answer.is_err());
    world.state.commit(one.effects, world.now).unwrap();
    assert_eq!(world.state.commit(other.effects, world.now), Err(Lost::TicketAdvanced));
    assert_eq!(world.state.commit(behind.effects, world.now), Err(Lost::TicketAdvanced));
    assert_eq!(reason(asked.enter(&mut world, &right)), Reason::OneTimeCodeUsed);
}

#[test]
fn of_wrong_codes_at_once_each_is_counted() {
    let mut world = world();
    let asked = asked(&mut world);
    asked.send(&mut world, Method::EmailOtp).unwrap();
    let mut evaluated = 0;
    for _ in 0..20 {
        // Twenty at once: those that lose are decided again, as the server does.
        let typed = (0..20).map(|n| not(&asked.code(&world), n)).collect::<Vec<_>>();
        let decisions: Vec<_> =
            typed.iter().map(|typed| asked.decide(&mut world, Method::EmailOtp, typed)).collect();
        for decision in decisions {
            let counts = !decision.effects.is_empty();
            evaluated += u32::from(world.state.commit(decision.effects, world.now).is_ok() && counts);
        }
    }
    assert_eq!(evaluated, 5);
}

#[test]
fn codes_are_as_long_and_of_what_the_settings_say() {
    for (length, charset) in [(4, Charset::Digits), (10, Charset::Digits), (8, Charset::Alphanumeric)] {
        let mut world = world();
        world.settings.one_time_codes.length = length;
        world.settings.one_time_codes.charset = charset;
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..40 {
            world.settings.one_time_codes.free_sends = 100;
            let asked = asked(&mut world);
            asked.send(&mut world, Method::EmailOtp).unwrap();
            let code = asked.code(&world);
            assert!(code.len() == usize::from(length), "{code}");
            assert!(code.bytes().all(|byte| charset.characters().contains(&byte)), "{code}");
            asked.enter(&mut world, &code.to_lowercase()).unwrap();
            seen.extend(code.bytes());
        }
        // All of them are used.
        assert!(seen.len() * 10 >= charset.characters().len() * 9, "{seen:?}");
    }
}

#[test]
fn a_code_kept_under_an_older_key_counts_still() {
    let mut world = world();
    let asked = asked(&mut world);
    asked.send(&mut world, Method::EmailOtp).unwrap();
    let right = asked.code(&world);
    world.derive.rotate(b"another key");
    asked.enter(&mut world, &right).unwrap();
}

#[test]
fn what_is_kept_of_a_code_is_not_the_code() {
    let mut world = world();
    let asked = asked(&mut world);
    asked.send(&mut world, Method::EmailOtp).unwrap();
    let found = world.state.ticket(&codes::key(&asked.handle), world.now).unwrap();
    let body = String::from_utf8(found.body).unwrap();
    assert!(!body.contains(&asked.code(&world)) && !body.contains("aino"), "{body}");
}

#[test]
fn codes_go_to_what_was_verified_and_to_what_is_not_where_the_setting_says_so() {
    let mut world = world();
    let to = |world: &World, method| address(world, method).map(|to| to.whole());
    assert_eq!(to(&world, Method::EmailOtp).as_deref(), Some("aino@example.test"));
    assert_eq!(to(&world, Method::SmsOtp).as_deref(), Some("+358501234567"));
    for verified in [None, Some(false)] {
        let claims = &mut world.user("aino").claims;
        (claims.email_verified, claims.phone_number_verified) = (verified, verified);
        assert_eq!((to(&world, Method::EmailOtp), to(&world, Method::SmsOtp)), (None, None));
    }
    world.settings.one_time_codes.to_unverified = true;
    assert!(to(&world, Method::EmailOtp).is_some() && to(&world, Method::SmsOtp).is_some());
    world.user("aino").claims.phone_number = Some("040 123 4567".into());
    assert_eq!(to(&world, Method::SmsOtp), None, "nobody knows in which country");
}

#[test]
fn an_administrator_switches_codes_off_for_one_person() {
    for (method, other) in [(Method::EmailOtp, Method::SmsOtp), (Method::SmsOtp, Method::EmailOtp)] {
        let name = codes::switch(method).unwrap();
        for (value, is_off) in
            [(json!(true), true), (json!("true"), true), (json!(false), false), (json!("false"), false)]
        {
            let mut world = world();
            world.user("aino").attributes.insert(name.to_owned(), value);
            assert_eq!(address(&world, method).is_none(), is_off);
            assert!(address(&world, other).is_some());
        }
    }
}

#[test]
fn who_came_by_an_upstream_gets_codes_where_it_says_if_its_word_counts() {
    let world = world();
    let told = |claims: Value| -> Told {
        serde_json::from_value(json!({ "upstream": "office", "claims": claims })).unwrap()
    };
    let said = json!({ "email": "aino@office.test", "phone_number": "+46 70 123 4567" });
    let mut upstream = office("office");
    let to = |claims: &Value, upstream: &_| {
        let told = told(claims.clone());
        [Method::EmailOtp, Method::SmsOtp]
            .map(|method| offered(&world, method, Some((&told, upstream))).unwrap().whole())
    };
    let own = ["aino@example.test", "+358501234567"];
    assert_eq!(to(&said, &upstream), own);
    (upstream.definition.trusts_email, upstream.definition.trusts_phone) = (true, true);
    assert_eq!(to(&said, &upstream), ["aino@office.test", "+46701234567"]);
    assert_eq!(to(&json!({}), &upstream), own);
    let denied = json!({ "email": "x@y.test", "email_verified": false, "phone_number": "+46701234567", "phone_number_verified": false });
    assert_eq!(to(&denied, &upstream), own);
    // What another upstream told is not this one's word.
    upstream.id = office("elsewhere").id;
    assert_eq!(to(&said, &upstream), own);
}
