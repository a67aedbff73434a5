//! What a refusal says, by its stable code: to the person on a page, and to whoever builds the app.

use fluent_bundle::FluentArgs;

use super::Language;

/// A refusal in a person's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalTexts {
    /// What happened, one sentence.
    pub what: String,
    /// What the reader can do about it.
    pub remedy: String,
}

/// The words of a page for a stable code (`client-unknown`), or nothing if the code is unknown or never
/// comes before a person.
#[must_use]
pub fn refusal_texts(language: &Language, code: &str) -> Option<RefusalTexts> {
    texts(language, &format!("refusal-{code}"))
}

/// The words for whoever builds or runs an app, in English: `error_description` (RFC 6749 §5.2, whose
/// characters it keeps to), the admin API, the log. Nothing if the code is unknown.
///
/// `parameter` is what it is about, `expected` what would have been right; neither may come from outside.
#[must_use]
pub fn refusal_description(code: &str, parameter: Option<&str>, expected: Option<&str>) -> Option<String> {
    let args = FluentArgs::from_iter([
        ("parameter", parameter.unwrap_or("a parameter")),
        ("expected", expected.unwrap_or_default()),
    ]);
    let english = Language::english();
    let mut description = english.attribute(&format!("refusal-{code}"), "description", Some(&args))?;
    if expected.is_some() {
        description.push(' ');
        description.push_str(&english.value("description-expected", Some(&args))?);
    }
    Some(description.chars().map(described).collect())
}

/// `error_description` is ASCII without controls, quotation mark and backslash (RFC 6749 appendix A.8).
fn described(c: char) -> char {
    match c {
        '"' => '\'',
        '\\' => '/',
        ' '..='~' => c,
        _ => '?',
    }
}

/// The words for a refusal that has none of its own.
pub(super) fn other_texts(language: &Language) -> RefusalTexts {
    texts(language, "error-other").unwrap_or_else(|| RefusalTexts {
        what: language.text("error-title"),
        remedy: language.text("error-report"),
    })
}

fn texts(language: &Language, id: &str) -> Option<RefusalTexts> {
    Some(RefusalTexts {
        what: language.attribute(id, "what", None)?,
        remedy: language.attribute(id, "do", None)?,
    })
}

#[cfg(test)]
mod tests {
    use super::{Language, other_texts, refusal_description, refusal_texts};

    #[test]
    fn a_known_code_has_words_of_its_own() {
        let texts = refusal_texts(Language::english(), "login-unknown").expect("has words");
        assert_eq!(texts.what, "This sign-in has ended.");
        assert!(texts.remedy.ends_with("Go back to the app and start again."));
        assert_ne!(texts, other_texts(Language::english()));
    }

    #[test]
    fn an_unknown_code_has_none() {
        for code in ["", "nobody-knows", "Login-Unknown", "../login-unknown", "login-unknown.what"] {
            assert_eq!(refusal_texts(Language::english(), code), None, "{code:?}");
            assert_eq!(refusal_description(code, None, None), None, "{code:?}");
        }
    }

    #[test]
    fn a_code_that_only_apps_meet_is_described_but_has_no_page() {
        assert_eq!(refusal_texts(Language::english(), "code-expired"), None);
        assert!(refusal_description("code-expired", None, None).is_some());
    }

    #[test]
    fn a_description_names_the_parameter_and_what_is_right() {
        let told = |parameter, expected| refusal_description("parameter-invalid", parameter, expected);
        assert_eq!(told(Some("max_age"), None).as_deref(), Some("Has a value it cannot have: max_age."));
        assert_eq!(
            told(Some("max_age"), Some("a number of seconds")).as_deref(),
            Some("Has a value it cannot have: max_age. Expected: a number of seconds.")
        );
        assert_eq!(told(None, None).as_deref(), Some("Has a value it cannot have: a parameter."));
    }

    #[test]
    fn a_description_keeps_to_the_characters_of_the_standard() {
        let told = refusal_description("parameter-invalid", Some("\"a\\b\"\r\nä"), None);
        assert_eq!(told.as_deref(), Some("Has a value it cannot have: 'a/b'???."));
    }
}
