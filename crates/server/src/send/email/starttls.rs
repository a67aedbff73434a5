//! The few words before TLS begins (RFC 3207). Nothing of what a server says in plain text is believed later.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The longest answer, in bytes: a greeting, or what a server can do.
const LONGEST: usize = 16 * 1024;

/// Has a server begin TLS: after this its first word is TLS's.
///
/// # Errors
/// Why it does not, for the operator.
pub(super) async fn ask(stream: &mut TcpStream, we: &str) -> Result<(), String> {
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

async fn say(stream: &mut TcpStream, line: &str) -> Result<(), String> {
    stream.write_all(line.as_bytes()).await.map_err(broken)
}

/// The server's next answer, if it begins with this code; what is read beyond it stays.
async fn expect(stream: &mut TcpStream, read: &mut Vec<u8>, code: u16) -> Result<String, String> {
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
    use super::end_of_answer;

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
