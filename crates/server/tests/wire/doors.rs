//! Every way in that browsers and programs have, each with a request that is right, to be made wrong in one
//! parameter after the other.

use idp::login::Method;
use idp::model::client::ClientPolicy;
use oidc::response_type::ResponseType;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::letterbox::Letterbox;
use crate::tricks::encode;
use crate::world::{Answer, CHALLENGE, Client, PASSWORD, REDIRECT_URI, World};

/// Parameters that an authorization request may have, and some that other software goes by.
pub(crate) const OF_AUTHORIZE: [&str; 28] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "display",
    "prompt",
    "max_age",
    "ui_locales",
    "claims_locales",
    "id_token_hint",
    "login_hint",
    "acr_values",
    "claims",
    "request",
    "request_uri",
    "code_challenge",
    "code_challenge_method",
    "resource",
    "registration",
    "iss",
    "target_link_uri",
    "return_to",
    "next",
    "error_uri",
    "error_description",
];

/// Parameters that a request to sign out may have, and some that other software goes by.
pub(crate) const OF_LOGOUT: [&str; 10] = [
    "id_token_hint",
    "logout_hint",
    "client_id",
    "post_logout_redirect_uri",
    "state",
    "ui_locales",
    "redirect_uri",
    "return_to",
    "next",
    "sid",
];

/// A way in.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) name: String,
    post: bool,
    path: String,
    /// All that a right request has.
    parameters: Vec<(&'static str, String)>,
    /// What may be put wrong, present in a right request or not.
    pub(crate) open: Vec<&'static str>,
    cookies: String,
    /// Who asks, where programs do.
    authorization: Option<String>,
}

