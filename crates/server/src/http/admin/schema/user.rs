//! People's accounts, in the document and in answers.

use idp::model::user::User;
use oidc::claims::StandardClaims;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::admin::rfc3339;

/// A person's account.
#[derive(Serialize, ToSchema)]
#[schema(as = User)]
pub struct UserAnswer {
    /// The identifier, which is the person's `sub` in tokens. It never changes and is never given again.
    pub id: String,
    /// The name to sign in with.
    pub username: String,
    /// What is known of the person.
    #[serde(flatten)]
    #[schema(value_type = Claims)]
    pub claims: StandardClaims<'static>,
    /// The groups the person is in.
    pub groups: Vec<String>,
    /// What else is known of the person, by names of our own.
    pub attributes: Map<String, Value>,
    /// Whether the person is kept from signing in.
    pub disabled: bool,
    /// When the account was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// A page of accounts.
#[derive(Serialize, ToSchema)]
pub struct UserList {
    /// The accounts, in the order in which they were made.
    pub users: Vec<UserAnswer>,
    /// What `after` is to be for the next page; `null` if this is the last.
    #[schema(required)]
    pub next: Option<String>,
}

/// An account to be made.
#[derive(Serialize, ToSchema)]
pub struct NewUser {
    /// The name to sign in with: 1 to 200 characters. Upper and lower case count as one.
    #[schema(min_length = 1, max_length = 200)]
    pub username: String,
    /// The password. Without one the person cannot sign in until it is set.
    #[schema(nullable = false, format = Password)]
    pub password: Option<String>,
    /// What is known of the person.
    #[serde(flatten)]
    pub claims: Claims,
    /// The groups the person is in: at most 100, compared to the letter. Scopes may be for some groups
    /// alone.
    #[schema(nullable = false, max_items = 100, example = json!(["staff"]))]
    pub groups: Option<Vec<String>>,
    /// What else is known of the person, by names that are not those of registered claims: at most 100,
    /// and 16 KiB of JSON. Scopes of our own release them.
    #[schema(nullable = false, example = json!({"department": "Sales"}))]
    pub attributes: Option<Map<String, Value>>,
}

/// What an account is to be.
#[derive(Serialize, ToSchema)]
pub struct ChangedUser {
    /// The name to sign in with: 1 to 200 characters. Upper and lower case count as one.
    #[schema(min_length = 1, max_length = 200)]
    pub username: String,
    /// What is known of the person. Claims that are absent are forgotten.
    #[serde(flatten)]
    pub claims: Claims,
    /// The groups the person is in: at most 100, compared to the letter. Scopes may be for some groups
    /// alone. If absent, this stays as it is.
    #[schema(nullable = false, max_items = 100, example = json!(["staff"]))]
    pub groups: Option<Vec<String>>,
    /// What else is known of the person, by names that are not those of registered claims: at most 100,
    /// and 16 KiB of JSON. Scopes of our own release them. If absent, this stays as it is.
    #[schema(nullable = false, example = json!({"department": "Sales"}))]
    pub attributes: Option<Map<String, Value>>,
    /// Whether the person is to be kept from signing in; everything they signed in to ends with it. If
    /// absent, this stays as it is.
    #[schema(nullable = false)]
    pub disabled: Option<bool>,
    /// The identifier, which cannot be changed.
    #[schema(nullable = false)]
    pub id: Option<String>,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub created_at: Option<String>,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub updated_at: Option<String>,
}

/// Changes to an account: what is absent stays as it is, `null` takes a claim away.
#[derive(Serialize, ToSchema)]
pub struct AmendedUser {
    /// The name to sign in with.
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub username: Option<String>,
    /// What is known of the person.
    #[serde(flatten)]
    pub claims: Claims,
    /// The groups the person is in: at most 100, compared to the letter. Scopes may be for some groups
    /// alone.
    #[schema(nullable = false, max_items = 100, example = json!(["staff"]))]
    pub groups: Option<Vec<String>>,
    /// What else is known of the person, by names that are not those of registered claims: at most 100,
    /// and 16 KiB of JSON. Scopes of our own release them.
    #[schema(nullable = false, example = json!({"department": "Sales"}))]
    pub attributes: Option<Map<String, Value>>,
    /// Whether the person is to be kept from signing in; everything they signed in to ends with it.
    #[schema(nullable = false)]
    pub disabled: Option<bool>,
}

/// A password to be set.
#[derive(Serialize, ToSchema)]
pub struct NewPassword {
    /// The password.
    #[schema(format = Password)]
    pub password: String,
}

/// What is known of a person, by the registered names (OpenID Connect Core §5.1).
#[derive(Serialize, ToSchema)]
#[schema(as = Claims)]
pub struct Claims {
    /// The whole name, as shown to people.
    #[schema(nullable = false, example = "Väinö Tunnistus")]
    pub name: Option<String>,
    /// First names.
    #[schema(nullable = false)]
    pub given_name: Option<String>,
    /// Last names.
    #[schema(nullable = false)]
    pub family_name: Option<String>,
    /// Middle names.
    #[schema(nullable = false)]
    pub middle_name: Option<String>,
    /// What friends say.
    #[schema(nullable = false)]
    pub nickname: Option<String>,
    /// The address of a page about the person.
    #[schema(nullable = false)]
    pub profile: Option<String>,
    /// The address of a picture.
    #[schema(nullable = false)]
    pub picture: Option<String>,
    /// The address of the person's own page.
    #[schema(nullable = false)]
    pub website: Option<String>,
    /// `female`, `male` or another word.
    #[schema(nullable = false)]
    pub gender: Option<String>,
    /// `YYYY-MM-DD`, `0000-MM-DD` or `YYYY`.
    #[schema(nullable = false)]
    pub birthdate: Option<String>,
    /// A name of the time zone database.
    #[schema(nullable = false, example = "Europe/Helsinki")]
    pub zoneinfo: Option<String>,
    /// A language tag.
    #[schema(nullable = false, example = "fi-FI")]
    pub locale: Option<String>,
    /// An e-mail address, with which the person can sign in too.
    #[schema(nullable = false, format = Email)]
    pub email: Option<String>,
    /// Whether the person was shown to read it.
    #[schema(nullable = false)]
    pub email_verified: Option<bool>,
    /// A telephone number, best in E.164.
    #[schema(nullable = false, example = "+358401234567")]
    pub phone_number: Option<String>,
    /// Whether the person was shown to answer it.
    #[schema(nullable = false)]
    pub phone_number_verified: Option<bool>,
    /// A postal address.
    #[schema(nullable = false)]
    pub address: Option<Address>,
}

/// A postal address (OpenID Connect Core §5.1.1).
#[derive(Serialize, ToSchema)]
pub struct Address {
    /// The whole address, lines separated by line feeds.
    #[schema(nullable = false)]
    pub formatted: Option<String>,
    /// Street and number.
    #[schema(nullable = false)]
    pub street_address: Option<String>,
    /// City.
    #[schema(nullable = false)]
    pub locality: Option<String>,
    /// State or province.
    #[schema(nullable = false)]
    pub region: Option<String>,
    /// Postal code.
    #[schema(nullable = false)]
    pub postal_code: Option<String>,
    /// Country.
    #[schema(nullable = false)]
    pub country: Option<String>,
}

impl From<User> for UserAnswer {
    fn from(user: User) -> Self {
        // The record says these two itself.
        let claims = StandardClaims { updated_at: None, preferred_username: None, ..user.claims };
        Self {
            id: user.id.as_str().to_owned(),
            username: user.username,
            claims: StandardClaims { other: Map::new(), ..claims },
            groups: user.groups,
            attributes: user.attributes,
            disabled: user.disabled_at.is_some(),
            created_at: rfc3339(user.created_at).unwrap_or_default(),
            updated_at: rfc3339(user.updated_at).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema;

    use super::Claims;
    use crate::http::admin::users::CLAIMS;

    #[test]
    fn the_document_has_the_claims_that_are_taken() {
        let schema = serde_json::to_value(Claims::schema()).unwrap();
        let mut told: Vec<&str> =
            schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        told.sort_unstable();
        assert_eq!(told, CLAIMS);
    }
}
