//! Requests that come as an object, as they should be.

use idp::authorize::request_object::{Loaded, Object, Sent, registered, sent};
use idp::authorize::{self, Answer};
use idp::login::under_way::Found;
use idp::logout::Hint;
use idp::model::client::Client;
use jose::{JwsAlgorithm, SigningKey, VerifyingKey, base64url, jws, jwt};
use oidc::metadata::RequestObjectSigning;
use oidc::parameters::Parameters;
use serde_json::{Value, json};

use crate::support::*;

/// The shop, which signs its requests or not, as it registers here.
pub(crate) struct Signing {
    pub(crate) world: World,
    pub(crate) key: SigningKey,
}

impl Signing {
    pub(crate) fn new(signing: Option<RequestObjectSigning>) -> Self {
        let mut world = World::new();
        let shop = world.client("shop");
        shop.metadata.jwks = Some(json!({ "keys": [] }));
        shop.metadata.request_object_signing_alg = signing;
        shop.metadata.request_uris = vec!["https://shop.test/request#x".to_owned()];
        Self { world, key: SigningKey::generate(JwsAlgorithm::ES256).unwrap() }
    }

    pub(crate) fn strict() -> Self {
        let mut signing = Self::new(None);
        signing.world.client("shop").metadata.require_signed_request_object = true;
        signing
    }

    pub(crate) fn shop(&mut self) -> &mut Client {
        self.world.client("shop")
    }

    /// As the server reads it, having found the client's key.
    pub(crate) fn signed(&self, claims: &Value) -> Loaded {
        self.signed_as(None, claims)
    }

    pub(crate) fn signed_as(&self, typ: Option<&str>, claims: &Value) -> Loaded {
        let token = jwt::sign(typ, claims, &self.key).unwrap();
        let key: VerifyingKey = self.key.verifying_key().unwrap();
        let verified = jws::decode(&token).unwrap().verify(&key, &[JwsAlgorithm::ES256]).unwrap();
        Loaded::of(Object::Signed(verified))
    }

    /// Where the request leads, and what is kept of it meanwhile.
    pub(crate) fn ask(&mut self, form: &Form, loaded: &Loaded) -> Result<String, idp::Refusal> {
        let browser = Browser::default();
        let decision = self.world.decide_authorize_loaded(&browser, &form.encode(), Hint::Absent, loaded);
        let Answer::Login(page) = self.world.commit(decision)? else { panic!("not asked to sign in") };
        let handle = page.handle.unwrap().expose().clone();
        let binding = page.new_cookie.unwrap().expose().clone();
        let bound = [binding];
        let key = idp::login::under_way::key(&handle);
        let ticket = self.world.state.ticket(&key, self.world.now).unwrap();
        let browser = idp::login::under_way::Browser { cookies: &bound, ..Default::default() };
        let kept = idp::login::under_way::resume(
            Found { login: Some(&ticket), pushed: None },
            browser,
            self.world.now,
        )
        .unwrap();
        Ok(kept.request().to_owned())
    }
}

pub(crate) fn unsigned(claims: &Value) -> Loaded {
    let encode = |value: &Value| base64url::encode(value.to_string());
    let token = format!("{}.{}.", encode(&json!({ "alg": "none" })), encode(claims));
    Loaded::of(Object::Unsigned(jws::decode_unsigned(&token).unwrap()))
}

/// The shop's claims about itself and us.
pub(crate) fn claims(further: &Value) -> Value {
    let mut claims = json!({ "iss": "shop", "client_id": "shop", "aud": "https://id.test" });
    claims.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
    claims
}

/// The usual request, with something in the place of an object.
pub(crate) fn with_object() -> Form {
    shop_asks().with("request", "a.b.c")
}

fn value(kept: &str, name: &'static str) -> Option<String> {
    Parameters::parse(kept.as_bytes()).unwrap().get(name).unwrap().map(str::to_owned)
}

#[test]
fn what_stands_in_the_object_wins_and_what_stands_beside_it_counts_too() {
    let mut signing = Signing::new(None);
    let object = signing.signed(&claims(&json!({ "state": "inside", "max_age": 60, "ui_locales": "fi" })));
    let kept = signing.ask(&with_object().with("ui_locales", "sv"), &object).unwrap();
    assert_eq!(value(&kept, "state").as_deref(), Some("inside"));
    assert_eq!(value(&kept, "max_age").as_deref(), Some("60"));
    assert_eq!(value(&kept, "ui_locales").as_deref(), Some("fi"));
    assert_eq!(value(&kept, "scope"), shop_asks().get("scope").map(str::to_owned));
    assert_eq!(value(&kept, "request"), None, "nothing is verified twice");
    for of_the_token in ["iss", "aud", "exp"] {
        assert_eq!(value(&kept, of_the_token), None);
    }
}

#[test]
fn of_a_client_that_signs_all_its_requests_nothing_else_counts() {
    let mut signing = Signing::strict();
    let inside = json!({
        "response_type": "code", "redirect_uri": SHOP_CALLBACK, "scope": "openid", "nonce": "n",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    });
    let object = signing.signed(&claims(&inside));
    let kept = signing.ask(&with_object().with("state", "beside").with("max_age", "1"), &object).unwrap();
    assert_eq!((value(&kept, "state"), value(&kept, "max_age")), (None, None));
    assert_eq!(value(&kept, "nonce").as_deref(), Some("n"));
    assert_eq!(value(&kept, "client_id").as_deref(), Some("shop"));
}

