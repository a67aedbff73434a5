//! The relying-party library against this server: what the one asks, the other answers, and both believe.

use idp::model::client::{ClientPolicy, Profile};
use jose::{ContentEncryption, DecryptionKey, JwsAlgorithm, KeyManagement, Secret, SigningKey, random};
use oidc::discovery::Issuer;
use rp::message::{Request, Response};
use rp::{
    AssertionAudience, Authentication, Authorization, Env, Error, Keys, Party, Pending, Prompt, Provider,
    RequestObject, Session, Tokens,
};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::reader::{published, reader};
use crate::receiver::Receiver;
use crate::request_object::{jwks, new_key};
use crate::sealed_request::sealer;
use crate::world::{Answer, Client, REDIRECT_URI, World};

const MINTED: &str = "any.public key for ftn full encryption test2.test.jwk.v.2";
const GOODBYE: &str = "https://shop.example/goodbye";

/// An application with one registration, and the carrier of its messages.
pub(crate) struct App<'w> {
    world: &'w World,
    client: rp::Client,
    provider: Provider,
    keys: Keys,
}

impl<'w> App<'w> {
    pub(crate) async fn new(world: &'w World, client: rp::Client) -> Self {
        Self::at(world, &world.base, client).await
    }

    /// At one of several issuers.
    pub(crate) async fn at(world: &'w World, issuer: &str, client: rp::Client) -> Self {
        let issuer = Issuer::parse(issuer).unwrap();
        let [metadata, _] = Provider::discovery(&issuer).unwrap();
        let provider = Provider::read(&issuer, &carry(world, &metadata).await).unwrap();
        let keys = carry(world, &provider.keys_request()).await;
        let keys = Keys::read(&keys, now(world)).unwrap();
        Self { world, client, provider, keys }
    }

    /// Reads the provider's keys again if that may help against this error.
    pub(crate) async fn reads_keys_again_after(&mut self, error: &Error) -> bool {
        let helps = self.keys.should_be_fetched_again(error, now(self.world));
        if helps {
            let keys = carry(self.world, &self.provider.keys_request()).await;
            self.keys = Keys::read(&keys, now(self.world)).unwrap();
        }
        helps
    }

    fn party(&self) -> Party<'_> {
        Party { client: &self.client, provider: &self.provider, keys: &self.keys }
    }

    fn with_env<T>(&self, act: impl FnOnce(Party<'_>, &mut Env<'_>) -> Result<T, Error>) -> T {
        self.with_nonce(None, act)
    }

    fn with_nonce<T>(
        &self,
        nonce: Option<&str>,
        act: impl FnOnce(Party<'_>, &mut Env<'_>) -> Result<T, Error>,
    ) -> T {
        let mut random = |bytes: &mut [u8]| random::fill(bytes);
        let mut env = Env::new(now(self.world), &mut random);
        env.dpop_nonce = nonce;
        act(self.party(), &mut env).unwrap()
    }

    /// Sends what is made, and once more where the server wants another nonce in the proof beside it.
    async fn ask(&self, make: impl Fn(Party<'_>, &mut Env<'_>) -> Result<Request, Error>) -> Response {
        let request = self.with_env(&make);
        let response = carry(self.world, &request).await;
        match &response.dpop_nonce {
            Some(nonce) if response.wants_another_proof(&request) => {
                carry(self.world, &self.with_nonce(Some(nonce), make)).await
            }
            _ => response,
        }
    }

    /// From the address where the browser is sent to what it comes back with.
    async fn visit(&self, browser: &mut Browser, url: &str) -> String {
        let answer = browser.sign_in(url).await;
        let (address, query) = answer.location().split_once('?').unwrap_or_else(|| panic!("{answer:?}"));
        assert_eq!(address, REDIRECT_URI);
        query.to_owned()
    }

    async fn complete(&self, pending: Pending, query: &str) -> Result<Tokens, Error> {
        let answered = self.party().callback(pending, query, now(self.world))?;
        let response = self.ask(|party, env| party.exchange(&answered, env)).await;
        self.party().tokens(&answered, &response, now(self.world))
    }

    pub(crate) async fn sign_in(&self, browser: &mut Browser, wish: &Authorization) -> Result<Tokens, Error> {
        let begun = self.with_env(|party, env| party.begin(wish, env));
        let query = self.visit(browser, &begun.redirect.url()).await;
        self.complete(begun.pending, &query).await
    }

    async fn pushed(&self, browser: &mut Browser, wish: &Authorization) -> Result<Tokens, Error> {
        let (request, pending) = self.with_env(|party, env| party.push(wish, env));
        let redirect = self.party().pushed(&carry(self.world, &request).await)?;
        let query = self.visit(browser, &redirect.url()).await;
        self.complete(pending, &query).await
    }

    pub(crate) async fn userinfo(&self, tokens: &Tokens) -> Result<Value, Error> {
        let response = self.ask(|party, env| party.userinfo_request(&tokens.access_token, env)).await;
        let info = self.party().userinfo(&response, &tokens.id_token, now(self.world))?;
        Ok(Value::Object(info.claims().members().clone()))
    }
}

