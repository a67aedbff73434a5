//! Authentication context classes: what a sign-in amounts to (OpenID Connect Core §2, `acr`).

pub use oidc::acr::reaches;

use super::Method;

/// Something the person knows: a password given here. Stable: clients compare it.
pub const PASSWORD: &str = "urn:countersign:acr:password";

/// What the names of our own classes begin with.
const OUR_OWN: &str = "urn:countersign:";

/// Whether a class is one that nobody but we can say of a sign-in.
pub(crate) fn is_our_own(class: &str) -> bool {
    class.starts_with(OUR_OWN)
}

/// The class that these methods amount to, where they were used here.
pub(crate) fn of(amr: &[Method]) -> Option<&'static str> {
    amr.iter().find_map(|method| match method {
        Method::Password => Some(PASSWORD),
        // It says itself what it amounts to.
        Method::Upstream => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_given_here_stands_on_no_ladder() {
        assert!(reaches(PASSWORD, PASSWORD) && !oidc::acr::is_level(PASSWORD));
    }
}
