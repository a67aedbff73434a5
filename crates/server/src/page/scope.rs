//! Scopes in people's words.

use super::Language;
use super::language::Sentence;

/// One scope as a person reads it.
pub(super) enum Words {
    /// A scope with words of its own.
    Known { text: String, detail: Option<String> },
    /// Any other, by its name.
    Other(Sentence),
}

pub(super) fn words(say: &Language, scope: &str) -> Words {
    let id = format!("scope-{scope}");
    match say.value(&id, None) {
        Some(text) => Words::Known { text, detail: say.attribute(&id, "detail", None) },
        None => Words::Other(say.sentence("consent-other", "scope", scope)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, Words, words};

    #[test]
    fn the_scopes_of_openid_connect_have_words_in_every_language() {
        for language in Language::all() {
            for scope in ["openid", "profile", "email", "address", "phone", "offline_access"] {
                assert!(
                    matches!(words(language, scope), Words::Known { detail: Some(_), .. }),
                    "{scope} in {}",
                    language.tag()
                );
            }
        }
    }

    #[test]
    fn any_other_scope_shows_its_name() {
        for scope in ["signicat.national_id", "openid.detail", "OpenID", "<b>"] {
            match words(Language::english(), scope) {
                Words::Other(sentence) => {
                    assert!(sentence.to_string().contains(&scope.replace('<', "&#60;").replace('>', "&#62;")))
                }
                Words::Known { text, .. } => panic!("{scope} reads {text}"),
            }
        }
    }
}
