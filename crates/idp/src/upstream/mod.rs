//! Upstreams as records: made, changed and removed by an administrator. How people sign in through them is
//! in [`crate::login`].

mod check;
mod fingerprint;
pub mod keys;
mod metadata;
pub mod profile;
mod promise;
mod rotate;
pub mod saml;

use crate::decision::Decision;
use crate::effect::{Effect, Expected};
use crate::email_domain::{self, There};
use crate::model::client::KeptSecret;
use crate::model::key::KeyRecord;
use crate::model::upstream::{Upstream, UpstreamDefinition, UpstreamId};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

pub use fingerprint::fingerprint;
pub use metadata::provider;
pub use promise::{Promise, promise};
pub use rotate::{is_kept, remove_key, rename, rotate};

/// How many upstreams there may be: every node keeps all of them.
const MOST: usize = 200;

/// An upstream to be made.
#[derive(Clone, Debug)]
pub struct NewUpstream {
    /// Its identifier.
    pub id: String,
    /// What it is to be.
    pub definition: UpstreamDefinition,
    /// The secret we have there.
    pub client_secret: Option<KeptSecret>,
}

/// What of an upstream is to be otherwise; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// What it is to be.
    pub definition: Option<UpstreamDefinition>,
    /// The secret we have there, or that we have none any more.
    pub client_secret: Option<Option<KeptSecret>>,
    /// Whether nobody is sent there.
    pub disabled: Option<bool>,
}

/// Makes an upstream. `made` are the keys that it [needs](keys::needed), freshly made.
pub fn create(
    new: NewUpstream,
    made: Vec<KeyRecord>,
    there: There<'_>,
    now: Time,
) -> Decision<Result<Upstream, Refusal>> {
    let NewUpstream { id, definition, client_secret } = new;
    let id = match check_id(&id, there) {
        Ok(id) => id,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    let upstream = Upstream {
        id,
        version: 1,
        definition,
        client_secret,
        keys: keys::first(made, now),
        disabled_at: None,
        created_at: now,
        updated_at: now,
    };
    put(None, upstream, there)
}

/// Changes an upstream, from the next sign-in on. `made` are keys that it [lacks](keys::lacking) then.
pub fn change(
    before: Option<Upstream>,
    changes: Changes,
    made: Vec<KeyRecord>,
    there: There<'_>,
    now: Time,
) -> Decision<Result<Upstream, Refusal>> {
    let Some(before) = before else { return Decision::of(Err(Reason::NotFound.into()), Vec::new()) };
    let replaces = Some(before.version);
    let mut after = Upstream { version: before.version + 1, updated_at: now, ..before };
    if let Some(definition) = changes.definition {
        after.definition = definition;
    }
    if let Some(secret) = changes.client_secret {
        after.client_secret = secret;
    }
    match changes.disabled {
        Some(true) => after.disabled_at = after.disabled_at.or(Some(now)),
        Some(false) => after.disabled_at = None,
        None => {}
    }
    after.keys.extend(keys::first(made, now));
    put(replaces, after, there)
}

/// Removes an upstream. Nobody is sent there any more, and who was known by it is not known by it again
/// unless it comes back under the same name and issuer.
pub fn remove(upstream: Option<&Upstream>) -> Decision<Result<(), Refusal>> {
    match upstream {
        None => Decision::of(Err(Reason::NotFound.into()), Vec::new()),
        Some(Upstream { id, version, .. }) => {
            Decision::of(Ok(()), vec![Effect::DeleteUpstream { id: id.clone(), version: *version }])
        }
    }
}

/// Keeps an upstream if it is one that can be spoken with.
fn put(replaces: Option<i64>, upstream: Upstream, there: There<'_>) -> Decision<Result<Upstream, Refusal>> {
    let domains = &upstream.definition.email_domains;
    let checked = email_domain::check(domains, upstream.id.as_str(), there)
        .map_err(|expected| check::invalid("email_domains", expected));
    if let Err(refusal) = check::check(&upstream).and(checked) {
        return Decision::of(Err(refusal), Vec::new());
    }
    let effect = Effect::PutUpstream(Expected { replaces, record: Box::new(upstream.clone()) });
    Decision::of(Ok(upstream), vec![effect])
}

fn check_id(id: &str, there: There<'_>) -> Result<UpstreamId, Refusal> {
    let id: UpstreamId =
        id.parse().map_err(|_| check::invalid("upstream", "1 to 64 small letters, digits and hyphens"))?;
    // Directories have names of the same set.
    let is_directory = there.directories.iter().any(|directory| directory.id == id);
    if is_directory || there.upstreams.iter().any(|upstream| upstream.id == id) {
        return Err(Refusal::new(Reason::UpstreamTaken).about("upstream"));
    }
    if there.upstreams.len() >= MOST {
        return Err(check::invalid("upstream", "one of at most 200 upstreams"));
    }
    Ok(id)
}
