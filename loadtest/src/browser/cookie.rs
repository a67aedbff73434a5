//! The cookies of one virtual user (RFC 6265 §5, as far as a load test needs it).

use http::{HeaderMap, HeaderValue, header::SET_COOKIE};
use url::Url;

/// The most cookies one virtual user keeps; more would be a provider gone wrong.
const MAX_COOKIES: usize = 100;

/// A browser's cookies.
///
/// `Secure` cookies are sent over plain HTTP too, as browsers do for this machine's own
/// addresses. Dates are not kept: a cookie lives for the run unless the server takes it back.
#[derive(Clone, Default)]
pub struct Jar {
    cookies: Vec<Cookie>,
}

#[derive(Clone)]
struct Cookie {
    name: String,
    value: String,
    host: String,
    with_subdomains: bool,
    path: String,
}

impl Jar {
    /// Takes what an answer from `url` sets.
    pub fn take(&mut self, url: &Url, headers: &HeaderMap) {
        for line in headers.get_all(SET_COOKIE) {
            if let Ok(line) = line.to_str() {
                self.set(url, line);
            }
        }
    }

    /// The `Cookie` header of a request to `url`, if there is anything to send.
    pub fn header(&self, url: &Url) -> Option<HeaderValue> {
        let mut line = String::new();
        for cookie in self.cookies.iter().filter(|cookie| cookie.goes_to(url)) {
            if !line.is_empty() {
                line.push_str("; ");
            }
            line.push_str(&cookie.name);
            line.push('=');
            line.push_str(&cookie.value);
        }
        if line.is_empty() {
            return None;
        }
        let mut value = HeaderValue::try_from(line).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    fn set(&mut self, url: &Url, line: &str) {
        let mut parts = line.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        let mut cookie = Cookie {
            name: name.trim().to_owned(),
            value: value.trim().to_owned(),
            host: url.host_str().unwrap_or_default().to_owned(),
            with_subdomains: false,
            path: default_path(url),
        };
        let mut is_over = false;
        for attribute in parts {
            let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            match key.to_ascii_lowercase().as_str() {
                "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
                "domain" if !value.is_empty() => {
                    cookie.host = value.trim_start_matches('.').to_ascii_lowercase();
                    cookie.with_subdomains = true;
                }
                "max-age" => is_over |= value.parse::<i64>().is_ok_and(|left| left <= 0),
                // Servers take a cookie back with the beginning of time.
                "expires" => is_over |= value.contains("1970"),
                _ => {}
            }
        }
        let same =
            |held: &Cookie| held.name == cookie.name && held.host == cookie.host && held.path == cookie.path;
        self.cookies.retain(|held| !same(held));
        if !is_over && self.cookies.len() < MAX_COOKIES {
            self.cookies.push(cookie);
        }
    }
}

impl Cookie {
    /// Cookies ignore ports and know hosts and paths (RFC 6265 §5.1.3 and §5.1.4).
    fn goes_to(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let host_fits = host == self.host
            || self.with_subdomains
                && host.strip_suffix(self.host.as_str()).is_some_and(|front| front.ends_with('.'));
        let path_fits = match url.path().strip_prefix(self.path.as_str()) {
            Some(rest) => rest.is_empty() || rest.starts_with('/') || self.path.ends_with('/'),
            None => false,
        };
        host_fits && path_fits
    }
}

fn default_path(url: &Url) -> String {
    match url.path().rfind('/') {
        Some(end) if end > 0 => url.path()[..end].to_owned(),
        _ => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn sent(jar: &Jar, to: &str) -> String {
        let header = jar.header(&url(to));
        header.map_or(String::new(), |it| it.to_str().unwrap().to_owned())
    }

    #[test]
    fn sends_a_cookie_back_to_its_host_and_path_only() {
        let mut jar = Jar::default();
        jar.set(&url("http://localhost:1/login"), "s=1; Path=/login; HttpOnly; Secure");
        jar.set(&url("http://localhost:1/login"), "t=2; Path=/");
        assert_eq!(sent(&jar, "http://localhost:2/login/next"), "s=1; t=2");
        assert_eq!(sent(&jar, "http://localhost:2/loginx"), "t=2");
        assert_eq!(sent(&jar, "http://127.0.0.1:1/login"), "");
    }

    #[test]
    fn replaces_and_takes_back() {
        let mut jar = Jar::default();
        let here = url("http://localhost/a/b");
        jar.set(&here, "s=1");
        jar.set(&here, "s=2");
        assert_eq!(sent(&jar, "http://localhost/a/c"), "s=2");
        jar.set(&here, "s=; Max-Age=0");
        assert_eq!(sent(&jar, "http://localhost/a/c"), "");
    }
}
