//! Our cookies: their names, their attributes, and how they are read.

use std::time::Duration;

use http::header::{COOKIE, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use idp::login::route::Account;
use idp::model::user::UserId;

use super::peer::Peer;
use crate::flow::Browser;
use crate::node::Neighbourhood;

/// The names and attributes of this node's cookies.
#[derive(Clone)]
pub(super) struct Cookies {
    session: String,
    /// The one that scripts of ours read: the state of the browser.
    browser_state: String,
    /// How the names of binding cookies begin. Each has a name of its own, so that two sign-ins begun
    /// at the same moment do not take each other's away.
    binding: String,
    /// How the names of those cookies begin that say who signed in here before: one for each person.
    device: String,
    /// The one that holds the way of signing in that was taken last, of several behind one provider.
    choice: String,
    /// The one that holds which account was signed in with last: one that is had here, or an organisation's.
    account: String,
    secure: bool,
}

/// The most binding cookies that are looked at.
const MOST_BINDINGS: usize = 8;

/// How long a browser remembers the way that was taken last: browsers keep no cookie longer.
const CHOICE_TTL: Duration = Duration::from_hours(400 * 24);

/// The longest of these values: an identifier, and what kind it is of.
const LONGEST: usize = 100;

/// The most people whose sign-in a browser is known by.
const MOST_DEVICES: usize = 8;

impl Cookies {
    /// The cookies of an installation at this address. Their names carry a hash of it, because
    /// browsers send cookies to every port of a host; over https they are bound to the host.
    pub(super) fn of(base: &str) -> Self {
        let secure = base.starts_with("https:");
        let prefix = if secure { "__Host-" } else { "" };
        let name = |stem| format!("{prefix}countersign-{stem}-{}", tag(base));
        let one_of = |stem| format!("{}-", name(stem));
        Self {
            session: name("session"),
            browser_state: name("state"),
            binding: one_of("browser"),
            device: one_of("device"),
            choice: name("choice"),
            account: name("account"),
            secure,
        }
    }

    /// What of ours a browser sent.
    pub(super) fn read(&self, headers: &HeaderMap) -> Browser {
        let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).map(str::to_owned);
        let from = Peer::current();
        let address = from.map(|from| from.to_string());
        let neighbourhood = from.map(|from| Neighbourhood::of(from).to_string());
        let mut browser = Browser { agent, address, neighbourhood, from, ..Browser::default() };
        for (name, value) in pairs(headers) {
            // Values of ours are at most 64 characters of base64url; of two with one name the first counts.
            let value = || (value.len() <= 64).then(|| value.to_owned());
            if name == self.session && browser.session.is_none() {
                browser.session = value();
            } else if name.starts_with(&self.binding) && browser.bindings.len() < MOST_BINDINGS {
                browser.bindings.extend(value());
            } else if name.starts_with(&self.device) && browser.devices.len() < MOST_DEVICES {
                browser.devices.extend(value());
            }
        }
        browser
    }

    /// Sets the session's cookie. It ends with the browser; when the session ends is ours to say.
    pub(super) fn session(&self, value: &str) -> Option<HeaderValue> {
        self.set(&self.session, value)
    }

    /// The name of the cookie that scripts of ours read.
    pub(super) fn browser_state_name(&self) -> &str {
        &self.browser_state
    }

    /// Sets the cookie that scripts of ours read; without a value, takes it away.
    pub(super) fn browser_state(&self, value: Option<&str>) -> Option<HeaderValue> {
        let (value, ends) = value.map_or(("", "Max-Age=0; "), |value| (value, ""));
        // Clients frame our page from their own site. Without https no cookie may cross sites, and only
        // clients on this machine see it.
        let across = if self.secure { "SameSite=None; Secure" } else { "SameSite=Lax" };
        HeaderValue::from_str(&format!("{}={value}; {ends}Path=/; {across}", self.browser_state)).ok()
    }

    /// Sets the cookie that binds sign-ins to the browser.
    pub(super) fn binding(&self, value: &str) -> Option<HeaderValue> {
        self.set(&format!("{}{}", self.binding, tag(value)), value)
    }

    /// Sets the cookie by which the browser is known to be this person's, for so long.
    pub(super) fn device(&self, user: &UserId, value: &str, ttl: Duration) -> Option<HeaderValue> {
        let name = format!("{}{}", self.device, tag(user.as_str()));
        let text = format!("{name}={value}; Max-Age={}; {}", ttl.as_secs(), self.attributes());
        let mut header = HeaderValue::from_str(&text).ok()?;
        header.set_sensitive(true);
        Some(header)
    }

    /// Remembers the way that was taken last. Nothing where a cookie cannot hold its identifier.
    pub(super) fn choice(&self, id: &str) -> Option<HeaderValue> {
        self.keep(&self.choice, id)
    }

    /// Remembers which account was signed in with.
    pub(super) fn account(&self, account: &Account) -> Option<HeaderValue> {
        self.keep(&self.account, &account.to_string())
    }

    /// Which account was signed in with last in this browser.
    pub(super) fn last_account(&self, headers: &HeaderMap) -> Option<Account> {
        pairs(headers).find(|(name, _)| *name == self.account).and_then(|(_, value)| Account::read(value))
    }

    fn keep(&self, name: &str, value: &str) -> Option<HeaderValue> {
        if !is_plain(value) {
            return None;
        }
        let text = format!("{name}={value}; Max-Age={}; {}", CHOICE_TTL.as_secs(), self.attributes());
        let mut header = HeaderValue::from_str(&text).ok()?;
        header.set_sensitive(true);
        Some(header)
    }

    /// The way that was taken last in this browser.
    pub(super) fn last_choice<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        pairs(headers).find(|(name, value)| *name == self.choice && is_plain(value)).map(|(_, value)| value)
    }

    /// Takes the session's cookie away.
    pub(super) fn without_session(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&format!("{}=; Max-Age=0; {}", self.session, self.attributes())).ok()
    }

    fn set(&self, name: &str, value: &str) -> Option<HeaderValue> {
        let mut header = HeaderValue::from_str(&format!("{name}={value}; {}", self.attributes())).ok()?;
        header.set_sensitive(true);
        Some(header)
    }

    /// Lax, so that it comes along when a client sends the browser to us.
    const fn attributes(&self) -> &'static str {
        if self.secure { "Path=/; HttpOnly; SameSite=Lax; Secure" } else { "Path=/; HttpOnly; SameSite=Lax" }
    }
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let headers = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    headers.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

