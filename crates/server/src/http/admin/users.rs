//! `/admin/api/v1/users`

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use idp::model::user::{User, UserId};
use idp::user::{Changes, NewUser};
use idp::{Reason, Refusal};
use jose::secret::Secret;
use oidc::claims::StandardClaims;
use serde_json::Value;
use tracing::info;

use super::administrator::{Administrator, actor};
use super::answer::{created, json, nothing, record};
use super::body::Body;
use super::id::Id;
use super::listing::Listing;
use super::members::{Members, check_known, merge, read as read_members, require, take};
use super::openapi::{Always, IfKnown, IfUnchanged, WithBody, WithQuery};
use super::schema::user as schema;
use super::version::Precondition;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;

/// The claims that an administrator says of a person. `preferred_username` and `updated_at` follow
/// from the record.
pub(super) const CLAIMS: [&str; 17] = [
    "address",
    "birthdate",
    "email",
    "email_verified",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "phone_number_verified",
    "picture",
    "profile",
    "website",
    "zoneinfo",
];
const ADDRESS: [&str; 6] = ["country", "formatted", "locality", "postal_code", "region", "street_address"];
/// What a new account is given besides claims.
const WITH_NEW: [&str; 4] = ["username", "password", "groups", "attributes"];
/// What an account may be given besides claims. The last two are told in answers, and may be sent
/// back: they change nothing.
const WITH_CHANGED: [&str; 7] =
    ["id", "username", "disabled", "groups", "attributes", "created_at", "updated_at"];

const INVALID: Reason = Reason::UserInvalid;

/// Lists accounts in the order in which they were made.
#[utoipa::path(
    get, path = "/v1/users", tag = "users", operation_id = "listUsers",
    params(
        ("after" = Option<String>, Query, nullable = false, description = "The `next` of the page before."),
        ("limit" = Option<u32>, Query, nullable = false, minimum = 1, maximum = 200,
            description = "How many at most; 50 if absent."),
        ("login_name" = Option<String>, Query, nullable = false,
            description = "Only the account with this user name or e-mail address, however it is spelt."),
    ),
    responses((status = 200, description = "A page of accounts.", body = schema::UserList), Always, WithQuery),
)]
pub(super) async fn list(
    _: Administrator,
    State(web): State<Arc<Web>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Api> {
    let listing = Listing::of_people(query.as_deref())?;
    let found = match &listing.login_name {
        Some(login_name) => match flow::user::find(&web.node, login_name).await {
            Ok(user) => vec![user],
            Err(Refusal { reason: Reason::NotFound, .. }) => Vec::new(),
            Err(refusal) => return Err(refusal.into()),
        },
        None => {
            let after = listing.after.as_deref().map(UserId::new);
            flow::user::list(&web.node, after.as_ref(), listing.limit.one_more()).await?
        }
    };
    let (users, next) = listing.limit.page(found, |user| user.id.as_str());
    Ok(json(&schema::UserList { users: users.into_iter().map(Into::into).collect(), next }))
}

/// Makes an account.
#[utoipa::path(
    post, path = "/v1/users", tag = "users", operation_id = "createUser",
    request_body = schema::NewUser,
    responses(
        (status = 201, description = "The account.", body = schema::UserAnswer,
            headers(("Location" = String, description = "Where the account is."),
                ("ETag" = String, description = "The version of the account."))),
        (status = 409, description = "Another account has this user name or e-mail address.",
            body = super::schema::Refused),
        Always, WithBody,
    ),
)]
pub(super) async fn create(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Body(mut members): Body,
) -> Result<Response, Api> {
    check_known(&members, &[&CLAIMS, &WITH_NEW], INVALID)?;
    let password: Option<String> = take(&mut members, "password", INVALID)?;
    let username = require(&mut members, "username", INVALID)?;
    let groups = take(&mut members, "groups", INVALID)?.unwrap_or_default();
    let attributes = take(&mut members, "attributes", INVALID)?.unwrap_or_default();
    let new = NewUser { username, claims: read_claims(members)?, groups, attributes };
    let user = flow::user::create(&web.node, new, password.map(Secret::new), &actor(&by)).await?;
    let id = user.id.clone();
    info!(by, user = id.as_str(), "made an account");
    Ok(created(answer(user), "users", id.as_str()))
}

/// Tells of an account.
#[utoipa::path(
    get, path = "/v1/users/{id}", tag = "users", operation_id = "readUser",
    params(("id" = String, Path, description = "The account's identifier, the `sub` of tokens.")),
    responses(
        (status = 200, description = "The account.", body = schema::UserAnswer,
            headers(("ETag" = String, description = "The version of the account."))),
        Always, IfKnown,
    ),
)]
pub(super) async fn read(_: Administrator, State(web): State<Arc<Web>>, Id(id): Id) -> Result<Response, Api> {
    Ok(answer(flow::user::get(&web.node, &UserId::new(id)).await?))
}

/// Replaces the user name and the claims of an account.
///
/// Also its groups, its attributes and whether it is disabled, if these are named; otherwise they stay.
#[utoipa::path(
    put, path = "/v1/users/{id}", tag = "users", operation_id = "replaceUser",
    params(
        ("id" = String, Path, description = "The account's identifier, the `sub` of tokens."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is changed if it is another now."),
    ),
    request_body = schema::ChangedUser,
    responses(
        (status = 200, description = "The account as it is now.", body = schema::UserAnswer,
            headers(("ETag" = String, description = "The version of the account."))),
        (status = 409, description = "Another account has this user name or e-mail address.",
            body = super::schema::Refused),
        Always, IfKnown, IfUnchanged, WithBody,
    ),
)]
pub(super) async fn replace(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    precondition: Precondition,
    Body(members): Body,
) -> Result<Response, Api> {
    change(&web, &by, id, &precondition, |_| members.clone()).await
}

