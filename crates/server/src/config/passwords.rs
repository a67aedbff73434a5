//! What passwords must be.

use idp::model::settings::Passwords;

use super::error::Error;
use super::layers::Layers;

pub(super) fn parse(layers: &Layers) -> Result<Passwords, Error> {
    let (least, most) = (*Passwords::SHORTEST.start(), *Passwords::SHORTEST.end());
    let shortest = layers.number("passwords.shortest", least.into()..=most.into())?;
    Ok(Passwords { shortest: u16::try_from(shortest).unwrap_or(most) })
}
