//! A running server on a new store of either kind, with people and clients in it, and a clock that
//! tests turn.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use idp::Time;
use idp::client::register::{self, NewClient};
use idp::key::{Begin, Schedule};
use idp::model::client::ClientPolicy;
use idp::model::event::Actor;
use idp::model::issuer::{Issuer, Issuers, Layout};
use idp::model::key::{KeyAlgorithm, KeyRecord};
use idp::model::settings::{Accounts, OpenRegistration};
use idp::model::user::{User, UserId};
use idp::user::NewUser;
use jose::secret::Secret;
use jose::{DecryptionKey, JwsAlgorithm, KeyManagement, SigningKey};
use oidc::claims::StandardClaims;
use oidc::metadata::ClientMetadata;
use oidc::response_type::ResponseType;
use serde_json::{Value, json};
use server::fetch::Fetcher;
use server::flow;
use server::http::{self, Door, Patience, Tls, Web};
use server::node::{ClientAuthorities, Clock, Hasher, Limits, Node, Quotas};
use server::page::{Language, refusal_texts};
use store::{Faults, Location, MasterKey, Options, Store};
use tokio_util::sync::CancellationToken;

use crate::browser::Browser;
use crate::postgres;

/// Writes each test twice: once for each store.
macro_rules! on_both_stores {
    ($($(#[doc = $doc:literal])* async fn $name:ident($world:ident) $body:block)+) => {
        $(
            $(#[doc = $doc])*
            async fn $name($world: $crate::world::World) $body
        )+
        mod sqlite {
            $(#[test] fn $name() { $crate::world::run($crate::world::Engine::Sqlite, super::$name) })+
        }
        mod postgres {
            $(#[test] fn $name() { $crate::world::run($crate::world::Engine::Postgres, super::$name) })+
        }
    };
}

pub(crate) const REDIRECT_URI: &str = "http://127.0.0.1:9/callback";
pub(crate) const PASSWORD: &str = "kesäyö-on-valoisa";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

pub(crate) fn run<F: Future<Output = ()>>(engine: Engine, test: fn(World) -> F) {
    run_with(engine, Setup::default(), test);
}

pub(crate) fn run_with<F: Future<Output = ()>>(engine: Engine, setup: Setup, test: impl FnOnce(World) -> F) {
    if engine == Engine::Postgres && !postgres::is_wanted() {
        eprintln!("left out: COUNTERSIGN_TEST_STORES leaves PostgreSQL out");
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async { test(World::start(engine, setup).await).await });
}

/// How a world differs from the usual.
#[derive(Default)]
pub(crate) struct Setup {
    /// The issuer's path: `/oauth2/token` for an issuer that is the token endpoint's address.
    pub(crate) issuer_path: &'static str,
    /// The paths of further issuers with the same layout.
    pub(crate) beside: &'static [&'static str],
    /// Whether the first issuer calls this machine `localhost`: no passkey is bound to an address of numbers.
    pub(crate) named: bool,
    /// Whether there is a further issuer that calls this machine `localhost`.
    pub(crate) other_host: bool,
    /// Whether there is a further issuer, at `/oidc`, with Signicat's layout.
    pub(crate) signicat: bool,
    /// Whether nobody sets up a factor in the sign-in that asks for one.
    pub(crate) not_set_up: bool,
    /// Whether anybody may register a client.
    pub(crate) open_registration: Option<OpenRegistration>,
    /// Who may make an account, where not as usual.
    pub(crate) accounts: Option<Accounts>,
    /// For how many seconds a pushed request waits, where not as usual.
    pub(crate) pushed_request_ttl: Option<u64>,
    /// How long anything that is fetched may take, where not as usual.
    pub(crate) fetch_timeout: Option<Duration>,
    /// Where commits are made to fail.
    pub(crate) faults: Option<Arc<dyn Faults>>,
    /// How it meets the network.
    pub(crate) door: Door,
    /// How often somebody may ask; nobody is limited otherwise.
    pub(crate) quotas: Option<Quotas>,
    /// TLS for clients that have certificates, in a place of its own.
    pub(crate) mtls: Option<Arc<Tls>>,
    /// Who vouches for these.
    pub(crate) client_authorities: Option<Arc<ClientAuthorities>>,
}

pub(crate) struct World {
    pub(crate) node: Arc<Node>,
    pub(crate) web: Arc<Web>,
    pub(crate) clock: Arc<TestClock>,
    /// `http://127.0.0.1:port`, or `http://localhost:port` where it is named.
    pub(crate) base: String,
    /// `https://localhost:port`, where clients are asked for their certificates.
    pub(crate) mtls_base: Option<String>,
    pub(crate) http: reqwest::Client,
    pub(crate) user_id: String,
    pub(crate) location: Location,
    stop: CancellationToken,
    _folder: tempfile::TempDir,
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The system's time, and as much later as the test says; or, once stopped, only that.
#[derive(Default)]
pub(crate) struct TestClock {
    later: AtomicI64,
    stopped_at: AtomicI64,
}

impl TestClock {
    pub(crate) fn advance(&self, by: Duration) {
        self.later.fetch_add(by.as_micros().try_into().unwrap(), Ordering::SeqCst);
    }

    /// From here on only the test moves time, so that it can stand on the very edge of a life.
    pub(crate) fn stop(&self) {
        self.stopped_at.store(server::node::SystemClock::default().now().as_micros(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Time {
        let from = match self.stopped_at.load(Ordering::SeqCst) {
            0 => server::node::SystemClock::default().now(),
            stopped_at => Time::from_micros(stopped_at),
        };
        from + Duration::from_micros(self.later.load(Ordering::SeqCst) as u64)
    }
}

/// A client as its owner knows it.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl World {
    pub(crate) async fn start(engine: Engine, setup: Setup) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = match engine {
            Engine::Sqlite => Location::Sqlite(folder.path().join("countersign.db")),
            Engine::Postgres => Location::Postgres(postgres::shared().new_database()),
        };
        let clock = Arc::new(TestClock::default());
        let options = Options {
            migrate: true,
            faults: setup.faults,
            ..Options::new(location.clone(), MasterKey::new(Secret::new([7; 32])))
        };
        let store = Store::open(options, clock.now()).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = if setup.named { "localhost" } else { "127.0.0.1" };
        let base = format!("http://{host}:{}", listener.local_addr().unwrap().port());
        let identifier = format!("{base}{}", setup.issuer_path).parse().unwrap();
        let mtls = match setup.mtls {
            Some(tls) => Some((tls, tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap())),
            None => None,
        };
        let mtls_base = mtls
            .as_ref()
            .map(|(_, listener)| format!("https://localhost:{}", listener.local_addr().unwrap().port()));
        let first = Issuer { mtls_base: mtls_base.clone(), ..Issuer::own(identifier, base.clone()) };
        let signicat = setup.signicat.then(|| format!("{base}/oidc").parse().unwrap());
        let beside = setup.beside.iter().map(|path| (Layout::Own, format!("{base}{path}").parse().unwrap()));
        let beside = beside.chain(signicat.map(|signicat| (Layout::Signicat, signicat)));
        let another = setup.other_host.then(|| base.replace("127.0.0.1", "localhost").parse().unwrap());
        let beside = beside.chain(another.map(|another| (Layout::Own, another)));
        let further = beside.map(|(layout, identifier)| Issuer::beside(&first, identifier, layout)).collect();
        let issuers = Issuers { first, further };
        let mut fetching = server::fetch::Options::on_this_machine();
        fetching.timeout = setup.fetch_timeout.unwrap_or(fetching.timeout);
        let fetcher = Fetcher::new(fetching);
        let clock_of_node = Arc::<TestClock>::clone(&clock);
        let mut node = Node::new(store, issuers, clock_of_node, Hasher::new(), fetcher).await.unwrap();
        node.set_up(|house| {
            house.settings.open_registration = setup.open_registration;
            house.settings.set_up_at_sign_in = !setup.not_set_up;
            house.settings.accounts = setup.accounts.unwrap_or_default();
            if let Some(seconds) = setup.pushed_request_ttl {
                house.settings.pushed_request_ttl = Duration::from_secs(seconds);
            }
            house.limits = Limits::new(setup.quotas.unwrap_or(Quotas::NONE));
            house.client_authorities = setup.client_authorities;
        });
        let node = Arc::new(node);
        bring_rsa_keys(&node).await;
        flow::key::keep_up(&node).await.unwrap();
        let stop = CancellationToken::new();
        // Tests that read until the end do not wait as long for it as proxies would.
        let patience = Patience { idle: Duration::from_secs(8), ..setup.door.patience };
        if let Some((tls, listener)) = mtls {
            let door = Door { tls: Some(tls), patience, ..setup.door.clone() };
            tokio::spawn(http::serve_mtls(Web::behind(door, Arc::clone(&node)), listener, stop.clone()));
        }
        let web = Web::behind(Door { patience, ..setup.door }, Arc::clone(&node));
        tokio::spawn(http::serve(Arc::clone(&web), listener, stop.clone()));
        let polling = (Arc::clone(&node), stop.clone());
        tokio::spawn(polling.1.run_until_cancelled_owned(async move {
            loop {
                tokio::time::sleep(Duration::from_millis(200)).await;
                let _ = polling.0.poll().await;
            }
        }));
        tokio::spawn(stop.clone().run_until_cancelled_owned(server::worker::send(Arc::clone(&node))));
        let user_id = maija(&node).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { node, web, clock, base, mtls_base, http, user_id, location, stop, _folder: folder }
    }

    /// Another node on the same store, which has to be one that several may share: its address. It is the same server to
    /// whoever asks, with the same clock.
    pub(crate) async fn beside(&self) -> String {
        let options = Options::new(self.location.clone(), MasterKey::new(Secret::new([7; 32])));
        let store = Store::open(options, self.clock.now()).await.unwrap();
        let clock = Arc::<TestClock>::clone(&self.clock);
        let fetcher = Fetcher::new(server::fetch::Options::on_this_machine());
        let [first, further @ ..] = self.node.issuers() else { panic!("no issuer") };
        let issuers = Issuers { first: first.clone(), further: further.to_vec() };
        let mut node = Node::new(store, issuers, clock, Hasher::new(), fetcher).await.unwrap();
        node.set_up(|house| house.limits = Limits::new(Quotas::NONE));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let web = Web::behind(Door::default(), Arc::new(node));
        tokio::spawn(http::serve(web, listener, self.stop.clone()));
        base
    }

    /// Has the server finish what is under way and take nothing new.
    pub(crate) fn stop(&self) {
        self.stop.cancel();
    }

    /// A client made by our own tools, with these members of metadata and policy beside the usual.
    pub(crate) async fn client(&self, metadata: Value, policy: ClientPolicy) -> Client {
        let mut all = json!({
            "client_name": "The shop",
            "redirect_uris": [REDIRECT_URI],
            "grant_types": ["authorization_code", "refresh_token"],
            "id_token_signed_response_alg": "ES256",
        });
        all.as_object_mut().unwrap().extend(metadata.as_object().unwrap().clone());
        let metadata: ClientMetadata = serde_json::from_value(all).unwrap();
        let new = NewClient { id: None, metadata, policy };
        let made = flow::client::create(&self.node, new).await.unwrap();
        Client {
            id: made.client.id.as_str().to_owned(),
            secret: made.secret.map(|secret| secret.0.expose().clone()).unwrap_or_default(),
        }
    }

    /// The usual client: a web application that refreshes.
    pub(crate) async fn shop(&self) -> Client {
        self.client(json!({}), ClientPolicy::default()).await
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.http.clone(), &self.base)
    }

    /// The address of the usual authorization request, with other or further parameters.
    pub(crate) fn authorize_url(&self, client: &Client, parameters: &[(&str, &str)]) -> String {
        let mut all = vec![
            ("client_id", client.id.as_str()),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "openid profile email"),
            ("state", "a state & more"),
            ("nonce", "n-0S6"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in parameters {
            all.retain(|(known, _)| known != name);
            all.push((name, value));
        }
        all.retain(|(_, value)| !value.is_empty());
        let mut url = url::Url::parse(&format!("{}/oauth2/authorize", self.base)).unwrap();
        url.query_pairs_mut().extend_pairs(all);
        url.into()
    }

    /// Signs maija in, in a new browser, for this client, and returns the code.
    pub(crate) async fn code(&self, client: &Client, parameters: &[(&str, &str)]) -> String {
        let mut browser = self.browser();
        let answer = browser.sign_in(&self.authorize_url(client, parameters)).await;
        answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
    }

    /// A form to the token endpoint, with the client's secret in the header.
    pub(crate) async fn token(&self, client: &Client, form: &[(&str, &str)]) -> Answer {
        self.post_as(client, "/oauth2/token", form).await
    }

    /// A form to an endpoint for clients. A client without a secret names itself in the form.
    pub(crate) async fn post_as(&self, client: &Client, path: &str, form: &[(&str, &str)]) -> Answer {
        if client.secret.is_empty() {
            return self.post(path, &[form, &[("client_id", &client.id)]].concat()).await;
        }
        let request = self.http.post(format!("{}{path}", self.base)).form(form);
        Answer::of(request.basic_auth(&client.id, Some(&client.secret)).send().await.unwrap()).await
    }

    /// A form without any header of its own.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.http.post(format!("{}{path}", self.base)).form(form);
        Answer::of(request.send().await.unwrap()).await
    }

    /// Signs maija in for this client, and returns the answer that has her tokens.
    pub(crate) async fn tokens(&self, client: &Client, parameters: &[(&str, &str)]) -> Answer {
        let tokens = self.redeem(client, &self.code(client, parameters).await).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        tokens
    }

    /// Where an authorization request leads that needs nobody: the error's way back to the client.
    pub(crate) async fn authorize(&self, client: &Client, parameters: &[(&str, &str)]) -> Answer {
        self.browser().get(&self.authorize_url(client, parameters)).await
    }

    pub(crate) async fn introspect(&self, client: &Client, token: &str) -> Answer {
        self.post_as(client, "/oauth2/introspect", &[("token", token)]).await
    }

    pub(crate) async fn revoke(&self, client: &Client, token: &str) -> Answer {
        self.post_as(client, "/oauth2/revoke", &[("token", token)]).await
    }

    /// A client that registered every response type.
    pub(crate) async fn hybrid(&self, metadata: Value, policy: ClientPolicy) -> Client {
        let response_types = ResponseType::ALL.map(ResponseType::as_str);
        let mut all = json!({
            "response_types": response_types,
            "grant_types": ["authorization_code", "implicit", "refresh_token"],
        });
        all.as_object_mut().unwrap().extend(metadata.as_object().unwrap().clone());
        self.client(all, policy).await
    }

    /// A client that runs in a browser or on a phone, and keeps no secret.
    pub(crate) async fn public_client(&self) -> Client {
        self.client(json!({ "token_endpoint_auth_method": "none" }), ClientPolicy::default()).await
    }

    /// Somebody else, with the same password as maija.
    pub(crate) async fn person(&self, username: &str, claims: Value) -> User {
        let claims = serde_json::from_value(claims).unwrap();
        let new = NewUser { username: username.to_owned(), claims, ..NewUser::default() };
        flow::user::create(&self.node, new, Some(Secret::new(PASSWORD.to_owned())), &Actor::CommandLine)
            .await
            .unwrap()
    }

    /// Keeps somebody out, or lets them in again.
    pub(crate) async fn disable_person(&self, id: &str, disabled: bool) {
        let changes = |_: &User| Ok(idp::user::Changes { disabled: Some(disabled), ..Default::default() });
        flow::user::change(&self.node, &UserId::new(id), None, changes, &Actor::CommandLine).await.unwrap();
    }

    /// Gives maija another password.
    pub(crate) async fn new_password(&self, password: &str) {
        let password = Some(Secret::new(password.to_owned()));
        let changes = |_: &User| Ok(idp::user::Changes::default());
        flow::user::change(&self.node, &UserId::new(&*self.user_id), password, changes, &Actor::CommandLine)
            .await
            .unwrap();
    }

    pub(crate) async fn disable_client(&self, client: &Client, disabled: bool) {
        let changes = |_: &_| Ok(register::Changes { disabled: Some(disabled), ..Default::default() });
        flow::client::change(&self.node, &client.id, changes).await.unwrap();
    }

    /// Redeems a code as it should be.
    pub(crate) async fn redeem(&self, client: &Client, code: &str) -> Answer {
        self.token(
            client,
            &[
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", REDIRECT_URI),
                ("code_verifier", VERIFIER),
            ],
        )
        .await
    }

    pub(crate) async fn refresh(&self, client: &Client, refresh_token: &str) -> Answer {
        self.token(client, &[("grant_type", "refresh_token"), ("refresh_token", refresh_token)]).await
    }

    pub(crate) async fn userinfo(&self, access_token: &str) -> Answer {
        let url = format!("{}/oauth2/userinfo", self.base);
        Answer::of(self.http.get(url).bearer_auth(access_token).send().await.unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.http.get(format!("{}{path}", self.base)).send().await.unwrap()).await
    }

    /// Verifies a token of ours by the published keys, and returns header and claims.
    pub(crate) async fn verified(&self, token: &str) -> (jose::jws::Header, Value) {
        let jwks = self.get("/oauth2/jwks").await;
        let keys = jose::JwkSet::parse(jwks.body.as_bytes()).unwrap();
        let unverified = jose::jws::decode(token).unwrap();
        let header = unverified.header().clone();
        let jwk = keys.keys.iter().find(|key| key.kid() == header.kid.as_deref()).expect("a published key");
        let key = jose::VerifyingKey::from_jwk(jwk, header.alg).unwrap();
        let verified = unverified.verify(&key, &[header.alg]).unwrap();
        (header, serde_json::from_slice(verified.as_ref()).unwrap())
    }
}

async fn maija(node: &Node) -> String {
    let claims: StandardClaims<'static> = serde_json::from_value(json!({
        "name": "Maija Mäkelä",
        "given_name": "Maija",
        "family_name": "Mäkelä",
        "email": "maija@example.fi",
        "email_verified": true,
    }))
    .unwrap();
    let new = NewUser { username: "maija".to_owned(), claims, ..NewUser::default() };
    let user = flow::user::create(node, new, Some(Secret::new(PASSWORD.to_owned())), &Actor::CommandLine)
        .await
        .unwrap();
    user.id.as_str().to_owned()
}

/// An HTTP answer, whole.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn of(response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        Self { status, headers, body: response.text().await.unwrap() }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// A member of the body that is a string.
    pub(crate) fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap_or_else(|| panic!("no {member} in {self:?}")).to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    /// A parameter in the query of the address that the browser is sent to.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let url = url::Url::parse(self.location()).ok()?;
        url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    /// How an answer goes to the client (its response mode), and all it says.
    pub(crate) fn carried(&self) -> (&'static str, BTreeMap<String, String>) {
        if self.status == 200 {
            return ("form_post", self.fields());
        }
        let (mode, encoded) = match self.location().split_once('#') {
            Some((address, fragment)) => {
                assert!(!address.contains(['?', '#']), "in both: {self:?}");
                ("fragment", fragment)
            }
            None => ("query", self.location().split_once('?').map(|(_, query)| query).unwrap_or_default()),
        };
        (mode, url::form_urlencoded::parse(encoded.as_bytes()).into_owned().collect())
    }

    /// The hidden fields of a page.
    fn fields(&self) -> BTreeMap<String, String> {
        let inputs = self.body.split("<input type=\"hidden\" ").skip(1);
        let attribute = |input: &str, name: &str| {
            let rest = input.split_once(&format!("{name}=\"")).unwrap().1;
            let value = rest.split('"').next().unwrap();
            [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")]
                .iter()
                .fold(value.to_owned(), |value, (from, to)| value.replace(from, to))
        };
        inputs.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect()
    }

    /// `error` and `error_description` on the way back to the client, with nothing missing that an
    /// error has to bring, our own code among it.
    pub(crate) fn error(&self) -> (String, String) {
        assert_eq!(self.status, 303, "{self:?}");
        assert!(self.location().starts_with(&format!("{REDIRECT_URI}?")), "{self:?}");
        assert_eq!(self.parameter("code"), None, "{self:?}");
        assert!(self.parameter("iss").is_some(), "{self:?}");
        assert!(self.parameter("error_code").is_some(), "{self:?}");
        let error = self.parameter("error").unwrap_or_else(|| panic!("no error in {self:?}"));
        (error, self.parameter("error_description").unwrap_or_default())
    }

    /// Checks that this is a page with this status that shows this code, and leads nowhere.
    pub(crate) fn assert_page(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.header("content-type").starts_with("text/html"), "{self:?}");
        assert_eq!(self.location(), "", "{self:?}");
        assert!(self.body.contains(&format!(">{code}<")), "{code} in {self:?}");
    }

    /// Checks that this is a page with this status that says what this refusal is about, in English, and leaves
    /// something to do there.
    pub(crate) fn assert_says(&self, status: u16, code: &str) {
        let what = refusal_texts(Language::english(), code).unwrap().what;
        assert_eq!(self.status, status, "{code}: {self:?}");
        assert!(self.body.contains(&what), "{code}: {self:?}");
    }

    /// Status, `error` and `error_code`: all that tests of refusals look at.
    pub(crate) fn refusal(&self) -> (u16, String, String) {
        (self.status, self.text("error"), self.text("error_code"))
    }
}

/// Making RSA keys takes long: those of all worlds are the same.
async fn bring_rsa_keys(node: &Node) {
    static KEYS: OnceLock<[(KeyAlgorithm, String, String); 2]> = OnceLock::new();
    let keys = KEYS.get_or_init(|| {
        let signs = SigningKey::generate(JwsAlgorithm::RS256).unwrap();
        let opens = DecryptionKey::generate(KeyManagement::RsaOaep).unwrap();
        let (signing, opening) = (signs.to_private_jwk().unwrap(), opens.to_private_jwk());
        [
            (JwsAlgorithm::RS256.into(), signs.kid().to_owned(), signing.expose().clone()),
            (
                KeyAlgorithm::Enc(KeyManagement::RsaOaep, None),
                opens.kid().to_owned(),
                opening.expose().clone(),
            ),
        ]
    });
    let record = |(algorithm, kid, private): &(KeyAlgorithm, String, String)| KeyRecord {
        kid: kid.clone(),
        algorithm: *algorithm,
        private: Secret::new(private.clone().into_bytes()),
        created_at: Time::default(),
        signs_from: Time::default(),
        published_until: Time::NEVER,
    };
    let (keyring, now) = (node.keyring(), node.now());
    let records = keys.iter().map(record).collect();
    let decision = idp::key::add(records, keyring.keys(), Begin::Now, Schedule::default(), now);
    assert!(matches!(node.commit(decision.effects, now).await, store::Outcome::Done { .. }));
}

/// What [`Answer::refusal`] is compared with.
pub(crate) fn refused(status: u16, error: &str, code: &str) -> (u16, String, String) {
    (status, error.to_owned(), code.to_owned())
}
