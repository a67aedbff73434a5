//! People brought along from elsewhere, many in one transaction.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use idp::model::credential::CredentialKind;
use idp::model::event::Actor;
use idp::model::user::canonical_login_name;
use idp::user::import::{self, Existing, Outcome, Repeated, Row, RowFacts};
use idp::{Decision, Refusal};

use super::is_taken;
use crate::flow::{Tries, unavailable};
use crate::node::Node;

/// How many rows are committed at a time.
pub const AT_A_TIME: usize = 100;

/// How people are brought along.
pub struct Import<'a> {
    node: &'a Node,
    existing: Existing,
    by: &'a Actor,
    /// The names that rows before would have taken, hashed, and where these stand, where nothing is committed.
    seen: Option<HashMap<u64, u64>>,
    hasher: RandomState,
    /// What the place of a row is called.
    place: fn(u64) -> String,
}

/// What became of a row.
pub type Settled = Result<Outcome, Refusal>;

impl<'a> Import<'a> {
    /// Begins; of a rehearsal nothing is kept. What the place of a row is called is said by whoever numbers them.
    pub fn begin(
        node: &'a Node,
        existing: Existing,
        rehearsal: bool,
        by: &'a Actor,
        place: fn(u64) -> String,
    ) -> Self {
        Self { node, existing, by, seen: rehearsal.then(HashMap::new), hasher: RandomState::new(), place }
    }

    /// What becomes of these rows, in their order, each with its number. A row that is refused keeps none of the
    /// others back.
    ///
    /// # Errors
    /// The store does not answer: of these rows the first may be kept, and the others are not.
    pub async fn settle(&mut self, rows: &[(u64, Row)]) -> Result<Vec<Settled>, Refusal> {
        let mut settled = Vec::with_capacity(rows.len());
        let mut rest = rows;
        while !rest.is_empty() {
            let (batch, after) = rest.split_at(distinct(rest));
            settled.extend(self.commit(batch).await?);
            rest = after;
        }
        Ok(settled)
    }

    async fn commit(&mut self, rows: &[(u64, Row)]) -> Result<Vec<Settled>, Refusal> {
        let mut tries = Tries::default();
        loop {
            let now = self.node.now();
            let (mut settled, mut effects) = (Vec::with_capacity(rows.len()), Vec::new());
            for (_, row) in rows {
                let decision = self.decide(row, now).await?;
                settled.push(decision.answer);
                effects.extend(decision.effects);
            }
            if let Some(seen) = &mut self.seen {
                let kept = rows.iter().zip(&settled).filter(|(_, settled)| settled.is_ok());
                for ((number, row), _) in kept {
                    seen.extend(row.names().map(|name| (self.hasher.hash_one(name), *number)));
                }
                return Ok(settled);
            }
            if let Some(settled) = tries.commit(self.node, Decision::of(Ok(settled), effects), now).await? {
                return Ok(settled);
            }
        }
    }

    async fn decide(&self, row: &Row, now: idp::Time) -> Result<Decision<Settled>, Refusal> {
        let node = self.node;
        let name = canonical_login_name(&row.username);
        let person = node.store().load_person(&name, None).await.map_err(unavailable)?;
        let holder = person.as_ref().map(|person| &person.user);
        let besides = holder.map(|holder| &holder.id);
        let place = holder.is_none().then(|| self.repeats(row)).flatten();
        let repeats = place.as_ref().map(|(member, place)| Repeated { member, place });
        let facts = RowFacts {
            holder,
            has_password: person.as_ref().is_some_and(|person| {
                person.credentials.iter().any(|it| it.kind == CredentialKind::Password)
            }),
            taken: is_taken(node, &row.username, row.claims.email.as_deref(), besides).await?,
            repeats,
        };
        Ok(node.decide(now, |env| import::row(row, facts, self.existing, self.by, env)))
    }

    /// Which of its names a row before would have by now, and where that stands, where nothing is committed.
    fn repeats(&self, row: &Row) -> Option<(&'static str, String)> {
        let seen = self.seen.as_ref()?;
        row.members().find_map(|(member, name)| {
            seen.get(&self.hasher.hash_one(name)).map(|number| (member, (self.place)(*number)))
        })
    }
}

/// How many of these can be committed together: no two of them have a name in common, or the second would not see
/// what became of the first.
fn distinct(rows: &[(u64, Row)]) -> usize {
    let mut names = HashSet::new();
    let fits = |(_, row): &&(u64, Row)| {
        let own: HashSet<String> = row.names().collect();
        let fits = own.is_disjoint(&names);
        names.extend(own);
        fits
    };
    rows.iter().take(AT_A_TIME).take_while(fits).count().max(1)
}
