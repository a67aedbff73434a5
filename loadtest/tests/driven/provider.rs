//! A provider small enough to read: real enough that a wrong flow fails at it, and with a switch
//! for each way in which a provider may differ or break.

use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Response, StatusCode, Uri, header},
    routing::{get, post},
};
use jose::{base64url, digest};
use tokio::net::TcpListener;

use crate::sealed;
use url::form_urlencoded;

pub(crate) const CLIENT: &str = "shop";
pub(crate) const SECRET: &str = "s:e cret";
pub(crate) const USERNAME: &str = "ada";
pub(crate) const PASSWORD: &str = "lovelace & co";
pub(crate) const REDIRECT: &str = "http://localhost:9/cb";

/// How this provider differs from the plainest one.
#[derive(Clone, Copy, Default)]
pub(crate) struct Manner {
    /// Name and password on two pages.
    pub two_pages: bool,
    /// The code comes in a form that sends itself.
    pub form_post: bool,
    /// Every n-th token request is answered with 500.
    pub fails_each: Option<u64>,
    /// Introspection knows no token.
    pub forgets: bool,
    /// Discovery speaks for somebody else.
    pub is_another: bool,
    /// Requests may be sealed, and are answered so.
    pub seals: bool,
    /// What is sealed to a client is somebody else's.
    pub mixes_up: bool,
}

#[derive(Default)]
pub(crate) struct World {
    count: u64,
    token_requests: u64,
    sessions: HashSet<String>,
    consented: HashSet<String>,
    codes: HashMap<String, String>,
    /// What was asked for under seal, by its challenge and then by its access token.
    pub asked: HashMap<String, sealed::Asked>,
    refresh: HashSet<String>,
    /// How often each access token was shown to userinfo or introspection.
    pub access: HashMap<String, u64>,
    /// Logins by password that succeeded.
    pub logins: u64,
}

pub(crate) struct Provider {
    pub issuer: String,
    manner: Manner,
    pub sealed: Option<sealed::Keys>,
    world: Mutex<World>,
}

type Shared = State<Arc<Provider>>;
type Answer = Response<Body>;

impl Provider {
    pub(crate) async fn start(manner: Manner) -> Arc<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let sealed = manner.seals.then(sealed::Keys::new);
        let issuer = format!("http://{address}");
        let provider = Arc::new(Self { issuer, manner, sealed, world: Mutex::default() });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/authorize", get(authorize))
            .route("/login", get(login_page).post(login))
            .route("/consent", post(consent))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .route("/introspect", post(introspect))
            .with_state(Arc::clone(&provider));
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    fn sealed_tokens(&self, world: &mut World, asked: sealed::Asked) -> Answer {
        let access = world.fresh("at");
        let nonce = if self.manner.mixes_up { "another" } else { &asked.nonce };
        let claims = serde_json::json!({ "iss": self.issuer, "sub": "ada", "aud": CLIENT, "nonce": nonce });
        let id_token = self.sealed.as_ref().unwrap().seal(&claims.to_string(), asked.way);
        world.access.insert(access.clone(), 0);
        world.asked.insert(access.clone(), asked);
        json(200, serde_json::json!({ "access_token": access, "id_token": id_token }).to_string())
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }
}

impl World {
    fn fresh(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("{kind}{}", self.count)
    }

