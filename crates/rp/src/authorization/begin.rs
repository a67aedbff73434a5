use jose::{Secret, base64url, digest};
use oidc::pkce::CodeChallengeMethod;
use serde_json::{Value, json};

use super::{Authorization, object};
use crate::client::{RequestObject, authenticate, dpop};
use crate::message::{Form, Request, Response};
use crate::pending::Pending;
use crate::{Endpoint, Env, Error, Party, answer};

const PUSHED: &str = "its answer to a pushed request";

/// A request that was begun: where the browser goes, and what it keeps until it comes back.
pub struct Begun {
    /// Where the browser goes.
    pub redirect: Redirect,
    /// What the browser keeps, sealed, until it comes back: [`Pending::seal`].
    pub pending: Pending,
}

/// Where a browser is sent, and with what. No `Debug`: what is asked may be about a person.
pub struct Redirect {
    endpoint: Endpoint,
    form: Form,
}

impl Redirect {
    /// The address for a redirect with status 303, or for a link.
    pub fn url(&self) -> String {
        self.endpoint.with_query(&self.form.encode())
    }

    /// The address for a form that posts [`Self::parameters`] instead: a sealed request can be longer
    /// than some servers take in an address.
    pub fn action(&self) -> &str {
        self.endpoint.as_str()
    }

    /// The parameters, for a form that posts them.
    pub fn parameters(&self) -> &[(String, String)] {
        self.form.pairs()
    }
}

impl Party<'_> {
    /// Begins a request that goes by way of the browser, in the form that the client is registered for.
    ///
    /// # Errors
    /// [`OurFault`](crate::OurFault) or [`ProviderFault`](crate::ProviderFault): a key is missing or cannot be used.
    pub fn begin(&self, wish: &Authorization, env: &mut Env<'_>) -> Result<Begun, Error> {
        let (members, pending) = self.ask(wish, env);
        let form = self.protect(members, env)?;
        let endpoint = self.provider.authorization_endpoint().clone();
        Ok(Begun { redirect: Redirect { endpoint, form }, pending })
    }

    /// Begins a request that is pushed to the provider first (RFC 9126). Send it, and give the answer to
    /// [`Self::pushed`].
    ///
    /// # Errors
    /// As [`Self::begin`]; [`ProviderFault::NoEndpoint`](crate::ProviderFault) where the provider takes none.
    pub fn push(&self, wish: &Authorization, env: &mut Env<'_>) -> Result<(Request, Pending), Error> {
        let (members, pending) = self.ask(wish, env);
        let mut form = self.protect(members, env)?;
        let request = self.post(self.provider.pushed_endpoint(self.client)?, &mut form, env)?;
        Ok((request, pending))
    }

    /// Where the browser goes after a request was pushed.
    ///
    /// # Errors
    /// [`Error::Refused`] as the provider has it; [`ProviderFault`](crate::ProviderFault) for an answer it should not give.
    pub fn pushed(&self, response: &Response) -> Result<Redirect, Error> {
        let members = answer::read(PUSHED, response, &[200, 201])?;
        let request_uri = answer::text(PUSHED, &members, "request_uri")?;
        let mut form = Form::default();
        form.push("client_id", self.client.id());
        form.push("request_uri", request_uri);
        Ok(Redirect { endpoint: self.provider.authorization_endpoint().clone(), form })
    }

    /// The parameters of a request, and what is kept to know its answer by.
    fn ask(&self, wish: &Authorization, env: &mut Env<'_>) -> (Vec<(String, Value)>, Pending) {
        let pending = Pending::new(self, wish.greatest_age(), wish.required_acr().to_vec(), env);
        let mut members = Vec::new();
        let mut put = |name: &str, value: &str| members.push((name.to_owned(), json!(value)));
        put("response_type", "code");
        put("client_id", self.client.id());
        put("redirect_uri", self.client.redirect_uri());
        put("state", pending.state());
        put("nonce", pending.nonce());
        // RFC 7636 §4.2.
        put("code_challenge", &base64url::encode(digest::sha256(pending.code_verifier().as_bytes())));
        put("code_challenge_method", CodeChallengeMethod::S256.as_str());
        let signed = self.client.authorization_response().signed.is_some();
        if let Some(mode) = wish.mode().or(signed.then_some("jwt")) {
            put("response_mode", mode);
        }
        // RFC 9449 §10: so bound, the code is of no use to who has another key.
        if let Some(thumbprint) = self.client.dpop_key().and_then(|key| key.public_jwk().thumbprint()) {
            put("dpop_jkt", &thumbprint);
        }
        members.extend(wish.members());
        (members, pending)
    }

    fn protect(&self, members: Vec<(String, Value)>, env: &mut Env<'_>) -> Result<Form, Error> {
        match self.client.request_form() {
            RequestObject::None => Ok(plain(members)),
            form => object::wrap(self, form, members, env),
        }
    }

    /// A form that the client posts in its own name.
    pub(crate) fn post(
        &self,
        endpoint: &Endpoint,
        form: &mut Form,
        env: &mut Env<'_>,
    ) -> Result<Request, Error> {
        let authorization = authenticate(self.client, self.provider, form, env)?;
        let mut request = Request::get(endpoint, "application/json");
        request.form = Some(Secret::new(form.encode()));
        request.headers.extend(authorization.map(|value| ("authorization", value)));
        if let Some(key) = self.client.dpop_key() {
            dpop::prove(&mut request, None, key, env)?;
        }
        Ok(request)
    }
}

/// Members as parameters: lists are repeated, objects written as JSON.
fn plain(members: Vec<(String, Value)>) -> Form {
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let mut form = Form::default();
    for (name, value) in members {
        match value {
            Value::Array(values) => values.into_iter().for_each(|value| form.push(&name, text(value))),
            value => form.push(&name, text(value)),
        }
    }
    form
}
