//! A provider elsewhere that people are sent to: it answers what a test says, signed and sealed as it is
//! registered.

use idp::Time;
use idp::effect::{Effect, Expected};
use idp::model::client::KeptSecret;
use idp::model::key::{KeyAlgorithm, KeyRecord};
use idp::model::upstream::{
    AssertionAudience, Check, Choice, ClaimRule, RequestStyle, Upstream, UpstreamDefinition, UpstreamProfile,
};
use jose::secret::Secret;
use jose::{
    ContentEncryption, EncryptionKey, Jwk, JwkSet, JwsAlgorithm, KeyManagement, SigningKey, base64url, jwt,
    nested,
};
use oidc::client_authentication::Method;
use serde_json::{Value, json};
use server::node::Clock;
use url::Url;

use crate::elsewhere::{Elsewhere, Says};
use crate::world::{Answer, World};

/// What we are there.
pub(crate) const OURS: &str = "countersign-there";
/// The secret we have there.
pub(crate) const SECRET: &str = "a secret that only two know";
/// Personal identity codes that nobody has (individual numbers from 900).
pub(crate) const VAINO: &str = "010170-960F";
pub(crate) const ONNI: &str = "131052-9982";
pub(crate) const TEST2: &str = "http://ftn.ficora.fi/2017/loatest2";
pub(crate) const TEST3: &str = "http://ftn.ficora.fi/2017/loatest3";

/// A provider elsewhere.
pub(crate) struct Broker {
    pub(crate) elsewhere: Elsewhere,
    /// Its name here.
    pub(crate) id: &'static str,
    signer: SigningKey,
    /// What it seals for us with.
    sealer: Option<EncryptionKey>,
}

/// What a browser was sent there with.
pub(crate) struct Sent {
    pub(crate) asked: Value,
}

impl Sent {
    pub(crate) fn text(&self, name: &str) -> String {
        self.asked[name].as_str().unwrap_or_else(|| panic!("no {name} in {}", self.asked)).to_owned()
    }
}

impl Broker {
    /// One that says and is told everything in the plain, by its own table of claims.
    pub(crate) async fn plain(
        world: &World,
        id: &'static str,
        change: impl FnOnce(&mut UpstreamDefinition),
    ) -> Self {
        let broker = Self::start(id, None).await;
        let mut definition = UpstreamDefinition {
            name: [("en".to_owned(), format!("The office of {id}"))].into(),
            issuer: broker.elsewhere.base.clone(),
            client_id: OURS.to_owned(),
            id_token_signed_response_alg: JwsAlgorithm::ES256,
            scope: "openid profile email".to_owned(),
            claims: ["name", "email"].map(|name| ClaimRule::new(name, name)).to_vec(),
            ..UpstreamDefinition::default()
        };
        change(&mut definition);
        broker.register(world, definition, Vec::new()).await;
        broker
    }

