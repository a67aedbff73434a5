//! Identity providers of SAML, ready to be spoken with: what we are there, and what their metadata say.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use idp::Time;
use idp::login::upstream::saml::ServiceProvider;
use idp::logout::saml::can_sign_out;
use idp::model::key::{KeyAlgorithm, KeyRecord};
use idp::model::upstream::{Saml, Upstream, UpstreamId};
use idp::upstream::{is_kept, saml};
use jose::{Certificate, DecryptionKey, Jwk, KeyManagement, SigningKey};
use xml::saml::metadata::{IdentityProvider, ServiceProvider as Description};
use xml::signature::{self, Place};
use xml::{Limits, Source};

use super::circuit::Circuit;
use super::fault::{UpstreamFault, is_outage};
use super::ours::{opening, signing};
use super::signed;
use super::theirs::{Fetched, Theirs, for_how_long};
use crate::fetch::Fetcher;
use crate::node::Overloaded;
use crate::node::opener::Opener;

/// An identity provider as it stands at one moment. Cheap to clone.
#[derive(Clone)]
pub struct SamlParty {
    upstream: Arc<Upstream>,
    kept: Arc<Kept>,
    provider: Arc<IdentityProvider>,
    opener: Arc<Opener>,
}

impl SamlParty {
    /// Does what makes or reads messages, apart from what answers requests and a few at a time.
    ///
    /// # Errors
    /// Too many wait already.
    pub async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Upstream, ServiceProvider<'_>) -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let own = self.clone();
        let work = move || {
            let ours = &own.kept.ours;
            let party = ServiceProvider {
                entity_id: &ours.entity_id,
                acs: &ours.acs,
                slo: &ours.slo,
                signing: &ours.signing,
                opening: &ours.opening,
                provider: &own.provider,
            };
            work(&own.upstream, party)
        };
        self.opener.run(work).await
    }
}

/// What we are there.
struct Ours {
    entity_id: String,
    acs: String,
    slo: String,
    signing: SigningKey,
    opening: Vec<DecryptionKey>,
    /// The keys to be known there, private ones.
    published: Vec<KeyRecord>,
    /// Our description, once it was made.
    description: OnceLock<Result<Arc<str>, String>>,
}

struct Kept {
    /// Which record it was, and in which version.
    of: (Time, i64),
    /// The keys that signed and were published when this was made.
    kids: Vec<String>,
    ours: Ours,
    theirs: Arc<Theirs<IdentityProvider>>,
    circuit: Arc<Circuit>,
}

/// All that are kept.
#[derive(Default)]
pub(in crate::node) struct AllSaml(Mutex<HashMap<UpstreamId, Arc<Kept>>>);

impl AllSaml {
    /// The identity provider, ready to be spoken with; `base` is the address before our paths. Its metadata are asked
    /// for again where they are not to be `older` than those of this one.
    pub(in crate::node) async fn party(
        &self,
        upstream: &Arc<Upstream>,
        base: &str,
        (fetcher, opener): (&Fetcher, &Arc<Opener>),
        now: Time,
        older: Option<&SamlParty>,
    ) -> Result<SamlParty, UpstreamFault> {
        let kept = self.kept(upstream, base, now)?;
        let older = older.map(|party| &party.provider);
        let asked = fetch(upstream, fetcher, &kept.circuit, now);
        let provider = kept.theirs.load(&upstream.id, now, older, asked).await?;
        Ok(SamlParty { upstream: Arc::clone(upstream), kept, provider, opener: Arc::clone(opener) })
    }

    /// Our own description for it, signed.
    pub(in crate::node) async fn description(
        &self,
        upstream: &Upstream,
        base: &str,
        opener: &Opener,
        now: Time,
    ) -> Result<Result<Arc<str>, String>, Overloaded> {
        let kept = match self.kept(upstream, base, now) {
            Ok(kept) => kept,
            Err(fault) => return Ok(Err(fault.to_string())),
        };
        if let Some(made) = kept.ours.description.get() {
            return Ok(made.clone());
        }
        opener.run(move || kept.ours.description.get_or_init(|| describe(&kept.ours)).clone()).await
    }

    fn kept(&self, upstream: &Upstream, base: &str, now: Time) -> Result<Arc<Kept>, UpstreamFault> {
        let saml = saml_of(upstream)?;
        let of = (upstream.created_at, upstream.version);
        let published = upstream.keys.iter().filter(|key| now < key.published_until);
        let kids =
            super::ours::signers(upstream, now).into_iter().chain(published.map(|key| key.kid.clone()));
        let kids: Vec<String> = kids.collect();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = all.get(&upstream.id).filter(|kept| kept.of == of).cloned();
        if let Some(kept) = before.as_ref().filter(|kept| kept.kids == kids) {
            return Ok(Arc::clone(kept));
        }
        let kept = Arc::new(Kept {
            of,
            kids,
            ours: ours(upstream, saml, base, now).map_err(UpstreamFault::Misconfigured)?,
            theirs: before.as_ref().map(|kept| Arc::clone(&kept.theirs)).unwrap_or_default(),
            circuit: before.as_ref().map(|kept| Arc::clone(&kept.circuit)).unwrap_or_default(),
        });
        all.insert(upstream.id.clone(), Arc::clone(&kept));
        Ok(kept)
    }

    /// Forgets those that are no more.
    pub(in crate::node) fn retain(&self, there: &[Arc<Upstream>]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|id, _| there.iter().any(|upstream| upstream.id == *id));
    }
}

fn saml_of(upstream: &Upstream) -> Result<&Saml, UpstreamFault> {
    let saml = upstream.definition.saml.as_ref();
    saml.ok_or_else(|| UpstreamFault::Misconfigured("the upstream does not speak SAML".to_owned()))
}

