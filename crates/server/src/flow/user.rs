//! Administering people's accounts.

pub mod import;

use idp::login::factor::password::{check_new, check_unlike};
use idp::model::event::Actor;
use idp::model::user::{User, UserId, canonical_login_name};
use idp::user::{self, Changes, NewUser, PasswordHash};
use idp::{Reason, Refusal};
use jose::secret::Secret;
use oidc::claims::StandardClaims;

use super::session::Leaving;
use super::{Tries, notice, unavailable};
use crate::node::Node;

/// Makes an account.
pub async fn create(
    node: &Node,
    new: NewUser,
    password: Option<Secret<String>>,
    by: &Actor,
) -> Result<User, Refusal> {
    let hash = match password {
        None => None,
        Some(password) => Some(hash(node, password, &new.username, &new.claims).await?),
    };
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let taken = is_taken(node, &new.username, new.claims.email.as_deref(), None).await?;
        let password = hash.clone().map(PasswordHash);
        let decision = node.decide(now, |env| user::create(new.clone(), password, taken, by, env));
        if let Some(user) = tries.commit(node, decision, now).await? {
            return Ok(user);
        }
    }
}

/// Changes an account.
pub async fn change(
    node: &Node,
    id: &UserId,
    password: Option<Secret<String>>,
    changes: impl Fn(&User) -> Result<Changes, Refusal>,
    by: &Actor,
) -> Result<User, Refusal> {
    let hash = match password {
        None => None,
        Some(password) => {
            let user = get(node, id).await?;
            Some(hash(node, password, &user.username, &user.claims).await?)
        }
    };
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let user = get(node, id).await?;
        let mut changes = changes(&user)?;
        changes.password = hash.clone().map(PasswordHash);
        let username = changes.username.as_deref().unwrap_or(&user.username);
        let claims = changes.claims.as_ref().unwrap_or(&user.claims);
        let taken = is_taken(node, username, claims.email.as_deref(), Some(id)).await?;
        let leaving = match user::ends_sessions(&changes) {
            Some(_) => Leaving::of_person(node, id).await?,
            None => Leaving::default(),
        };
        let decision = node
            .decide(now, |env| user::change(Some(user.clone()), changes, taken, leaving.ending(), by, env));
        let decision = notice::owing(node, decision, Some(&user), None, now).await?;
        if let Some(user) = tries.commit(node, decision, now).await? {
            return Ok(user);
        }
    }
}

/// Removes an account.
pub async fn remove(node: &Node, id: &UserId, by: &Actor) -> Result<(), Refusal> {
    remove_if(node, id, |_| Ok(()), by).await
}

/// Removes an account of which nothing is refused; it goes as it was looked at, or is looked at again.
pub async fn remove_if(
    node: &Node,
    id: &UserId,
    check: impl Fn(&User) -> Result<(), Refusal>,
    by: &Actor,
) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let user = get(node, id).await?;
        check(&user)?;
        let leaving = Leaving::of_person(node, id).await?;
        let decision = node.decide(now, |env| user::remove(Some(&user), leaving.ending(), by, env));
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

/// One account.
pub async fn get(node: &Node, id: &UserId) -> Result<User, Refusal> {
    node.store().load_user(id).await.map_err(unavailable)?.ok_or_else(|| Reason::NotFound.into())
}

/// The account with this user name or e-mail address.
pub async fn find(node: &Node, login_name: &str) -> Result<User, Refusal> {
    let name = canonical_login_name(login_name);
    let person = node.store().load_person(&name, None).await.map_err(unavailable)?;
    person.map(|person| person.user).ok_or_else(|| Reason::NotFound.into())
}

/// Accounts in the order they were made, at most `limit`, beginning after `after`.
pub async fn list(node: &Node, after: Option<&UserId>, limit: u32) -> Result<Vec<User>, Refusal> {
    node.store().list_users(after, limit, None).await.map_err(unavailable)
}

async fn hash(
    node: &Node,
    password: Secret<String>,
    username: &str,
    claims: &StandardClaims<'_>,
) -> Result<String, Refusal> {
    check_new(password.expose(), &node.settings.passwords)?;
    check_unlike(password.expose(), username, claims)?;
    node.hasher.hash(password).await.map_err(|_overloaded| Refusal::new(Reason::Busy).retry_after(2))
}

/// Whether somebody else has one of these login names.
pub(super) async fn is_taken(
    node: &Node,
    username: &str,
    email: Option<&str>,
    besides: Option<&UserId>,
) -> Result<bool, Refusal> {
    for name in [Some(username), email].into_iter().flatten() {
        let name = canonical_login_name(name);
        let person = node.store().load_person(&name, None).await.map_err(unavailable)?;
        if person.is_some_and(|person| Some(&person.user.id) != besides) {
            return Ok(true);
        }
    }
    Ok(false)
}
