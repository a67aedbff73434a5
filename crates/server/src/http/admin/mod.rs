//! `/admin/api`

use std::sync::Arc;

use axum::Router;

use super::Web;

/// The addresses of the admin API.
pub fn routes() -> Router<Arc<Web>> {
    Router::new()
}