fn now(world: &World) -> i64 {
    world.node.now().as_micros() / 1_000_000
}

async fn carry(world: &World, request: &Request) -> Response {
    let address = request.endpoint.as_str();
    let mut sent = match &request.form {
        None => world.http.get(address),
        Some(form) => world
            .http
            .post(address)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.expose().clone()),
    };
    for (name, value) in &request.headers {
        sent = sent.header(*name, value.expose());
    }
    let answer = Answer::of(sent.send().await.unwrap()).await;
    let some = |name| Some(answer.header(name).to_owned()).filter(|value| !value.is_empty());
    Response {
        status: answer.status,
        content_type: some("content-type"),
        dpop_nonce: some("dpop-nonce"),
        body: answer.body.clone().into_bytes(),
    }
}

pub(crate) fn registered(client: &Client, authentication: Authentication) -> rp::Client {
    rp::Client::new(client.id.clone(), REDIRECT_URI, authentication)
        .id_token_signed_response_alg(JwsAlgorithm::ES256)
}

pub(crate) fn basic(client: &Client) -> Authentication {
    Authentication::ClientSecretBasic(Secret::new(client.secret.clone()))
}

fn wish() -> Authorization {
    Authorization::new("openid profile email offline_access")
}

async fn whole_way(app: &App<'_>) {
    let world = app.world;
    let mut browser = world.browser();
    let tokens = app.sign_in(&mut browser, &wish().max_age(600)).await.unwrap();
    assert_eq!(tokens.id_token.subject(), world.user_id);
    assert_eq!(tokens.id_token.amr(), ["pwd"]);
    assert_eq!(app.userinfo(&tokens).await.unwrap()["name"], "Maija Mäkelä");

    let session = Session::of(&tokens, &app.party());
    let response = app.ask(|party, env| party.refresh(&session, env)).await;
    let refreshed = app.party().refreshed(&session, &response, now(world)).unwrap();
    assert_ne!(refreshed.access_token.expose(), tokens.access_token.expose());

    let silent = wish().prompt([Prompt::None]);
    assert!(app.sign_in(&mut browser, &silent).await.is_ok());
    let url = app.party().end_session(&refreshed.session, Some(GOODBYE), Some("s")).unwrap();
    assert_eq!(browser.get(&url).await.location(), format!("{GOODBYE}?state=s"));
    let Err(Error::Refused(refusal)) = app.sign_in(&mut browser, &silent).await else { panic!("signed in") };
    assert_eq!(refusal.error, "login_required");
}

