//! From effects to statements: the one place that writes SQL which changes data.

mod outbox;

use idp::Time;
use idp::effect::{Advance, Effect, Expected, RevokedBecause};
use idp::model::Version;
use idp::model::client::{Client, Registration};
use idp::model::consent::Consent;
use idp::model::directory::Directory;
use idp::model::family::{Family, FamilyId};
use idp::model::initial_access_token::InitialAccessToken;
use idp::model::key::KeyRecord;
use idp::model::resource::Resource;
use idp::model::scope::Scope;
use idp::model::sender::Sender;
use idp::model::ticket::{Ticket, TicketKey};
use idp::model::upstream::Upstream;
use idp::model::user::{User, canonical_login_name};

use crate::credentials;
use crate::error::Error;
use crate::events;
use crate::facts::ChangeKind;
use crate::identities;
use crate::outcome::Guard;
use crate::policies;
use crate::records;
use crate::sign_ins;
use crate::sql::{Value, sql};
use crate::statement::{Place, Rows, Statement};
use crate::vault::Vault;

/// The statements of a commit, in the order in which they run. Secrets are sealed here, on the
/// caller's thread, so that an engine only executes.
pub(crate) fn statements(effects: Vec<Effect>, now: Time, vault: &Vault) -> Result<Vec<Statement>, Error> {
    let mut list = Vec::with_capacity(effects.len());
    for effect in effects {
        push(&mut list, effect, now, vault)?;
    }
    list.sort_by_key(|statement: &Statement| statement.place);
    Ok(list)
}

