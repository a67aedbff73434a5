//! What the workloads need to know of the target, found out once.

use std::sync::Arc;

use jose::KeyType;
use tokio::sync::OnceCell;
use url::Url;

use super::Plan;
use crate::{
    browser::Person,
    error::{Error, failed, usage},
    http::{Http, Reach},
    oauth::{CodeFlow, Credential, Provider, SealedFlow, Session, Tokens, client_credentials, opens_with},
    target::{Client, Target},
};

/// The target, and which of its clients are fit for what.
pub struct Context {
    /// Who is driven.
    pub target: Target,
    /// What may be reached.
    pub reach: Reach,
    /// How much is done.
    pub plan: Plan,
    provider: OnceCell<Provider>,
    code_flow: OnceCell<Arc<CodeFlow>>,
    refreshing_flow: OnceCell<Arc<CodeFlow>>,
    machine: OnceCell<Credential>,
}

impl Context {
    /// Nothing is found out yet.
    pub fn new(target: Target, reach: Reach, plan: Plan) -> Self {
        Self {
            target,
            reach,
            plan,
            provider: OnceCell::new(),
            code_flow: OnceCell::new(),
            refreshing_flow: OnceCell::new(),
            machine: OnceCell::new(),
        }
    }

    /// The issuer.
    ///
    /// # Errors
    /// When none was given.
    pub fn issuer(&self) -> Result<&Url, Error> {
        let issuer = self.target.issuer.as_ref();
        issuer.ok_or_else(|| usage("this workload needs --issuer or --world"))
    }

    /// The provider's addresses.
    ///
    /// # Errors
    /// When its discovery document cannot be had.
    pub async fn provider(&self) -> Result<&Provider, Error> {
        let discover = || async {
            let issuer = self.issuer()?;
            Provider::discover(&mut self.http(), issuer).await
        };
        self.provider.get_or_try_init(discover).await
    }

    /// The person of the virtual user of that index.
    ///
    /// # Errors
    /// When there is nobody.
    pub fn person(&self, index: usize) -> Result<&Person, Error> {
        let people = &self.target.people;
        let count = people.len().max(1);
        let person = people.get(index % count);
        person.ok_or_else(|| usage("this workload needs --username and --password, or --world"))
    }

    /// The code flow of the first client it works for.
    ///
    /// # Errors
    /// When it works for none; what each met is told.
    pub async fn code_flow(&self) -> Result<&Arc<CodeFlow>, Error> {
        self.code_flow.get_or_try_init(|| self.find_flow(false)).await
    }

    /// The code flow of the first client that gets a refresh token by it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn refreshing_flow(&self) -> Result<&Arc<CodeFlow>, Error> {
        self.refreshing_flow.get_or_try_init(|| self.find_flow(true)).await
    }

    /// A sealed flow of the client that opens with a key of that kind.
    ///
    /// # Errors
    /// When there is none.
    pub async fn sealed_flow(&self, kind: KeyType) -> Result<SealedFlow, Error> {
        let client = self.target.clients.iter().find(|client| opens_with(client, kind));
        let client = client.ok_or_else(|| {
            usage(format!("this workload needs a --world whose client has an {} key", kind.name()))
        })?;
        let provider = self.provider().await?;
        let (auth, scope) = (self.target.client_auth, &self.target.scope);
        SealedFlow::new(&mut self.http(), provider, client, auth, scope).await
    }

    /// The first client that gets a token for itself.
    ///
    /// # Errors
    /// When there is none; what each met is told.
    pub async fn machine(&self) -> Result<&Credential, Error> {
        self.machine.get_or_try_init(|| self.find_machine()).await
    }

    /// A virtual user's connections.
    pub fn http(&self) -> Http {
        Http::new(self.reach)
    }

    async fn find_flow(&self, with_refresh: bool) -> Result<Arc<CodeFlow>, Error> {
        let provider = self.provider().await?;
        let person = self.person(0)?;
        let fit = self.target.clients.iter().filter(|it| it.redirect_uri.is_some());
        let mut met = Vec::new();
        for client in fit {
            let (auth, scope) = (self.target.client_auth, &self.target.scope);
            let flow = CodeFlow::new(provider, client, auth, scope)?;
            let mut session = Session::default();
            let done = flow.run(&mut self.http(), &mut session, Some(person)).await;
            match done {
                Ok(tokens) if with_refresh && tokens.refresh_token.is_none() => {
                    met.push(format!(
                        "{}: gets no refresh token (try --scope with offline_access)",
                        client.id
                    ));
                }
                Ok(_) => return Ok(Arc::new(flow)),
                Err(why @ Error::Usage(_)) => return Err(why),
                Err(why) => met.push(format!("{}: {why}", client.id)),
            }
        }
        Err(none_fit("the code flow", "--client-id and --redirect-uri", &met))
    }

    async fn find_machine(&self) -> Result<Credential, Error> {
        let endpoint = self.provider().await?.token_endpoint()?;
        let mut met = Vec::new();
        for client in self.confidential() {
            let credential = Credential::new(client, self.target.client_auth)?;
            let request = client_credentials(endpoint, &credential, &self.target.machine_scope)?;
            let answer = self.http().send(&request).await?;
            match answer.json::<Tokens>("the token endpoint") {
                Ok(_) => return Ok(credential),
                Err(why) => met.push(format!("{}: {why}", client.id)),
            }
        }
        Err(none_fit("client_credentials", "--client-id and --client-secret", &met))
    }

    /// The clients that have a secret.
    pub fn confidential(&self) -> impl Iterator<Item = &Client> {
        self.target.clients.iter().filter(|client| client.secret.is_some())
    }
}

fn none_fit(what: &str, flags: &str, met: &[String]) -> Error {
    match met {
        [] => usage(format!("{what} needs {flags}, or --world")),
        met => failed(format!("{what} works for no client: {}", met.join("; "))),
    }
}
