//! What an effect becomes: data that an engine executes without understanding it.

use crate::outcome::Guard;
use crate::sql::{Sql, Value};

/// One statement, its values and the rows it must touch.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) sql: &'static Sql,
    pub(crate) values: Vec<Value<'static>>,
    pub(crate) rows: Rows,
    /// What is lost if the rows are others than expected, or a constraint speaks against it.
    pub(crate) guard: Option<Guard>,
    /// Where it stands among the statements of its commit; see [`Place`].
    pub(crate) place: Place,
}

/// The rows a statement must touch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rows {
    /// Exactly one, or the guard is lost.
    One,
    /// As many as there are.
    Any,
    /// One, which returns a change's number.
    Numbered,
}

/// The order in which a commit's statements run, whatever order its effects were listed in.
///
/// Records keep their given order (a credential needs its person). Then come families, tickets
/// and messages, each by key, so that two commits that touch the same rows lock them in the same order and
/// cannot wait for each other. The one row of the change counter comes last: whoever holds it
/// waits for nobody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Place {
    Record,
    Family([u8; 16]),
    Ticket([u8; 32]),
    Message([u8; 16]),
    Change,
}

impl Statement {
    pub(crate) fn any(place: Place, sql: &'static Sql, values: Vec<Value<'static>>) -> Self {
        Self { sql, values, rows: Rows::Any, guard: None, place }
    }

    pub(crate) fn guarded(
        place: Place,
        guard: Guard,
        sql: &'static Sql,
        values: Vec<Value<'static>>,
    ) -> Self {
        Self { sql, values, rows: Rows::One, guard: Some(guard), place }
    }
}
