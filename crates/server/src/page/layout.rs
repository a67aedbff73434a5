//! What pages have in common: whom they speak to, what went wrong, where a link leads.

use askama::Template;

use super::{Language, refusal};

/// The person a page speaks to.
#[derive(Clone, Copy)]
pub struct Account<'a> {
    /// What the person signs in with.
    pub username: &'a str,
    /// The person's own name, if known; shown in place of the user name's first mention.
    pub name: Option<&'a str>,
}

impl Account<'_> {
    /// How the person is called on a page.
    pub(super) fn called(&self) -> String {
        match self.name {
            Some(name) if !name.trim().is_empty() && name != self.username => {
                format!("{name} ({})", self.username)
            }
            _ => self.username.to_owned(),
        }
    }
}

/// A value that travels with a form unseen. Opaque to the pages; the caller makes it unforgeable.
#[derive(Clone, Copy)]
pub struct HiddenField<'a> {
    /// The field's name.
    pub name: &'a str,
    /// The field's value.
    pub value: &'a str,
}

/// Where a page leads back to.
#[derive(Clone, Copy)]
pub struct ReturnTo<'a> {
    /// The app's name.
    pub client: &'a str,
    /// An address of the app. Only `http` and `https` become a link; anything else is left out.
    pub href: &'a str,
}

/// A refusal to be explained to a person.
#[derive(Clone, Copy)]
pub struct Problem<'a> {
    /// The stable Countersign code, for example `password-wrong`.
    pub code: &'a str,
    /// Seconds until another try makes sense, as in `Retry-After`.
    pub retry_after: Option<u64>,
    /// How many more tries are heard.
    pub left: Option<u64>,
}

/// A refusal in words, ready to be shown.
pub(super) struct Explained {
    pub(super) what: String,
    pub(super) remedy: String,
    pub(super) retry: Option<String>,
    pub(super) left: Option<String>,
}

impl Problem<'_> {
    pub(super) fn explained(&self, say: &Language) -> Explained {
        let texts = refusal::refusal_texts(say, self.code).unwrap_or_else(|| refusal::other_texts(say));
        let retry = self.retry_after.filter(|seconds| *seconds > 0).map(|seconds| match seconds {
            ..=119 => say.counted("retry-seconds", seconds),
            _ => say.counted("retry-minutes", seconds.div_ceil(60)),
        });
        let left = self.left.map(|tries| say.counted("code-left", tries));
        Explained { what: texts.what, remedy: texts.remedy, retry, left }
    }
}

/// Whether a person may be led to this address by a link.
#[must_use]
pub fn is_link(href: &str) -> bool {
    link(href).is_some()
}

/// The address, if a person may be led there by a link: a page of the web or one of our own.
pub(super) fn link(href: &str) -> Option<&str> {
    // Browsers strip tabs and line ends from addresses and read `\` as `/`, so none may hide here.
    if href.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return None;
    }
    let own = href.starts_with('/') && !href.starts_with("//");
    let web = || url::Url::parse(href).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    (own || web()).then_some(href)
}

/// A rendered page. Writing to a `String` does not fail and no template calls anything that can, so
/// nothing is lost by an error that cannot come.
pub(super) fn html(page: &impl Template) -> String {
    page.render().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Account, Language, Problem, link};

    #[test]
    fn links_lead_to_web_pages_and_our_own() {
        for href in ["https://shop.example/a?b=c#d", "http://127.0.0.1:8080/", "/oidc/logout?x=y", "/"] {
            assert_eq!(link(href), Some(href));
        }
    }

    #[test]
    fn refuses_links_that_would_run_or_mislead() {
        for href in [
            "javascript:alert(1)",
            " javascript:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,x",
            "//evil.example/",
            "/\\evil.example/",
            "/\t/evil.example",
            "com.example.app:/cb",
            "shop",
            "",
        ] {
            assert_eq!(link(href), None, "{href:?}");
        }
    }

    #[test]
    fn an_account_is_called_by_name_and_user_name() {
        assert_eq!(Account { username: "aino@x.fi", name: Some("Aino") }.called(), "Aino (aino@x.fi)");
        assert_eq!(Account { username: "aino@x.fi", name: Some(" ") }.called(), "aino@x.fi");
        assert_eq!(Account { username: "aino@x.fi", name: None }.called(), "aino@x.fi");
    }

    #[test]
    fn waiting_is_told_in_seconds_then_in_minutes() {
        let told = |seconds| {
            Problem { code: "too-many-tries", retry_after: Some(seconds), left: None }
                .explained(Language::english())
                .retry
        };
        assert_eq!(told(0), None);
        assert_eq!(told(119).as_deref(), Some("You can try again in 119 seconds."));
        assert_eq!(told(121).as_deref(), Some("You can try again in 3 minutes."));
    }
}