fn push(list: &mut Vec<Statement>, effect: Effect, now: Time, vault: &Vault) -> Result<(), Error> {
    match effect {
        Effect::Put(ticket) => list.push(put(ticket, now, vault)),
        Effect::Spend(key) => list.push(spend(&key, now)),
        Effect::Advance(advance) => list.push(self::advance(advance, now, vault)),
        Effect::Extend { key, expires_at } => list.push(extend(&key, expires_at, now)),
        Effect::PutFamily(family) => list.push(put_family(family, now, vault)?),
        Effect::Revoke { family, because } => list.push(revoke(family, because, now)),
        Effect::RevokeGrants { user, client, because } => {
            list.push(revoke_grants(user.as_str(), client.as_str(), because, now));
        }
        Effect::PutUser(expected) => put_user(list, &expected)?,
        Effect::DeleteUser { id, version } => list.push(delete_user(id.as_str(), version)),
        Effect::PutCredential(credential) => list.push(credentials::put(&credential, vault)),
        Effect::UseCredential(used) => list.push(credentials::used(&used, vault)),
        Effect::NameCredential { id, name } => list.push(credentials::name(id, name)),
        Effect::DeleteCredential(id) => list.push(credentials::delete(id)),
        Effect::DeleteCredentials { user, kind } => list.push(credentials::delete_all(&user, kind)),
        Effect::PutClient(expected) => {
            list.push(put_client(&expected, vault)?);
            number(list, ChangeKind::Client, expected.record.id.as_str(), now);
        }
        Effect::DeleteClient { id, version } => {
            list.push(delete_client(id.as_str(), version));
            number(list, ChangeKind::Client, id.as_str(), now);
        }
        Effect::PutResource(Expected { replaces, record }) => {
            records::put(list, &record, replaces, now, vault)?;
        }
        Effect::DeleteResource { identifier, version } => {
            records::delete::<Resource>(list, &identifier, version, now);
        }
        Effect::PutScope(Expected { replaces, record }) => records::put(list, &record, replaces, now, vault)?,
        Effect::DeleteScope { name, version } => records::delete::<Scope>(list, &name, version, now),
        Effect::PutUpstream(Expected { replaces, record }) => {
            records::put(list, &*record, replaces, now, vault)?;
        }
        Effect::DeleteUpstream { id, version } => {
            records::delete::<Upstream>(list, id.as_str(), version, now);
        }
        Effect::PutSender(Expected { replaces, record }) => {
            records::put(list, &*record, replaces, now, vault)?;
        }
        Effect::DeleteSender { id, version } => {
            records::delete::<Sender>(list, id.as_str(), version, now);
        }
        Effect::PutDirectory(Expected { replaces, record }) => {
            records::put(list, &*record, replaces, now, vault)?;
        }
        Effect::DeleteDirectory { id, version } => {
            records::delete::<Directory>(list, id.as_str(), version, now);
        }
        Effect::PutPolicy(policy) => {
            list.push(policies::put(&policy)?);
            number(list, ChangeKind::Policy, policy.role.as_str(), now);
        }
        Effect::PutInitialAccessToken(token) => list.push(put_initial_access_token(*token)?),
        Effect::UseInitialAccessToken(id) => list.push(use_initial_access_token(id, now)),
        Effect::DeleteInitialAccessToken(id) => list.push(delete_initial_access_token(id)),
        Effect::MoveKeys { from } => list.push(move_keys(from)),
        Effect::PutKey(record) => {
            let kid = record.kid.clone();
            list.push(put_key(record, vault));
            number(list, ChangeKind::SigningKey, &kid, now);
        }
        Effect::RetireKey { kid, published_until } => {
            list.push(retire_key(kid.clone(), published_until));
            number(list, ChangeKind::SigningKey, &kid, now);
        }
        Effect::DeleteKey(kid) => {
            list.push(delete_key(kid.clone()));
            number(list, ChangeKind::SigningKey, &kid, now);
        }
        Effect::PutConsent(consent) => list.push(put_consent(&consent)?),
        Effect::PutEvent(event) => list.push(events::put(event)),
        Effect::PutSignIn(sign_in) => list.push(sign_ins::put(sign_in, vault)?),
        Effect::LinkIdentity(identity) => list.push(identities::link(identity)),
        Effect::UnlinkIdentity { upstream, subject, user } => {
            list.push(identities::unlink(&upstream, subject, &user));
        }
        Effect::DeleteConsent { user, client } => list.push(delete_consent(user.as_str(), client.as_str())),
        Effect::PutMessage(message) => list.push(outbox::put(message, now, vault)),
        Effect::TakeMessage { id, from, until } => list.push(outbox::take(id, from, until)),
        Effect::PutOffMessage { id, attempts, due_at, error } => {
            list.push(outbox::put_off(id, attempts, due_at, error));
        }
        Effect::SettleMessage { id, attempts, settled, sender, error, keep_until } => {
            list.push(outbox::settle(id, attempts, settled, sender, error, keep_until, now));
        }
    }
    Ok(())
}

/// An expired ticket is replaced, and its version counted on: who knew it before cannot take the
/// new one for it.
fn put(ticket: Ticket, now: Time, vault: &Vault) -> Statement {
    let body = vault.seal_body(&ticket.key, &ticket.body);
    Statement::guarded(
        Place::Ticket(*ticket.key.as_bytes()),
        Guard::TicketTaken,
        sql!(
            "INSERT INTO ticket (key, kind, family, version, expires_at, ends_at, keep_until, spent_at, body) ",
            "VALUES ($1, $2, $3, 1, $4, $5, $6, NULL, $7) ",
            "ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, family = excluded.family, ",
            "version = ticket.version + 1, expires_at = excluded.expires_at, ends_at = excluded.ends_at, ",
            "keep_until = excluded.keep_until, spent_at = NULL, body = excluded.body ",
            "WHERE ticket.expires_at <= CAST($8 AS BIGINT)"
        ),
        vec![
            key(&ticket.key),
            Value::text(ticket.kind.as_str()),
            Value::or_null(ticket.family, family_id),
            ticket.expires_at.into(),
            ticket.ends_at.into(),
            ticket.keep_until.max(ticket.expires_at).into(),
            Value::bytes(body),
            now.into(),
        ],
    )
}

