//! Redirect addresses: what may be registered, and how a response is put on one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// How long a redirect address may be, in characters.
pub const MAX_LENGTH: usize = 2000;

/// Schemes that a browser runs, reads from the device or answers itself, or that are no
/// application's own. A private-use scheme is any other (RFC 8252 §7.1).
const REFUSED_SCHEMES: [&str; 33] = [
    "about",
    "blob",
    "cid",
    "chrome",
    "chrome-extension",
    "content",
    "data",
    "dns",
    "feed",
    "file",
    "filesystem",
    "ftp",
    "ftps",
    "geo",
    "gopher",
    "intent",
    "jar",
    "javascript",
    "ldap",
    "ldaps",
    "mailto",
    "mhtml",
    "moz-extension",
    "resource",
    "sftp",
    "sms",
    "ssh",
    "tel",
    "urn",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

/// An address that may be registered: absolute, without fragment, credentials or wildcard, `http`,
/// `https` or a private-use scheme. Kept and compared as it was written, character by character.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RedirectUri {
    written: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Https { loopback: bool },
    Http { loopback: bool },
    PrivateUse,
}

impl RedirectUri {
    /// Reads an address for registration.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_LENGTH {
            return Err(Error::TooLong);
        }
        check_characters(text)?;
        let (scheme, rest) = text.split_once(':').ok_or(Error::NotAbsolute)?;
        let scheme = scheme.to_ascii_lowercase();
        let url = Url::parse(text).map_err(|_| Error::NotAbsolute)?;
        let kind = match scheme.as_str() {
            "https" => Kind::Https { loopback: web_host_is_loopback(&url, rest)? },
            "http" => Kind::Http { loopback: web_host_is_loopback(&url, rest)? },
            other if REFUSED_SCHEMES.contains(&other) => return Err(Error::Scheme),
            _ if !url.username().is_empty() || url.password().is_some() => return Err(Error::Credentials),
            _ => Kind::PrivateUse,
        };
        Ok(Self { written: text.to_owned(), kind })
    }

    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether a request's `redirect_uri` is this one: exact comparison (RFC 9700 §2.1).
    pub fn matches(&self, presented: &str) -> bool {
        self.written == presented
    }

    /// A request's `redirect_uri`, if it is this `http` address of the machine itself with whatever
    /// port (RFC 8252 §7.3); everything else is compared to the letter.
    pub fn on_another_port(&self, presented: &str) -> Option<Self> {
        let presented = Self::parse(presented).ok()?;
        let (here, _, rest) = self.around_port()?;
        let (there, port, presented_rest) = presented.around_port()?;
        let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number > 0));
        (is_port && here == there && rest == presented_rest).then_some(presented)
    }

    /// What stands before the port, the port, and what stands after it, of an `http` address of the
    /// machine itself.
    fn around_port(&self) -> Option<(&str, Option<&str>, &str)> {
        if !matches!(self.kind, Kind::Http { loopback: true }) {
            return None;
        }
        let origin = self.written.find("://").map(|at| at + 3)?;
        let end = self.written[origin..].find(['/', '?']).map_or(self.written.len(), |at| origin + at);
        let (authority, rest) = self.written.split_at(end);
        match authority[origin..].rfind(':').map(|at| origin + at) {
            // A colon inside the brackets of an IPv6 address is no port's.
            Some(colon) if !authority[colon..].contains(']') => {
                Some((&authority[..colon], Some(&authority[colon + 1..]), rest))
            }
            _ => Some((authority, None, rest)),
        }
    }

    /// Whether the scheme is `https`.
    pub const fn is_https(&self) -> bool {
        matches!(self.kind, Kind::Https { .. })
    }

    /// Whether the host is `localhost`, in `127.0.0.0/8` or `[::1]`.
    pub const fn is_loopback(&self) -> bool {
        matches!(self.kind, Kind::Https { loopback: true } | Kind::Http { loopback: true })
    }

    /// Whether the scheme is an application's own (RFC 8252 §7.1).
    pub const fn is_private_use(&self) -> bool {
        matches!(self.kind, Kind::PrivateUse)
    }

    /// The address with parameters in its query, after those it already has.
    pub fn append_query<N: AsRef<str>, V: AsRef<str>>(
        &self,
        parameters: impl IntoIterator<Item = (N, V)>,
    ) -> String {
        let separator = match self.written.split_once('?') {
            None => "?",
            Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
            Some(_) => "&",
        };
        self.with(separator, parameters)
    }

    /// The address with parameters in its fragment.
    pub fn append_fragment<N: AsRef<str>, V: AsRef<str>>(
        &self,
        parameters: impl IntoIterator<Item = (N, V)>,
    ) -> String {
        self.with("#", parameters)
    }

    /// The address as a content security policy's `form-action` and a page can name it: scheme and
    /// host of a web address, the bare scheme of another.
    pub fn origin(&self) -> String {
        let scheme_end = self.written.find(':').unwrap_or(self.written.len());
        if self.is_private_use() {
            return self.written[..=scheme_end].to_owned();
        }
        let authority = scheme_end + "://".len();
        let end = self.written[authority..].find(['/', '?']).map_or(self.written.len(), |at| authority + at);
        self.written[..end].to_owned()
    }

    /// The host of a web address, without its port and in the form it is compared in; the scheme of
    /// an application's own address.
    pub fn host(&self) -> String {
        let url = Url::parse(&self.written).ok();
        let host = url.as_ref().filter(|_| !self.is_private_use()).and_then(Url::host_str);
        let scheme = || self.written.split(':').next().unwrap_or_default().to_ascii_lowercase();
        host.map_or_else(scheme, str::to_owned)
    }

    fn with<N: AsRef<str>, V: AsRef<str>>(
        &self,
        separator: &str,
        parameters: impl IntoIterator<Item = (N, V)>,
    ) -> String {
        let mut address = self.written.clone();
        for (index, (name, value)) in parameters.into_iter().enumerate() {
            address.push_str(if index == 0 { separator } else { "&" });
            encode_into(&mut address, name.as_ref());
            address.push('=');
            encode_into(&mut address, value.as_ref());
        }
        address
    }
}

