//! How pages speak.

use super::error::Error;
use super::layers::Layers;
use crate::page::Language;

pub(super) fn parse(layers: &Layers) -> Result<&'static Language, Error> {
    let name = "pages.default_language";
    layers.get(name).and_then(Language::with_tag).ok_or_else(|| {
        let tags: Vec<&str> = Language::all().iter().map(Language::tag).collect();
        layers.invalid(name, format!("one of {}", tags.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use crate::config::Setting;
    use crate::page::Language;

    #[test]
    fn the_reference_names_every_language() {
        let setting = Setting::find("pages.default_language").unwrap();
        let named = setting.about.rsplit(": ").next().unwrap();
        let named: Vec<&str> = named.trim_end_matches('.').split([' ', ',']).collect();
        for language in Language::all() {
            assert!(named.contains(&language.tag()), "{}", language.tag());
        }
    }
}