#[test]
fn values_of_every_shape_become_parameters_that_mean_the_same() {
    let mut signing = Signing::new(None);
    let inside = json!({
        "claims": { "userinfo": { "email": null } }, "login_hint": ["a", "b"], "max_age": 0, "display": null,
    });
    let object = signing.signed(&claims(&inside));
    let kept = signing.ask(&with_object(), &object).unwrap();
    assert_eq!(value(&kept, "claims").as_deref(), Some(r#"{"userinfo":{"email":null}}"#));
    let parameters = Parameters::parse(kept.as_bytes()).unwrap();
    assert_eq!(parameters.get_all("login_hint").collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(value(&kept, "max_age").as_deref(), Some("0"));
    assert!(!parameters.contains("display"));
}

#[test]
fn an_object_may_leave_out_who_it_is_for_and_name_us_in_several_ways() {
    for inside in [
        json!({}),
        json!({ "iss": "shop" }),
        json!({ "aud": "https://id.test" }),
        json!({ "aud": ["https://other.test", "https://id.test"] }),
        json!({ "aud": "https://id.test/oauth2/token" }),
        json!({ "aud": "https://id.test/oauth2/authorize" }),
        json!({ "exp": NOW.as_secs() + 10, "nbf": NOW.as_secs() - 10, "iat": NOW.as_secs(), "jti": "1" }),
        json!({ "sub": "u-aino" }),
    ] {
        let mut signing = Signing::new(None);
        let object = signing.signed(&inside);
        assert!(signing.ask(&with_object(), &object).is_ok(), "{inside}");
    }
    for typ in ["JWT", "oauth-authz-req+jwt", "application/oauth-authz-req+jwt"] {
        let mut signing = Signing::new(Some(RequestObjectSigning::Signed(JwsAlgorithm::ES256)));
        let object = signing.signed_as(Some(typ), &claims(&json!({})));
        assert!(signing.ask(&with_object(), &object).is_ok(), "{typ}");
    }
}

#[test]
fn nobody_signs_for_a_client_that_registered_so() {
    let mut signing = Signing::new(Some(RequestObjectSigning::Unsigned));
    let kept = signing.ask(&with_object(), &unsigned(&json!({ "state": "inside" }))).unwrap();
    assert_eq!(value(&kept, "state").as_deref(), Some("inside"));
}

#[test]
fn an_object_is_fetched_from_registered_addresses_alone() {
    let mut signing = Signing::new(None);
    let shop = signing.shop().clone();
    for (address, fetched) in [
        ("https://shop.test/request", Some("https://shop.test/request")),
        ("https://shop.test/request#hash", Some("https://shop.test/request")),
        ("https://shop.test/request?", None),
        ("https://shop.test/request/", None),
        ("https://SHOP.test/request", None),
        ("https://shop.test:443/request", None),
        ("https://evil.test/request", None),
        ("urn:ietf:params:oauth:request_uri:x", None),
    ] {
        assert_eq!(registered(&shop, address), fetched, "{address}");
    }
    let mut without = shop;
    (without.metadata.jwks, without.metadata.request_object_signing_alg) = (None, None);
    assert_eq!(registered(&without, "https://shop.test/request"), None);

    let content = signing.signed(&claims(&json!({ "state": "inside" })));
    let loaded = Loaded { sha256: Some([1; 32]), ..content };
    for fragment in ["", "#", &format!("#{}", base64url::encode([1; 32]))] {
        let form = shop_asks().with("request_uri", &format!("https://shop.test/request{fragment}"));
        let kept = signing.ask(&form, &loaded).unwrap();
        assert_eq!(value(&kept, "state").as_deref(), Some("inside"));
        assert_eq!(value(&kept, "request_uri"), None, "nothing is fetched twice");
    }
}

#[test]
fn an_object_alone_names_its_client_for_look_up() {
    let encode = |value: Value| base64url::encode(value.to_string());
    let token = |claims: Value| format!("{}.{}.x", encode(json!({ "alg": "ES256" })), encode(claims));
    let claimed = |query: String| {
        let parameters = Parameters::parse(query.as_bytes()).unwrap();
        authorize::claimed_client(&parameters, None).map_err(|refusal| refusal.reason)
    };
    assert_eq!(claimed(format!("request={}", token(json!({ "client_id": "shop" })))), Ok("shop".to_owned()));
    assert_eq!(claimed(format!("request={}", token(json!({ "iss": "shop" })))), Ok("shop".to_owned()));
    let both = format!("client_id=portal&request={}", token(json!({ "client_id": "shop" })));
    assert_eq!(claimed(both), Ok("portal".to_owned()));
    assert_eq!(claimed("request=a.b.c".to_owned()), Err(idp::Reason::ParameterMissing));

    let mut signing = Signing::strict();
    let inside = json!({
        "response_type": "code", "redirect_uri": SHOP_CALLBACK, "scope": "openid",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    });
    let object = signing.signed(&claims(&inside));
    let alone = Form::of(&[]).with("request", &token(claims(&inside)));
    assert!(signing.ask(&alone, &object).is_ok());
}

#[test]
fn tells_how_an_object_was_sent() {
    let parse = |query: &'static str| Parameters::parse(query.as_bytes()).unwrap();
    assert!(matches!(sent(&parse("a=b")), Ok(Sent::No)));
    assert!(matches!(sent(&parse("request=x")), Ok(Sent::Value("x"))));
    assert!(matches!(sent(&parse("request_uri=x")), Ok(Sent::Address("x"))));
    assert!(sent(&parse("request=x&request_uri=y")).is_err());
}
