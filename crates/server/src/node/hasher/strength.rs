//! How hard a password is to guess, as zxcvbn has it. It looks at the clock, for years that are near, and so it is
//! asked here and not among the rules.

use idp::login::factor::password::advice::{Estimate, MOST_WEIGHED, Weakness};
use zxcvbn::Match;
use zxcvbn::feedback::{Suggestion, Warning};
use zxcvbn::matching::patterns::MatchPattern;

/// Weighs a password against what is guessed first, these words among it.
pub(super) fn estimate(password: &str, expected: &[String]) -> Estimate {
    let weighed: String = password.chars().take(MOST_WEIGHED).collect();
    let words: Vec<&str> = expected.iter().map(String::as_str).collect();
    let entropy = zxcvbn::zxcvbn(&weighed, &words);
    let is_own = |part: &Match| match &part.pattern {
        MatchPattern::Dictionary(found) => expected.contains(&found.matched_word),
        _ => false,
    };
    let feedback = entropy.feedback();
    let warned = feedback.and_then(|feedback| feedback.warning()).map(weakness);
    let disguises = [
        Suggestion::CapitalizationDoesntHelpVeryMuch,
        Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase,
        Suggestion::ReversedWordsArentMuchHarderToGuess,
        Suggestion::PredictableSubstitutionsDontHelpVeryMuch,
    ];
    Estimate {
        strength: entropy.score().into(),
        weakness: match entropy.sequence().iter().any(is_own) {
            true => Some(Weakness::Own),
            false => warned.or_else(|| is_of_words(entropy.sequence()).then_some(Weakness::Word)),
        },
        disguised: feedback.is_some_and(|it| it.suggestions().iter().any(|said| disguises.contains(said))),
    }
}

/// Whether more than half of it is made of words.
fn is_of_words(parts: &[Match]) -> bool {
    let characters = |part: &Match| part.token.chars().count();
    let is_word = |part: &&Match| matches!(part.pattern, MatchPattern::Dictionary(_));
    let words: usize = parts.iter().filter(is_word).map(characters).sum();
    2 * words > parts.iter().map(characters).sum()
}

const fn weakness(warning: Warning) -> Weakness {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            Weakness::Keys
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            Weakness::Repeats
        }
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => Weakness::Known,
        Warning::SequencesLikeAbcAreEasyToGuess => Weakness::Sequence,
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => Weakness::Date,
        Warning::AWordByItselfIsEasyToGuess => Weakness::Word,
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => Weakness::Name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_makes_a_password_weak() {
        let expected = ["virtanen".to_owned(), "kukkakauppa".to_owned()];
        for (password, weakness) in [
            ("Virtanen2024!", Weakness::Own),
            ("kukkakauppa1234", Weakness::Own),
            ("overcompensate", Weakness::Word),
            ("P4ssw0rd99", Weakness::Known),
            ("zxcvfdsaqwer", Weakness::Keys),
            ("abcabcabcabc", Weakness::Repeats),
            ("aaaaaaaaaaaa", Weakness::Repeats),
            ("abcdefghijklm", Weakness::Sequence),
            ("24.12.1987", Weakness::Date),
            ("christopher", Weakness::Name),
        ] {
            let found = estimate(password, &expected);
            assert!(found.strength < 3, "{password} {found:?}");
            assert_eq!(found.weakness, Some(weakness), "{password} {found:?}");
        }
        assert!(
            estimate("P4ssw0rd99", &expected).disguised && !estimate("overcompensate", &expected).disguised
        );
    }

    #[test]
    fn says_nothing_against_a_few_words_in_any_language() {
        for password in
            ["lumi sataa hiljaa", "kesäyö on valoisa", "طائر أزرق فوق البحر", "correct zebra lantern"]
        {
            let found = estimate(password, &[]);
            assert!(found.strength >= 3, "{password} {found:?}");
        }
    }

    #[test]
    fn takes_any_characters_and_any_length() {
        for password in
            ["", "\u{0}\u{0}\u{0}", "💥💥💥💥", "é\u{301}\u{301}", &"a1!A".repeat(64), &"İı".repeat(128)]
        {
            let found = estimate(password, &["İstanbul".to_owned(), String::new()]);
            assert!(found.strength <= 4, "{found:?}");
        }
    }
}