fn ours(upstream: &Upstream, saml: &Saml, base: &str, now: Time) -> Result<Ours, String> {
    let here = format!("{base}/upstream/{}", upstream.id);
    let named = Some(upstream.definition.client_id.clone()).filter(|name| !name.is_empty());
    let mut opens = Vec::new();
    for key in upstream.keys.iter().filter(|key| is_kept(key, now)) {
        opens.extend(opening(key)?);
        opens.extend(with_longer_hash(key));
    }
    Ok(Ours {
        entity_id: named.unwrap_or_else(|| format!("{here}/metadata")),
        acs: format!("{here}/acs"),
        slo: format!("{here}/slo"),
        signing: signing(upstream, saml.signing_alg, now)?,
        opening: opens,
        published: upstream.keys.iter().filter(|key| now < key.published_until).cloned().collect(),
        description: OnceLock::new(),
    })
}

/// The same key for those who encrypt to it with the other of the two hashes.
fn with_longer_hash(record: &KeyRecord) -> Option<DecryptionKey> {
    let KeyAlgorithm::Enc(KeyManagement::RsaOaep, _) = record.algorithm else { return None };
    let jwk = Jwk::parse(record.private.expose()).ok()?;
    Some(DecryptionKey::from_jwk(&jwk, KeyManagement::RsaOaep256).ok()?.with_kid(&*record.kid))
}

/// Our description (Metadata §2.4.4), signed by the key that signs for it now.
fn describe(ours: &Ours) -> Result<Arc<str>, String> {
    let mut signs = Vec::new();
    let mut opens = Vec::new();
    for record in &ours.published {
        let key = Jwk::parse(record.private.expose()).map_err(|why| why.to_string())?;
        let certificate = Certificate::self_signed(&key, &record.kid).map_err(|why| why.to_string())?;
        if record.algorithm.signs() { &mut signs } else { &mut opens }.push((&record.kid, certificate));
    }
    let certificates = |found: &[(&String, Certificate)]| -> Vec<Certificate> {
        found.iter().map(|(_, certificate)| certificate.clone()).collect()
    };
    const ID: &str = "_description";
    let xml = Description {
        id: ID,
        entity_id: &ours.entity_id,
        valid_until: None,
        signing: &certificates(&signs),
        encryption: &certificates(&opens),
        assertion_consumer_service: &ours.acs,
        single_logout: Some(&ours.slo),
        name_id_formats: &[],
    }
    .to_xml();
    let source = Source::read(xml.as_bytes(), &Limits::METADATA).map_err(|why| why.to_string())?;
    let own = signs.iter().find(|(kid, _)| *kid == ours.signing.kid()).map(|(_, certificate)| certificate);
    let signed = signature::sign(&source, ID, Place::First, &ours.signing, own);
    Ok(signed.map_err(|why| why.to_string())?.into())
}

/// Its metadata: fetched, or as they stand in the record.
async fn fetch(
    upstream: &Upstream,
    fetcher: &Fetcher,
    circuit: &Circuit,
    now: Time,
) -> Result<Fetched<IdentityProvider>, UpstreamFault> {
    let saml = saml_of(upstream)?;
    let issuer = &upstream.definition.issuer;
    let (provider, fresh_until, counts_until) = match (&saml.metadata_uri, &saml.metadata) {
        (Some(address), _) => {
            let fetched = circuit.ask(fetcher, &signed::request(address)?, || now).await?;
            match fetched.status {
                200 => {}
                status if is_outage(status) => {
                    return Err(UpstreamFault::Unavailable(format!("{address}: status {status}")));
                }
                status => return Err(UpstreamFault::Untrusted(format!("{address}: status {status}"))),
            }
            let provider = saml::provider(issuer, saml, &fetched.body);
            let provider = provider.map_err(|why| UpstreamFault::Untrusted(format!("{address}: {why}")))?;
            let (fresh_until, counts_until) = for_how_long(fetched.max_age, now);
            (provider, fresh_until, counts_until)
        }
        (None, Some(metadata)) => {
            let provider = saml::provider(issuer, saml, metadata.as_bytes());
            let provider =
                provider.map_err(|why| UpstreamFault::Misconfigured(format!("saml.metadata: {why}")))?;
            (provider, Time::NEVER, Time::NEVER)
        }
        (None, None) => return Err(UpstreamFault::Misconfigured("saml.metadata: there are none".to_owned())),
    };
    let ends_at = provider.valid_until.map_or(Time::NEVER, Time::from_secs);
    if ends_at <= now {
        return Err(UpstreamFault::Untrusted(
            "its metadata are over (validUntil, Metadata §2.3.2)".to_owned(),
        ));
    }
    Ok(Fetched {
        known: provider,
        fresh_until: fresh_until.min(ends_at),
        counts_until: counts_until.min(ends_at),
    })
}

/// Asks for its metadata past everything that is kept: what is wrong, in words for the administrator.
pub(super) async fn check(
    upstream: &Upstream,
    base: &str,
    fetcher: &Fetcher,
    now: Time,
) -> Vec<UpstreamFault> {
    let ours = saml_of(upstream)
        .and_then(|saml| ours(upstream, saml, base, now).map_err(UpstreamFault::Misconfigured));
    let theirs = fetch(upstream, fetcher, &Circuit::default(), now).await;
    let theirs = theirs.and_then(|fetched| match can_sign_out(&fetched.known) {
        false if upstream.definition.single_logout => Err(UpstreamFault::Misconfigured(
            "single_logout: its metadata have no https address of a SingleLogoutService by redirect or form \
             (Metadata §2.4.2)"
                .to_owned(),
        )),
        _ => Ok(()),
    });
    [ours.err(), theirs.err()].into_iter().flatten().collect()
}
