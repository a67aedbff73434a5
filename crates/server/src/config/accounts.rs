//! Accounts that people make themselves.

use idp::model::settings::{Accounts, Mobile, Registration};

use super::error::Error;
use super::layers::Layers;

pub(super) fn parse(layers: &Layers) -> Result<Accounts, Error> {
    let registration = layers.get("accounts.registration").and_then(Registration::parse);
    let mobile = layers.get("accounts.mobile").and_then(Mobile::parse);
    Ok(Accounts {
        registration: registration
            .ok_or_else(|| layers.invalid("accounts.registration", "one of closed, invited, open"))?,
        mobile: mobile.ok_or_else(|| layers.invalid("accounts.mobile", "one of no, optional, required"))?,
        ..Accounts::default()
    })
}