fn spend(ticket: &TicketKey, now: Time) -> Statement {
    Statement::guarded(
        Place::Ticket(*ticket.as_bytes()),
        Guard::TicketSpent,
        sql!(
            "UPDATE ticket SET spent_at = CAST($2 AS BIGINT) ",
            "WHERE key = $1 AND spent_at IS NULL AND expires_at > CAST($2 AS BIGINT)"
        ),
        vec![key(ticket), now.into()],
    )
}

fn advance(to: Advance, now: Time, vault: &Vault) -> Statement {
    let body = vault.seal_body(&to.key, &to.body);
    Statement::guarded(
        Place::Ticket(*to.key.as_bytes()),
        Guard::TicketMoved,
        sql!(
            "UPDATE ticket SET version = version + 1, expires_at = CAST($3 AS BIGINT), ",
            "keep_until = CAST($4 AS BIGINT), body = $5 ",
            "WHERE key = $1 AND version = CAST($2 AS BIGINT) ",
            "AND spent_at IS NULL AND expires_at > CAST($6 AS BIGINT)"
        ),
        vec![
            key(&to.key),
            Value::Int(to.from),
            to.expires_at.into(),
            to.keep_until.max(to.expires_at).into(),
            Value::bytes(body),
            now.into(),
        ],
    )
}

/// Only what still lives lives longer, and only ever longer.
fn extend(ticket: &TicketKey, until: Time, now: Time) -> Statement {
    Statement::any(
        Place::Ticket(*ticket.as_bytes()),
        sql!(
            "UPDATE ticket SET ",
            "expires_at = CASE WHEN ends_at < CAST($2 AS BIGINT) THEN ends_at ELSE CAST($2 AS BIGINT) END, ",
            "keep_until = CASE WHEN keep_until >= CAST($2 AS BIGINT) THEN keep_until ",
            "WHEN ends_at < CAST($2 AS BIGINT) AND keep_until >= ends_at THEN keep_until ",
            "WHEN ends_at < CAST($2 AS BIGINT) THEN ends_at ELSE CAST($2 AS BIGINT) END ",
            "WHERE key = $1 AND spent_at IS NULL AND expires_at > CAST($3 AS BIGINT) ",
            "AND expires_at < CAST($2 AS BIGINT) AND expires_at < ends_at"
        ),
        vec![key(ticket), until.into(), now.into()],
    )
}

fn put_family(family: Family, now: Time, vault: &Vault) -> Result<Statement, Error> {
    let told = match &family.told {
        None => None,
        Some(told) => Some(vault.seal_told(&family.id, json(&**told, "what an upstream told")?.as_bytes())),
    };
    let claims = match family.claims.is_empty() {
        true => None,
        false => Some(json(&family.claims, "a family's claims")?),
    };
    Ok(Statement {
        rows: Rows::One,
        ..Statement::any(
            Place::Family(family.id.0),
            sql!(
                "INSERT INTO family (id, session, granted_in, user_id, user_as_of, client_id, ",
                "client_born_at, consent, expires_at, keep_until, created_at, claims, told) VALUES ($1, $2, $8, ",
                "$3, $7, $4, (SELECT c.created_at FROM client c WHERE c.id = $4), $11, $5, $9, $6, $10, $12)"
            ),
            vec![
                family_id(family.id),
                Value::or_null(family.session, family_id),
                Value::or_null(family.user, |user| Value::text(user.as_str().to_owned())),
                Value::or_null(family.client, |client| Value::text(client.as_str().to_owned())),
                family.expires_at.into(),
                now.into(),
                Value::or_null(family.user_as_of, Value::from),
                Value::or_null(family.granted_in, family_id),
                family.keep_until.max(family.expires_at).into(),
                Value::or_null(claims, Value::text),
                Value::or_null(family.consent, |consent| Value::bytes(consent.0.to_vec())),
                Value::or_null(told, Value::bytes),
            ],
        )
    })
}

/// The first reason stays.
fn revoke(family: FamilyId, because: RevokedBecause, now: Time) -> Statement {
    Statement::any(
        Place::Family(family.0),
        sql!(
            "UPDATE family SET revoked_at = CAST($2 AS BIGINT), revoked_because = CAST($3 AS TEXT) ",
            "WHERE id = $1 AND revoked_at IS NULL"
        ),
        vec![family_id(family), now.into(), Value::text(because.as_str())],
    )
}

