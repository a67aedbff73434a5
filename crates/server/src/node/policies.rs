//! The policies in force on a node: their rules read once, their zones looked up once.

use idp::Time;
use idp::login::policy::gather;
use idp::login::policy::rule::InForce;
use idp::model::policy::{Policy, Role};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tracing::warn;

/// The policies in force, ready to be asked.
#[derive(Debug)]
pub struct Policies {
    in_force: InForce,
    zone: TimeZone,
    shadow_zone: TimeZone,
}

impl Policies {
    /// What was set last for either role.
    pub(super) fn of(policies: &[Policy]) -> Self {
        let last = |role| policies.iter().find(|policy| policy.role == role);
        let (live, shadow) = (last(Role::Live), last(Role::Shadow));
        Self { in_force: InForce::of(live, shadow), zone: zone_of(live), shadow_zone: zone_of(shadow) }
    }

    /// Whether there is any, be it in the shadow.
    pub const fn are_any(&self) -> bool {
        self.in_force.live.is_some() || self.in_force.shadow.is_some()
    }

    /// As decisions see them now.
    pub fn at(&self, now: Time) -> gather::Policies<'_> {
        gather::Policies {
            in_force: &self.in_force,
            offset: offset(&self.zone, now),
            shadow_offset: offset(&self.shadow_zone, now),
        }
    }
}

/// The zone of this name; UTC where none is named, and nothing where there is no such zone.
pub(crate) fn zone(name: Option<&str>) -> Option<TimeZone> {
    match name {
        None => Some(TimeZone::UTC),
        Some(name) => TimeZone::get(name).ok(),
    }
}

/// How far the clocks of a zone are before UTC at a moment, in seconds.
pub(crate) fn offset(zone: &TimeZone, at: Time) -> i32 {
    Timestamp::from_microsecond(at.as_micros()).map_or(0, |at| zone.to_offset(at).seconds())
}

fn zone_of(policy: Option<&Policy>) -> TimeZone {
    let name = policy.and_then(|policy| policy.document.zone.as_deref());
    zone(name).unwrap_or_else(|| {
        warn!(zone = name, "the policy names a time zone that is not known here; UTC is taken");
        TimeZone::UTC
    })
}
