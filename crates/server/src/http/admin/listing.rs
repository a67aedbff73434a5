//! Lists, a page at a time.

use idp::{Reason, Refusal};
use oidc::parameters::Parameters;

use super::id::{LONGEST, is_fit};
use super::members::nameable;
use crate::admin::Limit;

/// How many records a page has unless it is asked for more or fewer.
pub(super) const USUAL: u32 = 50;
/// How many records a page has at most.
pub(super) const MOST: u32 = 200;

/// Which page of a list is wanted.
pub(super) struct Listing {
    /// The last identifier of the page before.
    pub(super) after: Option<String>,
    /// How many records at most.
    pub(super) limit: Limit,
    /// Only the record with this user name or e-mail address.
    pub(super) login_name: Option<String>,
}

impl Listing {
    /// Which page of a list.
    pub(super) fn of(query: Option<&str>) -> Result<Self, Refusal> {
        parse(query, &["after", "limit"])
    }

    /// Which page of a list that can be narrowed by these parameters, which the caller reads.
    pub(super) fn also_of(query: Option<&str>, by: &[&str]) -> Result<Self, Refusal> {
        parse(query, &[&["after", "limit"], by].concat())
    }

    /// Which page of a list of people.
    pub(super) fn of_people(query: Option<&str>) -> Result<Self, Refusal> {
        parse(query, &["after", "limit", "login_name"])
    }
}

/// Reads the query of an address that takes these parameters and no others.
fn parse(query: Option<&str>, known: &[&str]) -> Result<Listing, Refusal> {
    let invalid = |name, expected| Refusal::new(Reason::ParameterInvalid).about(name).expected(expected);
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes())?;
    if let Some((unknown, _)) = parameters.iter().find(|(name, _)| !known.contains(name)) {
        let expected = format!("none but {}", known.join(", "));
        return Err(Refusal::new(Reason::ParameterInvalid).about(nameable(unknown)).expected(expected));
    }
    let after = parameters.get("after")?;
    if after.is_some_and(|after| !is_fit(after)) {
        return Err(invalid("after", "the next of the page before"));
    }
    let limit = match parameters.get("limit")? {
        None => USUAL,
        Some(limit) => limit
            .parse()
            .ok()
            .filter(|limit| (1..=MOST).contains(limit))
            .ok_or_else(|| invalid("limit", "a number from 1 to 200"))?,
    };
    let login_name = parameters.get("login_name")?;
    if login_name.is_some_and(|name| name.chars().count() > LONGEST) {
        return Err(Refusal::new(Reason::ParameterTooLong).about("login_name"));
    }
    let limit = Limit(limit);
    Ok(Listing { after: after.map(str::to_owned), limit, login_name: login_name.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_where_the_one_before_ended_and_is_as_long_as_was_asked() {
        let listing = Listing::of(Some("limit=2&after=a")).unwrap();
        assert_eq!((listing.after.as_deref(), listing.limit.0), (Some("a"), 2));
    }

    #[test]
    fn refuses_a_page_that_cannot_be() {
        for query in [
            "limit=0",
            "limit=201",
            "limit=-1",
            "limit=x",
            "limit=1&limit=2",
            "after=%00",
            "after=a+b",
            "offset=1",
        ] {
            assert!(Listing::of_people(Some(query)).is_err(), "{query}");
        }
        assert_eq!(Listing::of(Some("limit=200")).map(|listing| listing.limit.0).ok(), Some(200));
        assert!(Listing::of(Some("login_name=maija")).is_err());
        assert!(Listing::of_people(Some("login_name=maija")).is_ok_and(|listing| listing.limit.0 == USUAL));
    }
}
