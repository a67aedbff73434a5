//! The ways in beside a password: other providers, and the banks behind them.

use super::Language;

/// What a sign-in page offers beside a password. Each offer is a form that posts `upstream`, and `choice`
/// where there is one.
#[derive(Clone, Copy, Default)]
pub struct Upstreams<'a> {
    /// Where the forms are sent.
    pub action: &'a str,
    /// The providers, in the order to be shown.
    pub offers: &'a [Offer<'a>],
    /// The id of the choice that this browser used last; shown before all others if it is among them.
    pub last_used: Option<&'a str>,
}

/// A provider that people may be sent to.
#[derive(Clone, Copy)]
pub struct Offer<'a> {
    /// What the form says that was chosen.
    pub id: &'a str,
    /// What people know it by.
    pub name: &'a str,
    /// What there is to choose behind it (banks); it is one button itself where there is nothing.
    pub choices: &'a [Choice<'a>],
}

/// One of several behind a provider.
#[derive(Clone, Copy)]
pub struct Choice<'a> {
    /// What the form says that was chosen.
    pub id: &'a str,
    /// What people know it by.
    pub name: &'a str,
}

/// So many fit the eye at once; only what is longer can be searched.
const SEEN_AT_ONCE: usize = 5;

impl<'a> Upstreams<'a> {
    /// The choice that was used last, and the provider it is behind.
    pub(super) fn last(&self) -> Option<(&'a Offer<'a>, &'a Choice<'a>)> {
        let last = self.last_used?;
        let of = |offer: &'a Offer<'a>| Some((offer, offer.choices.iter().find(|choice| choice.id == last)?));
        self.offers.iter().find_map(of)
    }

    /// Those that are one button each.
    pub(super) fn plain(&self) -> Vec<&'a Offer<'a>> {
        self.offers.iter().filter(|offer| offer.choices.is_empty()).collect()
    }

    /// Whether those that are one button each are not the only ways in.
    pub(super) fn is_mixed(&self, after_password: &bool) -> bool {
        *after_password || self.offers.iter().any(|offer| !offer.choices.is_empty())
    }

    /// Those with something to choose behind them.
    pub(super) fn lists(&self) -> Vec<&'a Offer<'a>> {
        self.offers.iter().filter(|offer| !offer.choices.is_empty()).collect()
    }
}

impl Offer<'_> {
    pub(super) fn mark(&self) -> String {
        initials(self.name)
    }

    pub(super) const fn is_long(&self) -> bool {
        self.choices.len() > SEEN_AT_ONCE
    }

    /// What is said of the list when so many of it are left, from none to all, as JSON for the script.
    pub(super) fn counts(&self, say: &Language) -> String {
        let told = |found: u64| match found {
            0 => say.text("login-found-none"),
            _ => say.counted("login-found", found),
        };
        let counts: Vec<String> = (0..).take(self.choices.len() + 1).map(told).collect();
        serde_json::to_string(&counts).unwrap_or_default()
    }
}

impl Choice<'_> {
    pub(super) fn mark(&self) -> String {
        initials(self.name)
    }
}

/// A mark made of a name: what its first two words begin with, save what stands in brackets behind it. No logo is
/// asked of anybody, who would learn who is about to sign in.
fn initials(name: &str) -> String {
    let words = name.split(" (").next().unwrap_or(name).split(|c: char| c.is_whitespace() || c == '-');
    let first = words.filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    first.take(2).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_what_the_first_words_of_a_name_begin_with() {
        for (name, mark) in [
            ("Nordea", "N"),
            ("S-Pankki", "SP"),
            ("POP Pankki", "PP"),
            ("  åland   och  så vidare", "ÅO"),
            ("(Ny) bank", "NB"),
            ("Revontuli (fi-nordea)", "R"),
            ("…", ""),
            ("", ""),
        ] {
            assert_eq!(initials(name), mark, "{name}");
        }
    }

    #[test]
    fn what_was_used_last_is_shown_first_only_where_it_is_offered() {
        let choices = [Choice { id: "fi-op", name: "OP" }];
        let offers = [
            Offer { id: "google", name: "Google", choices: &[] },
            Offer { id: "ftn", name: "Banks", choices: &choices },
        ];
        let with = |last_used| Upstreams { action: "", offers: &offers, last_used };
        assert_eq!(
            with(Some("fi-op")).last().map(|(offer, choice)| (offer.id, choice.id)),
            Some(("ftn", "fi-op"))
        );
        assert!(with(Some("fi-gone")).last().is_none());
        assert!(with(None).last().is_none());
    }

    #[test]
    fn every_number_of_finds_has_its_words() {
        let choices = [Choice { id: "a", name: "A" }, Choice { id: "b", name: "B" }];
        let offer = Offer { id: "ftn", name: "Banks", choices: &choices };
        let counts: Vec<String> = serde_json::from_str(&offer.counts(Language::english())).unwrap();
        assert_eq!(counts.len(), 3);
        assert!(counts.iter().all(|told| !told.is_empty()));
        assert!(counts[1].contains('1') && counts[2].contains('2'), "{counts:?}");
    }
}
