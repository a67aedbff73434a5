//! What effects leave behind, in memory: each applied with the guard that `effect.rs` documents.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use idp::effect::{Advance, Expected, RevokedBecause};
use idp::login::policy::gather::Policies;
use idp::login::policy::rule::InForce;
use idp::model::client::Client;
use idp::model::consent::{Consent, ConsentId};
use idp::model::credential::{Credential, CredentialId, CredentialKind, Used};
use idp::model::directory::{Directory, DirectoryId};
use idp::model::event::Event;
use idp::model::family::{Family, FamilyFacts, FamilyId};
use idp::model::initial_access_token::InitialAccessToken;
use idp::model::key::{KeyFacts, Keys};
use idp::model::linked_identity::{LinkedIdentity, SubjectHash};
use idp::model::message::{Message, MessageFacts, MessageId, MessageKind, Settled};
use idp::model::offered::Offered;
use idp::model::policy::{Policy, Role};
use idp::model::resource::Resource;
use idp::model::scope::Scope;
use idp::model::sender::{Sender, SenderId};
use idp::model::sign_in::SignIn;
use idp::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind};
use idp::model::upstream::{Upstream, UpstreamId};
use idp::model::user::{User, UserId, canonical_login_name};
use idp::model::{ClientId, Version};
use idp::{Effect, Time};

/// The guard that no longer held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lost {
    TicketTaken,
    TicketSpent,
    TicketAdvanced,
    UserChanged,
    LoginNameTaken,
    CredentialMoved,
    ClientChanged,
    MessageTaken,
    ResourceChanged,
    ScopeChanged,
    UpstreamChanged,
    SenderChanged,
    DirectoryChanged,
    EmailDomainTaken,
    PolicyMoved,
    InitialAccessTokenUsed,
    KeysChanged,
    ConsentChanged,
    IdentityLinked,
}

#[derive(Clone, Default)]
pub(crate) struct State {
    pub(crate) tickets: HashMap<TicketKey, TicketRow>,
    pub(crate) families: HashMap<FamilyId, FamilyRow>,
    pub(crate) users: HashMap<UserId, User>,
    pub(crate) passwords: HashMap<UserId, String>,
    pub(crate) credentials: BTreeMap<CredentialId, Credential>,
    pub(crate) clients: HashMap<ClientId, Client>,
    pub(crate) consents: HashMap<(UserId, ClientId), Consent>,
    pub(crate) initial_access_tokens: HashMap<String, InitialAccessToken>,
    pub(crate) keys: Vec<KeyFacts>,
    pub(crate) keys_version: Version,
    pub(crate) messages: BTreeMap<MessageId, MessageRow>,
    pub(crate) resources: BTreeMap<String, Resource>,
    pub(crate) scopes: BTreeMap<String, Scope>,
    pub(crate) upstreams: BTreeMap<UpstreamId, Upstream>,
    pub(crate) senders: BTreeMap<SenderId, Sender>,
    pub(crate) directories: BTreeMap<DirectoryId, Directory>,
    pub(crate) policies: Vec<Policy>,
    pub(crate) sign_ins: Vec<SignIn>,
    pub(crate) events: Vec<Event>,
    pub(crate) identities: HashMap<(UpstreamId, SubjectHash), LinkedIdentity>,
}

#[derive(Clone)]
pub(crate) struct TicketRow {
    pub(crate) kind: TicketKind,
    pub(crate) version: Version,
    pub(crate) family: Option<FamilyId>,
    pub(crate) expires_at: Time,
    pub(crate) ends_at: Time,
    pub(crate) keep_until: Time,
    pub(crate) spent_at: Option<Time>,
    pub(crate) body: Vec<u8>,
}

#[derive(Clone)]
pub(crate) struct FamilyRow {
    pub(crate) family: Family,
    pub(crate) revoked: Option<RevokedBecause>,
}

#[derive(Clone)]
pub(crate) struct MessageRow {
    pub(crate) kind: MessageKind,
    pub(crate) recipient: String,
    pub(crate) payload: Option<Vec<u8>>,
    pub(crate) attempts: u32,
    pub(crate) due_at: Time,
    pub(crate) expires_at: Time,
    pub(crate) settled: Option<Settled>,
    pub(crate) error: Option<String>,
    pub(crate) sender: Option<SenderId>,
}

impl State {
    /// Applies all of it, or nothing and names the guard.
    pub(crate) fn commit(&mut self, effects: Vec<Effect>, now: Time) -> Result<(), Lost> {
        let mut next = self.clone();
        for effect in effects {
            next.apply(effect, now)?;
        }
        *self = next;
        Ok(())
    }

