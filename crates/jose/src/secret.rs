//! Values that must not be shown.

use zeroize::Zeroize;

/// A value without `Debug`, `Display`, `Serialize` or `PartialEq`, wiped when dropped. Compare by
/// [`constant_time::eq`](crate::constant_time::eq).
///
/// ```compile_fail
/// println!("{:?}", jose::Secret::new(vec![1u8]));
/// ```
/// ```compile_fail
/// let _ = jose::Secret::new(vec![1u8]) == jose::Secret::new(vec![1u8]);
/// ```
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes the value in.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, named so that each place that looks can be found.
    pub fn expose(&self) -> &T {
        &self.0
    }

    /// The value, for writing it in place: only so does no copy stay behind.
    pub(crate) fn expose_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Zeroize + Clone> Clone for Secret<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;
    use std::cell::Cell;
    use std::rc::Rc;
    use zeroize::Zeroize;

    struct Witness(Rc<Cell<bool>>);

    impl Zeroize for Witness {
        fn zeroize(&mut self) {
            self.0.set(true);
        }
    }

    #[test]
    fn is_wiped_when_dropped_and_not_before() {
        let wiped = Rc::new(Cell::new(false));
        let secret = Secret::new(Witness(wiped.clone()));
        assert!(!secret.expose().0.get());
        drop(secret);
        assert!(wiped.get());
    }
}
