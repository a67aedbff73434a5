//! Which language: the app's wish (`ui_locales`, OpenID Connect Core §3.1.2.1), then the browser's
//! (`Accept-Language`, RFC 9110 §12.5.4), then the operator's default.

use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use unic_langid::LanguageIdentifier;

use super::Language;

impl Language {
    /// Chooses the language of a page.
    ///
    /// `ui_locales` is a list separated by spaces, the best first. `accept_language` is the header as it
    /// came; its weights count, and what has the weight nought is not taken. Tags that cannot be read
    /// are passed over, and only the first 32 of each list are looked at.
    #[must_use]
    pub fn negotiate(
        ui_locales: Option<&str>,
        accept_language: Option<&str>,
        default: &'static Language,
    ) -> &'static Language {
        let wished = ui_locales.and_then(|list| best(list.split_ascii_whitespace().take(MOST_TAGS)));
        let accepted = || accept_language.and_then(|header| best(by_weight(header).into_iter()));
        wished.or_else(accepted).unwrap_or(default)
    }
}

/// As many tags of one list as are looked at; browsers send fewer than ten.
const MOST_TAGS: usize = 32;

fn best<'a>(tags: impl Iterator<Item = &'a str>) -> Option<&'static Language> {
    let requested: Vec<LanguageIdentifier> = tags.filter_map(|tag| known_by(tag).parse().ok()).collect();
    let all = Language::all();
    let available: Vec<LanguageIdentifier> = all.iter().filter_map(|one| one.tag().parse().ok()).collect();
    let found = negotiate_languages(&requested, &available, None, NegotiationStrategy::Lookup);
    let tag = found.first()?.to_string();
    Language::with_tag(&tag)
}

/// Norwegian goes by three names (RFC 5646 §2.2.1 has `no` cover `nb` and `nn`); ours is `nb`.
fn known_by(tag: &str) -> &str {
    match tag.split('-').next() {
        Some(primary) if primary.eq_ignore_ascii_case("no") || primary.eq_ignore_ascii_case("nn") => "nb",
        _ => tag,
    }
}

fn by_weight(header: &str) -> Vec<&str> {
    let mut ranges: Vec<(&str, f32)> = header
        .split(',')
        .take(MOST_TAGS)
        .filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().filter(|tag| !tag.is_empty())?;
            let weight = match parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q="))) {
                Some(weight) => weight.parse().ok()?,
                None => 1.0,
            };
            (weight > 0.0).then_some((tag, weight))
        })
        .collect();
    // A stable sort: equal weights keep the browser's order.
    ranges.sort_by(|left, right| right.1.total_cmp(&left.1));
    ranges.into_iter().map(|(tag, _)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::{Language, by_weight, known_by};

    fn chosen(ui_locales: Option<&str>, accept_language: Option<&str>) -> &'static str {
        Language::negotiate(ui_locales, accept_language, Language::english()).tag()
    }

    #[test]
    fn the_app_is_heard_before_the_browser() {
        assert_eq!(chosen(Some("fi"), Some("en")), "fi");
        assert_eq!(chosen(Some("en"), Some("fi")), "en");
    }

    #[test]
    fn the_first_wish_that_can_be_met_wins() {
        assert_eq!(chosen(Some("tlh fi-FI en"), None), "fi");
        assert_eq!(chosen(Some("en-GB fi"), None), "en");
    }

    #[test]
    fn the_browser_is_heard_when_no_wish_can_be_met() {
        assert_eq!(chosen(Some("tlh"), Some("fi-FI,fi;q=0.9,en;q=0.8")), "fi");
        assert_eq!(chosen(Some(""), Some("fi")), "fi");
        assert_eq!(chosen(None, Some("fi")), "fi");
    }

    #[test]
    fn weights_order_what_the_browser_accepts() {
        assert_eq!(by_weight("en;q=0.2, fi;q=0.8, sv , de;q=0"), ["sv", "fi", "en"]);
        assert_eq!(chosen(None, Some("en;q=0.2, fi;q=0.8")), "fi");
        assert_eq!(chosen(None, Some("fi;q=0, en;q=0.1")), "en");
    }

    #[test]
    fn what_cannot_be_read_is_passed_over() {
        assert_eq!(chosen(Some("%% \u{202e} fi"), None), "fi");
        assert_eq!(chosen(None, Some("*;q=1, ;;;, -, fi;q=0.1")), "fi");
        assert_eq!(chosen(None, Some("fi;q=much, en;q=0.3")), "en");
    }

    #[test]
    fn without_any_wish_the_default_stands() {
        let finnish = Language::with_tag("fi").expect("Finnish is embedded");
        assert_eq!(Language::negotiate(None, None, finnish).tag(), "fi");
        assert_eq!(Language::negotiate(Some("tlh"), Some("*"), finnish).tag(), "fi");
    }

    #[test]
    fn tags_beyond_the_limit_are_not_looked_at() {
        let late = format!("{}fi", "tlh ".repeat(32));
        let in_time = format!("{}fi", "tlh ".repeat(31));
        assert_eq!(chosen(Some(&late), None), "en");
        assert_eq!(chosen(Some(&in_time), None), "fi");
    }

    #[test]
    fn norwegian_is_known_by_each_of_its_names() {
        assert_eq!(
            [known_by("no"), known_by("nn-NO"), known_by("nb"), known_by("fi")],
            ["nb", "nb", "nb", "fi"]
        );
    }
}
