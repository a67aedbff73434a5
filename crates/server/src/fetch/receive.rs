//! One request over one connection, and its answer within bounds.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Request, Response, header};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio_util::task::AbortOnDropHandle;

use super::connect::Stream;
use super::{Error, Fetched};

/// How long the head of an answer may be, in bytes.
const LONGEST_HEAD: usize = 32 * 1024;
/// How many lines it may have.
const MOST_HEADERS: usize = 100;

pub(super) async fn exchange(
    stream: Box<dyn Stream>,
    request: Request<Full<Bytes>>,
    most_bytes: usize,
) -> Result<Fetched, Error> {
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(LONGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(broken)?;
    // Whoever stops waiting closes the connection with that.
    let _driven = AbortOnDropHandle::new(tokio::spawn(connection));
    let answer = sender.send_request(request).await.map_err(broken)?;
    check(&answer, most_bytes)?;
    let (head, body) = answer.into_parts();
    Ok(Fetched {
        status: head.status.as_u16(),
        content_type: text(&head.headers, &header::CONTENT_TYPE).map(str::to_owned),
        max_age: text(&head.headers, &header::CACHE_CONTROL).and_then(max_age),
        body: whole(body, most_bytes).await?,
    })
}

fn broken(error: hyper::Error) -> Error {
    Error::Broken(error.to_string())
}

fn check(answer: &Response<Incoming>, most_bytes: usize) -> Result<(), Error> {
    if answer.status().is_redirection() {
        return Err(Error::Redirect(answer.status().as_u16()));
    }
    let is_plain = |coding: &str| coding.eq_ignore_ascii_case("identity");
    if text(answer.headers(), &header::CONTENT_ENCODING).is_some_and(|coding| !is_plain(coding)) {
        return Err(Error::Encoded);
    }
    let told = usize::try_from(answer.body().size_hint().lower()).unwrap_or(usize::MAX);
    if told > most_bytes { Err(Error::TooLong(most_bytes)) } else { Ok(()) }
}

async fn whole(mut body: Incoming, most_bytes: usize) -> Result<Bytes, Error> {
    let mut read = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(broken)?.into_data() else { continue };
        if read.len() + data.len() > most_bytes {
            return Err(Error::TooLong(most_bytes));
        }
        read.extend_from_slice(&data);
    }
    Ok(read.freeze())
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Directives that forbid keeping win over one that allows it.
fn max_age(directives: &str) -> Option<Duration> {
    let mut allowed = None;
    for directive in directives.split(',').map(str::trim) {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.to_ascii_lowercase().as_str() {
            "no-store" | "no-cache" => return Some(Duration::ZERO),
            "max-age" => allowed = value.trim_matches('"').parse().ok().map(Duration::from_secs),
            _ => {}
        }
    }
    allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_how_long_an_answer_may_be_kept() {
        for (directives, expected) in [
            ("max-age=60", Some(60)),
            ("public, Max-Age=\"60\", must-revalidate", Some(60)),
            ("max-age=60, no-store", Some(0)),
            ("no-cache", Some(0)),
            ("max-age=-1", None),
            ("max-age=x", None),
            ("public", None),
            ("s-maxage=60", None),
        ] {
            assert_eq!(max_age(directives), expected.map(Duration::from_secs), "{directives}");
        }
    }
}
