//! How a node runs: what it believes, what requests are called, how it comes to its end.

use server::http::Door;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::world::{Answer, Engine, Setup, World, run_with};

/// A node that believes the proxies in these networks.
fn behind(trusted: &[&str]) -> Setup {
    let mut door = Door::default();
    door.proxies.trusted = trusted.iter().map(|network| network.parse().unwrap()).collect();
    Setup { door, ..Setup::default() }
}

async fn ask(world: &World, headers: &[(&str, &str)]) -> (String, String) {
    let mut request = world.http.post(format!("{}/oauth2/token", world.base)).body("");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = Answer::of(request.send().await.unwrap()).await;
    assert_eq!(answer.status, 400, "{answer:?}");
    (answer.header("x-request-id").to_owned(), answer.text("reference"))
}

#[test]
fn a_request_has_the_name_that_a_trusted_proxy_gave_it() {
    run_with(Engine::Sqlite, behind(&["127.0.0.0/8"]), |world| async move {
        let (id, reference) = ask(&world, &[("x-request-id", "0af7651916cd43dd")]).await;
        assert_eq!((id.as_str(), reference.as_str()), ("0af7651916cd43dd", "0af7651916cd43dd"));
        for unfit in ["a b", "<script>", &"a".repeat(65)] {
            let (id, reference) = ask(&world, &[("x-request-id", unfit)]).await;
            assert!(id == reference && id.len() == 9, "{id} {reference}");
        }
    });
}

#[test]
fn a_request_from_anybody_else_has_a_name_of_ours() {
    run_with(Engine::Sqlite, behind(&["10.0.0.0/8"]), |world| async move {
        let (id, reference) = ask(&world, &[("x-request-id", "0af7651916cd43dd")]).await;
        assert!(id == reference && id.len() == 9, "{id} {reference}");
        let (other, _) = ask(&world, &[]).await;
        assert_ne!(id, other);
    });
}

#[test]
fn a_node_about_to_end_says_so_and_lets_connections_go_with_their_answer() {
    run_with(Engine::Sqlite, Setup::default(), |world| async move {
        let ready = world.get("/health/ready").await;
        assert_eq!((ready.status, ready.header("connection")), (200, ""));
        let mut kept = TcpStream::connect(world.base.replace("http://", "")).await.unwrap();
        world.web.draining.cancel();
        let ready = world.get("/health/ready").await;
        assert_eq!((ready.status, ready.header("connection")), (503, "close"));
        assert_eq!(world.get("/health/live").await.status, 200, "it lives");
        kept.write_all(b"GET /oauth2/jwks HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        kept.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("connection: close"), "{answer}");
    });
}

#[test]
fn a_connection_made_just_before_the_end_is_listened_to() {
    run_with(Engine::Sqlite, Setup::default(), |world| async move {
        let address = world.base.replace("http://", "");
        let mut early = Vec::new();
        for _ in 0..50 {
            early.push(TcpStream::connect(&address).await.unwrap());
        }
        world.stop();
        for stream in &mut early {
            stream.write_all(b"GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        }
        for mut stream in early {
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        }
    });
}

/// The machine's own address towards others, if it has one: connections there come from there.
fn outward_address() -> Option<std::net::IpAddr> {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    socket.connect("192.0.2.1:9").ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|address| !address.is_loopback())
}

#[test]
fn in_the_clear_only_proxies_are_answered() {
    let Some(outward) = outward_address() else {
        eprintln!("left out: this machine has no address but its own");
        return;
    };
    let here = format!("{outward}/32");
    run_with(Engine::Sqlite, behind(&[&here]), |world| ask_in_the_clear(world, 200));
    run_with(Engine::Sqlite, behind(&["198.51.100.0/24"]), |world| ask_in_the_clear(world, 403));
}

async fn ask_in_the_clear(world: World, expected: u16) {
    let listener = tokio::net::TcpListener::bind((outward_address().unwrap(), 0)).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let stop = tokio_util::sync::CancellationToken::new();
    tokio::spawn(server::http::serve(std::sync::Arc::clone(&world.web), listener, stop));
    let keys = Answer::of(world.http.get(format!("{base}/oauth2/jwks")).send().await.unwrap()).await;
    assert_eq!(keys.status, expected, "{keys:?}");
    assert_eq!(keys.json()["error_code"] == "connection-unencrypted", expected == 403, "{keys:?}");
    let live = world.http.get(format!("{base}/health/live")).send().await.unwrap();
    assert_eq!(live.status(), 200, "who looks after nodes need not be a proxy");
}

#[test]
fn counts_what_it_does_on_a_socket_of_its_own() {
    run_with(Engine::Sqlite, Setup::default(), |world| async move {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let stop = tokio_util::sync::CancellationToken::new();
        tokio::spawn(server::http::serve_metrics(std::sync::Arc::clone(&world.web), listener, stop.clone()));
        let get = async |path: &str| {
            Answer::of(world.http.get(format!("{base}{path}")).send().await.unwrap()).await
        };
        let client = world.shop().await;
        world.tokens(&client, &[]).await;
        world.redeem(&client, "guessed").await;
        world.get("/wp-admin.php?x=1").await;
        world.get("/wp-login.php").await;

        let text = get("/metrics").await.body;
        for line in [
            "countersign_http_requests_total{endpoint=\"token\",status=\"2xx\"} 1",
            "countersign_http_requests_total{endpoint=\"token\",status=\"4xx\"} 1",
            "countersign_http_request_duration_seconds_count{endpoint=\"token\"} 2",
            "countersign_http_requests_total{endpoint=\"other\",status=\"4xx\"} 2",
            "countersign_refusals_total{code=\"code-unknown\"} 1",
            "countersign_refusals_total{code=\"not-found\"} 2",
            "countersign_password_hashes_waiting 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in {text}");
        }
        assert!(!text.contains("wp-"), "what strangers ask for is no name of a series");
        let lines = text.lines().count();
        world.get("/another").await;
        assert_eq!(get("/metrics").await.body.lines().count(), lines);
        for (path, status) in [("/health/live", 200), ("/health/ready", 200), ("/oauth2/jwks", 404)] {
            assert_eq!(get(path).await.status, status, "{path}");
        }
        assert_eq!(world.get("/metrics").await.status, 404, "nobody else is told");
        stop.cancel();
    });
}
