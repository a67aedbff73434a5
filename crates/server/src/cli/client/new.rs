//! The client that `client create` is to make.

use std::collections::BTreeSet;
use std::path::PathBuf;

use idp::client::profile::complete;
use idp::client::register::NewClient;
use idp::model::client::{ClientPolicy, Profile};
use jose::JwsAlgorithm;
use oidc::client_authentication::Method;
use oidc::metadata::{ApplicationType, ClientMetadata, parse_strict};
use oidc::redirect_uri::RedirectUri;
use oidc::response_type::ResponseType;
use oidc::scope::Scope;
use oidc::token::GrantType;
use serde_json::{Map, Value};

use super::super::error::Error;
use super::held::Held;

#[derive(clap::Args)]
pub(super) struct New {
    /// The identifier wanted [default: one is made up]
    #[arg(long, allow_hyphen_values = true)]
    id: Option<String>,
    /// The name shown to people
    #[arg(long)]
    name: Option<String>,
    /// An address where answers may go; may be given again
    #[arg(long, value_name = "ADDRESS")]
    redirect_uri: Vec<RedirectUri>,
    /// An address where browsers may go after signing out; may be given again
    #[arg(long, value_name = "ADDRESS")]
    post_logout_redirect_uri: Vec<RedirectUri>,
    /// A client that can keep no secret: in a browser, on a phone or a desktop
    #[arg(long, conflicts_with = "auth_method")]
    public: bool,
    /// A client on the person's own device, which may have a scheme of its own for answers
    #[arg(long)]
    native: bool,
    /// How it proves itself: client_secret_basic, client_secret_post … [default: as its profile has it]
    #[arg(long, value_name = "METHOD")]
    auth_method: Option<Method>,
    /// A grant it may use; may be given again [default: with a redirect address those of its response
    /// types, and refresh_token beside authorization_code; otherwise client_credentials]
    #[arg(long, value_name = "GRANT")]
    grant: Vec<GrantType>,
    /// What it may be given at the authorization endpoint, such as "code id_token"; may be given again
    /// [default: code]
    #[arg(long, value_name = "TYPE")]
    response_type: Vec<ResponseType>,
    /// What it may ask for [default: the standard scopes]
    #[arg(long)]
    scope: Option<Scope>,
    /// What its ID tokens are signed with [default: as its profile has it]
    #[arg(long, value_name = "ALG")]
    id_token_alg: Option<JwsAlgorithm>,
    /// What it is held to: basic, ciam, signicat, service, ftn or fapi2
    #[arg(long, default_value = "basic", value_name = "PROFILE")]
    profile: Profile,
    /// A client of the house: people are not asked for consent
    #[arg(long)]
    skip_consent: bool,
    /// A claim it is told at the userinfo endpoint by name, once the person agreed; may be given again
    #[arg(long, value_name = "CLAIM")]
    user_claim: Vec<String>,
    /// It may ask about tokens of other clients
    #[arg(long)]
    introspect_any: bool,
    #[command(flatten)]
    held: Held,
    /// Everything else by its registered name, in a JSON file; other options win over it
    #[arg(long, value_name = "FILE")]
    metadata: Option<PathBuf>,
}

impl New {
    /// The client that was asked for.
    pub(super) fn read(self) -> Result<NewClient, Error> {
        let members = self.members()?;
        let mut says: BTreeSet<String> = members.keys().cloned().collect();
        says.extend(self.auth_method.map(|_| "token_endpoint_auth_method".to_owned()));
        says.extend(self.id_token_alg.map(|_| "id_token_signed_response_alg".to_owned()));
        let mut metadata =
            parse_strict(members, &[]).map_err(|error| Error::failed("metadata", error.to_string()))?;
        self.overlay(&mut metadata, says.contains("grant_types"));
        let mut policy = ClientPolicy::of(self.profile);
        policy.skip_consent = self.skip_consent;
        policy.user_claims.clone_from(&self.user_claim);
        policy.introspect_any = self.introspect_any;
        self.held.over(&mut policy);
        complete(&mut metadata, &policy, |name| says.contains(name));
        policy.require_pkce |= metadata.token_endpoint_auth_method == Method::None;
        Ok(NewClient { id: self.id, metadata, policy })
    }

    fn members(&self) -> Result<Map<String, Value>, Error> {
        let Some(file) = &self.metadata else { return Ok(Map::new()) };
        let failed = |why: String| Error::failed("metadata", format!("{}: {why}", file.display()));
        let text = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
        serde_json::from_str(&text).map_err(|error| failed(format!("not a JSON object: {error}")))
    }

    fn overlay(&self, metadata: &mut ClientMetadata, says_grants: bool) {
        if self.name.is_some() {
            metadata.client_name.clone_from(&self.name);
        }
        metadata.redirect_uris.extend_from_slice(&self.redirect_uri);
        metadata.post_logout_redirect_uris.extend_from_slice(&self.post_logout_redirect_uri);
        if self.native {
            metadata.application_type = ApplicationType::Native;
        }
        if self.public {
            metadata.token_endpoint_auth_method = Method::None;
        } else if let Some(method) = self.auth_method {
            metadata.token_endpoint_auth_method = method;
        }
        if let Some(algorithm) = self.id_token_alg {
            metadata.id_token_signed_response_alg = algorithm;
        }
        if self.scope.is_some() {
            metadata.scope.clone_from(&self.scope);
        }
        if !self.response_type.is_empty() {
            metadata.response_types.clone_from(&self.response_type);
        }
        if !self.grant.is_empty() {
            metadata.grant_types.clone_from(&self.grant);
        } else if !says_grants {
            metadata.grant_types = if metadata.redirect_uris.is_empty() && !self.public {
                vec![GrantType::ClientCredentials]
            } else {
                let rules = self.profile.rules();
                grants_of(&metadata.response_types)
                    .into_iter()
                    .filter(|grant| rules.allows_grant(*grant))
                    .collect()
            };
        }
    }
}

/// The grants that these response types come of, and refreshing where there is a code.
fn grants_of(response_types: &[ResponseType]) -> Vec<GrantType> {
    let mut grants = Vec::new();
    for grant in response_types.iter().flat_map(|response_type| response_type.grants()) {
        if !grants.contains(&grant) {
            grants.push(grant);
        }
    }
    if grants.contains(&GrantType::AuthorizationCode) {
        grants.push(GrantType::RefreshToken);
    }
    grants
}
