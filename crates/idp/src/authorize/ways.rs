//! The ways in which somebody may sign in for a request: with a password here, or at an upstream.
//!
//! | the request                                  | the ways                                              |
//! |----------------------------------------------|-------------------------------------------------------|
//! | names an upstream (`acr_values`)             | that upstream                                         |
//! | hints at an upstream (`idp_hint`)            | that upstream                                         |
//! | hints at a choice (`idp_hint`)               | the upstream behind which it is, by that choice       |
//! | hints at nothing that is there               | as if it did not                                      |
//! | says nothing of it                           | all that the client's policy lets in                  |
//! | asks for a level that it cannot do without   | of these, those that can reach it, as far as is known |

use std::sync::Arc;

use oidc::authorization::UnsignedRequest;

use super::acr::Wish;
use super::{Offer, WaysIn};
use crate::login::proven::Proven;
use crate::login::under_way::Link;
use crate::login::{Method, SignedIn, acr};
use crate::model::client::Client;
use crate::model::mail::MailAddress;
use crate::model::upstream::{Choice, Upstream, UpstreamId};

/// The ways in which somebody may sign in.
#[derive(Clone, Debug)]
pub struct Ways<'a> {
    /// At these upstreams.
    pub upstreams: Vec<Way<'a>>,
    /// With a password here.
    pub password: bool,
}

/// A way by an upstream.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    /// The upstream.
    pub upstream: &'a Arc<Upstream>,
    /// The choice behind it that the client made for the person, if it made one.
    pub choice: Option<&'a Choice>,
}

/// An upstream picked, and perhaps one of its choices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pick {
    /// The upstream.
    pub upstream: UpstreamId,
    /// The choice behind it.
    pub choice: Option<String>,
    /// The address by whose domain somebody was led there.
    pub address: Option<MailAddress>,
}

/// All upstreams that this client's people may be sent to.
pub(super) fn open_to<'a>(
    client: &'a Client,
    upstreams: &'a [Arc<Upstream>],
) -> impl Iterator<Item = &'a Arc<Upstream>> {
    let policy = &client.policy;
    let may = |id: &UpstreamId| policy.upstreams.as_ref().is_none_or(|named| named.contains(id));
    upstreams.iter().filter(move |upstream| upstream.is_open() && may(&upstream.id))
}

/// The ways for this request.
pub(super) fn of<'a>(
    request: &UnsignedRequest,
    client: &'a Client,
    upstreams: &'a [Arc<Upstream>],
) -> Ways<'a> {
    let named: Vec<Way<'a>> = open_to(client, upstreams)
        .filter(|upstream| request.acr_values.iter().any(|value| upstream.chosen_by(value)))
        .map(|upstream| Way { upstream, choice: None })
        .collect();
    let all = || open_to(client, upstreams).map(|upstream| Way { upstream, choice: None }).collect();
    let is_named = !named.is_empty();
    let from: Vec<Way<'a>> = if is_named { named } else { all() };
    let hinted: Vec<Way<'a>> = request.idp_hint.iter().flat_map(|hint| hinted_at(&from, hint)).collect();
    let is_hinted = !hinted.is_empty();
    let mut ways = Ways {
        upstreams: if is_hinted { hinted } else { from },
        password: client.policy.allow_password && !is_named && !is_hinted,
    };
    let wish = Wish::of(request, client, &ways);
    // Whoever came by any way can prove more here.
    let by =
        |reached: Option<&str>| wish.is_met(reached.into_iter().chain([acr::MFA, acr::PHISHING_RESISTANT]));
    let can_any = |levels: Vec<&str>| by(None) || levels.into_iter().any(|level| by(Some(level)));
    let can = |way: &Way<'_>| reachable(way.upstream).is_none_or(can_any);
    let password = ways.password && by(Some(acr::PASSWORD));
    ways.upstreams.retain(can);
    Ways { password, ..ways }
}

fn hinted_at<'a>(from: &[Way<'a>], hint: &str) -> Vec<Way<'a>> {
    let hinted = from.iter().filter(|way| way.upstream.hinted_by(hint));
    hinted.map(|way| Way { choice: way.upstream.choice(hint), ..*way }).collect()
}

