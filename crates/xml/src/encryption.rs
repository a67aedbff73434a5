//! Elements that were encrypted (XML Encryption 1.1), opened: the content by AES, its key by RSA-OAEP.
//!
//! AES in CBC mode has nothing that shows a change. Whoever may send changed messages and sees which of them are
//! read can read what was encrypted (Jager and Somorovsky, 2011). So it is opened only where [`Opening::cbc`] says
//! so, which is for an element of a document whose signature holds, and for the operator to allow. RSA with the
//! padding of PKCS #1 v1.5 is not opened at all, for the same reason (Bleichenbacher, 1998).

use std::fmt;

use jose::xmlenc::{self, Content};
use jose::{DecryptionKey, KeyManagement};

use crate::signature::NAMESPACE as DS;
use crate::{Element, Limits, Source, base64};

const NAMESPACE: &str = "http://www.w3.org/2001/04/xmlenc#";
const NAMESPACE_11: &str = "http://www.w3.org/2009/xmlenc11#";
const ELEMENT: &str = "http://www.w3.org/2001/04/xmlenc#Element";

/// To how many readers the same may be encrypted. Each costs an operation with each private key.
const MAX_READERS: usize = 8;

/// With what is opened what is encrypted.
#[derive(Clone, Copy)]
pub struct Opening<'a> {
    /// Our keys, each for one of the two ways of RSA-OAEP.
    pub keys: &'a [DecryptionKey],
    /// Whether a content in CBC mode is opened. Only for what stands in a document whose signature holds.
    pub cbc: bool,
    /// The bounds of what was encrypted.
    pub limits: &'a Limits,
}

impl Opening<'_> {
    /// Opens nothing.
    pub const NOTHING: Self = Self { keys: &[], cbc: false, limits: &Limits::MESSAGE };

    /// The same for what no signature covers yet.
    #[must_use]
    pub fn without_cbc(self) -> Self {
        Self { cbc: false, ..self }
    }
}

/// Why something encrypted is not opened. To whoever sent it nothing of this may be told but that it failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The XML itself is not as it has to be.
    Xml(crate::Error),
    /// An algorithm that is not known or not allowed.
    Algorithm(String),
    /// What is not an element was encrypted.
    NotAnElement,
    /// It is encrypted to too many readers.
    TooManyReaders,
    /// This is not base64.
    Encoding(&'static str),
    /// None of our keys is for the way it was encrypted.
    NoKey,
    /// It does not open.
    Failed,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xml(error) => error.fmt(f),
            Self::Algorithm(name) => match refused(name) {
                Some(reason) => write!(f, "the encryption's algorithm {name} is refused: {reason}"),
                None => write!(f, "the encryption's algorithm {name} is not known"),
            },
            Self::NotAnElement => f.write_str("what was encrypted is not an element"),
            Self::TooManyReaders => f.write_str("it is encrypted to too many readers"),
            Self::Encoding(name) => write!(f, "the encryption's {name} is not base64"),
            Self::NoKey => f.write_str("none of our keys is for the way it was encrypted"),
            Self::Failed => f.write_str("it does not open with our keys"),
        }
    }
}

impl std::error::Error for Error {}

impl From<crate::Error> for Error {
    fn from(error: crate::Error) -> Self {
        Self::Xml(error)
    }
}

/// Why an algorithm of this name is refused, if it is one that is left out on purpose.
pub fn refused(uri: &str) -> Option<&'static str> {
    const REFUSED: [(&str, &str); 5] = [
        ("#rsa-1_5", "its padding lets whoever sees how decryption fails read messages, one guess at a time"),
        ("-cbc", "it does not show changes, and was not allowed here"),
        ("#aes192-gcm", "a neighbour in the table does the same and is understood everywhere"),
        ("#kw-", "no secrets are shared with whom this comes from"),
        ("#rsa-oaep", "its parameters ask for a pair of hashes that is not supported"),
    ];
    REFUSED.iter().find(|(part, _)| uri.contains(part)).map(|(_, reason)| *reason)
}

