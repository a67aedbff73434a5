//! Clients that are told of the person's word (OpenID Connect CIBA Core §10.2).

use idp::authorize::request_object::Loaded;
use idp::authorize::{self, Answer, At, Page};
use idp::cross_device;
use idp::cross_device::ciba::{self, BeginFacts, Meant, SECRET, ping};
use idp::login::one_time_code::Words;
use idp::logout::Hint;
use idp::model::ClientId;
use idp::model::client::{Client, SecretHash};
use idp::model::mail::{Mail, MailAddress};
use idp::model::message::{Message, MessageKind};
use idp::model::ticket::TicketKind;
use idp::{Decision, Effect, Refusal};
use oidc::ciba::{Acknowledgement, DeliveryMode};
use oidc::claims::IdTokenHint;
use oidc::client_authentication::Presented;
use oidc::parameters::Parameters;
use oidc::token::GrantType;

use crate::support::*;

const TO: &str = "https://desk.test/ping";
const TOLD_WITH: &str = "8d67dc78.7faa.4d41";

fn desk(mode: DeliveryMode) -> Client {
    let mut desk = shop();
    desk.id = ClientId::new("desk");
    desk.secrets = vec![SecretHash::of("desk-secret", NOW)];
    desk.metadata.redirect_uris.clear();
    desk.metadata.grant_types = vec![GrantType::Ciba];
    desk.metadata.backchannel_token_delivery_mode = Some(mode);
    desk.metadata.backchannel_client_notification_endpoint =
        (mode == DeliveryMode::Ping).then(|| TO.to_owned());
    desk
}

/// A world in which a desk asks aino; what it waits with, and the secret of the link in her mail.
fn asked(mode: DeliveryMode) -> (World, Acknowledgement, String) {
    let (mut world, desk) = (World::new(), desk(mode));
    world.state.clients.insert(desk.id.clone(), desk.clone());
    let form = Form::of(&[
        ("scope", "openid"),
        ("login_hint", "aino"),
        ("client_notification_token", TOLD_WITH),
        ("requested_expiry", "60"),
    ]);
    let encoded = proves(form, "desk").encode();
    let parameters = Parameters::parse(encoded.as_bytes()).unwrap();
    let presented = Presented::parse(None, &parameters).unwrap();
    let issuer = world.issuer.clone();
    let asked = ciba::settle(&parameters, &Loaded::ABSENT, Some(&desk), &issuer, NOW);
    let aino = world.state.users.values().find(|user| user.username == "aino").cloned().unwrap();
    let counted = world.load_counted(ciba::counters(&desk.id, "aino", Some(&aino.id)));
    let (to, text) = (MailAddress::parse("aino@example.test").unwrap(), SECRET.to_string());
    let decision = world.decide_elsewhere(&Browser::default(), "desk", |authorize, env| {
        let facts = BeginFacts {
            meant: Meant { person: Some(&aino), to: Some(&to) },
            counted: &counted,
            words: Words { subject: "The desk asks you", text: &text, html: None },
            authorize,
        };
        ciba::begin(shown(&presented, &issuer), asked, facts, env)
    });
    let begun = world.commit(decision).unwrap();
    let mail = world.state.due(world.now).pop().unwrap();
    let secret = Mail::of(&mail).unwrap().text;
    (world, begun, secret)
}

/// Aino opens the link and signs in; what is decided of her word.
fn says(world: &mut World, secret: &str, yes: bool) -> Decision<Result<Answer, Refusal>> {
    let mut phone = Browser::default();
    let found = world.state.ticket(&cross_device::key(secret), world.now);
    let client = world.load_client("desk");
    let sub = cross_device::person_of(found.as_ref().unwrap()).unwrap().unwrap();
    let iss = world.issuer.identifier.as_str().to_owned();
    let meant = IdTokenHint {
        iss,
        sub: sub.as_str().to_owned(),
        aud: "desk".to_owned().into(),
        azp: None,
        exp: 0,
        sid: None,
    };
    let asked = cross_device::open(found.as_ref(), client.as_ref(), world.now).unwrap();
    let parameters = Parameters::parse(asked.as_str().as_bytes()).unwrap();
    let at = At::Authorize { asked: &asked, hint: Hint::Ours(&meant) };
    let decision =
        world.decide_elsewhere(&phone, "desk", |facts, env| authorize::decide(at, &parameters, facts, env));
    let Ok(Answer::Login(Page { handle, new_cookie, .. })) = world.commit(decision) else { panic!() };
    phone.binding = Some(new_cookie.unwrap().expose().clone());
    let handle = handle.unwrap().expose().clone();
    let answer = world.sign_in(&mut phone, &handle, "aino", "aino-password").unwrap();
    assert!(matches!(answer, Answer::Consent(_)), "{answer:?}");
    world.decide_consent(&phone, &handle, yes)
}

/// The word and the message in these effects.
fn written(effects: &[Effect]) -> (usize, Vec<&Message>) {
    let is_word = |effect: &&Effect| matches!(effect, Effect::Put(it) if it.kind == TicketKind::PollAnswer);
    let messages = effects.iter().filter_map(|effect| match effect {
        Effect::PutMessage(message) => Some(message),
        _ => None,
    });
    (effects.iter().filter(is_word).count(), messages.collect())
}

#[test]
fn the_client_is_told_in_the_commit_of_a_yes_and_of_a_no() {
    for yes in [true, false] {
        let (mut world, begun, secret) = asked(DeliveryMode::Ping);
        let decision = says(&mut world, &secret, yes);
        let (1, messages) = written(&decision.effects) else { panic!("no word") };
        let [message] = messages[..] else { panic!("not one message: {messages:?}") };
        assert_eq!((message.kind, message.recipient.as_str()), (MessageKind::CibaPing, "desk"));
        // As long as the answer can be fetched, and no longer.
        assert_eq!(message.expires_at, NOW + seconds(begun.expires_in));
        world.commit(decision).unwrap();
        let due = world.state.due(world.now);
        let message = due.iter().find(|message| message.kind == MessageKind::CibaPing).unwrap();
        assert_eq!(ping::client_of(message).unwrap(), ClientId::new("desk"));
        let desk = world.load_client("desk").unwrap();
        let to_send = ping::to_send(message, Some(&desk)).unwrap().expect("it is told");
        assert_eq!((to_send.to.as_str(), to_send.token.expose().as_str()), (TO, TOLD_WITH));
        assert_eq!(to_send.notification.auth_req_id, begun.auth_req_id);

        let gone = Client { disabled_at: Some(NOW), ..desk.clone() };
        let mut silent = desk;
        silent.metadata.backchannel_client_notification_endpoint = None;
        for client in [None, Some(&gone), Some(&silent)] {
            assert!(ping::to_send(message, client).unwrap().is_none());
        }
    }
}

#[test]
fn a_client_that_asks_by_itself_is_told_nothing() {
    let (mut world, _, secret) = asked(DeliveryMode::Poll);
    let decision = says(&mut world, &secret, true);
    let (words, messages) = written(&decision.effects);
    assert_eq!((words, messages.len()), (1, 0));
}
