//! What a change of an account leaves in the audit record: which members changed, and never their values.

use serde_json::{Map, Value};

use crate::decision::Env;
use crate::effect::Effect;
use crate::model::event::{Actor, Event, EventKind};
use crate::model::user::User;

/// The events of a change from one state of an account to the next; none where nothing is another.
pub(super) fn of(
    before: &User,
    after: &User,
    sets_password: bool,
    by: &Actor,
    env: &mut Env<'_>,
) -> Vec<Effect> {
    let mut event = |kind| Event::of_user(kind, by, &after.id, env);
    let mut events = Vec::new();
    let members = changed(before, after);
    if !members.is_empty() {
        events.push(event(EventKind::UserChange).about("members", members));
    }
    match (before.disabled_at, after.disabled_at) {
        (None, Some(_)) => events.push(event(EventKind::UserDisable)),
        (Some(_), None) => events.push(event(EventKind::UserEnable)),
        _ => {}
    }
    if sets_password {
        events.push(event(EventKind::PasswordSet));
    }
    events.into_iter().map(Effect::PutEvent).collect()
}

fn changed(before: &User, after: &User) -> Vec<String> {
    let (old, new) = (members(before), members(after));
    let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
    names.filter(|name| old.get(*name) != new.get(*name)).cloned().collect()
}

fn members(user: &User) -> Map<String, Value> {
    let mut members = match serde_json::to_value(&user.claims) {
        Ok(Value::Object(claims)) => claims,
        _ => Map::new(),
    };
    members.insert("username".to_owned(), user.username.as_str().into());
    members.insert("groups".to_owned(), user.groups.clone().into());
    members.insert("attributes".to_owned(), user.attributes.clone().into());
    members
}