/// Opens what `holder` (such as `EncryptedAssertion`) holds: one `EncryptedData`, whose key stands in it or beside
/// it.
///
/// # Errors
/// It is of another shape, encrypted by what is not allowed, or does not open.
pub fn decrypt(holder: Element<'_>, opening: &Opening<'_>) -> Result<Source, Error> {
    let data = holder.only(NAMESPACE, "EncryptedData")?;
    if data.attribute("Type").is_some_and(|kind| kind != ELEMENT) {
        return Err(Error::NotAnElement);
    }
    let content = content(data.only(NAMESPACE, "EncryptionMethod")?, opening.cbc)?;
    let sealed = cipher_value(data)?;
    let within = data.optional(DS, "KeyInfo")?;
    let within = within.into_iter().flat_map(|info| info.each(NAMESPACE, "EncryptedKey"));
    let readers: Vec<_> = within.chain(holder.each(NAMESPACE, "EncryptedKey")).collect();
    if readers.len() > MAX_READERS {
        return Err(Error::TooManyReaders);
    }
    let mut refused = Error::NoKey;
    for reader in readers {
        let management = match management(reader.only(NAMESPACE, "EncryptionMethod")?) {
            Ok(management) => management,
            Err(error) => {
                refused = error;
                continue;
            }
        };
        let encrypted_key = cipher_value(reader)?;
        for key in opening.keys.iter().filter(|key| key.management() == management) {
            match xmlenc::open(content, key, &encrypted_key, &sealed) {
                Ok(plain) => return Source::read(plain.expose(), opening.limits).map_err(Error::Xml),
                Err(xmlenc::Failed) => refused = Error::Failed,
            }
        }
    }
    Err(refused)
}

fn content(method: Element<'_>, cbc: bool) -> Result<Content, Error> {
    let name = method.required("Algorithm")?;
    let known = match name.strip_prefix(NAMESPACE_11).or_else(|| name.strip_prefix(NAMESPACE)) {
        Some("aes128-gcm") => Some(Content::Aes128Gcm),
        Some("aes256-gcm") => Some(Content::Aes256Gcm),
        Some("aes128-cbc") => Some(Content::Aes128Cbc),
        Some("aes256-cbc") => Some(Content::Aes256Cbc),
        _ => None,
    };
    known.filter(|it| cbc || it.is_authenticated()).ok_or_else(|| Error::Algorithm(name.to_owned()))
}

/// XML Encryption 1.1 §5.5.2: of the pairs of hashes, the two that are the same for both parts.
fn management(method: Element<'_>) -> Result<KeyManagement, Error> {
    let name = method.required("Algorithm")?;
    let unknown = || Error::Algorithm(name.to_owned());
    if method.optional(NAMESPACE, "OAEPparams")?.is_some() {
        return Err(unknown());
    }
    let of = |found: Option<Element<'_>>| found.map(|it| it.required("Algorithm").map(last_part)).transpose();
    let digest = of(method.optional(DS, "DigestMethod")?)?.unwrap_or_else(|| "sha1".to_owned());
    let mask = of(method.optional(NAMESPACE_11, "MGF")?)?.unwrap_or_else(|| "mgf1sha1".to_owned());
    let known = name.strip_prefix(NAMESPACE) == Some("rsa-oaep-mgf1p") && mask == "mgf1sha1"
        || name.strip_prefix(NAMESPACE_11) == Some("rsa-oaep");
    match (known, digest.as_str(), mask.as_str()) {
        (true, "sha1", "mgf1sha1") => Ok(KeyManagement::RsaOaep),
        (true, "sha256", "mgf1sha256") => Ok(KeyManagement::RsaOaep256),
        _ => Err(unknown()),
    }
}

fn last_part(name: &str) -> String {
    name.rsplit('#').next().unwrap_or_default().to_owned()
}

fn cipher_value(element: Element<'_>) -> Result<Vec<u8>, Error> {
    let value = element.only(NAMESPACE, "CipherData")?.only(NAMESPACE, "CipherValue")?;
    base64::decode(&value.text()?).ok_or(Error::Encoding("CipherValue"))
}
