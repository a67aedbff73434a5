//! Domains of e-mail addresses that lead somewhere: to a directory, or to an upstream. One leads to one place, or
//! somebody's password might be shown to several.

use crate::model::directory::Directory;
use crate::model::upstream::Upstream;
use crate::user::attributes::are_distinct;

/// The most domains of one record.
const MOST: usize = 100;

/// What a domain may lead to.
#[derive(Clone, Copy, Default)]
pub struct There<'a> {
    /// The directories.
    pub directories: &'a [Directory],
    /// The upstreams.
    pub upstreams: &'a [Upstream],
}

/// The domain of an e-mail address, in the form that DNS has; nothing where it has none.
pub fn domain_of(email: &str) -> Option<String> {
    let (_, domain) = email.rsplit_once('@')?;
    idna::domain_to_ascii(domain.trim_end_matches('.')).ok()
}

/// Checks the domains of the record of this identifier, beside which these are there; comes back with what they
/// should be.
pub(crate) fn check(domains: &[String], of: &str, there: There<'_>) -> Result<(), &'static str> {
    if domains.len() > MOST || !are_distinct(domains) || !domains.iter().all(|domain| is_domain(domain)) {
        return Err(
            "at most 100 domains of e-mail addresses, each once, in small letters and such as DNS has \
                    them (xn--)",
        );
    }
    let directories = there.directories.iter().map(|it| (it.id.as_str(), &it.definition.email_domains));
    let upstreams = there.upstreams.iter().map(|it| (it.id.as_str(), &it.definition.email_domains));
    let mut others = directories.chain(upstreams).filter(|(id, _)| *id != of).flat_map(|(_, theirs)| theirs);
    match others.any(|domain| domains.contains(domain)) {
        true => Err("domains that lead to no other directory or upstream"),
        false => Ok(()),
    }
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.len() <= 253 && domain.contains('.') && domain.split('.').all(is_label)
}
