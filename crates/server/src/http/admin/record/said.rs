//! The schemas that a kind of record adds to the document: those of its types, with what may be sent back
//! beside them, and a page of a list.

use serde_json::json;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, Schema, SchemaType};

use super::document::read;
use super::schema::told;
use super::{Administered, name};

/// Schemas by their names.
type Named = Vec<(String, RefOr<Schema>)>;

/// Every schema of a kind of record.
pub(super) fn all<R: Administered>() -> Named {
    let mut all = Named::new();
    add::<R::Answer>(&mut all);
    add::<R::NewBody>(&mut all);
    let changed = all.len();
    add::<R::ChangedBody>(&mut all);
    if let Some(object) = all.get_mut(changed).and_then(|(_, schema)| own(schema)) {
        let told = told::<R>();
        object.properties.extend(told.iter().map(|(name, told)| (name.clone(), sent_back(&told["type"]))));
    }
    all.push((list_name::<R>(), list::<R>()));
    all
}

fn add<T: ToSchema>(all: &mut Named) {
    all.push((T::name().into_owned(), T::schema()));
    T::schemas(all);
}

/// The part of a schema that is not flattened into it.
fn own(schema: &mut RefOr<Schema>) -> Option<&mut Object> {
    match schema {
        RefOr::T(Schema::Object(object)) => Some(object),
        RefOr::T(Schema::AllOf(parts)) => parts.items.iter_mut().find_map(own),
        _ => None,
    }
}

/// Nothing but its type matters of what changes nothing.
fn sent_back(told: &serde_json::Value) -> RefOr<Schema> {
    const WHY: Option<&str> = Some("Told in answers; changes nothing.");
    match told.as_str() {
        Some("array") => {
            ArrayBuilder::new().items(Object::with_type(SchemaType::AnyValue)).description(WHY).into()
        }
        _ => ObjectBuilder::new().schema_type(read::<SchemaType>(told.clone())).description(WHY).into(),
    }
}

/// What the schema of a list is called.
pub(super) fn list_name<R: Administered>() -> String {
    format!("{}List", name::<R>())
}

fn list<R: Administered>() -> RefOr<Schema> {
    let items = json!({ "$ref": format!("#/components/schemas/{}", name::<R>()) });
    let next = "What `after` is to be for the next page; `null` if this is the last.";
    read(json!({
        "type": "object",
        "description": format!("A page of {}.", R::NOUN.many),
        "required": [R::NOUN.many, "next"],
        "properties": {
            R::NOUN.many: { "type": "array", "items": items, "description": R::NOUN.in_order },
            "next": { "type": ["string", "null"], "description": next },
        },
    }))
}
