//! Who is driven: the provider, its clients and its people, from flags or from a demo world.

mod args;
mod world;

use jose::Jwk;
use url::Url;

pub use args::{ClientAuth, TargetArgs};

use crate::{
    browser::Person,
    error::{Error, usage},
    oauth::opens_with,
    workload::Workload,
};

/// A provider with clients and people to try it with.
#[derive(Clone)]
pub struct Target {
    /// The provider.
    pub issuer: Option<Url>,
    /// The clients to try, in order.
    pub clients: Vec<Client>,
    /// The people to sign in, taken in turn by the virtual users.
    pub people: Vec<Person>,
    /// The scope of the code flow.
    pub scope: String,
    /// The scope of `client_credentials`.
    pub machine_scope: String,
    /// How secrets are shown.
    pub client_auth: ClientAuth,
    /// What `empty` fetches.
    pub url: Option<Url>,
}

/// A client of the provider.
#[derive(Clone)]
pub struct Client {
    /// Its `client_id`.
    pub id: String,
    /// Its secret, unless it is public.
    pub secret: Option<String>,
    /// Where its codes go.
    pub redirect_uri: Option<Url>,
    /// Its private keys, where it signs and seals: one that signs, one that opens.
    pub keys: Vec<Jwk>,
}

impl Target {
    /// Whether it has what a sealed workload needs: a client with such a key. The others need no more
    /// than every target has.
    pub fn is_fit_for(&self, workload: Workload) -> bool {
        let kind = workload.sealed();
        kind.is_none_or(|kind| self.clients.iter().any(|client| opens_with(client, kind)))
    }

    /// Reads the flags, and the world they name.
    ///
    /// # Errors
    /// When a world cannot be read, or names no client of the wanted name.
    pub fn from_args(args: &TargetArgs) -> Result<Self, Error> {
        let mut target = Self {
            issuer: args.issuer.clone(),
            clients: Vec::new(),
            people: Vec::new(),
            scope: args.scope.clone(),
            machine_scope: args.machine_scope.clone(),
            client_auth: args.client_auth,
            url: args.url.clone(),
        };
        if let Some(place) = &args.world {
            target.settle_in(world::read_world(place)?, args.client.as_deref())?;
            return Ok(target);
        }
        target.clients.extend(args.client_id.clone().map(|id| Client {
            id,
            secret: args.client_secret.clone(),
            redirect_uri: args.redirect_uri.clone(),
            keys: Vec::new(),
        }));
        match (&args.username, &args.password) {
            (Some(username), Some(password)) => {
                target.people.push(Person { username: username.clone(), password: password.clone() })
            }
            (None, None) => {}
            _ => return Err(usage("--username and --password belong together")),
        }
        Ok(target)
    }
}