/// Whether a cookie's value can be this text (RFC 6265 §4.1.1), and is no longer than an identifier.
fn is_plain(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\');
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(fits)
}

/// What tells a name apart: eight digits of a hash.
fn tag(of: &str) -> String {
    jose::digest::sha256(of.as_bytes())[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_str(cookie).unwrap());
        headers
    }

    #[test]
    fn reads_its_own_cookies_and_nobody_elses() {
        let ours = Cookies::of("http://localhost:8080");
        let theirs = Cookies::of("http://localhost:8081");
        let sent = format!("a=b; {}=one; {}=two; {}=three", ours.session, ours.session, theirs.session);
        assert_eq!(ours.read(&headers(&sent)).session.as_deref(), Some("one"));
        assert_eq!(theirs.read(&headers(&sent)).session.as_deref(), Some("three"));
        assert!(ours.read(&headers(&sent)).bindings.is_empty());
    }

    #[test]
    fn binding_cookies_stand_beside_each_other_and_no_number_of_them_is_too_many() {
        let cookies = Cookies::of("http://localhost:8080");
        let pair = |value: &str| {
            let header = cookies.binding(value).unwrap();
            header.to_str().unwrap().split(';').next().unwrap().to_owned()
        };
        let sent = [pair("one"), pair("two")].join("; ");
        assert_eq!(cookies.read(&headers(&sent)).bindings, ["one", "two"]);
        let sent: Vec<String> = (0..100).map(|n| pair(&n.to_string())).collect();
        assert_eq!(cookies.read(&headers(&sent.join("; "))).bindings.len(), MOST_BINDINGS);
    }

    #[test]
    fn a_browser_is_known_by_one_cookie_for_each_of_its_people() {
        let cookies = Cookies::of("http://localhost:8080");
        let header = |user: &str, value| {
            let header = cookies.device(&UserId::new(user), value, Duration::from_secs(60)).unwrap();
            header.to_str().unwrap().to_owned()
        };
        assert!(header("aino", "v").contains("; Max-Age=60; Path=/; HttpOnly; SameSite=Lax"));
        let pair = |user: &str, value| header(user, value).split(';').next().unwrap().to_owned();
        let [aino, bo] = [pair("aino", "one"), pair("bo", "two")];
        assert_ne!(aino.split_once('=').unwrap().0, bo.split_once('=').unwrap().0);
        let browser = cookies.read(&headers(&format!("{aino}; {bo}")));
        assert_eq!((browser.devices.len(), browser.bindings.len(), browser.session), (2, 0, None));
        let many: Vec<String> = (0..100).map(|n| pair(&n.to_string(), "v")).collect();
        assert_eq!(cookies.read(&headers(&many.join("; "))).devices.len(), MOST_DEVICES);
    }

    #[test]
    fn the_way_taken_last_is_remembered_as_it_is_and_for_long() {
        let cookies = Cookies::of("http://localhost:8080");
        let header = cookies.choice("fi-nordea").unwrap();
        let text = header.to_str().unwrap();
        let (pair, attributes) = text.split_once("; ").unwrap();
        assert!(pair.ends_with("=fi-nordea"), "{text}");
        assert_eq!(attributes, "Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax");
        assert_eq!(cookies.last_choice(&headers(&format!("a=b; {pair}"))), Some("fi-nordea"));
        let theirs = Cookies::of("http://localhost:8081");
        assert_eq!(theirs.last_choice(&headers(pair)), None);
        for id in ["", "a;b", "a b", "\r\n", "ä", &"x".repeat(101)] {
            assert!(cookies.choice(id).is_none(), "{id:?}");
        }
    }

    #[test]
    fn the_account_signed_in_with_last_is_remembered_whatever_its_directory_is_called() {
        let cookies = Cookies::of("http://localhost:8080");
        for account in [Account::Here, Account::Of("x".repeat(64).parse().unwrap())] {
            let header = cookies.account(&account).unwrap();
            let (pair, _) = header.to_str().unwrap().split_once("; ").unwrap();
            assert_eq!(cookies.last_account(&headers(pair)), Some(account));
            assert_eq!(cookies.last_choice(&headers(pair)), None);
        }
        assert_eq!(cookies.last_account(&headers("a=b")), None);
    }

    #[test]
    fn cookies_over_https_are_bound_to_the_host() {
        let cookies = Cookies::of("https://id.example.com");
        let header = cookies.session("value").unwrap();
        let text = header.to_str().unwrap();
        assert!(text.starts_with("__Host-countersign-session-") && text.ends_with("; Secure"), "{text}");
        assert!(
            !Cookies::of("http://localhost:1").session("v").unwrap().to_str().unwrap().contains("Secure")
        );
    }
}
