//! What bounds outgoing requests.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::error::Error;
use super::layers::Layers;
use crate::fetch::{Entry, Options, authorities_of_pem};

pub(super) fn parse(layers: &Layers) -> Result<Options, Error> {
    let defaults = Options::default();
    let timeout = Duration::from_secs(number(layers, "fetch.timeout", 1..=60)?);
    let most_bytes = number(layers, "fetch.max_bytes", 1024..=16 * 1024 * 1024)?;
    let allow = layers.list("fetch.allow").map(str::parse::<Entry>).collect::<Result<_, _>>();
    let allow = allow.map_err(|_| {
        layers.invalid("fetch.allow", "networks such as 10.1.0.0/16, addresses, or names of hosts")
    })?;
    let extra_authorities = match layers.get("fetch.extra_authority") {
        None => Vec::new(),
        Some(path) => {
            let file = layers.path("fetch.extra_authority", path);
            authorities_of_pem(&file).map_err(|why| Error::Unreadable { file, why })?
        }
    };
    Ok(Options {
        allow,
        plaintext: layers.get("fetch.plaintext") == Some("true"),
        extra_authorities,
        most_bytes: usize::try_from(most_bytes).unwrap_or(defaults.most_bytes),
        connect_timeout: defaults.connect_timeout.min(timeout),
        timeout,
        ..defaults
    })
}

fn number(layers: &Layers, name: &'static str, range: RangeInclusive<u64>) -> Result<u64, Error> {
    let number = layers.get(name).and_then(|number| number.parse().ok());
    number
        .filter(|number| range.contains(number))
        .ok_or_else(|| layers.invalid(name, format!("a number from {} to {}", range.start(), range.end())))
}
