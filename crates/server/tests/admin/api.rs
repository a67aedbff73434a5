//! An administrator, and a program of theirs that trusts no answer the document does not know.

use idp::model::client::ClientPolicy;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::schema::check;
use crate::world::{Answer, Client, World};

pub(crate) struct Api<'w> {
    pub(crate) world: &'w World,
    pub(crate) token: String,
    pub(crate) document: Value,
}

impl<'w> Api<'w> {
    pub(crate) async fn new(world: &'w World) -> Self {
        let administrator = machine(world, "admin orders").await;
        let token = own_token(world, &administrator, "admin").await;
        let document = world.get("/admin/api/openapi.json").await;
        assert_eq!((document.status, document.header("content-type")), (200, "application/json"));
        Self { world, token, document: document.json() }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let url = format!("{}/admin/api{path}", self.world.base);
        self.world.http.request(Method::from_bytes(method.as_bytes()).unwrap(), url).bearer_auth(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, self.request("GET", path)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, self.request("DELETE", path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.write("POST", path, body, &[]).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.write("PUT", path, body, &[]).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.write("PATCH", path, body, &[]).await
    }

    /// Sends JSON. Whatever is accepted must have been a body as the document wants it.
    pub(crate) async fn write(
        &self,
        method: &str,
        path: &str,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = self.request(method, path).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.send(method, path, request.body(body.to_string())).await;
        // A merge patch may say `null`, and leave out what otherwise must be there.
        if answer.status < 300 && method != "PATCH" {
            let schema =
                &self.operation(method, path)["requestBody"]["content"]["application/json"]["schema"];
            check(&self.document, schema, body)
                .unwrap_or_else(|error| panic!("{body} was accepted: {error}"));
        }
        answer
    }

    /// Sends a request, and holds its answer to the document.
    pub(crate) async fn send(&self, method: &str, path: &str, request: RequestBuilder) -> Answer {
        let answer = Answer::of(request.send().await.unwrap()).await;
        let operation = self.operation(method, path);
        let response = &operation["responses"][answer.status.to_string()];
        assert!(response.is_object(), "{method} {path} answers what the document does not know: {answer:?}");
        assert_eq!(answer.header("cache-control"), "no-store", "{method} {path}");
        for name in response["headers"].as_object().into_iter().flatten().map(|(name, _)| name) {
            assert!(!answer.header(name).is_empty(), "{method} {path} answers without {name}: {answer:?}");
        }
        match &response["content"]["application/json"]["schema"] {
            Value::Null => assert_eq!(answer.body, "", "{method} {path}"),
            schema => check(&self.document, schema, &answer.json())
                .unwrap_or_else(|error| panic!("{method} {path}: {error} in {answer:?}")),
        }
        answer
    }

    /// What the document says of an address.
    fn operation(&self, method: &str, path: &str) -> &Value {
        let path = path.split('?').next().unwrap();
        let fits = |template: &str| {
            let (mut wanted, mut given) = (template.split('/'), path.split('/'));
            loop {
                match (wanted.next(), given.next()) {
                    (None, None) => return true,
                    (Some(wanted), Some(given)) if wanted == given || wanted.starts_with('{') => {}
                    _ => return false,
                }
            }
        };
        let paths = self.document["paths"].as_object().unwrap();
        // What is said to the letter goes before what has a placeholder.
        let item =
            paths.get(path).or_else(|| paths.iter().find(|(path, _)| fits(path)).map(|(_, item)| item));
        &item.unwrap_or_else(|| panic!("{path} is not in the document"))[method.to_lowercase()]
    }
}

/// A client that gets tokens for itself.
pub(crate) async fn machine(world: &World, scope: &str) -> Client {
    let metadata = json!({ "grant_types": ["client_credentials"], "redirect_uris": [], "scope": scope });
    world.client(metadata, ClientPolicy::default()).await
}

pub(crate) async fn own_token(world: &World, client: &Client, scope: &str) -> String {
    let answer = world.token(client, &[("grant_type", "client_credentials"), ("scope", scope)]).await;
    answer.text("access_token")
}

/// A body without what is made anew at each change.
pub(crate) fn lasting(answer: &Answer) -> Value {
    let mut body = answer.json();
    let members = body.as_object_mut().unwrap();
    members.retain(|name, _| {
        !matches!(name.as_str(), "updated_at" | "client_secret" | "client_secret_expires_at")
    });
    body
}
