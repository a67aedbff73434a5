//! Taking mails (RFC 5321), whoever they are for.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::mail;
use crate::shelf::Shelf;

/// The longest line, in bytes.
const LONGEST_LINE: u64 = 8 * 1024;
/// The longest mail, in bytes.
const LONGEST_MAIL: usize = 4 * 1024 * 1024;
/// The most readers of one mail.
const MOST_READERS: usize = 100;
/// For how long nobody says anything.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) async fn serve(
    shelf: Arc<Shelf>,
    conversations: Arc<AtomicUsize>,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let mut talks = JoinSet::new();
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            Some(_) = talks.join_next() => {}
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                conversations.fetch_add(1, Ordering::Relaxed);
                let shelf = Arc::clone(&shelf);
                talks.spawn(async move { talk(&shelf, stream).await });
            }
        }
    }
}

/// One conversation. It ends when the other side says so, is silent for too long, or breaks off.
async fn talk(shelf: &Shelf, stream: TcpStream) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut readers: Vec<String> = Vec::new();
    let mut has_sender = false;
    say(&mut stream, "220 mailbox ESMTP: every mail is caught, and none delivered").await?;
    loop {
        let line = String::from_utf8_lossy(&line(&mut stream).await?).trim_end().to_owned();
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => {
                say(&mut stream, "250-mailbox\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 4194304").await?
            }
            "HELO" => say(&mut stream, "250 mailbox").await?,
            "MAIL" => {
                (has_sender, readers) = (true, Vec::new());
                say(&mut stream, "250 2.1.0 go on").await?;
            }
            "RCPT" if !has_sender => say(&mut stream, "503 5.5.1 MAIL comes first").await?,
            "RCPT" if readers.len() >= MOST_READERS => say(&mut stream, "452 4.5.3 too many readers").await?,
            "RCPT" => match address(rest) {
                Some(address) => {
                    readers.push(address);
                    say(&mut stream, "250 2.1.5 go on").await?;
                }
                None => say(&mut stream, "501 5.1.3 no address").await?,
            },
            "DATA" if readers.is_empty() => say(&mut stream, "503 5.5.1 RCPT comes first").await?,
            "DATA" => {
                say(&mut stream, "354 end with a dot alone on its line").await?;
                match whole(&mut stream).await? {
                    Some(bytes) => {
                        for incoming in mail::read(&readers, &bytes) {
                            shelf.put(incoming);
                        }
                        say(&mut stream, "250 2.0.0 caught").await?;
                    }
                    None => say(&mut stream, "552 5.3.4 too long").await?,
                }
                (has_sender, readers) = (false, Vec::new());
            }
            "RSET" => {
                (has_sender, readers) = (false, Vec::new());
                say(&mut stream, "250 2.0.0 forgotten").await?;
            }
            "NOOP" => say(&mut stream, "250 2.0.0 here").await?,
            "QUIT" => return say(&mut stream, "221 2.0.0 bye").await,
            _ => say(&mut stream, "502 5.5.1 not here").await?,
        }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) -> io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await
}

async fn line(stream: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    let mut bounded = stream.take(LONGEST_LINE);
    timeout(PATIENCE, bounded.read_until(b'\n', &mut line)).await.map_err(|_| io::ErrorKind::TimedOut)??;
    if line.last() == Some(&b'\n') { Ok(line) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// A mail up to the dot alone on its line (RFC 5321 §4.5.2), or nothing if it is too long.
async fn whole(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Vec<u8>>> {
    let mut mail = Vec::new();
    let mut is_too_long = false;
    loop {
        let line = line(stream).await?;
        if matches!(line.as_slice(), b".\r\n" | b".\n") {
            return Ok(Some(mail).filter(|_| !is_too_long));
        }
        is_too_long |= mail.len() + line.len() > LONGEST_MAIL;
        if !is_too_long {
            mail.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }
}

/// The address in `TO:<address>`, whatever follows.
fn address(rest: &str) -> Option<String> {
    let (_, after) = rest.split_once('<')?;
    let (address, _) = after.split_once('>')?;
    (!address.is_empty()).then(|| address.to_owned())
}
