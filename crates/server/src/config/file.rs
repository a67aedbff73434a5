//! The layer of the file.

use std::path::Path;

use jose::secret::Secret;
use toml::de::{DeTable, DeValue};

use super::error::Error;
use super::layers::{Given, Origin};
use super::nearest::{nearest, shown};
use super::setting::{Kind, Setting};

/// Longer files are not configurations.
const LONGEST: u64 = 1 << 20;

/// Everything the file says.
pub(super) fn read(path: &Path) -> Result<Vec<(&'static str, Given)>, Error> {
    let unreadable = |why: String| Error::Unreadable { file: path.to_owned(), why };
    let length = std::fs::metadata(path).map_err(|error| unreadable(error.to_string()))?.len();
    if length > LONGEST {
        return Err(unreadable("it is longer than a megabyte".to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    parse(path, &text)
}

fn parse(path: &Path, text: &str) -> Result<Vec<(&'static str, Given)>, Error> {
    let origin = |at: usize| {
        let before = text.as_bytes().get(..at).unwrap_or_default();
        Origin::File { file: path.to_owned(), line: before.iter().filter(|byte| **byte == b'\n').count() + 1 }
    };
    let document = DeTable::parse(text).map_err(|error| Error::Syntax {
        origin: origin(error.span().map_or(0, |span| span.start)),
        why: error.message().lines().next().unwrap_or_default().to_owned(),
    })?;
    let unknown = |name: &str, at: usize| Error::Unknown {
        origin: origin(at),
        name: shown(name),
        nearest: nearest(name).to_owned(),
    };
    let mut given = Vec::new();
    for (section, content) in document.get_ref() {
        let DeValue::Table(content) = content.get_ref() else {
            return Err(unknown(section.get_ref(), section.span().start));
        };
        for (key, value) in content {
            let at = key.span().start;
            let name = format!("{}.{}", section.get_ref(), key.get_ref());
            let setting = Setting::find(&name).ok_or_else(|| unknown(&name, at))?;
            let value = written(setting, value.get_ref()).ok_or_else(|| Error::Invalid {
                origin: origin(at),
                name: setting.name,
                expected: setting.kind.expected().to_owned(),
            })?;
            given.push((setting.name, Given { value: Secret::new(value), origin: origin(at) }));
        }
        if content.is_empty()
            && !super::SETTINGS.iter().any(|known| known.name.starts_with(&format!("{}.", section.get_ref())))
        {
            return Err(unknown(section.get_ref(), section.span().start));
        }
    }
    Ok(given)
}

/// The value as text, if it is of the setting's kind.
fn written(setting: &Setting, value: &DeValue<'_>) -> Option<String> {
    match (setting.kind, value) {
        (Kind::Text | Kind::Path | Kind::Secret, DeValue::String(text)) => Some(text.to_string()),
        (Kind::List, DeValue::Array(items)) => {
            let texts = items.iter().map(|item| match item.get_ref() {
                DeValue::String(text) if !text.contains(',') => Some(text.as_ref()),
                _ => None,
            });
            texts.collect::<Option<Vec<_>>>().map(|texts| texts.join(","))
        }
        (Kind::Number, DeValue::Integer(number)) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(|number| number.to_string())
        }
        (Kind::Switch, DeValue::Boolean(switch)) => Some(switch.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(&'static str, String)>, String> {
        let given = parse(Path::new("c.toml"), text).map_err(|error| error.to_string())?;
        Ok(given.into_iter().map(|(name, given)| (name, given.value.expose().clone())).collect())
    }

    #[test]
    fn reads_settings_of_every_kind() {
        let text = "[server]\nlisten = \"[::1]:1\"\ntrusted_proxies = [\"::1\", \"10.0.0.0/8\"]\n[store]\nconnections = 0x10\n\
             plaintext = true\n[log]\n";
        let expected = [
            ("server.listen", "[::1]:1".to_owned()),
            ("server.trusted_proxies", "::1,10.0.0.0/8".to_owned()),
            ("store.connections", "16".to_owned()),
            ("store.plaintext", "true".to_owned()),
        ];
        let mut given = read(text).unwrap();
        given.sort();
        assert_eq!(given, expected);
    }

    #[test]
    fn reads_a_list_and_refuses_one_of_other_things() {
        let read_list =
            |value: &str| read(&format!("[fetch]\nallow = {value}")).map(|mut given| given.remove(0).1);
        assert_eq!(read_list("[\"10.0.0.0/8\", 'keys.internal']").unwrap(), "10.0.0.0/8,keys.internal");
        assert_eq!(read_list("[]").unwrap(), "");
        for value in ["\"10.0.0.0/8\"", "[8]", "[\"a,b\"]", "true"] {
            let refused = read_list(value).unwrap_err();
            assert_eq!(refused, "c.toml, line 2: fetch.allow must be an array of texts", "{value}");
        }
    }

    #[test]
    fn refuses_an_unknown_name_with_its_line_and_the_nearest() {
        for (text, told) in [
            (
                "\n[server]\nlisten = \"a\"\nissure = \"b\"",
                "c.toml, line 4: there is no setting server.issure; the nearest is server.issuer",
            ),
            ("listen = \"a\"", "c.toml, line 1: there is no setting listen; the nearest is server.listen"),
            (
                "[serve]\nlisten = \"a\"",
                "c.toml, line 2: there is no setting serve.listen; the nearest is server.listen",
            ),
            ("[pigeon]", "c.toml, line 1: there is no setting pigeon; the nearest is"),
        ] {
            let refused = read(text).unwrap_err();
            assert!(refused.starts_with(told), "{refused}");
        }
    }

    #[test]
    fn refuses_a_value_of_another_kind_and_what_is_not_toml() {
        for (text, told) in [
            ("[store]\nconnections = \"16\"", "c.toml, line 2: store.connections must be a whole number"),
            ("[store]\nplaintext = 1", "c.toml, line 2: store.plaintext must be true or false"),
            ("[server]\nlisten = 8080", "c.toml, line 2: server.listen must be a text in quotation marks"),
            ("[server]\n\nlisten = ", "c.toml, line 3: not TOML"),
            ("[server]\nlisten = \"a\"\nlisten = \"b\"", "c.toml, line 3: not TOML"),
        ] {
            let refused = read(text).unwrap_err();
            assert!(refused.starts_with(told), "{refused}");
        }
    }
}
