//! What is made of an answer.

use std::time::Duration;

use rp::{Pending, Tokens, UserInfo};

use super::report;
use crate::database::attempts;
use crate::outcome::Failure;
use crate::provider::Fault;
use crate::store::Store;
use crate::{Desk, Result, level};

/// The scope that brings the personal identity code.
const NIN: &str = "nin";

/// What is kept of a buyer.
pub(super) struct Buyer {
    pub(super) name: String,
    pub(super) auth_at: String,
    pub(super) ftn_idp: String,
}

/// Exchanges the code, asks who the buyer is, and checks that this is what the store must know.
pub(super) async fn complete(
    desk: &Desk,
    store: &Store,
    pending: &str,
    query: &str,
) -> std::result::Result<Buyer, Failure> {
    let asked = async {
        let party = desk.party(store).await?;
        let pending = Pending::open(pending, &desk.sealing_key)?;
        let tokens = party.complete(pending, query).await?;
        let info = party.userinfo(&tokens).await?;
        Ok::<_, Fault>((tokens, info))
    };
    let (tokens, info) = asked.await.map_err(|fault| report(store, &fault))?;
    if !level::is_enough(&store.acr_values, tokens.id_token.acr()) {
        let reached = tokens.id_token.acr().unwrap_or_default();
        tracing::warn!(store = store.slug, reached, "nobody is identified: the level is too low");
        return Err(Failure::TooWeak);
    }
    buyer(store, &tokens, &info).inspect_err(|failure| {
        let (failure, told): (_, Vec<_>) = (failure.code(), info.claims().members().keys().collect());
        tracing::warn!(
            store = store.slug,
            failure,
            ?told,
            "nobody is identified: something needed was not told"
        );
    })
}

/// What is kept of all that was told; the rest is dropped here, unread but for one question: whether there
/// is a personal identity code, where the store must know that there is one.
fn buyer(store: &Store, tokens: &Tokens, info: &UserInfo) -> std::result::Result<Buyer, Failure> {
    const LONGEST: usize = 400;
    let told = |name: &str| {
        let text = info.claims().text(name).or_else(|| tokens.id_token.claims().text(name));
        text.filter(|text| !text.trim().is_empty() && text.len() <= LONGEST)
    };
    let needed = |name| told(name).map(str::to_owned).ok_or(Failure::Incomplete);
    let (name, ftn_idp) = (needed("name")?, needed("ftn_idp")?);
    let auth_at = tokens.id_token.auth_time().and_then(auth_at).ok_or(Failure::Incomplete)?;
    if store.asks_for(NIN) && told(NIN).is_none() {
        return Err(Failure::NoPersonalCode);
    }
    Ok(Buyer { name, auth_at, ftn_idp })
}

/// A time as the metadata have it: whole seconds, written with milliseconds.
pub(crate) fn auth_at(seconds: i64) -> Option<String> {
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    Some(time.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string())
}

/// Waits until it is known what came of an answer that another request is looking at.
pub(super) async fn wait(desk: &Desk, store: &Store, label: &str) -> Result<()> {
    const PAUSE: Duration = Duration::from_millis(100);
    const PAUSES: u32 = 900;
    for _ in 0..PAUSES {
        let (slug, label) = (store.slug.clone(), label.to_owned());
        let attempt = desk.database.run(move |db| attempts::get(db, &slug, &label)).await?;
        if attempt.is_none_or(|attempt| attempt.is_over) {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::auth_at;

    #[test]
    fn a_time_is_written_with_milliseconds_in_utc() {
        assert_eq!(auth_at(1_730_111_203).as_deref(), Some("2024-10-28T10:26:43.000Z"));
        assert_eq!(auth_at(0).as_deref(), Some("1970-01-01T00:00:00.000Z"));
        assert_eq!(auth_at(i64::MAX), None);
    }
}
