//! An installation of three nodes.

use std::sync::Arc;

use super::balancer::Balancer;
use crate::crash::load::receive;
use crate::postgres::{self, Cluster};
use crate::program::{Program, Server, free_port};
use crate::world::{Answer, Client, REDIRECT_URI, VERIFIER};

pub(crate) const NODES: usize = 3;

pub(crate) struct House {
    pub(crate) program: Arc<Program>,
    /// The shop.
    pub(crate) client: Client,
    database: String,
    ports: [u16; NODES],
    nodes: Vec<Server>,
    balancer: Option<Balancer>,
    cluster: Option<Arc<Cluster>>,
}

impl House {
    /// The tables, and nobody there.
    pub(crate) async fn build() -> Self {
        Self::build_on(None).await
    }

    async fn build_on(cluster: Option<Arc<Cluster>>) -> Self {
        let database = cluster.as_deref().unwrap_or_else(|| postgres::shared()).new_database();
        let program = Arc::new(Program::install(Some(&database)).await);
        let ports = [(); NODES].map(|()| free_port());
        let client = Client { id: String::new(), secret: String::new() };
        Self { program, client, database, ports, nodes: Vec::new(), balancer: None, cluster }
    }

    /// Three nodes behind a balancer, maija and the shop.
    pub(crate) async fn start() -> Self {
        Self::furnish(Self::build().await).await
    }

    /// The same, on a database server of its own.
    pub(crate) async fn start_on(cluster: Arc<Cluster>) -> Self {
        Self::furnish(Self::build_on(Some(cluster)).await).await
    }

    async fn furnish(mut self) -> Self {
        for node in 0..NODES {
            let server = self.serve(node).await;
            self.nodes.push(server);
        }
        self.client = self.program.populate().await;
        let balancer = Balancer::start(&self.program, &self.ports);
        balancer.sees(NODES).await;
        self.balancer = Some(balancer);
        self
    }

    /// Starts a node.
    pub(crate) async fn serve(&self, node: usize) -> Server {
        self.program.serve_node(self.ports[node]).await
    }

    pub(crate) fn balancer(&self) -> &Balancer {
        self.balancer.as_ref().expect("a balancer")
    }

    /// Has a node end as an init system would, and starts it again; the others serve meanwhile.
    pub(crate) async fn restart(&mut self, node: usize) {
        let server = self.nodes.remove(node);
        server.terminate();
        let ended = server.ended().await;
        assert!(ended.success(), "{ended:?}");
        let server = self.serve(node).await;
        self.nodes.insert(node, server);
        self.balancer().sees(NODES).await;
    }

    pub(crate) fn check_running(&mut self) {
        self.nodes.iter_mut().for_each(Server::check_running);
    }

    /// Asks the database, behind the nodes' backs.
    pub(crate) fn sql(&self, sql: &str) -> String {
        let (_, name) = self.database.rsplit_once('=').unwrap();
        self.cluster.as_deref().unwrap_or_else(|| postgres::shared()).sql(name, sql)
    }

    /// An address of the installation, at one node and past the balancer.
    pub(crate) fn at(&self, node: usize, url: &str) -> String {
        url.replacen(&self.program.base, &format!("http://127.0.0.1:{}", self.ports[node]), 1)
    }

    pub(crate) fn authorize_url(&self) -> String {
        self.program.authorize_url(&self.client)
    }

    pub(crate) async fn redeem(&self, node: usize, code: &str) -> Answer {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        self.token(node, &self.client, &form).await
    }

    pub(crate) async fn refresh(&self, node: usize, refresh_token: &str) -> Answer {
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        self.token(node, &self.client, &form).await
    }

    /// A token that a client gets on its own behalf.
    pub(crate) async fn own_token(&self, node: usize, client: &Client) -> Answer {
        self.token(node, client, &[("grant_type", "client_credentials")]).await
    }

    async fn token(&self, node: usize, client: &Client, form: &[(&str, &str)]) -> Answer {
        let url = self.at(node, &format!("{}/oauth2/token", self.program.base));
        let request = self.program.http.post(url).basic_auth(&client.id, Some(&client.secret));
        receive(request.form(form)).await.unwrap()
    }

    pub(crate) async fn userinfo(&self, node: usize, access_token: &str) -> Answer {
        let url = self.at(node, &format!("{}/oauth2/userinfo", self.program.base));
        receive(self.program.http.get(url).bearer_auth(access_token)).await.unwrap()
    }

    pub(crate) async fn get(&self, node: usize, path: &str) -> Answer {
        let url = self.at(node, &format!("{}{path}", self.program.base));
        receive(self.program.http.get(url)).await.unwrap()
    }

    /// Changes something by the admin API.
    pub(crate) async fn amend(&self, node: usize, token: &str, path: &str, to: serde_json::Value) -> Answer {
        let request = self.program.http.patch(self.admin(node, path)).bearer_auth(token);
        let request = request.header("content-type", "application/json").body(to.to_string());
        receive(request).await.unwrap()
    }

    /// Removes something by the admin API.
    pub(crate) async fn remove(&self, node: usize, token: &str, path: &str) -> Answer {
        receive(self.program.http.delete(self.admin(node, path)).bearer_auth(token)).await.unwrap()
    }

    fn admin(&self, node: usize, path: &str) -> String {
        self.at(node, &format!("{}/admin/api/v1/{path}", self.program.base))
    }

    /// A client that asks on its own behalf.
    pub(crate) async fn machine(&self, scope: &str) -> Client {
        let arguments =
            ["client", "create", "--name", scope, "--grant", "client_credentials", "--scope", scope];
        let made = self.program.run(&arguments, "").await;
        let member = |name: &str| made[name].as_str().expect("a member").to_owned();
        Client { id: member("client_id"), secret: member("client_secret") }
    }
}
