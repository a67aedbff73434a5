//! Our keys for an upstream as a signed set: anybody may ask for it, so that it is signed once an hour and not
//! once a request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use idp::Time;
use idp::model::upstream::{Upstream, UpstreamId};
use serde_json::json;
use tokio::task::spawn_blocking;

use super::ours::{public_keys, set_signer};

/// For how long a signed set counts, and after which time another one is made.
const COUNTS_FOR: Duration = Duration::from_hours(24);
const MADE_ANEW_AFTER: Duration = Duration::from_hours(1);

/// What was signed last, by upstream.
#[derive(Default)]
pub(in crate::node) struct Published(Mutex<HashMap<UpstreamId, Signed>>);

struct Signed {
    /// The names of the keys in it, and of the one that signed it.
    kids: Vec<String>,
    client_id: String,
    made_at: Time,
    token: Arc<str>,
}

impl Published {
    /// The set of our keys for this upstream (OpenID Federation §5.2.1), by the key that signs for it now;
    /// nothing where none does.
    ///
    /// # Errors
    /// Why it cannot be signed.
    pub(in crate::node) async fn signed(
        &self,
        upstream: &Upstream,
        now: Time,
    ) -> Result<Option<Arc<str>>, String> {
        let Some(signer) = set_signer(upstream, now) else { return Ok(None) };
        let keys = public_keys(upstream, now).keys;
        let names = keys.iter().filter_map(|key| key.kid()).chain([signer.kid()]);
        let kids: Vec<String> = names.map(str::to_owned).collect();
        let us = upstream.definition.client_id.clone();
        if let Some(token) = self.there(&upstream.id, &kids, &us, now) {
            return Ok(Some(token));
        }
        let from = now.as_secs();
        let until = (now + COUNTS_FOR).as_secs();
        let claims = json!({ "iss": us, "sub": us, "iat": from, "exp": until, "keys": keys });
        let signed = spawn_blocking(move || jose::jwt::sign(Some("jwk-set+jwt"), &claims, &signer)).await;
        let signed = signed.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        let token: Arc<str> = signed.into();
        let made = Signed { kids, client_id: us, made_at: now, token: Arc::clone(&token) };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(upstream.id.clone(), made);
        Ok(Some(token))
    }

    fn there(&self, id: &UpstreamId, kids: &[String], client_id: &str, now: Time) -> Option<Arc<str>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let signed = all.get(id).filter(|signed| signed.kids == kids && signed.client_id == client_id)?;
        (now < signed.made_at + MADE_ANEW_AFTER).then(|| Arc::clone(&signed.token))
    }
}