/// Changes an account as a merge patch says (RFC 7396).
///
/// Members that are absent stay as they are, and `null` takes one away.
#[utoipa::path(
    patch, path = "/v1/users/{id}", tag = "users", operation_id = "amendUser",
    params(
        ("id" = String, Path, description = "The account's identifier, the `sub` of tokens."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is changed if it is another now."),
    ),
    request_body(content((schema::AmendedUser = "application/merge-patch+json"), (schema::AmendedUser = "application/json"))),
    responses(
        (status = 200, description = "The account as it is now.", body = schema::UserAnswer,
            headers(("ETag" = String, description = "The version of the account."))),
        (status = 409, description = "Another account has this user name or e-mail address.",
            body = super::schema::Refused),
        Always, IfKnown, IfUnchanged, WithBody,
    ),
)]
pub(super) async fn amend(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    precondition: Precondition,
    Body(patch): Body,
) -> Result<Response, Api> {
    let patched = |user: &User| {
        let mut members = match serde_json::to_value(&user.claims) {
            Ok(Value::Object(claims)) => claims,
            _ => Members::new(),
        };
        members.retain(|name, _| CLAIMS.contains(&name.as_str()));
        members.insert("username".to_owned(), Value::from(user.username.as_str()));
        members.insert("groups".to_owned(), Value::from(user.groups.clone()));
        members.insert("attributes".to_owned(), Value::from(user.attributes.clone()));
        merge(&mut members, patch.clone());
        // What was taken away altogether is empty from now on, and not as it was.
        members.entry("groups").or_insert_with(|| Value::Array(Vec::new()));
        members.entry("attributes").or_insert_with(|| Value::Object(Members::new()));
        members
    };
    change(&web, &by, id, &precondition, patched).await
}

/// Removes an account.
///
/// Everything the person signed in to ends with it.
#[utoipa::path(
    delete, path = "/v1/users/{id}", tag = "users", operation_id = "removeUser",
    params(
        ("id" = String, Path, description = "The account's identifier, the `sub` of tokens."),
        ("If-Match" = Option<String>, Header, nullable = false,
            description = "The `ETag` that was read: nothing is removed if it is another now."),
    ),
    responses((status = 204, description = "The account is gone."), Always, IfKnown, IfUnchanged),
)]
pub(super) async fn remove(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    precondition: Precondition,
) -> Result<Response, Api> {
    let id = UserId::new(id);
    flow::user::remove_if(&web.node, &id, |user| precondition.check(user.version), &actor(&by)).await?;
    info!(by, user = id.as_str(), "removed an account");
    Ok(nothing())
}

/// Sets a person's password.
#[utoipa::path(
    put, path = "/v1/users/{id}/password", tag = "users", operation_id = "setUserPassword",
    params(("id" = String, Path, description = "The account's identifier, the `sub` of tokens.")),
    request_body = schema::NewPassword,
    responses((status = 204, description = "The password is set."), Always, IfKnown, WithBody),
)]
pub(super) async fn set_password(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    Body(mut members): Body,
) -> Result<Response, Api> {
    check_known(&members, &[&["password"]], INVALID)?;
    let password: String = require(&mut members, "password", INVALID)?;
    let id = UserId::new(id);
    flow::user::change(&web.node, &id, Some(Secret::new(password)), |_| Ok(Changes::default()), &actor(&by))
        .await?;
    info!(by, user = id.as_str(), "set a password");
    Ok(nothing())
}

/// Makes an account as these members say, unless it is another than was read.
async fn change(
    web: &Web,
    by: &str,
    id: String,
    precondition: &Precondition,
    members: impl Fn(&User) -> Members,
) -> Result<Response, Api> {
    let id = UserId::new(id);
    let changes = |user: &User| {
        precondition.check(user.version)?;
        changes(user, members(user))
    };
    let user = flow::user::change(&web.node, &id, None, changes, &actor(by)).await?;
    info!(by, user = id.as_str(), "changed an account");
    Ok(answer(user))
}

fn answer(user: User) -> Response {
    let version = user.version;
    record(&schema::UserAnswer::from(user), version)
}

/// What is to be of an account, in the members of a body.
fn changes(user: &User, mut members: Members) -> Result<Changes, Refusal> {
    check_known(&members, &[&CLAIMS, &WITH_CHANGED], INVALID)?;
    let id: Option<String> = take(&mut members, "id", INVALID)?;
    if id.is_some_and(|id| id != user.id.as_str()) {
        return Err(Refusal::new(INVALID).about("id").expected("the one in the address, or none"));
    }
    let username = require(&mut members, "username", INVALID)?;
    let disabled = take(&mut members, "disabled", INVALID)?;
    let groups = take(&mut members, "groups", INVALID)?;
    let attributes = take(&mut members, "attributes", INVALID)?;
    members.retain(|name, _| CLAIMS.contains(&name.as_str()));
    // What is said here leaves alone what others say of the person in other vocabularies.
    let claims = StandardClaims { other: user.claims.other.clone(), ..read_claims(members)? };
    let (username, claims) = (Some(username), Some(claims));
    Ok(Changes { username, claims, groups, attributes, disabled, password: None })
}

pub(super) fn read_claims(members: Members) -> Result<StandardClaims<'static>, Refusal> {
    if let Some(Value::Object(address)) = members.get("address") {
        check_known(address, &[&ADDRESS], INVALID)?;
    }
    read_members(members, INVALID)
}
