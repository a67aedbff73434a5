//! Scopes in people's words.

use std::collections::BTreeMap;

use super::Language;
use super::language::Sentence;

/// One scope as a person reads it.
pub(super) enum Words {
    /// A scope with words of its own.
    Known { text: String, detail: Option<String> },
    /// Any other, by its name.
    Other(Sentence),
}

/// The words of a scope: those that an administrator gave it, in the reader's language or else in
/// English, or ours for those of the standard.
pub(super) fn words(say: &Language, scope: &str, given: Option<&BTreeMap<String, String>>) -> Words {
    let tag = say.tag();
    let own = given.and_then(|given| given.get(tag).or_else(|| given.get("en")));
    if let Some(text) = own {
        return Words::Known { text: text.clone(), detail: None };
    }
    let id = format!("scope-{scope}");
    match say.value(&id, None) {
        Some(text) => Words::Known { text, detail: say.attribute(&id, "detail", None) },
        None => Words::Other(say.sentence("consent-other", "scope", scope)),
    }
}

/// A claim as a person reads it; one without words of its own by its name.
pub fn claim_name(say: &Language, claim: &str) -> String {
    say.value(&format!("claim-{claim}"), None).unwrap_or_else(|| claim.to_owned())
}

/// Single claims, all in one line; one without words of its own by its name.
pub(super) fn words_of_claims(say: &Language, claims: &[&str]) -> Words {
    let all: Vec<String> = claims.iter().map(|claim| claim_name(say, claim)).collect();
    Words::Known { text: say.text("consent-claims"), detail: Some(all.join(" · ")) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Language, Words, words, words_of_claims};

    #[test]
    fn the_claims_of_openid_connect_have_words_in_every_language() {
        for language in Language::all() {
            for scope in ["profile", "email", "address", "phone"] {
                for claim in oidc::claims::claims_of_scope(scope) {
                    let Words::Known { detail: Some(told), .. } = words_of_claims(language, &[claim]) else {
                        panic!("no line");
                    };
                    assert!(!told.contains('_'), "{claim} reads {told} in {}", language.tag());
                }
            }
            let Words::Known { detail, .. } = words_of_claims(language, &["email", "shoe_size"]) else {
                panic!()
            };
            assert!(detail.is_some_and(|told| told.ends_with(" · shoe_size")));
        }
    }

    const SCOPES: [&str; 9] =
        ["openid", "profile", "email", "address", "phone", "offline_access", "idp-id", "nin", "ftn-extra"];

    #[test]
    fn the_scopes_that_nobody_has_to_define_have_words_in_every_language() {
        for language in Language::all() {
            for scope in SCOPES {
                assert!(
                    matches!(words(language, scope, None), Words::Known { detail: Some(_), .. }),
                    "{scope} in {}",
                    language.tag()
                );
            }
        }
    }

    #[test]
    fn words_of_an_administrator_are_shown_in_the_readers_language_or_in_english() {
        let given = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned()))
                .collect::<BTreeMap<_, _>>()
        };
        let shown = |given: &BTreeMap<String, String>, tag: &str| {
            let say = Language::all().iter().find(|language| language.tag() == tag).unwrap();
            match words(say, "staff", Some(given)) {
                Words::Known { text, .. } => text,
                Words::Other(sentence) => sentence.to_string(),
            }
        };
        let both = given(&[("en", "see where you work"), ("fi", "nähdä, missä olet työssä")]);
        assert_eq!(
            (shown(&both, "fi").as_str(), shown(&both, "en").as_str()),
            ("nähdä, missä olet työssä", "see where you work")
        );
        assert_eq!(shown(&given(&[("en", "see where you work")]), "fi"), "see where you work");
        assert!(shown(&given(&[("sv", "se")]), "fi").contains("staff"), "else its name is shown");
    }

    #[test]
    fn any_other_scope_shows_its_name() {
        for scope in ["signicat.national_id", "openid.detail", "OpenID", "<b>"] {
            match words(Language::english(), scope, None) {
                Words::Other(sentence) => {
                    assert!(sentence.to_string().contains(&scope.replace('<', "&#60;").replace('>', "&#62;")))
                }
                Words::Known { text, .. } => panic!("{scope} reads {text}"),
            }
        }
    }
}
