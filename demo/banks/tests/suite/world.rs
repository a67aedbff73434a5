//! A broker, a relying party that is registered with it, and a browser.

use std::sync::LazyLock;
use std::time::Duration;

use banks::{Clock, Keys, Options, Registered, Running};
use oidc::parameters::Parameters;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::redirect::Policy;
use rp::http::{RelyingParty, Tls, Transport};
use rp::jose::{ContentEncryption, DecryptionKey, Jwk, JwkSet, JwsAlgorithm, KeyManagement, SigningKey, jwt};
use rp::{
    AssertionAudience, Authentication, Authorization, Begun, Client, Error, Issuer, RequestObject, Tokens,
};
use serde_json::{Value, json};

pub(crate) const CLIENT: &str = "test-shop";
pub(crate) const CALLBACK: &str = "https://shop.example/callback";
pub(crate) const SIGNED_OUT: &str = "https://shop.example/bye";
pub(crate) const SUBSTANTIAL: &str = "http://ftn.ficora.fi/2017/loatest2";
pub(crate) const HIGH: &str = "http://ftn.ficora.fi/2017/loatest3";

/// Made once: RSA keys take a while.
static BANKS_KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::generate().unwrap());
static SIGNING: LazyLock<String> = LazyLock::new(|| {
    SigningKey::generate(JwsAlgorithm::RS256).unwrap().to_private_jwk().unwrap().expose().clone()
});
static OPENING: LazyLock<String> = LazyLock::new(|| {
    DecryptionKey::generate(KeyManagement::RsaOaep).unwrap().to_private_jwk().expose().clone()
});

pub(crate) fn signing() -> SigningKey {
    SigningKey::from_jwk(&Jwk::parse(SIGNING.as_bytes()).unwrap(), JwsAlgorithm::RS256).unwrap()
}

pub(crate) fn opening() -> DecryptionKey {
    DecryptionKey::from_jwk(&Jwk::parse(OPENING.as_bytes()).unwrap(), KeyManagement::RsaOaep).unwrap()
}

pub(crate) fn keys() -> JwkSet {
    [signing().public_jwk(), opening().public_jwk()].into_iter().collect()
}

/// As the broker knows the client.
pub(crate) fn registered() -> Registered {
    let mut registered = Registered::new(CLIENT, "Test Shop", CALLBACK, keys());
    registered.post_logout_redirect_uris.push(SIGNED_OUT.to_owned());
    registered
}

/// As the client knows itself.
pub(crate) fn client(request_object: RequestObject) -> Client {
    let (alg, enc) = (KeyManagement::RsaOaep, ContentEncryption::A128CbcHs256);
    Client::new(CLIENT, CALLBACK, Authentication::PrivateKeyJwt(Box::new(signing())))
        .assertion_audience(AssertionAudience::TokenEndpoint)
        .request_object(request_object)
        .id_token_signed_response_alg(JwsAlgorithm::RS256)
        .id_token_encrypted_response(alg, enc)
        .userinfo_signed_response_alg(JwsAlgorithm::RS256)
        .userinfo_encrypted_response(alg, enc)
        .decryption_key(opening())
}

pub(crate) fn signed() -> RequestObject {
    RequestObject::Signed(Box::new(signing()))
}

pub(crate) fn sealed() -> RequestObject {
    RequestObject::SignedAndEncrypted {
        key: Box::new(signing()),
        alg: KeyManagement::RsaOaep,
        enc: ContentEncryption::A128CbcHs256,
    }
}

pub(crate) fn options() -> Options {
    Options {
        clients: vec![registered()],
        keys: Some(BANKS_KEYS.clone()),
        // Longer than any test waits.
        slow: Duration::from_secs(3600),
        ..Options::default()
    }
}

pub(crate) struct World {
    pub(crate) banks: Running,
    pub(crate) party: RelyingParty,
    pub(crate) browser: Browser,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(options(), signed()).await
    }

    pub(crate) async fn with(options: Options, request_object: RequestObject) -> Self {
        let banks = banks::start(options).await.unwrap();
        let party = party(&banks, client(request_object)).await;
        let browser = Browser::new(&banks.issuer);
        Self { banks, party, browser }
    }

    /// A whole sign-in without a page.
    pub(crate) async fn played(&self, person: &str, scenario: &str) -> Result<Tokens, Error> {
        self.sign_in(&wish().login_hint(format!("sim:{person}:{scenario}"))).await
    }

    pub(crate) async fn sign_in(&self, wish: &Authorization) -> Result<Tokens, Error> {
        let Begun { redirect, pending } = self.party.begin(wish).await.unwrap();
        let back = self.browser.get(&redirect.url()).await.location();
        self.party.complete(pending, answer(&back)).await
    }
}

pub(crate) async fn party(banks: &Running, client: Client) -> RelyingParty {
    let transport = Transport::new(Tls::default()).unwrap();
    RelyingParty::discover(Issuer::parse(&banks.issuer).unwrap(), client, transport).await.unwrap()
}

