//! How one-time codes are made, and for how long they count.

use std::time::Duration;

use idp::model::settings::{Charset, OneTimeCodes};

use super::error::Error;
use super::layers::Layers;

pub(super) fn parse(layers: &Layers) -> Result<OneTimeCodes, Error> {
    let (shortest, longest) = (*OneTimeCodes::LENGTHS.start(), *OneTimeCodes::LENGTHS.end());
    let length = layers.number("one_time_codes.length", shortest.into()..=longest.into())?;
    let charset = layers.get("one_time_codes.charset").and_then(Charset::parse);
    let seconds = |duration: &Duration| u32::try_from(duration.as_secs()).unwrap_or(u32::MAX);
    let (least, most) = (seconds(OneTimeCodes::TTLS.start()), seconds(OneTimeCodes::TTLS.end()));
    let ttl = layers.number("one_time_codes.ttl", least..=most)?;
    let resend_after = layers.number("one_time_codes.resend_after", 30..=600)?;
    Ok(OneTimeCodes {
        length: u8::try_from(length).unwrap_or(longest),
        charset: charset
            .ok_or_else(|| layers.invalid("one_time_codes.charset", "one of digits, alphanumeric"))?,
        ttl: Duration::from_secs(ttl.into()),
        resend_after: Duration::from_secs(resend_after.into()),
        to_unverified: layers.get("one_time_codes.to_unverified") == Some("true"),
        ..OneTimeCodes::default()
    })
}
