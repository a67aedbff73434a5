//! The mailbox as programs and people meet it.

#![cfg(test)]

use mailbox::{Options, Running, start};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

const MAIL: &str = "From: =?utf-8?B?TMOkaGV0dMOkasOk?= <a@example.fi>\r\nTo: maija@example.fi\r\n\
    Subject: =?utf-8?Q?Koodi_=C3=A4?=\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n\
    --b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    Koodi on 123456=E2=80=A6\r\n..piste\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
    <p>Koodi on <b>123456</b></p><script>alert(1)</script>\r\n--b--\r\n";

async fn open() -> Running {
    start(Options::default()).await.unwrap()
}

/// Says these lines, each after the answer to the one before; the codes that came.
async fn talk(mailbox: &Running, lines: &[&str]) -> Vec<String> {
    let mut stream = BufReader::new(TcpStream::connect(mailbox.smtp).await.unwrap());
    let mut codes = vec![answer(&mut stream).await];
    for line in lines {
        stream.write_all(format!("{line}\r\n").as_bytes()).await.unwrap();
        codes.push(answer(&mut stream).await);
    }
    codes
}

async fn answer(stream: &mut BufReader<TcpStream>) -> String {
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        if line.as_bytes().get(3) != Some(&b'-') {
            return line[..3].to_owned();
        }
    }
}

async fn send(mailbox: &Running, to: &[&str]) {
    let mut lines = vec!["EHLO test".to_owned(), "MAIL FROM:<a@example.fi> BODY=8BITMIME".to_owned()];
    lines.extend(to.iter().map(|to| format!("RCPT TO:<{to}>")));
    lines.extend(["DATA".to_owned(), format!("{MAIL}."), "QUIT".to_owned()]);
    let codes = talk(mailbox, &lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(codes.last().map(String::as_str), Some("221"), "{codes:?}");
}

async fn messages(mailbox: &Running, query: &str) -> Vec<Value> {
    let answer = reqwest::get(format!("{}/messages{query}", mailbox.base)).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json");
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

async fn sms(mailbox: &Running, to: &str, text: &str) {
    let body = json!({ "to": to, "text": text, "from": "" }).to_string();
    let request = reqwest::Client::new().post(mailbox.sms()).header("content-type", "application/json");
    assert_eq!(request.body(body).send().await.unwrap().status(), 202);
}

#[tokio::test]
async fn a_mail_is_read_as_mail_programs_read_it() {
    let mailbox = open().await;
    send(&mailbox, &["maija@example.fi"]).await;
    let [mail] = &messages(&mailbox, "").await[..] else { panic!() };
    assert_eq!(mail["channel"], "email");
    assert_eq!(mail["to"], "maija@example.fi");
    assert_eq!(mail["from"], "Lähettäjä <a@example.fi>");
    assert_eq!(mail["subject"], "Koodi ä");
    assert_eq!(mail["text"].as_str().unwrap().trim_end(), "Koodi on 123456…\n.piste");
    assert!(mail["html"].as_str().unwrap().contains("<b>123456</b>"));
    assert!(mail["sent_at"].as_str().unwrap().ends_with('Z'));
}

#[tokio::test]
async fn messages_are_found_by_their_reader_the_newest_first() {
    let mailbox = open().await;
    send(&mailbox, &["maija@example.fi", "ake@example.fi"]).await;
    sms(&mailbox, "+358401000001", "one").await;
    sms(&mailbox, "+358401000001", "two").await;
    assert_eq!(messages(&mailbox, "").await.len(), 4);
    assert_eq!(messages(&mailbox, "?to=MAIJA@example.fi").await.len(), 1);
    assert!(messages(&mailbox, "?to=nobody@example.fi").await.is_empty());
    // Whether or not its plus is escaped.
    for to in ["?to=%2B358401000001", "?to=+358401000001"] {
        let found = messages(&mailbox, to).await;
        let texts: Vec<_> = found.iter().map(|message| message["text"].as_str().unwrap()).collect();
        assert_eq!(texts, ["two", "one"]);
        assert_eq!((&found[0]["channel"], &found[0]["subject"]), (&json!("sms"), &Value::Null));
    }
    let cleared = reqwest::Client::new().delete(format!("{}/messages", mailbox.base)).send().await.unwrap();
    assert_eq!(cleared.status(), 204);
    assert!(messages(&mailbox, "").await.is_empty());
}

#[tokio::test]
async fn people_see_a_list_and_each_message_and_nothing_of_it_runs() {
    let mailbox = open().await;
    sms(&mailbox, "+358401000001", "<script>alert(1)</script>").await;
    send(&mailbox, &["maija@example.fi"]).await;
    let page = |path: String| async move { reqwest::get(path).await.unwrap() };
    let list = page(format!("{}/", mailbox.base)).await.text().await.unwrap();
    assert!(
        list.contains("Koodi ä") && list.contains("&#60;script&#62;") && !list.contains("<script"),
        "{list}"
    );
    let found = page(format!("{}/?to=maija%40example.fi", mailbox.base)).await.text().await.unwrap();
    assert!(found.contains("Koodi ä") && !found.contains("script"));
    let one = page(format!("{}/messages/2", mailbox.base)).await;
    assert!(one.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    assert!(one.text().await.unwrap().contains("<iframe title=\"The message as HTML\""));
    let html = page(format!("{}/messages/2/html", mailbox.base)).await;
    assert!(
        html.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("sandbox; default-src 'none'")
    );
    assert_eq!(page(format!("{}/messages/1/html", mailbox.base)).await.status(), 404);
    assert_eq!(page(format!("{}/messages/3", mailbox.base)).await.status(), 404);
    assert_eq!(
        page(format!("{}/mailbox.css", mailbox.base)).await.headers()["content-type"],
        "text/css; charset=utf-8"
    );
}

#[tokio::test]
async fn a_conversation_out_of_order_is_told_so_and_goes_on() {
    let mailbox = open().await;
    let lines = [
        "RCPT TO:<a@example.fi>",
        "DATA",
        "EHLO test",
        "MAIL FROM:<a@example.fi>",
        "DATA",
        "RCPT TO:nobody",
        "RCPT TO:<a@example.fi>",
        "RSET",
        "DATA",
        "NOOP",
        "VRFY a",
        "helo test",
        "QUIT",
    ];
    let codes = talk(&mailbox, &lines).await;
    let expected =
        ["220", "503", "503", "250", "250", "503", "501", "250", "250", "503", "250", "502", "250", "221"];
    assert_eq!(codes, expected);
    send(&mailbox, &["a@example.fi"]).await;
    assert_eq!(messages(&mailbox, "").await.len(), 1);
}
