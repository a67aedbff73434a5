//! The algorithms by their names in XML, a row of a table each, and those that are refused, with the reason.

use jose::{Hash, JwsAlgorithm};

const SIGNATURES: [(&str, JwsAlgorithm); 10] = {
    use JwsAlgorithm::*;
    [
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", RS256),
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", RS384),
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", RS512),
        ("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", PS256),
        ("http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1", PS384),
        ("http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1", PS512),
        ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", ES256),
        ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", ES384),
        ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", ES512),
        ("http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519", EdDSA),
    ]
};

const DIGESTS: [(&str, Hash); 3] = [
    ("http://www.w3.org/2001/04/xmlenc#sha256", Hash::Sha256),
    ("http://www.w3.org/2001/04/xmldsig-more#sha384", Hash::Sha384),
    ("http://www.w3.org/2001/04/xmlenc#sha512", Hash::Sha512),
];

/// Known names that are refused, by what their last part begins with or holds.
const REFUSED: [(&str, &str); 11] = [
    ("#hmac-", "whoever can check it can make it, and a public key is no secret"),
    ("#rsa-sha1", SHA1),
    ("#ecdsa-sha1", SHA1),
    ("#sha1-rsa-MGF1", SHA1),
    ("#dsa-", "DSA with keys of this age can be broken"),
    ("xmldsig#sha1", SHA1),
    ("#rsa-md5", MD5),
    ("#md5", MD5),
    ("sha224", "a neighbour in the table does the same and is understood everywhere"),
    ("ripemd160", "nobody signs with it any more"),
    ("#rsa-pss", "its parameters can ask for less than its name promises; the names with -MGF1 cannot"),
];
const SHA1: &str = "two documents with the same SHA-1 can be made";
const MD5: &str = "two documents with the same MD5 can be made";

/// The algorithm of this name, of signatures.
pub fn signature_algorithm(uri: &str) -> Option<JwsAlgorithm> {
    SIGNATURES.iter().find(|(name, _)| *name == uri).map(|(_, algorithm)| *algorithm)
}

/// The name of this algorithm of signatures; HMAC has none here.
pub fn signature_uri(algorithm: JwsAlgorithm) -> Option<&'static str> {
    SIGNATURES.iter().find(|(_, known)| *known == algorithm).map(|(name, _)| *name)
}

/// The hash of this name.
pub(crate) fn hash(uri: &str) -> Option<Hash> {
    DIGESTS.iter().find(|(name, _)| *name == uri).map(|(_, hash)| *hash)
}

/// The name of a hash.
pub fn digest_uri(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha256 => DIGESTS[0].0,
        Hash::Sha384 => DIGESTS[1].0,
        Hash::Sha512 => DIGESTS[2].0,
    }
}

/// Why an algorithm of this name is refused, if it is one that is left out on purpose.
pub fn refused(uri: &str) -> Option<&'static str> {
    let known = signature_algorithm(uri).is_some() || hash(uri).is_some();
    REFUSED.iter().find(|(part, _)| !known && uri.contains(part)).map(|(_, reason)| *reason)
}