/// What every relying party asks at least.
pub(crate) fn wish() -> Authorization {
    Authorization::new("openid").require_acr([SUBSTANTIAL])
}

/// The query of the address at the client.
pub(crate) fn answer(address: &str) -> &str {
    address
        .strip_prefix(CALLBACK)
        .and_then(|rest| rest.strip_prefix('?'))
        .unwrap_or_else(|| panic!("{address}"))
}

/// One of its members.
pub(crate) fn member(address: &str, name: &'static str) -> Option<String> {
    let parameters = Parameters::parse(answer(address).as_bytes()).unwrap();
    parameters.get(name).unwrap().map(str::to_owned)
}

/// The claims of a request object that keeps the rules, with some changed; `null` takes one away.
pub(crate) fn object_claims(banks: &Running, changed: Value) -> Value {
    let (now, jti) = (now(), unique());
    let usual = json!({
        "iss": CLIENT, "aud": banks.issuer, "client_id": CLIENT, "iat": now, "exp": now + 60, "jti": jti,
        "response_type": "code", "scope": "openid", "redirect_uri": CALLBACK, "state": "the state",
        "nonce": "the nonce", "acr_values": SUBSTANTIAL,
    });
    merged(usual, changed)
}

/// A request object, signed.
pub(crate) fn object(banks: &Running, changed: Value) -> String {
    jwt::sign(Some("oauth-authz-req+jwt"), &object_claims(banks, changed), &signing()).unwrap()
}

/// The address of a request.
pub(crate) fn request(object: &str) -> String {
    format!("/authorize?client_id={CLIENT}&request={object}")
}

/// A client assertion that keeps the rules, with some claims changed; `null` takes one away.
pub(crate) fn assertion(banks: &Running, changed: Value) -> String {
    jwt::sign(None, &assertion_claims(banks, changed), &signing()).unwrap()
}

pub(crate) fn assertion_claims(banks: &Running, changed: Value) -> Value {
    let (now, jti) = (now(), unique());
    let usual = json!({
        "iss": CLIENT, "sub": CLIENT, "aud": format!("{}/token", banks.issuer), "iat": now, "exp": now + 60,
        "jti": jti,
    });
    merged(usual, changed)
}

pub(crate) fn token_form<'a>(assertion: &'a str, code: &'a str) -> [(&'static str, &'a str); 5] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", assertion),
    ]
}

fn merged(mut usual: Value, changed: Value) -> Value {
    for (name, value) in changed.as_object().unwrap() {
        match value {
            Value::Null => drop(usual.as_object_mut().unwrap().remove(name)),
            value => usual[name] = value.clone(),
        }
    }
    usual
}

pub(crate) fn unique() -> String {
    rp::jose::base64url::encode(rp::jose::random::bytes::<12>())
}

pub(crate) fn now() -> i64 {
    Clock::system().now()
}

pub(crate) struct Browser {
    client: reqwest::Client,
    base: String,
}

impl Browser {
    pub(crate) fn new(base: &str) -> Self {
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Self { client, base: base.to_owned() }
    }

    pub(crate) async fn get(&self, address: &str) -> Page {
        Page::of(self.client.get(self.at(address)).send().await.unwrap()).await
    }

    pub(crate) async fn post(&self, address: &str, form: &[(&str, &str)]) -> Page {
        Page::of(self.client.post(self.at(address)).form(form).send().await.unwrap()).await
    }

    /// What a test says is to be played next.
    pub(crate) async fn put_next(&self, set: &Value) -> (u16, Value) {
        let request = self.client.post(self.at("/sim/next")).header(CONTENT_TYPE, "application/json");
        let page = Page::of(request.body(set.to_string()).send().await.unwrap()).await;
        (page.status, serde_json::from_str(&page.text).unwrap())
    }

    pub(crate) async fn forget_next(&self) -> u16 {
        self.client.delete(self.at("/sim/next")).send().await.unwrap().status().as_u16()
    }

    /// A GET with a header.
    pub(crate) async fn get_with(&self, address: &str, name: &'static str, value: &str) -> Page {
        Page::of(self.client.get(self.at(address)).header(name, value).send().await.unwrap()).await
    }

    fn at(&self, address: &str) -> String {
        if address.starts_with('/') { format!("{}{address}", self.base) } else { address.to_owned() }
    }
}

pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) text: String,
    headers: HeaderMap,
}

impl Page {
    async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }

    /// Where it sends the browser.
    pub(crate) fn location(&self) -> String {
        assert_eq!(self.status, 303, "{}", self.text);
        self.header(LOCATION.as_str()).to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    #[track_caller]
    pub(crate) fn shows(&self, text: &str) {
        assert!(self.text.contains(text), "no {text:?} in {}", self.text);
    }
}
