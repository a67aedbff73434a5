//! What is put up when the shop starts.

use rp::jose::{Secret, base64url, digest, random};

use super::Desk;
use crate::database::{keys, settings, stores};
use crate::store::{Store, is_slug};
use crate::{Error, Result, StoreSetup};

impl Desk {
    /// Puts a store up, unless it is there already and is to stay as it is.
    pub(super) async fn set_up(&self, setup: StoreSetup, overwrite: bool) -> Result<()> {
        if !is_slug(&setup.slug) {
            return Err(Error::Setting(format!(
                "{:?} is no name for a store: take a-z, 0-9 and -.",
                setup.slug
            )));
        }
        let slug = setup.slug.clone();
        if self.store(&slug).await?.is_some() && !overwrite {
            return Ok(());
        }
        let StoreSetup { client_secret, keys, .. } = setup;
        let store = Store {
            slug: setup.slug,
            name: setup.name,
            profile: setup.profile,
            issuer: setup.issuer,
            client_id: setup.client_id,
            scopes: setup.scopes,
            acr_values: setup.acr_values,
            idp_hint: setup.idp_hint,
            request: setup.request,
            provider_keys: setup.provider_keys,
            has_secret: client_secret.is_some(),
            version: 1,
        };
        self.database
            .run(move |db| {
                stores::put(db, &store)?;
                stores::set_secret(db, &store.slug, None)?;
                keys::remove_all(db, &store.slug)
            })
            .await?;
        if let Some(secret) = client_secret {
            self.set_secret(&slug, &secret).await?;
        }
        for key in keys {
            self.add_key(&slug, &key).await?;
        }
        Ok(())
    }

    /// Sees to it that there is a merchant's token; one that was made now is given back.
    pub(super) async fn merchant_token(
        &self,
        given: Option<Secret<String>>,
    ) -> Result<Option<Secret<String>>> {
        let kept = self.database.run(|db| settings::get(db, settings::MERCHANT_TOKEN)).await?;
        match (given, kept) {
            (Some(given), _) => self.set_merchant_token(&given).await.map(|()| None),
            (None, Some(_)) => Ok(None),
            (None, None) => self.new_merchant_token().await.map(Some),
        }
    }

    /// Makes a merchant's token, in the place of the one before.
    pub(crate) async fn new_merchant_token(&self) -> Result<Secret<String>> {
        let token = Secret::new(base64url::encode(random::bytes::<32>()));
        self.set_merchant_token(&token).await?;
        Ok(token)
    }

    async fn set_merchant_token(&self, token: &Secret<String>) -> Result<()> {
        /// What can be guessed is no token.
        const SHORTEST: usize = 20;
        if token.expose().len() < SHORTEST {
            return Err(Error::Setting("The merchant's token must have 20 characters or more.".to_owned()));
        }
        let hash = digest::sha256(token.expose().as_bytes());
        self.database.run(move |db| settings::set(db, settings::MERCHANT_TOKEN, &hash)).await
    }
}
