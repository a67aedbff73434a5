//! Who may see what belongs to the merchant.

use rp::jose::{Secret, base64url, constant_time, digest, random};

use crate::database::settings;
use crate::{Desk, Result};

/// For how long a visit lasts, in seconds.
pub(crate) const VISIT: i64 = 8 * 60 * 60;

/// A visit that was begun with the merchant's token.
pub(crate) struct Visit {
    /// What its forms carry, so that no other page can send them.
    pub(crate) form_token: String,
}

/// Whether this is the merchant's token.
pub(crate) async fn is_token(desk: &Desk, shown: &str) -> Result<bool> {
    let kept = desk.database.run(|db| settings::get(db, settings::MERCHANT_TOKEN)).await?;
    let hash = digest::sha256(shown.as_bytes());
    Ok(kept.is_some_and(|kept| constant_time::eq(&kept, &hash)))
}

/// Begins a visit: the secret for the browser's cookie, if the token is right.
pub(crate) async fn enter(desk: &Desk, shown: &str) -> Result<Option<Secret<String>>> {
    if !is_token(desk, shown).await? {
        return Ok(None);
    }
    let secret = base64url::encode(random::bytes::<32>());
    let (hash, form_token) = (digest::sha256(secret.as_bytes()), base64url::encode(random::bytes::<32>()));
    let now = desk.clock.now();
    desk.database.run(move |db| settings::begin_visit(db, &hash, &form_token, now, now + VISIT)).await?;
    Ok(Some(Secret::new(secret)))
}

/// The visit of this cookie, if it goes on.
pub(crate) async fn visit(desk: &Desk, cookie: &str) -> Result<Option<Visit>> {
    let (hash, now) = (digest::sha256(cookie.as_bytes()), desk.clock.now());
    let found = desk.database.run(move |db| settings::visit(db, &hash, now)).await?;
    Ok(found.map(|form_token| Visit { form_token }))
}

pub(crate) async fn leave(desk: &Desk, cookie: &str) -> Result<()> {
    let hash = digest::sha256(cookie.as_bytes());
    desk.database.run(move |db| settings::end_visit(db, &hash)).await
}

/// A new token in the place of the old one, which ends every visit.
pub(crate) async fn renew_token(desk: &Desk) -> Result<Secret<String>> {
    let token = desk.new_merchant_token().await?;
    desk.database.run(settings::end_visits).await?;
    Ok(token)
}

impl Visit {
    /// Whether a form is of this visit.
    pub(crate) fn sent(&self, form_token: Option<&str>) -> bool {
        form_token.is_some_and(|token| constant_time::eq(token.as_bytes(), self.form_token.as_bytes()))
    }
}
