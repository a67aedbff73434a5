//! Nothing from outside is unbounded, and nothing from outside brings the server down.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::world::{REDIRECT_URI, VERIFIER, World};

on_both_stores! {
    /// However somebody dawdles, the connection is needed for others.
    async fn drops_who_is_slow(world) {
        let head = "POST /oauth2/token HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\n";
        let admin = "POST /admin/api/v1/users HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
        let slow = [
            ("says nothing", String::new()),
            ("stops after a letter that both protocols begin with", "P".to_owned()),
            ("stops within the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM".to_owned()),
            ("stops within the request line", "GET /health/li".to_owned()),
            ("stops within the headers", "GET /health/live HTTP/1.1\r\nhost: a\r\nx: ".to_owned()),
            ("stops before the body", format!("{head}content-length: 100\r\n\r\n")),
            ("stops within the body", format!("{head}content-length: 100\r\n\r\ngrant_type=")),
            ("stops within a chunk", format!("{head}transfer-encoding: chunked\r\n\r\n20\r\ngrant")),
            ("stops within a body for administrators", format!("{admin}content-length: 100\r\n\r\n{{")),
        ];
        let dawdlers: Vec<_> = slow.into_iter().map(|(what, bytes)| {
            let address = world.base.replace("http://", "");
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(address).await.unwrap();
                stream.write_all(bytes.as_bytes()).await.unwrap();
                (what, tokio::time::timeout(Duration::from_secs(25), stream.read_to_end(&mut Vec::new())).await)
            })
        }).collect();
        assert_eq!(world.get("/health/live").await.status, 200, "others are served meanwhile");
        for dawdler in dawdlers {
            let (what, ended) = dawdler.await.unwrap();
            assert!(ended.is_ok(), "still waited for: {what}");
        }
    }

    /// Who trickles a byte now and then is slow as well.
    async fn drops_who_trickles(world) {
        let address = world.base.replace("http://", "");
        let head = "POST /oauth2/token HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n\r\n";
        let tricklers: Vec<_> = [("headers", "GET / HTTP/1.1\r\nhost: a\r\nx: "), ("body", head)].into_iter().map(|(what, bytes)| {
            let address = address.clone();
            tokio::spawn(async move {
                let (mut reader, mut writer) = TcpStream::connect(address).await.unwrap().into_split();
                writer.write_all(bytes.as_bytes()).await.unwrap();
                let trickle = tokio::spawn(async move {
                    while writer.write_all(b"a").await.is_ok() {
                        tokio::time::sleep(Duration::from_millis(500)).await;
                    }
                });
                let ended = tokio::time::timeout(Duration::from_secs(25), reader.read_to_end(&mut Vec::new())).await;
                trickle.abort();
                (what, ended.is_ok())
            })
        }).collect();
        for trickler in tricklers {
            let (what, ended) = trickler.await.unwrap();
            assert!(ended, "still waited for {what}");
        }
    }

    async fn refuses_headers_that_are_too_many_or_too_large(world) {
        let get = |path: &str, headers: &str| format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{headers}\r\n");
        let headers = |count: usize| (0..count).map(|n| format!("x-{n}: 1\r\n")).collect::<String>();
        let query = |length: usize| format!("/health/live?x={}", "a".repeat(length));
        for (what, request, status) in [
            ("97 more headers", get("/health/live", &headers(97)), 200),
            ("300 headers", get("/health/live", &headers(300)), 431),
            ("a header of 64 KiB", get("/health/live", &format!("x: {}\r\n", "a".repeat(64 * 1024))), 200),
            ("a header of 256 KiB", get("/health/live", &format!("x: {}\r\n", "a".repeat(256 * 1024))), 431),
            ("a query of 60 KiB", get(&query(60 * 1024), ""), 200),
            ("a query of 70 KiB", get(&query(70 * 1024), ""), 414),
        ] {
            let answer = exchange(&world, request.as_bytes()).await;
            // A connection that is cut while there is more to come may lose the answer with it.
            assert!(answer.is_empty() && status > 400 || status_of(&answer) == Some(status), "{what}: {answer}");
        }
        let long = format!("/oauth2/authorize?client_id={}", "a".repeat(60_000));
        assert_eq!(world.get(&long).await.status, 400);
        assert_eq!(world.get("/health/live").await.status, 200);
    }

    async fn answers_what_is_no_http_without_a_fault_of_its_own(world) {
        let nonsense: Vec<&[u8]> = vec![
            &b"\r\n\r\n"[..], b"\0\0\0\0", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"GET /\r\n\r\n",
            b"GET / HTTP/9.9\r\n\r\n", b"get / HTTP/1.1\r\n\r\n", b"GET http://[ HTTP/1.1\r\nhost: a\r\n\r\n",
            b"GET / HTTP/1.1\r\nhost\r\n\r\n", b"GET / HTTP/1.1\r\nho st: a\r\n\r\n", b"GET / HTTP/1.1\r\nhost: \xff\xfe\0\r\n\r\n",
            b"GET /\xc3\xa4 HTTP/1.1\r\nhost: a\r\n\r\n", b"* / HTTP/1.1\r\nhost: a\r\n\r\n", b"OPTIONS * HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
            b"CONNECT a:1 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\0\0\0\0\0\0garbage garbage",
            b"POST /oauth2/token HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
            b"POST /oauth2/token HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999999999999\r\n\r\n",
            b"POST /oauth2/token HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
            b"POST /oauth2/token HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
            b"POST /oauth2/token HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip\r\n\r\nabc",
        ];
        let answers = nonsense.into_iter().map(|bytes| {
            let exchanged = exchange_at(world.base.replace("http://", ""), bytes.to_vec());
            (bytes, tokio::spawn(exchanged))
        });
        for (bytes, answer) in answers.collect::<Vec<_>>() {
            let answer = answer.await.unwrap();
            assert!(status_of(&answer).is_none_or(|status| status < 500), "{}: {answer}", bytes.escape_ascii());
        }
        assert_eq!(world.get("/health/live").await.status, 200);
    }

    /// Also where more was sent than was read.
    async fn tells_who_sends_no_http_that_it_is_none(world) {
        let wrong = "GET /?a=<b> HTTP/1.1\r\nhost: a\r\n\r\n";
        let right = "GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n";
        for tail in ["", right, "abc"] {
            let answer = exchange(&world, format!("{wrong}{tail}").as_bytes()).await;
            assert_eq!(status_of(&answer), Some(400), "{tail}: {answer}");
        }
        let both = exchange(&world, format!("{right}{wrong}").as_bytes()).await;
        assert!(both.starts_with("HTTP/1.1 200") && both.contains("HTTP/1.1 400"), "{both}");
    }

    /// Whoever hangs up in the middle leaves nothing behind.
    async fn survives_requests_that_are_cut_off(world) {
        let client = world.shop().await;
        let code = world.code(&client, &[]).await;
        let form = format!("grant_type=authorization_code&code={code}&client_id={}&code_verifier={VERIFIER}", client.id);
        let head = format!(
            "POST /oauth2/token HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
            form.len(),
        );
        let whole = format!("{head}{form}");
        for at in (0..whole.len()).step_by(29) {
            let mut stream = TcpStream::connect(world.base.replace("http://", "")).await.unwrap();
            stream.write_all(&whole.as_bytes()[..at]).await.unwrap();
            drop(stream);
        }
        assert_eq!(world.redeem(&client, &code).await.status, 200, "half a request is none");
    }

    /// Hundreds of requests that nobody would send: each is answered, none with a fault of ours,
    /// and none sends a browser to an address that was not checked.
    async fn answers_every_nonsense_without_a_fault_and_without_leading_astray(world) {
        let nonsense = Nonsense::of(&world).await;
        for seed in 0..800 {
            let request = nonsense.request(seed);
            let answer = exchange(&world, &request).await;
            let told = || format!("seed {seed}: {}\n{answer}", request.escape_ascii());
            let status = status_of(&answer).unwrap_or_else(|| panic!("no answer to {}", told()));
            assert!((200..500).contains(&status), "{}", told());
            if let Some(to) = header(&answer, "location") {
                let checked = [&format!("{}/", world.base), REDIRECT_URI].iter().any(|ours| to.starts_with(*ours));
                assert!(checked, "{}", told());
                assert_eq!(status, 303, "{}", told());
            }
        }
        let (client, code) = (nonsense.client.clone(), world.code(&nonsense.client, &[]).await);
        assert_eq!(world.redeem(&client, &code).await.status, 200, "and all is well afterwards");
    }
}

