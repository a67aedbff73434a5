//! What is counted across sign-ins: wrong codes against an account, and codes sent to nobody's use.

use super::Address;
use crate::login::attempts::{Counter, Pace};
use crate::model::told::Told;
use crate::model::user::UserId;

/// Whether somebody came by an upstream: their account never waits, because what guards it is not here. What
/// is slowed for them is sending, and the sign-in ends.
pub fn is_federated(told: Option<&Told>) -> bool {
    told.is_some()
}

/// The counts of a person's codes, in this order: wrong codes, codes sent to the person, codes sent to this
/// address, which may be several people's.
pub fn counters(person: &UserId, to: &Address) -> [Counter; 3] {
    let person = person.as_str().as_bytes();
    let whole = to.whole();
    let address = [to.method().as_str().as_bytes(), &[0], whole.as_bytes()].concat();
    [
        Counter::of("c", &[person], Pace::Codes),
        Counter::of("m", &[person], Pace::Sends),
        Counter::of("M", &[&address], Pace::Sends),
    ]
}
