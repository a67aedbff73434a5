//! The demo's banks: a simulated broker, and the provider's own registration with it.

use ::banks::{BANKS, Level, Options, Registered, Running};
use idp::model::upstream::{Choice, RequestStyle, Upstream, UpstreamDefinition, UpstreamProfile};
use idp::upstream::{Changes, NewUpstream, profile};
use idp::{Reason, Refusal};

use super::super::error::Error;
use super::super::listen::Bound;
use crate::config::localhost;
use crate::flow::record;
use crate::node::{Node, public_keys};

/// The upstream that is the banks.
pub(super) const UPSTREAM: &str = "banks";
/// What the provider is called there.
const CLIENT: &str = "countersign-demo";

/// Banks that are open.
pub(super) struct Banks {
    /// Closes them when dropped.
    running: Running,
}

impl Banks {
    /// Where they are.
    pub(super) fn address(&self) -> &str {
        &self.running.issuer
    }
}

/// Opens the banks, and has each side know the other's keys, as brokers do it: by hand.
pub(super) async fn start(node: &Node, bound: Bound) -> Result<Banks, Error> {
    let base = localhost(bound.port).base;
    let options = Options { listeners: bound.listeners, base: Some(base), ..Options::default() };
    let running = ::banks::start(options).await.map_err(failed)?;
    let upstream = ensure_upstream(node, definition(&running)?).await?;
    let callback = format!("{}/upstream/{UPSTREAM}/callback", node.issuer.base);
    let keys = public_keys(&upstream, node.now());
    running.register(Registered::new(CLIENT, "Countersign", &callback, keys)).map_err(failed)?;
    Ok(Banks { running })
}

/// The upstream as it is to be: a kept world's banks have new keys at every start.
async fn ensure_upstream(node: &Node, definition: UpstreamDefinition) -> Result<Upstream, Refusal> {
    match record::get::<Upstream>(node, UPSTREAM).await {
        Err(Refusal { reason: Reason::NotFound, .. }) => {
            let new = NewUpstream { id: UPSTREAM.to_owned(), definition, client_secret: None };
            record::create(node, new).await
        }
        Err(refusal) => Err(refusal),
        Ok(_) => {
            let changes = Changes { definition: Some(definition), ..Changes::default() };
            record::change(node, UPSTREAM, |_| Ok(changes.clone())).await
        }
    }
}

fn definition(running: &Running) -> Result<UpstreamDefinition, Error> {
    let name = [("en", "Your bank"), ("fi", "Pankkisi"), ("sv", "Din bank")];
    // With the identifier, which is what integrators look for.
    let choice = |bank: &::banks::Bank| Choice {
        id: bank.id.to_owned(),
        name: format!("{} ({})", bank.name, bank.id),
    };
    let mut definition = UpstreamDefinition {
        name: name.map(|(language, name)| (language.to_owned(), name.to_owned())).into(),
        issuer: running.issuer.clone(),
        jwks: Some(serde_json::to_value(running.keys()).map_err(failed)?),
        profile: UpstreamProfile::Ftn,
        client_id: CLIENT.to_owned(),
        request: RequestStyle::Sealed,
        acr_values: vec![Level::Substantial.name().to_owned()],
        selectors: vec!["idp:ftn".to_owned(), "urn:signicat:oidc:method:ftn*".to_owned()],
        choices: BANKS.iter().map(choice).collect(),
        ..UpstreamDefinition::default()
    };
    profile::complete(&mut definition, |said| ["request", "acr_values"].contains(&said));
    Ok(definition)
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::failed("banks", format!("the banks cannot be opened: {error}"))
}
