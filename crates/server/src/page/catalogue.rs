//! The languages found in `locales/`, one folder each, read once.

use std::sync::LazyLock;

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use rust_embed::RustEmbed;

use super::Language;

/// All languages; the first is English, which every other falls back to, text by text.
pub(super) fn languages() -> &'static [Language] {
    static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
        let mut tags = vec![ENGLISH.to_owned()];
        for path in Locales::iter() {
            if let Some((tag, _)) = path.split_once('/')
                && !tags.iter().any(|known| known == tag)
            {
                tags.push(tag.to_owned());
            }
        }
        tags.iter()
            .map(|tag| Language::new(tag, sources(tag).iter().map(|(_, text)| text.as_str())))
            .collect()
    });
    &LANGUAGES
}

/// The language that is always whole.
pub(super) const ENGLISH: &str = "en";

/// The files of one language with their names.
pub(super) fn sources(tag: &str) -> Vec<(String, String)> {
    let folder = format!("{tag}/");
    Locales::iter()
        .filter(|path| path.starts_with(&folder))
        .filter_map(|path| {
            let file = Locales::get(&path)?;
            Some((path.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect()
}

/// Reads messages into one bundle. A file with a mistake gives what could be read of it; a test sees
/// to it that ours have none.
pub(super) fn bundle<'a>(tag: &str, sources: impl Iterator<Item = &'a str>) -> FluentBundle<FluentResource> {
    let locale = tag.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Names are set apart by markup instead of invisible characters.
    bundle.set_use_isolating(false);
    for source in sources {
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

#[derive(RustEmbed)]
#[folder = "locales"]
struct Locales;
