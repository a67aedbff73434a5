//! Every URL on one page.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use http::StatusCode;
use http::header::HOST;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use idp::model::issuer::{Endpoint, Issuer, Layout};
use oidc::discovery as discovery_of;

use super::registration::keys;
use super::{
    Web, account, admin, authorize, check_session, ciba, consent, device, discovery, enrol, factor, form,
    health, home, introspect, key_test, login, logout, one_time_code, own_code, passkey, phone, phone_app,
    pushed, qr, qr_login, refused, registration, revoke, saml, saml_logout, select_account, token, upstream,
    upstream_keys, upstream_logout, userinfo,
};
use crate::flow;

/// The addresses of this node, at all its doors.
pub fn router(web: Arc<Web>) -> Router {
    by_base(&web, |issuer| Some(&issuer.base), at_base)
}

/// Those where clients are asked for their certificates, and no others: browsers have no business there.
pub(super) fn mtls_router(web: Arc<Web>) -> Router {
    by_base(&web, |issuer| issuer.mtls_base.as_ref(), at_mtls_base)
}

/// The addresses at each host, made of the doors there.
fn by_base(
    web: &Web,
    base_of: fn(&Issuer) -> Option<&String>,
    at_base: fn(&Web, &[Issuer]) -> Router,
) -> Router {
    let issuers = web.node.issuers();
    let mut bases: Vec<&str> = issuers.iter().filter_map(base_of).map(String::as_str).collect();
    let mut seen = HashSet::new();
    bases.retain(|base| seen.insert(*base));
    let at = |base: &str| {
        let is_there = |issuer: &&Issuer| base_of(issuer).is_some_and(|other| other == base);
        let doors: Vec<Issuer> = issuers.iter().filter(is_there).cloned().collect();
        at_base(web, &doors)
    };
    match bases.as_slice() {
        [only] => at(only),
        _ => by_host(bases.iter().map(|base| (authority(base).to_owned(), at(base))).collect()),
    }
}

/// The addresses at one host: the pages, and the doors there.
fn at_base(web: &Web, doors: &[Issuer]) -> Router {
    let Some(front) = doors.first() else { return Router::new() };
    // Whose request the pages are about was settled at its door.
    let house = web.at(web.node.at(front.clone(), web.node.issuers().to_vec()));
    let mut router = pages().with_state(house);
    let own: Vec<Issuer> = doors.iter().filter(|door| door.layout == Layout::Own).cloned().collect();
    if let Some(first) = own.first() {
        let web = web.at(web.node.at(first.clone(), own.clone()));
        router = router.merge(own_layout(first).with_state(web));
    }
    for door in doors {
        let web = web.at(web.node.at(door.clone(), [door.clone()]));
        if door.layout == Layout::Signicat {
            router = router.merge(signicat_layout(door.identifier.path()).with_state(Arc::clone(&web)));
        }
        router = router.merge(registered_at(door).with_state(Arc::clone(&web)));
        router = router.merge(metadata(&door.identifier).with_state(web));
    }
    router
}

/// The addresses at one host where clients are asked for their certificates.
fn at_mtls_base(web: &Web, doors: &[Issuer]) -> Router {
    let Some(front) = doors.first() else { return Router::new() };
    let house = web.at(web.node.at(front.clone(), doors.to_vec()));
    let mut router = Router::new().fallback(refused::address).with_state(house);
    let own: Vec<Issuer> = doors.iter().filter(|door| door.layout == Layout::Own).cloned().collect();
    if let Some(first) = own.first() {
        let certified = own_certified().method_not_allowed_fallback(refused::method);
        router = router.merge(certified.with_state(web.at(web.node.at(first.clone(), own.clone()))));
    }
    for door in doors.iter().filter(|door| door.layout == Layout::Signicat) {
        let certified =
            signicat_certified(door.identifier.path()).method_not_allowed_fallback(refused::method);
        router = router.merge(certified.with_state(web.at(web.node.at(door.clone(), [door.clone()]))));
    }
    router
}

/// What takes certificates of clients: `Endpoint::CERTIFIED`.
fn own_certified() -> Router<Arc<Web>> {
    Router::new()
        .route("/oauth2/par", post(pushed::push).options(token::preflight))
        .route("/oauth2/token", post(token::token).options(token::preflight))
        .route(
            "/oauth2/userinfo",
            get(userinfo::by_header).post(userinfo::by_form).options(userinfo::preflight),
        )
        .route("/oauth2/introspect", post(introspect::introspect))
        .route("/oauth2/bc-authorize", post(ciba::begin).options(token::preflight))
        .route("/oauth2/device_authorization", post(device::begin).options(token::preflight))
        .route("/oauth2/revoke", post(revoke::revoke).options(token::preflight))
}

