//! Levels of assurance, as Finland's trust network and eIDAS have them.

use rp::oidc::acr;

/// Whether what was reached is enough for what was asked: the lowest level that was asked, or more, on the
/// same scale. What was asked without a level (a method, such as `idp:ftn`) is the provider's to see to.
pub(crate) fn is_enough(asked: &[String], reached: Option<&str>) -> bool {
    let mut levels = asked.iter().filter(|class| acr::is_level(class)).peekable();
    levels.peek().is_none()
        || reached.is_some_and(|reached| levels.any(|wanted| acr::reaches(reached, wanted)))
}

#[cfg(test)]
mod tests {
    use super::is_enough;

    #[test]
    fn a_level_is_reached_by_itself_and_by_a_higher_one_of_its_scale() {
        const LOA2: &str = "http://ftn.ficora.fi/2017/loa2";
        const LOA3: &str = "http://ftn.ficora.fi/2017/loa3";
        const TEST3: &str = "http://ftn.ficora.fi/2017/loatest3";
        const SUBSTANTIAL: &str = "http://eidas.europa.eu/LoA/substantial";
        for (asked, reached, enough) in [
            (&[LOA2][..], Some(LOA2), true),
            (&[LOA2], Some(LOA3), true),
            (&[LOA2], Some(SUBSTANTIAL), true),
            (&[LOA3], Some(LOA2), false),
            (&[LOA3, LOA2], Some(LOA2), true),
            (&[LOA2], Some(TEST3), false),
            (&[TEST3], Some(LOA3), false),
            (&[LOA2], Some("pwd"), false),
            (&[LOA2], None, false),
            (&["idp:ftn"], Some("whatever"), true),
            (&["idp:ftn", LOA3], Some(LOA2), false),
            (&[], None, true),
        ] {
            let asked: Vec<String> = asked.iter().map(|&acr| acr.to_owned()).collect();
            assert_eq!(is_enough(&asked, reached), enough, "{asked:?} {reached:?}");
        }
    }
}
