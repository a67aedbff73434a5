//! The few words before TLS begins (RFC 3207). Nothing of what a server says in plain text is believed later.

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// The longest answer, in bytes: a greeting, or what a server can do.
const LONGEST: usize = 16 * 1024;

/// Has a server begin TLS: after this its first word is TLS's.
///
/// # Errors
/// Why it does not, for the operator.
pub(super) async fn ask(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), we: &str) -> Result<(), String> {
    let mut read = Vec::new();
    expect(stream, &mut read, 220).await?;
    say(stream, &format!("EHLO {we}\r\n")).await?;
    let offered = expect(stream, &mut read, 250).await?;
    let offers = |line: &str| line.get(4..).is_some_and(|word| word.trim().eq_ignore_ascii_case("STARTTLS"));
    if !offered.lines().any(offers) {
        return Err("the server offers no STARTTLS, and nothing is said without TLS".to_owned());
    }
    say(stream, "STARTTLS\r\n").await?;
    expect(stream, &mut read, 220).await?;
    // Somebody on the way may have put words into the server's mouth (RFC 3207 §5).
    if read.is_empty() { Ok(()) } else { Err("the server said more before TLS began".to_owned()) }
}

async fn say(stream: &mut (impl AsyncWrite + Unpin), line: &str) -> Result<(), String> {
    stream.write_all(line.as_bytes()).await.map_err(broken)
}

/// The server's next answer, if it begins with this code; what is read beyond it stays.
async fn expect(
    stream: &mut (impl AsyncRead + Unpin),
    read: &mut Vec<u8>,
    code: u16,
) -> Result<String, String> {
    let end = loop {
        if let Some(end) = end_of_answer(read) {
            break end;
        }
        if read.len() > LONGEST {
            return Err("the server says too much".to_owned());
        }
        if stream.read_buf(read).await.map_err(broken)? == 0 {
            return Err("the server closed the connection".to_owned());
        }
    };
    let rest = read.split_off(end);
    let answer = String::from_utf8_lossy(&std::mem::replace(read, rest)).into_owned();
    if answer.starts_with(&code.to_string()) {
        return Ok(answer);
    }
    Err(format!("the server answered {}", answer.lines().next().unwrap_or_default().escape_debug()))
}

/// Where an answer ends: after the first line that has no hyphen behind its code (RFC 5321 §4.2.1).
fn end_of_answer(read: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(length) = read.get(from..)?.iter().position(|byte| *byte == b'\n') {
        let line = read.get(from..from + length)?;
        from += length + 1;
        if line.get(3) != Some(&b'-') {
            return Some(from);
        }
    }
    None
}

fn broken(error: std::io::Error) -> String {
    format!("the connection broke: {error}")
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::{ask, end_of_answer};

    /// What comes of a server that answers so, one thing after the other, and what it was told.
    async fn asked(answers: &'static [&'static str]) -> (Result<(), String>, String) {
        let (mut stream, mut server) = tokio::io::duplex(4096);
        let serving = tokio::spawn(async move {
            let mut told = String::new();
            for (answer, last) in answers.iter().zip((1..=answers.len()).rev().map(|left| left == 1)) {
                server.write_all(answer.as_bytes()).await.unwrap();
                let mut line = [0; 200];
                let read = if last { 0 } else { server.read(&mut line).await.unwrap() };
                told.push_str(&String::from_utf8_lossy(&line[..read]));
            }
            told
        });
        let asked = ask(&mut stream, "id.example").await;
        (asked, serving.await.unwrap())
    }

    #[tokio::test]
    async fn tls_begins_where_a_server_offers_it() {
        let (asked, told) =
            asked(&["220 a\r\n", "250-b\r\n250-SIZE 1\r\n250 STARTTLS\r\n", "220 go on\r\n"]).await;
        assert_eq!((asked, told.as_str()), (Ok(()), "EHLO id.example\r\nSTARTTLS\r\n"));
    }

    #[tokio::test]
    async fn refuses_a_server_without_tls_and_one_into_whose_mouth_words_are_put() {
        let (asked_none, told) = asked(&["220 a\r\n", "250-b\r\n250 SIZE 1\r\n"]).await;
        assert!(asked_none.unwrap_err().contains("no STARTTLS") && told == "EHLO id.example\r\n");
        const INJECTED: &str = "220 go on\r\n250-id.example\r\n250 AUTH PLAIN\r\n";
        let (asked_injected, _) = asked(&["220 a\r\n", "250 STARTTLS\r\n", INJECTED]).await;
        assert_eq!(asked_injected.unwrap_err(), "the server said more before TLS began");
        let (asked_busy, _) = asked(&["421 busy\r\n"]).await;
        assert_eq!(asked_busy.unwrap_err(), "the server answered 421 busy");
    }

    #[test]
    fn an_answer_ends_with_the_line_that_says_so() {
        assert_eq!(end_of_answer(b"220 ready\r\n"), Some(11));
        assert_eq!(end_of_answer(b"250-a\r\n250 b\r\n250 c"), Some(14));
        for part in [&b""[..], b"220 rea", b"250-a\r\n", b"250-a\r\n250-b\r\n"] {
            assert_eq!(end_of_answer(part), None);
        }
        assert_eq!(end_of_answer(b"\r\n"), Some(2), "no answer at all");
    }
}
