//! The master key: the one secret an operator keeps. It seals the keys that seal everything else.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use jose::mac::HmacKey;
use jose::sealing::SealingKey;
use jose::secret::Secret;
use jose::{base64url, random};

use crate::error::Error;

const LENGTH: usize = 32;

/// 32 random bytes. They seal nothing themselves: what seals is derived from them.
pub struct MasterKey(Secret<[u8; LENGTH]>);

impl MasterKey {
    /// The key of these bytes, which must be random.
    pub fn new(bytes: Secret<[u8; LENGTH]>) -> Self {
        Self(bytes)
    }

    /// A new one.
    pub fn generate() -> Self {
        Self(Secret::new(random::bytes()))
    }

    /// Reads a text, as from the environment: base64url or base64 of 32 bytes, or 64 hexadecimal
    /// digits; white space around it is ignored.
    ///
    /// # Errors
    /// [`Error::MasterKey`], which never repeats the text.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let bytes = if text.len() == 2 * LENGTH { from_hex(text) } else { from_base64(text) };
        bytes
            .map(Secret::new)
            .and_then(|bytes| Some(Self(Secret::new(bytes.expose().as_slice().try_into().ok()?))))
            .ok_or_else(|| {
                Error::MasterKey(
                    "it must be 32 random bytes, written in base64url (43 characters) or \
                     hexadecimal (64)"
                        .into(),
                )
            })
    }

    /// Writes the key to a new file that only its owner may read (mode 0600), and makes it durable.
    ///
    /// # Errors
    /// [`Error::MasterKey`]: the file exists already, or cannot be written.
    pub fn write_new_file(&self, path: &Path) -> Result<(), Error> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let line = self.to_text();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        options
            .open(path)
            .and_then(|mut file| {
                file.write_all(line.expose().as_bytes())?;
                file.write_all(b"\n")?;
                file.sync_all()
            })
            // The name of the file must last as well as its content.
            .and_then(|()| File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all()))
            .map_err(|error| Error::MasterKey(format!("{}: {error}", path.display())))
    }

    /// The key in base64url.
    pub(crate) fn to_text(&self) -> Secret<String> {
        Secret::new(base64url::encode(self.0.expose()))
    }

    /// What may be shown to tell one master key from another.
    pub fn fingerprint(&self) -> String {
        use std::fmt::Write;
        self.derive(b"fingerprint").expose()[..8].iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// The key that seals data keys and server keys.
    pub(crate) fn sealing_key(&self) -> SealingKey {
        SealingKey::new(self.derive(b"seal keys"))
    }

    fn derive(&self, label: &[u8]) -> Secret<[u8; 32]> {
        Secret::new(HmacKey::new(self.0.expose()).sign(&[b"countersign master key: ", label]))
    }
}

/// The key whose 32 bytes these are.
pub(crate) fn bytes_as_they_are(content: &[u8]) -> Option<MasterKey> {
    Some(MasterKey(Secret::new(content.try_into().ok()?)))
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let url: String = text
        .trim_end_matches('=')
        .chars()
        .map(|c| match c {
            '+' => '-',
            '/' => '_',
            other => other,
        })
        .collect();
    base64url::decode(Secret::new(url).expose()).ok()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    Some(digits?.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::master_keys::MasterKeys;

    #[test]
    fn one_key_is_read_from_each_way_of_writing_it() {
        let bytes: [u8; 32] = std::array::from_fn(|i| (i * 37 + 250) as u8);
        let key = MasterKey::new(Secret::new(bytes)).fingerprint();
        let url = base64url::encode(bytes);
        let padded = format!("{}=\n", url.replace('-', "+").replace('_', "/"));
        let hex: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        for text in [url.clone(), format!(" {url}\n"), padded, hex.to_lowercase(), hex] {
            assert_eq!(MasterKey::from_text(&text).unwrap().fingerprint(), key, "{text}");
        }
        assert_ne!(MasterKey::generate().fingerprint(), key);
    }

    #[test]
    fn refuses_what_is_not_32_bytes_without_repeating_it() {
        let short = base64url::encode([1; 31]);
        let long = base64url::encode([1; 33]);
        for text in ["", "secret", &short, &long, &"g".repeat(64), &"é".repeat(32)] {
            let Err(Error::MasterKey(why)) = MasterKey::from_text(text) else {
                panic!("accepted {text:?}");
            };
            assert!(text.is_empty() || !why.contains(text), "{why}");
        }
    }

    #[test]
    fn a_written_key_reads_back_from_a_file_only_its_owner_may_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let key = MasterKey::generate();
        key.write_new_file(&path).unwrap();
        assert_eq!(MasterKeys::from_file(&path).unwrap().fingerprints()[0], key.fingerprint());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert!(matches!(MasterKey::generate().write_new_file(&path), Err(Error::MasterKey(_))));
        assert_eq!(MasterKeys::from_file(&path).unwrap().fingerprints()[0], key.fingerprint());
    }

    #[test]
    fn a_file_may_hold_the_bytes_themselves_but_not_something_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("raw");
        std::fs::write(&path, [9; 32]).unwrap();
        assert_eq!(
            MasterKeys::from_file(&path).unwrap().fingerprints()[0],
            MasterKey::new(Secret::new([9; 32])).fingerprint()
        );
        std::fs::write(&path, [0xff; 31]).unwrap();
        let refused = MasterKeys::from_file(&path).err().unwrap().to_string();
        assert!(refused.contains("raw"), "{refused}");
        assert!(MasterKeys::from_file(&folder.path().join("absent")).is_err());
    }
}
