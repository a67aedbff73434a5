//! A directory of staff, as little of one as the tests need: it binds, and finds who and which groups a filter names.
//! The real ones are asked in `tests/clients/directories`.

use std::sync::{Arc, Mutex};

use idp::directory::NewDirectory;
use idp::model::directory::{Directory, DirectoryDefinition};
use server::flow;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::world::World;

/// The password of everybody in it.
pub(crate) const STAFF_PASSWORD: &str = "kept by the organisation";
const BASE: &str = "dc=example,dc=org";

/// Somebody in it.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) attributes: Vec<(&'static str, String)>,
    pub(crate) groups: Vec<&'static str>,
    /// What it says to whoever shows the right password, where they may not come in.
    pub(crate) trouble: Option<&'static str>,
}

/// What it was asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) binds: usize,
    pub(crate) searches: usize,
}

#[derive(Default)]
struct Shared {
    people: Vec<Person>,
    asked: Asked,
}

/// A directory on a port of its own.
pub(crate) struct Staff {
    url: String,
    shared: Arc<Mutex<Shared>>,
    serving: JoinSet<()>,
}

impl Staff {
    /// Of `example.org`, connected under the name `staff`.
    pub(crate) async fn of(world: &World, change: impl FnOnce(&mut DirectoryDefinition)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ldap://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Mutex::new(Shared::default()));
        let mut serving = JoinSet::new();
        let shown = Arc::clone(&shared);
        serving.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(answer(stream, Arc::clone(&shown)));
            }
        });
        let mut definition = DirectoryDefinition {
            url: url.clone(),
            user_base: format!("ou=people,{BASE}"),
            group_base: Some(format!("ou=groups,{BASE}")),
            email_domains: vec!["example.org".to_owned()],
            ..DirectoryDefinition::default()
        };
        definition.claims.insert("phone_number".to_owned(), "mobile".to_owned());
        change(&mut definition);
        let new = NewDirectory { id: "staff".to_owned(), definition, bind_password: None };
        let _: Directory = flow::record::create(&world.node, new).await.unwrap();
        Self { url, shared, serving }
    }

    /// Has this person be there, in the place of whoever had the name.
    pub(crate) fn employ(&self, person: Person) {
        let people = &mut self.shared.lock().unwrap().people;
        people.retain(|other| other.name != person.name);
        people.push(person);
    }

    /// What it was asked since it was asked this last.
    pub(crate) fn asked(&self) -> Asked {
        std::mem::take(&mut self.shared.lock().unwrap().asked)
    }

    /// Has it be down.
    pub(crate) async fn stop(&mut self) {
        self.serving.shutdown().await;
        // The port is nobody's only once nobody takes connections at it.
        while TcpStream::connect(self.url.trim_start_matches("ldap://")).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }
}

/// Aino, with a mobile.
pub(crate) fn aino() -> Person {
    let attributes = [
        ("entryUUID", "9b1b4b9e-7b07-1041-9aaa-bf8e541ecfd5"),
        ("mail", "aino@example.org"),
        ("cn", "Aino Virtanen"),
        ("mobile", "+358 40 123 4567"),
    ];
    let attributes = attributes.map(|(name, value)| (name, value.to_owned())).to_vec();
    Person { name: "aino", attributes, groups: Vec::new(), trouble: None }
}

impl Person {
    fn dn(&self) -> String {
        format!("uid={},ou=people,{BASE}", self.name)
    }
}