fn own_layout(issuer: &Issuer) -> Router<Arc<Web>> {
    let router = own_certified()
        .route("/oauth2/authorize", get(authorize::by_query).post(authorize::by_form).head(refused::method))
        .route("/oauth2/jwks", get(discovery::jwks))
        // Where the QR source system has these.
        .route("/api/rp/token", post(token::token).options(token::preflight))
        .route("/openid/jwks", get(discovery::jwks))
        .route("/oidc/checksession", get(check_session::page))
        .route("/oidc/logout", get(logout::by_query).post(logout::by_form));
    let router = match issuer.is_first() {
        false => router,
        // Where the CIAM source system has it as well.
        true => router.nest("/api/identity/oauth2/dcr/v1.1/register", registration()),
    };
    router.method_not_allowed_fallback(refused::method)
}

/// The addresses of Signicat's provider, below this path.
fn signicat_layout(below: &str) -> Router<Arc<Web>> {
    let at = |path: &str| format!("{below}{path}");
    signicat_certified(below)
        .route(&at("/authorize"), get(authorize::by_query).post(authorize::by_form).head(refused::method))
        .route(&at("/jwks.json"), get(discovery::jwks))
        .route(&at("/session/check"), get(check_session::page))
        .route(&at("/session/end"), get(logout::by_query).post(logout::by_form))
        .method_not_allowed_fallback(refused::method)
}

fn signicat_certified(below: &str) -> Router<Arc<Web>> {
    let at = |path: &str| format!("{below}{path}");
    Router::new()
        .route(&at("/par"), post(pushed::push).options(token::preflight))
        .route(&at("/token"), post(token::token).options(token::preflight))
        .route(
            &at("/userinfo"),
            get(userinfo::by_header).post(userinfo::by_form).options(userinfo::preflight),
        )
}

/// Where an issuer tells of itself.
fn metadata(issuer: &discovery_of::Issuer) -> Router<Arc<Web>> {
    let mut router = Router::new()
        .route(&issuer.openid_configuration_path(), get(discovery::configuration))
        .route(&issuer.authorization_server_path(), get(discovery::configuration));
    // The CIAM source system has its metadata here as well.
    if issuer.path() == "/oauth2/token" {
        router = router
            .route("/oauth2/oidcdiscovery/.well-known/openid-configuration", get(discovery::configuration));
    }
    router.method_not_allowed_fallback(refused::method)
}

