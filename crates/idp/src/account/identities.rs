//! Identities elsewhere by which the person comes in. The last way into an account is never taken away.

use std::sync::Arc;
use std::time::Duration;

use super::{Facts, Page, by_form};
use crate::authorize::{self, Pick, Ways};
use crate::decision::{Decision, Env};
use crate::identity::unlinking;
use crate::login::sessions::Ending;
use crate::login::under_way::{self, Link};
use crate::model::event::Actor;
use crate::model::linked_identity::LinkedIdentity;
use crate::model::upstream::Upstream;
use crate::refusal::{Reason, Refusal};
use crate::user::{self, Changes};

/// What is known of the ways into an account.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Whether it has a password, or a passkey.
    pub password: bool,
    /// The identities that lead to it.
    pub identities: &'a [LinkedIdentity],
    /// All upstreams there are.
    pub upstreams: &'a [Arc<Upstream>],
}

impl<'a> Known<'a> {
    /// Whether nobody could come into the account without this identity.
    pub fn needs(self, identity: &LinkedIdentity) -> bool {
        let leads_in = |other: &LinkedIdentity| other != identity && self.is_open(other);
        !self.password && !self.identities.iter().any(leads_in)
    }

    /// The upstreams where an identity may be linked: those by which people come into their accounts, and
    /// this person does not yet.
    pub fn linkable(self) -> impl Iterator<Item = &'a Arc<Upstream>> {
        let linked = move |upstream: &Upstream| self.identities.iter().any(|it| it.upstream == upstream.id);
        Ways::to_account(self.upstreams, None)
            .upstreams
            .into_iter()
            .map(|way| way.upstream)
            .filter(move |it| !linked(it))
    }

    /// Whether an identity leads to the account itself, and not only to the clients that identify by it.
    fn is_open(self, identity: &LinkedIdentity) -> bool {
        let ways = Ways::to_account(self.upstreams, None);
        ways.upstreams.iter().any(|way| way.upstream.id == identity.upstream)
    }
}

/// Unlinks the identity that is called so. Sessions that were begun by it go on.
pub fn unlink(
    id: &str,
    known: Known<'_>,
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<(), Refusal>> {
    by_form(form_token, facts, env, |_, user, effects, env| {
        let identity = known.identities.iter().find(|identity| identity.id() == id);
        let identity = identity.ok_or(Reason::NotFound)?;
        if known.needs(identity) {
            return Err(Reason::IdentityLast.into());
        }
        effects.push(unlinking(identity));
        // Writes the record as well: of two that are unlinked at one moment, one loses and looks again.
        let by = Actor::User(user.id.clone());
        let touched =
            user::change(Some(user.clone()), Changes::default(), false, Ending::default(), &by, env);
        effects.extend(touched.effects);
        touched.answer.map(drop)
    })
}

/// For so long after they proved who they are, a person may link an identity: a session that was left open,
/// or stolen, is not to open a way in that lasts.
const FRESH: Duration = Duration::from_mins(10);

/// Somebody goes to link an identity.
#[derive(Debug)]
pub enum Linking {
    /// To the sign-in at the upstream, at the end of which the identity is linked; with what is picked, where
    /// there is nothing to choose.
    Begun(authorize::Page, Option<Pick>),
    /// They proved themselves too long ago: to the page where they do so again, and from there back.
    Login(authorize::Page),
}

/// Begins to link an identity at this upstream.
pub fn link(
    upstream: &str,
    known: Known<'_>,
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Linking, Refusal>> {
    by_form(form_token, facts, env, |who, _, effects, env| {
        let chosen = known.linkable().find(|it| it.id.as_str() == upstream).ok_or_else(|| {
            Refusal::new(Reason::ParameterInvalid).about("upstream").expected("one that the page offers")
        })?;
        let is_fresh = env.now < who.auth_at() + FRESH;
        let linking = is_fresh.then(|| Link { user: who.user().clone(), upstream: chosen.id.clone() });
        let begun =
            under_way::begin_for_account(Page::Identities, linking, facts.browser, facts.settings, env);
        effects.push(begun.effect);
        let page = authorize::Page {
            handle: Some(begun.handle),
            new_cookie: begun.new_cookie,
            ui_locales: Vec::new(),
        };
        let pick = Pick { upstream: chosen.id.clone(), choice: None, address: None };
        Ok(match is_fresh {
            true => Linking::Begun(page, chosen.definition.choices.is_empty().then_some(pick)),
            false => Linking::Login(page),
        })
    })
}
