//! Where the store is.

use std::path::Path;

use jose::secret::Secret;
use store::Location;

use super::error::Error;
use super::layers::Layers;

/// More connections would only be refused by the database.
const MOST_CONNECTIONS: usize = 1000;

/// Longer files hold something else than a password.
const LONGEST_PASSWORD: usize = 4096;

/// Where the store is.
pub struct StoreAt {
    /// The place.
    pub location: Location,
    /// How many connections are kept at most.
    pub connections: usize,
}

pub(super) fn parse(layers: &Layers) -> Result<StoreAt, Error> {
    let connections = layers.get("store.connections").and_then(|number| number.parse().ok());
    let connections =
        connections.filter(|number| (1..=MOST_CONNECTIONS).contains(number)).ok_or_else(|| {
            layers.invalid("store.connections", format!("a number from 1 to {MOST_CONNECTIONS}"))
        })?;
    let url = layers.get("store.url").unwrap_or_default();
    let password = password(layers)?;
    if let Some(path) = url.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
        if password.is_some() {
            return Err(together("store.password is for PostgreSQL; a sqlite store has none: leave it out"));
        }
        return Ok(StoreAt { location: Location::Sqlite(layers.path("store.url", path)), connections });
    }
    if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
        return Err(layers.invalid("store.url", "sqlite:PATH or postgres://USER@HOST/DATABASE"));
    }
    if holds_password(url) {
        return Err(layers.invalid("store.url", "without a password; that belongs into store.password_file"));
    }
    check_way(layers, url)?;
    let url = password.map_or_else(|| url.to_owned(), |password| with_password(url, password.expose()));
    Ok(StoreAt { location: Location::Postgres(url), connections })
}

/// Refuses a database whose answers and whose password would be read on the way there, unless that
/// is known and wanted.
fn check_way(layers: &Layers, url: &str) -> Result<(), Error> {
    if asks_for_tls(url) {
        let expected = "without sslmode, or with sslmode=disable: TLS to the database is not offered so far";
        return Err(layers.invalid("store.url", expected));
    }
    let is_remote = Location::Postgres(url.to_owned()).is_remote();
    let is_remote = is_remote.map_err(|_| layers.invalid("store.url", "postgres://USER@HOST/DATABASE"))?;
    if is_remote && layers.get("store.plaintext") != Some("true") {
        return Err(together(
            "store.url leads to another machine, and TLS to the database is not offered so far: where the \
             network between them is trusted with everything, say so with store.plaintext = true; otherwise \
             let a tunnel end on this machine, or use a socket",
        ));
    }
    Ok(())
}

/// `prefer` is the driver's default, and content without.
fn asks_for_tls(url: &str) -> bool {
    let (_, query) = url.split_once('?').unwrap_or_default();
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.any(|(name, value)| match name.as_ref() {
        "sslmode" => !matches!(value.as_ref(), "disable" | "prefer"),
        name => name.starts_with("ssl"),
    })
}

fn password(layers: &Layers) -> Result<Option<Secret<String>>, Error> {
    match (layers.get("store.password"), layers.get("store.password_file")) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(together("store.password and store.password_file are both set: keep one")),
        (Some(password), None) => Ok(Some(Secret::new(password.to_owned()))),
        (None, Some(path)) => read_secret(&layers.path("store.password_file", path)).map(Some),
    }
}

/// A secret kept in a file, without the line end that editors add.
fn read_secret(path: &Path) -> Result<Secret<String>, Error> {
    let unreadable = |why: String| Error::Unreadable { file: path.to_owned(), why };
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    let text = Secret::new(text);
    let secret = text.expose().trim_end_matches(['\r', '\n']);
    if secret.is_empty() || secret.len() > LONGEST_PASSWORD {
        return Err(unreadable("it must hold a password and nothing else".to_owned()));
    }
    Ok(Secret::new(secret.to_owned()))
}

fn holds_password(url: &str) -> bool {
    let (_, rest) = url.split_once("://").unwrap_or_default();
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = rest.split('/').next().unwrap_or_default();
    let in_front = authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'));
    in_front || query.split('&').any(|pair| pair.starts_with("password="))
}

/// As a parameter, since the address may name several hosts and is then no URL.
fn with_password(url: &str, password: &str) -> String {
    let joint = if url.contains('?') { '&' } else { '?' };
    let encoded: String = url::form_urlencoded::byte_serialize(password.as_bytes()).collect();
    // Here a plus is a plus.
    format!("{url}{joint}password={}", encoded.replace('+', "%20"))
}

fn together(sentence: &str) -> Error {
    Error::Together { sentence: sentence.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_password_in_an_address_and_none_where_there_is_none() {
        for url in ["postgres://u:p@h/d", "postgres://u:p@h:1,i:2/d", "postgres:///d?host=/tmp&password=x"] {
            assert!(holds_password(url), "{url}");
        }
        for url in ["postgres://u@h:5432/d", "postgres:///d?host=/tmp", "postgres://h:1,i:2/d?user=a:b"] {
            assert!(!holds_password(url), "{url}");
        }
    }

    #[test]
    fn a_password_is_written_so_that_the_driver_reads_it_back() {
        let url = with_password("postgres://u@h/d?connect_timeout=3", "a b+c&ä%");
        assert_eq!(url, "postgres://u@h/d?connect_timeout=3&password=a%20b%2Bc%26%C3%A4%25");
        assert!(with_password("postgres://u@h/d", "x").ends_with("/d?password=x"));
    }
}
