//! The middle of some numbers, which a few wild ones do not move.

/// The median; nothing of nothing.
pub fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_unstable_by(f64::total_cmp);
    let half = numbers.len() / 2;
    match (numbers.len() % 2, numbers.get(half)) {
        (0, Some(upper)) => Some((numbers[half - 1] + upper) / 2.0),
        (_, middle) => middle.copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_middle_or_between_the_two_middle_ones() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0]), Some(3.0));
        assert_eq!(median(vec![9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![100.0, 1.0, 4.0, 2.0]), Some(3.0));
    }
}
