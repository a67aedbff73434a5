//! The demo world: one line of JSON that says who is there.

use std::io::{BufRead, BufReader, Read};

use jose::JwkSet;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{Client, Target};
use crate::{
    browser::Person,
    error::{Error, usage},
};

/// The longest world that is read.
const MAX_WORLD: u64 = 1 << 20;

#[derive(Deserialize)]
pub(super) struct World {
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
    /// Private keys: what `countersign jose generate` prints.
    #[serde(default)]
    keys: Vec<Value>,
}

impl Target {
    pub(super) fn settle_in(&mut self, world: World, wanted: Option<&str>) -> Result<(), Error> {
        self.issuer = Some(world.issuer);
        self.people = world.users.into_iter().map(person).collect();
        let is_wanted = |client: &WorldClient| {
            wanted.is_none_or(|wanted| client.name == wanted || client.client_id == wanted)
        };
        let clients = world.clients.into_iter().filter(is_wanted);
        self.clients = clients.map(client).collect::<Result<_, _>>()?;
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

fn client(client: WorldClient) -> Result<Client, Error> {
    let keys = JwkSet::from_value(json!({ "keys": client.keys }));
    let keys = keys.map_err(|why| usage(format!("the keys of {}: {why}", client.client_id)))?;
    Ok(Client {
        id: client.client_id,
        secret: client.client_secret,
        redirect_uri: client.redirect_uris.into_iter().next(),
        keys: keys.keys,
    })
}

/// Reads the one line; the demo at the other end of a pipe stays alive meanwhile.
pub(super) fn read_world(place: &str) -> Result<World, Error> {
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
    use crate::target::ClientAuth;

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