    /// One of the Finnish trust network: requests signed, answers sealed, banks behind it, and nobody stays
    /// signed in here.
    pub(crate) async fn ftn(world: &World, change: impl FnOnce(&mut UpstreamDefinition)) -> Self {
        let opens =
            Jwk::parse(include_bytes!("../support/keys/rsa2048.json")).unwrap().with_kid("opens-here");
        let sealer = EncryptionKey::from_jwk(&opens.public_part(), KeyManagement::RsaOaep).unwrap();
        let broker = Self::start("ftn", Some(sealer)).await;
        let rule = |from: &str, to: &str| ClaimRule::new(from, to);
        let code =
            ClaimRule { check: Some(Check::PersonalIdentityCode), ..rule("urn:oid:1.2.246.21", "nin") };
        let mut definition = UpstreamDefinition {
            name: [("en".to_owned(), "Finnish banks".to_owned())].into(),
            issuer: broker.elsewhere.base.clone(),
            client_id: OURS.to_owned(),
            profile: UpstreamProfile::Ftn,
            token_endpoint_auth_method: Method::PrivateKeyJwt,
            token_endpoint_auth_signing_alg: Some(JwsAlgorithm::ES256),
            assertion_audience: AssertionAudience::TokenEndpoint,
            request: RequestStyle::Signed,
            request_object_signing_alg: Some(JwsAlgorithm::ES256),
            id_token_signed_response_alg: JwsAlgorithm::ES256,
            id_token_encrypted_response_alg: Some(KeyManagement::RsaOaep),
            userinfo: false,
            acr_values: vec![TEST2.to_owned()],
            acr: [TEST2, TEST3].map(|level| (level.to_owned(), level.to_owned())).into(),
            selectors: vec!["idp:ftn".to_owned()],
            choices: [("fi-nordea", "Nordea"), ("fi-op", "OP")]
                .map(|(id, name)| Choice { id: id.to_owned(), name: name.to_owned() })
                .to_vec(),
            choice_parameter: Some("ftn_idp_id".to_owned()),
            choice_claim: Some("ftn_idp".to_owned()),
            service_name_parameter: Some("ftn_spname".to_owned()),
            subject: "urn:oid:1.2.246.21".to_owned(),
            claims: vec![
                rule("urn:oid:2.16.840.1.113730.3.1.241", "name"),
                rule("ftn_idp", "ftn_idp"),
                code.clone(),
                ClaimRule { value: Some(json!("PERSON")), to: "nin_type".to_owned(), ..code },
            ],
            single_sign_on: false,
            ..UpstreamDefinition::default()
        };
        change(&mut definition);
        let private = include_bytes!("../support/keys/rsa2048.json").to_vec();
        let signer = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
        let signing = signer.to_private_jwk().unwrap().expose().clone().into_bytes();
        let key = |kid: &str, algorithm, private| KeyRecord {
            kid: kid.to_owned(),
            algorithm,
            private: Secret::new(private),
            created_at: Time::default(),
            signs_from: Time::default(),
            published_until: Time::NEVER,
        };
        let keys = vec![
            key("signs-here", KeyAlgorithm::Sig(JwsAlgorithm::ES256), signing),
            key("opens-here", KeyAlgorithm::Enc(KeyManagement::RsaOaep, None), private),
        ];
        broker.register(world, definition, keys).await;
        broker
    }

