//! For how long browsers are remembered in which people proved a further factor.

use std::time::Duration;

use super::error::Error;
use super::layers::Layers;

pub(super) fn parse(layers: &Layers) -> Result<Duration, Error> {
    let days = layers.number("remembered_browsers.days", 0..=365)?;
    Ok(Duration::from_hours(u64::from(days) * 24))
}
