//! What somebody is advised who wants a password that is easy to guess.

use idp::login::factor::password::advice::{Advice, Estimate, Weakness, advise, expected};
use oidc::claims::StandardClaims;

fn weighed(strength: u8) -> Estimate {
    Estimate { strength, weakness: Some(Weakness::Word), disguised: true }
}

#[test]
fn only_a_weak_password_is_advised_against_and_nobody_who_wants_it_all_the_same() {
    let advice = Advice { weakness: Some(Weakness::Word), disguised: true };
    for strength in 0..3 {
        assert_eq!(advise(weighed(strength), false), Some(advice), "{strength}");
        assert_eq!(advise(weighed(strength), true), None, "{strength}");
    }
    for strength in 3..=4 {
        assert_eq!(advise(weighed(strength), false), None, "{strength}");
    }
}

#[test]
fn what_is_the_persons_own_or_the_platforms_is_expected_in_their_password() {
    let claims = StandardClaims {
        name: Some("Aino Virtanen".into()),
        email: Some("aino.virtanen@Kukka.example".into()),
        phone_number: Some("+358401234567".into()),
        ..StandardClaims::default()
    };
    let words = expected("ainov", &claims, "id.shop.example");
    for word in
        ["ainov", "aino", "virtanen", "aino.virtanen", "kukka", "358401234567", "shop", "id.shop.example"]
    {
        assert!(words.iter().any(|it| it == word), "{word}: {words:?}");
    }
    assert!(!words.iter().any(|word| word == "id" || word.is_empty()), "too short: {words:?}");
    let long = StandardClaims { name: Some("abc ".repeat(500).into()), ..claims };
    let long = StandardClaims {
        nickname: Some((0..500).map(|n| format!("word{n} ")).collect::<String>().into()),
        ..long
    };
    assert!(expected("a", &long, "b").len() <= 40);
}
