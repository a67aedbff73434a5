//! Connections: both protocols, and how they end.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2::SendRequest;
use hyper_util::rt::{TokioExecutor, TokioIo};
use idp::model::client::ClientPolicy;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::world::{Client, World};

on_both_stores! {
    /// RFC 9113 §3.3, by prior knowledge; many requests at once on one connection.
    async fn speaks_http_2_as_well(world) {
        let robot = robot(&world).await;
        let connection = http_2(&world).await;
        let (status, body) = ask(&connection, http::Request::get(world.base.clone() + "/oauth2/jwks"), "").await;
        assert_eq!(status, 200);
        assert_eq!(body, world.get("/oauth2/jwks").await.body);

        let form = format!("grant_type=client_credentials&client_id={}&client_secret={}", robot.id, robot.secret);
        let asked = (0..20).map(|_| {
            let (connection, form, url) = (connection.clone(), form.clone(), world.base.clone() + "/oauth2/token");
            tokio::spawn(async move {
                let request = http::Request::post(url).header("content-type", "application/x-www-form-urlencoded");
                ask(&connection, request, &form).await
            })
        });
        for answer in asked.collect::<Vec<_>>() {
            let (status, body) = answer.await.unwrap();
            assert_eq!(status, 200, "{body}");
        }
        let url = world.base.clone() + "/oauth2/token";
        let (status, body) = ask(&connection, http::Request::get(url), "").await;
        assert_eq!(status, 405, "{body}");
    }

    async fn bounds_headers_over_http_2_too(world) {
        let connection = http_2(&world).await;
        let large = |length: usize| {
            http::Request::get(world.base.clone() + "/health/live").header("x", "a".repeat(length))
        };
        assert_eq!(ask(&connection, large(32 * 1024), "").await.0, 200);
        assert_eq!(ask(&connection, large(100 * 1024), "").await.0, 431);
        assert_eq!(ask(&connection, large(1), "").await.0, 200, "and the connection goes on");
    }

    async fn answers_several_requests_on_one_connection_in_their_order(world) {
        let mut stream = TcpStream::connect(world.base.replace("http://", "")).await.unwrap();
        let live = "GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n";
        let absent = "GET /nowhere HTTP/1.1\r\nhost: a\r\n";
        stream.write_all(format!("{live}{absent}\r\n{live}{absent}connection: close\r\n\r\n").as_bytes()).await.unwrap();
        let mut answers = String::new();
        stream.read_to_string(&mut answers).await.unwrap();
        let statuses: Vec<&str> = answers.split("HTTP/1.1 ").skip(1).filter_map(|one| one.get(..3)).collect();
        assert_eq!(statuses, ["200", "404", "200", "404"]);
    }

    /// Who was being served when the end came is served; who comes later is not.
    async fn finishes_what_is_under_way_at_the_end(world) {
        let robot = robot(&world).await;
        let form = format!("grant_type=client_credentials&client_id={}&client_secret={}", robot.id, robot.secret);
        let head = format!(
            "POST /oauth2/token HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n\
             content-type: application/x-www-form-urlencoded\r\n\r\n",
            form.len(),
        );
        let address = world.base.replace("http://", "");
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut idle = TcpStream::connect(&address).await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
        world.stop();
        nobody_gets_in_any_more(&address).await;
        assert_eq!(idle.read(&mut [0; 16]).await.unwrap_or(0), 0, "who has said nothing is not waited for");

        stream.write_all(form.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("access_token"), "{answer}");
    }
}

/// Whoever goes on trying does not keep the end from coming.
async fn nobody_gets_in_any_more(address: &str) {
    let begun = Instant::now();
    let mut tried = Vec::new();
    while let Ok(stream) = TcpStream::connect(address).await {
        assert!(begun.elapsed() < Duration::from_secs(30), "connections are still taken");
        tried.push(stream);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn robot(world: &World) -> Client {
    let metadata =
        json!({ "grant_types": ["client_credentials"], "token_endpoint_auth_method": "client_secret_post" });
    world.client(metadata, ClientPolicy::default()).await
}

async fn http_2(world: &World) -> SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(world.base.replace("http://", "")).await.unwrap();
    let (sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

async fn ask(
    connection: &SendRequest<Full<Bytes>>,
    request: http::request::Builder,
    body: &str,
) -> (u16, String) {
    let request = request.body(Full::new(Bytes::from(body.to_owned()))).unwrap();
    let response = connection.clone().send_request(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}
