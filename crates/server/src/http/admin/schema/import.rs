//! People brought along from elsewhere, in the document and in answers.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::user::Claims;

/// People to be brought along.
#[derive(Serialize, ToSchema)]
pub struct UserImport {
    /// The people, at most 100 of them.
    #[schema(max_items = 100)]
    pub users: Vec<ImportedUser>,
    /// What becomes of those whose user name somebody has already: they are left alone, which is what happens
    /// if this is absent, or changed to what is said here.
    #[schema(nullable = false)]
    pub existing: Option<Existing>,
    /// Only tells what would become of them.
    #[schema(nullable = false)]
    pub dry_run: Option<bool>,
}

/// What becomes of those whose user name somebody has already.
#[derive(Serialize, ToSchema)]
#[schema(as = ExistingUsers)]
#[serde(rename_all = "snake_case")]
pub enum Existing {
    /// They are left alone.
    Skip,
    /// They are changed to what is said here; what is not said stays, and so does a password.
    Update,
}

/// A person to be brought along.
#[derive(Serialize, ToSchema)]
pub struct ImportedUser {
    /// The name to sign in with; the e-mail address if absent.
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub username: Option<String>,
    /// The hash of their password, by bcrypt, PBKDF2, scrypt or Argon2, as a PHC string or as Django and passlib
    /// write it. With their next sign-in it is replaced by ours.
    #[schema(nullable = false, example = "$2b$12$J0dHSEh4WHOj6WZOQkAUYeGzgKvGe4dSdqd0cOqJXoLqLrbWPDq2C")]
    pub password_hash: Option<String>,
    /// What is known of the person.
    #[serde(flatten)]
    pub claims: Claims,
    /// The groups the person is in.
    #[schema(nullable = false, max_items = 100, example = json!(["staff"]))]
    pub groups: Option<Vec<String>>,
    /// What else is known of the person, by names that are not those of registered claims.
    #[schema(nullable = false, example = json!({"external_id": "4711"}))]
    pub attributes: Option<Map<String, Value>>,
    /// Whether the person is to be kept from signing in. Counts for accounts that are made.
    #[schema(nullable = false)]
    pub disabled: Option<bool>,
}

/// What became of people, in the order in which they were said.
#[derive(Serialize, ToSchema)]
pub struct ImportResults {
    /// One of each.
    pub results: Vec<ImportResult>,
    /// How many accounts were made.
    pub created: u32,
    /// How many were changed.
    pub updated: u32,
    /// How many stay as they were.
    pub unchanged: u32,
    /// How many were refused.
    pub refused: u32,
}

/// What became of one.
#[derive(Serialize, ToSchema)]
pub struct ImportResult {
    /// In a word.
    pub outcome: ImportOutcome,
    /// The account, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub id: Option<String>,
    /// The stable code of the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "user-invalid")]
    pub error_code: Option<String>,
    /// What is wrong, and what to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub error_description: Option<String>,
}

/// What can become of one.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// An account was made.
    Created,
    /// An account that was there was changed.
    Updated,
    /// The account that was there is as it was.
    Unchanged,
    /// Nothing was made or changed.
    Refused,
}
