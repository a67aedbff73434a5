//! What the provider is asked.

use rp::oidc::prompt::Prompt;
use rp::{Authorization, Pending};

use super::report;
use crate::outcome::Failure;
use crate::provider::Fault;
use crate::store::Store;
use crate::{Desk, Language, RequestStyle};

/// A request, and what is to be remembered of it; or why there is none.
pub(super) async fn begin(
    desk: &Desk,
    store: &Store,
    language: Language,
) -> std::result::Result<rp::Begun, Failure> {
    let asked = async {
        let party = desk.party(store).await?;
        let wish = wish(store, language)?;
        let pushes = store.request == RequestStyle::Pushed;
        Ok::<_, Fault>(if pushes { party.push(&wish).await? } else { party.begin(&wish).await? })
    };
    asked.await.map_err(|fault| report(store, &fault))
}

/// What is asked: the scopes that the merchant set and no others, of somebody who identifies themselves now.
fn wish(store: &Store, language: Language) -> std::result::Result<Authorization, rp::Error> {
    let mut wish = Authorization::new(&store.scopes.join(" "))
        .prompt([Prompt::Login])
        .max_age(u32::try_from(Pending::LIFETIME).unwrap_or(u32::MAX))
        .ui_locales([language.tag()]);
    if !store.acr_values.is_empty() {
        wish = wish.acr_values(&store.acr_values);
    }
    match &store.idp_hint {
        Some(hint) => wish.parameter("idp_hint", hint),
        None => Ok(wish),
    }
}
