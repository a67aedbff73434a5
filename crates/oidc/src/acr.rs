//! Authentication context classes that can be compared (OpenID Connect Core §2, `acr`): levels of assurance, as
//! the Finnish trust network and eIDAS have them.

/// Each ladder from the weakest rung up; names on one rung mean the same. The levels of the Finnish trust
/// network and of eIDAS are one ladder, those of its test beds another.
pub const LADDERS: &[&[&[&str]]] = &[
    &[
        &["http://eidas.europa.eu/LoA/low"],
        &["http://ftn.ficora.fi/2017/loa2", "http://eidas.europa.eu/LoA/substantial"],
        &["http://ftn.ficora.fi/2017/loa3", "http://eidas.europa.eu/LoA/high"],
    ],
    &[&["http://ftn.ficora.fi/2017/loatest2"], &["http://ftn.ficora.fi/2017/loatest3"]],
];

/// Whether a sign-in of one class will do where another is asked for: the same, or one above it.
pub fn reaches(reached: &str, wanted: &str) -> bool {
    reached == wanted
        || LADDERS.iter().any(|ladder| match (rung(ladder, reached), rung(ladder, wanted)) {
            (Some(reached), Some(wanted)) => reached >= wanted,
            _ => false,
        })
}

/// Whether the class stands on a ladder.
pub fn is_level(class: &str) -> bool {
    LADDERS.iter().any(|ladder| rung(ladder, class).is_some())
}

fn rung(ladder: &[&[&str]], class: &str) -> Option<usize> {
    ladder.iter().position(|rung| rung.contains(&class))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOA2: &str = "http://ftn.ficora.fi/2017/loa2";
    const LOA3: &str = "http://ftn.ficora.fi/2017/loa3";
    const TEST2: &str = "http://ftn.ficora.fi/2017/loatest2";
    const TEST3: &str = "http://ftn.ficora.fi/2017/loatest3";

    const SILVER: &str = "urn:example:silver";

    #[test]
    fn a_level_will_do_for_itself_and_for_what_is_below() {
        for (reached, wanted) in [
            (LOA2, LOA2),
            (LOA3, LOA2),
            (TEST3, TEST2),
            (LOA2, "http://eidas.europa.eu/LoA/substantial"),
            ("http://eidas.europa.eu/LoA/high", LOA3),
            (LOA3, "http://eidas.europa.eu/LoA/low"),
            (SILVER, SILVER),
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
            (SILVER, LOA2),
            (LOA3, SILVER),
            ("urn:example:gold", SILVER),
            ("", LOA2),
        ] {
            assert!(!reaches(reached, wanted), "{reached} for {wanted}");
        }
    }

    #[test]
    fn a_class_of_somebody_elses_is_no_level() {
        assert!(is_level(LOA2) && is_level(TEST3) && is_level("http://eidas.europa.eu/LoA/low"));
        assert!(!is_level(SILVER) && !is_level("idp:ftn") && !is_level(""));
    }
}
