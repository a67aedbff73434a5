//! No parser panics, and what a parser accepted it accepts again as it wrote it.

use oidc::authorization::{Target, UnsignedRequest};
use oidc::claims::{AccessToken, IdTokenHint, UserInfo};
use oidc::client_authentication::{Presented, check_query};
use oidc::discovery::Issuer;
use oidc::error::Description;
use oidc::logout::EndSessionRequest;
use oidc::metadata::{ClientMetadata, ProviderMetadata};
use oidc::parameters::{Encoder, Parameters};
use oidc::pkce::{CodeChallenge, CodeVerifier};
use oidc::prompt::Prompts;
use oidc::redirect_uri::RedirectUri;
use oidc::response_type::ResponseType;
use oidc::scope::Scope;
use oidc::{bearer, introspection, metadata, revocation, token};
use proptest::prelude::*;

/// Every parser of whole requests, on one set of parameters.
fn read_everything(parameters: &Parameters<'_>, header: Option<&str>) {
    let _ = Target::parse(parameters);
    let _ = UnsignedRequest::parse(parameters).map_err(|fault| fault.to_string());
    let _ = token::Request::parse(parameters).map_err(|malformed| malformed.to_string());
    let _ = introspection::Request::parse(parameters);
    let _ = revocation::Request::parse(parameters);
    let _ = EndSessionRequest::parse(parameters);
    let _ = Presented::parse(header, parameters).map_err(|fault| fault.to_string());
    let _ = bearer::Presented::parse(header, Some(parameters)).map_err(|fault| fault.to_string());
    let _ = check_query(parameters);
}

/// Names that the parsers ask for, so that arbitrary values reach every one of them.
fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "response_type",
        "response_mode",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "prompt",
        "max_age",
        "display",
        "ui_locales",
        "login_hint",
        "acr_values",
        "claims",
        "request",
        "request_uri",
        "code_challenge",
        "code_challenge_method",
        "grant_type",
        "code",
        "code_verifier",
        "refresh_token",
        "resource",
        "token",
        "token_type_hint",
        "client_secret",
        "client_assertion",
        "client_assertion_type",
        "access_token",
        "post_logout_redirect_uri",
        "logout_hint",
        "id_token_hint",
    ])
}

/// Values that are often right and sometimes anything.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        prop::sample::select(vec![
            "",
            "code",
            "token",
            "openid email",
            "none",
            "login",
            "S256",
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "https://a.test/cb",
            "0",
            "\u{e4}",
        ])
        .prop_map(str::to_owned),
        "[A-Za-z0-9._~-]{43,44}",
    ]
}

/// Addresses that are nearly right.
fn address() -> impl Strategy<Value = String> {
    "(https|http|myapp|javascript|HTTPS)?:?/{0,3}(a@)?(a\\.test|localhost|127\\.0\\.0\\.1|\\[::1\\]|0x7f\\.1)?(:[0-9]{0,6})?[/?#&a-z%*=.\\\\ ]{0,12}"
}

proptest! {
    #[test]
    fn no_parser_panics_on_any_bytes(body: Vec<u8>, header in any::<Option<String>>()) {
        if let Ok(parameters) = Parameters::parse(&body) {
            read_everything(&parameters, header.as_deref());
        }
    }

    #[test]
    fn no_parser_panics_on_any_values(
        pairs in prop::collection::vec((name(), value()), 0..12),
        header in prop_oneof![any::<String>(), "(Basic|Bearer) [A-Za-z0-9+/=]{0,40}"],
    ) {
        let mut encoder = Encoder::new();
        pairs.iter().for_each(|(name, value)| encoder.push(name, value));
        let encoded = encoder.finish();
        if let Ok(parameters) = Parameters::parse(encoded.as_bytes()) {
            let read: Vec<_> = parameters.iter().collect();
            let written: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
            prop_assert_eq!(read, written);
            read_everything(&parameters, Some(&header));
        } else {
            prop_assert!(pairs.iter().any(|(_, value)| value.contains('\0')));
        }
    }

    #[test]
    fn no_parser_panics_on_any_text(text: String, method: Option<String>) {
        let _ = ResponseType::parse(&text);
        let _ = CodeVerifier::parse(&text);
        let _ = CodeChallenge::from_parameters(Some(&text), method.as_deref());
        let _ = serde_json::from_str::<AccessToken<'_>>(&text);
        let _ = serde_json::from_str::<IdTokenHint>(&text);
        let _ = serde_json::from_str::<UserInfo<'_>>(&text);
        let _ = serde_json::from_str::<ClientMetadata>(&text);
        let _ = serde_json::from_str::<ProviderMetadata>(&text);
        let mut members = serde_json::Map::new();
        members.insert(text.clone(), text.clone().into());
        let _ = metadata::parse_strict(members, &[]).map_err(|error| error.to_string());
        let cleaned = Description::from(text.as_str());
        prop_assert_eq!(Description::checked(cleaned.as_str().to_owned()), Some(cleaned));
    }

    #[test]
    fn sets_read_back_as_they_are_written(text in "[ a-d!\"]{0,30}", words in "(none|login|consent| ){0,6}") {
        if let Ok(scope) = Scope::parse(&text) {
            prop_assert_eq!(Scope::parse(scope.as_str()), Ok(scope.clone()));
            prop_assert!(scope.is_subset_of(&scope));
            prop_assert_eq!(scope.intersection(&scope), scope);
        }
        if let Ok(prompts) = Prompts::parse(&words) {
            prop_assert_eq!(Prompts::parse(&prompts.to_string()), Ok(prompts));
        }
    }

    #[test]
    fn a_registered_address_leads_where_it_says(text in address(), value: String) {
        let Ok(uri) = RedirectUri::parse(&text) else { return Ok(()) };
        let registered = url::Url::parse(&text).unwrap();
        let answer = uri.append_query([("code", &value)]);
        let sent = url::Url::parse(&answer).unwrap();
        prop_assert_eq!((sent.scheme(), sent.host(), sent.port()), (registered.scheme(), registered.host(), registered.port()));
        prop_assert_eq!(sent.path(), registered.path());
        prop_assert!(answer.bytes().all(|byte| byte.is_ascii_graphic()));
        let (name, read) = sent.query_pairs().last().unwrap();
        prop_assert_eq!((name.as_ref(), read.as_ref()), ("code", value.as_str()));
        let fragment = uri.append_fragment([("code", &value)]);
        let expected = format!("{text}#code=");
        prop_assert!(fragment.starts_with(&expected));
        if uri.is_https() || !uri.is_private_use() {
            prop_assert!(uri.origin().eq_ignore_ascii_case(&text[..uri.origin().len()]));
        }
    }

    #[test]
    fn an_issuer_is_found_where_its_metadata_say(text in address()) {
        let Ok(issuer) = Issuer::parse(&text) else { return Ok(()) };
        let origin = url::Url::parse(&text).unwrap().origin().ascii_serialization();
        prop_assert_eq!(issuer.origin(), origin.as_str());
        for found in [issuer.openid_configuration_url(), issuer.authorization_server_url()] {
            let parsed = url::Url::parse(&found).unwrap();
            prop_assert_eq!(parsed.as_str(), found.as_str());
        }
    }
}