/// Why an address may not be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// Longer than [`MAX_LENGTH`].
    TooLong,
    /// A character that RFC 3986 does not allow, or a stray `%`.
    Character,
    /// No scheme, no host where one is needed, or not an address at all.
    NotAbsolute,
    /// A fragment, even an empty one (RFC 6749 §3.1.2).
    Fragment,
    /// A user name or password.
    Credentials,
    /// A wildcard.
    Wildcard,
    /// A scheme that is neither `http`, `https` nor an application's own.
    Scheme,
    /// The host is written otherwise than it is read, such as `0x7f.1`.
    Host,
}

impl Error {
    /// What was expected, as a phrase.
    pub const fn expected(self) -> &'static str {
        match self {
            Self::TooLong => "at most 2000 characters long",
            Self::Character => "a URI of ASCII characters with everything else percent-encoded",
            Self::NotAbsolute => "an absolute URI with a scheme and, for http and https, a host",
            Self::Fragment => "without a fragment",
            Self::Credentials => "without a user name or password",
            Self::Wildcard => "without a wildcard; register each address by itself",
            Self::Scheme => "https, http or an application's own scheme",
            Self::Host => "a URI whose host is a plain name or address",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "A redirect URI must be {}.", self.expected())
    }
}

impl std::error::Error for Error {}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl FromStr for RedirectUri {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl TryFrom<String> for RedirectUri {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

impl From<RedirectUri> for String {
    fn from(uri: RedirectUri) -> Self {
        uri.written
    }
}

/// The URL parser mends what browsers mend (white space, backslashes, missing slashes); an address
/// that needs mending is not compared safely, so it is refused before.
fn check_characters(text: &str) -> Result<(), Error> {
    if text.contains('#') {
        return Err(Error::Fragment);
    }
    if text.contains('*') {
        return Err(Error::Wildcard);
    }
    let bytes = text.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        let allowed = match byte {
            b'%' => bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()+,;=".contains(&byte),
        };
        if !allowed {
            return Err(Error::Character);
        }
    }
    Ok(())
}

/// Checks that the host is written as it is read, so that the facts about it hold.
fn web_host_is_loopback(url: &Url, rest: &str) -> Result<bool, Error> {
    let rest = rest.strip_prefix("//").ok_or(Error::NotAbsolute)?;
    let authority = &rest[..rest.find(['/', '?']).unwrap_or(rest.len())];
    if authority.contains('@') {
        return Err(Error::Credentials);
    }
    let host = match authority.rfind(':') {
        // A colon inside the brackets of an IPv6 address is no port's.
        Some(at) if !authority[at..].contains(']') => &authority[..at],
        _ => authority,
    };
    if host.is_empty() || !url.host_str().is_some_and(|read| read.eq_ignore_ascii_case(host)) {
        return Err(if host.is_empty() { Error::NotAbsolute } else { Error::Host });
    }
    // What else the URL parser lets into a name would end a directive of a policy that names the host.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._[:]".contains(&byte);
    if !host.bytes().all(is_plain) {
        return Err(Error::Host);
    }
    Ok(match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    })
}

