use oidc::claims::ClaimsRequest;
use oidc::prompt::Prompt;
use oidc::scope::OPENID;
use serde_json::{Value, json};

use crate::{Error, OurFault};

/// What the library writes by itself, or has a way to say of its own, so that nothing is said twice.
const OWN: [&str; 23] = [
    "acr_values",
    "claims",
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_secret",
    "code_challenge",
    "code_challenge_method",
    "dpop_jkt",
    "id_token_hint",
    "login_hint",
    "max_age",
    "nonce",
    "prompt",
    "redirect_uri",
    "request",
    "request_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "state",
    "ui_locales",
];

/// What is asked of the provider about a person. State, nonce and code verifier are made for each
/// request and cannot be set. No `Debug`: hints are about persons.
///
/// ```
/// use rp::Authorization;
///
/// let wish = Authorization::new("openid profile email").max_age(3600).ui_locales(["fi", "en"]);
/// # let _ = wish;
/// ```
#[derive(Clone)]
pub struct Authorization {
    scope: String,
    response_mode: Option<String>,
    prompt: Vec<Prompt>,
    max_age: Option<u32>,
    acr_values: Vec<String>,
    acr_required: bool,
    login_hint: Vec<String>,
    ui_locales: Vec<String>,
    id_token_hint: Option<String>,
    claims: ClaimsRequest,
    resource: Vec<String>,
    further: Vec<(String, String)>,
}

impl Authorization {
    /// Asks for this scope; `openid` is added where it is missing.
    pub fn new(scope: &str) -> Self {
        let is_there = scope.split(' ').any(|token| token == OPENID);
        let scope = if is_there { scope.to_owned() } else { format!("{OPENID} {scope}").trim().to_owned() };
        Self {
            scope,
            response_mode: None,
            prompt: Vec::new(),
            max_age: None,
            acr_values: Vec::new(),
            acr_required: false,
            login_hint: Vec::new(),
            ui_locales: Vec::new(),
            id_token_hint: None,
            claims: ClaimsRequest::default(),
            resource: Vec::new(),
            further: Vec::new(),
        }
    }

    /// How the answer travels, such as `form_post` or `form_post.jwt`, where it is not to be in the
    /// query. Answers in a fragment never reach a server and are of no use here.
    #[must_use]
    pub fn response_mode(mut self, mode: impl Into<String>) -> Self {
        self.response_mode = Some(mode.into());
        self
    }

    /// Which pages to show; with [`Prompt::None`], which stands alone, none at all.
    #[must_use]
    pub fn prompt(mut self, pages: impl IntoIterator<Item = Prompt>) -> Self {
        self.prompt = pages.into_iter().collect();
        self
    }

    /// The person must have signed in within so many seconds; an ID token that says otherwise is refused.
    #[must_use]
    pub fn max_age(mut self, seconds: u32) -> Self {
        self.max_age = Some(seconds);
        self
    }

    /// Ways of signing in, the best first, as a wish.
    #[must_use]
    pub fn acr_values<T: Into<String>>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        self.acr_values = values.into_iter().map(Into::into).collect();
        self.acr_required = false;
        self
    }

    /// Ways of signing in, the best first; an ID token that names none of them is refused.
    #[must_use]
    pub fn require_acr<T: Into<String>>(self, values: impl IntoIterator<Item = T>) -> Self {
        Self { acr_required: true, ..self.acr_values(values) }
    }

    /// Whom the application means; may be given several times.
    #[must_use]
    pub fn login_hint(mut self, hint: impl Into<String>) -> Self {
        self.login_hint.push(hint.into());
        self
    }

    /// Languages, the best first.
    #[must_use]
    pub fn ui_locales<T: Into<String>>(mut self, locales: impl IntoIterator<Item = T>) -> Self {
        self.ui_locales = locales.into_iter().map(Into::into).collect();
        self
    }

    /// An ID token issued before: that person, or an error.
    #[must_use]
    pub fn id_token_hint(mut self, id_token: impl Into<String>) -> Self {
        self.id_token_hint = Some(id_token.into());
        self
    }

    /// Single claims by name (OpenID Connect Core §5.5).
    #[must_use]
    pub fn claims(mut self, claims: ClaimsRequest) -> Self {
        self.claims = claims;
        self
    }

    /// A protected resource the access token is for (RFC 8707); may be given several times.
    #[must_use]
    pub fn resource(mut self, resource: impl Into<String>) -> Self {
        self.resource.push(resource.into());
        self
    }

    /// A parameter of the provider's own, such as `ftn_spname`.
    ///
    /// # Errors
    /// [`OurFault::OwnParameter`] for one that the library writes itself.
    pub fn parameter(mut self, name: &str, value: impl Into<String>) -> Result<Self, Error> {
        if OWN.contains(&name) {
            return Err(OurFault::OwnParameter(name.to_owned()).into());
        }
        self.further.push((name.to_owned(), value.into()));
        Ok(self)
    }

    pub(super) fn mode(&self) -> Option<&str> {
        self.response_mode.as_deref()
    }

    pub(super) fn greatest_age(&self) -> Option<u32> {
        self.max_age
    }

    pub(super) fn required_acr(&self) -> &[String] {
        if self.acr_required { &self.acr_values } else { &[] }
    }

    /// All that is wished, by the parameters' names. Lists are those parameters that may be repeated.
    pub(super) fn members(&self) -> Vec<(String, Value)> {
        let mut members = vec![("scope".to_owned(), json!(self.scope))];
        let mut put = |name: &str, value: Value| members.push((name.to_owned(), value));
        if !self.prompt.is_empty() {
            let words: Vec<_> = self.prompt.iter().map(|prompt| prompt.as_str()).collect();
            put("prompt", json!(words.join(" ")));
        }
        if let Some(seconds) = self.max_age {
            put("max_age", json!(seconds));
        }
        for (name, words) in [("acr_values", &self.acr_values), ("ui_locales", &self.ui_locales)] {
            if !words.is_empty() {
                put(name, json!(words.join(" ")));
            }
        }
        for (name, values) in [("login_hint", &self.login_hint), ("resource", &self.resource)] {
            match values.as_slice() {
                [] => {}
                [one] => put(name, json!(one)),
                many => put(name, json!(many)),
            }
        }
        if let Some(hint) = &self.id_token_hint {
            put("id_token_hint", json!(hint));
        }
        if !self.claims.is_empty() {
            put("claims", json!(self.claims));
        }
        for (name, value) in &self.further {
            put(name, json!(value));
        }
        members
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openid_is_always_asked_for_and_once() {
        for (scope, asked) in [
            ("openid", "openid"),
            ("", "openid"),
            ("email", "openid email"),
            ("email openid", "email openid"),
        ] {
            assert_eq!(Authorization::new(scope).members(), [("scope".to_owned(), json!(asked))], "{scope}");
        }
    }

    #[test]
    fn a_parameter_of_the_library_is_nobody_elses() {
        assert!(Authorization::new("openid").parameter("ftn_spname", "Shop").is_ok());
        for name in OWN {
            let refused = Authorization::new("openid").parameter(name, "x").err();
            assert_eq!(refused, Some(OurFault::OwnParameter(name.to_owned()).into()));
        }
    }
}
