//! Mails and text messages leave, by senders that an administrator set up.

use std::time::Duration;

use idp::Effect;
use idp::model::client::{ClientPolicy, KeptSecret};
use idp::model::mail::{Mail, MailAddress};
use idp::model::message::{Delivery, DeliveryFilter, Message, MessageKind, Settled};
use idp::model::sender::Sender;
use idp::model::text_message::{PhoneNumber, TextMessage};
use idp::model::user::UserId;
use idp::sender::{Changes, NewSender};
use jose::Secret;
use mailbox::Running;
use serde_json::{Value, json};
use server::flow;
use server::flow::record;
use store::Outcome;
use tokio::time::{Instant, sleep};

use crate::receiver::Receiver;
use crate::world::World;

const PATIENCE: Duration = Duration::from_secs(30);

on_both_stores! {
    async fn a_mail_leaves_by_smtp_and_the_record_says_by_which_sender_and_hides_whom_it_was_for(world) {
        let mailbox = mailbox().await;
        sender(&world, "relay", smtp(&mailbox), None).await;
        put(&world, mail("maija@example.fi", "Koodi: väri", "Koodisi on 123456.\n.\nPiste.")).await;
        let [caught] = &caught(&mailbox, 1).await[..] else { panic!() };
        assert_eq!((&caught["to"], &caught["subject"]), (&json!("maija@example.fi"), &json!("Koodi: väri")));
        assert_eq!(caught["text"].as_str().unwrap().trim_end(), "Koodisi on 123456.\n.\nPiste.");
        assert_eq!(caught["from"], "Countersign <no-reply@example.fi>");
        let delivery = settled(&world).await;
        assert_eq!(delivery.settled.unwrap().0, Settled::Delivered);
        assert_eq!((delivery.kind, delivery.recipient.as_str()), (MessageKind::Email, "m***@example.fi"));
        assert_eq!((delivery.sender.unwrap().as_str(), delivery.attempts), ("relay", 1));
        assert_eq!(delivery.user.unwrap().as_str(), world.user_id);
    }

    async fn one_connection_carries_several_mails(world) {
        let mailbox = mailbox().await;
        sender(&world, "relay", smtp(&mailbox), None).await;
        for count in 1..=3 {
            put(&world, mail("maija@example.fi", "Again", "And again.")).await;
            caught(&mailbox, count).await;
            while waiting(&world).await { sleep(Duration::from_millis(20)).await }
        }
        assert_eq!(mailbox.conversations(), 1);
    }

    async fn a_text_message_leaves_by_the_gateways_request(world) {
        let gateway = Receiver::answering(&[202]).await;
        let http = json!({
            "address": gateway.url, "format": "form", "body": "To={number}&From={from}&Body={text}&Key={secret}",
        });
        let definition = json!({ "channel": "sms", "from": "Esi & merkki", "http": http });
        sender(&world, "gateway", definition, Some("s3cret")).await;
        put(&world, sms("+358 40 1234567", "Koodi: 1+1 & \"ä\"")).await;
        let [posted] = &gateway.wait_for(1).await[..] else { panic!() };
        assert_eq!(posted.content_type, "application/x-www-form-urlencoded");
        for (name, value) in [("To", "+358401234567"), ("From", "Esi & merkki"), ("Body", "Koodi: 1+1 & \"ä\""), ("Key", "s3cret")] {
            assert_eq!(posted.field(name).as_deref(), Some(value));
        }
        let delivery = settled(&world).await;
        assert_eq!((delivery.recipient.as_str(), delivery.sender.unwrap().as_str()), ("********4567", "gateway"));
    }

    async fn what_has_no_sender_waits_for_one_and_leaves_as_soon_as_there_is(world) {
        put(&world, mail("maija@example.fi", "Early", "Before its sender.")).await;
        let waits = recorded(&world, |delivery| delivery.last_error.is_some()).await;
        assert_eq!((waits.settled, waits.last_error.as_deref()), (None, Some("no sender is set up for e-mail")));
        let mailbox = mailbox().await;
        sender(&world, "relay", smtp(&mailbox), None).await;
        world.clock.advance(Duration::from_secs(5));
        caught(&mailbox, 1).await;
        assert_eq!(settled(&world).await.settled.unwrap().0, Settled::Delivered);
    }

    async fn the_next_sender_tries_at_once_where_one_cannot(world) {
        let mailbox = mailbox().await;
        let broken = json!({ "channel": "email", "from": "a@example.fi", "smtp": { "host": "127.0.0.1", "port": closed().await, "security": "plaintext" } });
        sender(&world, "a-first", broken, None).await;
        let mut second = smtp(&mailbox);
        second["order"] = json!(7);
        sender(&world, "b-second", second, None).await;
        put(&world, mail("maija@example.fi", "Anyway", "It leaves.")).await;
        caught(&mailbox, 1).await;
        let delivery = settled(&world).await;
        assert_eq!((delivery.sender.unwrap().as_str(), delivery.attempts), ("b-second", 1));

        disable(&world, "b-second").await;
        put(&world, mail("maija@example.fi", "Later", "It waits.")).await;
        let waits = recorded(&world, |delivery| delivery.last_error.is_some()).await;
        assert!(waits.settled.is_none() && waits.last_error.unwrap().starts_with("a-first: "));
    }

    async fn a_gateway_that_is_busy_is_asked_again_and_one_that_will_never_take_it_is_not(world) {
        let gateway = Receiver::answering(&[503, 200, 400]).await;
        let http = json!({ "address": gateway.url, "body": r#"{"to":"{number}","text":"{text}"}"# });
        sender(&world, "gateway", json!({ "channel": "sms", "http": http }), None).await;
        put(&world, sms("+358401234567", "one")).await;
        let waits = recorded(&world, |delivery| delivery.last_error.is_some()).await;
        assert!(waits.settled.is_none() && waits.last_error.unwrap().contains("503"));
        world.clock.advance(Duration::from_secs(2));
        gateway.wait_for(2).await;
        assert_eq!(settled(&world).await.attempts, 2);

        put(&world, sms("+358401234567", "two")).await;
        let given_up = recorded(&world, |delivery| delivery.settled.is_some_and(|(settled, _)| settled == Settled::GivenUp)).await;
        assert!(given_up.attempts == 1 && given_up.last_error.unwrap().contains("400"));
    }

    async fn nothing_that_somebody_wrote_becomes_a_header_or_a_command(world) {
        let mailbox = mailbox().await;
        let mut definition = smtp(&mailbox);
        definition["from_name"] = json!("Esi\" <x@y.fi>, merkki");
        sender(&world, "relay", definition, None).await;
        let subject = "Hei\r\nBcc: b@example.fi\r\n\r\n<script>\n.\r\nRCPT TO:<c@example.fi>";
        put(&world, mail("maija@example.fi", subject, "text\r\n.\r\nMAIL FROM:<evil@example.fi>\r\n")).await;
        let [caught] = &caught(&mailbox, 1).await[..] else { panic!() };
        assert_eq!(caught["to"], "maija@example.fi");
        let told = caught["subject"].as_str().unwrap();
        assert!(told.starts_with("Hei") && told.contains("Bcc: b@example.fi") && !told.contains('\n'), "{told}");
        assert_eq!(caught["from"], "Esi\" <x@y.fi>, merkki <no-reply@example.fi>");
        assert!(caught["text"].as_str().unwrap().contains("MAIL FROM:<evil@example.fi>"));
    }

    async fn addresses_in_any_script_are_written_to(world) {
        let mailbox = mailbox().await;
        sender(&world, "relay", smtp(&mailbox), None).await;
        put(&world, mail("väinö@käse.example", "Hei", "Väinölle.")).await;
        let [caught] = &caught(&mailbox, 1).await[..] else { panic!() };
        assert_eq!(caught["to"], "väinö@xn--kse-qla.example");
        assert_eq!(settled(&world).await.recipient, "v***@käse.example");
    }

    async fn a_folder_has_each_mail_as_a_file_that_mail_programs_read(world) {
        let folder = tempfile::tempdir().unwrap();
        let definition = json!({ "channel": "email", "from": "no-reply@example.fi", "file": { "folder": folder.path() } });
        sender(&world, "folder", definition, None).await;
        let mut letter = mail_to("maija@example.fi", "Hei", "Teksti.");
        letter.html = Some("<p>Teksti.</p>".to_owned());
        put(&world, message(&world, &letter)).await;
        let delivery = settled(&world).await;
        let text = std::fs::read_to_string(folder.path().join(format!("{}.eml", delivery.id.text()))).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let host = world.base.trim_start_matches("http://").split(':').next().unwrap().to_owned();
        for line in [
            "From: Countersign <no-reply@example.fi>".to_owned(), "To: maija@example.fi".to_owned(), "Subject: Hei".to_owned(),
            "Auto-Submitted: auto-generated".to_owned(), format!("Message-ID: <{}@{host}>", delivery.id.text()),
        ] {
            assert!(text.lines().any(|found| found == line), "{line}: {text}");
        }
        assert!(text.contains("Content-Type: multipart/alternative") && text.lines().any(|line| line.starts_with("Date: ")));
        let (plain, html) = (text.find("Teksti.").unwrap(), text.find("<p>Teksti.</p>").unwrap());
        assert!(plain < html, "the plainer first (RFC 2046 §5.1.4)");
    }

    /// Whoever waits for a code does not wait for a client that is slow to hear of a logout.
    async fn no_kind_of_message_waits_for_another(world) {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("http://{}/out", silent.local_addr().unwrap());
        let client = world.client(json!({ "backchannel_logout_uri": uri }), ClientPolicy::default()).await;
        let mut browser = world.browser();
        assert!(browser.sign_in(&world.authorize_url(&client, &[])).await.parameter("code").is_some());
        world.new_password("another-long-password").await;
        let _hanging = silent.accept().await.unwrap();
        let mailbox = mailbox().await;
        sender(&world, "relay", smtp(&mailbox), None).await;
        put(&world, mail("maija@example.fi", "Now", "At once.")).await;
        caught(&mailbox, 1).await;
        let filter = DeliveryFilter { recipient: Some(client.id), ..DeliveryFilter::default() };
        let [logout] = &flow::outbox::list(&world.node, &filter, 10).await.unwrap()[..] else { panic!() };
        assert!(logout.settled.is_none(), "{logout:?}");
    }

    async fn an_administrator_tries_a_sender_out_and_is_told_what_happened(world) {
        let mailbox = mailbox().await;
        sender(&world, "relay", smtp(&mailbox), None).await;
        let finnish = server::page::Language::with_tag("fi").unwrap();
        let tried = flow::sender::test(&world.node, "relay", "admin@example.fi", finnish).await.unwrap();
        assert_eq!(tried, idp::sender::Tried::Delivered);
        let [caught] = &caught(&mailbox, 1).await[..] else { panic!() };
        assert!(caught["subject"].as_str().unwrap().starts_with("Koeviesti"), "{caught}");
        let refused = flow::sender::test(&world.node, "relay", "+358401234567", finnish).await.unwrap_err();
        assert_eq!(refused.reason, idp::Reason::ParameterInvalid);
        assert!(flow::outbox::list(&world.node, &DeliveryFilter::default(), 10).await.unwrap().is_empty());
    }
}

async fn mailbox() -> Running {
    mailbox::start(mailbox::Options::default()).await.unwrap()
}

fn smtp(mailbox: &Running) -> Value {
    let smtp = json!({ "host": "127.0.0.1", "port": mailbox.smtp.port(), "security": "plaintext" });
    json!({ "channel": "email", "from": "no-reply@example.fi", "smtp": smtp })
}

/// A port that nobody listens on.
async fn closed() -> u16 {
    tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

async fn sender(world: &World, id: &str, definition: Value, secret: Option<&str>) -> Sender {
    let new = NewSender {
        id: id.to_owned(),
        definition: serde_json::from_value(definition).unwrap(),
        secret: secret.map(|secret| KeptSecret::new(Secret::new(secret.to_owned()))),
    };
    record::create(&world.node, new).await.unwrap()
}

async fn disable(world: &World, id: &str) {
    let changes = |_: &Sender| Ok(Changes { disabled: Some(true), ..Changes::default() });
    record::change(&world.node, id, changes).await.unwrap();
}

fn mail_to(to: &str, subject: &str, text: &str) -> Mail {
    let to = MailAddress::parse(to).unwrap();
    Mail { to, subject: subject.to_owned(), text: text.to_owned(), html: None }
}

/// What is to be put into the outbox.
enum Put {
    Mail(Mail),
    Sms(TextMessage),
    Made(Message),
}

fn mail(to: &str, subject: &str, text: &str) -> Put {
    Put::Mail(mail_to(to, subject, text))
}

fn sms(to: &str, text: &str) -> Put {
    Put::Sms(TextMessage { to: PhoneNumber::parse(to).unwrap(), text: text.to_owned() })
}

fn message(world: &World, mail: &Mail) -> Put {
    let now = world.node.now();
    Put::Made(world.node.decide(now, |env| Message::mail(mail, None, now + Duration::from_secs(300), env)))
}

async fn put(world: &World, what: Put) {
    let now = world.node.now();
    let (user, until) = (Some(UserId::new(world.user_id.as_str())), now + Duration::from_secs(300));
    let message = match what {
        Put::Mail(mail) => world.node.decide(now, |env| Message::mail(&mail, user, until, env)),
        Put::Sms(sms) => world.node.decide(now, |env| Message::sms(&sms, user, until, env)),
        Put::Made(message) => message,
    };
    let outcome = world.node.commit(vec![Effect::PutMessage(message)], now).await;
    assert!(matches!(outcome, Outcome::Done { .. }));
}

/// Waits until so many messages were caught.
async fn caught(mailbox: &Running, count: usize) -> Vec<Value> {
    let begun = Instant::now();
    loop {
        let answer = reqwest::get(format!("{}/messages", mailbox.base)).await.unwrap().text().await.unwrap();
        let found: Vec<Value> = serde_json::from_str(&answer).unwrap();
        if found.len() >= count {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waited for {count}: {found:?}");
        sleep(Duration::from_millis(20)).await;
    }
}

async fn waiting(world: &World) -> bool {
    let filter = DeliveryFilter { settled: Some(None), ..DeliveryFilter::default() };
    !flow::outbox::list(&world.node, &filter, 10).await.unwrap().is_empty()
}

/// The youngest record, once it is settled.
async fn settled(world: &World) -> Delivery {
    recorded(world, |delivery| delivery.settled.is_some()).await
}

/// The youngest record, once it is so.
async fn recorded(world: &World, is_so: impl Fn(&Delivery) -> bool) -> Delivery {
    let begun = Instant::now();
    loop {
        let found = flow::outbox::list(&world.node, &DeliveryFilter::default(), 10).await.unwrap();
        match found.first() {
            Some(delivery) if is_so(delivery) => return delivery.clone(),
            other => assert!(begun.elapsed() < PATIENCE, "{other:?}"),
        }
        sleep(Duration::from_millis(20)).await;
    }
}
