//! What a service is handed once.

use idp::client::bundle::{self, Bundled};
use idp::model::ClientId;
use idp::model::client::Client;
use idp::model::phone_service::Kind;
use idp::{Reason, Refusal};
use jose::secret::Secret;
use jose::{DecryptionKey, Jwk};
use tokio::task::spawn_blocking;

use super::client_key::{KEY_TEST, seal};
use super::{Tries, unavailable};
use crate::bundle::settings::{Known, Settings};
use crate::bundle::{bundle as written, guide as page};
use crate::node::Node;

/// How long the RSA keys of services are, in bits.
const RSA_BITS: usize = 4096;

/// A bundle, and the service that it is for.
pub struct Made {
    /// The service, as it is now.
    pub client: Client,
    /// The ZIP.
    pub bundle: Secret<Vec<u8>>,
}

/// Gives a service a new secret and a new key, and writes both into a bundle. They are kept nowhere else, and
/// those before are void; `by` is who wanted it so.
pub async fn make(
    node: &Node,
    id: &str,
    by: &str,
    check: impl Fn(&Client) -> Result<(), Refusal>,
) -> Result<Made, Refusal> {
    let client = load(node, id).await?;
    let (_, service) = bundle::check(client.as_ref())?;
    let key = generate(service.kind).await?;
    let send_to = format!("{}{KEY_TEST}", node.issuer.base);
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let client = load(node, id).await?;
        client.as_ref().map_or(Ok(()), &check)?;
        let public = key.public_part();
        let decision = node.decide(now, |env| bundle::make(client, &public, by, &send_to, env));
        if let Some(bundled) = tries.commit(node, decision, now).await? {
            return write(node, bundled, key).await;
        }
    }
}

/// The instructions for a service, without its secrets.
pub async fn guide(node: &Node, id: &str) -> Result<String, Refusal> {
    let client = load(node, id).await?;
    let (client, _) = bundle::check(client.as_ref())?;
    page(&Known::of(client, node.issuer_of(Some(client)))).map_err(|error| fault(error.to_string()))
}

/// A key pair of this kind. One of RSA takes seconds, and is made apart.
async fn generate(kind: Kind) -> Result<Jwk, Refusal> {
    let made = spawn_blocking(move || {
        let management = kind.seal().alg;
        let key = match kind {
            Kind::Ec => DecryptionKey::generate(management),
            Kind::Rsa => DecryptionKey::generate_rsa(management, RSA_BITS),
        }?;
        Jwk::parse(key.to_private_jwk().expose().as_bytes()).map_err(|_| jose::key::Error::Backend)
    });
    made.await.map_err(|error| fault(error.to_string()))?.map_err(|error| fault(error.to_string()))
}

async fn write(node: &Node, bundled: Bundled, key: Jwk) -> Result<Made, Refusal> {
    let Bundled { client, key: registered, secret, challenge } = bundled;
    let known = Known::of(&client, node.issuer_of(Some(&client)));
    let test = challenge.map(|challenge| seal(&challenge, &client, &registered)).transpose()?;
    let written = spawn_blocking(move || {
        let secret = secret.as_ref().map(|secret| secret.0.expose().as_str());
        let mut settings = Settings::new(known, secret, &key.with_kid(registered.kid))?;
        settings.key_test = test;
        written(&settings)
    });
    let bundle = written.await.map_err(|error| fault(error.to_string()))?.map_err(fault)?;
    Ok(Made { client, bundle })
}

fn fault(why: String) -> Refusal {
    Refusal::new(Reason::Internal).operator(why)
}

async fn load(node: &Node, id: &str) -> Result<Option<Client>, Refusal> {
    node.store().load_client(&ClientId::new(id)).await.map_err(unavailable)
}