/// The levels that an upstream is known to reach, by our names; none where nothing is known of it.
pub(crate) fn reachable(upstream: &Upstream) -> Option<Vec<&str>> {
    let definition = &upstream.definition;
    let asked = definition.acr_values.iter().map(|theirs| upstream.our_acr(theirs));
    let levels: Vec<&str> = definition.acr.values().map(String::as_str).chain(asked).collect();
    (!levels.is_empty()).then_some(levels)
}

impl<'a> Ways<'a> {
    /// The ways to one's own account: where the browser stays signed in; or to what is to be linked to it.
    pub(crate) fn to_account(upstreams: &'a [Arc<Upstream>], link: Option<&Link>) -> Self {
        let stays = |upstream: &&Arc<Upstream>| upstream.is_open() && upstream.definition.single_sign_on;
        let meant = |upstream: &&Arc<Upstream>| link.is_none_or(|link| link.upstream == upstream.id);
        let upstreams = upstreams.iter().filter(stays).filter(meant);
        let upstreams = upstreams.map(|upstream| Way { upstream, choice: None });
        Self { upstreams: upstreams.collect(), password: link.is_none() }
    }
}

impl<'a> Ways<'a> {
    /// What a page shows of them.
    pub(crate) fn shown(&self) -> WaysIn {
        WaysIn { password: self.password, upstreams: self.upstreams.iter().map(Way::offer).collect() }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.upstreams.is_empty() && !self.password
    }

    /// The only way, where there is nothing for the person to choose.
    pub(super) fn only(&self) -> Option<Pick> {
        match self.upstreams.as_slice() {
            [way] if !self.password && (way.choice.is_some() || !way.has_choices()) => Some(Pick {
                upstream: way.upstream.id.clone(),
                choice: way.choice.map(|choice| choice.id.clone()),
                address: None,
            }),
            _ => None,
        }
    }

    /// Whether somebody came by one of these ways.
    pub(super) fn admit(&self, who: &Proven) -> bool {
        match who.told().filter(|_| who.came_by_upstream()) {
            // A directory's password is written where one of ours is.
            None => self.password && who.methods().any(Method::can_begin),
            Some(told) => self.upstreams.iter().any(|way| way.upstream.id == told.upstream),
        }
    }

    /// Whether somebody who came before made the choice that is hinted at now. Who comes now may have made
    /// another: it is a hint.
    pub(super) fn fit(&self, who: &SignedIn) -> bool {
        let Some(told) = who.told() else { return true };
        let hinted = self.upstreams.iter().filter(|way| way.upstream.id == told.upstream);
        let mut hinted = hinted.filter_map(|way| way.choice);
        hinted.all(|choice| told.choice.as_deref() == Some(choice.id.as_str()))
    }

    /// The way that somebody picked, if it is one of these.
    pub(crate) fn picked(&self, pick: &Pick) -> Option<Way<'a>> {
        let way = self.upstreams.iter().find(|way| way.upstream.id == pick.upstream)?;
        match (way.choice, pick.choice.as_deref()) {
            (Some(made), picked) => picked.is_none_or(|picked| picked == made.id).then_some(*way),
            (None, None) => Some(*way),
            (None, Some(picked)) => {
                way.upstream.choice(picked).map(|choice| Way { choice: Some(choice), ..*way })
            }
        }
    }
}

impl Way<'_> {
    /// What a page shows of it.
    fn offer(&self) -> Offer {
        let definition = &self.upstream.definition;
        Offer {
            id: self.upstream.id.clone(),
            name: definition.name.clone(),
            choices: match self.choice {
                Some(made) => vec![made.clone()],
                None => definition.choices.clone(),
            },
            issuer: definition.issuer.clone(),
            email_domains: definition.email_domains.clone(),
        }
    }

    /// Whether there is something to choose behind it.
    fn has_choices(&self) -> bool {
        !self.upstream.definition.choices.is_empty()
    }
}
