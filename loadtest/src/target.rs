//! Who is driven: the provider, its clients and its people, from flags or from a demo world.

use std::io::{BufRead, BufReader, Read};

use clap::{Args, ValueEnum};
use serde::Deserialize;
use url::Url;

use crate::{
    browser::Person,
    error::{Error, usage},
};

/// The longest world that is read.
const MAX_WORLD: u64 = 1 << 20;

/// The flags that name a target.
#[derive(Args, Clone)]
pub struct TargetArgs {
    /// The one-line JSON of `countersign demo --json`, in a file or (-) on the standard input;
    /// stands instead of the flags below it
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["issuer", "client_id", "username"])]
    world: Option<String>,
    /// Which of the world's clients to use, by name or id [default: whichever works]
    #[arg(long, requires = "world")]
    client: Option<String>,
    /// The provider's issuer; its addresses are read from its discovery document
    #[arg(long)]
    issuer: Option<Url>,
    /// The client's id
    #[arg(long)]
    client_id: Option<String>,
    /// The client's secret; without one it is a public client
    #[arg(long, env = "LOADTEST_CLIENT_SECRET", hide_env_values = true)]
    client_secret: Option<String>,
    /// The client's redirect address; nothing needs to listen there
    #[arg(long)]
    redirect_uri: Option<Url>,
    /// Who signs in
    #[arg(long)]
    username: Option<String>,
    /// Their password
    #[arg(long, env = "LOADTEST_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// The scope asked for in the code flow
    #[arg(long, default_value = "openid profile email")]
    scope: String,
    /// The scope asked for with client_credentials [default: none]
    #[arg(long, default_value = "")]
    machine_scope: String,
    /// How the client authenticates
    #[arg(long, value_enum, default_value_t = ClientAuth::Basic)]
    client_auth: ClientAuth,
    /// The address `empty` fetches
    #[arg(long)]
    url: Option<Url>,
    /// Allow addresses that are not this machine's own
    #[arg(long)]
    pub(crate) allow_remote: bool,
    /// The longest wait for one answer, in seconds
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) timeout: u64,
}

/// How a client with a secret shows it (RFC 6749 §2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClientAuth {
    /// `client_secret_basic`
    Basic,
    /// `client_secret_post`
    Post,
}

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
}

#[derive(Deserialize)]
struct World {
    issuer: Url,
    #[serde(default)]
    users: Vec<WorldUser>,
    #[serde(default)]
    clients: Vec<WorldClient>,
}

#[derive(Deserialize)]
struct WorldUser {
    username: String,
    password: String,
}

#[derive(Deserialize)]
struct WorldClient {
    #[serde(default)]
    name: String,
    client_id: String,
    client_secret: Option<String>,
    #[serde(default)]
    redirect_uris: Vec<Url>,
}

impl Target {
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
            target.settle_in(read_world(place)?, args.client.as_deref())?;
            return Ok(target);
        }
        target.clients.extend(args.client_id.clone().map(|id| Client {
            id,
            secret: args.client_secret.clone(),
            redirect_uri: args.redirect_uri.clone(),
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

    fn settle_in(&mut self, world: World, wanted: Option<&str>) -> Result<(), Error> {
        self.issuer = Some(world.issuer);
        self.people = world.users.into_iter().map(person).collect();
        let is_wanted = |client: &WorldClient| {
            wanted.is_none_or(|wanted| client.name == wanted || client.client_id == wanted)
        };
        let clients = world.clients.into_iter().filter(is_wanted);
        self.clients = clients.map(client).collect();
        match wanted {
            Some(wanted) if self.clients.is_empty() => {
                Err(usage(format!("the world has no client called {wanted}")))
            }
            _ => Ok(()),
        }
    }
}

fn person(user: WorldUser) -> Person {
    Person { username: user.username, password: user.password }
}

fn client(client: WorldClient) -> Client {
    Client {
        id: client.client_id,
        secret: client.client_secret,
        redirect_uri: client.redirect_uris.into_iter().next(),
    }
}

/// Reads the one line; the demo at the other end of a pipe stays alive meanwhile.
fn read_world(place: &str) -> Result<World, Error> {
    let cannot = |why: String| usage(format!("the world in {place} cannot be read: {why}"));
    let source: Box<dyn Read> = match place {
        "-" => Box::new(std::io::stdin()),
        file => Box::new(std::fs::File::open(file).map_err(|why| cannot(why.to_string()))?),
    };
    let mut line = String::new();
    BufReader::new(source.take(MAX_WORLD)).read_line(&mut line).map_err(|why| cannot(why.to_string()))?;
    serde_json::from_str(&line).map_err(|why| cannot(why.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(text: &str, wanted: Option<&str>) -> Result<Target, Error> {
        let mut target = Target {
            issuer: None,
            clients: Vec::new(),
            people: Vec::new(),
            scope: String::new(),
            machine_scope: String::new(),
            client_auth: ClientAuth::Basic,
            url: None,
        };
        target.settle_in(serde_json::from_str(text).unwrap(), wanted)?;
        Ok(target)
    }

    const WORLD: &str = r#"{"issuer":"http://localhost:9080/","mailbox":"http://localhost:9081/",
        "users":[{"username":"ada","password":"x","name":"Ada"}],
        "clients":[{"name":"spa","client_id":"c1","client_secret":null,"redirect_uris":["http://localhost/cb"]},
                   {"name":"shop","client_id":"c2","client_secret":"s","redirect_uris":[]}]}"#;

    #[test]
    fn takes_people_and_clients_from_a_world() {
        let target = settled(WORLD, None).unwrap();
        assert_eq!(target.clients.len(), 2);
        assert_eq!(target.clients[1].secret.as_deref(), Some("s"));
        assert_eq!(target.people[0].username, "ada");
    }

    #[test]
    fn takes_the_named_client_and_refuses_one_that_is_not_there() {
        assert_eq!(settled(WORLD, Some("shop")).unwrap().clients[0].id, "c2");
        assert!(matches!(settled(WORLD, Some("bank")), Err(Error::Usage(_))));
    }
}
