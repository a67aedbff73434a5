//! The language files against each other and against the pages that use them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;

/// Message or attribute (`login-title`, `refusal-internal.what`) to the placeholders and terms in it.
type Texts = BTreeMap<String, BTreeSet<String>>;

#[test]
fn every_language_file_can_be_read() {
    for (path, source) in files("locales") {
        if let Err((_, errors)) = FluentResource::try_new(source) {
            panic!("{}: {errors:?}", path.display());
        }
    }
}

#[test]
fn every_language_has_the_same_texts_with_the_same_placeholders() {
    let languages = languages();
    let mut english = languages["en"].clone();
    // What apps are told is said in English alone, and so is what only they are told.
    english.retain(|id, _| !id.ends_with(".description") && !id.starts_with("description-"));
    let for_people = english.clone();
    english.retain(|id, _| !is_for_apps(id, &for_people));
    let tags: Vec<&str> = languages.keys().map(String::as_str).collect();
    assert_eq!(tags, ["ar", "de", "en", "es", "fi", "fr", "nb", "sv"]);
    assert!(english.len() > 60, "the files were not found");
    for (tag, texts) in languages.iter().filter(|(tag, _)| *tag != "en") {
        let missing: Vec<_> = english.keys().filter(|id| !texts.contains_key(*id)).collect();
        let unknown: Vec<_> = texts.keys().filter(|id| !english.contains_key(*id)).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "{tag} lacks {missing:?}, has besides {unknown:?}");
        for (id, placeholders) in &english {
            assert_eq!(placeholders, &texts[id], "{id} in {tag}");
        }
    }
}

#[test]
fn no_text_is_written_twice_or_left_empty() {
    for (path, source) in files("locales") {
        let mut seen = BTreeSet::new();
        for (id, text) in entries(&source) {
            assert!(seen.insert(id.clone()), "{id} twice in {}", path.display());
            let is_head_of_attributes = id.starts_with("refusal-") || id == "error-other";
            assert!(is_head_of_attributes && !id.contains('.') || !text.trim().is_empty(), "{id} is empty");
        }
    }
}

#[test]
fn no_text_was_left_in_english() {
    let all = files("locales");
    let told = |tag: &str| -> BTreeMap<String, String> {
        let of_tag = all.iter().filter(|(path, _)| path.parent().is_some_and(|folder| folder.ends_with(tag)));
        of_tag.flat_map(|(_, source)| entries(source)).collect()
    };
    let english = told("en");
    for tag in languages().keys().filter(|tag| *tag != "en") {
        let same: Vec<String> = told(tag)
            .into_iter()
            .filter(|(id, text)| has_words(text) && english.get(id) == Some(text))
            .map(|(id, _)| id)
            .filter(|id| !SAME_AS_ENGLISH.contains(&(tag, id)))
            .collect();
        assert!(same.is_empty(), "{same:?} in {tag}");
    }
}

/// Words that happen to be the same.
const SAME_AS_ENGLISH: [(&str, &str); 10] = [
    ("de", "account-apps-title"),
    ("de", "account-name-title"),
    ("de", "account-sessions-apps"),
    ("de", "code-field"),
    ("de", "error-code"),
    ("de", "title-problem"),
    ("fr", "code-field"),
    ("fr", "error-code"),
    ("nb", "title-problem"),
    ("sv", "title-problem"),
];

/// Whether a text says anything beside its placeholders and the name of the house.
fn has_words(text: &str) -> bool {
    let outside = text.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after));
    outside.collect::<String>().replace("Countersign", "").contains(char::is_alphabetic)
}

/// Quotation marks and apostrophes are those of print, and no mark begins a line of its own.
#[test]
fn texts_for_people_are_set_as_print_is() {
    for (path, source) in files("locales") {
        for (id, text) in entries(&source).iter().filter(|(id, _)| !id.ends_with(".description")) {
            let stray = ["'", "\"", "...", " ?", " !", " ;", " :", " »", "« "];
            let found = stray.iter().find(|stray| text.trim().contains(**stray));
            assert_eq!(found, None, "{id} in {}", path.display());
        }
    }
}

#[test]
fn what_stands_beside_a_text_is_looked_for_there() {
    for (tag, texts) in languages() {
        for (head, part) in texts.keys().filter_map(|id| id.split_once('.')) {
            let looked_for = match head.split('-').next() {
                Some("refusal" | "error") => ["what", "do", "description"].contains(&part),
                Some("scope") => part == "detail",
                _ => false,
            };
            assert!(looked_for, "{head}.{part} in {tag}");
        }
    }
}

/// Whether it heads a refusal without words for people.
fn is_for_apps(id: &str, for_people: &Texts) -> bool {
    id.starts_with("refusal-") && !id.contains('.') && !for_people.contains_key(&format!("{id}.what"))
}

