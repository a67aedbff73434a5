//! What a profile forbids, whoever registers it.

use std::fmt::Display;

use jose::JwsAlgorithm;
use oidc::metadata::{ClientMetadata, RequestObjectSigning, SubjectType};

use super::{Refresh, Rules, Switch};
use crate::model::client::ClientPolicy;
use crate::refusal::{Reason, Refusal};

/// Refuses what the policy's profile forbids, naming the member and the profile.
pub(in crate::client) fn check(metadata: &ClientMetadata, policy: &ClientPolicy) -> Result<(), Refusal> {
    let rules = policy.profile.rules();
    check_switches(rules, policy)?;
    check_policy(rules, policy)?;
    check_flows(rules, metadata)?;
    check_algorithms(rules, metadata, policy)?;
    check_keys(rules, metadata)
}

fn check_switches(rules: &Rules, policy: &ClientPolicy) -> Result<(), Refusal> {
    let switches: [(&'static str, Switch, bool); 7] = [
        ("require_pkce", rules.require_pkce, policy.require_pkce),
        ("allow_plain_pkce", rules.allow_plain_pkce, policy.allow_plain_pkce),
        ("any_secret_method", rules.any_secret_method, policy.any_secret_method),
        ("require_sender_constraint", rules.require_sender_constraint, policy.require_sender_constraint),
        ("require_dpop_nonce", rules.require_dpop_nonce, policy.require_dpop_nonce),
        ("allow_encrypted_requests", rules.allow_encrypted_requests, policy.allow_encrypted_requests),
        ("require_sealed", rules.require_sealed, policy.require_sealed),
    ];
    for (member, switch, said) in switches {
        if !switch.allows(said) {
            return Err(forbids(rules, member, &!said));
        }
    }
    Ok(())
}

fn check_policy(rules: &Rules, policy: &ClientPolicy) -> Result<(), Refusal> {
    if policy.code_ttl > rules.code_ttl.longest {
        let expected = format!("codes that live for at most {} seconds", rules.code_ttl.longest);
        return Err(forbids(rules, "policy", &expected));
    }
    if policy.assertion_audience < rules.assertion_audience {
        return Err(forbids(rules, "assertion_audience", &"issuer_as_text"));
    }
    if rules.refresh == Refresh::Bound && policy.refresh_token_grace > 0 {
        return Err(forbids(rules, "refresh_token_grace", &"0, as refresh tokens are not rotated"));
    }
    Ok(())
}

fn check_flows(rules: &Rules, metadata: &ClientMetadata) -> Result<(), Refusal> {
    let method = metadata.token_endpoint_auth_method;
    if !rules.authentication_methods.contains(&method) {
        let expected = one_of(rules.authentication_methods);
        return Err(forbids(rules, "token_endpoint_auth_method", &expected));
    }
    if metadata.response_types.iter().any(|asked| !rules.response_types.contains(asked)) {
        return Err(forbids(rules, "response_types", &one_of(rules.response_types)));
    }
    if metadata.grant_types.iter().any(|grant| !rules.allows_grant(*grant)) {
        let allowed: Vec<_> =
            rules.grant_types.iter().copied().filter(|grant| rules.allows_grant(*grant)).collect();
        return Err(forbids(rules, "grant_types", &one_of(&allowed)));
    }
    let pairwise = metadata.subject_type == Some(SubjectType::Pairwise);
    // What is never pairwise may still be made so: that only tells less.
    if rules.pairwise == Switch::Always && !pairwise {
        return Err(forbids(rules, "subject_type", &SubjectType::Pairwise));
    }
    Ok(())
}

fn check_algorithms(rules: &Rules, metadata: &ClientMetadata, policy: &ClientPolicy) -> Result<(), Refusal> {
    let requests = match metadata.request_object_signing_alg {
        Some(RequestObjectSigning::Signed(algorithm)) => Some(algorithm),
        Some(RequestObjectSigning::Unsigned) if !rules.unsecured_requests => {
            return Err(forbids(rules, "request_object_signing_alg", &one_of(rules.signing)));
        }
        _ => None,
    };
    let named: [(&'static str, Option<JwsAlgorithm>); 8] = [
        ("id_token_signed_response_alg", Some(metadata.id_token_signed_response_alg)),
        ("userinfo_signed_response_alg", metadata.userinfo_signed_response_alg),
        ("introspection_signed_response_alg", metadata.introspection_signed_response_alg),
        ("authorization_signed_response_alg", metadata.authorization_signed_response_alg),
        ("request_object_signing_alg", requests),
        (
            "backchannel_authentication_request_signing_alg",
            metadata.backchannel_authentication_request_signing_alg,
        ),
        ("token_endpoint_auth_signing_alg", metadata.token_endpoint_auth_signing_alg),
        ("access_token_signing_alg", Some(policy.access_token_signing_alg)),
    ];
    for (member, algorithm) in named {
        if algorithm.is_some_and(|algorithm| !rules.allows_signing(algorithm)) {
            return Err(forbids(rules, member, &one_of(rules.signing)));
        }
    }
    Ok(())
}

fn check_keys(rules: &Rules, metadata: &ClientMetadata) -> Result<(), Refusal> {
    if metadata.jwks_uri.is_some() && !rules.plain_jwks_uri {
        let expected = "absent: keys are registered by hand, or fetched signed";
        return Err(forbids(rules, "jwks_uri", &expected));
    }
    Ok(())
}

fn one_of<T: Display>(allowed: &[T]) -> String {
    let names: Vec<String> = allowed.iter().map(T::to_string).collect();
    match names.as_slice() {
        [only] => only.clone(),
        _ => format!("one of: {}", names.join(" ")),
    }
}

fn forbids(rules: &Rules, member: &'static str, expected: &dyn Display) -> Refusal {
    let expected = format!("{expected} (profile {})", rules.profile);
    Refusal::new(Reason::ClientMetadataInvalid).about(member).expected(expected)
}

#[cfg(test)]
mod tests {
    use super::super::{AssertionAudience, Profile, complete};
    use super::*;
    use oidc::client_authentication::Method;
    use oidc::response_type::ResponseType;
    use oidc::token::GrantType;

    type Alter = fn(&mut ClientMetadata, &mut ClientPolicy);

    /// A client of this profile that says nothing but where its answers may go.
    fn silent(profile: Profile) -> (ClientMetadata, ClientPolicy) {
        let policy = ClientPolicy::of(profile);
        let mut metadata = ClientMetadata {
            redirect_uris: vec!["https://shop.test/cb".parse().unwrap()],
            ..ClientMetadata::default()
        };
        complete(&mut metadata, &policy, |_| false);
        (metadata, policy)
    }

    fn refused(profile: Profile, alter: Alter) -> Option<String> {
        let (mut metadata, mut policy) = silent(profile);
        alter(&mut metadata, &mut policy);
        let refusal = check(&metadata, &policy).err()?;
        assert_eq!(refusal.reason, Reason::ClientMetadataInvalid);
        assert!(refusal.detail.expected.unwrap().ends_with(&format!("(profile {profile})")));
        Some(refusal.detail.parameter.unwrap().into_owned())
    }

    #[test]
    fn every_profile_allows_what_it_has_where_nothing_is_said() {
        for profile in Profile::ALL {
            assert_eq!(refused(profile, |_, _| {}), None, "{profile}");
        }
    }

    #[test]
    fn refuses_what_a_profile_forbids_and_takes_it_of_one_that_does_not() {
        use Profile::*;
        let cases: &[(&str, Alter, &[Profile])] = &[
            ("require_pkce", |_, policy| policy.require_pkce = false, &[Fapi2]),
            ("allow_plain_pkce", |_, policy| policy.allow_plain_pkce = true, &[Ftn, Fapi2]),
            ("any_secret_method", |_, policy| policy.any_secret_method = true, &[Ftn, Fapi2]),
            ("require_sender_constraint", |_, it| it.require_sender_constraint = false, &[Fapi2]),
            ("allow_encrypted_requests", |_, it| it.allow_encrypted_requests = true, &[Ftn, Fapi2]),
            ("require_sealed", |_, policy| policy.require_sealed = false, &[Ftn]),
            ("policy", |_, policy| policy.code_ttl = 61, &[Service, Ftn, Fapi2]),
            ("policy", |_, policy| policy.code_ttl = 301, &[Basic, Signicat, Service, Ftn, Fapi2]),
            (
                "assertion_audience",
                |_, policy| policy.assertion_audience = AssertionAudience::Issuer,
                &[Fapi2],
            ),
            ("refresh_token_grace", |_, policy| policy.refresh_token_grace = 1, &[Fapi2]),
            (
                "token_endpoint_auth_method",
                |it, _| it.token_endpoint_auth_method = Method::ClientSecretPost,
                &[Ftn, Fapi2],
            ),
            (
                "token_endpoint_auth_method",
                |it, _| it.token_endpoint_auth_method = Method::PrivateKeyJwt,
                &[Ciam],
            ),
            (
                "token_endpoint_auth_method",
                |it, _| it.token_endpoint_auth_method = Method::None,
                &[Signicat, Service, Ftn, Fapi2],
            ),
            (
                "response_types",
                |it, _| it.response_types.push(ResponseType::CODE_ID_TOKEN),
                &[Signicat, Service, Ftn, Fapi2],
            ),
            ("grant_types", |it, _| it.grant_types.push(GrantType::RefreshToken), &[Service, Ftn]),
            ("grant_types", |it, _| it.grant_types.push(GrantType::ClientCredentials), &[Ftn]),
            (
                "grant_types",
                |it, _| it.grant_types.push(GrantType::Implicit),
                &[Signicat, Service, Ftn, Fapi2],
            ),
            ("subject_type", |it, _| it.subject_type = Some(SubjectType::Public), &[Signicat, Service]),
            (
                "id_token_signed_response_alg",
                |it, _| it.id_token_signed_response_alg = JwsAlgorithm::RS256,
                &[Fapi2],
            ),
            (
                "userinfo_signed_response_alg",
                |it, _| it.userinfo_signed_response_alg = Some(JwsAlgorithm::ES512),
                &[Signicat, Service, Ftn, Fapi2],
            ),
            (
                "introspection_signed_response_alg",
                |it, _| it.introspection_signed_response_alg = Some(JwsAlgorithm::HS256),
                &[Ftn, Fapi2],
            ),
            (
                "request_object_signing_alg",
                |it, _| it.request_object_signing_alg = "PS256".parse().ok(),
                &[Signicat, Service],
            ),
            (
                "request_object_signing_alg",
                |it, _| it.request_object_signing_alg = Some(RequestObjectSigning::Unsigned),
                &[Signicat, Service, Ftn, Fapi2],
            ),
            (
                "token_endpoint_auth_signing_alg",
                |it, _| it.token_endpoint_auth_signing_alg = Some(JwsAlgorithm::RS256),
                &[Fapi2],
            ),
            (
                "access_token_signing_alg",
                |_, policy| policy.access_token_signing_alg = JwsAlgorithm::EdDSA,
                &[Signicat, Service, Ftn],
            ),
            ("jwks_uri", |it, _| it.jwks_uri = Some("https://shop.test/keys".to_owned()), &[Ftn]),
        ];
        for (member, alter, by) in cases {
            for profile in Profile::ALL {
                let expected = by.contains(&profile).then(|| (*member).to_owned());
                assert_eq!(refused(profile, *alter), expected, "{member}, {profile}");
            }
        }
    }

    #[test]
    fn what_is_tightened_is_taken_of_every_profile() {
        for profile in Profile::ALL {
            let tightened = refused(profile, |metadata, policy| {
                policy.require_pkce = true;
                policy.allow_plain_pkce = false;
                policy.any_secret_method = false;
                policy.require_request_object = true;
                policy.require_sealed = true;
                policy.require_sender_constraint = true;
                policy.require_dpop_nonce = true;
                policy.allow_encrypted_requests = false;
                policy.assertion_audience = AssertionAudience::IssuerAsText;
                policy.code_ttl = 1;
                metadata.subject_type = Some(SubjectType::Pairwise);
            });
            assert_eq!(tightened, None, "{profile}");
        }
    }
}
