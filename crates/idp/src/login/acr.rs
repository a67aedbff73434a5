//! Authentication context classes: what a sign-in amounts to (OpenID Connect Core §2, `acr`).

/// Something the person knows: a password given here. Stable: clients compare it.
pub const PASSWORD: &str = "urn:countersign:acr:password";

/// Two factors of different kinds, whichever. It does for [`PASSWORD`] as well.
pub const MFA: &str = "urn:countersign:acr:mfa";

/// What nobody between the person and us could have made use of (OpenID Connect Extended Authentication Profile
/// §2, `phr`).
pub const PHISHING_RESISTANT: &str = "phr";

/// The classes that people can reach here.
pub const OURS: [&str; 3] = [PASSWORD, MFA, PHISHING_RESISTANT];

/// What the names of our own classes begin with.
const OUR_OWN: &str = "urn:countersign:";

/// Whether a class is one that nobody but we can say of a sign-in.
pub(crate) fn is_our_own(class: &str) -> bool {
    class.starts_with(OUR_OWN)
}

/// Whether a sign-in of one class will do where another is asked for: the same, or one above it.
pub fn reaches(reached: &str, wanted: &str) -> bool {
    (reached == MFA && wanted == PASSWORD) || oidc::acr::reaches(reached, wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_factors_will_do_for_a_password_and_not_the_other_way_round() {
        assert!(reaches(PASSWORD, PASSWORD) && reaches(MFA, PASSWORD));
        assert!(
            !reaches(PASSWORD, MFA) && !reaches(PHISHING_RESISTANT, MFA) && !reaches(MFA, PHISHING_RESISTANT)
        );
    }

    #[test]
    fn ours_stand_on_no_ladder_of_others() {
        assert!(OURS.iter().all(|class| !oidc::acr::is_level(class)));
    }
}