on_both_stores! {
    async fn goes_the_whole_way_with_every_kind_of_secret(world) {
        let metadata = |method: &str| json!({
            "token_endpoint_auth_method": method, "post_logout_redirect_uris": [GOODBYE],
        });
        let house = || ClientPolicy { skip_consent: true, ..ClientPolicy::default() };
        for method in ["client_secret_basic", "client_secret_post", "none"] {
            let client = world.client(metadata(method), house()).await;
            let authentication = match method {
                "client_secret_basic" => basic(&client),
                "client_secret_post" => Authentication::ClientSecretPost(Secret::new(client.secret.clone())),
                _ => Authentication::None,
            };
            whole_way(&App::new(&world, registered(&client, authentication)).await).await;
        }
    }

    async fn goes_the_whole_way_with_assertions(world) {
        let house = || ClientPolicy { skip_consent: true, ..ClientPolicy::default() };
        let metadata = json!({
            "token_endpoint_auth_method": "client_secret_jwt", "post_logout_redirect_uris": [GOODBYE],
        });
        let client = world.client(metadata, house()).await;
        let by_secret = Authentication::ClientSecretJwt(Secret::new(client.secret.clone()), JwsAlgorithm::HS256);
        whole_way(&App::new(&world, registered(&client, by_secret)).await).await;
        for audience in [AssertionAudience::Issuer, AssertionAudience::TokenEndpoint] {
            let key = new_key("mine");
            let metadata = json!({
                "token_endpoint_auth_method": "private_key_jwt", "jwks": jwks(&[&key]),
                "post_logout_redirect_uris": [GOODBYE],
            });
            let client = world.client(metadata, house()).await;
            let by_key = registered(&client, Authentication::PrivateKeyJwt(key.into()));
            whole_way(&App::new(&world, by_key.assertion_audience(audience)).await).await;
        }
    }

    /// RFC 9449 §8: at the token endpoint, at userinfo and as it refreshes.
    async fn goes_the_whole_way_with_proofs_and_the_nonces_they_must_carry(world) {
        let metadata = json!({ "post_logout_redirect_uris": [GOODBYE], "dpop_bound_access_tokens": true });
        for require_dpop_nonce in [false, true] {
            let policy = ClientPolicy { skip_consent: true, require_dpop_nonce, ..ClientPolicy::default() };
            let client = world.client(metadata.clone(), policy).await;
            let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
            whole_way(&App::new(&world, registered(&client, basic(&client)).dpop(key)).await).await;
        }
    }

    async fn reads_answers_in_one_jwt(world) {
        let metadata = json!({
            "authorization_signed_response_alg": "ES256", "post_logout_redirect_uris": [GOODBYE],
        });
        let client = world.client(metadata, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await;
        let signed = registered(&client, basic(&client)).authorization_signed_response_alg(JwsAlgorithm::ES256);
        whole_way(&App::new(&world, signed).await).await;
    }

    async fn reads_answers_in_one_jwt_that_is_sealed(world) {
        let (alg, enc) = (KeyManagement::RsaOaep, ContentEncryption::A256Gcm);
        let metadata = json!({
            "authorization_signed_response_alg": "ES256", "authorization_encrypted_response_alg": alg,
            "authorization_encrypted_response_enc": enc, "jwks": published(&[reader().rsa.clone().with_kid("mine")]),
            "post_logout_redirect_uris": [GOODBYE],
        });
        let client = world.client(metadata, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await;
        let named = |kid: &str| {
            registered(&client, basic(&client))
                .authorization_signed_response_alg(JwsAlgorithm::ES256)
                .authorization_encrypted_response(alg, enc)
                .decryption_key(DecryptionKey::from_jwk(&reader().rsa, alg).unwrap().with_kid(kid))
        };
        let app = App::new(&world, named("mine")).await;
        let begun = app.with_env(|party, env| party.begin(&wish(), env));
        let query = app.visit(&mut world.browser(), &begun.redirect.url()).await;
        let response = query.strip_prefix("response=").unwrap();
        assert_eq!(response.split('.').count(), 5, "it is encrypted, and nothing stands beside it: {query}");
        assert!(app.complete(begun.pending, &query).await.is_ok());
        whole_way(&app).await;

        let app = App::new(&world, named("another")).await;
        let refused = app.sign_in(&mut world.browser(), &wish()).await.err().unwrap();
        assert!(matches!(refused, Error::Outside(_)), "anybody could have sent it: {refused}");
    }

    /// Scenarios 0-6 and 1-2 from the reader's side.
    async fn scenario_0_6_opens_what_is_sealed_under_the_minted_name(world) {
        let policy = ClientPolicy { skip_consent: true, ..ClientPolicy::of(Profile::Signicat) };
        let client = world.client(json!({
            "id_token_signed_response_alg": "RS256", "userinfo_signed_response_alg": "RS256",
            "id_token_encrypted_response_alg": "RSA-OAEP", "userinfo_encrypted_response_alg": "RSA-OAEP",
            "subject_type": "pairwise", "grant_types": ["authorization_code"],
        }), policy).await;
        world.keep_key(&client, &reader().rsa, MINTED, true).await;
        let (alg, enc) = (KeyManagement::RsaOaep, ContentEncryption::A128CbcHs256);
        let named = |kid: &str| {
            let key = DecryptionKey::from_jwk(&reader().rsa, alg).unwrap().with_kid(kid);
            registered(&client, basic(&client))
                .id_token_signed_response_alg(JwsAlgorithm::RS256)
                .id_token_encrypted_response(alg, enc)
                .userinfo_signed_response_alg(JwsAlgorithm::RS256)
                .userinfo_encrypted_response(alg, enc)
                .decryption_key(key)
        };
        let wish = Authorization::new("openid profile");
        let app = App::new(&world, named(MINTED)).await;
        let tokens = app.sign_in(&mut world.browser(), &wish).await.unwrap();
        assert!(tokens.refresh_token.is_none());
        let info = app.userinfo(&tokens).await.unwrap();
        assert_eq!((&info["name"], &info["sub"]), (&json!("Maija Mäkelä"), &json!(tokens.id_token.subject())));

        let app = App::new(&world, named("our own name of it")).await;
        let refused = app.sign_in(&mut world.browser(), &wish).await.err();
        let unknown = rp::OurFault::DecryptionKeyUnknown(Some(MINTED.to_owned()));
        assert_eq!(refused, Some(unknown.into()));
    }

    async fn signs_and_pushes_its_requests(world) {
        let key = new_key("mine");
        let metadata = json!({ "jwks": jwks(&[&key]), "require_signed_request_object": true });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let signed = RequestObject::Signed(Box::new(key));
        let app = App::new(&world, registered(&client, basic(&client)).request_object(signed)).await;
        assert!(app.sign_in(&mut world.browser(), &wish()).await.is_ok());
        assert!(app.pushed(&mut world.browser(), &wish()).await.is_ok());
        let plain = App::new(&world, registered(&client, basic(&client))).await;
        let Err(Error::Refused(_)) = plain.sign_in(&mut world.browser(), &wish()).await else { panic!("taken") };

        let client = world.shop().await;
        let app = App::new(&world, registered(&client, basic(&client))).await;
        assert!(app.pushed(&mut world.browser(), &wish()).await.is_ok());
    }

    /// Scenario 1-5 from the asker's side.
    async fn seals_its_requests_alone_and_after_signing(world) {
        let (alg, enc) = (KeyManagement::RsaOaep, ContentEncryption::A128CbcHs256);
        let client = sealer(&world, json!({})).await;
        let alone = registered(&client, basic(&client))
            .id_token_signed_response_alg(JwsAlgorithm::RS256)
            .request_object(RequestObject::Encrypted { alg, enc });
        let app = App::new(&world, alone).await;
        let wish = || Authorization::new("openid profile").login_hint("subject-210281-9988");
        let url = app.with_env(|party, env| party.begin(&wish(), env)).redirect.url();
        assert!(!url.contains("9988"), "{url}");
        let (page, _) = world.browser().open(&url).await;
        assert!(page.body.contains("value=\"210281-9988\""), "{page:?}");
        assert!(app.sign_in(&mut world.browser(), &wish()).await.is_ok());

        let key = new_key("mine");
        let client = world.client(json!({ "jwks": jwks(&[&key]) }), ClientPolicy::default()).await;
        let both = RequestObject::SignedAndEncrypted { key: key.into(), alg, enc };
        let app = App::new(&world, registered(&client, basic(&client)).request_object(both)).await;
        assert!(app.sign_in(&mut world.browser(), &wish()).await.is_ok());
        assert!(app.pushed(&mut world.browser(), &wish()).await.is_ok());
    }

    /// Scenarios 0-4 and 0-5 with answers that are right, but for somebody else.
    async fn refuses_what_belongs_to_another_browser_or_client(world) {
        let client = world.shop().await;
        let app = App::new(&world, registered(&client, basic(&client))).await;
        let (mine, others) = (
            app.with_env(|party, env| party.begin(&wish(), env)),
            app.with_env(|party, env| party.begin(&wish(), env)),
        );
        let query = app.visit(&mut world.browser(), &others.redirect.url()).await;
        let refused = app.complete(mine.pending, &query).await.err();
        assert_eq!(refused, Some(rp::OutsideFault::OtherState.into()));
        assert!(app.complete(others.pending, &query).await.is_ok());

        let other = Client { id: "other".to_owned(), secret: String::new() };
        let elsewhere = App { client: registered(&other, Authentication::None), ..app };
        let tokens = world.tokens(&client, &[]).await;
        let begun = elsewhere.with_env(|party, env| party.begin(&wish(), env));
        let state = begun.redirect.parameters().iter().find(|(name, _)| name == "state").unwrap().1.clone();
        let query = format!("code=c&state={state}&iss={}", world.base);
        let answered = elsewhere.party().callback(begun.pending, &query, now(&world)).unwrap();
        let stolen = Response {
            status: 200,
            content_type: Some("application/json".to_owned()),
            dpop_nonce: None,
            body: tokens.body.clone().into_bytes(),
        };
        let refused = elsewhere.party().tokens(&answered, &stolen, now(&world)).err().unwrap().to_string();
        assert!(refused.contains("for another reader"), "{refused}");
    }

    async fn hears_that_a_person_signed_out(world) {
        let receiver = Receiver::new().await;
        let metadata = json!({
            "backchannel_logout_uri": receiver.url, "post_logout_redirect_uris": [GOODBYE],
        });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let app = App::new(&world, registered(&client, basic(&client))).await;
        let mut browser = world.browser();
        let tokens = app.sign_in(&mut browser, &wish()).await.unwrap();
        let session = Session::of(&tokens, &app.party());
        browser.get(&app.party().end_session(&session, None, None).unwrap()).await;
        let [posted] = &receiver.wait_for(1).await[..] else { panic!() };
        let token = app.party().logout_token(&posted.body, now(&world)).unwrap();
        assert_eq!(token.session_id(), tokens.id_token.session_id());
        assert_eq!(token.subject(), Some(tokens.id_token.subject()));
    }

    async fn hears_it_sealed_where_its_id_tokens_are_sealed(world) {
        let receiver = Receiver::new().await;
        let (alg, enc) = (KeyManagement::RsaOaep, ContentEncryption::A128CbcHs256);
        let metadata = json!({
            "backchannel_logout_uri": receiver.url, "post_logout_redirect_uris": [GOODBYE],
            "id_token_encrypted_response_alg": alg, "jwks": published(&[reader().rsa.clone().with_kid("mine")]),
        });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let sealing = registered(&client, basic(&client))
            .id_token_encrypted_response(alg, enc)
            .decryption_key(DecryptionKey::from_jwk(&reader().rsa, alg).unwrap().with_kid("mine"));
        let app = App::new(&world, sealing).await;
        let mut browser = world.browser();
        let tokens = app.sign_in(&mut browser, &wish()).await.unwrap();
        let session = Session::of(&tokens, &app.party());
        browser.get(&app.party().end_session(&session, None, None).unwrap()).await;
        let [posted] = &receiver.wait_for(1).await[..] else { panic!() };
        assert_eq!(posted.field("logout_token").unwrap().split('.').count(), 5, "{posted:?}");
        let token = app.party().logout_token(&posted.body, now(&world)).unwrap();
        assert_eq!(token.session_id(), tokens.id_token.session_id());
        assert_eq!(token.subject(), Some(tokens.id_token.subject()));
        let keyless = App::new(&world, registered(&client, basic(&client))).await;
        assert!(keyless.party().logout_token(&posted.body, now(&world)).is_err());
    }
}
