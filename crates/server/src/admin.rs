//! What administrators ask and are told alike, at the command line and through the API.

use std::time::Duration;

use idp::Time;
use idp::model::key::KeyAlgorithm;
use jose::Curve;

/// How often an initial access token may be used where nothing else is said.
pub(crate) const USUAL_USES: u32 = 1;

/// How long an initial access token may be used where nothing else is said.
pub(crate) const USUAL_LIFE: Duration = Duration::from_hours(7 * 24);

/// How many records a page of a list holds at most.
#[derive(Clone, Copy)]
pub(crate) struct Limit(pub(crate) u32);

impl Limit {
    /// One more than the page holds, so that it is known whether another follows.
    pub(crate) const fn one_more(self) -> u32 {
        self.0.saturating_add(1)
    }

    /// The page, and its last identifier if another page follows.
    pub(crate) fn page<T>(self, mut found: Vec<T>, id: impl Fn(&T) -> &str) -> (Vec<T>, Option<String>) {
        let limit = usize::try_from(self.0).unwrap_or(usize::MAX);
        let another = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| another).map(|last| id(last).to_owned());
        (found, next)
    }
}

/// A moment by RFC 3339, in UTC; nothing for one that never comes.
pub(crate) fn rfc3339(time: Time) -> Option<String> {
    if time == Time::NEVER {
        return None;
    }
    jiff::Timestamp::from_microsecond(time.as_micros()).ok().map(|time| time.to_string())
}

/// The moment that this text names by RFC 3339.
pub(crate) fn moment(text: &str) -> Option<Time> {
    text.parse::<jiff::Timestamp>().ok().map(|moment| Time::from_micros(moment.as_microsecond()))
}

/// The algorithm of this name, and perhaps on this curve, or which there are. A key of ours is published,
/// so it must have a public half.
pub(crate) fn key_algorithm(name: &str) -> Result<KeyAlgorithm, String> {
    name.parse().map_err(|_| {
        let names = KeyAlgorithm::all().map(KeyAlgorithm::name).collect::<Vec<_>>().join(" ");
        let curves = KeyAlgorithm::CURVES.map(Curve::name).join(" ");
        format!("one of {names}; those of ECDH with a curve after a slash, as ECDH-ES/X25519: {curves}")
    })
}

#[cfg(test)]
mod tests {
    use jose::{JwsAlgorithm, KeyManagement};

    use super::*;

    #[test]
    fn a_page_tells_whether_another_follows() {
        let limit = Limit(2);
        assert_eq!(limit.one_more(), 3);
        assert_eq!(limit.page(vec!["b", "c", "d"], |id| id), (vec!["b", "c"], Some("c".to_owned())));
        assert_eq!(limit.page(vec!["b", "c"], |id| id), (vec!["b", "c"], None));
        assert_eq!(limit.page(Vec::new(), |id: &&str| id), (vec![], None));
    }

    #[test]
    fn moments_are_told_by_rfc_3339_and_never_is_none() {
        assert_eq!(rfc3339(Time::from_micros(1_500_000)).as_deref(), Some("1970-01-01T00:00:01.5Z"));
        assert_eq!(rfc3339(Time::from_secs(1)).as_deref(), Some("1970-01-01T00:00:01Z"));
        assert_eq!(rfc3339(Time::NEVER), None);
        assert_eq!(moment("1970-01-01T02:00:01.5+02:00"), Some(Time::from_micros(1_500_000)));
        assert_eq!(moment("tomorrow"), None);
    }

    #[test]
    fn keys_are_made_for_every_algorithm_with_a_public_half_and_no_other() {
        for algorithm in JwsAlgorithm::all() {
            assert_eq!(key_algorithm(algorithm.name()).is_ok(), !algorithm.is_symmetric(), "{algorithm}");
        }
        for management in KeyManagement::all() {
            assert_eq!(key_algorithm(management.name()).is_ok(), !management.is_symmetric(), "{management}");
        }
        assert_eq!(key_algorithm("ECDH-ES"), key_algorithm("ECDH-ES/P-256"));
        for other in ["ECDH-ES/Ed25519", "ECDH-ES/", "RSA-OAEP/P-256", "ES256/P-256", "RSA1_5", ""] {
            assert!(key_algorithm(other).is_err(), "{other}");
        }
        let told = key_algorithm("pigeon").unwrap_err();
        assert!(told.contains("ES256") && !told.contains("HS256"), "{told}");
    }
}
