//! How well the person is to prove who they are (`acr_values`, the claim `acr`).

use oidc::authorization::UnsignedRequest;
use oidc::claims::request::Wanted;
use serde_json::Value;

use super::request::Checked;
use super::ways::Ways;
use crate::login::{SignedIn, acr};
use crate::model::client::Client;
use crate::refusal::{Reason, Refusal};

/// What a client cannot do without.
pub(super) struct Wish<'a> {
    /// The claim `acr`, where it is essential (OpenID Connect Core §5.5.1.1).
    essential: Option<&'a Wanted>,
    /// The levels among `acr_values`, where the client is told of what it asked for or of more, and never of
    /// less; elsewhere they are a wish.
    levels: Option<Vec<&'a str>>,
}

impl<'a> Wish<'a> {
    /// What this request cannot do without. What names one of the ways is no level.
    pub(super) fn of(request: &'a UnsignedRequest, client: &Client, ways: &Ways<'_>) -> Self {
        let names_way = |value: &&str| ways.upstreams.iter().any(|way| way.upstream.chosen_by(value));
        let values = request.acr_values.iter().map(String::as_str);
        let is_named = values.clone().any(|value| names_way(&value));
        let levels: Vec<&str> = values.filter(|value| !names_way(value)).collect();
        let counts = client.rules().require_acr_values && !(is_named && levels.is_empty());
        let essential = request.claims.id_token.get("acr").filter(|wanted| wanted.essential);
        Self { essential, levels: counts.then_some(levels) }
    }

    /// Whether a sign-in that amounts to this will do.
    pub(super) fn is_met(&self, reached: Option<&str>) -> bool {
        self.has_essential(reached) && self.has_level(reached)
    }

    /// Whether one of these will.
    pub(super) fn is_met_by_any(&self, reachable: &[&str]) -> bool {
        reachable.iter().any(|reached| self.is_met(Some(reached)))
    }

    fn has_essential(&self, reached: Option<&str>) -> bool {
        let does =
            |wanted: &Value, reached| wanted.as_str().is_some_and(|wanted| acr::reaches(reached, wanted));
        self.essential.is_none_or(|wanted| {
            reached.is_some_and(|reached| {
                wanted.values.is_empty() || wanted.values.iter().any(|value| does(value, reached))
            })
        })
    }

    fn has_level(&self, reached: Option<&str>) -> bool {
        let does = |reached| self.levels.iter().flatten().any(|wanted| acr::reaches(reached, wanted));
        self.levels.is_none() || reached.is_some_and(does)
    }
}

/// Refuses to ask for what no sign-in could reach (OpenID Connect Core §5.5.1.1). `all` are the ways that
/// there would be if no level were asked for.
pub(super) fn check(request: &UnsignedRequest, client: &Client, ways: &Ways<'_>) -> Result<(), Refusal> {
    if !ways.is_empty() {
        return Ok(());
    }
    let wish = Wish::of(request, client, ways);
    let refusal = Refusal::new(Reason::AcrUnmet);
    match (&wish.essential, &wish.levels) {
        (Some(_), _) => Err(refusal.about("claims").operator("an essential acr that nobody can reach")),
        (None, Some(_)) => {
            Err(refusal.about("acr_values").operator("no acr among them that anybody can reach"))
        }
        (None, None) => Ok(()),
    }
}

/// Whether this sign-in reached what the client cannot do without, by a way that is open to it.
pub(super) fn is_reached(checked: &Checked<'_>, who: &SignedIn, ways: &Ways<'_>) -> bool {
    Wish::of(&checked.request, checked.client, ways).is_met(who.acr()) && ways.admit(who)
}
