//! Gateways: what is asked of them to the letter, and what their answers mean.

use idp::model::sender::{BodyFormat, Gateway, GatewayMethod};
use idp::model::text_message::{PhoneNumber, TextMessage};
use idp::sender::{GatewayRequest, Preset, Tried, judge, request};
use jose::secret::Secret;
use serde_json::{Value, json};

/// Whatever could break out of a template, and what people write.
const NASTY: &str = "Koodi \"1\" \\ & <b> ä {secret} {\r\nX: y\u{2028}%0a+=";

fn asked(gateway: &Gateway, text: &str) -> GatewayRequest {
    let message = TextMessage { to: PhoneNumber::parse("+358 40 1234567").unwrap(), text: text.to_owned() };
    request(gateway, "Esi & merkki", Some(&Secret::new("s3cret".to_owned())), &message)
}

fn message() -> TextMessage {
    TextMessage { to: PhoneNumber::parse("+358401234567").unwrap(), text: "Koodi on 482913.".to_owned() }
}

fn gateway(value: Value) -> Gateway {
    serde_json::from_value(value).unwrap()
}

fn header<'a>(request: &'a GatewayRequest, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.expose().as_str())
}

/// A form's members, as its reader has them.
fn form(text: &str) -> Vec<(String, String)> {
    let parsed = oidc::parameters::Parameters::parse(text.as_bytes()).unwrap();
    ["To", "From", "Body", "to", "text", "from", "key"]
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), parsed.get(name).unwrap()?.to_owned())))
        .collect()
}

#[test]
fn twilio_is_asked_as_it_documents() {
    let twilio = Preset::Twilio.gateway(None, Some("AC123".to_owned()), true);
    let asked = asked(&twilio, NASTY);
    assert_eq!(asked.method, GatewayMethod::Post);
    assert_eq!(asked.address, "https://api.twilio.com/2010-04-01/Accounts/AC123/Messages.json");
    assert_eq!(header(&asked, "authorization"), Some("Basic QUMxMjM6czNjcmV0"));
    assert_eq!(header(&asked, "content-type"), Some("application/x-www-form-urlencoded"));
    let expected = [("To", "+358401234567"), ("From", "Esi & merkki"), ("Body", NASTY)];
    assert_eq!(form(asked.body.expose()), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[test]
fn json_is_read_as_it_was_meant() {
    let preset = Preset::Json.gateway(Some("https://sms.example.fi/send".to_owned()), None, true);
    let asked = asked(&preset, NASTY);
    assert_eq!(header(&asked, "authorization"), Some("Bearer s3cret"));
    assert_eq!(header(&asked, "content-type"), Some("application/json"));
    let body: Value = serde_json::from_str(asked.body.expose()).unwrap();
    assert_eq!(body, json!({ "to": "+358401234567", "from": "Esi & merkki", "text": NASTY }));
}

#[test]
fn xml_stays_what_the_template_says() {
    let xml = gateway(json!({
        "address": "https://sms.example.fi/", "format": "xml", "body": "<sms to='{digits}'>{text}</sms>",
    }));
    let asked = asked(&xml, "a<b> & 'c' \"d\"\u{8}\n{text}");
    let expected = "<sms to='358401234567'>a&lt;b&gt; &amp; &#39;c&#39; &quot;d&quot;&#10;{text}</sms>";
    assert_eq!(asked.body.expose(), expected);
    assert_eq!(header(&asked, "content-type"), Some("application/xml; charset=utf-8"));
}

#[test]
fn an_address_stays_one_and_has_no_body_with_get() {
    let get = gateway(json!({
        "method": "GET", "address": "https://sms.example.fi/v1?to={digits}&text={text}&key={secret}",
        "headers": { "Accept": "text/plain", "X-Text": "{text}" },
    }));
    let asked = asked(&get, NASTY);
    let (before, query) = asked.address.split_once('?').unwrap();
    assert_eq!((asked.method, before), (GatewayMethod::Get, "https://sms.example.fi/v1"));
    let expected = [("to", "358401234567"), ("text", NASTY), ("key", "s3cret")];
    assert_eq!(form(query), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(asked.body.expose().is_empty() && header(&asked, "content-type").is_none());
    assert!(!header(&asked, "x-text").unwrap().contains(['\r', '\n']));
}

#[test]
fn what_the_operator_says_wins_over_what_is_usual() {
    let own = gateway(json!({
        "address": "https://sms.example.fi/", "method": "PUT", "username": "us",
        "headers": { "Content-Type": "application/vnd.sms+json", "AUTHORIZATION": "Key {secret}" },
        "body": "{}",
    }));
    let asked = asked(&own, "a");
    assert_eq!(header(&asked, "content-type"), Some("application/vnd.sms+json"));
    assert_eq!(header(&asked, "authorization"), Some("Key s3cret"));
    assert_eq!((asked.body.expose().as_str(), asked.headers.len()), ("{}", 2));
}

#[test]
fn an_answer_says_whether_it_was_taken_may_be_later_or_never_will() {
    let usual = gateway(json!({ "address": "https://sms.example.fi/" }));
    for status in [200, 201, 202, 204] {
        assert_eq!(judge(&usual, &message(), status, b""), Tried::Delivered);
    }
    let strict = Gateway { success: vec![202], ..usual.clone() };
    assert_eq!(judge(&strict, &message(), 202, b""), Tried::Delivered);
    assert!(matches!(judge(&strict, &message(), 200, b""), Tried::Failed(_)), "a page of a proxy, say");
    for status in [400, 404, 415, 422] {
        assert!(matches!(judge(&usual, &message(), status, b""), Tried::Unfit(_)), "{status}");
    }
    for status in [401, 403, 408, 429, 500, 502, 503] {
        assert!(matches!(judge(&usual, &message(), status, b""), Tried::Failed(_)), "{status}");
    }
    let long = "x".repeat(1000);
    let said =
        judge(&usual, &message(), 400, format!("  {{\"code\":\r\n21211\u{7}}} \u{fffd}{long}").as_bytes());
    let Tried::Unfit(why) = said else { panic!() };
    assert!(why.starts_with("the gateway answered 400: {\"code\": 21211 }"), "{why}");
    assert!(why.chars().count() < 200 && !why.contains(char::is_control));
    assert_eq!(BodyFormat::default(), BodyFormat::Json);
}

#[test]
fn what_a_gateway_repeats_of_a_message_is_not_kept() {
    let usual = gateway(json!({ "address": "https://sms.example.fi/" }));
    let body = br#"{"code":21211,"to":"+358401234567","digits":"358401234567","text":"Koodi on 482913."}"#;
    let Tried::Unfit(why) = judge(&usual, &message(), 400, body) else { panic!() };
    assert!(why.contains("21211") && why.contains("Koodi on ***"), "{why}");
    assert!(!why.contains("482913") && !why.contains("40123"), "{why}");
}
