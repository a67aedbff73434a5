//! What a client is held to, as options.

use idp::login;
use idp::model::client::{AssertionAudience, ClientPolicy};
use idp::model::upstream::UpstreamId;
use jose::JwsAlgorithm;
use serde_json::json;

use super::phone_service::ServiceOptions;

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
    /// Whom its assertions may be meant for: issuer_or_endpoint, issuer or issuer_as_text
    #[arg(long, value_name = "WHOM", value_parser = assertion_audience)]
    assertion_audience: Option<AssertionAudience>,
    /// Whether its requests must come in a request object, or be pushed
    #[arg(long, value_name = "true|false")]
    require_request_object: Option<bool>,
    /// Whether it may send request objects that are sealed and not signed
    #[arg(long, value_name = "true|false")]
    allow_encrypted_requests: Option<bool>,
    /// Whether it is given nothing that is not sealed
    #[arg(long, value_name = "true|false")]
    require_sealed: Option<bool>,
    /// Whether its tokens must be bound to a key of its own
    #[arg(long, value_name = "true|false")]
    require_sender_constraint: Option<bool>,
    /// Whether its proofs of possession must carry a nonce that this server gave
    #[arg(long, value_name = "true|false")]
    require_dpop_nonce: Option<bool>,
    /// A resource it may ask for, by its identifier; may be given again
    #[arg(long, value_name = "RESOURCE")]
    resource: Vec<String>,
    /// Whether people may sign in to it with a password here
    #[arg(long, value_name = "true|false")]
    allow_password: Option<bool>,
    /// An upstream where they may sign in, by its identifier; may be given again [default: all]
    #[arg(long, value_name = "UPSTREAM")]
    upstream: Vec<UpstreamId>,
    /// A factor of which people must prove one beside the first: passkey, totp, sms_otp, email_otp or
    /// recovery_code; may be given again [default: one factor is enough]
    #[arg(long, value_name = "FACTOR", value_parser = second_factor)]
    second_factor: Vec<login::Method>,
    /// Whether who has none of these may set one up on the way in
    #[arg(long, value_name = "true|false")]
    allow_enrolment_at_sign_in: Option<bool>,
    /// The issuer it belongs to [default: the first one]
    #[arg(long, value_name = "ISSUER")]
    issuer: Option<String>,
    #[command(flatten)]
    service: ServiceOptions,
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
        let switches = [
            (self.require_request_object, &mut policy.require_request_object),
            (self.allow_encrypted_requests, &mut policy.allow_encrypted_requests),
            (self.require_sealed, &mut policy.require_sealed),
            (self.require_sender_constraint, &mut policy.require_sender_constraint),
            (self.require_dpop_nonce, &mut policy.require_dpop_nonce),
            (self.allow_password, &mut policy.allow_password),
            (self.allow_enrolment_at_sign_in, &mut policy.allow_enrolment_at_sign_in),
        ];
        for (wanted, member) in switches {
            *member = wanted.unwrap_or(*member);
        }
        policy.assertion_audience = self.assertion_audience.unwrap_or(policy.assertion_audience);
        policy.access_token_signing_alg = self.access_token_alg.unwrap_or(policy.access_token_signing_alg);
        if self.issuer.is_some() {
            policy.issuer.clone_from(&self.issuer);
        }
        if !self.upstream.is_empty() {
            policy.upstreams = Some(self.upstream.clone());
        }
        if !self.second_factor.is_empty() {
            policy.second_factors.clone_from(&self.second_factor);
        }
        if !self.resource.is_empty() {
            policy.resources.clone_from(&self.resource);
        }
        self.service.over(policy);
    }
}

fn second_factor(text: &str) -> Result<login::Method, String> {
    let named = login::Method::named(text).filter(|method| method.can_follow());
    named.ok_or_else(|| "passkey, totp, sms_otp, email_otp or recovery_code".to_owned())
}

fn assertion_audience(text: &str) -> Result<AssertionAudience, String> {
    let expected = "issuer_or_endpoint, issuer or issuer_as_text";
    serde_json::from_value(json!(text)).map_err(|_| expected.to_owned())
}
