//! The OpenAPI document: whole, sound, and the same as the addresses there are.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::api::Api;
use crate::schema::resolve;
use crate::world::{Engine, World, run};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Every operation: path, method, and what is said of it.
pub(crate) fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(METHODS.contains(&method.as_str()), "{method} {path}");
            operations.push((path.clone(), method.clone(), operation.clone()));
        }
    }
    operations
}

/// The addresses in the router's source: a route is a path and the methods it is asked by, and a kind of
/// record is a path for all and one below it for each.
fn routes() -> BTreeSet<(String, String)> {
    let source = include_str!("../../src/http/admin/mod.rs");
    let mut routes = BTreeSet::new();
    for record in source.split("mounted::<").skip(1) {
        let path = record.split('"').nth(1).unwrap();
        routes.extend(["get", "post"].map(|method| (path.to_owned(), method.to_owned())));
        let each = ["get", "put", "patch", "delete"];
        routes.extend(each.map(|method| (format!("{path}/{{id}}"), method.to_owned())));
    }
    for route in source.split(".route(").skip(1) {
        let path = route.split('"').nth(1).unwrap();
        let handlers = route.split(".fallback").next().unwrap();
        for method in METHODS {
            if handlers.contains(&format!(" {method}("))
                || handlers.contains(&format!(".{method}("))
                || handlers.contains(&format!("::{method}("))
            {
                routes.insert((path.to_owned(), method.to_owned()));
            }
        }
    }
    routes
}

#[test]
fn every_route_is_in_the_document_and_nothing_else() {
    run(Engine::Sqlite, |world: World| async move {
        let api = Api::new(&world).await;
        let mut told: BTreeSet<_> =
            operations(&api.document).into_iter().map(|(path, method, _)| (path, method)).collect();
        assert_eq!(told.len(), 96);
        told.insert(("/openapi.json".to_owned(), "get".to_owned()));
        assert_eq!(told, routes());
    });
}

#[test]
fn what_the_document_does_not_know_is_not_answered() {
    run(Engine::Sqlite, |world: World| async move {
        let api = Api::new(&world).await;
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (path, method, _) in operations(&api.document) {
            known.entry(path).or_default().push(method);
        }
        for (path, methods) in known {
            for method in METHODS {
                let url = format!("{}/admin/api{}", world.base, path.replace(['{', '}'], ""));
                let method_name = method.to_uppercase().parse().unwrap();
                let status = world.http.request(method_name, url).send().await.unwrap().status().as_u16();
                // `rotate` might be a key's name to whoever asks in another way.
                let expected = if methods.iter().any(|known| known == method) { 401 } else { 405 };
                assert_eq!(status, expected, "{method} {path}");
            }
        }
        for path in [
            "/admin/api",
            "/admin/api/",
            "/admin/api/v1",
            "/admin/api/v2/clients",
            "/admin/api/v1/clients/a/b",
        ] {
            let answer = world.get(path).await;
            assert_eq!((answer.status, answer.text("error_code").as_str()), (404, "not-found"), "{path}");
        }
    });
}

#[test]
fn the_document_is_sound() {
    run(Engine::Sqlite, |world: World| async move {
        let document = Api::new(&world).await.document;
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
        assert_eq!(document["servers"][0]["url"], "/admin/api");
        assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
        assert_eq!(document["security"][0]["bearer"], serde_json::json!([]));
        let mut ids = BTreeSet::new();
        for (path, method, operation) in operations(&document) {
            let name = format!("{method} {path}");
            assert!(
                ids.insert(operation["operationId"].as_str().unwrap().to_owned()),
                "{name}: its id is taken"
            );
            assert!(
                operation["summary"].as_str().is_some_and(|text| text.ends_with('.') && !text.contains('\n')),
                "{name}: no summary"
            );
            assert!(operation["security"].is_null(), "{name}: another way in");
            check_parameters(&path, &operation);
            for status in ["401", "403", "500", "503"] {
                assert!(operation["responses"][status].is_object(), "{name}: no {status}");
            }
            for (status, response) in operation["responses"].as_object().unwrap() {
                assert!(
                    response["description"].as_str().is_some_and(|text| !text.is_empty()),
                    "{name} {status}"
                );
                let said = response["content"].as_object();
                let says = said.is_some_and(|said| said.values().all(|it| !it["schema"].is_null()));
                assert_eq!(!says, status == "204", "{name} {status}");
                if status.as_str() >= "400" {
                    let schema = &response["content"]["application/json"]["schema"];
                    assert_eq!(schema["$ref"], "#/components/schemas/Refused", "{name} {status}");
                }
            }
            assert_eq!(
                operation["requestBody"].is_object(),
                operation["responses"]["415"].is_object(),
                "{name}"
            );
        }
    });
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_described_and_used() {
    run(Engine::Sqlite, |world: World| async move {
        let document = Api::new(&world).await.document;
        let mut used = BTreeSet::new();
        references(&document, &document, &mut used);
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            assert!(used.contains(&format!("#/components/schemas/{name}")), "{name} is used nowhere");
            assert!(has_description(schema), "{name} is not described");
            let parts = schema["allOf"].as_array().cloned().unwrap_or_else(|| vec![schema.clone()]);
            for (member, schema) in parts.iter().filter_map(|part| part["properties"].as_object()).flatten() {
                assert!(has_description(schema), "{name}.{member} is not described: {schema}");
            }
        }
    });
}

fn has_description(schema: &Value) -> bool {
    let own = schema["description"].as_str().is_some_and(|text| !text.is_empty());
    own || schema["oneOf"].as_array().is_some_and(|parts| parts.iter().any(has_description))
        || schema["allOf"].as_array().is_some_and(|parts| parts.iter().any(has_description))
}

fn check_parameters(path: &str, operation: &Value) {
    let told: BTreeSet<_> = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|parameter| {
            assert!(
                parameter["description"].is_string() && parameter["schema"].is_object(),
                "{path}: {parameter}"
            );
            parameter["in"] == "path"
        })
        .map(|parameter| format!("{{{}}}", parameter["name"].as_str().unwrap()))
        .collect();
    let in_path: BTreeSet<_> =
        path.split('/').filter(|part| part.starts_with('{')).map(str::to_owned).collect();
    assert_eq!(told, in_path, "{path}");
}

fn references(document: &Value, value: &Value, used: &mut BTreeSet<String>) {
    if let Some(reference) = value["$ref"].as_str() {
        assert!(resolve(document, value).is_object(), "{reference}");
        used.insert(reference.to_owned());
    }
    let nested: Vec<&Value> = match value {
        Value::Object(members) => members.values().collect(),
        Value::Array(values) => values.iter().collect(),
        _ => Vec::new(),
    };
    nested.into_iter().for_each(|value| references(document, value, used));
}
