//! How well the person is to prove who they are (`acr_values`, the claim `acr`).

use oidc::authorization::UnsignedRequest;
use oidc::claims::request::Wanted;
use serde_json::Value;

use super::Facts;
use super::request::Checked;
use super::ways::Ways;
use crate::login::acr;
use crate::login::policy::Level;
use crate::login::proven::Proven;
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

    /// Whether a sign-in that amounts to all of these will do.
    pub(super) fn is_met<'r>(&self, reached: impl Iterator<Item = &'r str> + Clone) -> bool {
        self.has_essential(reached.clone()) && self.has_level(reached)
    }

    fn has_essential<'r>(&self, mut reached: impl Iterator<Item = &'r str>) -> bool {
        let Some(wanted) = self.essential else { return true };
        let does = |wanted: &Value, reached: &str| {
            wanted.as_str().is_some_and(|wanted| acr::reaches(reached, wanted))
        };
        reached
            .any(|reached| wanted.values.is_empty() || wanted.values.iter().any(|value| does(value, reached)))
    }

    fn has_level<'r>(&self, mut reached: impl Iterator<Item = &'r str>) -> bool {
        let Some(levels) = &self.levels else { return true };
        reached.any(|reached| levels.iter().any(|wanted| acr::reaches(reached, wanted)))
    }

    /// How much better somebody would have to prove themselves; nothing where no factor of ours would help.
    fn lacking<'r>(&self, reached: impl Iterator<Item = &'r str> + Clone) -> Option<Level> {
        let with = |level: Level| {
            let twofold = level.twofold.then_some(acr::MFA);
            let resistant = level.phishing_resistant.then_some(acr::PHISHING_RESISTANT);
            self.is_met(reached.clone().chain(twofold).chain(resistant))
        };
        LEVELS.into_iter().find(|level| with(*level))
    }
}

/// The levels that further factors reach, from nothing further up.
const LEVELS: [Level; 4] = [
    Level { twofold: false, phishing_resistant: false },
    Level { twofold: true, phishing_resistant: false },
    Level { twofold: false, phishing_resistant: true },
    Level { twofold: true, phishing_resistant: true },
];

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

/// Whether this sign-in came by a way that is open to it, and reached what the client cannot do without, or
/// can with further factors.
pub(super) fn is_reachable(checked: &Checked<'_>, who: &Proven, ways: &Ways<'_>) -> bool {
    ways.admit(who) && Wish::of(&checked.request, checked.client, ways).lacking(who.classes()).is_some()
}

/// Whether it reached it.
pub(super) fn is_reached(checked: &Checked<'_>, who: &Proven, ways: &Ways<'_>) -> bool {
    ways.admit(who) && Wish::of(&checked.request, checked.client, ways).is_met(who.classes())
}

/// How much better somebody has to prove themselves; nothing where no factor of ours would help.
pub(super) fn lacking(checked: &Checked<'_>, who: &Proven, facts: Facts<'_>) -> Option<Level> {
    if !asks_for_level(checked) {
        return Some(Level::default());
    }
    Wish::of(&checked.request, checked.client, &checked.ways(facts)).lacking(who.classes())
}

/// Whether the request says anything of levels.
fn asks_for_level(checked: &Checked<'_>) -> bool {
    !checked.request.acr_values.is_empty() || checked.request.claims.id_token.contains_key("acr")
}

/// How well the person is to prove themselves if they can: by the first of `acr_values` that is a class of ours.
pub(super) fn wished(checked: &Checked<'_>) -> Level {
    let mut values = checked.request.acr_values.iter().map(String::as_str);
    match values.find(|value| acr::OURS.contains(value)) {
        Some(acr::MFA) => Level { twofold: true, ..Level::default() },
        Some(acr::PHISHING_RESISTANT) => Level { phishing_resistant: true, ..Level::default() },
        _ => Level::default(),
    }
}

/// What a client is told that a sign-in amounts to: the first that it asked for, or else the usual name for it
/// (OpenID Connect Core §3.1.2.1).
pub(super) fn told<'w>(checked: &Checked<'_>, who: &'w Proven) -> Option<&'w str> {
    let asked = checked.request.claims.id_token.get("acr");
    let asked = asked.into_iter().flat_map(|wanted| &wanted.values).filter_map(Value::as_str);
    let mut asked = asked.chain(checked.request.acr_values.iter().map(String::as_str));
    let reaching = |wanted: &str| who.classes().find(|class| acr::reaches(class, wanted));
    asked.find_map(reaching).or_else(|| who.classes().next())
}
