//! `/admin/api`: clients, users and keys for administrators and their programs. Each handler takes an
//! [`administrator::Administrator`], so that nobody comes past the token.

mod administrator;
mod answer;
pub(super) mod body;
mod bundles;
pub(super) mod client_keys;
mod clients;
mod consents;
mod deliveries;
mod directories;
mod events;
mod factors;
pub(super) mod id;
mod identities;
pub(crate) mod import;
mod initial_access_tokens;
mod invitations;
mod keys;
mod listing;
pub(super) mod members;
pub(super) mod offered_key;
mod openapi;
pub(crate) mod policy;
pub(crate) mod record;
pub(crate) mod rehearsals;
mod resources;
pub mod schema;
mod scopes;
mod senders;
mod sessions;
mod sign_ins;
mod upstreams;
mod users;
mod version;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, patch, post, put};
use idp::model::directory::Directory;
use idp::model::resource::Resource;
use idp::model::scope::Scope;
use idp::model::sender::Sender;
use idp::model::upstream::Upstream;
use idp::{Reason, Refusal};

use super::Web;
use super::error::Api;
use record::{Mounted, mounted};

/// The records that are all administered alike, each kind at its path and each record at the path and its
/// identifier.
const RECORDS: [Mounted; 5] = [
    mounted::<Directory>("/v1/directories"),
    mounted::<Resource>("/v1/resources"),
    mounted::<Scope>("/v1/scopes"),
    mounted::<Sender>("/v1/senders"),
    mounted::<Upstream>("/v1/upstreams"),
];

/// The addresses of the admin API, below `/admin/api`.
pub fn routes() -> Router<Arc<Web>> {
    let records = RECORDS.iter().fold(Router::new(), |routes, record| routes.merge(record.routes()));
    records
        .route("/openapi.json", get(openapi::document))
        .route("/v1/clients", get(clients::list).post(clients::create))
        .route(
            "/v1/clients/{id}",
            get(clients::read).put(clients::replace).patch(clients::amend).delete(clients::remove),
        )
        .route("/v1/clients/{id}/secret", post(clients::new_secret))
        .route("/v1/clients/{id}/bundle", post(bundles::make))
        .route("/v1/clients/{id}/guide", get(bundles::guide))
        .route("/v1/clients/{id}/keys", get(client_keys::list).post(client_keys::create))
        .route(
            "/v1/clients/{id}/keys/{kid}",
            get(client_keys::read).patch(client_keys::amend).delete(client_keys::remove),
        )
        .route("/v1/clients/{id}/keys/{kid}/proof", post(client_keys::prove))
        .route("/v1/clients/{id}/keys/{kid}/rehearsal", get(rehearsals::read).post(rehearsals::begin))
        .route("/v1/clients/{id}/registration-access-token", delete(clients::take_registration))
        .route(
            "/v1/initial-access-tokens",
            get(initial_access_tokens::list).post(initial_access_tokens::create),
        )
        .route(
            "/v1/initial-access-tokens/{id}",
            get(initial_access_tokens::read).delete(initial_access_tokens::remove),
        )
        .route("/v1/senders/{id}/test", post(senders::test))
        .route("/v1/upstreams/{id}/check", get(upstreams::check))
        .route("/v1/upstreams/{id}/keys/rotate", post(upstreams::rotate))
        .route("/v1/upstreams/{id}/keys/{kid}", patch(upstreams::rename_key).delete(upstreams::remove_key))
        .route("/v1/invitations", get(invitations::list).post(invitations::create))
        .route("/v1/invitations/{id}", delete(invitations::withdraw))
        .route("/v1/users", get(users::list).post(users::create))
        .route("/v1/users/import", post(import::import))
        .route(
            "/v1/users/{id}",
            get(users::read).put(users::replace).patch(users::amend).delete(users::remove),
        )
        .route("/v1/users/{id}/password", put(users::set_password))
        .route("/v1/users/{id}/sessions", get(sessions::list).delete(sessions::end_all))
        .route("/v1/users/{id}/identities", get(identities::list))
        .route("/v1/users/{id}/identities/{identity}", delete(identities::unlink))
        .route("/v1/users/{id}/factors", get(factors::list).delete(factors::reset))
        .route("/v1/users/{id}/factors/{factor}", delete(factors::remove))
        .route("/v1/users/{id}/consents", get(consents::list))
        .route("/v1/users/{id}/consents/{client_id}", delete(consents::withdraw))
        .route("/v1/users/{id}/sign-ins", get(sign_ins::list))
        .route("/v1/sign-ins/{id}", get(sign_ins::read))
        .route("/v1/policy", get(policy::read).put(policy::replace))
        .route("/v1/policy/shadow", get(policy::read_shadow).put(policy::replace_shadow))
        .route("/v1/policy/history", get(policy::history))
        .route("/v1/policy/history/{id}", get(policy::version))
        .route("/v1/policy/lint", post(policy::lint))
        .route("/v1/policy/test", post(policy::test))
        .route("/v1/policy/replay", post(policy::replay))
        .route("/v1/sessions/{id}", get(sessions::read).delete(sessions::end))
        .route("/v1/deliveries", get(deliveries::list))
        .route("/v1/events", get(events::list))
        .route("/v1/keys", get(keys::list).post(keys::add))
        .route("/v1/keys/rotate", post(keys::rotate))
        .route("/v1/keys/{kid}", delete(keys::remove))
        .fallback(nothing_here)
}

async fn nothing_here() -> Api {
    Api(Refusal::new(Reason::NotFound))
}
