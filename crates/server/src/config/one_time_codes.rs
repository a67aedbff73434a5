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
    let most_sends = layers.number("one_time_codes.most_sends", 1..=20)?;
    let most_tries = layers.number("one_time_codes.most_tries", 1..=10)?;
    let lock = layers.number("one_time_codes.lock", 60..=86_400)?;
    let lock_factor = layers.number("one_time_codes.lock_factor", 1..=10)?;
    let longest_lock = layers.number("one_time_codes.longest_lock", 60..=604_800)?;
    let free_sends = layers.number("one_time_codes.free_sends", 1..=1000)?;
    let send_delay = layers.number("one_time_codes.send_delay", 1..=3600)?;
    if longest_lock < lock {
        return Err(layers.invalid("one_time_codes.longest_lock", "no less than one_time_codes.lock"));
    }
    Ok(OneTimeCodes {
        length: u8::try_from(length).unwrap_or(longest),
        charset: charset
            .ok_or_else(|| layers.invalid("one_time_codes.charset", "one of digits, alphanumeric"))?,
        ttl: Duration::from_secs(ttl.into()),
        resend_after: Duration::from_secs(resend_after.into()),
        most_sends,
        most_tries,
        lock: Duration::from_secs(lock.into()),
        lock_factor,
        longest_lock: Duration::from_secs(longest_lock.into()),
        free_sends,
        send_delay: Duration::from_secs(send_delay.into()),
        to_unverified: layers.get("one_time_codes.to_unverified") == Some("true"),
    })
}
