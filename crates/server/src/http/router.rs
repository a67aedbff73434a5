//! Every URL on one page.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::{
    Web, account, admin, authorize, check_session, consent, discovery, health, home, introspect, key_test,
    login, logout, pushed, refused, registration, revoke, select_account, token, userinfo,
};
use crate::flow;

/// The addresses of this node.
pub fn router(web: Arc<Web>) -> Router {
    let issuer = &web.node.issuer.identifier;
    let mut router = Router::new()
        .route("/oauth2/authorize", get(authorize::by_query).post(authorize::by_form).head(refused::method))
        .route("/oauth2/par", post(pushed::push).options(token::preflight))
        .route("/oauth2/token", post(token::token).options(token::preflight))
        .route(
            "/oauth2/userinfo",
            get(userinfo::by_header).post(userinfo::by_form).options(userinfo::preflight),
        )
        .route("/oauth2/jwks", get(discovery::jwks))
        .route("/oauth2/introspect", post(introspect::introspect))
        .route("/oauth2/revoke", post(revoke::revoke).options(token::preflight))
        .route(flow::client_key::KEY_TEST, post(key_test::answer))
        .nest(registration::PATH, registration())
        // Where the CIAM source system has it.
        .nest("/api/identity/oauth2/dcr/v1.1/register", registration())
        .route(&issuer.openid_configuration_path(), get(discovery::configuration))
        .route(&issuer.authorization_server_path(), get(discovery::configuration))
        .route("/login/{handle}", get(login::show).post(login::submit))
        .route("/select_account/{handle}", get(select_account::show).post(select_account::submit))
        .route("/consent/{handle}", get(consent::show).post(consent::submit))
        .route("/oidc/checksession", get(check_session::page))
        .route("/oidc/logout", get(logout::by_query).post(logout::by_form))
        .route("/oidc/logout/{handle}", get(logout::show).post(logout::submit))
        .route("/account", get(account::overview))
        .route("/account/name", get(account::name).post(account::rename))
        .route("/account/email", get(account::email).post(account::change_email))
        .route("/account/password", get(account::password).post(account::change_password))
        .route("/account/sessions", get(account::sessions).post(account::end_sessions))
        .route("/account/apps", get(account::apps).post(account::withdraw))
        .route("/account/sign-ins", get(account::sign_ins))
        .route("/", get(home::home))
        .route("/assets/{*path}", get(home::asset))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .nest("/admin/api", admin::routes());
    // The CIAM source system has its metadata here as well.
    if issuer.path() == "/oauth2/token" {
        router = router
            .route("/oauth2/oidcdiscovery/.well-known/openid-configuration", get(discovery::configuration));
    }
    router.method_not_allowed_fallback(refused::method).fallback(refused::address).with_state(web)
}

fn registration() -> Router<Arc<Web>> {
    Router::new().route("/", post(registration::register).options(registration::preflight)).route(
        "/{client_id}",
        get(registration::read)
            .put(registration::replace)
            .delete(registration::remove)
            .options(registration::preflight),
    )
}
