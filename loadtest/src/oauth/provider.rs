//! The provider's addresses, from its discovery document (OpenID Connect Discovery 1.0 §4).

use serde::Deserialize;
use url::Url;

use crate::{
    error::{Error, failed, usage},
    http::{Http, Prepared},
};

/// Where a provider answers.
#[derive(Clone, Debug, Deserialize)]
pub struct Provider {
    /// Its name.
    pub issuer: String,
    authorization_endpoint: Option<Url>,
    token_endpoint: Option<Url>,
    userinfo_endpoint: Option<Url>,
    introspection_endpoint: Option<Url>,
    jwks_uri: Option<Url>,
}

impl Provider {
    /// Reads the discovery document of `issuer`.
    ///
    /// # Errors
    /// When there is none, or it speaks for another issuer.
    pub async fn discover(http: &mut Http, issuer: &Url) -> Result<Self, Error> {
        let url = Self::document(issuer)?;
        let answer = http.send(&Prepared::get(&url)?).await?;
        let provider: Self = answer.json("the discovery document")?;
        let trimmed = |it: &str| it.trim_end_matches('/').to_owned();
        if trimmed(&provider.issuer) != trimmed(issuer.as_str()) {
            return Err(failed(format!("the discovery document of {issuer} speaks for {}", provider.issuer)));
        }
        Ok(provider)
    }

    /// Where people are sent.
    ///
    /// # Errors
    /// When the document names no such address; so too below.
    pub fn authorization_endpoint(&self) -> Result<&Url, Error> {
        published(&self.authorization_endpoint, "authorization_endpoint")
    }

    /// Where tokens are had.
    ///
    /// # Errors
    /// See above.
    pub fn token_endpoint(&self) -> Result<&Url, Error> {
        published(&self.token_endpoint, "token_endpoint")
    }

    /// Where claims are read.
    ///
    /// # Errors
    /// See above.
    pub fn userinfo_endpoint(&self) -> Result<&Url, Error> {
        published(&self.userinfo_endpoint, "userinfo_endpoint")
    }

    /// Where tokens are asked about (RFC 7662).
    ///
    /// # Errors
    /// See above.
    pub fn introspection_endpoint(&self) -> Result<&Url, Error> {
        published(&self.introspection_endpoint, "introspection_endpoint")
    }

    /// Where keys are published.
    ///
    /// # Errors
    /// See above.
    pub fn jwks_uri(&self) -> Result<&Url, Error> {
        published(&self.jwks_uri, "jwks_uri")
    }

    /// The address of the discovery document: under the issuer's path (Discovery §4.1).
    ///
    /// # Errors
    /// When the issuer cannot carry a path.
    pub fn document(issuer: &Url) -> Result<Url, Error> {
        let base = issuer.as_str().trim_end_matches('/');
        Url::parse(&format!("{base}/.well-known/openid-configuration"))
            .map_err(|why| usage(format!("{issuer} is no issuer: {why}")))
    }
}

fn published<'a>(url: &'a Option<Url>, name: &str) -> Result<&'a Url, Error> {
    url.as_ref().ok_or_else(|| failed(format!("the provider publishes no {name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_document_under_the_issuers_path() {
        let document = |text: &str| Provider::document(&Url::parse(text).unwrap()).unwrap();
        let expected = "http://h:1/.well-known/openid-configuration";
        assert_eq!(document("http://h:1").as_str(), expected);
        let expected = "http://h/oauth2/token/.well-known/openid-configuration";
        assert_eq!(document("http://h/oauth2/token").as_str(), expected);
    }
}
