//! What the shop says, in three languages.

mod en;
mod fi;
pub(crate) mod merchant;
mod sv;

use crate::outcome::Failure;
use merchant::MerchantWords;

/// A language of the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Suomi.
    Finnish,
    /// Svenska.
    Swedish,
}

/// What is said of a failure: what happened, and what to do.
pub(crate) struct Told {
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
}

/// Everything that is read beside names and numbers.
pub(crate) struct Words {
    pub(crate) stores_title: &'static str,
    pub(crate) stores_lead: &'static str,
    pub(crate) signicat_about: &'static str,
    pub(crate) ftn_about: &'static str,
    pub(crate) enter: &'static str,
    pub(crate) catalogue_title: &'static str,
    pub(crate) catalogue_lead: &'static str,
    pub(crate) add: &'static str,
    pub(crate) basket: &'static str,
    pub(crate) basket_empty: &'static str,
    pub(crate) quantity: &'static str,
    pub(crate) change: &'static str,
    pub(crate) total: &'static str,
    pub(crate) identify_title: &'static str,
    pub(crate) identify_lead: &'static str,
    pub(crate) identify_kept: &'static str,
    pub(crate) identify_nin: &'static str,
    pub(crate) identify: &'static str,
    pub(crate) again: &'static str,
    pub(crate) on_with_shopping: &'static str,
    pub(crate) order: &'static str,
    pub(crate) contents: &'static str,
    pub(crate) thanks: &'static str,
    pub(crate) identified_lead: &'static str,
    pub(crate) identified_as: &'static str,
    pub(crate) identified_by: &'static str,
    pub(crate) identified_at: &'static str,
    pub(crate) waiting_title: &'static str,
    pub(crate) waiting_text: &'static str,
    pub(crate) unknown_title: &'static str,
    pub(crate) unknown_text: &'static str,
    pub(crate) later_text: &'static str,
    pub(crate) your_orders: &'static str,
    pub(crate) missing_title: &'static str,
    pub(crate) missing_text: &'static str,
    pub(crate) broken_title: &'static str,
    pub(crate) broken_text: &'static str,
    pub(crate) foreign_title: &'static str,
    pub(crate) foreign_text: &'static str,
    pub(crate) language: &'static str,
    pub(crate) skip: &'static str,
    pub(crate) footer: &'static str,
    pub(crate) for_merchants: &'static str,
    pub(crate) status_identified: &'static str,
    pub(crate) status_failed: &'static str,
    pub(crate) status_waiting: &'static str,
    pub(crate) status_open: &'static str,
    pub(crate) told: fn(Failure) -> Told,
    pub(crate) merchant: &'static MerchantWords,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::English, Self::Finnish, Self::Swedish];

    /// Its tag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Finnish => "fi",
            Self::Swedish => "sv",
        }
    }

    /// Its name in itself.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Finnish => "Suomi",
            Self::Swedish => "Svenska",
        }
    }

    /// The language of this tag, whatever its region.
    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        let bare = tag.trim().split(['-', ';']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| bare.eq_ignore_ascii_case(language.tag()))
    }

    /// The first that the shop speaks of those a browser asks for (`Accept-Language`), in the order in which
    /// it names them.
    pub(crate) fn of_header(header: &str) -> Option<Self> {
        header.split(',').take(20).find_map(Self::of_tag)
    }

    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::English => &en::WORDS,
            Self::Finnish => &fi::WORDS,
            Self::Swedish => &sv::WORDS,
        }
    }

    /// A price.
    pub(crate) fn price(self, cents: u64) -> String {
        let (euros, rest) = (cents / 100, cents % 100);
        match self {
            Self::English => format!("€{euros}.{rest:02}"),
            Self::Finnish | Self::Swedish => format!("{euros},{rest:02}\u{a0}€"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_failure_has_words_of_its_own_in_every_language() {
        let mut said = HashSet::new();
        for language in Language::ALL {
            for failure in Failure::ALL {
                let told = (language.words().told)(failure);
                assert!(told.text.len() > 20, "{language:?} {failure:?}");
                assert!(said.insert(told.title), "{language:?} {failure:?}: {}", told.title);
                assert!(said.insert(told.text), "{language:?} {failure:?}: {}", told.text);
            }
        }
    }

    #[test]
    fn the_language_is_the_first_that_the_shop_speaks() {
        for (header, language) in [
            ("fi-FI,fi;q=0.9,en;q=0.8", Some(Language::Finnish)),
            ("de, sv-FI;q=0.8, en", Some(Language::Swedish)),
            ("EN", Some(Language::English)),
            ("de", None),
            ("", None),
        ] {
            assert_eq!(Language::of_header(header), language, "{header}");
        }
    }

    #[test]
    fn prices_are_written_as_their_readers_do() {
        assert_eq!(Language::English.price(12_905), "€129.05");
        assert_eq!(Language::Finnish.price(12_900), "129,00\u{a0}€");
    }
}
