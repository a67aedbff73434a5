//! Messages: requests made, answers read (RFC 4511 §4).

use jose::secret::Secret;

use crate::ber::{self, ENUMERATED, INTEGER, OCTET_STRING, Reader, SEQUENCE, boolean, element, number};
use crate::filter::{self, MalformedFilter};
use crate::{Entry, Malformed, Outcome};

/// What an entry's password is shown with.
const BIND: u8 = 0x60;
const BOUND: u8 = 0x61;
const UNBIND: u8 = 0x42;
const SEARCH: u8 = 0x63;
const FOUND: u8 = 0x64;
const DONE: u8 = 0x65;
const REFERENCE: u8 = 0x73;
const EXTENDED: u8 = 0x77;
const EXTENDED_DONE: u8 = 0x78;
const CONTROLS: u8 = 0xa0;

/// RFC 4511 §4.14.1.
const START_TLS: &[u8] = b"1.3.6.1.4.1.1466.20037";
/// RFC 2696.
const PAGED: &[u8] = b"1.2.840.113556.1.4.319";

/// What comes from a server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Message {
    /// How showing a password ended.
    Bound(Outcome),
    /// An entry that a search found.
    Found(Entry),
    /// Where a search would go on, at another server. We do not follow: nobody agreed to that server.
    Reference,
    /// How a search ended, and where its next page begins, if it has one.
    Done(Outcome, Option<Vec<u8>>),
    /// How an extended operation ended.
    Extended(Outcome),
}

/// How far a search goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// The base alone.
    Base,
    /// All below it, and it.
    Subtree,
}

/// A search.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// Below which entry.
    pub base: &'a str,
    /// How far.
    pub scope: Scope,
    /// For what, as RFC 4515 writes it.
    pub filter: &'a str,
    /// What is to be told of each; nothing but their names where there is none.
    pub attributes: &'a [&'a str],
    /// How many are wanted at most; nought for all.
    pub size_limit: u32,
    /// How long it may take there, in seconds.
    pub time_limit: u32,
    /// How many to a page, and where this one begins: empty for the first.
    pub page: Option<(u32, &'a [u8])>,
}

impl Search<'_> {
    /// The request.
    ///
    /// # Errors
    /// The filter is none.
    pub fn request(&self, id: u32) -> Result<Vec<u8>, MalformedFilter> {
        let string = |text: &str| element(OCTET_STRING, text.as_bytes());
        // No attribute at all, by the name that stands for that (RFC 4511 §4.5.1.8).
        let names = if self.attributes.is_empty() { &["1.1"] } else { self.attributes };
        let names: Vec<u8> = names.iter().flat_map(|name| string(name)).collect();
        let scope = match self.scope {
            Scope::Base => 0,
            Scope::Subtree => 2,
        };
        let content = [
            string(self.base),
            number(ENUMERATED, scope),
            // Aliases are never followed: they lead to whatever whoever wrote them likes.
            number(ENUMERATED, 0),
            number(INTEGER, self.size_limit),
            number(INTEGER, self.time_limit),
            boolean(false),
            filter::encode(self.filter)?,
            element(SEQUENCE, &names),
        ];
        let mut operation = element(SEARCH, &content.concat());
        if let Some((size, cookie)) = self.page {
            let value = element(SEQUENCE, &[number(INTEGER, size), element(OCTET_STRING, cookie)].concat());
            let control = [element(OCTET_STRING, PAGED), element(OCTET_STRING, &value)].concat();
            operation.extend(element(CONTROLS, &element(SEQUENCE, &control)));
        }
        Ok(message(id, &operation))
    }
}

/// Shows a password for an entry; nobody's where both are empty (RFC 4513 §5.1). With a name and no password servers
/// take it for nobody's as well: never ask that of one.
pub fn bind(id: u32, name: &str, password: &Secret<String>) -> Secret<Vec<u8>> {
    let mut content = number(INTEGER, 3);
    content.extend(element(OCTET_STRING, name.as_bytes()));
    let shown = Secret::new(element(0x80, password.expose().as_bytes()));
    content.extend_from_slice(shown.expose());
    let content = Secret::new(content);
    let operation = Secret::new(element(BIND, content.expose()));
    Secret::new(message(id, operation.expose()))
}

/// Asks for TLS on this connection.
pub fn start_tls(id: u32) -> Vec<u8> {
    message(id, &element(EXTENDED, &element(0x80, START_TLS)))
}

/// Says goodbye.
pub fn unbind(id: u32) -> Vec<u8> {
    message(id, &element(UNBIND, &[]))
}

fn message(id: u32, operation: &[u8]) -> Vec<u8> {
    let content = Secret::new([&number(INTEGER, id), operation].concat());
    element(SEQUENCE, content.expose())
}

/// How long the message is that these bytes begin with; nothing where too little has come to tell.
///
/// # Errors
/// It is none, or longer than `longest`.
pub fn frame(bytes: &[u8], longest: usize) -> Result<Option<usize>, Malformed> {
    match bytes.first() {
        Some(&SEQUENCE) | None => {}
        Some(_) => return Err(Malformed),
    }
    let Some((start, length)) = ber::head(bytes)? else { return Ok(None) };
    let whole = start + length;
    if whole > longest { Err(Malformed) } else { Ok(Some(whole)) }
}

