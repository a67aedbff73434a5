//! A connection to a directory: TLS before anything is said, one question at a time, each answered in time.

use std::time::Duration;

use idp::model::directory::DirectoryDefinition;
use jose::Secret;
use ldap::{Entry, Message, Outcome, ResultCode, Search};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Host;

use super::DirectoryFault;
use super::DirectoryFault::{Misconfigured, Unavailable, Untrusted};
use crate::fetch::{Error, Fetcher};

/// The longest message, in bytes: an entry with its attributes.
const LONGEST: usize = 1024 * 1024;

/// How many entries are asked for at once.
const PAGE: u32 = 500;

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

pub(super) struct Connection {
    stream: Box<dyn Stream>,
    /// What came and was not read yet.
    buffer: Vec<u8>,
    last: u32,
    patience: Duration,
}

impl Connection {
    /// Connects. Nothing is said before TLS stands, where the definition wants TLS.
    pub(super) async fn open(at: &DirectoryDefinition, fetcher: &Fetcher) -> Result<Self, DirectoryFault> {
        let patience = Duration::from_secs(at.connect_timeout.into());
        let opening = Self::opened(at, fetcher);
        timeout(patience, opening).await.unwrap_or_else(|_| {
            Err(Unavailable(format!("no connection stood within {} seconds", at.connect_timeout)))
        })
    }

    async fn opened(at: &DirectoryDefinition, fetcher: &Fetcher) -> Result<Self, DirectoryFault> {
        let (is_tls, host, port) = place(&at.url)?;
        let named = match &host {
            Host::Domain(name) => Host::Domain(name.as_str()),
            Host::Ipv4(address) => Host::Ipv4(*address),
            Host::Ipv6(address) => Host::Ipv6(*address),
        };
        let is_plain = !is_tls && !at.start_tls;
        let mut plain = fetcher.connect(&named, port, is_plain).await.map_err(|error| of(&error))?;
        if is_plain {
            return Ok(Self::over(Box::new(plain), at));
        }
        if at.start_tls {
            plain = begin_tls(plain, at).await?;
        }
        let authorities = authorities(at)?;
        let secure = fetcher.secure_by(&named, plain, authorities).await.map_err(|error| of(&error))?;
        Ok(Self::over(Box::new(secure), at))
    }

    fn over(stream: Box<dyn Stream>, at: &DirectoryDefinition) -> Self {
        Self { stream, buffer: Vec::new(), last: 0, patience: Duration::from_secs(at.timeout.into()) }
    }

    /// Shows a password for an entry; nobody's where both are empty.
    pub(super) async fn bind(
        &mut self,
        name: &str,
        password: &Secret<String>,
    ) -> Result<Outcome, DirectoryFault> {
        let id = self.next();
        let request = ldap::bind(id, name, password);
        match self.ask(id, request.expose()).await? {
            Message::Bound(outcome) => Ok(outcome),
            other => Err(unexpected(&other)),
        }
    }

    /// The entries that a search finds, at most so many. More than that are found too: whoever asks for two learns
    /// that one was not the only one.
    pub(super) async fn search(
        &mut self,
        search: Search<'_>,
        most: usize,
    ) -> Result<Result<Vec<Entry>, Outcome>, DirectoryFault> {
        let mut found = Vec::new();
        let mut cookie = Vec::new();
        loop {
            let id = self.next();
            let page = (search.size_limit == 0).then_some((PAGE, cookie.as_slice()));
            let request = Search { page, ..search }.request(id);
            let request =
                request.map_err(|_| Misconfigured("a filter of its definition is none".to_owned()))?;
            let mut message = self.ask(id, &request).await?;
            let (outcome, next) = loop {
                match message {
                    Message::Found(entry) if found.len() < most => found.push(entry),
                    Message::Found(_) | Message::Reference => {}
                    Message::Done(outcome, next) => break (outcome, next),
                    other => return Err(unexpected(&other)),
                }
                message = self.receive(id).await?;
            };
            match (outcome.code, next) {
                (ResultCode::Success, Some(next)) if found.len() < most => cookie = next,
                (ResultCode::Success | ResultCode::SizeLimitExceeded, _) => return Ok(Ok(found)),
                _ => return Ok(Err(outcome)),
            }
        }
    }

    fn next(&mut self) -> u32 {
        // It is 31 bits at most, and not nought (RFC 4511 §4.1.1.1).
        self.last = self.last % 0x7fff_ffff + 1;
        self.last
    }

    async fn ask(&mut self, id: u32, request: &[u8]) -> Result<Message, DirectoryFault> {
        let sending = async {
            self.stream.write_all(request).await?;
            self.stream.flush().await
        };
        match timeout(self.patience, sending).await {
            Ok(Ok(())) => self.receive(id).await,
            Ok(Err(error)) => Err(lost(&error)),
            Err(_) => Err(self.too_slow()),
        }
    }

