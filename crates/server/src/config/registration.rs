//! Whether anybody may register a client.

use idp::model::initial_access_token::Bounds;
use idp::model::settings::OpenRegistration;

use super::error::Error;
use super::layers::Layers;

pub(super) fn parse(layers: &Layers) -> Result<Option<OpenRegistration>, Error> {
    let most_clients = layers.number("registration.most_clients", 1..=1_000_000)?;
    let is_open = layers.get("registration.open") == Some("true");
    Ok(is_open.then(|| OpenRegistration { bounds: Bounds::default(), most_clients }))
}