    async fn start(id: &'static str, sealer: Option<EncryptionKey>) -> Self {
        let elsewhere = Elsewhere::start().await;
        let signer = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("theirs");
        let base = &elsewhere.base;
        let metadata = json!({
            "issuer": base,
            "authorization_endpoint": format!("{base}/authorize"),
            "token_endpoint": format!("{base}/token"),
            "userinfo_endpoint": format!("{base}/userinfo"),
            "pushed_authorization_request_endpoint": format!("{base}/par"),
            "end_session_endpoint": format!("{base}/logout"),
            "jwks_uri": format!("{base}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        });
        elsewhere.say("/.well-known/openid-configuration", Says::json(&metadata.to_string()));
        let keys: JwkSet = [signer.public_jwk()].into_iter().collect();
        elsewhere.say("/jwks", Says::json(&serde_json::to_string(&keys).unwrap()));
        Self { elsewhere, id, signer, sealer }
    }

    async fn register(&self, world: &World, definition: UpstreamDefinition, keys: Vec<KeyRecord>) {
        let now = world.node.now();
        let record = Upstream {
            id: self.id.parse().unwrap(),
            version: 1,
            client_secret: (definition.token_endpoint_auth_method == Method::ClientSecretBasic)
                .then(|| KeptSecret::new(Secret::new(SECRET.to_owned()))),
            definition,
            keys,
            disabled_at: None,
            created_at: now,
            updated_at: now,
        };
        let put = Effect::PutUpstream(Expected { replaces: None, record: Box::new(record) });
        assert!(matches!(world.node.commit(vec![put], now).await, store::Outcome::Done { .. }));
    }

    /// What a browser is sent there with, in plain parameters or in a signed object.
    pub(crate) fn sent(&self, answer: &Answer) -> Sent {
        assert!(answer.location().starts_with(&format!("{}/authorize?", self.elsewhere.base)), "{answer:?}");
        let url = Url::parse(answer.location()).unwrap();
        let outside: serde_json::Map<String, Value> =
            url.query_pairs().map(|(name, value)| (name.into_owned(), json!(value))).collect();
        let asked = match outside.get("request").and_then(Value::as_str) {
            Some(object) => {
                let payload = object.split('.').nth(1).unwrap();
                serde_json::from_slice(&base64url::decode(payload).unwrap()).unwrap()
            }
            None => Value::Object(outside),
        };
        Sent { asked }
    }

    /// What an ID token says, unless a test says otherwise.
    pub(crate) fn claims(&self, sent: &Sent, further: Value) -> Value {
        let now = server::node::SystemClock::default().now().as_secs();
        let mut claims = json!({
            "iss": self.elsewhere.base, "aud": OURS, "sub": "somebody-there", "iat": now, "exp": now + 300,
            "auth_time": now, "nonce": sent.asked["nonce"],
        });
        claims.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        claims
    }

    /// The ID token that says this, as it is registered to come.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.seal(jwt::sign(None, claims, &self.signer).unwrap())
    }

    /// The same, by a key that is not the published one, under its name.
    pub(crate) fn forged(&self, claims: &Value) -> String {
        let other = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("theirs");
        self.seal(jwt::sign(None, claims, &other).unwrap())
    }

    /// The same, signed by nobody.
    pub(crate) fn unsigned(&self, claims: &Value) -> String {
        let part = |value: &Value| base64url::encode(value.to_string());
        let token = format!("{}.{}.", part(&json!({ "alg": "none" })), part(claims));
        match &self.sealer {
            None => token,
            Some(key) => {
                let members = jose::jwe::Members { typ: None, cty: Some("JWT") };
                jose::jwe::encrypt(&members, token.as_bytes(), key, ContentEncryption::A128CbcHs256).unwrap()
            }
        }
    }

    /// Sealed for us, where it is registered so.
    pub(crate) fn seal(&self, token: String) -> String {
        match &self.sealer {
            None => token,
            Some(key) => nested::encrypt(&token, key, ContentEncryption::A128CbcHs256).unwrap(),
        }
    }

    /// Answers for codes with this ID token from now on.
    pub(crate) fn say_token(&self, id_token: &str) {
        self.elsewhere.say("/token", Says::json(&answer(id_token)));
    }

    /// Answers for this code with this ID token, whatever is answered for others.
    pub(crate) fn say_token_for(&self, code: &str, id_token: &str) {
        self.elsewhere.say(&format!("/token for {code}"), Says::json(&answer(id_token)));
    }

    /// The address by which a browser comes back with a code.
    pub(crate) fn back(&self, sent: &Sent) -> String {
        self.back_with(sent, &[("code", "a code of theirs")])
    }

    /// The address by which a browser comes back with this.
    pub(crate) fn back_with(&self, sent: &Sent, parameters: &[(&str, &str)]) -> String {
        let mut url = Url::parse(&sent.text("redirect_uri")).unwrap();
        url.query_pairs_mut().extend_pairs(parameters).append_pair("state", &sent.text("state"));
        url.into()
    }

    /// What a browser comes back with in one JWT, signed (JARM).
    pub(crate) fn signed_response(&self, sent: &Sent) -> String {
        let now = server::node::SystemClock::default().now().as_secs();
        let said = json!({
            "iss": self.elsewhere.base, "aud": OURS, "exp": now + 300, "code": "a code of theirs",
            "state": sent.asked["state"],
        });
        jwt::sign(None, &said, &self.signer).unwrap()
    }

    /// The same, sealed for us.
    pub(crate) fn sealed_response(&self, sent: &Sent) -> String {
        self.seal(self.signed_response(sent))
    }

    /// Where a browser comes back to once it was found out that it is this person.
    pub(crate) fn identify(&self, answer: &Answer, claims: Value) -> String {
        let sent = self.sent(answer);
        self.say_token(&self.token(&self.claims(&sent, claims)));
        self.back(&sent)
    }
}

fn answer(id_token: &str) -> String {
    let answer = json!({
        "access_token": "theirs", "token_type": "Bearer", "expires_in": 60, "id_token": id_token,
    });
    answer.to_string()
}

/// What banks say of somebody.
pub(crate) fn at_bank(name: &str, code: &str, bank: &str) -> Value {
    json!({
        "sub": format!("transient-{bank}"), "acr": TEST2, "amr": ["urn:example:bank"], "ftn_idp": bank,
        "urn:oid:2.16.840.1.113730.3.1.241": name, "urn:oid:1.2.246.21": code,
    })
}
