use std::collections::HashMap;

/// The most things that lie on one shelf.
const MOST: usize = 10_000;

/// Things by their names, each until its time is over. It never grows without end: where there is no
/// room, what would be over first makes room.
pub(crate) struct Shelf<T>(HashMap<String, (i64, T)>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> Shelf<T> {
    pub(crate) fn put(&mut self, name: String, thing: T, until: i64, now: i64) {
        if self.0.len() >= MOST {
            self.0.retain(|_, (until, _)| *until > now);
        }
        if self.0.len() >= MOST
            && let Some(first) =
                self.0.iter().min_by_key(|(_, (until, _))| *until).map(|(name, _)| name.clone())
        {
            self.0.remove(&first);
        }
        self.0.insert(name, (until, thing));
    }

    pub(crate) fn get(&mut self, name: &str, now: i64) -> Option<&mut T> {
        self.0.get_mut(name).filter(|(until, _)| *until > now).map(|(_, thing)| thing)
    }

    pub(crate) fn take(&mut self, name: &str, now: i64) -> Option<T> {
        self.0.remove(name).filter(|(until, _)| *until > now).map(|(_, thing)| thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_a_thing_until_its_time_is_over() {
        let mut shelf = Shelf::default();
        shelf.put("a".to_owned(), 1, 10, 0);
        assert_eq!(shelf.get("a", 9), Some(&mut 1));
        assert_eq!(shelf.get("a", 10), None);
        assert_eq!(shelf.take("a", 9), Some(1));
        assert_eq!(shelf.take("a", 9), None);
    }

    #[test]
    fn makes_room_by_what_would_be_over_first() {
        let mut shelf = Shelf::default();
        for number in 0..=MOST {
            shelf.put(number.to_string(), (), 100 + number as i64, 0);
        }
        assert!(shelf.get("0", 1).is_none());
        assert!(shelf.get("1", 1).is_some());
        assert!(shelf.get(&MOST.to_string(), 1).is_some());
    }
}
