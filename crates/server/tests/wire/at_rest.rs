//! What a thief of the database reads: no private key, no secret, no personal code, in whatever form it could
//! be written.

use idp::model::client::{ClientPolicy, KeptSecret, Profile};
use idp::model::upstream::{RequestStyle, Upstream, UpstreamDefinition};
use idp::upstream::NewUpstream;
use jose::{ContentEncryption, EncryptionKey, JwkSet, JwsAlgorithm, KeyManagement, Secret, base64url, jwe};
use serde_json::{Value, json};
use store::Location;

use crate::broker::{Broker, VAINO, at_bank};
use crate::reader::{published, reader};
use crate::world::{Client, PASSWORD, REDIRECT_URI, World};

/// From the range that belongs to nobody.
const PERSONAL_CODE: &str = "210281-9988";

/// Everything the database has written: its files, or a dump with what is binary in it also as bytes.
pub(crate) fn everything(world: &World) -> Vec<u8> {
    match &world.location {
        Location::Sqlite(path) => ["", "-wal", "-shm"]
            .iter()
            .flat_map(|suffix| std::fs::read(format!("{}{suffix}", path.display())).unwrap())
            .collect(),
        Location::Postgres(config) => {
            let dump = crate::postgres::shared().dump(config.rsplit('=').next().unwrap());
            let bytes: Vec<u8> = dump.split("\\x").skip(1).flat_map(unhex).collect();
            [dump.into_bytes(), bytes].concat()
        }
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().map_while(|c| c.to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// The ways in which a value may be written: as it is, in hexadecimal, and in base64 of either alphabet at each
/// of the three places in a text where it can begin.
fn written(value: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![value.to_vec(), hex.to_uppercase().into_bytes(), hex.into_bytes()];
    for before in 0..3 {
        let shifted = [&[0; 2][..before], value].concat();
        let text = base64url::encode(&shifted);
        // What shares a letter with its neighbours is written by them as well.
        let whole = &text[[0, 2, 3][before]..text.len() - usize::from(shifted.len() % 3 != 0)];
        forms.push(whole.into());
        forms.push(whole.replace('-', "+").replace('_', "/").into_bytes());
    }
    forms
}

pub(crate) fn is_written(value: &[u8], all: &[u8]) -> bool {
    assert!(value.len() >= 8, "too short to be found by chance");
    written(value).iter().any(|form| all.windows(form.len()).any(|window| window == form))
}

/// The private members of the provider's keys.
async fn private_values(world: &World) -> Vec<(String, Vec<u8>)> {
    let mut values = Vec::new();
    for key in world.node.store().load_keys().await.unwrap() {
        let jwk: Value = serde_json::from_slice(key.private.expose()).unwrap();
        for member in ["d", "p", "q", "dp", "dq", "qi"] {
            if let Some(text) = jwk[member].as_str() {
                values.push((format!("{member} of {}", key.kid), base64url::decode(text).unwrap()));
            }
        }
    }
    values
}

/// Connects an upstream by a secret and keys of ours; what of that nobody may read.
async fn upstream(world: &World) -> Vec<(String, Vec<u8>)> {
    const SECRET: &str = "the secret that we have there";
    let definition = UpstreamDefinition {
        issuer: "https://broker.example".to_owned(),
        client_id: "countersign".to_owned(),
        request: RequestStyle::Signed,
        request_object_signing_alg: Some(JwsAlgorithm::ES256),
        id_token_encrypted_response_alg: Some(KeyManagement::EcdhEs),
        ..UpstreamDefinition::default()
    };
    let client_secret = Some(KeptSecret::new(Secret::new(SECRET.to_owned())));
    let new = NewUpstream { id: "broker".to_owned(), definition, client_secret };
    let made = server::flow::record::create::<Upstream>(&world.node, new).await.unwrap();
    assert_eq!(made.keys.len(), 2);
    let mut values = vec![("our secret at the upstream".to_owned(), SECRET.as_bytes().to_vec())];
    for key in &made.keys {
        let jwk: Value = serde_json::from_slice(key.private.expose()).unwrap();
        let d = base64url::decode(jwk["d"].as_str().unwrap()).unwrap();
        values.push((format!("our key {} for the upstream", key.algorithm), d));
    }
    values
}

/// Signs in with a request that is sealed for us and carries the personal code; what came of it.
async fn sign_in_sealed(world: &World, client: &Client) -> Vec<(String, Vec<u8>)> {
    let keys = JwkSet::parse(world.get("/oauth2/jwks").await.body.as_bytes()).unwrap();
    let ours = keys.keys.iter().find(|key| key.alg() == Some("RSA-OAEP")).unwrap();
    let ours = EncryptionKey::from_jwk(ours, KeyManagement::RsaOaep).unwrap();
    let asked = json!({
        "client_id": client.id, "response_type": "code", "redirect_uri": REDIRECT_URI, "scope": "openid",
        "state": "the-state-of-this-request", "login_hint": [format!("subject-{PERSONAL_CODE}")],
    });
    let members = jwe::Members { typ: Some("JWE"), cty: None };
    let enc = ContentEncryption::A128CbcHs256;
    let request = jwe::encrypt(&members, asked.to_string().as_bytes(), &ours, enc).unwrap();
    let mut browser = world.browser();
    let (page, at) = browser.open(&format!("{}/oauth2/authorize?request={request}", world.base)).await;
    assert!(page.body.contains(PERSONAL_CODE), "the page has the hint: {}", page.body);
    // The sign-in waits in the store now.
    let waiting = everything(world);
    assert!(!is_written(PERSONAL_CODE.as_bytes(), &waiting));
    let posted = browser.post(&at, &[("username", "maija"), ("password", PASSWORD)]).await;
    let (done, _) = browser.follow(posted).await;
    let code = done.parameter("code").unwrap_or_else(|| panic!("no code: {done:?}"));
    let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", REDIRECT_URI)];
    let tokens = world.token(client, &form).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    let mut values = vec![
        ("the personal code".to_owned(), PERSONAL_CODE.into()),
        ("the password".to_owned(), PASSWORD.into()),
        ("the code".to_owned(), code.into_bytes()),
        ("the access token".to_owned(), tokens.text("access_token").into_bytes()),
    ];
    values.extend(
        browser.cookies.iter().map(|(name, value)| (format!("cookie {name}"), value.clone().into_bytes())),
    );
    values
}

on_both_stores! {
    async fn neither_keys_nor_secrets_nor_personal_codes_can_be_read(world) {
        let policy = ClientPolicy { skip_consent: true, ..ClientPolicy::of(Profile::Signicat) };
        let metadata = json!({
            "id_token_signed_response_alg": "RS256", "subject_type": "pairwise",
            "id_token_encrypted_response_alg": "RSA-OAEP", "jwks": published(&[reader().rsa.clone()]),
            "grant_types": ["authorization_code"],
        });
        let sealed = world.client(metadata, ClientPolicy { require_sealed: false, ..policy }).await;
        // Its secret must be known again: it is a key.
        let by_secret = json!({ "id_token_encrypted_response_alg": "A256KW" });
        let by_secret = world.client(by_secret, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await;
        let refreshed = world.tokens(&by_secret, &[("scope", "openid offline_access")]).await;

        let mut values = private_values(&world).await;
        assert!(values.len() > 8, "RSA and EC keys: {}", values.len());
        values.extend(sign_in_sealed(&world, &sealed).await);
        values.push(("the refresh token".to_owned(), refreshed.text("refresh_token").into_bytes()));
        for client in [&sealed, &by_secret] {
            values.push((format!("the secret of {}", client.id), client.secret.clone().into_bytes()));
            // What its messages are encrypted by (OpenID Connect Core §10.2).
            let key = jose::digest::sha256(client.secret.as_bytes());
            values.push((format!("the key of {}", client.id), key.to_vec()));
            values.push((format!("the shorter key of {}", client.id), key[..16].to_vec()));
        }
        values.push(("the master key".to_owned(), vec![7; 32]));

        values.extend(upstream(&world).await);

        let all = everything(&world);
        assert!(is_written(sealed.id.as_bytes(), &all), "names are there to be read");
        assert!(is_written(b"https://broker.example", &all));
        let found: Vec<&String> = values.iter().filter(|(_, value)| is_written(value, &all)).map(|(what, _)| what).collect();
        assert!(found.is_empty(), "can be read: {found:?}");
    }

    /// Scenario 0-7: what a bank told is in the session's ticket and with the grant, and cannot be read there.
    async fn what_a_bank_told_cannot_be_read(world) {
        let broker = Broker::ftn(&world, |_| {}).await;
        let scope = json!({ "scope": "openid profile nin ftn-extra offline_access" });
        let client = world.client(scope, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await;
        let asked = [("idp_hint", "fi-nordea"), ("scope", "openid nin offline_access")];
        let mut browser = world.browser();
        let (out, _) = browser.open(&world.authorize_url(&client, &asked)).await;
        let back = broker.identify(&out, at_bank("Väinö Tunnistus", VAINO, "fi-nordea"));
        let code = browser.get(&back).await.parameter("code").unwrap();
        let tokens = world.redeem(&client, &code).await;
        let shown = world.http.get(format!("{}/oauth2/userinfo", world.base));
        let told = shown.bearer_auth(tokens.text("access_token")).send().await.unwrap().text().await.unwrap();
        assert!(told.contains(VAINO), "it is there to be told: {told}");
        let all = everything(&world);
        assert!(is_written(client.id.as_bytes(), &all), "names are there to be read");
        for secret in [VAINO, "Väinö Tunnistus", "transient-fi-nordea"] {
            assert!(!is_written(secret.as_bytes(), &all), "{secret}");
        }
    }

    /// The search finds what is written, in every way of writing it.
    async fn the_search_would_find_them(world) {
        let marker = b"a marker that nobody writes";
        for (number, form) in written(marker).into_iter().enumerate() {
            let name = format!("{number}-{}", String::from_utf8(form).unwrap());
            world.client(json!({ "client_name": name }), ClientPolicy::default()).await;
            let all = everything(&world);
            assert!(is_written(marker, &all), "{name}");
            let id = everything(&world);
            assert!(!is_written(b"a marker that is not there", &id));
        }
        let framed = base64url::encode([&b"xy"[..], marker, b"z"].concat());
        assert!(is_written(marker, framed.as_bytes()));
        let framed = base64url::encode([&b"x"[..], marker].concat());
        assert!(is_written(marker, framed.as_bytes()));
    }
}
