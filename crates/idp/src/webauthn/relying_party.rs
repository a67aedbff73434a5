//! For whom a credential is made and used.

use super::fault::Fault;

/// Who asks: the scope of the credentials, and the addresses whose pages may use them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RelyingParty {
    /// The host that credentials are bound to (`rp.id`).
    pub id: String,
    /// The origins of our pages there, to the letter.
    pub origins: Vec<String>,
}

impl RelyingParty {
    /// Us at the page of this address, where these are all our addresses. Nothing where browsers bind no
    /// credential to it: an address of numbers is no name (§5.1.3, step 7), and only this machine goes without
    /// TLS.
    pub fn at<'a>(base: &str, bases: impl Iterator<Item = &'a str>) -> Option<Self> {
        let id = host(base)?;
        let is_here = id == "localhost" || id.ends_with(".localhost");
        if is_numbers(&id) || !(is_here || parts(base)?.0 == "https") {
            return None;
        }
        let mut origins: Vec<String> =
            bases.filter(|other| host(other).as_ref() == Some(&id)).filter_map(origin).collect();
        origins.sort();
        origins.dedup();
        Some(Self { id, origins })
    }
}

/// What is expected of one response.
#[derive(Clone, Copy)]
pub struct Ceremony<'a> {
    /// Who asked.
    pub relying_party: &'a RelyingParty,
    /// What was to be signed.
    pub challenge: &'a [u8],
    /// Whether the authenticator must have verified who uses it.
    pub user_verification: bool,
}

impl Ceremony<'_> {
    /// That the data were made for us.
    pub(super) fn check_relying_party(&self, hash: &[u8; 32]) -> Result<(), Fault> {
        match *hash == jose::digest::sha256(self.relying_party.id.as_bytes()) {
            true => Ok(()),
            false => Err(Fault::RelyingParty),
        }
    }
}

/// Scheme, host and port of an address, as browsers write an origin: in lower case, without the port that
/// goes without saying.
fn origin(base: &str) -> Option<String> {
    let (scheme, authority) = parts(base)?;
    let authority = match (scheme.as_str(), authority.rsplit_once(':')) {
        ("https", Some((host, "443"))) | ("http", Some((host, "80"))) => host.to_owned(),
        _ => authority,
    };
    Some(format!("{scheme}://{authority}"))
}

fn host(base: &str) -> Option<String> {
    let (_, authority) = parts(base)?;
    if authority.starts_with('[') {
        return authority.split_inclusive(']').next().map(str::to_owned);
    }
    let host = authority.split(':').next().unwrap_or_default();
    (!host.is_empty()).then(|| host.to_owned())
}

/// Whether a host is an address and no name: names never end in a number (URL Standard, host parsing).
fn is_numbers(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    host.starts_with('[') || last.bytes().all(|byte| byte.is_ascii_digit())
}

fn parts(base: &str) -> Option<(String, String)> {
    let (scheme, rest) = base.split_once("://")?;
    let authority = rest.split('/').next()?;
    Some((scheme.to_ascii_lowercase(), authority.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(base: &str, bases: &[&str]) -> Option<(String, Vec<String>)> {
        RelyingParty::at(base, bases.iter().copied()).map(|party| (party.id, party.origins))
    }

    #[test]
    fn is_the_host_of_the_page_with_all_our_origins_there_and_no_others() {
        let bases = ["https://ID.example:443", "https://id.example:8443/at", "https://other.example"];
        let here =
            Some(("id.example".into(), vec!["https://id.example".into(), "https://id.example:8443".into()]));
        assert_eq!(at(bases[0], &bases), here);
        assert_eq!(at(bases[1], &bases), here);
        let there = Some(("other.example".into(), vec!["https://other.example".into()]));
        assert_eq!(at(bases[2], &bases), there);
    }

    #[test]
    fn a_name_of_this_machine_will_do_and_an_address_of_numbers_will_not() {
        assert!(at("http://localhost:8080", &["http://localhost:8080"]).is_some());
        let nowhere =
            ["http://127.0.0.1:8080", "https://[::1]:8443", "http://id.example", "nonsense", "https://"];
        for base in nowhere {
            assert_eq!(at(base, &[base]), None, "{base}");
        }
    }
}
