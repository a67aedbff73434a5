//! The OpenAPI document, made from the handlers.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{self, HeaderBuilder, RefOr, ResponseBuilder};
use utoipa::{IntoResponses, Modify, OpenApi};

use super::{
    RECORDS, bundles, client_keys, clients, consents, deliveries, events, factors, identities, import,
    initial_access_tokens, invitations, keys, policy, rehearsals, senders, sessions, sign_ins, upstreams,
    users,
};

static DOCUMENT: LazyLock<Bytes> =
    LazyLock::new(|| serde_json::to_vec(&Document::openapi()).unwrap_or_default().into());

/// Tells what there is. It holds nothing secret, so it takes no token.
pub(super) async fn document() -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")];
    (headers, DOCUMENT.clone()).into_response()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Countersign admin API",
        description = "Clients, users, their sessions, upstreams, and signing keys.\n\nEvery request carries an access token that a client \
            got for itself (`grant_type=client_credentials`) with the scope `admin`. Bodies are JSON objects of \
            at most 64 KiB; a member that is not known is refused, and the nearest one named.",
    ),
    servers((url = "/admin/api")),
    tags(
        (name = "clients", description = "The applications that ask."),
        (name = "client keys", description = "The keys that clients sign with, and that we seal to."),
        (name = "initial access tokens", description = "What lets clients register themselves."),
        (name = "resources", description = "The APIs that tokens are for."),
        (name = "scopes", description = "Scopes of our own, and what they tell of people."),
        (name = "upstreams", description = "The providers that people are sent to, and our keys for them."),
        (name = "directories", description = "Where organisations keep their people, whose passwords are checked there."),
        (name = "senders", description = "How mails and text messages leave."),
        (name = "users", description = "The people who sign in."),
        (name = "sessions", description = "What people are signed in to, and what they allowed."),
        (name = "sign-ins", description = "Who proved what when, and how the policy judged it."),
        (name = "policy", description = "The rules about who must prove what."),
        (name = "deliveries", description = "What was sent to others, and what waits to be."),
        (name = "events", description = "The audit record: who changed what of whom."),
        (name = "keys", description = "The keys that tokens are signed with."),
    ),
    paths(
        clients::list, clients::create, clients::read, clients::replace, clients::amend, clients::remove,
        clients::new_secret, clients::take_registration, bundles::make, bundles::guide,
        client_keys::list, client_keys::create, client_keys::read, client_keys::amend, client_keys::remove,
        client_keys::prove, rehearsals::begin, rehearsals::read,
        initial_access_tokens::list, initial_access_tokens::create, initial_access_tokens::read,
        initial_access_tokens::remove,
        users::list, users::create, users::read, users::replace, users::amend, users::remove,
        users::set_password, import::import, invitations::list, invitations::create,
        invitations::withdraw,
        upstreams::check, upstreams::rotate, upstreams::rename_key, upstreams::remove_key,
        senders::test,
        sessions::list, sessions::end_all, sessions::read, sessions::end,
        identities::list, identities::unlink,
        consents::list, consents::withdraw,
        sign_ins::list, sign_ins::read,
        policy::read, policy::replace, policy::read_shadow, policy::replace_shadow, policy::history,
        policy::version, policy::lint, policy::test, policy::replay,
        deliveries::list,
        events::list,
        factors::list, factors::remove, factors::reset,
        keys::list, keys::add, keys::rotate, keys::remove,
    ),
    components(schemas(super::schema::Refused)),
    security(("bearer" = [])),
    modifiers(&Records, &Bearer, &WithoutBody),
)]
struct Document;

/// The records that are all administered alike.
struct Records;

impl Modify for Records {
    fn modify(&self, document: &mut openapi::OpenApi) {
        for record in &RECORDS {
            record.describe(document);
        }
    }
}

/// How one comes in.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let mut scheme = Http::new(HttpAuthScheme::Bearer);
        scheme.bearer_format = Some("JWT".to_owned());
        scheme.description = Some("An access token with the scope `admin` (RFC 6750).".to_owned());
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The requests that may come with or without a body.
struct WithoutBody;

impl Modify for WithoutBody {
    fn modify(&self, document: &mut openapi::OpenApi) {
        for path in ["/v1/keys/rotate", "/v1/upstreams/{id}/keys/rotate"] {
            let item = document.paths.paths.get_mut(path);
            let body = item.and_then(|item| item.post.as_mut()).and_then(|post| post.request_body.as_mut());
            if let Some(RefOr::T(body)) = body {
                body.required = Some(openapi::Required::False);
            }
        }
    }
}

/// Refusals that any request can meet.
pub(super) enum Always {}
/// Refusals where a record is named.
pub(super) enum IfKnown {}
/// Refusals where a version can be demanded.
pub(super) enum IfUnchanged {}
/// Refusals of a query.
pub(super) enum WithQuery {}
/// Refusals of a body.
pub(super) enum WithBody {}

/// Responses by their status.
pub(super) type Responses = BTreeMap<String, RefOr<openapi::Response>>;

impl IntoResponses for Always {
    fn responses() -> Responses {
        let mut responses = refused(&[
            ("401", "No access token, or one that does not count."),
            ("403", "The access token is not for administrators."),
            ("500", "A fault of ours."),
            ("503", "The store does not answer, or there is too much to do. Come again later."),
        ]);
        header(&mut responses, "401", "WWW-Authenticate", "What is wrong with the token (RFC 6750 §3).");
        header(&mut responses, "403", "WWW-Authenticate", "The scope that is needed (RFC 6750 §3).");
        header(&mut responses, "503", "Retry-After", "After how many seconds to come again.");
        responses
    }
}

impl IntoResponses for IfKnown {
    fn responses() -> Responses {
        refused(&[("404", "There is no such record.")])
    }
}

impl IntoResponses for IfUnchanged {
    fn responses() -> Responses {
        refused(&[("412", "Somebody changed it meanwhile. Read it again, then change it.")])
    }
}

impl IntoResponses for WithQuery {
    fn responses() -> Responses {
        refused(&[("400", "A parameter is not known, or has a value it cannot have.")])
    }
}

impl IntoResponses for WithBody {
    fn responses() -> Responses {
        refused(&[
            ("400", "The body cannot be read, or asks for what cannot be; the member is named."),
            ("413", "The body is longer than 64 KiB."),
            ("415", "The body is not JSON."),
        ])
    }
}

fn refused(told: &[(&str, &str)]) -> Responses {
    let response = |description: &str| {
        let schema = openapi::Ref::from_schema_name("Refused");
        let content = openapi::ContentBuilder::new().schema(Some(schema)).build();
        ResponseBuilder::new().description(description).content("application/json", content).build()
    };
    told.iter().map(|(status, description)| ((*status).to_owned(), RefOr::T(response(description)))).collect()
}

fn header(responses: &mut Responses, status: &str, name: &str, description: &str) {
    if let Some(RefOr::T(response)) = responses.get_mut(status) {
        let header = HeaderBuilder::new()
            .schema(Some(openapi::Object::with_type(openapi::schema::Type::String)))
            .description(Some(description))
            .build();
        response.headers.insert(name.to_owned(), RefOr::T(header));
    }
}