/// After every family that is named, so that two commits take them in one order as far as they can.
fn revoke_grants(user: &str, client: &str, because: RevokedBecause, now: Time) -> Statement {
    Statement::any(
        Place::Family([0xff; 16]),
        sql!(
            "UPDATE family SET revoked_at = CAST($3 AS BIGINT), revoked_because = CAST($4 AS TEXT) ",
            "WHERE user_id = $1 AND client_id = $2 AND revoked_at IS NULL"
        ),
        vec![
            Value::text(user.to_owned()),
            Value::text(client.to_owned()),
            now.into(),
            Value::text(because.as_str()),
        ],
    )
}

fn put_user(list: &mut Vec<Statement>, expected: &Expected<Box<User>>) -> Result<(), Error> {
    let user = &expected.record;
    let id = || Value::text(user.id.as_str().to_owned());
    let mut values = vec![
        id(),
        Value::text(user.username.clone()),
        Value::text(json(&user.claims, "a person's claims")?),
        Value::or_null(user.disabled_at, Value::from),
        user.updated_at.into(),
        user.sessions_valid_from.into(),
        Value::text(json(&user.groups, "a person's groups")?),
        Value::text(json(&user.attributes, "a person's attributes")?),
    ];
    let sql = match expected.replaces {
        None => {
            values.push(user.created_at.into());
            sql!(
                "INSERT INTO app_user (id, version, username, claims, disabled_at, sessions_valid_from, ",
                "user_groups, attributes, created_at, updated_at) ",
                "VALUES ($1, 1, $2, $3, $4, $6, $7, $8, $9, $5) ON CONFLICT (id) DO NOTHING"
            )
        }
        Some(version) => {
            values.push(Value::Int(version));
            sql!(
                "UPDATE app_user SET version = version + 1, username = $2, claims = $3, disabled_at = $4, ",
                "updated_at = $5, sessions_valid_from = $6, user_groups = $7, attributes = $8 ",
                "WHERE id = $1 AND version = CAST($9 AS BIGINT)"
            )
        }
    };
    list.push(Statement::guarded(Place::Record, Guard::UserMoved, sql, values));

    if expected.replaces.is_some() {
        list.push(Statement::any(
            Place::Record,
            sql!("DELETE FROM login_name WHERE user_id = $1"),
            vec![id()],
        ));
    }
    for name in login_names(user) {
        list.push(Statement::guarded(
            Place::Record,
            Guard::LoginNameTaken,
            sql!("INSERT INTO login_name (name, user_id) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"),
            vec![Value::text(name), id()],
        ));
    }
    Ok(())
}

