//! The people and clients of the demo, made through the flows the first time, found again later.

use idp::client::register::NewClient;
use idp::model::client::ClientPolicy;
use idp::model::event::Actor;
use idp::user::NewUser;
use idp::{Reason, Refusal};
use jose::JwsAlgorithm;
use jose::secret::Secret;
use oidc::claims::StandardClaims;
use oidc::client_authentication::{Method, Presented};
use oidc::metadata::{ApplicationType, ClientMetadata};
use oidc::redirect_uri::RedirectUri;
use oidc::scope::Scope;
use oidc::token::{GrantType, Request};
use serde_json::{Value, json};

use super::super::error::Error;
use super::Beside;
use super::kept::Kept;
use crate::flow;
use crate::flow::certificate::Shown;
use crate::node::Node;

/// A person of the demo.
pub(super) struct Person {
    pub(super) username: &'static str,
    pub(super) password: &'static str,
    pub(super) given_name: &'static str,
    pub(super) family_name: &'static str,
    pub(super) email: &'static str,
    pub(super) mobile: &'static str,
    pub(super) locale: &'static str,
}

pub(super) const PEOPLE: [Person; 2] = [
    Person {
        username: "maija",
        password: "sininen-talvi-ilta",
        given_name: "Maija",
        family_name: "Mäkelä-Yrjölä",
        email: "maija.makela@example.com",
        mobile: "+358401000001",
        locale: "fi",
    },
    Person {
        username: "ake",
        password: "gammal-fiskares-hamn",
        given_name: "Åke",
        family_name: "Sjöström",
        email: "ake.sjostrom@example.com",
        mobile: "+358401000002",
        locale: "sv",
    },
];

impl Person {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }

    fn claims(&self) -> StandardClaims<'static> {
        StandardClaims {
            name: Some(self.name().into()),
            given_name: Some(self.given_name.into()),
            family_name: Some(self.family_name.into()),
            email: Some(self.email.into()),
            email_verified: Some(true),
            phone_number: Some(self.mobile.into()),
            phone_number_verified: Some(true),
            locale: Some(self.locale.into()),
            ..StandardClaims::default()
        }
    }
}

/// What a client of the demo is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// An application on a server.
    Web,
    /// An application in the browser or on a device.
    Public,
    /// A program on its own behalf.
    Machine,
    /// Whoever administers.
    Admin,
}

impl Role {
    const ALL: [Self; 4] = [Self::Web, Self::Public, Self::Machine, Self::Admin];

    const fn id(self) -> &'static str {
        match self {
            Self::Web => "demo-web",
            Self::Public => "demo-spa",
            Self::Machine => "demo-machine",
            Self::Admin => "demo-admin",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Web => "Demo Web Shop",
            Self::Public => "Demo App",
            Self::Machine => "Demo Machine",
            Self::Admin => "Demo Administrator",
        }
    }
}

/// A client of the demo.
pub(super) struct DemoClient {
    pub(super) role: Role,
    pub(super) id: &'static str,
    pub(super) secret: Option<String>,
    pub(super) redirect_uris: Vec<String>,
}

/// The demo's world.
pub(super) struct World {
    pub(super) clients: Vec<DemoClient>,
    admin_token: String,
}

/// Makes what is not there yet.
pub(super) async fn make(node: &Node, kept: &mut Kept) -> Result<World, Error> {
    for person in &PEOPLE {
        ensure_person(node, person).await?;
    }
    let mut clients = Vec::new();
    for role in Role::ALL {
        clients.push(ensure_client(node, role, kept).await?);
    }
    let admin_token = admin_token(node, kept.get(Role::Admin.id()).unwrap_or_default()).await?;
    Ok(World { clients, admin_token })
}

impl World {
    pub(super) fn client(&self, role: Role) -> Option<&DemoClient> {
        self.clients.iter().find(|client| client.role == role)
    }

    /// The world in the form that test suites read.
    pub(super) fn json(&self, node: &Node, beside: &Beside) -> Value {
        let user = |person: &Person| {
            json!({
                "username": person.username, "password": person.password, "name": person.name(),
                "email": person.email, "mobile": person.mobile,
            })
        };
        let client = |client: &DemoClient| {
            json!({
                "name": client.role.name(), "client_id": client.id, "client_secret": client.secret,
                "redirect_uris": client.redirect_uris,
            })
        };
        json!({
            "issuer": node.issuer.identifier.as_str(),
            "admin_api": node.issuer.address("/admin/api/v1"),
            "admin_token": self.admin_token,
            "shop": beside.shop.address(),
            "merchant_token": beside.shop.merchant_token,
            "banks": beside.banks.address(),
            "mailbox": beside.mailbox.address(),
            "console": null, "phone": null, "cardsync": null,
            "users": PEOPLE.iter().map(user).collect::<Vec<_>>(),
            "clients": self.clients.iter().map(client).collect::<Vec<_>>(),
        })
    }
}