async fn answer(mut stream: TcpStream, shared: Arc<Mutex<Shared>>) {
    let mut buffer = Vec::new();
    loop {
        while buffer.len() < 2 || buffer.len() < whole(&buffer) {
            match stream.read_buf(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
        }
        let request: Vec<u8> = buffer.drain(..whole(&buffer)).collect();
        let (_, message, _) = element(&request);
        let (_, id, rest) = element(message);
        let (operation, content, _) = element(rest);
        let answers = {
            let mut shared = shared.lock().unwrap();
            match operation {
                0x60 => vec![shared.bound(content)],
                0x63 => shared.found(content),
                _ => return,
            }
        };
        for answer in answers {
            if stream.write_all(&tlv(0x30, &[tlv(0x02, id), answer].concat())).await.is_err() {
                return;
            }
        }
    }
}

impl Shared {
    fn bound(&mut self, content: &[u8]) -> Vec<u8> {
        self.asked.binds += 1;
        let (_, _, rest) = element(content);
        let (_, name, rest) = element(rest);
        let (_, password, _) = element(rest);
        let name = std::str::from_utf8(name).unwrap();
        let is_theirs = password == STAFF_PASSWORD.as_bytes();
        let person = self.people.iter().find(|person| person.dn() == name && is_theirs);
        match person.map(|person| person.trouble) {
            Some(None) => result(0x61, 0, ""),
            Some(Some(trouble)) => {
                result(0x61, 49, &format!("AcceptSecurityContext error, data {trouble}, v1"))
            }
            // We are nobody there.
            None if name.is_empty() && password.is_empty() => result(0x61, 0, ""),
            None => result(0x61, 49, ""),
        }
    }

    /// Whoever is named in the filter, by name, address or as a member.
    fn found(&mut self, content: &[u8]) -> Vec<Vec<u8>> {
        self.asked.searches += 1;
        let (_, base, _) = element(content);
        let holds = |text: &str| {
            let value = tlv(0x04, text.as_bytes());
            content.windows(value.len()).any(|part| part == value)
        };
        let mut found = Vec::new();
        for person in &self.people {
            if base.starts_with(b"ou=groups") {
                let names = person.groups.iter().filter(|_| holds(&person.dn()));
                found.extend(names.map(|name| {
                    entry(&format!("cn={name},ou=groups,{BASE}"), &[("cn", (*name).to_owned())])
                }));
            } else if person.attributes.iter().any(|(name, value)| *name == "mail" && holds(value))
                || holds(person.name)
            {
                found.push(entry(&person.dn(), &person.attributes));
            }
        }
        found.push(result(0x65, 0, ""));
        found
    }
}

fn entry(dn: &str, attributes: &[(&str, String)]) -> Vec<u8> {
    let string = |text: &str| tlv(0x04, text.as_bytes());
    let attribute =
        |(name, value): &(&str, String)| tlv(0x30, &[string(name), tlv(0x31, &string(value))].concat());
    let attributes: Vec<u8> = attributes.iter().flat_map(attribute).collect();
    tlv(0x64, &[string(dn), tlv(0x30, &attributes)].concat())
}

fn result(tag: u8, code: u8, said: &str) -> Vec<u8> {
    tlv(tag, &[tlv(0x0a, &[code]), tlv(0x04, b""), tlv(0x04, said.as_bytes())].concat())
}

/// An element; two bytes of length are enough here.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    match content.len() {
        0..128 => [&[tag, length[1]], content].concat(),
        _ => [&[tag, 0x82, length[0], length[1]], content].concat(),
    }
}

/// Tag, content, and what follows.
fn element(bytes: &[u8]) -> (u8, &[u8], &[u8]) {
    let (start, length) = head(bytes);
    (bytes[0], &bytes[start..start + length], &bytes[start + length..])
}

fn whole(bytes: &[u8]) -> usize {
    let (start, length) = head(bytes);
    start + length
}

fn head(bytes: &[u8]) -> (usize, usize) {
    let count = usize::from(bytes[1] & 0x7f);
    match bytes[1] {
        short @ 0..128 => (2, usize::from(short)),
        // Not all of it has come.
        _ if bytes.len() < 2 + count => (2, bytes.len()),
        _ => (2 + count, bytes[2..2 + count].iter().fold(0, |length, byte| length << 8 | usize::from(*byte))),
    }
}