impl Door {
    fn get(name: &str, path: &str, open: &[&'static str]) -> Self {
        let (name, path) = (name.to_owned(), path.to_owned());
        let (cookies, authorization) = (String::new(), None);
        Self { name, post: false, path, parameters: Vec::new(), open: open.to_vec(), cookies, authorization }
    }

    fn post(name: &str, path: &str, open: &[&'static str]) -> Self {
        Self { post: true, ..Self::get(name, path, open) }
    }

    pub(crate) fn with(mut self, parameters: &[(&'static str, &str)]) -> Self {
        for (name, value) in parameters {
            self.parameters.retain(|(known, _)| known != name);
            self.parameters.push((name, (*value).to_owned()));
        }
        self
    }

    fn of(self, browser: &Browser) -> Self {
        let cookies: Vec<String> =
            browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Self { cookies: cookies.join("; "), ..self }
    }

    /// Asks as it is right.
    pub(crate) async fn ask(&self, world: &World) -> Answer {
        self.send(world, &self.encoded("")).await
    }

    /// Asks with this in place of a parameter's value, as it stands: encoded or not.
    pub(crate) async fn ask_with(&self, world: &World, name: &str, written: &str) -> Answer {
        self.send(world, &format!("{}&{name}={written}", self.encoded(name))).await
    }

    fn encoded(&self, but: &str) -> String {
        let others = self.parameters.iter().filter(|(name, _)| *name != but);
        others.map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
    }

    async fn send(&self, world: &World, encoded: &str) -> Answer {
        let url = format!("{}{}", world.base, self.path);
        let mut request = if self.post {
            let kind = "application/x-www-form-urlencoded";
            world.http.post(url).header("content-type", kind).body(encoded.to_owned())
        } else {
            world.http.get(format!("{url}{}{encoded}", if self.path.contains('?') { '&' } else { '?' }))
        };
        for (name, value) in [("cookie", Some(&self.cookies)), ("authorization", self.authorization.as_ref())]
        {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                request = request.header(name, value);
            }
        }
        Answer::of(request.header("accept", "text/html").send().await.unwrap()).await
    }
}

/// A client that may ask for everything, and a browser in which maija is signed in and has allowed it all.
pub(crate) struct House {
    pub(crate) client: Client,
    pub(crate) browser: Browser,
    id_token: String,
    access_token: String,
    code: String,
    letterbox: Letterbox,
}

impl House {
    pub(crate) async fn of(world: &World) -> Self {
        let metadata = json!({
            "request_object_signing_alg": "none",
            "grant_types": ["authorization_code", "implicit", "refresh_token", crate::ciba::GRANT],
            "backchannel_token_delivery_mode": "poll",
        });
        let client = world.hybrid(metadata, ClientPolicy::default()).await;
        let mut browser = world.browser();
        let mut signed_in = async |world: &World| {
            browser.sign_in(&world.authorize_url(&client, &[])).await.parameter("code").unwrap()
        };
        let tokens = world.redeem(&client, &signed_in(world).await).await;
        let (id_token, access_token) = (tokens.text("id_token"), tokens.text("access_token"));
        let code = signed_in(world).await;
        let letterbox = Letterbox::of(world).await;
        Self { client, browser, id_token, access_token, code, letterbox }
    }

    fn authorization<'a>(&'a self, response_type: &'a str, mode: &'a str) -> Vec<(&'static str, &'a str)> {
        let mode = if mode.is_empty() { None } else { Some(("response_mode", mode)) };
        let all = [
            ("client_id", self.client.id.as_str()),
            ("response_type", response_type),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "openid profile email"),
            ("state", "right"),
            ("nonce", "n"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("prompt", "none"),
        ];
        all.into_iter().chain(mode).collect()
    }

    /// The authorization endpoint, for somebody and for nobody, by address and by form.
    pub(crate) fn authorize(&self) -> Vec<Door> {
        let parameters = self.authorization("code", "");
        let by_form = ["redirect_uri", "response_mode", "state", "request_uri", "ui_locales", "login_hint"];
        let path = "/oauth2/authorize";
        vec![
            Door::get("authorize, nobody", path, &OF_AUTHORIZE).with(&parameters),
            Door::get("authorize", path, &OF_AUTHORIZE).with(&parameters).of(&self.browser),
            Door::post("authorize, a form", path, &by_form).with(&parameters).of(&self.browser),
            Door::get("authorize, to a page", path, &["ui_locales", "login_hint", "display", "claims"])
                .with(&parameters)
                .with(&[("prompt", "login")]),
        ]
    }

    /// The same, once for each response type and mode that go together.
    pub(crate) fn authorize_by_type(&self) -> Vec<Door> {
        let mut doors = Vec::new();
        for response_type in ResponseType::ALL {
            for mode in ["query", "fragment", "form_post"] {
                if mode == "query" && response_type != ResponseType::CODE {
                    continue;
                }
                let parameters = self.authorization(response_type.as_str(), mode);
                let door =
                    Door::get(&format!("{response_type} by {mode}"), "/oauth2/authorize", &["redirect_uri"]);
                doors.push(door.with(&parameters).of(&self.browser));
            }
        }
        doors
    }

    pub(crate) fn logout(&self) -> Vec<Door> {
        let parameters = [
            ("id_token_hint", self.id_token.as_str()),
            ("client_id", &self.client.id),
            ("post_logout_redirect_uri", REDIRECT_URI),
            ("state", "right"),
        ];
        vec![
            Door::get("logout", "/oidc/logout", &OF_LOGOUT).with(&parameters),
            Door::post("logout, a form", "/oidc/logout", &OF_LOGOUT).with(&parameters),
        ]
    }

    /// Our own pages and their forms. None of them counts a try or changes maija.
    pub(crate) async fn pages(&mut self, world: &World) -> Vec<Door> {
        let own = |address: &str| address.strip_prefix(&world.base).unwrap().to_owned();
        let mut stranger = world.browser();
        let (_, login) = stranger.open(&world.authorize_url(&self.client, &[])).await;
        let (_, consent) =
            self.browser.open(&world.authorize_url(&self.client, &[("prompt", "consent")])).await;
        let (_, logout) = self.browser.open(&format!("{}/oidc/logout", world.base)).await;
        let policy = ClientPolicy { second_factors: vec![Method::EmailOtp], ..ClientPolicy::default() };
        let careful = world.client(json!({}), policy).await;
        let mut halfway = world.browser();
        let (_, first) = halfway.open(&world.authorize_url(&careful, &[])).await;
        let posted = halfway.post(&first, &[("username", "maija"), ("password", PASSWORD)]).await;
        let (_, code) = halfway.follow(posted).await;
        self.letterbox.codes_by_mail(1).await;
        let factor = code.replace("/email_otp", "/factor");
        let policy = ClientPolicy { second_factors: vec![Method::Totp], ..ClientPolicy::default() };
        let guarded = world.client(json!({}), policy).await;
        let mut enrolling = world.browser();
        let (_, first) = enrolling.open(&world.authorize_url(&guarded, &[])).await;
        let posted = enrolling.post(&first, &[("username", "maija"), ("password", PASSWORD)]).await;
        let (_, app) = enrolling.follow(posted).await;
        let plain = ["ui_locales", "done", "redirect_uri", "next", "return_to"];
        let mut doors = vec![
            Door::get("login", &own(&login), &plain).of(&stranger),
            Door::get("a code", &own(&code), &plain).of(&halfway),
            Door::post("a code, the form", &own(&code), &["OTPCode", "OTPcode", "next"])
                .with(&[("OTPCode", "no code")])
                .of(&halfway),
            Door::post("a code, another", &own(&code), &["resendCode", "next"])
                .with(&[("resendCode", "true")])
                .of(&halfway),
            Door::get("register", &format!("{}/register", own(login.split('?').next().unwrap())), &plain)
                .of(&stranger),
            Door::get("a factor", &own(&factor), &plain).of(&halfway),
            Door::get("a new app", &own(&app), &plain).of(&enrolling),
            Door::post("a new app, the form", &own(&app), &["code", "name", "next"])
                .with(&[("code", "no code")])
                .of(&enrolling),
            Door::get("a new passkey", &own(&app.replace("/totp", "/passkey")), &plain).of(&enrolling),
            Door::get("consent", &own(&consent), &plain).of(&self.browser),
            Door::post("consent, a form", &own(&consent), &["decision", "next"]).of(&self.browser),
            Door::get("logout, asking", &own(&logout), &plain).of(&self.browser),
            Door::post("logout, the form", &own(&logout), &["consent", "next"]).of(&self.browser),
            Door::get("device", "/device", &["user_code", "ui_locales", "next"]),
            Door::post("device, the form", "/device", &["user_code", "next"]).of(&self.browser),
            Door::get("device, allowed", "/device/allowed", &plain),
            Door::get("device, denied", "/device/denied", &plain),
            Door::get("an app's question", "/ciba/no.link", &plain),
            Door::post("an app's question, the form", "/ciba/no.link", &plain).of(&self.browser),
            Door::get("home", "/", &plain).of(&self.browser),
            Door::get("home, nobody", "/", &plain),
            Door::get("check session", "/oidc/checksession", &["client_id", "origin", "next"]),
            Door::get("nowhere", "/nowhere", &plain),
            Door::get("phone app", "/phone/", &plain),
            Door::get("phone app, without the stroke", "/phone", &plain),
            Door::get("phone app, a link", "/in-app/process/init", &["action", "pid", "next", "ui_locales"])
                .with(&[("action", "authentication"), ("pid", "a-_9")]),
            Door::get("account, nobody", "/account", &plain),
        ];
        for page in [
            "",
            "/name",
            "/email",
            "/number",
            "/password",
            "/passkeys",
            "/factors",
            "/sessions",
            "/apps",
            "/sign-ins",
            "/data",
            "/gone",
            "/forgot",
            "/reset",
            "/reset/no-link",
            "/register",
            "/register/no.link",
            "/registered",
            "/invitation/none",
        ] {
            doors.push(
                Door::get(&format!("account{page}"), &format!("/account{page}"), &plain).of(&self.browser),
            );
        }
        for (page, open) in [
            ("name", &["name", "given_name", "form", "next"][..]),
            ("passkeys", &["remove", "rename", "name", "form"]),
            ("factors", &["action", "id", "name", "form"]),
            ("sessions", &["session", "form"]),
            ("apps", &["client_id", "form"]),
            ("data", &["export", "remove", "confirm", "form"]),
            ("forgot", &["username", "done"]),
            ("reset/no-link", &["new_password", "next"]),
            ("register/no.link", &["password", "OTPcode", "next"]),
        ] {
            let path = format!("/account/{page}");
            doors.push(Door::post(&format!("account/{page}, a form"), &path, open).of(&self.browser));
        }
        doors
    }

    /// What programs ask.
    pub(crate) fn programs(&self) -> Vec<Door> {
        let request = reqwest::Client::new().get("http://a/");
        let request = request.basic_auth(&self.client.id, Some(&self.client.secret)).build().unwrap();
        let basic = request.headers()["authorization"].to_str().unwrap().to_owned();
        let redeem = [
            ("grant_type", "authorization_code"),
            ("code", self.code.as_str()),
            ("redirect_uri", REDIRECT_URI),
            ("client_id", &self.client.id),
        ];
        let as_client = |door: Door| Door { authorization: Some(basic.clone()), ..door };
        let of_token = [
            "grant_type",
            "code",
            "redirect_uri",
            "client_id",
            "code_verifier",
            "scope",
            "resource",
            "refresh_token",
        ];
        let mut doors = vec![
            as_client(Door::post("token", "/oauth2/token", &of_token).with(&redeem)),
            Door::post("token, nobody", "/oauth2/token", &["client_id", "client_secret"]).with(&redeem),
            as_client(Door::post("introspect", "/oauth2/introspect", &["token", "token_type_hint"])),
            as_client(Door::post(
                "device",
                "/oauth2/device_authorization",
                &["scope", "resource", "client_id"],
            )),
            as_client(
                Door::post(
                    "an app's request",
                    "/oauth2/bc-authorize",
                    &[
                        "scope",
                        "login_hint",
                        "id_token_hint",
                        "login_hint_token",
                        "binding_message",
                        "requested_expiry",
                        "client_notification_token",
                        "request",
                        "request_uri",
                    ],
                )
                .with(&[("scope", "openid"), ("login_hint", "nobody")]),
            ),
            as_client(Door::post("revoke", "/oauth2/revoke", &["token", "token_type_hint"])),
            Door {
                authorization: Some(format!("Bearer {}", self.access_token)),
                ..Door::get("userinfo", "/oauth2/userinfo", &["access_token", "schema"])
            },
            Door::post("userinfo, a form", "/oauth2/userinfo", &["access_token"]),
            logout_tokens("nobody"),
        ];
        doors.extend(saml_messages("nobody"));
        doors
    }

    /// All of them.
    pub(crate) async fn every_door(&mut self, world: &World) -> Vec<Door> {
        let mut doors = self.authorize();
        doors.extend(self.authorize_by_type());
        doors.extend(self.logout());
        doors.extend(self.pages(world).await);
        doors.extend(self.programs());
        doors
    }
}

/// Where the upstream of this name says that sessions there are over.
pub(crate) fn logout_tokens(upstream: &str) -> Door {
    let path = format!("/upstream/{upstream}/backchannel_logout");
    Door::post("an upstream's word", &path, &["logout_token", "state", "redirect_uri"])
        .with(&[("logout_token", "e30.e30.x")])
}

/// Where the identity provider of this name, and browsers on its behalf, bring what they have to say.
pub(crate) fn saml_messages(upstream: &str) -> [Door; 4] {
    const OPEN: [&str; 8] = [
        "SAMLRequest",
        "SAMLResponse",
        "RelayState",
        "SigAlg",
        "Signature",
        "SAMLEncoding",
        "redirect_uri",
        "ui_locales",
    ];
    let at = |path: &str| format!("/upstream/{upstream}/{path}");
    [
        Door::post("a response", &at("acs"), &OPEN).with(&[("SAMLResponse", "PHg-")]),
        Door::get("a logout message in an address", &at("slo"), &OPEN).with(&[("SAMLRequest", "sylQqAAA")]),
        Door::post("a logout message in a form", &at("slo"), &OPEN).with(&[("SAMLRequest", "PHgvPg==")]),
        Door::get("the way to a sign-out", &at("slo/invented"), &OPEN),
    ]
}

/// What a page of a person with this name is shown with: signs in at this client.
pub(crate) async fn signed_in_as(world: &World, client: &Client, username: &str) -> Browser {
    let mut browser = world.browser();
    let answer = browser.sign_in_as(username, PASSWORD, &world.authorize_url(client, &[])).await;
    assert!(answer.parameter("code").is_some(), "{answer:?}");
    browser
}

/// A client with every address and text that pages show, all of this value where they may be.
pub(crate) fn texts(text: &str) -> Value {
    json!({ "client_name": text, "client_name#fi": text, "client_name#sv": text, "contacts": [text] })
}
