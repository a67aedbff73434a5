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
    let url = sealed(layers, url)?;
    let url = match password {
        Some(password) => with_parameter(&url, "password", password.expose()),
        None => url,
    };
    Ok(StoreAt { location: Location::Postgres(url), connections })
}

/// The address with TLS in it, where there is a file of authorities to verify by. Refuses a database
/// whose answers and whose password would be read on the way there, unless that is known and wanted.
fn sealed(layers: &Layers, url: &str) -> Result<String, Error> {
    let (mode, others) = tls_parameters(url);
    let root = layers.get("store.root_certificate").map(|path| layers.path("store.root_certificate", path));
    let is_right = match &root {
        Some(_) => matches!(mode.as_deref(), None | Some("verify-full")),
        // `prefer` is the driver's default, and content without.
        None => matches!(mode.as_deref(), None | Some("disable" | "prefer")),
    };
    if others || !is_right {
        let expected = "without parameters of TLS: name the file of the database's authorities in \
                        store.root_certificate, and it is sslmode=verify-full";
        return Err(layers.invalid("store.url", expected));
    }
    let is_remote = Location::Postgres(url.to_owned()).is_remote();
    let wrong = |_| layers.invalid("store.url", "postgres://USER@HOST/DATABASE");
    match root {
        Some(root) => {
            let url = with_parameter(url, "sslrootcert", &root.display().to_string());
            Ok(if mode.is_some() { url } else { with_parameter(&url, "sslmode", "verify-full") })
        }
        None if is_remote.map_err(wrong)? && layers.get("store.plaintext") != Some("true") => Err(together(
            "store.url leads to another machine: name the file of its authorities in \
                 store.root_certificate, for TLS; where the network between them is trusted with everything, say \
                 so with store.plaintext = true",
        )),
        None => Ok(url.to_owned()),
    }
}

/// `sslmode`, and whether there are other parameters of TLS.
fn tls_parameters(url: &str) -> (Option<String>, bool) {
    let (_, query) = url.split_once('?').unwrap_or_default();
    let mut mode = None;
    let mut others = false;
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "sslmode" => others |= mode.replace(value.into_owned()).is_some(),
            name => others |= name.starts_with("ssl"),
        }
    }
    (mode, others)
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
fn with_parameter(url: &str, name: &str, value: &str) -> String {
    let joint = if url.contains('?') { '&' } else { '?' };
    let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    // Here a plus is a plus.
    format!("{url}{joint}{name}={}", encoded.replace('+', "%20"))
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
        let url = with_parameter("postgres://u@h/d?connect_timeout=3", "password", "a b+c&ä%");
        assert_eq!(url, "postgres://u@h/d?connect_timeout=3&password=a%20b%2Bc%26%C3%A4%25");
        assert!(with_parameter("postgres://u@h/d", "password", "x").ends_with("/d?password=x"));
    }
}
