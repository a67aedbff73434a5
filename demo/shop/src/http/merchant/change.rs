use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use rp::Issuer;
use rp::jose::{Jwk, JwkSet, Secret};
use rp::oidc::parameters::Parameters;

use super::super::answer::{Answer, html, see_other};
use super::super::visitor::{Cookie, Visitor};
use super::super::{Shared, buyer};
use super::{field, form, frame, see, visit};
use crate::database::stores;
use crate::merchant;
use crate::page::merchant::{Said, Stores};
use crate::store::{Store, words};
use crate::words::merchant::{Done, Refused};
use crate::{Error, Profile, Purpose, RequestStyle, StoreKey};

pub(super) async fn token(State(desk): State<Shared>, headers: HeaderMap, body: Bytes) -> Answer {
    if let Err(elsewhere) = form(&desk, &headers, &body).await? {
        return Ok(elsewhere);
    }
    let token = merchant::renew_token(&desk).await?;
    let page = Stores {
        frame: frame(Visitor::of(&headers).language),
        form_token: "",
        stores: &[],
        base: &desk.base,
        new_token: Some(token.expose()),
    };
    let mut response = html(StatusCode::OK, &page);
    Cookie::Merchant.set(&mut response, &desk.base, "", 0);
    Ok(response)
}

pub(super) async fn settings(
    State(desk): State<Shared>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    change(&desk, &slug, &headers, &body, async |desk, store, form| {
        let changed = changed(store, form)?;
        desk.database.run(move |db| stores::put(db, &changed)).await?;
        Ok(Done::Saved)
    })
    .await
}

pub(super) async fn secret(
    State(desk): State<Shared>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    change(&desk, &slug, &headers, &body, async |desk, store, form| {
        let secret = field(form, "client_secret");
        if secret.is_empty() {
            return Err(Refused::SecretMissing.into());
        }
        desk.set_secret(&store.slug, &Secret::new(secret.to_owned())).await?;
        Ok(Done::SecretKept)
    })
    .await
}

pub(super) async fn add_key(
    State(desk): State<Shared>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    change(&desk, &slug, &headers, &body, async |desk, store, form| {
        let key = match field(form, "jwk") {
            "" => {
                let purpose = Purpose::parse(field(form, "purpose")).ok_or(Refused::PurposeMissing)?;
                let made = tokio::task::spawn_blocking(move || StoreKey::generate(purpose)).await;
                made.map_err(|error| Error::Database(error.to_string()))??
            }
            text => brought(text)?,
        };
        desk.add_key(&store.slug, &key).await?;
        Ok(Done::KeyKept)
    })
    .await
}

pub(super) async fn key(
    State(desk): State<Shared>,
    Path((slug, id)): Path<(String, i64)>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    change(&desk, &slug, &headers, &body, async |desk, store, form| {
        let kid = field(form, "kid");
        match field(form, "do") {
            "remove" => {
                desk.remove_key(&store.slug, id).await?;
                Ok(Done::KeyGone)
            }
            "rename" if !kid.is_empty() && desk.rename_key(&store.slug, id, kid).await? => {
                Ok(Done::KeyRenamed)
            }
            _ => Err(Refused::NoSuchKey.into()),
        }
    })
    .await
}

/// Does what a form of the store's page says, and shows the page again.
async fn change(
    desk: &Shared,
    slug: &str,
    headers: &HeaderMap,
    body: &Bytes,
    act: impl AsyncFnOnce(&Shared, &Store, &Parameters<'_>) -> std::result::Result<Done, Fault>,
) -> Answer {
    let form = match form(desk, headers, body).await? {
        Ok(form) => form,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Some(store) = desk.store(slug).await? else { return Ok(buyer::nothing(headers.clone()).await) };
    let said = match act(desk, &store, &form).await {
        Ok(done) => Said::Done(done),
        Err(Fault::Refused(why)) => Said::Refused(why),
        Err(Fault::Error(error)) => return Err(error.into()),
    };
    let Some(visit) = visit(desk, headers).await? else { return Ok(see_other("/merchant")) };
    let store = desk.store(slug).await?.unwrap_or(store);
    Ok(see::shown(desk, &visit, &store, Some(said), frame(Visitor::of(headers).language)).await?)
}

fn changed(store: &Store, form: &Parameters<'_>) -> std::result::Result<Store, Refused> {
    let text = |name| field(form, name).to_owned();
    let some = |name| Some(text(name)).filter(|text| !text.is_empty());
    let issuer = text("issuer");
    Issuer::parse(&issuer).map_err(|_| Refused::Issuer)?;
    let provider_keys = some("provider_keys");
    if let Some(keys) = &provider_keys {
        JwkSet::parse(keys.as_bytes()).map_err(|_| Refused::ProviderKeys)?;
    }
    Ok(Store {
        name: some("name").ok_or(Refused::NameMissing)?,
        profile: Profile::parse(&text("profile")).ok_or(Refused::NoSuchChoice)?,
        issuer,
        client_id: text("client_id"),
        scopes: words(&text("scopes")),
        acr_values: words(&text("acr_values")),
        idp_hint: some("idp_hint"),
        request: RequestStyle::parse(&text("request")).ok_or(Refused::NoSuchChoice)?,
        provider_keys,
        ..store.clone()
    })
}

/// A private key that the merchant brings, for what it says it is for.
fn brought(text: &str) -> std::result::Result<StoreKey, Refused> {
    let jwk = Jwk::parse(text.as_bytes()).map_err(|_| Refused::NoKey)?;
    let purpose = jwk.usage().and_then(Purpose::parse);
    let purpose = purpose.ok_or(Refused::KeyPurpose)?;
    let kid = jwk.kid().map(str::to_owned).or_else(|| jwk.thumbprint()).unwrap_or_default();
    let key = StoreKey { purpose, kid, jwk: Secret::new(text.to_owned()) };
    key.check().map_err(|_| Refused::NoKey)?;
    Ok(key)
}

/// Why something was not done: what the merchant sent, or the shop itself.
enum Fault {
    Refused(Refused),
    Error(Error),
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}
