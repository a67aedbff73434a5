//! What a sender may be. Each misconfiguration is named by the member it is in, and by what it should be: it is
//! found here, and not by the first person who waits for a code.

use ipnet::Ipv6Net;
use jose::secret::Secret;

use super::gateway;
use super::template::{Word, words};
use crate::model::mail::MailAddress;
use crate::model::sender::{BodyFormat, Channel, Folder, Gateway, GatewayMethod, Sender, Smtp, Way};
use crate::model::text_message::{PhoneNumber, TextMessage};
use crate::refusal::{Reason, Refusal};

/// The longest text of one line, in bytes.
const LONGEST_LINE: usize = 500;
/// The longest body, in bytes.
const LONGEST_BODY: usize = 4000;
/// The longest secret, in bytes.
const LONGEST_SECRET: usize = 1000;
/// The most headers of a gateway.
const MOST_HEADERS: usize = 20;

/// Whether a sender can send, as far as its record shows.
pub(super) fn check(sender: &Sender) -> Result<(), Refusal> {
    let definition = &sender.definition;
    let secret = sender.secret();
    if secret.is_some_and(|secret| !is_line(secret.expose(), LONGEST_SECRET)) {
        return Err(invalid("secret", "1 to 1000 bytes of one line"));
    }
    match definition.channel {
        Channel::Email => {
            definition.from_address().ok_or_else(|| invalid("from", MailAddress::EXPECTED))?;
            if definition.from_name.as_ref().is_some_and(|name| !is_line(name, LONGEST_LINE)) {
                return Err(invalid("from_name", "1 to 500 bytes of one line"));
            }
        }
        Channel::Sms => {
            if !definition.from.is_empty() && !is_line(&definition.from, LONGEST_LINE) {
                return Err(invalid("from", "what the gateway takes for it, in one line"));
            }
            if definition.from_name.is_some() {
                return Err(invalid("from_name", "absent: a text message is from a number or a word"));
            }
        }
    }
    match (&definition.way, definition.channel) {
        (Way::Smtp(smtp), Channel::Email) => check_smtp(smtp, secret),
        (Way::File(folder), Channel::Email) => check_folder(folder),
        (Way::Http(gateway), Channel::Sms) => check_gateway(gateway, &definition.from, secret),
        (_, Channel::Email) => {
            Err(invalid("channel", "sms, where there is http; mails leave by smtp or file"))
        }
        (_, Channel::Sms) => {
            Err(invalid("channel", "email, unless there is http, by which text messages leave"))
        }
    }
}

pub(super) fn invalid(member: &'static str, expected: &'static str) -> Refusal {
    Refusal::new(Reason::SenderDefinitionInvalid).about(member).expected(expected)
}

fn check_smtp(smtp: &Smtp, secret: Option<&Secret<String>>) -> Result<(), Refusal> {
    let is_name = idna::domain_to_ascii_strict(&smtp.host).is_ok_and(|name| !name.is_empty());
    // An IPv4 address is written as a name could be.
    if !is_name && format!("{}/128", smtp.host).parse::<Ipv6Net>().is_err() {
        return Err(invalid("smtp.host", "the name of a host, or its address"));
    }
    if smtp.port == Some(0) {
        return Err(invalid("smtp.port", "1 to 65535"));
    }
    match (&smtp.username, secret) {
        (Some(username), _) if !is_line(username, LONGEST_LINE) => {
            Err(invalid("smtp.username", "1 to 500 bytes of one line"))
        }
        (Some(_), None) => Err(invalid("secret", "the password that goes with smtp.username")),
        (None, Some(_)) => Err(invalid("smtp.username", "the name that goes with the secret")),
        _ => Ok(()),
    }
}

fn check_folder(folder: &Folder) -> Result<(), Refusal> {
    let is_absolute = folder.folder.starts_with('/') && is_line(&folder.folder, LONGEST_LINE);
    if is_absolute { Ok(()) } else { Err(invalid("file.folder", "the whole path of a folder")) }
}

