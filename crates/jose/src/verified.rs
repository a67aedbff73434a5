use crate::jws::Header;

/// What came out of a checked signature. It can be made only inside this crate, by
/// [`jws::Unverified::verify`](crate::jws::Unverified::verify), and becomes claims only by
/// [`jwt::verify`](crate::jwt::verify); so whoever holds one knows that the check was made.
#[derive(Debug, Clone)]
pub struct Verified<T> {
    header: Header,
    value: T,
}

impl<T> Verified<T> {
    pub(crate) fn new(header: Header, value: T) -> Self {
        Self { header, value }
    }

    pub(crate) fn into_parts(self) -> (Header, T) {
        (self.header, self.value)
    }

    /// The protected header, which the signature covers.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The value, leaving behind the proof that it was signed.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> AsRef<T> for Verified<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}
