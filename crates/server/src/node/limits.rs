//! How often somebody may do what costs us: by where they are, in bounded memory. It bounds what one
//! node does; what must hold for all nodes together is counted in the store.

use std::hash::{BuildHasher, Hash, RandomState};
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{Quota, RateLimiter};
use idp::{Reason, Refusal};
use quick_cache::sync::Cache;
use tokio::time::Instant;

use super::Neighbourhood;

/// The most that one limit remembers. Who is forgotten begins anew.
const MOST_KEYS: usize = 32_768;

/// How often in a minute, and at once; 0 is without limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quotas {
    /// Authorization requests without a session, from one address: each writes a sign-in under way.
    pub authorize: u32,
    /// Tries to sign in, from one address.
    pub sign_in: u32,
    /// Tries to sign in under one name, from one address.
    pub sign_in_as: u32,
    /// Registrations of clients, from one address.
    pub registration: u32,
    /// Refusals of a client where it proves who it is (at the token, introspection, revocation and
    /// pushed request endpoints), from one address; all that are no clients count as one.
    pub token_failures: u32,
    /// Attempts that pages of one service begin to have somebody signed in with their phone, from everywhere.
    pub qr: u32,
    /// Whether this machine's own addresses are not counted.
    pub spare_loopback: bool,
}

impl Quotas {
    /// No limit at all.
    pub const NONE: Self = Self {
        authorize: 0,
        sign_in: 0,
        sign_in_as: 0,
        registration: 0,
        token_failures: 0,
        qr: 0,
        spare_loopback: true,
    };
}

/// What is limited.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Limit {
    /// Authorization requests without a session.
    Authorize,
    /// Tries to sign in.
    SignIn,
    /// Tries to sign in under one name.
    SignInAs,
    /// Registrations.
    Registration,
    /// Refusals of a client where it proves who it is.
    TokenFailures,
    /// Attempts to have somebody signed in with their phone.
    Qr,
}

impl Limit {
    /// All of them, in the order of [`Limit`].
    pub const ALL: [Self; 6] =
        [Self::Authorize, Self::SignIn, Self::SignInAs, Self::Registration, Self::TokenFailures, Self::Qr];
}

/// Who did how much of late.
pub struct Limits {
    limiters: [Option<Limiter>; 6],
    spare_loopback: bool,
    hasher: RandomState,
    /// Until when those are refused who failed too often.
    held: Cache<u64, Instant>,
}

type Limiter = RateLimiter<u64, Bounded, DefaultClock>;

impl Limits {
    /// Nobody did anything so far.
    pub fn new(quotas: Quotas) -> Self {
        let Quotas { authorize, sign_in, sign_in_as, registration, token_failures, qr, spare_loopback } =
            quotas;
        let limiter = |per_minute| {
            let quota = Quota::per_minute(NonZeroU32::new(per_minute)?);
            Some(RateLimiter::new(quota, Bounded(Cache::new(MOST_KEYS)), DefaultClock::default()))
        };
        Self {
            limiters: [authorize, sign_in, sign_in_as, registration, token_failures, qr].map(limiter),
            spare_loopback,
            hasher: RandomState::new(),
            held: Cache::new(MOST_KEYS),
        }
    }

    /// Counts one more from this address.
    ///
    /// # Errors
    /// It is one too many, and told when to come again.
    pub fn count(&self, limit: Limit, from: IpAddr) -> Result<(), Refusal> {
        self.count_as(limit, from, "")
    }

    /// Counts one more from this address, under this name.
    ///
    /// # Errors
    /// As there.
    pub fn count_as(&self, limit: Limit, from: IpAddr, name: &str) -> Result<(), Refusal> {
        match self.wait(limit, self.key(limit, from, name), from) {
            Some(wait) => Err(too_many(wait)),
            None => Ok(()),
        }
    }

    /// Counts one more under this name, wherever it comes from.
    ///
    /// # Errors
    /// As there.
    pub fn count_everywhere(&self, limit: Limit, name: &str) -> Result<(), Refusal> {
        self.count_as(limit, IpAddr::V4(Ipv4Addr::UNSPECIFIED), name)
    }

    /// Whether this client failed too often from this address of late; nothing is counted.
    ///
    /// # Errors
    /// It did.
    pub fn check_failures(&self, from: IpAddr, client: Option<&str>) -> Result<(), Refusal> {
        let key = self.key(Limit::TokenFailures, from, client.unwrap_or_default());
        let left = self.held.get(&key).map(|until| until.saturating_duration_since(Instant::now()));
        match left.filter(|left| !left.is_zero()) {
            Some(wait) => Err(too_many(wait)),
            None => Ok(()),
        }
    }

