//! What bodies may hold, by what the document says of them.

use std::collections::{BTreeMap, BTreeSet};

use idp::{Reason, Refusal};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::Administered;
use crate::http::admin::members::{Members, check_known};

/// The schemas of a body or an answer, and of all that it refers to.
pub(super) struct Schemas {
    /// By their names.
    all: BTreeMap<String, Value>,
    /// Whose they are.
    root: String,
}

impl Schemas {
    pub(super) fn of<T: ToSchema>() -> Self {
        let mut found = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut found);
        let all = found.into_iter().map(|(name, schema)| (name, json!(schema))).collect();
        Self { all, root: T::name().into_owned() }
    }

    /// The members that it has by itself, beside those flattened into it.
    pub(super) fn own(&self) -> Members {
        let schema = &self.all[&self.root];
        let parts = schema["allOf"].as_array().map_or(std::slice::from_ref(schema), Vec::as_slice);
        parts.iter().filter_map(|part| part["properties"].as_object()).flatten().map(owned).collect()
    }

    /// Refuses members that are not said to be taken, here and in the objects below.
    pub(super) fn check_known(
        &self,
        members: &Members,
        besides: &BTreeSet<String>,
        reason: Reason,
    ) -> Result<(), Refusal> {
        self.check(&self.all[&self.root], members, besides, reason)
    }

    fn check(
        &self,
        schema: &Value,
        members: &Members,
        besides: &BTreeSet<String>,
        reason: Reason,
    ) -> Result<(), Refusal> {
        let taken = self.taken(schema);
        // An object of which nothing is said may hold anything.
        if taken.is_empty() {
            return Ok(());
        }
        let known: Vec<&str> = taken.keys().chain(besides).map(String::as_str).collect();
        check_known(members, &[&known], reason)?;
        for (name, value) in members {
            let Some(schema) = taken.get(name) else { continue };
            let (schema, values) = match value {
                Value::Array(items) => (&schema["items"], items.as_slice()),
                value => (schema, std::slice::from_ref(value)),
            };
            for inner in values.iter().filter_map(Value::as_object) {
                self.check(schema, inner, &BTreeSet::new(), reason)?;
            }
        }
        Ok(())
    }

    /// The members that a schema names, with those flattened into it.
    fn taken(&self, schema: &Value) -> Members {
        let referred = schema["$ref"].as_str().and_then(|to| self.all.get(to.rsplit('/').next()?));
        let schema = referred.unwrap_or(schema);
        let own = schema["properties"].as_object().into_iter().flatten().map(owned);
        let parts = schema["allOf"].as_array().into_iter().flatten();
        own.chain(parts.flat_map(|part| self.taken(part))).collect()
    }
}

fn owned((name, schema): (&String, &Value)) -> (String, Value) {
    (name.clone(), schema.clone())
}

/// What is told of a record and cannot be changed: it may be sent back.
pub(super) fn told<R: Administered>() -> Members {
    let changed = Schemas::of::<R::ChangedBody>().own();
    let mut told = Schemas::of::<R::Answer>().own();
    told.retain(|name, _| !changed.contains_key(name));
    told
}

/// What is taken and never told.
pub(super) fn secrets<R: Administered>() -> Vec<String> {
    let told = Schemas::of::<R::Answer>().own();
    let changed = Schemas::of::<R::ChangedBody>().own();
    changed.into_iter().map(|(name, _)| name).filter(|name| !told.contains_key(name)).collect()
}

#[cfg(test)]
mod tests {
    use idp::model::directory::Directory;
    use idp::model::resource::Resource;
    use idp::model::scope::Scope;
    use idp::model::upstream::Upstream;

    use super::*;

    /// What the document says is taken would else be dropped without a word, as definitions are read leniently.
    #[track_caller]
    fn everything_taken_is_read<R: Administered>() {
        let schemas = Schemas::of::<R::NewBody>();
        let taken = schemas.taken(&schemas.all[&schemas.root]);
        assert!(taken.len() > 3, "{taken:?}");
        for (name, schema) in taken {
            let is_anything = schema["type"].is_null() && schema["$ref"].is_null();
            if name == R::NOUN.member || is_anything {
                continue;
            }
            // A value that no member has.
            let members = Members::from_iter([(name.clone(), json!([[0]]))]);
            let refusal = R::read_new("x".to_owned(), members).err();
            let about = refusal.and_then(|refusal| refusal.detail.parameter);
            assert_eq!(about.as_deref(), Some(name.as_str()), "{} does not read it", R::NOUN.one);
        }
    }

    #[test]
    fn every_member_that_is_taken_is_read() {
        everything_taken_is_read::<Resource>();
        everything_taken_is_read::<Scope>();
        everything_taken_is_read::<Upstream>();
        everything_taken_is_read::<Directory>();
    }

    #[test]
    fn what_is_told_may_be_sent_back_and_what_is_not_told_is_a_secret() {
        let names: Vec<String> = told::<Directory>().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["created_at", "has_bind_password", "updated_at"]);
        assert_eq!(secrets::<Directory>(), ["bind_password"]);
        assert_eq!(secrets::<Scope>(), [""; 0]);
    }
}
