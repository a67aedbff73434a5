//! The domains of e-mail addresses that lead to a record: the table holds that each leads to one.

use crate::outcome::Guard;
use crate::sql::{Value, sql};
use crate::statement::{Place, Statement};

/// These domains lead to it, and no others.
pub(super) fn put(list: &mut Vec<Statement>, leads_to: &str, domains: &[String]) {
    list.push(delete(leads_to));
    // In one order, so that two commits wait for each other at most one way round.
    let mut domains: Vec<&String> = domains.iter().collect();
    domains.sort_unstable();
    for domain in domains {
        list.push(Statement::guarded(
            Place::Record,
            Guard::EmailDomainTaken,
            sql!(
                "INSERT INTO email_domain (domain, leads_to) VALUES ($1, $2) ON CONFLICT (domain) DO NOTHING"
            ),
            vec![Value::text(domain.clone()), Value::text(leads_to.to_owned())],
        ));
    }
}

/// No domain leads to it.
pub(super) fn delete(leads_to: &str) -> Statement {
    Statement::any(
        Place::Record,
        sql!("DELETE FROM email_domain WHERE leads_to = $1"),
        vec![Value::text(leads_to.to_owned())],
    )
}
