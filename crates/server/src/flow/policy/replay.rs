//! A policy on the sign-ins that were recorded: who would have been asked or stopped.

use idp::login::policy::rule::Rules;
use idp::model::Version;
use idp::model::policy::Document;
use idp::model::sign_in::SignIn;
use idp::policy::replay::{Change, Replayed};
use idp::{Reason, Refusal, Time};

use super::check;
use crate::flow::unavailable;
use crate::node::{Node, offset, zone};

/// How many sign-ins are read at once, how many are looked at in all, and how many are told of one by one.
const PAGE: u32 = 200;
const MOST: u64 = 200_000;
const MOST_TOLD: usize = 500;

/// What came of a replay.
#[derive(Debug)]
pub struct Replay {
    /// How many sign-ins were judged anew.
    pub looked_at: u64,
    /// For how many of them what would have been otherwise.
    pub counts: Counts,
    /// Those for which anything would have been otherwise, the oldest first; not all where they are many.
    pub changed: Vec<Once>,
    /// Whether there were more sign-ins than are looked at.
    pub is_cut_short: bool,
}

/// How many there are of each change, in the order of [`Change::ALL`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts([u64; Change::ALL.len()]);

impl Counts {
    /// How many there are of one.
    pub fn of(&self, change: Change) -> u64 {
        Change::ALL.into_iter().zip(self.0).find(|(known, _)| *known == change).map_or(0, |(_, count)| count)
    }

    fn count(&mut self, change: Change) {
        for (known, count) in Change::ALL.into_iter().zip(&mut self.0) {
            *count += u64::from(known == change);
        }
    }
}

/// One sign-in for which something would have been otherwise.
#[derive(Debug)]
pub struct Once {
    /// As it was recorded.
    pub sign_in: SignIn,
    /// What would have been.
    pub replayed: Replayed,
}

/// Judges anew what was recorded since then. Nothing is recorded.
pub async fn replay(
    node: &Node,
    document: &Document,
    version: Version,
    since: Time,
) -> Result<Replay, Refusal> {
    check(node, document).await?;
    let rules = Rules::of(version, document);
    let zone = zone(document.zone.as_deref()).ok_or(Reason::PolicyInvalid)?;
    let mut replay =
        Replay { looked_at: 0, counts: Counts::default(), changed: Vec::new(), is_cut_short: false };
    let mut after = SignIn::first_id_at(since);
    loop {
        let page = node.store().list_judged(&after, PAGE).await.map_err(unavailable)?;
        let Some(last) = page.last() else { return Ok(replay) };
        after = last.id;
        for sign_in in page {
            let Some(judged) = sign_in.judged.as_deref() else { continue };
            if replay.looked_at == MOST {
                replay.is_cut_short = true;
                return Ok(replay);
            }
            let person = match &sign_in.user {
                // Attributes are all that is not recorded whatever the rules were.
                Some(id) if rules.attributes().next().is_some() => {
                    node.store().load_user(id).await.map_err(unavailable)?
                }
                _ => None,
            };
            let at = sign_in.at;
            let replayed =
                idp::policy::replay::replay(judged, person.as_ref(), &rules, offset(&zone, at), at);
            replay.looked_at += 1;
            replay.counts.count(replayed.change);
            if replayed.change != Change::None && replay.changed.len() < MOST_TOLD {
                replay.changed.push(Once { sign_in, replayed });
            }
        }
    }
}
