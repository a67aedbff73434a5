//! What a browser brings along.

use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use rp::jose::digest;

use crate::basket::Basket;
use crate::{Browser, Language};

/// Who comes, as far as their browser says.
pub(super) struct Visitor {
    pub(super) language: Language,
    pub(super) headers: HeaderMap,
}

/// The shop's cookies.
#[derive(Clone, Copy)]
pub(super) enum Cookie {
    Browser,
    Basket,
    Language,
    Merchant,
}

impl Visitor {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let chosen = value(headers, "shop-language").and_then(Language::of_tag);
        let asked = || Language::of_header(headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?);
        Self { language: chosen.or_else(asked).unwrap_or_default(), headers: headers.clone() }
    }

    pub(super) fn browser(&self, base: &str) -> Option<Browser> {
        self.cookie(base, Cookie::Browser).map(Browser::of)
    }

    pub(super) fn basket(&self, base: &str) -> Basket {
        self.cookie(base, Cookie::Basket).map(Basket::parse).unwrap_or_default()
    }

    pub(super) fn cookie(&self, base: &str, cookie: Cookie) -> Option<&str> {
        value(&self.headers, &cookie.name(base))
    }
}

impl Cookie {
    /// Cookies ignore ports, and those of the shop's neighbours on this machine are not its own.
    fn name(self, base: &str) -> String {
        let hash = digest::sha256(base.as_bytes());
        let mark: String = hash[..4].iter().map(|byte| format!("{byte:02x}")).collect();
        match self {
            Self::Browser => format!("shop-browser-{mark}"),
            Self::Basket => format!("shop-basket-{mark}"),
            Self::Merchant => format!("shop-merchant-{mark}"),
            Self::Language => "shop-language".to_owned(),
        }
    }

    /// Has the browser keep a value for so many seconds; none takes it away. It comes along when the browser
    /// returns from a bank, and with no form of another site.
    pub(super) fn set(self, response: &mut Response, base: &str, value: &str, seconds: i64) {
        let secure = if base.starts_with("https:") { "; Secure" } else { "" };
        let name = self.name(base);
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
}

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(other, _)| *other == name).map(|(_, value)| value)
}
