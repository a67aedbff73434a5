//! What may have been meant.

use oidc::metadata::distance;

use super::setting::SETTINGS;

/// Longer names are cut before they are compared or shown.
const MAX_NAME: usize = 80;

/// The name of the setting with the fewest letters to change, also where only its section is missing.
pub(super) fn nearest(name: &str) -> &'static str {
    let name = shown(name);
    let apart = |known: &'static str| {
        let key = known.split_once('.').map_or(known, |(_, key)| key);
        distance(&name, known).min(distance(&name, key) + 1)
    };
    SETTINGS.iter().map(|setting| setting.name).min_by_key(|known| apart(known)).unwrap_or_default()
}

/// A name from outside, so that it can be shown.
pub(super) fn shown(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(MAX_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        for (written, meant) in [
            ("server.lisen", "server.listen"),
            ("sever.listen", "server.listen"),
            ("listen", "server.listen"),
            ("store.uri", "store.url"),
            ("master_key.flie", "master_key.file"),
            ("log.levle", "log.level"),
            ("l\u{f6}g.level", "log.level"),
        ] {
            assert_eq!(nearest(written), meant, "{written}");
        }
    }
}
