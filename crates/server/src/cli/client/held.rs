//! What a client is held to, as options.

use idp::model::client::ClientPolicy;
use jose::JwsAlgorithm;

#[derive(clap::Args)]
pub(super) struct Held {
    /// How long an authorization code lives, in seconds
    #[arg(long, value_name = "SECONDS")]
    code_ttl: Option<u32>,
    /// How long an access token lives, in seconds
    #[arg(long, value_name = "SECONDS")]
    access_token_ttl: Option<u32>,
    /// How long an ID token lives, in seconds
    #[arg(long, value_name = "SECONDS")]
    id_token_ttl: Option<u32>,
    /// How long refreshing can go on after the sign-in, in seconds
    #[arg(long, value_name = "SECONDS")]
    refresh_token_ttl: Option<u32>,
    /// For how long the refresh token before the current one is answered with the current one, in seconds
    #[arg(long, value_name = "SECONDS")]
    refresh_token_grace: Option<u32>,
    /// What its access tokens are signed with
    #[arg(long, value_name = "ALG")]
    access_token_alg: Option<JwsAlgorithm>,
    /// A resource it may ask for, by its identifier; may be given again
    #[arg(long, value_name = "RESOURCE")]
    resource: Vec<String>,
}

impl Held {
    /// What was asked for, over what is there.
    pub(super) fn over(&self, policy: &mut ClientPolicy) {
        let lives = [
            (self.code_ttl, &mut policy.code_ttl),
            (self.access_token_ttl, &mut policy.access_token_ttl),
            (self.id_token_ttl, &mut policy.id_token_ttl),
            (self.refresh_token_ttl, &mut policy.refresh_token_ttl),
            (self.refresh_token_grace, &mut policy.refresh_token_grace),
        ];
        for (wanted, member) in lives {
            *member = wanted.unwrap_or(*member);
        }
        policy.access_token_signing_alg = self.access_token_alg.unwrap_or(policy.access_token_signing_alg);
        if !self.resource.is_empty() {
            policy.resources.clone_from(&self.resource);
        }
    }
}
