//! Authentication context classes: what a sign-in amounts to (OpenID Connect Core §2, `acr`).

use super::Method;

/// A class that sign-ins here can reach.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Acr {
    /// Something the person knows: a password.
    Password,
}

impl Acr {
    /// Every class, the weakest first.
    pub const ALL: &'static [Self] = &[Self::Password];

    /// The class that these methods amount to.
    pub fn of(amr: &[Method]) -> Self {
        let of_one = |method: &Method| match method {
            Method::Password => Self::Password,
        };
        amr.iter().map(of_one).max().unwrap_or(Self::Password)
    }

    /// The value of `acr`. Stable: clients compare it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "urn:countersign:acr:password",
        }
    }
}
