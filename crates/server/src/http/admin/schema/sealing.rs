//! Whether what a client is answered can be sealed, in the document and in answers.

use idp::issue::seal::{Opener, Seal, Standing};
use oidc::metadata::Encryption;
use serde::Serialize;
use utoipa::ToSchema;

use super::{ContentEncryption, KeyManagement};
use crate::page::refusal_description;

/// Whether one of the answers that a client wants encrypted can be.
#[derive(Serialize, ToSchema)]
#[schema(as = Sealing)]
pub struct SealingAnswer {
    /// The answer: `id_token` (logout tokens with it), `userinfo`, `introspection` or `authorization`.
    #[schema(value_type = String)]
    pub answer: &'static str,
    /// How the key of the content reaches the client.
    #[schema(value_type = KeyManagement)]
    pub alg: jose::KeyManagement,
    /// How the content is encrypted.
    #[schema(value_type = ContentEncryption)]
    pub enc: jose::ContentEncryption,
    /// Whether it can be encrypted now; if not, the client is given none.
    pub ready: bool,
    /// The key it is encrypted for; `null` for one without a name, and while there is none.
    #[schema(required)]
    pub kid: Option<String>,
    /// The code of why it cannot be encrypted; `null` if it can.
    #[schema(required)]
    pub error_code: Option<&'static str>,
    /// The same in words.
    #[schema(required)]
    pub error_description: Option<String>,
}

impl From<Standing> for SealingAnswer {
    fn from(Standing { answer, with, seal }: Standing) -> Self {
        let Encryption { alg, enc } = with;
        let told = Self {
            answer: answer.name(),
            alg,
            enc,
            ready: seal.is_ok(),
            kid: None,
            error_code: None,
            error_description: None,
        };
        match seal {
            Ok(Seal { key: Opener::Key { kid, .. }, .. }) => Self { kid, ..told },
            Ok(_) => told,
            Err(refusal) => {
                let (code, detail) = (refusal.reason.code(), &refusal.detail);
                let (about, expected) = (detail.parameter.as_deref(), detail.expected.as_deref());
                let error_description = refusal_description(code, about, expected);
                Self { error_code: Some(code), error_description, ..told }
            }
        }
    }
}