    /// All signing keys.
    pub(crate) fn keys(&self) -> Keys<'_> {
        Keys { version: self.keys_version, facts: &self.keys }
    }

    /// Everything that is offered.
    pub(crate) fn offered(&self) -> Offered {
        Offered::new(self.resources.values().cloned().collect(), self.scopes.values().cloned().collect())
    }

    pub(crate) fn ticket(&self, key: &TicketKey, now: Time) -> Option<TicketFacts> {
        let row = self.tickets.get(key)?;
        Some(TicketFacts {
            key: *key,
            version: row.version,
            expires_at: row.expires_at,
            ends_at: row.ends_at,
            spent_at: row.spent_at,
            body: row.body.clone(),
            family: row.family.and_then(|family| self.family(&family, now)),
        })
    }

    /// Removes what need not be kept any longer. The store does so sooner or later, part by part, so
    /// that what is decided may never hang on how far it came.
    pub(crate) fn sweep(&mut self, tickets: bool, families: bool, now: Time) {
        self.tickets.retain(|_, row| !tickets || now < row.keep_until);
        self.families.retain(|_, row| !families || now < row.family.keep_until);
    }

    pub(crate) fn family(&self, id: &FamilyId, now: Time) -> Option<FamilyFacts> {
        let FamilyRow { family, revoked } = self.families.get(id)?;
        let over = |id: &FamilyId| {
            self.families.get(id).is_none_or(|row| row.revoked.is_some() || now >= row.family.expires_at)
        };
        let user = |id: &UserId| {
            self.users.get(id).is_none_or(|user| {
                user.disabled_at.is_some() || family.user_as_of != Some(user.sessions_valid_from)
            })
        };
        let withdrawn = |id: &ConsentId| {
            let theirs = family.user.clone().zip(family.client.clone());
            theirs.and_then(|theirs| self.consents.get(&theirs)).is_none_or(|consent| consent.id != *id)
        };
        let client = |id: &ClientId| self.clients.get(id).is_none_or(|client| client.disabled_at.is_some());
        Some(FamilyFacts {
            id: *id,
            user: family.user.clone(),
            client: family.client.clone(),
            session: family.session,
            expires_at: family.expires_at,
            claims: family.claims.clone(),
            told: family.told.clone(),
            revoked: revoked.is_some(),
            session_over: family.session.as_ref().is_some_and(over),
            user_off: family.user.as_ref().is_some_and(user),
            client_off: family.client.as_ref().is_some_and(client),
            consent_withdrawn: family.consent.as_ref().is_some_and(withdrawn),
            groups: family
                .user
                .as_ref()
                .and_then(|id| self.users.get(id))
                .map_or_else(Vec::new, |user| user.groups.clone()),
        })
    }

    /// The upstreams, in the order of their identifiers.
    pub(crate) fn upstreams(&self) -> Vec<Arc<Upstream>> {
        self.upstreams.values().cloned().map(Arc::new).collect()
    }

    /// The policies that were set last, ready to be asked.
    pub(crate) fn in_force(&self) -> InForce {
        let last = |role| self.policies.iter().rev().find(|policy| policy.role == role);
        InForce::of(last(Role::Live), last(Role::Shadow))
    }

    /// The person with this login name, other than `except`.
    pub(crate) fn person(&self, name: &str) -> Option<&User> {
        let name = canonical_login_name(name);
        self.users.values().find(|user| login_names(user).contains(&name))
    }

    fn apply(&mut self, effect: Effect, now: Time) -> Result<(), Lost> {
        match effect {
            Effect::Put(ticket) => self.put(ticket, now)?,
            Effect::Spend(key) => {
                let row = self.tickets.get_mut(&key).filter(|row| row.is_usable(now));
                row.ok_or(Lost::TicketSpent)?.spent_at = Some(now);
            }
            Effect::Advance(advance) => self.advance(advance, now)?,
            Effect::Extend { key, expires_at } => {
                if let Some(row) = self.tickets.get_mut(&key) {
                    row.expires_at = row.expires_at.max(expires_at.min(row.ends_at));
                }
            }
            Effect::PutFamily(family) => {
                let before = self.families.insert(family.id, FamilyRow { family, revoked: None });
                assert!(before.is_none(), "a family began twice");
            }
            Effect::Revoke { family, because } => {
                if let Some(row) = self.families.get_mut(&family) {
                    row.revoked.get_or_insert(because);
                }
            }
            Effect::RevokeGrants { user, client, because } => {
                let theirs = |row: &&mut FamilyRow| {
                    row.family.user.as_ref() == Some(&user) && row.family.client.as_ref() == Some(&client)
                };
                for row in self.families.values_mut().filter(theirs) {
                    row.revoked.get_or_insert(because);
                }
            }
            Effect::PutUser(user) => self.put_user(user)?,
            Effect::DeleteUser { id, version } => {
                let stored = self.users.get(&id).map(|user| user.version);
                (stored == Some(version)).then_some(()).ok_or(Lost::UserChanged)?;
                self.users.remove(&id);
                self.passwords.remove(&id);
                self.credentials.retain(|_, row| row.user != id);
                self.consents.retain(|(user, _), _| *user != id);
            }
            Effect::PutCredential(credential) => {
                self.users.contains_key(&credential.user).then_some(()).ok_or(Lost::UserChanged)?;
                if credential.kind == CredentialKind::Password {
                    self.passwords.insert(credential.user.clone(), credential.data.expose().clone());
                }
                let before = self.credentials.get(&credential.id);
                let theirs = before.is_none_or(|before| before.user == credential.user);
                theirs.then_some(()).ok_or(Lost::UserChanged)?;
                let version = before.map_or(1, |before| before.version + 1);
                self.credentials.insert(credential.id, Credential { version, ..credential });
            }
            Effect::UseCredential(Used { id, from, data, at }) => {
                let row = self.credentials.get_mut(&id).filter(|row| row.version == from);
                let row = row.ok_or(Lost::CredentialMoved)?;
                (row.version, row.data, row.last_used_at) = (from + 1, data, Some(at));
            }
            Effect::NameCredential { id, name } => {
                self.credentials.get_mut(&id).ok_or(Lost::CredentialMoved)?.name = name;
            }
            Effect::DeleteCredential(id) => {
                self.credentials.remove(&id).ok_or(Lost::CredentialMoved)?;
            }
            Effect::DeleteCredentials { user, kind } => {
                self.credentials.retain(|_, row| row.user != user || row.kind != kind);
            }
            Effect::PutClient(Expected { replaces, record }) => {
                let stored = self.clients.get(&record.id).map(|client| client.version);
                (stored == replaces).then_some(()).ok_or(Lost::ClientChanged)?;
                let version = replaces.map_or(1, |version| version + 1);
                self.clients.insert(record.id.clone(), Client { version, ..*record });
            }
            Effect::DeleteClient { id, version } => {
                let stored = self.clients.get(&id).map(|client| client.version);
                (stored == Some(version)).then_some(()).ok_or(Lost::ClientChanged)?;
                self.clients.remove(&id);
            }
            Effect::PutResource(Expected { replaces, record }) => {
                let stored = self.resources.get(&record.identifier).map(|resource| resource.version);
                (stored == replaces).then_some(()).ok_or(Lost::ResourceChanged)?;
                let version = replaces.map_or(1, |version| version + 1);
                self.resources.insert(record.identifier.clone(), Resource { version, ..record });
            }
            Effect::DeleteResource { identifier, version } => {
                let stored = self.resources.get(&identifier).map(|resource| resource.version);
                (stored == Some(version)).then_some(()).ok_or(Lost::ResourceChanged)?;
                self.resources.remove(&identifier);
            }
            Effect::PutScope(Expected { replaces, record }) => {
                let stored = self.scopes.get(&record.name).map(|scope| scope.version);
                (stored == replaces).then_some(()).ok_or(Lost::ScopeChanged)?;
                let version = replaces.map_or(1, |version| version + 1);
                self.scopes.insert(record.name.clone(), Scope { version, ..record });
            }
            Effect::DeleteScope { name, version } => {
                let stored = self.scopes.get(&name).map(|scope| scope.version);
                (stored == Some(version)).then_some(()).ok_or(Lost::ScopeChanged)?;
                self.scopes.remove(&name);
            }
            Effect::PutUpstream(Expected { replaces, record }) => {
                let stored = self.upstreams.get(&record.id).map(|upstream| upstream.version);
                (stored == replaces).then_some(()).ok_or(Lost::UpstreamChanged)?;
                self.lead_to(&record.id, &record.definition.email_domains)?;
                let version = replaces.map_or(1, |version| version + 1);
                self.upstreams.insert(record.id.clone(), Upstream { version, ..*record });
            }
            Effect::PutPolicy(policy) => {
                let last = self.policies.last().map_or(0, |policy| policy.version);
                (policy.version == last + 1).then_some(()).ok_or(Lost::PolicyMoved)?;
                self.policies.push(*policy);
            }
            Effect::DeleteUpstream { id, version } => {
                let stored = self.upstreams.get(&id).map(|upstream| upstream.version);
                (stored == Some(version)).then_some(()).ok_or(Lost::UpstreamChanged)?;
                self.upstreams.remove(&id);
            }
            Effect::PutSender(Expected { replaces, record }) => {
                let stored = self.senders.get(&record.id).map(|sender| sender.version);
                (stored == replaces).then_some(()).ok_or(Lost::SenderChanged)?;
                let version = replaces.map_or(1, |version| version + 1);
                self.senders.insert(record.id.clone(), Sender { version, ..*record });
            }
            Effect::DeleteSender { id, version } => {
                let stored = self.senders.get(&id).map(|sender| sender.version);
                (stored == Some(version)).then_some(()).ok_or(Lost::SenderChanged)?;
                self.senders.remove(&id);
            }
            Effect::PutDirectory(Expected { replaces, record }) => {
                let stored = self.directories.get(&record.id).map(|directory| directory.version);
                (stored == replaces).then_some(()).ok_or(Lost::DirectoryChanged)?;
                self.lead_to(&record.id, &record.definition.email_domains)?;
                let version = replaces.map_or(1, |version| version + 1);
                self.directories.insert(record.id.clone(), Directory { version, ..*record });
            }
            Effect::DeleteDirectory { id, version } => {
                let stored = self.directories.get(&id).map(|directory| directory.version);
                (stored == Some(version)).then_some(()).ok_or(Lost::DirectoryChanged)?;
                self.directories.remove(&id);
            }
            Effect::PutInitialAccessToken(token) => {
                let before = self.initial_access_tokens.insert(token.id.clone(), *token);
                assert!(before.is_none(), "an initial access token was made twice");
            }
            Effect::UseInitialAccessToken(id) => {
                let token = self.initial_access_tokens.get_mut(&id);
                let token = token.filter(|token| token.used < token.uses && now < token.expires_at);
                token.ok_or(Lost::InitialAccessTokenUsed)?.used += 1;
            }
            Effect::DeleteInitialAccessToken(id) => {
                self.initial_access_tokens.remove(&id);
            }
            Effect::MoveKeys { from } => {
                (self.keys_version == from).then_some(()).ok_or(Lost::KeysChanged)?;
                self.keys_version += 1;
            }
            Effect::PutKey(record) => {
                self.keys.retain(|key| key.kid != record.kid);
                self.keys.push(KeyFacts::from(&record));
            }
            Effect::RetireKey { kid, published_until } => {
                for key in self.keys.iter_mut().filter(|key| key.kid == kid) {
                    key.published_until = published_until;
                }
            }
            Effect::DeleteKey(kid) => self.keys.retain(|key| key.kid != kid),
            Effect::PutConsent(Expected { replaces, record }) => {
                let key = (record.user.clone(), record.client.clone());
                let stored = self.consents.get(&key).map(|consent| (consent.id, consent.version));
                let read = replaces.map(|version| (record.id, version));
                (stored == read).then_some(()).ok_or(Lost::ConsentChanged)?;
                let version = replaces.map_or(1, |version| version + 1);
                self.consents.insert(key, Consent { version, ..*record });
            }
            Effect::DeleteConsent { user, client } => {
                self.consents.remove(&(user, client));
            }
            Effect::PutMessage(Message { id, kind, recipient, user: _, payload, expires_at }) => {
                let row = MessageRow {
                    kind,
                    recipient,
                    payload: Some(payload),
                    attempts: 0,
                    due_at: now,
                    expires_at,
                    settled: None,
                    error: None,
                    sender: None,
                };
                assert!(self.messages.insert(id, row).is_none(), "a message was written twice");
            }
            Effect::TakeMessage { id, from, until } => {
                let row = self.message(id, from)?;
                (row.attempts, row.due_at) = (from + 1, until);
            }
            Effect::PutOffMessage { id, attempts, due_at, error } => {
                let row = self.message(id, attempts)?;
                (row.due_at, row.error) = (due_at, Some(error));
            }
            Effect::SettleMessage { id, attempts, settled, sender, error, keep_until: _ } => {
                let row = self.message(id, attempts)?;
                (row.settled, row.payload) = (Some(settled), None);
                row.error = error.or(row.error.take());
                row.sender = sender;
            }
            Effect::PutEvent(event) => self.events.push(event),
            Effect::PutSignIn(sign_in) => {
                let there = sign_in.user.as_ref().is_none_or(|user| self.users.contains_key(user));
                there.then_some(()).ok_or(Lost::UserChanged)?;
                self.sign_ins.push(sign_in);
            }
            Effect::LinkIdentity(identity) => {
                self.users.contains_key(&identity.user).then_some(()).ok_or(Lost::IdentityLinked)?;
                let key = (identity.upstream.clone(), identity.subject);
                let link = self.identities.entry(key).or_insert_with(|| identity.clone());
                (link.user == identity.user).then_some(()).ok_or(Lost::IdentityLinked)?;
                link.last_used_at = identity.last_used_at;
            }
            Effect::UnlinkIdentity { upstream, subject, user } => {
                self.identities.retain(|key, link| *key != (upstream.clone(), subject) || link.user != user);
            }
        }
        Ok(())
    }

    /// What proves this person.
    pub(crate) fn credentials_of(&self, person: Option<&User>) -> Vec<Credential> {
        let theirs = |credential: &&Credential| person.is_some_and(|it| it.id == credential.user);
        self.credentials.values().filter(theirs).cloned().collect()
    }

    /// The messages that are due, in the order in which they were written.
    pub(crate) fn due(&self, now: Time) -> Vec<MessageFacts> {
        let due = self.messages.iter().filter(|(_, row)| row.settled.is_none() && row.due_at <= now);
        due.map(|(id, row)| MessageFacts {
            id: *id,
            kind: row.kind,
            recipient: row.recipient.clone(),
            attempts: row.attempts,
            expires_at: row.expires_at,
            payload: row.payload.clone().unwrap(),
        })
        .collect()
    }

    fn message(&mut self, id: MessageId, attempts: u32) -> Result<&mut MessageRow, Lost> {
        let row = self.messages.get_mut(&id);
        row.filter(|row| row.attempts == attempts && row.settled.is_none()).ok_or(Lost::MessageTaken)
    }

    fn put(&mut self, ticket: Ticket, now: Time) -> Result<(), Lost> {
        let before = self.tickets.get(&ticket.key);
        if before.is_some_and(|row| now < row.expires_at) {
            return Err(Lost::TicketTaken);
        }
        let version = before.map_or(1, |row| row.version + 1);
        let Ticket { key, kind, family, expires_at, ends_at, keep_until, body } = ticket;
        let row = TicketRow { kind, version, family, expires_at, ends_at, keep_until, spent_at: None, body };
        self.tickets.insert(key, row);
        Ok(())
    }

    fn advance(&mut self, to: Advance, now: Time) -> Result<(), Lost> {
        let row = self.tickets.get_mut(&to.key).filter(|row| row.is_usable(now) && row.version == to.from);
        let row = row.ok_or(Lost::TicketAdvanced)?;
        row.version += 1;
        (row.expires_at, row.keep_until, row.body) = (to.expires_at, to.keep_until, to.body);
        Ok(())
    }

    /// A domain leads to one directory or upstream.
    fn lead_to(&self, id: &UpstreamId, domains: &[String]) -> Result<(), Lost> {
        let directories = self.directories.values().map(|it| (&it.id, &it.definition.email_domains));
        let upstreams = self.upstreams.values().map(|it| (&it.id, &it.definition.email_domains));
        let mut others = directories.chain(upstreams).filter(|(other, _)| *other != id);
        match others.any(|(_, theirs)| theirs.iter().any(|domain| domains.contains(domain))) {
            true => Err(Lost::EmailDomainTaken),
            false => Ok(()),
        }
    }

    fn put_user(&mut self, Expected { replaces, record }: Expected<Box<User>>) -> Result<(), Lost> {
        let stored = self.users.get(&record.id).map(|user| user.version);
        (stored == replaces).then_some(()).ok_or(Lost::UserChanged)?;
        let wanted = login_names(&record);
        let others = self.users.values().filter(|user| user.id != record.id);
        if others.flat_map(login_names).any(|name| wanted.contains(&name)) {
            return Err(Lost::LoginNameTaken);
        }
        let version = replaces.map_or(1, |version| version + 1);
        self.users.insert(record.id.clone(), User { version, ..*record });
        Ok(())
    }
}

impl TicketRow {
    fn is_usable(&self, now: Time) -> bool {
        self.spent_at.is_none() && now < self.expires_at
    }
}

fn login_names(user: &User) -> Vec<String> {
    let email = user.claims.email.as_deref();
    [Some(user.username.as_str()), email].into_iter().flatten().map(canonical_login_name).collect()
}

/// Policies whose zone is UTC.
pub(crate) fn in_utc(in_force: &InForce) -> Policies<'_> {
    Policies { in_force, offset: 0, shadow_offset: 0 }
}
