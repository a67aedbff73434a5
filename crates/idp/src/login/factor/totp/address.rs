//! A new secret, as apps and people take it in.

use jose::base32;
use jose::hotp::HotpHash;
use jose::secret::Secret;
use oidc::parameters::Encoder;

use super::{DIGITS, PERIOD};

/// The `otpauth` address that a QR code shows: of this server's name, for this account. Apps show both, so that
/// people tell their codes apart.
pub fn address(secret: &Secret<Vec<u8>>, issuer: &str, account: &str) -> Secret<String> {
    let text = Secret::new(base32::encode(secret.expose()));
    let mut query = Encoder::new();
    query.push("secret", text.expose());
    query.push("issuer", issuer);
    query.push("algorithm", HotpHash::Sha1.name());
    query.push("digits", &DIGITS.to_string());
    query.push("period", &PERIOD.to_string());
    // In a form a space is a plus; some apps show that.
    let query = Secret::new(query.finish().replace('+', "%20"));
    Secret::new(format!("otpauth://totp/{}:{}?{}", label(issuer), label(account), query.expose()))
}

/// The secret for typing in: base 32, in groups of four.
pub fn typed_secret(secret: &Secret<Vec<u8>>) -> Secret<String> {
    let text = Secret::new(base32::encode(secret.expose()));
    let mut grouped = String::with_capacity(text.expose().len() * 5 / 4);
    for (at, character) in text.expose().chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(character);
    }
    Secret::new(grouped)
}

/// A part of the label, percent-encoded; a colon would end it.
fn label(text: &str) -> String {
    let mut label = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'@' => {
                label.push(char::from(byte));
            }
            _ => label.push_str(&format!("%{byte:02X}")),
        }
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_is_told_whose_code_it_is_and_how_it_is_made() {
        let secret = Secret::new(b"12345678901234567890".to_vec());
        assert_eq!(
            address(&secret, "Liisan kauppa", "aino@example.fi").expose(),
            "otpauth://totp/Liisan%20kauppa:aino@example.fi?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Liisan%20kauppa&algorithm=SHA1&digits=6&period=30"
        );
        assert_eq!(typed_secret(&secret).expose(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(label("a:b/\u{e4}"), "a%3Ab%2F%C3%A4");
    }
}
