//! Signatures (XML Signature 1.1), of the one shape that cannot be misunderstood: the signature is a direct child
//! of the element it signs, refers to that element's id and to nothing else, and covers the whole element but
//! itself, in the exclusive canonical form.
//!
//! The keys are those the caller gives. What a document says about keys is not read.

mod algorithm;
mod error;
mod id;
mod key_info;
mod sign;
mod signed_info;
mod verify;

pub use algorithm::{digest_uri, refused, signature_algorithm, signature_uri};
pub use error::Error;
pub use key_info::claimed;
pub use sign::{Place, sign};
pub use verify::{Verified, verify};

pub(crate) use key_info::keys;

/// The namespace of signatures.
pub const NAMESPACE: &str = "http://www.w3.org/2000/09/xmldsig#";

/// The exclusive canonical form's name, and the namespace of its parameters.
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const EXCLUSIVE_WITH_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