fn check_gateway(gateway: &Gateway, from: &str, secret: Option<&Secret<String>>) -> Result<(), Refusal> {
    let mut used = template(&gateway.address, "http.address", LONGEST_LINE)?;
    if gateway.address.split_once("://").is_none_or(|(scheme, rest)| {
        !matches!(scheme, "https" | "http") || rest.starts_with(['/', '{']) || rest.is_empty()
    }) {
        return Err(invalid("http.address", "an absolute https address whose host is written out"));
    }
    if gateway.headers.len() > MOST_HEADERS {
        return Err(invalid("http.headers", "at most 20 headers"));
    }
    for (name, value) in &gateway.headers {
        let is_name = is_line(name, 100) && name.bytes().all(is_token);
        if !is_name || OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours)) {
            return Err(invalid(
                "http.headers",
                "names of headers that say nothing of the connection or the body's length",
            ));
        }
        if !value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
            return Err(invalid("http.headers", "values of printable ASCII characters"));
        }
        used.extend(template(value, "http.headers", LONGEST_LINE)?);
    }
    match gateway.method {
        GatewayMethod::Get if !gateway.body.is_empty() => {
            return Err(invalid("http.body", "absent, with GET"));
        }
        GatewayMethod::Get => {}
        _ => used.extend(template(&gateway.body, "http.body", LONGEST_BODY)?),
    }
    if !used.contains(&Word::Number) && !used.contains(&Word::Digits) {
        return Err(invalid(
            "http.body",
            "a template in which {number} or {digits} stands, or they in http.address",
        ));
    }
    if !used.contains(&Word::Text) {
        return Err(invalid("http.body", "a template in which {text} stands, or it in http.address"));
    }
    if used.contains(&Word::From) && from.is_empty() {
        return Err(invalid("from", "whom it is from, for {from} in the template"));
    }
    if gateway.username.as_ref().is_some_and(|name| !is_line(name, LONGEST_LINE) || name.contains(':')) {
        return Err(invalid("http.username", "1 to 500 bytes of one line without a colon"));
    }
    let wants_secret = used.contains(&Word::Secret) || gateway.username.is_some();
    if wants_secret != secret.is_some() {
        return Err(match secret {
            None => invalid("secret", "what takes the place of {secret}, or the password of http.username"),
            Some(_) => invalid("secret", "absent, or {secret} in the template, or http.username"),
        });
    }
    if gateway.success.len() > 20 || !gateway.success.iter().all(|status| matches!(status, 200..=299)) {
        return Err(invalid("http.success", "statuses from 200 to 299"));
    }
    check_filled(gateway, from, secret)
}

/// Headers that are made, and not said.
const OURS: [&str; 6] =
    ["host", "content-length", "transfer-encoding", "connection", "accept-encoding", "te"];

/// Whether what comes of a template can be read.
fn check_filled(gateway: &Gateway, from: &str, secret: Option<&Secret<String>>) -> Result<(), Refusal> {
    let Some(to) = PhoneNumber::parse("+358401234567") else { return Ok(()) };
    let text = "\"Code\" & <123456>\\\n".to_owned();
    let request = gateway::request(gateway, from, secret, &TextMessage { to, text });
    let is_read = match gateway.format {
        _ if gateway.method == GatewayMethod::Get => true,
        BodyFormat::Json => serde_json::from_str::<serde_json::Value>(request.body.expose()).is_ok(),
        BodyFormat::Form | BodyFormat::Xml => true,
    };
    if is_read { Ok(()) } else { Err(invalid("http.body", "JSON, once its words are replaced")) }
}

fn template(text: &str, member: &'static str, longest: usize) -> Result<Vec<Word>, Refusal> {
    if text.len() > longest {
        return Err(invalid(member, "shorter"));
    }
    words(text).map_err(|name| {
        invalid(member, "in braces no other words than number, digits, text, from and secret")
            .operator(format!("{{{name}}} is none of them"))
    })
}

/// A character of a header's name (RFC 9110 §5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn is_line(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len()) && !text.chars().any(|c| c.is_control())
}