/// Everything a right request is made of, to be put together wrongly.
struct Nonsense {
    client: crate::world::Client,
    values: Vec<String>,
    authorizations: Vec<String>,
    paths: Vec<String>,
    cookies: String,
}

const NAMES: [&str; 26] = [
    "client_id",
    "client_secret",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "ui_locales",
    "grant_type",
    "code",
    "code_verifier",
    "refresh_token",
    "token",
    "token_type_hint",
    "id_token_hint",
    "post_logout_redirect_uri",
    "username",
    "password",
    "decision",
    "consent",
    "access_token",
];

impl Nonsense {
    async fn of(world: &World) -> Self {
        let client = world.shop().await;
        let mut browser = world.browser();
        let answer = browser.sign_in(&world.authorize_url(&client, &[])).await;
        let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
        let (_, login) = browser.open(&world.authorize_url(&client, &[("prompt", "login")])).await;
        let (_, consent) = browser.open(&world.authorize_url(&client, &[("prompt", "consent")])).await;
        let (_, logout) = browser.open(&format!("{}/oidc/logout", world.base)).await;
        let own = |address: &str| address.strip_prefix(&world.base).unwrap().to_owned();
        let mut values: Vec<String> = [
            "",
            "code",
            "token",
            "openid profile email",
            "S256",
            "plain",
            "none",
            "login consent",
            "query",
            "fragment",
            "form_post",
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "0",
            "-1",
            "99999999999999999999",
            "allow",
            "deny",
            "approve",
            "cancel",
            "fi",
            "maija",
            "wrong",
            "{}",
            "[]",
            "https://evil.example/",
            "//evil.example",
            "javascript:alert(1)",
            "http://127.0.0.1:9/callback#x",
            REDIRECT_URI,
            VERIFIER,
            "a.b.c",
            "\r\nlocation: https://evil.example/",
            "<script>",
            "ä€\u{1F600}",
            "\u{0}",
            "%00",
            "%",
            "' OR 1=1 --",
            "../../etc/passwd",
            "${jndi:x}",
        ]
        .map(str::to_owned)
        .to_vec();
        values.extend([client.id.clone(), client.secret.clone(), "a".repeat(9000)]);
        for member in ["access_token", "refresh_token", "id_token"] {
            values.push(tokens.text(member));
        }
        let basic = |user: &str, password: &str| {
            let header =
                reqwest::Client::new().get("http://a/").basic_auth(user, Some(password)).build().unwrap();
            header.headers()["authorization"].to_str().unwrap().to_owned()
        };
        let authorizations = vec![
            basic(&client.id, &client.secret),
            basic(&client.id, "wrong"),
            "Basic =".to_owned(),
            "Bearer".to_owned(),
            format!("Bearer {}", tokens.text("access_token")),
            format!("Bearer {}", tokens.text("id_token")),
            "\u{e4}".to_owned(),
            "Negotiate abc".to_owned(),
            format!("Basic {}", "A".repeat(20_000)),
        ];
        let mut paths: Vec<String> = [
            "/oauth2/authorize",
            "/oauth2/authorize",
            "/oauth2/token",
            "/oauth2/token",
            "/oauth2/userinfo",
            "/oauth2/jwks",
            "/oauth2/introspect",
            "/oauth2/revoke",
            "/oauth2/device_authorization",
            "/device",
            "/oauth2/bc-authorize",
            "/ciba/%ff",
            "/oidc/logout",
            "/login/x",
            "/consent/%ff",
            "/oidc/logout/%00",
            "/",
            "/assets/%2e%2e/x",
            "/.well-known/openid-configuration",
            "/admin/api/v1/clients",
            "/admin/api/v1/users/%ff",
            "/health/live",
            "/nowhere",
            "//evil.example/",
            "/%2f%2fevil.example",
        ]
        .map(str::to_owned)
        .to_vec();
        paths.extend([own(&login), own(&consent), own(&logout)]);
        let cookies = browser.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        Self { client, values, authorizations, paths, cookies }
    }

