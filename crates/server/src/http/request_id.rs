//! What a request is called in the log, in answers and on pages: its maker can name it, and whoever runs
//! this node finds everything that was said of it.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};

/// The header that names a request.
pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest name that is taken from a proxy.
const LONGEST: usize = 64;

/// The name of a request: letters, digits and `-_.:=+/`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct RequestId(Arc<str>);

tokio::task_local! {
    static CURRENT: RequestId;
}

impl RequestId {
    /// A new one.
    pub(super) fn new() -> Self {
        Self(spoken(jose::random::bytes()).into())
    }

    /// The one that a believed proxy gave it, if it did.
    pub(super) fn given(headers: &HeaderMap) -> Option<Self> {
        let text = headers.get(X_REQUEST_ID)?.to_str().ok()?;
        let stands_for_itself = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:=+/".contains(&byte);
        let is_name = (1..=LONGEST).contains(&text.len()) && text.bytes().all(stands_for_itself);
        is_name.then(|| Self(text.into()))
    }

    /// That of the request that is being answered. What is not answered within one gets a name of its own.
    pub(super) fn current() -> Self {
        CURRENT.try_with(Clone::clone).unwrap_or_else(|_| Self::new())
    }

    /// Answers within the request of this name.
    pub(super) async fn scope<F: Future>(self, answer: F) -> F::Output {
        CURRENT.scope(self, answer).await
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}

/// Forty bits in letters and digits that nobody confuses, neither in reading nor on the telephone
/// (Crockford's Base32, in small letters).
fn spoken(random: [u8; 8]) -> String {
    const SYMBOLS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut name: String = random.map(|byte| char::from(SYMBOLS[usize::from(byte) % 32])).iter().collect();
    name.insert(4, '-');
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_be_told_on_the_telephone() {
        assert_eq!(spoken([0, 1, 9, 10, 18, 31, 32, 255]), "019a-jz0z");
        for byte in 0..=255 {
            let name = spoken([byte; 8]);
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
