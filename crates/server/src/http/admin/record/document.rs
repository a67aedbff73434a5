//! What the document says of a kind of record.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use utoipa::openapi::OpenApi;
use utoipa::{IntoResponses, ToSchema};

use super::said::{all, list_name};
use super::{Administered, name};
use crate::http::admin::openapi::{Always, IfKnown, IfUnchanged, Responses, WithBody, WithQuery};

/// Adds its addresses and schemas to the document.
pub(super) fn describe<R: Administered>(path: &'static str, document: &mut OpenApi) {
    let every = json!({ "get": list::<R>(), "post": create::<R>() });
    let one =
        json!({ "get": tell::<R>(), "put": replace::<R>(), "patch": amend::<R>(), "delete": remove::<R>() });
    let paths = &mut document.paths.paths;
    paths.insert(path.to_owned(), read(every));
    paths.insert(format!("{path}/{{id}}"), read(one));
    let schemas = &mut document.components.get_or_insert_default().schemas;
    schemas.extend(all::<R>());
}

/// What is written here is always fit.
pub(super) fn read<T: DeserializeOwned + Default>(written: Value) -> T {
    serde_json::from_value(written).unwrap_or_default()
}

fn list<R: Administered>() -> Value {
    let limit = json!({ "type": "integer", "format": "int32", "minimum": 1, "maximum": 200 });
    let limit = parameter("limit", "query", "How many at most; 50 if absent.", limit);
    let found = answer(&format!("A page of {}.", R::NOUN.many), &list_name::<R>());
    Operation::<R>::new("list", R::NOUN.lists)
        .with("parameters", json!([text("after", "query", "The `next` of the page before."), limit]))
        .answering(&[("200", found)], &[Always::responses, WithQuery::responses])
}

fn create<R: Administered>() -> Value {
    let mut made = one::<R>("");
    made["headers"]["Location"] = header(&format!("Where the {} is.", R::NOUN.one));
    let taken = answer(R::NOUN.taken, "Refused");
    Operation::<R>::new("create", R::NOUN.makes)
        .with("requestBody", body::<R::NewBody>(&["application/json"]))
        .answering(&[("201", made), ("409", taken)], &[Always::responses, WithBody::responses])
}

fn tell<R: Administered>() -> Value {
    Operation::<R>::new("read", R::NOUN.tells)
        .with("parameters", json!([id::<R>()]))
        .answering(&[("200", one::<R>(""))], &[Always::responses, IfKnown::responses])
}

fn replace<R: Administered>() -> Value {
    Operation::<R>::new("replace", R::NOUN.replaces)
        .with("parameters", json!([id::<R>(), if_match("changed")]))
        .with("requestBody", body::<R::ChangedBody>(&["application/json"]))
        .answering(&[("200", one::<R>(" as it is now"))], &CHANGED)
}

fn amend<R: Administered>() -> Value {
    let amends = format!(
        "Changes {} as a merge patch says (RFC 7396).\n\nMembers that are absent stay as they are, and `null` takes \
         one away.",
        R::NOUN.a,
    );
    Operation::<R>::new("amend", &amends)
        .with("parameters", json!([id::<R>(), if_match("changed")]))
        .with("requestBody", body::<R::ChangedBody>(&["application/merge-patch+json", "application/json"]))
        .answering(&[("200", one::<R>(" as it is now"))], &CHANGED)
}

fn remove<R: Administered>() -> Value {
    let gone = json!({ "description": format!("The {} is gone.", R::NOUN.one) });
    Operation::<R>::new("remove", R::NOUN.removes)
        .with("parameters", json!([id::<R>(), if_match("removed")]))
        .answering(&[("204", gone)], &[Always::responses, IfKnown::responses, IfUnchanged::responses])
}

/// How a change is refused.
const CHANGED: [fn() -> Responses; 4] =
    [Always::responses, IfKnown::responses, IfUnchanged::responses, WithBody::responses];

/// An operation in the making.
struct Operation<R> {
    said: Value,
    of: std::marker::PhantomData<R>,
}

impl<R: Administered> Operation<R> {
    fn new(verb: &str, text: &str) -> Self {
        let noun = if verb == "list" { capital(R::NOUN.many) } else { name::<R>().into_owned() };
        let mut said = json!({ "tags": [R::NOUN.many], "operationId": format!("{verb}{noun}") });
        match text.split_once("\n\n") {
            Some((summary, description)) => {
                said["summary"] = summary.into();
                said["description"] = description.into();
            }
            None => said["summary"] = text.into(),
        }
        Self { said, of: std::marker::PhantomData }
    }

    fn with(mut self, name: &str, said: Value) -> Self {
        self.said[name] = said;
        self
    }

    fn answering(self, answers: &[(&str, Value)], refusals: &[fn() -> Responses]) -> Value {
        let mut responses = json!({});
        for (status, response) in refusals.iter().flat_map(|refusals| refusals()) {
            responses[status] = json!(response);
        }
        for (status, answer) in answers {
            responses[*status] = answer.clone();
        }
        self.with("responses", responses).said
    }
}

/// One record, with its version.
fn one<R: Administered>(state: &str) -> Value {
    let mut answer = answer(&format!("The {}{state}.", R::NOUN.one), &name::<R>());
    answer["headers"]["ETag"] = header(&format!("The version of the {}.", R::NOUN.one));
    answer
}

fn answer(description: &str, schema: &str) -> Value {
    json!({ "description": description, "content": { "application/json": content(schema) } })
}

fn body<T: ToSchema>(types: &[&str]) -> Value {
    let contents = types.iter().map(|&essence| (essence.to_owned(), content(&T::name())));
    json!({ "required": true, "content": contents.collect::<serde_json::Map<_, _>>() })
}

fn content(schema: &str) -> Value {
    json!({ "schema": { "$ref": format!("#/components/schemas/{schema}") } })
}

fn header(description: &str) -> Value {
    json!({ "description": description, "schema": { "type": "string" } })
}

fn id<R: Administered>() -> Value {
    let mut id = text("id", "path", R::NOUN.identifier);
    id["required"] = true.into();
    id
}

fn if_match(done: &str) -> Value {
    let what = format!("The `ETag` that was read: nothing is {done} if it is another now.");
    text("If-Match", "header", &what)
}

fn text(name: &str, place: &str, description: &str) -> Value {
    parameter(name, place, description, json!({ "type": "string" }))
}

fn parameter(name: &str, place: &str, description: &str, schema: Value) -> Value {
    json!({ "name": name, "in": place, "description": description, "required": false, "schema": schema })
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    first.to_uppercase() + rest
}