    fn tokens(&mut self, with_person: bool) -> Answer {
        let header = base64url::encode(r#"{"alg":"ES256"}"#);
        let access = format!("{header}.{}.sig", self.fresh("at"));
        self.access.insert(access.clone(), 0);
        if !with_person {
            return json(200, format!(r#"{{"access_token":"{access}","token_type":"Bearer"}}"#));
        }
        let refresh = self.fresh("rt");
        self.refresh.insert(refresh.clone());
        json(
            200,
            format!(r#"{{"access_token":"{access}","refresh_token":"{refresh}","id_token":"{header}.x.y"}}"#),
        )
    }
}

async fn jwks(State(provider): Shared) -> Answer {
    let set = provider.sealed.as_ref().map(sealed::Keys::published);
    json(200, set.unwrap_or_else(|| r#"{"keys":[{"kty":"EC"}]}"#.into()))
}

async fn discovery(State(provider): Shared) -> Answer {
    let base = &provider.issuer;
    let issuer = match provider.manner.is_another {
        true => "http://127.0.0.1:1",
        false => base,
    };
    json(
        200,
        format!(
            r#"{{"issuer":"{issuer}","authorization_endpoint":"{base}/authorize","token_endpoint":"{base}/token",
            "userinfo_endpoint":"{base}/userinfo","introspection_endpoint":"{base}/introspect","jwks_uri":"{base}/jwks"}}"#
        ),
    )
}

/// With a session that consented: the code. With one that did not: the question. Else: to the login.
async fn authorize(State(provider): Shared, headers: HeaderMap, uri: Uri) -> Answer {
    let query = uri.query().unwrap_or_default();
    let mut asked = form(query.as_bytes());
    if let (Some(keys), Some(request)) = (&provider.sealed, asked.get("request")) {
        let (inside, way) = keys.read(request);
        let under_seal = sealed::Asked { nonce: inside["nonce"].clone(), way };
        provider.world().asked.insert(inside["code_challenge"].clone(), under_seal);
        asked = inside;
    }
    let is_right = asked["response_type"] == "code"
        && asked["client_id"] == CLIENT
        && asked["redirect_uri"] == REDIRECT
        && asked["code_challenge_method"] == "S256";
    if !is_right {
        return page(400, "<p>This request cannot be trusted.</p>");
    }
    let mut world = provider.world();
    let session = session(&headers).filter(|it| world.sessions.contains(it));
    let back = form_urlencoded::byte_serialize(query.as_bytes()).collect::<String>();
    let Some(session) = session else {
        return redirect(&format!("/login?back={back}"), None);
    };
    if !world.consented.contains(&session) {
        return page(
            200,
            &format!(
                r#"<form action="/search"><input name=q></form>
                <form method="post" action="/consent"><input type="hidden" name="back" value="{back}">
                <button name="decision" value="deny">Cancel</button>
                <button name="decision" value="allow">Allow</button></form>"#
            ),
        );
    }
    let code = world.fresh("code");
    world.codes.insert(code.clone(), asked["code_challenge"].clone());
    let state = &asked["state"];
    if provider.manner.form_post {
        return page(
            200,
            &format!(
                r#"<body onload="document.forms[0].submit()"><form method=post action="{REDIRECT}">
                <input type=hidden name=code value={code}><input type=hidden name=state value={state}></form>"#
            ),
        );
    }
    redirect(&format!("{REDIRECT}?code={code}&state={state}"), None)
}

async fn login_page(State(provider): Shared, uri: Uri) -> Answer {
    let back = form(uri.query().unwrap_or_default().as_bytes())["back"].clone();
    let asks = match provider.manner.two_pages {
        true => r#"<input type="text" name="username" autofocus>"#,
        false => r#"<input name="username"><input type="password" name="password">"#,
    };
    page(200, &login_form(&back, asks))
}

fn login_form(back: &str, asks: &str) -> String {
    let back = back.replace('&', "&amp;");
    format!(
        r#"<!-- <form action="/wrong"> --><script>document.write("<form action='/wrong'>")</script>
        <form method="post" action="login"><input type=hidden name="csrf" value="a&quot;b&#43;c">
        <input type=hidden name="back" value="{back}">{asks}
        <input type="checkbox" name="remember" value="1"><button type="submit">Sign in</button></form>"#
    )
}

async fn login(State(provider): Shared, headers: HeaderMap, body: Bytes) -> Answer {
    let sent = form(&body);
    let origin = headers.get(header::ORIGIN).and_then(|it| it.to_str().ok());
    if sent["csrf"] != "a\"b+c" || origin != Some(&provider.issuer) || sent.contains_key("remember") {
        return page(403, "<p>This form was not ours.</p>");
    }
    let back = &sent["back"];
    let Some(password) = sent.get("password") else {
        let asks = format!(
            r#"<input type=hidden name=username value="{}"><input type=password name=password>"#,
            sent["username"]
        );
        return page(200, &login_form(back, &asks));
    };
    if sent["username"] != USERNAME || password != PASSWORD {
        let asks = r#"<p role=alert>Name or password is wrong.</p>
            <input name="username"><input type="password" name="password">"#;
        return page(200, &login_form(back, asks));
    }
    let mut world = provider.world();
    world.logins += 1;
    let session = world.fresh("session");
    world.sessions.insert(session.clone());
    redirect(&format!("/authorize?{back}"), Some(&session))
}

async fn consent(State(provider): Shared, headers: HeaderMap, body: Bytes) -> Answer {
    let sent = form(&body);
    if sent["decision"] != "allow" {
        return redirect(&format!("{REDIRECT}?error=access_denied"), None);
    }
    let session = session(&headers).unwrap();
    provider.world().consented.insert(session);
    let back = form_urlencoded::parse(format!("q={}", sent["back"]).as_bytes())
        .next()
        .map(|(_, value)| value.into_owned());
    redirect(&format!("/authorize?{}", back.unwrap()), None)
}

async fn token(State(provider): Shared, headers: HeaderMap, body: Bytes) -> Answer {
    let sent = form(&body);
    let mut world = provider.world();
    world.token_requests += 1;
    let turn = world.token_requests;
    if provider.manner.fails_each.is_some_and(|each| turn % each == 0) {
        return json(500, r#"{"error":"server_error","error_description":"broken on purpose"}"#.into());
    }
    if !is_client(&headers) {
        return json(401, r#"{"error":"invalid_client"}"#.into());
    }
    let refused = || json(400, r#"{"error":"invalid_grant"}"#.into());
    match sent["grant_type"].as_str() {
        "client_credentials" => world.tokens(false),
        "authorization_code" => {
            let challenge = world.codes.remove(&sent["code"]);
            let shown = base64url::encode(digest::sha256(sent["code_verifier"].as_bytes()));
            let sent_challenge = shown.clone();
            match challenge == Some(shown) && sent["redirect_uri"] == REDIRECT {
                true => match world.asked.remove(&sent_challenge) {
                    Some(asked) => provider.sealed_tokens(&mut world, asked),
                    None => world.tokens(true),
                },
                false => refused(),
            }
        }
        "refresh_token" => match world.refresh.remove(&sent["refresh_token"]) {
            true => world.tokens(true),
            false => refused(),
        },
        _ => json(400, r#"{"error":"unsupported_grant_type"}"#.into()),
    }
}

async fn userinfo(State(provider): Shared, headers: HeaderMap) -> Answer {
    let shown = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    let token = shown.and_then(|it| it.strip_prefix("Bearer ")).unwrap_or_default();
    let mut world = provider.world();
    let asked = world.asked.get(token).cloned();
    match world.access.get_mut(token) {
        Some(seen) => {
            *seen += 1;
            if let (Some(keys), Some(asked)) = (&provider.sealed, asked) {
                let token = keys.seal(r#"{"sub":"ada"}"#, asked.way);
                return typed(200, "application/jwt", token);
            }
            json(200, r#"{"sub":"ada"}"#.into())
        }
        None => json(401, r#"{"error":"invalid_token"}"#.into()),
    }
}

async fn introspect(State(provider): Shared, headers: HeaderMap, body: Bytes) -> Answer {
    if !is_client(&headers) {
        return json(401, r#"{"error":"invalid_client"}"#.into());
    }
    let mut world = provider.world();
    match world.access.get_mut(&form(&body)["token"]) {
        Some(seen) if !provider.manner.forgets => {
            *seen += 1;
            json(200, r#"{"active":true}"#.into())
        }
        _ => json(200, r#"{"active":false}"#.into()),
    }
}

fn is_client(headers: &HeaderMap) -> bool {
    // base64("shop:s%3Ae+cret")
    let shown = headers.get(header::AUTHORIZATION);
    shown.is_some_and(|it| it == "Basic c2hvcDpzJTNBZStjcmV0")
}

fn session(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let mut cookies = cookies.split("; ");
    cookies.find_map(|it| it.strip_prefix("sid=")).map(str::to_owned)
}

fn form(body: &[u8]) -> HashMap<String, String> {
    form_urlencoded::parse(body).into_owned().collect()
}

fn redirect(to: &str, session: Option<&str>) -> Answer {
    let mut answer = Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, to);
    if let Some(session) = session {
        answer = answer.header(header::SET_COOKIE, format!("sid={session}; Path=/; HttpOnly; Secure"));
    }
    answer.body(Body::empty()).unwrap()
}

fn json(status: u16, body: String) -> Answer {
    typed(status, "application/json", body)
}

fn typed(status: u16, kind: &str, body: String) -> Answer {
    let answer = Response::builder().status(status).header(header::CONTENT_TYPE, kind);
    answer.body(body.into()).unwrap()
}

fn page(status: u16, body: &str) -> Answer {
    let answer = Response::builder().status(status).header(header::CONTENT_TYPE, "text/html");
    answer.body(format!("<!doctype html><title>Fake</title>{body}").into()).unwrap()
}