/// The names a person signs in with, each once, in the order in which every commit takes them.
fn login_names(user: &User) -> Vec<String> {
    let mut names: Vec<String> = [Some(user.username.as_str()), user.claims.email.as_deref()]
        .into_iter()
        .flatten()
        .map(canonical_login_name)
        .filter(|name| !name.is_empty())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Credentials, consents and login names go with the person.
fn delete_user(id: &str, version: Version) -> Statement {
    Statement::guarded(
        Place::Record,
        Guard::UserMoved,
        sql!("DELETE FROM app_user WHERE id = $1 AND version = CAST($2 AS BIGINT)"),
        vec![Value::text(id.to_owned()), Value::Int(version)],
    )
}

/// When a client was made never changes: by it a family knows its client.
fn put_client(expected: &Expected<Box<Client>>, vault: &Vault) -> Result<Statement, Error> {
    let client = &expected.record;
    let sealed = client.secret().map(|secret| vault.seal_client_secret(client.id.as_str(), secret.expose()));
    let mut values = vec![
        Value::text(client.id.as_str().to_owned()),
        Value::or_null(client.metadata.client_name.clone(), Value::text),
        Value::text(json(&client.secrets, "a client's secrets")?),
        Value::text(json(&client.metadata, "a client's metadata")?),
        Value::text(json(&client.policy, "a client's policy")?),
        Value::or_null(client.disabled_at, Value::from),
        client.updated_at.into(),
        Value::or_null(client.registration.as_deref().map(registration).transpose()?, Value::text),
        Value::text(json(&client.keys, "a client's keys")?),
        Value::or_null(sealed, Value::bytes),
    ];
    let sql = match expected.replaces {
        None => {
            values.push(client.created_at.into());
            let by = client.registration.as_ref().and_then(|it| it.initial_access_token.clone());
            values.push(Value::or_null(by, Value::text));
            sql!(
                "INSERT INTO client (id, version, name, secrets, metadata, policy, disabled_at, ",
                "created_at, updated_at, registration, keys, kept_secret, initial_access_token) ",
                "VALUES ($1, 1, $2, $3, $4, $5, $6, $11, $7, $8, $9, $10, $12) ON CONFLICT (id) DO NOTHING"
            )
        }
        Some(version) => {
            values.push(Value::Int(version));
            sql!(
                "UPDATE client SET version = version + 1, name = $2, secrets = $3, metadata = $4, ",
                "policy = $5, disabled_at = $6, updated_at = $7, registration = $8, keys = $9, ",
                "kept_secret = $10 WHERE id = $1 AND version = CAST($11 AS BIGINT)"
            )
        }
    };
    Ok(Statement::guarded(Place::Record, Guard::ClientMoved, sql, values))
}

fn registration(registration: &Registration) -> Result<String, Error> {
    json(registration, "a client's registration")
}

fn delete_client(id: &str, version: Version) -> Statement {
    Statement::guarded(
        Place::Record,
        Guard::ClientMoved,
        sql!("DELETE FROM client WHERE id = $1 AND version = CAST($2 AS BIGINT)"),
        vec![Value::text(id.to_owned()), Value::Int(version)],
    )
}

fn put_initial_access_token(token: InitialAccessToken) -> Result<Statement, Error> {
    let bounds = json(&token.bounds, "an initial access token's bounds")?;
    Ok(Statement {
        rows: Rows::One,
        ..Statement::any(
            Place::Record,
            sql!(
                "INSERT INTO initial_access_token (id, name, sha256, bounds, uses, used, expires_at, ",
                "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
            ),
            vec![
                Value::text(token.id),
                Value::or_null(token.name, Value::text),
                Value::bytes(token.sha256.to_vec()),
                Value::text(bounds),
                Value::Int(token.uses.into()),
                Value::Int(token.used.into()),
                token.expires_at.into(),
                token.created_at.into(),
            ],
        )
    })
}

/// Counted and not versioned: of many who use it at once, as many get through as there are uses left.
fn use_initial_access_token(id: String, now: Time) -> Statement {
    Statement::guarded(
        Place::Record,
        Guard::InitialAccessTokenUsed,
        sql!(
            "UPDATE initial_access_token SET used = used + 1 ",
            "WHERE id = $1 AND used < uses AND expires_at > CAST($2 AS BIGINT)"
        ),
        vec![Value::text(id), now.into()],
    )
}

fn delete_initial_access_token(id: String) -> Statement {
    Statement::any(
        Place::Record,
        sql!("DELETE FROM initial_access_token WHERE id = $1"),
        vec![Value::text(id)],
    )
}

fn move_keys(from: Version) -> Statement {
    Statement::guarded(
        Place::Record,
        Guard::KeysMoved,
        sql!("UPDATE key_ring SET version = version + 1 WHERE one = 1 AND version = CAST($1 AS BIGINT)"),
        vec![Value::Int(from)],
    )
}

fn put_key(record: KeyRecord, vault: &Vault) -> Statement {
    let private = vault.seal_private(&record.kid, record.private.expose());
    Statement::any(
        Place::Record,
        sql!(
            "INSERT INTO signing_key (kid, algorithm, private, created_at, signs_from, published_until) ",
            "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (kid) DO UPDATE SET ",
            "algorithm = excluded.algorithm, private = excluded.private, created_at = excluded.created_at, ",
            "signs_from = excluded.signs_from, published_until = excluded.published_until"
        ),
        vec![
            Value::text(record.kid),
            Value::text(record.algorithm.to_string()),
            Value::bytes(private),
            record.created_at.into(),
            record.signs_from.into(),
            record.published_until.into(),
        ],
    )
}

fn retire_key(kid: String, published_until: Time) -> Statement {
    Statement::any(
        Place::Record,
        sql!("UPDATE signing_key SET published_until = CAST($2 AS BIGINT) WHERE kid = $1"),
        vec![Value::text(kid), published_until.into()],
    )
}

fn delete_key(kid: String) -> Statement {
    Statement::any(Place::Record, sql!("DELETE FROM signing_key WHERE kid = $1"), vec![Value::text(kid)])
}

/// The person or the client may just have been removed; then there is nothing to hang it on.
/// Only the very consent that was read is replaced: one that was taken back meanwhile, or given in another
/// window, has the person's word decided again.
fn put_consent(expected: &Expected<Box<Consent>>) -> Result<Statement, Error> {
    let consent = &expected.record;
    let mut values = vec![
        Value::text(consent.user.as_str().to_owned()),
        Value::text(consent.client.as_str().to_owned()),
        Value::bytes(consent.id.0.to_vec()),
        Value::text(consent.scope.to_string()),
        consent.granted_at.into(),
        Value::text(json(&consent.claims, "a consent's claims")?),
        Value::text(json(&consent.resources, "a consent's resources")?),
    ];
    let sql = match expected.replaces {
        None => sql!(
            "INSERT INTO consent (user_id, client_id, id, version, scope, granted_at, claims, resources) ",
            "VALUES ($1, $2, $3, 1, $4, $5, $6, $7) ON CONFLICT (user_id, client_id) DO NOTHING"
        ),
        Some(version) => {
            values.push(Value::Int(version));
            sql!(
                "UPDATE consent SET version = version + 1, scope = $4, granted_at = $5, claims = $6, ",
                "resources = $7 WHERE user_id = $1 AND client_id = $2 AND id = $3 ",
                "AND version = CAST($8 AS BIGINT)"
            )
        }
    };
    Ok(Statement::guarded(Place::Record, Guard::ConsentMoved, sql, values))
}

fn delete_consent(user: &str, client: &str) -> Statement {
    Statement::any(
        Place::Record,
        sql!("DELETE FROM consent WHERE user_id = $1 AND client_id = $2"),
        vec![Value::text(user.to_owned()), Value::text(client.to_owned())],
    )
}

/// Numbers a change from the one counter row, so that numbers follow the order of commits. Of each
/// thing only the last change is kept: a cache needs no other, and the log cannot grow past what
/// it tells of.
pub(crate) fn number(list: &mut Vec<Statement>, kind: ChangeKind, id: &str, now: Time) {
    list.push(Statement {
        rows: Rows::One,
        ..Statement::any(
            Place::Change,
            sql!("UPDATE change_counter SET last = last + 1 WHERE one = 1"),
            Vec::new(),
        )
    });
    list.push(Statement {
        rows: Rows::Numbered,
        ..Statement::any(
            Place::Change,
            sql!(
                "INSERT INTO change_log (kind, id, seq, changed_at) ",
                "SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), c.last, CAST($3 AS BIGINT) ",
                "FROM change_counter c WHERE c.one = 1 ",
                "ON CONFLICT (kind, id) DO UPDATE SET seq = excluded.seq, changed_at = excluded.changed_at ",
                "RETURNING seq"
            ),
            vec![Value::text(kind.as_str()), Value::text(id.to_owned()), now.into()],
        )
    });
}

fn key(ticket: &TicketKey) -> Value<'static> {
    Value::bytes(ticket.as_bytes().to_vec())
}

fn family_id(id: FamilyId) -> Value<'static> {
    Value::bytes(id.0.to_vec())
}

fn json(value: &impl serde::Serialize, what: &'static str) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| Error::Unstorable { what })
}
