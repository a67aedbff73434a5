//! What guards people's own accounts, and where they set it up.

use super::layers::Layers;

/// What holds of the factors that people set up themselves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SecondFactors {
    /// Whether a person's own account asks for them.
    pub guard_account: bool,
    /// Whether who has none sets one up in the sign-in that asks for one.
    pub set_up_at_sign_in: bool,
}

pub(super) fn parse(layers: &Layers) -> SecondFactors {
    let is_on = |name| layers.get(name) == Some("true");
    SecondFactors {
        guard_account: is_on("second_factors.guard_account"),
        set_up_at_sign_in: is_on("second_factors.set_up_at_sign_in"),
    }
}
