//! What somebody is advised who wants a password that is easy to guess (NIST SP 800-63B-4 §3.1.1.2). Advice refuses
//! nothing: whoever wants that password all the same has it.

use std::collections::BTreeSet;

use oidc::claims::StandardClaims;

/// So many characters of a password are weighed: what is hard to guess is so by its beginning.
pub const MOST_WEIGHED: usize = 72;

/// From which strength on nothing is advised.
const FAIR: u8 = 3;

/// How many words at most are expected in somebody's password, and how long each is.
const MOST_WORDS: usize = 40;
const LONGEST_WORD: usize = 100;
/// Shorter ones are in everything.
const SHORTEST_WORD: usize = 3;

/// What weighing a password came to. It is weighed while facts are loaded, by whoever knows what is guessed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Estimate {
    /// From 0, guessed at once, to 4, not even with all the time in the world.
    pub strength: u8,
    /// What makes it weak, where that can be said.
    pub weakness: Option<Weakness>,
    /// Whether a word is disguised in it in a way that everybody knows: by capitals, backwards, by figures in place
    /// of letters.
    pub disguised: bool,
}

/// What makes a password weak.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weakness {
    /// Many people use it, or one much like it.
    Known,
    /// It is a word, or a few that many know.
    Word,
    /// It is a name that many people have.
    Name,
    /// A name or an address of the person's own is in it, or the name of the platform.
    Own,
    /// Keys that lie side by side.
    Keys,
    /// What follows each other, as abc.
    Sequence,
    /// The same again and again.
    Repeats,
    /// A date or a year.
    Date,
}

/// What somebody is advised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Advice {
    /// What makes their password weak, where that can be said.
    pub weakness: Option<Weakness>,
    /// Whether to say that such disguises hardly help.
    pub disguised: bool,
}

/// What to advise: nothing to who has chosen well, or wants it all the same.
pub fn advise(estimate: Estimate, insists: bool) -> Option<Advice> {
    let Estimate { strength, weakness, disguised } = estimate;
    (strength < FAIR && !insists).then_some(Advice { weakness, disguised })
}

/// The words that whoever guesses this person's password at this host begins with, in small letters.
pub fn expected(username: &str, claims: &StandardClaims<'_>, host: &str) -> Vec<String> {
    let names = [&claims.name, &claims.given_name, &claims.family_name, &claims.nickname, &claims.email];
    let names = names.into_iter().filter_map(Option::as_deref);
    let whole = [username, host].into_iter().chain(names).chain(claims.phone_number.as_deref());
    let mut words = BTreeSet::new();
    for text in whole {
        let text = text.to_lowercase();
        words.extend(text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned));
        words.extend(text.split_once('@').map(|(local, _)| local.to_owned()));
        words.insert(text);
    }
    let fits = |word: &String| (SHORTEST_WORD..=LONGEST_WORD).contains(&word.chars().count());
    words.into_iter().filter(fits).take(MOST_WORDS).collect()
}
