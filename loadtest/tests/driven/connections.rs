//! Connections that are kept, closed, cut and left hanging by the server.

use std::time::Duration;

use loadtest::http::{Answer, Http, Prepared, Reach};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use url::Url;

/// What a server does with a connection once it has read a request, over and over.
type Script = &'static [Turn];

#[derive(Clone, Copy)]
enum Turn {
    Say(&'static str),
    Hang,
    Close,
}

const KEPT: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const LAST: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";
const CUT: &str = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok";
const CHUNKS: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n";

/// Serves one connection after another, each by its own script.
async fn serve(scripts: &'static [Script]) -> Url {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        for script in scripts {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                for turn in *script {
                    let mut request = [0; 1024];
                    match turn {
                        Turn::Close => return,
                        _ if stream.read(&mut request).await.unwrap() == 0 => return,
                        Turn::Say(text) => stream.write_all(text.as_bytes()).await.unwrap(),
                        Turn::Hang => std::future::pending().await,
                    }
                }
            });
        }
    });
    Url::parse(&format!("http://127.0.0.1:{port}/")).unwrap()
}

/// Sends so many requests, and tells how many connections they took.
async fn send(scripts: &'static [Script], count: usize) -> (Vec<Result<Answer, String>>, u64) {
    let url = serve(scripts).await;
    let mut http = Http::new(Reach { allow_remote: false, timeout: Duration::from_millis(300) });
    let request = Prepared::get(&url).unwrap();
    let mut answers = Vec::new();
    for _ in 0..count {
        answers.push(http.send(&request).await.map_err(|why| why.to_string()));
        // Lets a server's closing arrive before the next request, as it would between two flows.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    (answers, http.opened())
}

fn bodies(answers: &[Result<Answer, String>]) -> Vec<&str> {
    let body = |answer: &'_ Result<Answer, String>| match answer {
        Ok(answer) if answer.body == "ok" => "ok",
        Ok(_) => "other",
        Err(_) => "error",
    };
    answers.iter().map(body).collect()
}

#[tokio::test]
async fn sends_one_request_after_another_on_one_connection() {
    let (answers, opened) = send(&[&[Turn::Say(KEPT), Turn::Say(CHUNKS), Turn::Say(KEPT)]], 3).await;
    assert_eq!((bodies(&answers), opened), (vec!["ok"; 3], 1));
}

#[tokio::test]
async fn opens_a_new_connection_when_the_server_closed_the_old_one() {
    const SAID: Script = &[Turn::Say(LAST), Turn::Close];
    const UNSAID: Script = &[Turn::Say(KEPT), Turn::Close];
    let (answers, opened) = send(&[SAID, UNSAID, &[Turn::Say(KEPT)]], 3).await;
    assert_eq!((bodies(&answers), opened), (vec!["ok"; 3], 3));
}

#[tokio::test]
async fn takes_no_cut_answer_for_a_whole_one() {
    let (answers, opened) = send(&[&[Turn::Say(CUT), Turn::Close], &[Turn::Say(KEPT)]], 2).await;
    assert_eq!((bodies(&answers), opened), (vec!["error", "ok"], 2));
}

#[tokio::test]
async fn gives_up_on_a_server_that_hangs_and_never_takes_its_late_answer_for_another() {
    let (answers, opened) = send(&[&[Turn::Hang], &[Turn::Say(KEPT)]], 2).await;
    assert_eq!((bodies(&answers), opened), (vec!["error", "ok"], 2));
    let told = answers[0].as_ref().unwrap_err();
    assert!(told.starts_with("GET /: no answer within"), "{told}");
}
