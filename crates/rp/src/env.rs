use jose::base64url;

/// What making a message needs from outside: the present and randomness. Nothing here reads a clock
/// or a random source by itself.
pub struct Env<'a> {
    /// The present, in seconds since 1970.
    pub now: i64,
    /// Fills a buffer with random bytes fit for secrets.
    pub random: &'a mut dyn FnMut(&mut [u8]),
    /// The nonce that the server last gave out for DPoP proofs, in its header `DPoP-Nonce`
    /// (RFC 9449 §8).
    pub dpop_nonce: Option<&'a str>,
}

impl<'a> Env<'a> {
    /// The present and a random source, without a nonce for proofs.
    pub fn new(now: i64, random: &'a mut dyn FnMut(&mut [u8])) -> Self {
        Self { now, random, dpop_nonce: None }
    }

    /// 256 random bits as 43 characters of base64url: nobody guesses them, and they fit wherever the
    /// specifications want an opaque string, a code verifier among them (RFC 7636 §4.1).
    pub(crate) fn secret(&mut self) -> String {
        let mut bytes = [0; 32];
        (self.random)(&mut bytes);
        base64url::encode(bytes)
    }
}
