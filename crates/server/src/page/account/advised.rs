//! What is said of a password that is easy to guess.

use idp::login::factor::password::advice::{Advice, Weakness};

use crate::page::Language;

/// What is said, sentence by sentence, and how to go on at the end.
pub(super) fn lines(advice: Option<Advice>, say: &Language) -> Option<Vec<String>> {
    let Advice { weakness, disguised } = advice?;
    let why = weakness.map(|weakness| match weakness {
        Weakness::Known => say.text("password-weak-known"),
        Weakness::Word => say.text("password-weak-word"),
        Weakness::Name => say.text("password-weak-name"),
        Weakness::Own => say.text("password-weak-own"),
        Weakness::Keys => say.text("password-weak-keys"),
        Weakness::Sequence => say.text("password-weak-sequence"),
        Weakness::Repeats => say.text("password-weak-repeats"),
        Weakness::Date => say.text("password-weak-date"),
    });
    let disguise = disguised.then(|| say.text("password-weak-disguise"));
    let better = [say.text("password-weak-remedy"), say.text("password-weak-again")];
    Some(why.into_iter().chain(disguise).chain(better).collect())
}
