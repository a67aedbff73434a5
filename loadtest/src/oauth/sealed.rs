//! The code flow of a client to which everything is sealed, and which seals its requests: a request object
//! that is signed and then encrypted, the code, an encrypted ID token, and userinfo signed and encrypted.

use std::sync::atomic::{AtomicU64, Ordering};

use http::{
    HeaderValue,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use jose::{
    ContentEncryption, DecryptionKey, EncryptionKey, JwkSet, JwsAlgorithm, KeyManagement, KeyType,
    SigningKey, VerifyingKey, base64url, digest, jwe, jws, nested, random,
};
use serde_json::{Map, Value, json};
use url::Url;

use super::{CodeFlow, Provider, Session};
use crate::{
    browser::Person,
    error::{Error, failed, usage},
    http::{Http, Prepared},
    target::{Client, ClientAuth},
};

/// Of so many flows one is read to its end; of the others it is only seen that all is sealed. The first
/// always is, so that no run passes on rubbish.
const READ_ONE_OF: u64 = 100;
/// How requests are encrypted, and how answers must be.
const ENC: ContentEncryption = ContentEncryption::A128CbcHs256;
/// How requests are signed, and how answers must be.
pub const SIGNED_WITH: JwsAlgorithm = JwsAlgorithm::ES256;

/// A sealed code flow of one client, its keys parsed.
pub struct SealedFlow {
    flow: CodeFlow,
    client: String,
    redirect_uri: String,
    scope: String,
    issuer: String,
    authorize: Url,
    userinfo: Prepared,
    signs: SigningKey,
    opens: DecryptionKey,
    provider: JwkSet,
    seals: EncryptionKey,
    count: AtomicU64,
}

impl SealedFlow {
    /// Makes the flow ready for a client that opens with a key of this kind.
    ///
    /// # Errors
    /// The client has no such keys, or the provider none to seal to.
    pub async fn new(
        http: &mut Http,
        provider: &Provider,
        client: &Client,
        auth: ClientAuth,
        scope: &str,
    ) -> Result<Self, Error> {
        let cannot = |why: &dyn std::fmt::Display| failed(format!("the keys of {}: {why}", client.id));
        let signs = client.keys.iter().find(|jwk| jwk.alg() == Some(SIGNED_WITH.name()));
        let signs = signs.ok_or_else(|| usage(format!("{} has no key for {SIGNED_WITH}", client.id)))?;
        let (opens, way) =
            opening(client).ok_or_else(|| usage(format!("{} has no key to open with", client.id)))?;
        let answer = http.send(&Prepared::get(provider.jwks_uri()?)?).await?;
        let keys = JwkSet::parse(&answer.body).map_err(|why| failed(format!("the key set: {why}")))?;
        let seals = keys.recipients(way).find(|jwk| jwk.usage() == Some("enc"));
        let seals = seals.ok_or_else(|| failed(format!("the provider has no key for {way}")))?;
        Ok(Self {
            flow: CodeFlow::new(provider, client, auth, scope)?,
            client: client.id.clone(),
            redirect_uri: client.redirect_uri.as_ref().map_or_else(String::new, Url::to_string),
            scope: scope.to_owned(),
            issuer: provider.issuer.clone(),
            authorize: provider.authorization_endpoint()?.clone(),
            userinfo: Prepared::get(provider.userinfo_endpoint()?)?,
            signs: SigningKey::from_jwk(signs, SIGNED_WITH).map_err(|why| cannot(&why))?,
            opens: DecryptionKey::from_jwk(opens, way).map_err(|why| cannot(&why))?,
            seals: EncryptionKey::from_jwk(seals, way).map_err(|why| cannot(&why))?,
            provider: keys,
            count: AtomicU64::new(0),
        })
    }

    /// Runs the flow in `session`, signing `person` in where the provider asks for somebody.
    ///
    /// # Errors
    /// Whatever goes wrong on the way, and anything that is not sealed.
    pub async fn run(
        &self,
        http: &mut Http,
        session: &mut Session,
        person: Option<&Person>,
    ) -> Result<(), Error> {
        let verifier = base64url::encode(random::bytes::<32>());
        let [state, nonce] = [random::bytes::<16>(), random::bytes::<16>()].map(base64url::encode);
        let mut start = self.authorize.clone();
        start.query_pairs_mut().append_pair("request", &self.request(&verifier, &state, &nonce)?);
        let tokens = self.flow.finish(http, session, person, start, &state, &verifier).await?;
        let id_token = tokens.id_token.ok_or_else(|| failed("the code flow gave no ID token"))?;
        let mut bearer = HeaderValue::try_from(format!("Bearer {}", tokens.access_token))
            .map_err(|_| failed("an access token fits in no header"))?;
        bearer.set_sensitive(true);
        let answer = http.send(&self.userinfo.clone().with(AUTHORIZATION, bearer)).await?;
        let is_jwt = answer.headers.get(CONTENT_TYPE).is_some_and(|it| it == "application/jwt");
        if !answer.status.is_success() || !is_jwt {
            return Err(answer.refusal("the userinfo endpoint"));
        }
        let userinfo = std::str::from_utf8(&answer.body).map_err(|_| failed("userinfo is no text"))?;
        if !self.count.fetch_add(1, Ordering::Relaxed).is_multiple_of(READ_ONE_OF) {
            self.look(&id_token, "the ID token")?;
            return self.look(userinfo, "userinfo");
        }
        let claims = self.read(&id_token, "the ID token")?;
        let told = self.read(userinfo, "userinfo")?;
        let is_right = claims.get("nonce").and_then(Value::as_str) == Some(&nonce)
            && claims.get("iss").and_then(Value::as_str) == Some(&self.issuer)
            && claims.get("sub").is_some_and(Value::is_string)
            && claims.get("sub") == told.get("sub");
        if is_right { Ok(()) } else { Err(failed("what was sealed is not about this sign-in")) }
    }

    fn request(&self, verifier: &str, state: &str, nonce: &str) -> Result<String, Error> {
        let claims = json!({
            "iss": self.client,
            "aud": self.issuer,
            "jti": base64url::encode(random::bytes::<16>()),
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": self.redirect_uri,
            "scope": self.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": base64url::encode(digest::sha256(verifier.as_bytes())),
            "code_challenge_method": "S256",
        });
        let members = jws::Members { typ: Some("oauth-authz-req+jwt"), cty: None };
        nested::seal(&members, claims.to_string().as_bytes(), &self.signs, &self.seals, ENC)
            .map_err(|why| failed(format!("the request object: {why}")))
    }

    /// Sees that a message is sealed as it should be, without opening it.
    fn look(&self, token: &str, what: &str) -> Result<(), Error> {
        let sealed = jwe::decode(token).map_err(|why| failed(format!("{what}: {why}")))?;
        let header = sealed.header();
        match header.alg == self.opens.management()
            && header.enc == ENC
            && header.cty.as_deref() == Some("JWT")
        {
            true => Ok(()),
            false => Err(failed(format!("{what} is sealed in another way"))),
        }
    }

    /// What a message says, once it was opened and its signature found to be the provider's.
    fn read(&self, token: &str, what: &str) -> Result<Map<String, Value>, Error> {
        let cannot = |why: &dyn std::fmt::Display| failed(format!("{what}: {why}"));
        let inner = nested::open(token, &self.opens, &[self.opens.management()], &[ENC]);
        let inner = inner.map_err(|why| cannot(&why))?;
        let kid = inner.unverified().map_err(|why| cannot(&why))?.header().kid.clone();
        let key = self.provider.candidates(kid.as_deref(), SIGNED_WITH).next();
        let key = key.ok_or_else(|| cannot(&"signed with a key that is not published"))?;
        let key = VerifyingKey::from_jwk(key, SIGNED_WITH).map_err(|why| cannot(&why))?;
        let payload = inner.verify(&key, &[SIGNED_WITH]).map_err(|why| cannot(&why))?.into_inner();
        jose::json::parse_object(&payload).map_err(|why| cannot(&why))
    }
}

/// The key with which a client opens what is sealed to it, and how.
pub fn opening(client: &Client) -> Option<(&jose::Jwk, KeyManagement)> {
    client.keys.iter().find_map(|jwk| Some((jwk, jwk.alg()?.parse().ok()?)))
}

/// Whether a client opens with a key of that kind.
pub fn opens_with(client: &Client, kind: KeyType) -> bool {
    opening(client).is_some_and(|(jwk, _)| jwk.key_type() == kind)
}