async fn ensure_person(node: &Node, person: &Person) -> Result<(), Refusal> {
    match flow::user::find(node, person.username).await {
        Err(Refusal { reason: Reason::NotFound, .. }) => {
            let new = NewUser {
                username: person.username.to_owned(),
                claims: person.claims(),
                ..NewUser::default()
            };
            let password = Secret::new(person.password.to_owned());
            flow::user::create(node, new, Some(password), &Actor::CommandLine).await.map(drop)
        }
        found => found.map(drop),
    }
}

/// The client with the secret that is kept for it; one whose secret was lost gets another.
async fn ensure_client(node: &Node, role: Role, kept: &mut Kept) -> Result<DemoClient, Error> {
    let id = role.id();
    let (client, made) = match flow::client::get(node, id).await {
        Err(Refusal { reason: Reason::NotFound, .. }) => {
            let new = NewClient { id: Some(id.to_owned()), metadata: metadata(role)?, policy: policy(role) };
            let made = flow::client::create(node, new).await?;
            (made.client, made.secret)
        }
        Ok(client) if client.is_public() || kept.get(id).is_some() => ((*client).clone(), None),
        Ok(_) => {
            let made = flow::client::new_secret(node, id, false).await?;
            (made.client, made.secret)
        }
        Err(refusal) => return Err(refusal.into()),
    };
    if let Some(secret) = made {
        kept.put(id, secret.0.expose())?;
    }
    let secret = kept.get(id).filter(|_| !client.is_public()).map(str::to_owned);
    let redirect_uris = client.metadata.redirect_uris.iter().map(|uri| uri.as_str().to_owned()).collect();
    Ok(DemoClient { role, id, secret, redirect_uris })
}

fn metadata(role: Role) -> Result<ClientMetadata, Error> {
    let internal = |what: &str| Error::failed("internal", format!("the demo's own {what} is not right"));
    let uris = |texts: &[&str]| -> Result<Vec<RedirectUri>, Error> {
        texts.iter().map(|text| RedirectUri::parse(text).map_err(|_| internal("address"))).collect()
    };
    let scope = |text: &str| Scope::parse(text).map(Some).map_err(|_| internal("scope"));
    let own = ClientMetadata {
        client_name: Some(role.name().to_owned()),
        id_token_signed_response_alg: JwsAlgorithm::ES256,
        ..ClientMetadata::default()
    };
    let with_people = |own: ClientMetadata| -> Result<ClientMetadata, Error> {
        Ok(ClientMetadata {
            redirect_uris: uris(&["http://127.0.0.1:9000/callback", "http://localhost:9000/callback"])?,
            post_logout_redirect_uris: uris(&["http://127.0.0.1:9000/", "http://localhost:9000/"])?,
            grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
            ..own
        })
    };
    let machine = vec![GrantType::ClientCredentials];
    match role {
        Role::Web => with_people(own),
        Role::Public => with_people(ClientMetadata {
            token_endpoint_auth_method: Method::None,
            application_type: ApplicationType::Native,
            ..own
        }),
        Role::Machine => {
            Ok(ClientMetadata { grant_types: machine, scope: scope("orders.read orders.write")?, ..own })
        }
        Role::Admin => Ok(ClientMetadata { grant_types: machine, scope: scope(idp::admin::SCOPE)?, ..own }),
    }
}

fn policy(role: Role) -> ClientPolicy {
    let mut policy = ClientPolicy::default();
    match role {
        Role::Web | Role::Public => {}
        Role::Machine => policy.introspect_any = true,
        // As long as a token can live: a demo is left running.
        Role::Admin => policy.access_token_ttl = 7 * 86_400,
    }
    policy
}

async fn admin_token(node: &Node, secret: &str) -> Result<String, Error> {
    let presented = Presented::SecretBasic {
        client_id: Role::Admin.id().to_owned(),
        secret: Secret::new(secret.to_owned()),
    };
    let request =
        Request::ClientCredentials { scope: Scope::parse(idp::admin::SCOPE).ok(), resource: Vec::new() };
    Ok(flow::token::token(node, &presented, None, &Shown::Absent, &request).await?.access_token)
}
