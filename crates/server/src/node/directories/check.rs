//! Asking a directory for all that we need of it, for whoever connects it.

use idp::directory::person::Tried;
use idp::model::directory::Directory;
use jose::Secret;

use super::connection::Connection;
use super::{DirectoryFault, ours, person};
use crate::fetch::Fetcher;

/// What came of asking: step by step, up to what went wrong.
#[derive(Debug)]
pub struct DirectoryCheck {
    /// What went well.
    pub done: Vec<CheckStep>,
    /// What did not, and why.
    pub fault: Option<(&'static str, DirectoryFault)>,
}

/// A step that went well.
#[derive(Debug)]
pub struct CheckStep {
    /// Which: `connect`, `bind`, `search`, `user` or `groups`.
    pub step: &'static str,
    /// What was found.
    pub found: String,
}

impl DirectoryCheck {
    fn step(&mut self, step: &'static str, found: String) {
        self.done.push(CheckStep { step, found });
    }
}

/// Who is looked for too.
#[derive(Clone, Copy)]
pub struct CheckedPerson<'a> {
    /// The name they would write.
    pub name: &'a str,
    /// What may be their password.
    pub password: Option<&'a Secret<String>>,
}

pub(super) async fn check(
    directory: &Directory,
    wanted: Option<CheckedPerson<'_>>,
    fetcher: &Fetcher,
) -> DirectoryCheck {
    let mut check = DirectoryCheck { done: Vec::new(), fault: None };
    let mut at = "connect";
    if let Err(fault) = ask(directory, wanted, fetcher, &mut at, &mut check).await {
        check.fault = Some((at, fault));
    }
    check
}

async fn ask(
    directory: &Directory,
    wanted: Option<CheckedPerson<'_>>,
    fetcher: &Fetcher,
    at: &mut &'static str,
    check: &mut DirectoryCheck,
) -> Result<(), DirectoryFault> {
    let definition = &directory.definition;
    let mut connection = Connection::open(definition, fetcher).await?;
    let is_tls = definition.start_tls || definition.url.starts_with("ldaps://");
    let how = if is_tls { "over TLS, its certificate is trusted" } else { "without TLS" };
    check.step(at, format!("{} answers {how}", definition.url));

    *at = "bind";
    ours(&mut connection, directory).await?;
    let name_there = definition.bind_dn.as_deref().unwrap_or("nobody (anonymous)");
    check.step(at, format!("it lets us in as {name_there}"));

    *at = "search";
    // Nobody is called so; that it looks is what matters.
    person::find(
        &mut connection,
        definition,
        wanted.map_or("nobody-5d0c41e6b1f24a0d9a7e", |wanted| wanted.name),
    )
    .await?;
    check.step(at, format!("people are looked for below {}", definition.user_base));
    let Some(CheckedPerson { name, password }) = wanted else { return Ok(()) };

    *at = "user";
    let found = person::find(&mut connection, definition, name).await?;
    let [entry] = found.as_slice() else {
        let what = if found.is_empty() { "nobody" } else { "several entries" };
        let why = format!("{what} there by the name {name}: see user_base and user_filter");
        return Err(DirectoryFault::Misconfigured(why));
    };
    let person = person::told(&mut connection, definition, entry).await?;
    check.step(at, format!("{} is {}, known by {}", name, person.name, person.subject));
    let claims = idp::directory::person::claims(&person, definition);
    for (claim, values) in &person.values {
        let said = match (claims.get(claim), values.is_empty()) {
            (Some(value), _) => format!("{claim}: {value}"),
            (None, true) => format!("{claim}: nothing"),
            (None, false) => {
                format!("{claim}: left out, as it has not the form of one: {}", values.join(", "))
            }
        };
        check.step("claim", said);
    }
    *at = "groups";
    for group in &person.groups {
        let here = group.here(definition).map_or_else(|| "no group here".to_owned(), str::to_owned);
        check.step(at, format!("{} leads to {here}", group.entry));
    }
    let Some(password) = password else { return Ok(()) };

    *at = "password";
    let tried = match password.expose().is_empty() {
        true => Tried::Wrong("no password was written".to_owned()),
        false => person::check_password(&mut connection, directory, &found, password).await?,
    };
    match tried {
        Tried::Right(_) => check.step(at, "it is theirs".to_owned()),
        Tried::Wrong(why) => return Err(DirectoryFault::Misconfigured(why)),
    }
    Ok(())
}
