use std::sync::Arc;
use std::time::SystemTime;

/// Says what time it is, in seconds since 1970.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// A clock of somebody else's.
    pub fn new(now: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The system's.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place of this crate that reads the system's clock"
    )]
    pub fn system() -> Self {
        Self::new(|| {
            let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        })
    }

    /// The present, in seconds since 1970.
    pub fn now(&self) -> i64 {
        (self.0)()
    }
}
