//! Lists, a page at a time.

use idp::{Reason, Refusal};
use oidc::parameters::Parameters;

use super::id::{LONGEST, is_fit};
use super::members::nameable;

/// How many records a page has unless it is asked for more or fewer.
pub(super) const USUAL: u32 = 50;
/// How many records a page has at most.
pub(super) const MOST: u32 = 200;

/// Which page of a list is wanted.
pub(super) struct Listing {
    /// The last identifier of the page before.
    pub(super) after: Option<String>,
    /// How many records at most.
    pub(super) limit: u32,
    /// Only the record with this user name or e-mail address.
    pub(super) login_name: Option<String>,
}

impl Listing {
    /// Which page of a list.
    pub(super) fn of(query: Option<&str>) -> Result<Self, Refusal> {
        parse(query, &["after", "limit"])
    }

    /// Which page of a list of people.
    pub(super) fn of_people(query: Option<&str>) -> Result<Self, Refusal> {
        parse(query, &["after", "limit", "login_name"])
    }

    /// One more than the page holds, so that it is known whether another follows.
    pub(super) const fn one_more(&self) -> u32 {
        self.limit + 1
    }

    /// The page, and its last identifier if another page follows.
    pub(super) fn page<T>(&self, mut found: Vec<T>, id: impl Fn(&T) -> &str) -> (Vec<T>, Option<String>) {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let another = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| another).map(|last| id(last).to_owned());
        (found, next)
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
    Ok(Listing { after: after.map(str::to_owned), limit, login_name: login_name.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_tells_whether_another_follows() {
        let listing = Listing::of(Some("limit=2&after=a")).unwrap();
        assert_eq!((listing.after.as_deref(), listing.one_more()), (Some("a"), 3));
        assert_eq!(listing.page(vec!["b", "c", "d"], |id| id), (vec!["b", "c"], Some("c".to_owned())));
        assert_eq!(listing.page(vec!["b", "c"], |id| id), (vec!["b", "c"], None));
        assert_eq!(listing.page(Vec::new(), |id: &&str| id), (vec![], None));
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
        assert_eq!(Listing::of(Some("limit=200")).map(|listing| listing.limit).ok(), Some(200));
        assert!(Listing::of(Some("login_name=maija")).is_err());
        assert!(Listing::of_people(Some("login_name=maija")).is_ok_and(|listing| listing.limit == USUAL));
    }
}
