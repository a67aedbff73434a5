//! How long requests that are pushed wait for their browser.

use std::time::Duration;

use super::error::Error;
use super::layers::Layers;

pub(super) fn parse(layers: &Layers) -> Result<Duration, Error> {
    layers.number("pushed_requests.ttl", 5..=600).map(|seconds| Duration::from_secs(seconds.into()))
}