    async fn receive(&mut self, id: u32) -> Result<Message, DirectoryFault> {
        let patience = self.patience;
        let receiving = receive(&mut self.stream, &mut self.buffer);
        let Ok(received) = timeout(patience, receiving).await else { return Err(self.too_slow()) };
        match received? {
            (theirs, message) if theirs == id => Ok(message),
            // Nought is whatever a server says by itself, mostly goodbye (RFC 4511 §4.4).
            (0, _) => Err(Unavailable("it ended the connection".to_owned())),
            _ => Err(Unavailable("it answered what was not asked".to_owned())),
        }
    }

    fn too_slow(&self) -> DirectoryFault {
        Unavailable(format!("nothing came within {} seconds", self.patience.as_secs()))
    }
}

/// Has the server begin TLS on a connection. What it says before is not believed later: there is nothing left of it.
async fn begin_tls(mut stream: TcpStream, at: &DirectoryDefinition) -> Result<TcpStream, DirectoryFault> {
    const ID: u32 = 1;
    stream.write_all(&ldap::start_tls(ID)).await.map_err(|error| lost(&error))?;
    let mut buffer = Vec::new();
    match receive(&mut stream, &mut buffer).await? {
        (ID, Message::Extended(outcome)) if outcome.is_success() && buffer.is_empty() => Ok(stream),
        (ID, Message::Extended(outcome)) if !outcome.is_success() => {
            Err(Misconfigured(format!("it has no TLS at {} (start_tls): {outcome}", at.url)))
        }
        _ => Err(Untrusted("it said more than was asked before TLS began".to_owned())),
    }
}

/// The next message, and what it answers.
async fn receive(
    stream: &mut (impl AsyncRead + Unpin),
    buffer: &mut Vec<u8>,
) -> Result<(u32, Message), DirectoryFault> {
    let malformed = |malformed: ldap::Malformed| Unavailable(malformed.to_string());
    loop {
        if let Some(length) = ldap::frame(buffer, LONGEST).map_err(malformed)?
            && let Some(message) = buffer.get(..length)
        {
            let message = Message::read(message).map_err(malformed);
            buffer.drain(..length);
            return message;
        }
        match stream.read_buf(buffer).await {
            Ok(0) => return Err(Unavailable("it ended the connection".to_owned())),
            Ok(_) => {}
            Err(error) => return Err(lost(&error)),
        }
    }
}

/// Whether it is TLS from the first byte, and where it is.
fn place(url: &str) -> Result<(bool, Host<String>, u16), DirectoryFault> {
    let unfit = || Misconfigured("url is none of a directory".to_owned());
    let (is_tls, rest) = match url.strip_prefix("ldaps://") {
        Some(rest) => (true, rest),
        None => (false, url.strip_prefix("ldap://").ok_or_else(unfit)?),
    };
    let usual = if is_tls { 636 } else { 389 };
    let (host, port) = match rest.rsplit_once(':') {
        // The last colon of an address in brackets is not before a port.
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| unfit())?),
        _ => (rest, usual),
    };
    Ok((is_tls, Host::parse(host).map_err(|_| unfit())?, port))
}

/// Whose certificates count, where the definition says so.
fn authorities(at: &DirectoryDefinition) -> Result<Option<Vec<CertificateDer<'static>>>, DirectoryFault> {
    let Some(pem) = &at.ca_certificates else { return Ok(None) };
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    read.map(Some).map_err(|error| Misconfigured(format!("ca_certificates cannot be read: {error}")))
}

fn of(error: &Error) -> DirectoryFault {
    let why = error.to_string();
    match error {
        Error::Tls(_) => Untrusted(format!("{why}; ca_certificates names whose certificates count")),
        Error::Trust(_) | Error::Address(_) | Error::Plaintext | Error::NotPublic(_) => Misconfigured(why),
        _ => Unavailable(why),
    }
}

fn lost(error: &std::io::Error) -> DirectoryFault {
    Unavailable(format!("the connection broke: {error}"))
}

fn unexpected(message: &Message) -> DirectoryFault {
    // Never what it holds: an entry is somebody's.
    let kind = match message {
        Message::Bound(_) => "a bind's result",
        Message::Found(_) | Message::Reference | Message::Done(..) => "a search's result",
        Message::Extended(_) => "an extended result",
    };
    Unavailable(format!("it answered with {kind}, which was not asked"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_where_its_address_says() {
        let of = |url| place(url).map(|(is_tls, host, port)| (is_tls, host.to_string(), port));
        assert_eq!(of("ldaps://ldap.example.org"), Ok((true, "ldap.example.org".to_owned(), 636)));
        assert_eq!(of("ldap://127.0.0.1:3890"), Ok((false, "127.0.0.1".to_owned(), 3890)));
        assert_eq!(of("ldap://[::1]"), Ok((false, "[::1]".to_owned(), 389)));
        assert_eq!(of("ldap://[::1]:3890"), Ok((false, "[::1]".to_owned(), 3890)));
        assert!(of("http://x").is_err() && of("ldap://x:y").is_err());
    }
}
