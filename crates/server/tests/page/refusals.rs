//! The table of refusals against the language files: no code without words, no words without a code.

use std::collections::BTreeSet;
use std::path::Path;

use idp::refusal::Reason;
use server::page::{Language, refusal_description, refusal_texts};

/// What only programs meet: these answers never become a page.
const FOR_APPS: &[&str] = &[
    "media-type-unsupported",
    "body-too-long",
    "client-authentication-missing",
    "client-authentication-failed",
    "client-authentication-method",
    "client-authentication-twice",
    "credentials-in-query",
    "dpop-proof-invalid",
    "logout-token-invalid",
    "dpop-nonce-wanted",
    "sender-constraint-missing",
    "client-certificate-missing",
    "key-mismatch",
    "grant-type-unsupported",
    "grant-type-not-registered",
    "code-unknown",
    "cross-device-unknown",
    "cross-device-expired",
    "authorization-pending",
    "slow-down",
    "login-hint-token-expired",
    "binding-message-invalid",
    "code-expired",
    "code-replayed",
    "code-of-another-client",
    "code-redirect-mismatch",
    "verifier-missing",
    "verifier-unexpected",
    "verifier-malformed",
    "verifier-mismatch",
    "grant-revoked",
    "refresh-token-unknown",
    "refresh-token-expired",
    "refresh-token-replayed",
    "refresh-token-of-another-client",
    "scope-widened",
    "resource-widened",
    "token-missing",
    "token-invalid",
    "token-expired",
    "token-revoked",
    "scope-insufficient",
    "token-of-another-client",
    "initial-access-token-missing",
    "initial-access-token-unknown",
    "initial-access-token-expired",
    "initial-access-token-used",
    "registration-access-token-invalid",
    "registration-full",
    "software-statement-invalid",
    "software-statement-unapproved",
    "changed-meanwhile",
    "client-id-taken",
    "client-metadata-invalid",
    "service-kind-fixed",
    "service-origin-foreign",
    "service-risk-unassessed",
    "redirect-uri-invalid",
    "resource-taken",
    "resource-definition-invalid",
    "upstream-taken",
    "upstream-definition-invalid",
    "sender-taken",
    "sender-definition-invalid",
    "directory-taken",
    "directory-definition-invalid",
    "scope-taken",
    "policy-invalid",
    "scope-definition-invalid",
    "client-key-private",
    "client-key-not-jwk",
    "client-key-malformed",
    "client-key-symmetric",
    "client-key-kind",
    "client-key-not-in-profile",
    "client-key-use",
    "client-key-too-short",
    "client-key-too-long",
    "client-key-weak",
    "client-key-known",
    "client-key-proof-wrong",
    "client-keys-full",
    "key-in-use",
    "phone-unknown",
    "phone-message-invalid",
    "phone-locked",
    "pin-wrong",
    "number-wrong",
    "attempt-unknown",
    "attempt-over",
    "attempt-taken",
    "required-data-missing",
];

#[test]
fn every_refusal_is_described_in_the_characters_of_the_standard() {
    for reason in Reason::ALL {
        let code = reason.code();
        let told =
            refusal_description(code, Some("scope"), None).unwrap_or_else(|| panic!("{code} has no words"));
        assert!(told.ends_with('.') && !told.contains(['?', '{']), "{code}: {told}");
    }
}

#[test]
fn every_refusal_that_a_person_can_meet_has_words_in_every_language() {
    for language in Language::all() {
        for reason in Reason::ALL {
            let texts = refusal_texts(language, reason.code());
            assert_eq!(
                texts.is_none(),
                FOR_APPS.contains(&reason.code()),
                "{} in {}",
                reason.code(),
                language.tag()
            );
        }
    }
}

#[test]
fn no_words_are_kept_for_a_refusal_that_is_gone() {
    let codes: BTreeSet<&str> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    let english = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en/refusal.ftl");
    let source = std::fs::read_to_string(english).expect("is there");
    let worded: BTreeSet<&str> = source
        .lines()
        .filter_map(|line| line.strip_prefix("refusal-"))
        .filter_map(|line| line.split_once(" =").map(|(code, _)| code))
        .collect();
    assert_eq!(worded, codes);
}
