//! What a mail looks like on its way (RFC 5322, RFC 2046).

use std::time::{Duration, UNIX_EPOCH};

use idp::Time;
use idp::model::issuer::Issuer;
use idp::model::mail::{Mail, MailAddress};
use idp::model::message::MessageId;
use idp::model::sender::Sender;
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};

use crate::page::mail::SERVICE;

/// A mail as it goes out.
pub(super) struct Formed {
    pub(super) from: Address,
    pub(super) to: Address,
    pub(super) bytes: Vec<u8>,
}

/// Forms a mail. It is the same at each attempt, so that whoever took it twice knows it again.
///
/// # Errors
/// Why it cannot be, for the operator.
pub(super) fn form(
    mail: &Mail,
    id: MessageId,
    by: &Sender,
    issuer: &Issuer,
    now: Time,
) -> Result<Formed, String> {
    let unfit = |error: &dyn std::fmt::Display| format!("the mail cannot be formed: {error}");
    let from = by.definition.from_address().ok_or_else(|| unfit(&"it is from nobody"))?;
    let (from, to) = (address(&from)?, address(&mail.to)?);
    let name = by.definition.from_name.as_deref().unwrap_or(SERVICE);
    let micros = u64::try_from(now.as_micros()).unwrap_or_default();
    let builder = Message::builder()
        .from(Mailbox::new(Some(in_one_line(name)), from.clone()))
        .to(Mailbox::new(None, to.clone()))
        .subject(in_one_line(&mail.subject))
        .date(UNIX_EPOCH + Duration::from_micros(micros))
        .message_id(Some(format!("<{}@{}>", id.text(), host(issuer))))
        // Nobody is to answer it, least of all a program (RFC 3834 §5).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    let formed = match &mail.html {
        None => builder.singlepart(SinglePart::plain(mail.text.clone())),
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(mail.text.clone(), html.clone())),
    };
    let formed = formed.map_err(|error| unfit(&error))?;
    Ok(Formed { from, to, bytes: formed.formatted() })
}

fn address(address: &MailAddress) -> Result<Address, String> {
    Address::new(address.local(), address.domain())
        .map_err(|error| format!("{} is no address: {error}", address.masked()))
}

/// The host that identifiers are made at: our own.
pub(super) fn host(issuer: &Issuer) -> String {
    let host = url::Url::parse(&issuer.base).ok().and_then(|base| base.host_str().map(str::to_owned));
    host.unwrap_or_else(|| "localhost".to_owned())
}

/// Whatever is in a header stays in it.
fn in_one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')).collect::<Vec<_>>().join(" ")
}
