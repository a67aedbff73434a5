//! Authentication context classes: what a sign-in amounts to (OpenID Connect Core §2, `acr`).

use super::Method;

/// Something the person knows: a password given here. Stable: clients compare it.
pub const PASSWORD: &str = "urn:countersign:acr:password";

/// What the names of our own classes begin with.
const OUR_OWN: &str = "urn:countersign:";

/// Whether a class is one that nobody but we can say of a sign-in.
pub(crate) fn is_our_own(class: &str) -> bool {
    class.starts_with(OUR_OWN)
}

/// Classes that can be compared, each ladder from the weakest rung up; names on one rung mean the same. The
/// levels of the Finnish trust network and of eIDAS are one ladder, those of its test beds another.
pub const LADDERS: &[&[&[&str]]] = &[
    &[
        &["http://eidas.europa.eu/LoA/low"],
        &["http://ftn.ficora.fi/2017/loa2", "http://eidas.europa.eu/LoA/substantial"],
        &["http://ftn.ficora.fi/2017/loa3", "http://eidas.europa.eu/LoA/high"],
    ],
    &[&["http://ftn.ficora.fi/2017/loatest2"], &["http://ftn.ficora.fi/2017/loatest3"]],
];

/// The class that these methods amount to, where they were used here.
pub(crate) fn of(amr: &[Method]) -> Option<&'static str> {
    amr.iter().find_map(|method| match method {
        Method::Password => Some(PASSWORD),
        // It says itself what it amounts to.
        Method::Upstream => None,
    })
}

/// Whether a sign-in of one class will do where another is asked for: the same, or one above it.
pub fn reaches(reached: &str, wanted: &str) -> bool {
    let place = |ladder: &[&[&str]], class: &str| ladder.iter().position(|rung| rung.contains(&class));
    reached == wanted
        || LADDERS.iter().any(|ladder| match (place(ladder, reached), place(ladder, wanted)) {
            (Some(reached), Some(wanted)) => reached >= wanted,
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOA2: &str = "http://ftn.ficora.fi/2017/loa2";
    const LOA3: &str = "http://ftn.ficora.fi/2017/loa3";
    const TEST2: &str = "http://ftn.ficora.fi/2017/loatest2";
    const TEST3: &str = "http://ftn.ficora.fi/2017/loatest3";

    #[test]
    fn a_level_will_do_for_itself_and_for_what_is_below() {
        for (reached, wanted) in [
            (LOA2, LOA2),
            (LOA3, LOA2),
            (TEST3, TEST2),
            (LOA2, "http://eidas.europa.eu/LoA/substantial"),
            ("http://eidas.europa.eu/LoA/high", LOA3),
            (LOA3, "http://eidas.europa.eu/LoA/low"),
            (PASSWORD, PASSWORD),
            ("urn:example:silver", "urn:example:silver"),
        ] {
            assert!(reaches(reached, wanted), "{reached} for {wanted}");
        }
    }

    #[test]
    fn a_level_never_does_for_more_nor_for_another_kind() {
        for (reached, wanted) in [
            (LOA2, LOA3),
            (TEST2, TEST3),
            (TEST3, LOA2),
            (LOA3, TEST2),
            ("http://eidas.europa.eu/LoA/low", LOA2),
            (PASSWORD, LOA2),
            (LOA3, PASSWORD),
            ("urn:example:gold", "urn:example:silver"),
            ("", LOA2),
        ] {
            assert!(!reaches(reached, wanted), "{reached} for {wanted}");
        }
    }
}
