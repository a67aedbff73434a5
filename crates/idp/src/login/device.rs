//! Browsers in which a person has signed in before. Each keeps a cookie that says so, and has tries of
//! its own: whoever guesses elsewhere cannot make it wait.

use crate::decision::{Derive, Env, Purpose};
use crate::model::settings::Settings;
use crate::model::user::User;
use crate::time::Time;
use jose::secret::Secret;

/// A browser that a person has signed in with; the same after every further sign-in, so that its tries
/// stay in one count however many copies there are of its cookie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Device([u8; 16]);

/// A cookie's bytes: version of the key, seconds since the epoch, identifier, tag.
const LENGTH: usize = 48;
const STAMP: usize = 1;
const ID: usize = 5;
const TAG: usize = 21;

impl Device {
    /// The identifier.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// The device that one of these cookies stands for, if this person signed in with it, not too long ago
/// and with the password they have now.
pub fn known(
    user: &User,
    cookies: &[String],
    settings: &Settings,
    derive: &dyn Derive,
    now: Time,
) -> Option<Device> {
    cookies.iter().find_map(|cookie| {
        let bytes: [u8; LENGTH] = jose::base64url::decode(cookie).ok()?.try_into().ok()?;
        let stamp: [u8; ID - STAMP] = bytes[STAMP..ID].try_into().ok()?;
        let device = Device(bytes[ID..TAG].try_into().ok()?);
        let expected = tag(user, stamp, device, bytes[0], derive)?;
        let ours = jose::constant_time::eq(&bytes[TAG..], &expected);
        let signed_in_at = Time::from_secs(i64::from(u32::from_be_bytes(stamp)));
        (ours && now.since(signed_in_at) < settings.device_ttl).then_some(device)
    })
}

/// The cookie of the device that this person signs in with now.
pub(crate) fn remember(user: &User, known: Option<Device>, env: &mut Env<'_>) -> Secret<String> {
    let device = known.unwrap_or_else(|| begin(env));
    cookie(user, device, env)
}

/// A browser in which nobody signed in before.
pub(super) fn begin(env: &mut Env<'_>) -> Device {
    Device(env.random_bytes())
}

/// The cookie by which this device is known from now on.
pub(super) fn cookie(user: &User, device: Device, env: &Env<'_>) -> Secret<String> {
    let stamp = u32::try_from(env.now.as_secs()).unwrap_or_default().to_be_bytes();
    let version = env.derive.version();
    let mut bytes = vec![version];
    bytes.extend(stamp);
    bytes.extend(device.0);
    bytes.extend(tag(user, stamp, device, version, env.derive).unwrap_or_default());
    Secret::new(jose::base64url::encode(bytes))
}

/// 216 bits that only this server can make. A new password makes all of before worthless.
fn tag(
    user: &User,
    stamp: [u8; ID - STAMP],
    device: Device,
    version: u8,
    derive: &dyn Derive,
) -> Option<[u8; LENGTH - TAG]> {
    let as_of = user.sessions_valid_from.as_micros().to_be_bytes();
    let told = [&stamp[..], &device.0, &as_of, user.id.as_str().as_bytes()].concat();
    derive.derive(version, Purpose::Device, &told)?[..LENGTH - TAG].try_into().ok()
}
