//! Mails as they are read.

use mail_parser::{Address, MessageParser};

use crate::shelf::Incoming;

/// A mail that came for these readers, one for each.
pub(crate) fn read(readers: &[String], bytes: &[u8]) -> Vec<Incoming> {
    let read = MessageParser::default().parse(bytes);
    let mail = read.as_ref();
    let whom = |from: &Address<'_>| {
        let from = from.first()?;
        let address = from.address()?;
        Some(from.name().map_or_else(|| address.to_owned(), |name| format!("{name} <{address}>")))
    };
    // A reader is lost on whoever asks for the whole: what mail programs show is what counts.
    let text = mail.and_then(|mail| mail.body_text(0)).map(|text| text.replace("\r\n", "\n"));
    let text = text.unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned());
    let has_html = mail.is_some_and(|mail| mail.html_bodies().any(|part| part.is_text_html()));
    let html = mail.and_then(|mail| mail.body_html(0)).filter(|_| has_html).map(|html| html.into_owned());
    let incoming = |to: &String| Incoming {
        channel: "email",
        to: to.clone(),
        from: mail.and_then(|mail| mail.from()).and_then(whom),
        subject: mail.and_then(|mail| mail.subject()).map(str::to_owned),
        text: text.clone(),
        html: html.clone(),
    };
    readers.iter().map(incoming).collect()
}