#[test]
fn every_refusal_says_what_happened_and_what_to_do_and_is_described() {
    let english = &languages()["en"];
    let parts: BTreeSet<&str> = english
        .keys()
        .filter(|id| id.starts_with("refusal-"))
        .filter_map(|id| id.split_once('.').map(|(_, part)| part))
        .collect();
    assert_eq!(parts, BTreeSet::from(["description", "do", "what"]));
    for head in english.keys().filter(|id| id.starts_with("refusal-") && !id.contains('.')) {
        let has = |part: &str| english.contains_key(&format!("{head}.{part}"));
        assert!(has("description"), "{head}");
        assert_eq!(has("what"), has("do"), "{head}");
    }
}

#[test]
fn every_term_is_used() {
    for (tag, texts) in languages() {
        let used: BTreeSet<&String> = texts.values().flatten().collect();
        for term in texts.keys().filter(|id| id.starts_with('-')) {
            assert!(used.contains(term), "{term} in {tag}");
        }
    }
}

#[test]
fn pages_use_every_text_and_no_other() {
    // What a service is handed is for programmers, and in English.
    let is_page = |path: &Path| !path.components().any(|part| part.as_os_str() == "bundle");
    let all = files("templates").into_iter().chain(files("src/page"));
    let sources: Vec<String> = all.filter(|(path, _)| is_page(path)).map(|(_, source)| source).collect();
    let code: String =
        sources.iter().map(|source| source.split("#[cfg(test)]").next().unwrap_or(source)).collect();
    let used: BTreeSet<&str> = USES
        .iter()
        .flat_map(|call| code.match_indices(call).map(|(at, call)| &code[at + call.len()..]))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let languages = languages();
    let known: BTreeSet<&str> = languages["en"]
        .keys()
        .filter(|id| !id.contains('.') && !id.starts_with('-'))
        // These are looked up by a name from outside.
        .filter(|id| !["refusal-", "scope-", "claim-"].iter().any(|head| id.starts_with(head)))
        .map(String::as_str)
        .collect();
    assert_eq!(used, known);
}

/// Refusals by their codes are looked at where the table of refusals is.
#[test]
fn what_is_looked_up_by_a_name_of_the_standard_has_such_a_name() {
    let standard = ["openid", "profile", "email", "address", "phone", "offline_access"];
    let of_finland = ["idp-id", "nin", "ftn-extra"];
    let scopes: BTreeSet<&str> = standard.into_iter().chain(of_finland).collect();
    let claims: BTreeSet<&str> = standard
        .iter()
        .flat_map(|scope| oidc::claims::claims_of_scope(scope))
        .copied()
        .chain(["groups"])
        .collect();
    for (tag, texts) in languages() {
        let named = |head: &str| -> BTreeSet<&str> {
            texts.keys().filter(|id| !id.contains('.')).filter_map(|id| id.strip_prefix(head)).collect()
        };
        assert_eq!(named("scope-"), scopes, "{tag}");
        assert_eq!(named("claim-"), claims, "{tag}");
    }
}

/// The calls that name a text.
const USES: [&str; 7] =
    ["text(\"", "titled(\"", "counted(\"", "sentence(\"", "value(\"", "filled(\"", "texts(language, \""];

fn languages() -> BTreeMap<String, Texts> {
    let mut languages: BTreeMap<String, Texts> = BTreeMap::new();
    for (path, source) in files("locales") {
        let folder = path.parent().and_then(Path::file_name).expect("stands in a folder");
        let texts = languages.entry(folder.to_string_lossy().into_owned()).or_default();
        for (id, text) in entries(&source) {
            let placeholders = text
                .split('{')
                .skip(1)
                .filter_map(|part| part.split(['}', ' ', '\n']).find(|word| !word.is_empty()))
                .map(str::to_owned)
                .collect();
            assert!(texts.insert(id.clone(), placeholders).is_none(), "{id} in two files of one language");
        }
    }
    languages
}

/// The messages and attributes of one file, each with its whole text.
fn entries(source: &str) -> Vec<(String, String)> {
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut message = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let head = line.split_once('=').map(|(head, text)| (head.trim_end(), text));
        match head {
            Some((id, text)) if !id.is_empty() && !line.starts_with([' ', '}']) => {
                message = id.to_owned();
                entries.push((message.clone(), text.to_owned()));
            }
            Some((id, text)) if id.trim_start().starts_with('.') => {
                entries.push((format!("{message}{}", id.trim_start()), text.to_owned()));
            }
            _ => {
                if let Some((_, text)) = entries.last_mut() {
                    text.push('\n');
                    text.push_str(line);
                }
            }
        }
    }
    entries
}

fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("its entries too").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let source = std::fs::read_to_string(&path).expect("is text");
                found.push((path, source));
            }
        }
    }
    found
}
