//! Messages that count once.

use idp::replay::{LONGEST, Message, is_spent, key, spend};

use crate::support::*;

impl World {
    fn is_spent(&self, jti: &str) -> bool {
        let key = key(Message::RequestObject, "shop", jti);
        is_spent(self.state.ticket(&key, self.now).as_ref(), self.now)
    }

    fn spend(&mut self, jti: &str, exp: Option<i64>) -> Result<(), Lost> {
        let key = key(Message::RequestObject, "shop", jti);
        self.state.commit(vec![spend(key, exp, self.now)], self.now)
    }
}

#[test]
fn a_message_is_known_from_when_it_was_accepted_until_it_is_over() {
    for pass in WAYS {
        let mut world = World::new();
        assert!(!world.is_spent("one"));
        let exp = world.now.as_secs() + 300;
        world.spend("one", Some(exp)).unwrap();
        assert!(world.is_spent("one") && !world.is_spent("another"));
        pass(&mut world, 300 + 60);
        assert!(world.is_spent("one"), "clocks may differ by a minute");
        pass(&mut world, 61);
        assert!(!world.is_spent("one"));
        world.spend("one", Some(exp + 1000)).unwrap();
        assert!(world.is_spent("one"));
    }
}

#[test]
fn of_two_that_race_one_is_accepted() {
    let mut world = World::new();
    world.spend("one", None).unwrap();
    assert_eq!(world.spend("one", None), Err(Lost::TicketTaken));
    world.spend("another", None).unwrap();
}

#[test]
fn one_without_end_or_with_a_far_one_is_remembered_for_a_day() {
    for exp in [None, Some(i64::MAX), Some(NOW.as_secs() + 10 * 86_400)] {
        let mut world = World::new();
        world.spend("one", exp).unwrap();
        world.wait(LONGEST.as_secs());
        assert!(world.is_spent("one"));
        world.wait(121);
        assert!(!world.is_spent("one"));
    }
}

#[test]
fn the_name_belongs_to_its_client_and_kind() {
    let here = key(Message::RequestObject, "shop", "one");
    for other in [
        key(Message::RequestObject, "shop", "on"),
        key(Message::RequestObject, "shopo", "ne"),
        key(Message::RequestObject, "app", "one"),
        key(Message::ClientAssertion, "shop", "one"),
        key(Message::DpopProof, "shop", "one"),
    ] {
        assert_ne!(here, other);
    }
    assert_eq!(here, key(Message::RequestObject, "shop", "one"));
}
