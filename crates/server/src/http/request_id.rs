//! What a request is called in the log, in answers and on pages: its maker can name it, and whoever runs
//! this node finds everything that was said of it.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use http::{HeaderMap, HeaderName, HeaderValue};

/// The header that names a request.
pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest name that is taken from a proxy.
const LONGEST: usize = 64;

/// The name of a request: letters, digits and `-_.:=+/`. It is short and handed about with every request,
/// so it has no memory of its own to ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct RequestId {
    letters: [u8; LONGEST],
    length: usize,
}

tokio::task_local! {
    static CURRENT: RequestId;
}

impl RequestId {
    /// A new one: a count, under a key of this process. It opens nothing, so that the generator of
    /// secrets is not asked, which takes a twentieth of what the cheapest answer costs.
    pub(crate) fn new() -> Self {
        static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        static COUNT: AtomicU64 = AtomicU64::new(0);
        Self::of(&spoken(KEY.hash_one(COUNT.fetch_add(1, Ordering::Relaxed)).to_be_bytes()))
    }

    /// Of so many letters as there is place for.
    fn of(name: &[u8]) -> Self {
        let length = name.len().min(LONGEST);
        let mut letters = [0; LONGEST];
        letters[..length].copy_from_slice(&name[..length]);
        Self { letters, length }
    }

    /// The one that a believed proxy gave it, if it did.
    pub(super) fn given(headers: &HeaderMap) -> Option<Self> {
        let name = headers.get(X_REQUEST_ID)?.as_bytes();
        let stands_for_itself = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:=+/".contains(byte);
        let is_name = (1..=LONGEST).contains(&name.len()) && name.iter().all(stands_for_itself);
        is_name.then(|| Self::of(name))
    }

    /// That of the request that is being answered. What is not answered within one gets a name of its own.
    pub(super) fn current() -> Self {
        Self::within().unwrap_or_else(Self::new)
    }

    /// That of the request that is being answered, where this is said within one.
    pub(crate) fn within() -> Option<Self> {
        CURRENT.try_with(|id| *id).ok()
    }

    /// Answers within the request of this name.
    pub(crate) async fn scope<F: Future>(self, answer: F) -> F::Output {
        CURRENT.scope(self, answer).await
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.letters[..self.length]).unwrap_or_default()
    }

    pub(super) fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_bytes(&self.letters[..self.length]).ok()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Forty bits of these in letters and digits that nobody confuses, neither in reading nor on the telephone
/// (Crockford's Base32, in small letters).
fn spoken(bits: [u8; 8]) -> [u8; 9] {
    const SYMBOLS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let [a, b, c, d, e, f, g, h] = bits.map(|byte| SYMBOLS[usize::from(byte) % 32]);
    [a, b, c, d, b'-', e, f, g, h]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_be_told_on_the_telephone() {
        assert_eq!(&spoken([0, 1, 9, 10, 18, 31, 32, 255]), b"019a-jz0z");
        for byte in 0..=255 {
            let name = RequestId::of(&spoken([byte; 8])).to_string();
            assert!(!name.contains(['i', 'l', 'o', 'u']) && name.len() == 9, "{name}");
        }
    }

    #[test]
    fn takes_names_that_are_fit_for_a_log_and_no_others() {
        let given = |text: &str| {
            let headers = HeaderMap::from_iter([(X_REQUEST_ID, HeaderValue::from_str(text).unwrap())]);
            RequestId::given(&headers).map(|id| id.as_str().to_owned())
        };
        for text in ["a", "0af7651916cd43dd8448eb211c80319c", "019a-jz0z", "Root=1-67891233-abc/1.2_3:4+5"] {
            assert_eq!(given(text).as_deref(), Some(text));
        }
        for text in ["", "a b", "<a>", "a\tb", "\"a\"", "a;b", &"a".repeat(65)] {
            assert_eq!(given(text), None, "{text}");
        }
        assert_eq!(RequestId::given(&HeaderMap::new()), None);
    }
}
