//! What proves people beside their password, in the document and in answers.

use idp::login::factor::recovery_code;
use idp::model::credential::{Credential, CredentialKind};
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin::rfc3339;

/// What proves a person beside their password: everything of it but the secret.
#[derive(Serialize, ToSchema)]
#[schema(as = Factor)]
pub struct FactorAnswer {
    /// The factor's identifier.
    pub id: String,
    /// What it is.
    pub kind: FactorKind,
    /// What the person calls it; of a remembered browser, what it says of itself.
    #[schema(required)]
    pub name: Option<String>,
    /// Of recovery codes, how many are left.
    #[schema(required)]
    pub left: Option<usize>,
    /// When it was added.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it last proved the person.
    #[schema(required, format = DateTime)]
    pub last_used_at: Option<String>,
    /// When it ends by itself; `null` where it does not.
    #[schema(required, format = DateTime)]
    pub expires_at: Option<String>,
}

/// What proves somebody.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// An authenticator app.
    Totp,
    /// A passkey.
    Passkey,
    /// The recovery codes.
    RecoveryCodes,
    /// A browser in which no further factor is asked for.
    Device,
    /// A phone that answers for its person.
    Phone,
    /// A password.
    Password,
}

/// What there is of a person.
#[derive(Serialize, ToSchema)]
pub struct FactorList {
    /// The factors, by kind, the oldest first.
    pub factors: Vec<FactorAnswer>,
}

impl FactorAnswer {
    /// Of a credential.
    pub fn of(credential: &Credential) -> Self {
        Self {
            id: credential.id.text(),
            kind: match credential.kind {
                CredentialKind::Totp => FactorKind::Totp,
                CredentialKind::Passkey => FactorKind::Passkey,
                CredentialKind::RecoveryCodes => FactorKind::RecoveryCodes,
                CredentialKind::Device => FactorKind::Device,
                CredentialKind::Phone => FactorKind::Phone,
                CredentialKind::Password => FactorKind::Password,
            },
            name: credential.name.clone(),
            left: recovery_code::left(std::slice::from_ref(credential)).ok().flatten(),
            created_at: rfc3339(credential.created_at).unwrap_or_default(),
            last_used_at: credential.last_used_at.and_then(rfc3339),
            expires_at: credential.expires_at.and_then(rfc3339),
        }
    }
}
