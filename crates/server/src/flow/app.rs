//! What an app shows of itself on our pages.

use idp::model::client::Client;

/// The addresses that a client registered for people to see.
#[derive(Default)]
pub struct App {
    /// What people know it by.
    pub name: String,
    /// The address of its logo.
    pub logo_uri: Option<String>,
    /// The address of its page.
    pub client_uri: Option<String>,
    /// The address of its privacy statement.
    pub policy_uri: Option<String>,
    /// The address of its terms.
    pub tos_uri: Option<String>,
}

impl App {
    /// What this client shows to people who read this language (a BCP 47 tag).
    pub(crate) fn of(client: Option<&Client>, language: &str) -> Self {
        let Some(client) = client else { return Self::default() };
        let metadata = &client.metadata;
        Self {
            name: super::login::name_in(client, language),
            logo_uri: metadata.logo_uri.clone(),
            client_uri: metadata.client_uri.clone(),
            policy_uri: metadata.policy_uri_in(language).map(str::to_owned),
            tos_uri: metadata.tos_uri_in(language).map(str::to_owned),
        }
    }
}
