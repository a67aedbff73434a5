//! What a password must be that somebody wants to set (NIST SP 800-63B-4 §3.1.1.2): long enough, none of those
//! that are guessed first, and not a name of theirs. There are no rules of composition, and advice refuses
//! nothing.

use oidc::claims::StandardClaims;

use super::known::is_known;
use crate::model::settings::Passwords;
use crate::model::user::canonical_login_name;
use crate::refusal::{Reason, Refusal};

/// So many figures and signs before or after a word make no other password of it.
const FEW: usize = 4;

/// Checks a password that somebody wants to set by itself: its length, and that it is none that is guessed first,
/// nor one of these with a few figures or signs around it.
pub fn check_new(password: &str, rules: &Passwords) -> Result<(), Refusal> {
    let (shortest, longest) = (rules.shortest, Passwords::LONGEST);
    let characters = password.chars().count();
    if characters < usize::from(shortest) || characters > usize::from(longest) || password.len() > 1024 {
        return Err(Refusal::new(Reason::PasswordUnfit)
            .about("password")
            .expected(format!("{shortest} to {longest} characters")));
    }
    let folded = canonical_login_name(password);
    if is_known(&folded) || bare(&folded).is_some_and(is_known) {
        return Err(Refusal::new(Reason::PasswordKnown)
            .about("password")
            .expected("none of the passwords that are guessed first"));
    }
    Ok(())
}

/// Checks that a password somebody wants to set is none of their own names, nor one of these with a few figures
/// or signs around it: whoever guesses begins there.
pub fn check_unlike(password: &str, username: &str, claims: &StandardClaims<'_>) -> Result<(), Refusal> {
    let password = canonical_login_name(password);
    let email = claims.email.as_deref();
    let local = email.and_then(|email| email.split_once('@')).map(|(local, _)| local);
    let called = [&claims.name, &claims.given_name, &claims.family_name, &claims.nickname];
    let called = called.into_iter().map(Option::as_deref);
    let names = [Some(username), email, local, claims.phone_number.as_deref()].into_iter().chain(called);
    let is_it = |name: String| name == password || bare(&password).is_some_and(|bare| bare == name);
    if names.flatten().map(canonical_login_name).any(is_it) {
        return Err(Refusal::new(Reason::PasswordUnfit).about("password").expected("none of your names"));
    }
    Ok(())
}

/// The word without the few figures and signs around it, if that is all there is besides.
fn bare(folded: &str) -> Option<&str> {
    let word = folded.trim_matches(|c: char| !c.is_alphabetic());
    let besides = folded.chars().count() - word.chars().count();
    (!word.is_empty() && (1..=FEW).contains(&besides)).then_some(word)
}
