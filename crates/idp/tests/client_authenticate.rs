//! Clients prove themselves, each as it registered.

use idp::client::authenticate::{AuthenticatedClient, authenticate, claimed_client};
use idp::model::client::{Client, SecretHash};
use idp::{Reason, Refusal};
use jose::secret::Secret;
use oidc::client_authentication::{Method, Presented};

use crate::support::*;

fn basic(client: &str, secret: &str) -> Presented {
    Presented::SecretBasic { client_id: client.to_owned(), secret: Secret::new(secret.to_owned()) }
}

fn post(client: &str, secret: &str) -> Presented {
    Presented::SecretPost { client_id: client.to_owned(), secret: Secret::new(secret.to_owned()) }
}

fn none(client: &str) -> Presented {
    Presented::None { client_id: client.to_owned() }
}

fn assertion(client: Option<&str>, assertion: &str) -> Presented {
    let assertion = Secret::new(assertion.to_owned());
    Presented::Assertion { client_id: client.map(str::to_owned), assertion }
}

fn unsigned(claims: &str) -> String {
    format!("e30.{}.", jose::base64url::encode(claims))
}

fn registered(method: Method) -> Client {
    let mut client = shop();
    client.metadata.token_endpoint_auth_method = method;
    client
}

/// What is found to be proven by a request without an assertion that could be read.
fn proven<'a>(presented: &Presented, client: Option<&'a Client>) -> Result<AuthenticatedClient<'a>, Refusal> {
    let proven = authenticate(shown(presented, &issuer()), client, NOW)?;
    assert!(proven.owed.is_empty());
    Ok(proven.client)
}

fn refusal(presented: &Presented, client: Option<&Client>) -> Refusal {
    proven(presented, client).map(|client| client.client().id.clone()).unwrap_err()
}

#[test]
fn each_method_proves_a_client_that_registered_it() {
    for (method, presented) in [
        (Method::ClientSecretBasic, basic("shop", "shop-secret")),
        (Method::ClientSecretPost, post("shop", "shop-secret")),
    ] {
        let client = registered(method);
        let proven = proven(&presented, Some(&client)).unwrap();
        assert!(proven.is_confidential() && proven.client().id.as_str() == "shop");
    }
    let app = app();
    let named = proven(&none("app"), Some(&app)).unwrap();
    assert!(!named.is_confidential());
}

#[test]
fn refuses_the_method_that_was_not_registered_once_the_secret_is_right() {
    for (method, presented) in [
        (Method::ClientSecretPost, basic("shop", "shop-secret")),
        (Method::ClientSecretBasic, post("shop", "shop-secret")),
    ] {
        let refusal = refusal(&presented, Some(&registered(method)));
        assert_eq!(refusal.reason, Reason::ClientAuthenticationMethod);
        assert_eq!(refusal.detail.expected.as_deref(), Some(method.as_str()));
    }
}

#[test]
fn takes_either_way_of_sending_a_secret_where_the_policy_says_so() {
    for method in [Method::ClientSecretPost, Method::ClientSecretBasic] {
        let mut client = registered(method);
        client.policy.any_secret_method = true;
        for presented in [basic("shop", "shop-secret"), post("shop", "shop-secret")] {
            assert!(proven(&presented, Some(&client)).is_ok());
        }
        assert_eq!(refusal(&none("shop"), Some(&client)).reason, Reason::ClientAuthenticationFailed);
    }
    // A client that can keep no secret does not come to have one by a policy.
    let mut public = registered(Method::None);
    public.policy.any_secret_method = true;
    let refused = refusal(&post("shop", "shop-secret"), Some(&public));
    assert_eq!(refused.reason, Reason::ClientAuthenticationMethod);
}

#[test]
fn every_living_secret_counts() {
    let mut client = shop();
    client.secrets.push(SecretHash::of("the newer secret", NOW));
    for (secret, proves) in
        [("shop-secret", true), ("the newer secret", true), ("the third", false), ("", false)]
    {
        assert_eq!(proven(&post("shop", secret), Some(&client)).is_ok(), proves, "{secret}");
    }
}

#[test]
fn strangers_get_one_answer_whatever_is_true_of_the_client() {
    let disabled = Client { disabled_at: Some(NOW), ..shop() };
    let disabled_app = Client { disabled_at: Some(NOW), ..app() };
    let cases = [
        (post("nobody", "x"), None),
        (assertion(Some("nobody"), "a.b.c"), None),
        (assertion(None, "a.b.c"), None),
        (assertion(Some("shop"), "a.b.c"), Some(shop())),
        (assertion(Some("app"), "a.b.c"), Some(app())),
        (assertion(Some("shop"), "a.b.c"), Some(registered(Method::PrivateKeyJwt))),
        (assertion(Some("shop"), "a.b.c"), Some(registered(Method::ClientSecretJwt))),
        (basic("nobody", "x"), None),
        (none("nobody"), None),
        (post("shop", "wrong"), Some(shop())),
        (basic("shop", "wrong"), Some(shop())),
        (none("shop"), Some(shop())),
        (post("app", "x"), Some(app())),
        (post("shop", "wrong"), Some(disabled.clone())),
        (post("shop", "shop-secret"), Some(disabled)),
        (none("app"), Some(disabled_app)),
    ];
    for (presented, client) in cases {
        let mut refusal = refusal(&presented, client.as_ref());
        assert!(refusal.detail.operator.take().is_some(), "the operator is told");
        assert_eq!(refusal.reason, Reason::ClientAuthenticationFailed);
        assert_eq!(refusal.reason.error().as_str(), "invalid_client");
        assert_eq!(*refusal.detail, Default::default());
        assert!(refusal.effects.is_empty());
    }
}

#[test]
fn refuses_a_request_that_names_no_client() {
    let refusal = refusal(&Presented::NoClient, None);
    assert_eq!(refusal.reason, Reason::ClientAuthenticationMissing);
    assert_eq!(refusal.reason.error().as_str(), "invalid_client");
}

#[test]
fn tells_which_client_is_claimed_for_look_up() {
    for (presented, claimed) in [
        (Presented::NoClient, None),
        (none("a"), Some("a")),
        (basic("b", "x"), Some("b")),
        (post("c", "x"), Some("c")),
        (assertion(Some("d"), "a.b.c"), Some("d")),
        (assertion(None, "a.b.c"), None),
        (assertion(None, &unsigned(r#"{"iss":"e","sub":"f"}"#)), Some("f")),
        (assertion(None, &unsigned(r#"{"iss":"e"}"#)), Some("e")),
    ] {
        assert_eq!(claimed_client(&presented).as_deref(), claimed);
    }
}