    fn request(&self, seed: u64) -> Vec<u8> {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let method =
            *dice.pick(&["GET", "GET", "POST", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "BREW"]);
        let mut path = dice.pick(&self.paths).clone();
        if dice.one_in(2) {
            path.push(if path.contains('?') { '&' } else { '?' });
            path.push_str(&self.form(&mut dice));
        }
        let body = match dice.below(5) {
            0 => (0..dice.below(200)).map(|_| dice.below(256) as u8).collect(),
            1 => br#"{"grant_type":"client_credentials","redirect_uris":["https://evil.example/"]}"#.to_vec(),
            _ => self.form(&mut dice).into_bytes(),
        };
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {}\r\n",
            body.len()
        );
        let kind = dice.pick(&[
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded",
            "application/json",
            "x",
            "",
        ]);
        head.push_str(&format!("content-type: {kind}\r\n"));
        if dice.one_in(2) {
            head.push_str(&format!("authorization: {}\r\n", dice.pick(&self.authorizations)));
        }
        if dice.one_in(2) {
            head.push_str(&format!("cookie: {}\r\n", self.cookies));
        }
        for (name, values) in [
            ("sec-fetch-site", &["same-origin", "cross-site", "x"][..]),
            ("accept", &["text/html", "*/*"]),
            ("accept-language", &["fi", "xx;q=9", ";;;", "en;q=NaN"]),
            ("origin", &["https://evil.example", "null"]),
            ("host", &["evil.example"]),
            ("x-forwarded-host", &["evil.example"]),
            ("expect", &["100-continue"]),
        ] {
            if dice.one_in(4) {
                head.push_str(&format!("{name}: {}\r\n", dice.pick(values)));
            }
        }
        [head.as_bytes(), b"\r\n", &body].concat()
    }

    fn form(&self, dice: &mut Dice) -> String {
        let count = dice.below(12);
        let mut form = String::new();
        // Often the beginning is right, so that what follows is looked at.
        if dice.one_in(2) {
            let id: &str = &self.client.id;
            form.push_str(&format!(
                "client_id={id}&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcallback&response_type=code"
            ));
        }
        for _ in 0..count {
            let value = dice.pick(&self.values);
            let encoded: String = match dice.below(6) {
                // As it is, but for what would end the request line.
                0 => value.chars().filter(|c| c.is_ascii_graphic()).collect(),
                1 => format!("%{}", dice.pick(&["", "f", "ff", "zz", "00", "u0041"])),
                _ => url::form_urlencoded::byte_serialize(value.as_bytes()).collect(),
            };
            form.push_str(&format!("&{}={encoded}", dice.pick(&NAMES)));
        }
        form
    }
}

/// Always the same fall for the same seed (xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        for shift in [13i32, -7, 17] {
            self.0 ^= if shift > 0 { self.0 << shift } else { self.0 >> -shift };
        }
        (self.0 >> 11) as usize % sides
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Sends these bytes on a connection of their own, and reads until it is closed.
async fn exchange(world: &World, bytes: &[u8]) -> String {
    exchange_at(world.base.replace("http://", ""), bytes.to_vec()).await
}

async fn exchange_at(address: String, bytes: Vec<u8>) -> String {
    let (mut reader, mut writer) = TcpStream::connect(address).await.unwrap().into_split();
    // The server may answer and close before everything is sent.
    let sending = tokio::spawn(async move {
        let _ = writer.write_all(&bytes).await;
        writer
    });
    let mut answer = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(20), reader.read_to_end(&mut answer)).await;
    assert!(ended.is_ok(), "the connection stays open after {}", String::from_utf8_lossy(&answer));
    drop(sending.await);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let asked_on = answer.strip_prefix("HTTP/1.1 100 Continue\r\n\r\n").map(str::to_owned);
    asked_on.unwrap_or(answer)
}

fn status_of(answer: &str) -> Option<u16> {
    answer.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next()?;
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}
