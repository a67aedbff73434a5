//! Signing in with a directory's password: what it says is given, everything else is as the server has it.

use idp::directory::person::{Found, Tried};
use idp::directory::{NewDirectory, create};
use idp::email_domain::There;
use idp::login::attempts::Counted;
use idp::login::directory::{self, Named, SettleFacts};
use idp::login::password::{self, ReserveFacts, Settled};
use idp::model::directory::{Directory, DirectoryDefinition};
use idp::model::user::{User, canonical_login_name};
use idp::{Decision, Refusal};

use super::{Browser, NOW, World};

/// A directory of these people, whose addresses are of `example.org`.
pub(crate) fn staff(change: impl FnOnce(&mut DirectoryDefinition)) -> Directory {
    let mut definition = DirectoryDefinition {
        url: "ldaps://ldap.example.org".to_owned(),
        user_base: "ou=people,dc=example,dc=org".to_owned(),
        group_base: Some("ou=groups,dc=example,dc=org".to_owned()),
        email_domains: vec!["example.org".to_owned()],
        ..DirectoryDefinition::default()
    };
    change(&mut definition);
    let new = NewDirectory { id: "staff".to_owned(), definition, bind_password: None };
    create(new, There::default(), NOW).answer.unwrap()
}

/// What it has of somebody by this name that is theirs alone.
pub(crate) fn found(subject: &str, email: &str) -> Found {
    Found {
        name: format!("uid={subject},ou=people,dc=example,dc=org"),
        subject: subject.to_owned(),
        values: [("email".to_owned(), vec![email.to_owned()])].into(),
        groups: Vec::new(),
    }
}

impl World {
    /// The sign-in page's form, where the directory has this person by the name; their password is right or not.
    pub(crate) fn enter_by(
        &mut self,
        browser: &mut Browser,
        handle: &str,
        (directory, name): (&Directory, &str),
        known: Option<&Found>,
        is_right: bool,
    ) -> Result<Settled, Refusal> {
        self.reserve_by(browser, handle, (directory, name), known)?;
        let tried = match known {
            Some(found) if is_right => Tried::Right(found.clone()),
            _ => Tried::Wrong("invalidCredentials".to_owned()),
        };
        let linked = self.linked_by(directory, known);
        let attempts = self.attempts_by(browser, (directory, name), known);
        let (_, client) = self.load_login(handle);
        let consent = self.load_consent(linked.as_ref().map(|linked| &linked.id), client.as_ref());
        let holder =
            known.and_then(|found| self.state.person(&canonical_login_name(&found.values["email"][0])));
        let email_taken =
            holder.is_some_and(|holder| linked.as_ref().is_none_or(|linked| linked.id != holder.id));
        let session = self.load_session(browser);
        let leaving = self.clients_of(session.as_ref());
        let decision = self.with_facts(browser, handle, |facts, login, env| {
            let facts = SettleFacts {
                authorize: idp::authorize::Facts {
                    person: linked.as_ref(),
                    consent: consent.as_ref(),
                    ..facts
                },
                login,
                attempts: &attempts,
                directory,
                tried: &tried,
                linked: linked.as_ref(),
                email_taken,
                leaving: &leaving,
            };
            directory::settle(facts, env)
        });
        let settled = self.commit(decision)?;
        browser.given(settled.session_cookie.as_ref(), settled.device_cookie.as_ref());
        Ok(settled)
    }

    fn reserve_by(
        &mut self,
        browser: &Browser,
        handle: &str,
        tried: (&Directory, &str),
        known: Option<&Found>,
    ) -> Result<(), Refusal> {
        let attempts = self.attempts_by(browser, tried, known);
        let (login, _) = self.load_login(handle);
        let settings = self.settings.clone();
        let facts = ReserveFacts {
            settings: &settings,
            login: login.found(),
            browser: browser.facts(),
            attempts: &attempts,
        };
        let decision = self.decide(|env| password::reserve(facts, env));
        self.commit(decision)
    }

    fn attempts_by(
        &mut self,
        browser: &Browser,
        (directory, name): (&Directory, &str),
        known: Option<&Found>,
    ) -> Vec<Counted> {
        let linked = self.linked_by(directory, known);
        let subject = known.map(|found| directory::subject(directory, &found.subject, &self.derive).unwrap());
        let name = canonical_login_name(name);
        let named = Named { directory, name: &name, subject, linked: linked.as_ref() };
        let settings = self.settings.clone();
        let counters =
            self.decide(|env| Decision::answer(directory::counters(named, browser.facts(), &settings, env)));
        self.load_counted(counters.answer)
    }

    fn linked_by(&self, directory: &Directory, known: Option<&Found>) -> Option<User> {
        let subject = directory::subject(directory, &known?.subject, &self.derive).unwrap();
        let link = self.state.identities.get(&(directory.id.clone(), subject))?;
        self.state.users.get(&link.user).cloned()
    }
}