    /// Counts one more failure; whoever has too many is refused for a while before anything is done.
    pub fn failed(&self, from: IpAddr, client: Option<&str>) {
        let key = self.key(Limit::TokenFailures, from, client.unwrap_or_default());
        if let Some(wait) = self.wait(Limit::TokenFailures, key, from) {
            self.held.insert(key, Instant::now() + wait);
        }
    }

    fn wait(&self, limit: Limit, key: u64, from: IpAddr) -> Option<Duration> {
        if self.spare_loopback && from.to_canonical().is_loopback() {
            return None;
        }
        let limiter = self.limiters[limit as usize].as_ref()?;
        limiter.check_key(&key).err().map(|until| until.wait_time_from(limiter.clock().now()))
    }

    /// Under a key of this process, so that nobody can choose what falls together.
    fn key(&self, limit: Limit, from: IpAddr, name: &str) -> u64 {
        self.hasher.hash_one((limit, Neighbourhood::of(from), name))
    }
}

fn too_many(wait: Duration) -> Refusal {
    let seconds = u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
    Refusal::new(Reason::TooManyRequests).retry_after(seconds.max(1))
}

/// What governor keeps of each key: so many, and those that are used most.
struct Bounded(Cache<u64, Arc<InMemoryState>>);

impl StateStore for Bounded {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let state = self.0.get_or_insert_with(key, || Ok::<_, std::convert::Infallible>(Arc::default()));
        let Ok(state) = state;
        state.measure_and_replace(&NotKeyed::NonKey, measure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(quotas: Quotas) -> Limits {
        Limits::new(quotas)
    }

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn counts_by_address_and_by_ipv6_network_and_tells_when_to_come_again() {
        let limits = limits(Quotas { sign_in: 2, ..Quotas::NONE });
        for from in ["192.0.2.1", "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"] {
            limits.count(Limit::SignIn, at(from)).unwrap();
        }
        for from in ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8::3"] {
            let refused = limits.count(Limit::SignIn, at(from)).unwrap_err();
            assert_eq!(refused.reason, Reason::TooManyRequests);
            let seconds = refused.detail.retry_after.unwrap();
            assert!((29..=30).contains(&seconds), "{from}: {seconds}");
        }
        limits.count(Limit::Authorize, at("192.0.2.1")).unwrap();
    }

    #[test]
    fn counts_names_apart_and_spares_this_machine() {
        let limits = limits(Quotas { sign_in_as: 1, ..Quotas::NONE });
        let count = |from, name| limits.count_as(Limit::SignInAs, at(from), name).is_ok();
        assert!(count("192.0.2.1", "maija") && count("192.0.2.1", "ake") && count("192.0.2.2", "maija"));
        assert!(!count("192.0.2.1", "maija"));
        assert!(
            count("127.0.0.1", "maija") && count("::ffff:127.0.0.1", "maija") && count("127.0.0.1", "maija")
        );
    }

    #[test]
    fn refuses_who_failed_too_often_and_nobody_else() {
        let limits = limits(Quotas { token_failures: 2, ..Quotas::NONE });
        let from = at("192.0.2.1");
        for _ in 0..2 {
            limits.failed(from, Some("shop"));
            assert!(limits.check_failures(from, Some("shop")).is_ok());
        }
        limits.failed(from, Some("shop"));
        let refused = limits.check_failures(from, Some("shop")).unwrap_err();
        assert_eq!(refused.reason, Reason::TooManyRequests);
        assert!(limits.check_failures(from, Some("other")).is_ok());
        assert!(limits.check_failures(from, None).is_ok());
        assert!(limits.check_failures(at("192.0.2.2"), Some("shop")).is_ok());
    }

    #[test]
    fn counts_some_wherever_they_come_from() {
        let limits = limits(Quotas { qr: 2, ..Quotas::NONE });
        let count = |name| limits.count_everywhere(Limit::Qr, name).is_ok();
        assert!(count("shop") && count("shop") && count("other"));
        assert!(!count("shop"));
    }

    #[test]
    fn remembers_so_many_and_no_more() {
        let quota = Quota::per_minute(NonZeroU32::MIN);
        let bounded: Limiter = RateLimiter::new(quota, Bounded(Cache::new(100)), DefaultClock::default());
        assert!(bounded.check_key(&0).is_ok() && bounded.check_key(&0).is_err());
        for key in 1..1000 {
            assert!(bounded.check_key(&key).is_ok());
        }
        let states = Bounded(Cache::new(100));
        for key in 0..1000 {
            let counted: Result<(), ()> = states.measure_and_replace(&key, |_| Ok(((), Nanos::new(1))));
            assert!(counted.is_ok());
        }
        assert!(states.0.len() <= 100);
    }

    #[test]
    fn the_list_is_in_order() {
        for (index, limit) in Limit::ALL.into_iter().enumerate() {
            assert_eq!(limit as usize, index);
        }
    }
}
