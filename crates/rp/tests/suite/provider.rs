//! A provider made of nothing but its keys, which says what it is told to.

use jose::sealing::SealingKey;
use jose::{JwkSet, JwsAlgorithm, Secret, SigningKey, hash_half, jwt};
use rp::message::{Request, Response};
use rp::{
    Answered, Authentication, Authorization, Begun, Client, Env, Error, Issuer, Keys, Party, Pending,
    Provider, Tokens,
};
use serde_json::{Value, json};

pub(crate) const ISSUER: &str = "https://op.example";
pub(crate) const CLIENT: &str = "shop";
pub(crate) const CALLBACK: &str = "https://shop.example/callback";
pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const SUBJECT: &str = "pc_alice";
pub(crate) const SECRET: &str = "a secret of more than thirty-two bytes, as HS256 wants it";

/// A world of one provider and one client.
pub(crate) struct World {
    pub(crate) client: Client,
    pub(crate) provider: Provider,
    pub(crate) keys: Keys,
    /// The provider's private key.
    pub(crate) signing: SigningKey,
    count: u8,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::of(client())
    }

    pub(crate) fn of(client: Client) -> Self {
        Self::saying(client, json!({}))
    }

    /// With these members of the metadata instead of the usual ones.
    pub(crate) fn saying(client: Client, changed: Value) -> Self {
        let signing = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("op 1");
        let keys = keys(&[&signing], NOW);
        let provider = Provider::read(&issuer(), &json_response(&metadata(changed))).unwrap();
        Self { client, provider, keys, signing, count: 0 }
    }

    pub(crate) fn party(&self) -> Party<'_> {
        Party { client: &self.client, provider: &self.provider, keys: &self.keys }
    }

    /// Does something with other randomness each time.
    pub(crate) fn with_env<T>(&mut self, act: impl FnOnce(Party<'_>, &mut Env<'_>) -> T) -> T {
        self.count += 1;
        let mut next = self.count;
        let mut random = |bytes: &mut [u8]| {
            bytes.fill(next);
            next = next.wrapping_add(101);
        };
        act(self.party(), &mut Env::new(NOW, &mut random))
    }

    pub(crate) fn begin(&mut self, wish: &Authorization) -> Begun {
        self.with_env(|party, env| party.begin(wish, env)).unwrap()
    }

    /// As far as a code.
    pub(crate) fn answered(&mut self, wish: &Authorization) -> (Asked, Answered) {
        let Begun { redirect, pending } = self.begin(wish);
        let asked = Asked::of(redirect.parameters());
        let back = format!("code=the+code&state={}&iss=https%3A%2F%2Fop.example", asked.get("state"));
        let answered = self.party().callback(pending, &back, NOW).unwrap();
        (asked, answered)
    }

    /// The whole way, with an ID token of these claims instead of the usual ones.
    pub(crate) fn sign_in(&mut self, wish: &Authorization, changed: Value) -> Result<Tokens, Error> {
        let (asked, answered) = self.answered(wish);
        let id_token = self.sign(&self.claims(&asked, changed));
        self.party().tokens(&answered, &tokens(&id_token), NOW)
    }

    /// The usual claims of the ID token that answers a request, with some changed; `null` takes one away.
    pub(crate) fn claims(&self, asked: &Asked, changed: Value) -> Value {
        let usual = json!({
            "iss": ISSUER, "sub": SUBJECT, "aud": CLIENT, "iat": NOW, "exp": NOW + 600,
            "nonce": asked.get("nonce"), "auth_time": NOW - 100,
            "at_hash": hash_half(JwsAlgorithm::ES256, "at"),
        });
        merged(usual, changed)
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        jwt::sign(None, claims, &self.signing).unwrap()
    }
}

/// What a browser was sent away with.
pub(crate) struct Asked(Vec<(String, String)>);

impl Asked {
    pub(crate) fn of(parameters: &[(String, String)]) -> Self {
        Self(parameters.to_vec())
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_else(|| panic!("no {name} was asked"))
    }

    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

pub(crate) fn client() -> Client {
    client_with(Authentication::ClientSecretBasic(Secret::new(SECRET.to_owned())))
}

pub(crate) fn client_with(authentication: Authentication) -> Client {
    Client::new(CLIENT, CALLBACK, authentication).id_token_signed_response_alg(JwsAlgorithm::ES256)
}

pub(crate) fn wish() -> Authorization {
    Authorization::new("openid profile")
}

pub(crate) fn issuer() -> Issuer {
    Issuer::parse(ISSUER).unwrap()
}

pub(crate) fn metadata(changed: Value) -> Value {
    let usual = json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://op.example/authorize",
        "token_endpoint": "https://op.example/token",
        "userinfo_endpoint": "https://op.example/userinfo",
        "jwks_uri": "https://op.example/jwks",
        "end_session_endpoint": "https://op.example/logout",
        "pushed_authorization_request_endpoint": "https://op.example/par",
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        "authorization_response_iss_parameter_supported": true,
    });
    merged(usual, changed)
}

pub(crate) fn keys(of: &[&SigningKey], now: i64) -> Keys {
    let set: JwkSet = of.iter().map(|key| key.public_jwk()).collect();
    Keys::read(&json_response(&json!(set)), now).unwrap()
}

/// The token endpoint's answer with this ID token.
pub(crate) fn tokens(id_token: &str) -> Response {
    json_response(&json!({
        "access_token": "at", "token_type": "Bearer", "expires_in": 600, "id_token": id_token,
        "refresh_token": "rt",
    }))
}

pub(crate) fn json_response(body: &Value) -> Response {
    response(200, "application/json; charset=utf-8", &body.to_string())
}

pub(crate) fn response(status: u16, content_type: &str, body: &str) -> Response {
    let content_type = Some(content_type.to_owned());
    Response { status, content_type, dpop_nonce: None, body: body.as_bytes().to_vec() }
}

pub(crate) fn merged(mut usual: Value, changed: Value) -> Value {
    for (name, value) in changed.as_object().unwrap() {
        match value {
            Value::Null => drop(usual.as_object_mut().unwrap().remove(name)),
            value => usual[name] = value.clone(),
        }
    }
    usual
}

pub(crate) fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| value.expose().as_str())
}

pub(crate) fn form(request: &Request) -> Asked {
    let encoded = request.form.as_ref().unwrap().expose();
    let parameters = oidc::parameters::Parameters::parse(encoded.as_bytes()).unwrap();
    Asked(parameters.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

pub(crate) fn cookie_key() -> SealingKey {
    SealingKey::new(Secret::new([9; 32]))
}

pub(crate) fn reopened(pending: &Pending) -> Pending {
    Pending::open(&pending.seal(&cookie_key()), &cookie_key()).unwrap()
}