/// What is there at every host, for people and for those who look after the house.
fn pages() -> Router<Arc<Web>> {
    Router::new()
        .route(flow::client_key::KEY_TEST, post(key_test::answer))
        .route("/login/{handle}", get(login::show).post(login::submit))
        .route(
            "/login/{handle}/register",
            get(account::register::show).post(account::register::submit).head(refused::method),
        )
        .route("/login/{handle}/passkey", get(passkey::show).post(passkey::submit))
        .route("/login/{handle}/factor", get(factor::show).post(factor::submit))
        .route(
            "/login/{handle}/email_otp",
            get(one_time_code::show_email).post(one_time_code::submit_email).head(refused::method),
        )
        .route(
            "/login/{handle}/sms_otp",
            get(one_time_code::show_sms).post(one_time_code::submit_sms).head(refused::method),
        )
        .route("/login/{handle}/totp", get(own_code::show_totp).post(own_code::submit_totp))
        .route(
            "/login/{handle}/enrol/totp",
            get(enrol::show_totp).post(enrol::submit_totp).head(refused::method),
        )
        .route(
            "/login/{handle}/enrol/passkey",
            get(enrol::show_passkey).post(enrol::submit_passkey).head(refused::method),
        )
        .route(
            "/login/{handle}/recovery_code",
            get(own_code::show_recovery_code).post(own_code::submit_recovery_code),
        )
        .route("/login/{handle}/upstream", get(upstream::begin).post(upstream::pick))
        .route("/select_account/{handle}", get(select_account::show).post(select_account::submit))
        .route("/consent/{handle}", get(consent::show).post(consent::submit))
        .route("/ciba/{link}", get(ciba::show).post(ciba::submit))
        .route("/api/rp/qrcode", post(qr::code).options(qr::preflight))
        .route("/api/rp/authentication-response", post(qr::result).options(qr::preflight))
        .route("/api/mobile/enrolment", post(phone::enrolment).options(phone::preflight))
        .route("/api/mobile/enrol", post(phone::enrol).options(phone::preflight))
        .route("/api/mobile/authenticate", post(phone::authenticate).options(phone::preflight))
        .route("/device", get(device::show).post(device::submit))
        .route("/device/{said}", get(device::said))
        .route("/oidc/logout/{handle}", get(logout::show).post(logout::submit))
        .route("/upstream/{id}/callback", get(upstream::by_query).post(upstream::by_form))
        .route("/upstream/{id}/acs", post(saml::acs))
        .route("/upstream/{id}/slo", get(saml_logout::by_query).post(saml_logout::by_form))
        .route("/upstream/{id}/slo/{handle}", get(saml_logout::set_out))
        .route("/upstream/{id}/metadata", get(saml::metadata))
        .route("/upstream/{id}/logout/callback", get(logout::back))
        .route("/upstream/{id}/backchannel_logout", post(upstream_logout::take))
        .route("/upstream/{id}/jwks", get(upstream_keys::plain))
        .route("/upstream/{id}/jwks.jwt", get(upstream_keys::signed))
        .route("/account/register", get(account::register::start).head(refused::method))
        .route("/account/register/{link}", get(account::register::open).post(account::register::follow))
        .route("/account/registered", get(account::register::registered))
        .route("/account/invitation/{invitation}", get(account::register::invited).head(refused::method))
        .route("/account", get(account::overview))
        .route("/account/name", get(account::name).post(account::rename))
        .route("/account/email", get(account::email).post(account::change_email))
        .route("/account/number", get(account::number).post(account::change_number))
        .route("/account/password", get(account::password).post(account::change_password))
        .route("/account/forgot", get(account::reset::forgot).post(account::reset::ask))
        .route("/account/reset", get(account::reset::was_set))
        .route("/account/reset/{link}", get(account::reset::show).post(account::reset::set))
        .route("/account/factors", get(account::show_factors).post(account::factors::change))
        .route("/account/factors/totp", get(account::factors::totp).post(account::factors::add_totp))
        .route("/account/identities", get(account::identities).post(account::change_identities))
        .route("/account/passkeys", get(account::passkeys).post(account::passkeys::change))
        .route("/account/phones", get(account::show_phones).post(account::phones::change))
        .route("/account/sessions", get(account::sessions).post(account::end_sessions))
        .route("/account/apps", get(account::apps).post(account::withdraw))
        .route("/account/sign-ins", get(account::sign_ins))
        .route("/account/data", get(account::show_data).post(account::data::act))
        .route("/account/gone", get(account::data::gone))
        .route("/", get(home::home))
        .route("/assets/{*path}", get(home::asset))
        .route("/in-app/process/init", get(phone_app::begin))
        .route("/phone", get(phone_app::page))
        .route("/phone/", get(phone_app::page))
        .route("/phone/{*path}", get(phone_app::file))
        .route("/js/{name}", get(qr_login::script))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .nest("/admin/api", admin::routes())
        .method_not_allowed_fallback(refused::method)
        .fallback(refused::address)
}

/// Where the clients of an issuer register.
fn registered_at(issuer: &Issuer) -> Router<Arc<Web>> {
    let address = issuer.endpoint(Endpoint::Registration).unwrap_or_default();
    match address.strip_prefix(&issuer.base) {
        Some(path) => Router::new().nest(path, registration()).method_not_allowed_fallback(refused::method),
        None => Router::new(),
    }
}

fn registration() -> Router<Arc<Web>> {
    Router::new()
        .route("/", post(registration::register).options(registration::preflight))
        .route(
            "/{client_id}",
            get(registration::read)
                .put(registration::replace)
                .delete(registration::remove)
                .options(registration::preflight),
        )
        .route("/{client_id}/keys", get(keys::list).post(keys::create).options(registration::preflight))
        .route(
            "/{client_id}/keys/{kid}",
            get(keys::read).delete(keys::remove).options(registration::preflight),
        )
        .route("/{client_id}/keys/{kid}/proof", post(keys::prove).options(registration::preflight))
}

/// Hands every request to the addresses of the host it names; one that names none of ours, perhaps because
/// a proxy named another, to those of the first.
fn by_host(hosts: Vec<(String, Router)>) -> Router {
    let hosts: Arc<[(String, TowerToHyperService<Router>)]> =
        hosts.into_iter().map(|(host, router)| (host, TowerToHyperService::new(router))).collect();
    Router::new().fallback(move |request: Request| {
        let named = request.uri().authority().map(|authority| authority.as_str().to_owned());
        let named = named.or_else(|| form::header(request.headers(), &HOST).map(str::to_owned));
        let meant =
            hosts.iter().find(|(host, _)| named.as_ref().is_some_and(|it| it.eq_ignore_ascii_case(host)));
        let service = meant.or(hosts.first()).map(|(_, service)| service.clone());
        async move {
            match service {
                Some(service) => service.call(request).await.into_response(),
                None => StatusCode::NOT_FOUND.into_response(),
            }
        }
    })
}

/// Host and port of an address.
fn authority(base: &str) -> &str {
    let (_, rest) = base.split_once("://").unwrap_or(("", base));
    rest.split('/').next().unwrap_or_default()
}
