//! Secrets and keys of stores: sealed on their way in, opened where they are used, never shown.

use rp::jose::Secret;

use super::Desk;
use crate::database::{keys, stores};
use crate::seal::{self, What};
use crate::store::{Credentials, PublicKey};
use crate::{Result, StoreKey};

impl Desk {
    /// Sets the shared secret of a store.
    pub(crate) async fn set_secret(&self, slug: &str, secret: &Secret<String>) -> Result<()> {
        let sealed = seal::seal(&self.sealing_key, &What::ClientSecret { store: slug }, secret);
        let slug = slug.to_owned();
        self.database.run(move |db| stores::set_secret(db, &slug, Some(&sealed))).await
    }

    /// Adds a key to a store.
    pub(crate) async fn add_key(&self, slug: &str, key: &StoreKey) -> Result<()> {
        let sealed = seal::seal(&self.sealing_key, &What::Key { store: slug, kid: &key.kid }, &key.jwk);
        let (slug, purpose, kid, public) = (slug.to_owned(), key.purpose, key.kid.clone(), key.public_jwk()?);
        self.database.run(move |db| keys::put(db, &slug, purpose, &kid, &public, &sealed)).await
    }

    /// The same key of a store under the name that the provider gave it; false where there is none, or
    /// another has that name.
    ///
    /// It stays as old as it is, because the oldest is the one that signs.
    pub(crate) async fn rename_key(&self, slug: &str, id: i64, kid: &str) -> Result<bool> {
        let (of, held) = (slug.to_owned(), self.sealing_key.clone());
        let found =
            self.database.run(move |db| Ok(keys::of(db, &of)?.into_iter().find(|it| it.public.id == id)));
        let Some(found) = found.await? else { return Ok(false) };
        let what = What::Key { store: slug, kid: &found.public.kid };
        let jwk = seal::open(&held, &what, &found.sealed)?;
        let key = StoreKey { purpose: found.public.purpose, kid: kid.to_owned(), jwk };
        let sealed = seal::seal(&held, &What::Key { store: slug, kid }, &key.jwk);
        let (slug, kid, public) = (slug.to_owned(), kid.to_owned(), key.public_jwk()?);
        self.database.run(move |db| keys::rename(db, &slug, id, &kid, &public, &sealed)).await
    }

    pub(crate) async fn remove_key(&self, slug: &str, id: i64) -> Result<()> {
        let slug = slug.to_owned();
        self.database.run(move |db| keys::remove(db, &slug, id)).await
    }

    pub(crate) async fn public_keys(&self, slug: &str) -> Result<Vec<PublicKey>> {
        let slug = slug.to_owned();
        let kept = self.database.run(move |db| keys::of(db, &slug)).await?;
        Ok(kept.into_iter().map(|kept| kept.public).collect())
    }

    pub(super) async fn credentials(&self, slug: &str) -> Result<Credentials> {
        let of = slug.to_owned();
        let (secret, kept) =
            self.database.run(move |db| Ok((stores::secret(db, &of)?, keys::of(db, &of)?))).await?;
        let open = |what: What<'_>, sealed: &[u8]| seal::open(&self.sealing_key, &what, sealed);
        let client_secret =
            secret.map(|sealed| open(What::ClientSecret { store: slug }, &sealed)).transpose()?;
        let mut keys = Vec::new();
        for kept in kept {
            let jwk = open(What::Key { store: slug, kid: &kept.public.kid }, &kept.sealed)?;
            keys.push(StoreKey { purpose: kept.public.purpose, kid: kept.public.kid, jwk });
        }
        Ok(Credentials { client_secret, keys })
    }
}