impl Message {
    /// Reads a whole message, and what it answers.
    ///
    /// # Errors
    /// It is none that we could be waiting for.
    pub fn read(bytes: &[u8]) -> Result<(u32, Self), Malformed> {
        let mut outer = Reader::new(bytes);
        let mut reader = outer.inner(SEQUENCE)?;
        if !outer.is_empty() {
            return Err(Malformed);
        }
        let id = reader.number(INTEGER)?;
        let (tag, content) = reader.any()?;
        let mut operation = Reader::new(content);
        let message = match tag {
            BOUND => Self::Bound(Outcome::read(&mut operation)?),
            FOUND => Self::Found(Entry::read(operation)?),
            REFERENCE => Self::Reference,
            DONE => Self::Done(Outcome::read(&mut operation)?, next_page(&mut reader)?),
            EXTENDED_DONE => Self::Extended(Outcome::read(&mut operation)?),
            _ => return Err(Malformed),
        };
        Ok((id, message))
    }
}

/// Where the next page begins.
fn next_page(reader: &mut Reader<'_>) -> Result<Option<Vec<u8>>, Malformed> {
    if reader.tag() != Some(CONTROLS) {
        return Ok(None);
    }
    let mut controls = reader.inner(CONTROLS)?;
    while !controls.is_empty() {
        let mut control = controls.inner(SEQUENCE)?;
        if control.content(OCTET_STRING)? != PAGED {
            continue;
        }
        if control.tag() == Some(ber::BOOLEAN) {
            control.any()?;
        }
        let mut value = control.inner(OCTET_STRING)?.inner(SEQUENCE)?;
        value.any()?;
        let cookie = value.content(OCTET_STRING)?;
        return Ok((!cookie.is_empty()).then(|| cookie.to_vec()));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// RFC 4511 has no examples; these are as `ldapsearch` sends them.
    #[test]
    fn requests_are_as_others_send_them() {
        let bind = bind(1, "cn=x", &Secret::new("pw".to_owned()));
        assert_eq!(*bind.expose(), b"\x30\x12\x02\x01\x01\x60\x0d\x02\x01\x03\x04\x04cn=x\x80\x02pw");
        assert_eq!(unbind(2), b"\x30\x05\x02\x01\x02\x42\x00");
        assert_eq!(start_tls(1), b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037");
    }

    #[test]
    fn what_a_search_finds_is_read() {
        let value = element(ber::SET, &element(OCTET_STRING, b"a@example.org"));
        let attribute = element(SEQUENCE, &[element(OCTET_STRING, b"mail"), value].concat());
        let entry = [element(OCTET_STRING, b"cn=a"), element(SEQUENCE, &attribute)].concat();
        let sent = message(7, &element(FOUND, &entry));
        let (id, read) = Message::read(&sent).unwrap();
        let Message::Found(entry) = read else { panic!("{read:?}") };
        assert_eq!(
            (id, entry.dn.as_str(), entry.only("mail").as_deref()),
            (7, "cn=a", Some("a@example.org"))
        );
        assert!(Message::read(&sent[..sent.len() - 1]).is_err());
        assert!(Message::read(&[&sent[..], b"\0"].concat()).is_err());
    }

    #[test]
    fn the_end_of_a_search_says_where_it_goes_on() {
        let done = [number(ENUMERATED, 0), element(OCTET_STRING, b""), element(OCTET_STRING, b"")].concat();
        let page = |cookie: &[u8]| {
            let value = element(SEQUENCE, &[number(INTEGER, 0), element(OCTET_STRING, cookie)].concat());
            let control =
                [element(OCTET_STRING, PAGED), boolean(false), element(OCTET_STRING, &value)].concat();
            element(CONTROLS, &element(SEQUENCE, &control))
        };
        let read = |controls: Vec<u8>| {
            Message::read(&message(1, &[element(DONE, &done), controls].concat())).unwrap().1
        };
        let Message::Done(outcome, next) = read(page(b"next")) else { panic!() };
        assert!(outcome.is_success());
        assert_eq!(next.as_deref(), Some(&b"next"[..]));
        for none in [page(b""), Vec::new()] {
            assert!(matches!(read(none), Message::Done(_, None)));
        }
    }

    #[test]
    fn a_message_is_as_long_as_it_says_and_no_longer_than_we_take() {
        let sent = unbind(1);
        assert_eq!(frame(&sent, 100), Ok(Some(sent.len())));
        assert_eq!(frame(&sent[..1], 100), Ok(None));
        assert_eq!(frame(&sent, 6), Err(Malformed));
        assert_eq!(frame(b"HTTP/1.1 400", 100), Err(Malformed));
        assert_eq!(frame(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], 1 << 20), Err(Malformed));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Message::read(&bytes);
            let _ = frame(&bytes, 100);
        }

        #[test]
        fn whatever_is_changed_in_a_message_is_read_or_refused(at in 0_usize..40, to in any::<u8>()) {
            let done = [number(ENUMERATED, 49), element(OCTET_STRING, b""), element(OCTET_STRING, b"no")].concat();
            let mut sent = message(1, &element(BOUND, &done));
            let at = at % sent.len();
            sent[at] = to;
            let _ = Message::read(&sent);
        }
    }
}