/// Encodes all but the unreserved characters (RFC 3986 §2.3), so that a value means the same in a
/// query, in a fragment and in a header, and can end none of them.
pub(crate) fn encode_into(text: &mut String, value: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            text.push(char::from(byte));
        } else {
            text.push('%');
            text.push(char::from(HEX[usize::from(byte >> 4)]));
            text.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(text: &str) -> RedirectUri {
        RedirectUri::parse(text).unwrap()
    }

    #[test]
    fn respects_the_query_that_is_there() {
        let pairs = [("code", "a b&c"), ("state", "\u{e4}\r\n")];
        let tail = "code=a%20b%26c&state=%C3%A4%0D%0A";
        assert_eq!(uri("https://a.test").append_query(pairs), format!("https://a.test?{tail}"));
        assert_eq!(uri("https://a.test/?").append_query(pairs), format!("https://a.test/?{tail}"));
        assert_eq!(uri("https://a.test/?x=1").append_query(pairs), format!("https://a.test/?x=1&{tail}"));
        assert_eq!(uri("https://a.test/?x&").append_query(pairs), format!("https://a.test/?x&{tail}"));
        assert_eq!(uri("myapp://cb").append_fragment(pairs), format!("myapp://cb#{tail}"));
    }

    #[test]
    fn nothing_to_append_changes_nothing() {
        assert_eq!(uri("https://a.test/").append_query::<&str, &str>([]), "https://a.test/");
    }

    #[test]
    fn compares_character_by_character() {
        let registered = uri("https://A.test/cb");
        assert!(registered.matches("https://A.test/cb"));
        for other in
            ["https://a.test/cb", "https://A.test/cb/", "https://A.test:443/cb", "https://A.test/cb?"]
        {
            assert!(!registered.matches(other), "{other}");
        }
    }

    #[test]
    fn a_loopback_address_may_be_had_at_another_port_and_nowhere_else() {
        let on = |registered: &str, asked: &str| {
            uri(registered).on_another_port(asked).map(|uri| uri.as_str().to_owned())
        };
        for (registered, asked) in [
            ("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb"),
            ("http://127.0.0.1:8080/cb", "http://127.0.0.1/cb"),
            ("http://127.0.0.1:8080/cb?a=b", "http://127.0.0.1:1/cb?a=b"),
            ("http://[::1]/cb", "http://[::1]:65535/cb"),
            ("http://[::1]:80", "http://[::1]:81"),
            ("http://localhost/", "http://localhost:3000/"),
        ] {
            assert_eq!(on(registered, asked).as_deref(), Some(asked), "{registered}");
        }
        for (registered, asked) in [
            ("http://127.0.0.1/cb", "http://127.0.0.1:1/other"),
            ("http://127.0.0.1/cb", "http://127.0.0.1:1/cb?x"),
            ("http://127.0.0.1/cb", "http://127.0.0.1:1/cb/"),
            ("http://127.0.0.1/cb", "http://127.0.0.2:1/cb"),
            ("http://127.0.0.1/cb", "http://localhost:1/cb"),
            ("http://127.0.0.1/cb", "http://[::1]:1/cb"),
            ("http://127.0.0.1/cb", "https://127.0.0.1:1/cb"),
            ("http://127.0.0.1/cb", "http://127.0.0.1:0/cb"),
            ("http://127.0.0.1/cb", "http://127.0.0.1:/cb"),
            ("http://127.0.0.1/cb", "http://127.0.0.1:65536/cb"),
            ("http://127.0.0.1/cb", "http://127.0.0.1:1@evil.test/cb"),
            ("http://127.0.0.1/cb", "http://127.0.0.1.evil.test:1/cb"),
            ("http://127.0.0.1/cb", "http://127.0.0.1:1/cb#x"),
            ("http://LOCALHOST/cb", "http://localhost:1/cb"),
            ("https://127.0.0.1/cb", "https://127.0.0.1:1/cb"),
            ("http://shop.test/cb", "http://shop.test:1/cb"),
            ("myapp://127.0.0.1/cb", "myapp://127.0.0.1:1/cb"),
        ] {
            assert_eq!(on(registered, asked), None, "{registered} {asked}");
        }
    }

    #[test]
    fn tells_what_kind_of_address_it_is() {
        assert!(uri("https://a.test/cb").is_https() && !uri("https://a.test/cb").is_loopback());
        for loopback in
            ["http://127.0.0.1:8080/cb", "http://[::1]/cb", "http://localhost/", "http://127.9.9.9"]
        {
            assert!(uri(loopback).is_loopback() && !uri(loopback).is_https(), "{loopback}");
        }
        assert!(!uri("http://localhost.evil.test/").is_loopback());
        for app in ["MyApp://", "com.example.app:/callback", "myapp://callback?x=1"] {
            assert!(uri(app).is_private_use() && !uri(app).is_loopback(), "{app}");
        }
        assert_eq!(uri("https://a.test:8443/x?y").origin(), "https://a.test:8443");
        assert_eq!(uri("com.example.app:/callback").origin(), "com.example.app:");
    }
}
