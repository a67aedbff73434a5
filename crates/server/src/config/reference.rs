//! The reference, made from the table of settings.

use serde_json::{Value, json};

use super::setting::{Kind, SETTINGS, Setting};

/// Widest line of the reference.
const WIDTH: usize = 80;

/// The reference as a configuration file in which everything is commented out.
pub fn reference_toml() -> String {
    let mut text = String::from(
        "# Every setting of Countersign, with what holds where nothing is said.\n\
         # Each can also be set by the variable named with it, or for once by\n\
         # --set SECTION.KEY=VALUE. A flag wins over a variable, that over the file.\n",
    );
    let mut before = "";
    for setting in SETTINGS {
        let (section, key) = setting.name.split_once('.').unwrap_or_default();
        if section != before {
            text.push_str(&format!("\n[{section}]\n"));
            before = section;
        }
        text.push('\n');
        for line in wrap(setting.about) {
            text.push_str(&format!("# {line}\n"));
        }
        text.push_str(&format!("# {}\n", setting.variable()));
        text.push_str(&match (setting.has_default(), setting.kind) {
            (true, Kind::Number | Kind::Switch) => format!("# {key} = {}\n", setting.default),
            (true, Kind::List) => format!("# {key} = [{}]\n", setting.default),
            (true, _) => format!("# {key} = \"{}\"\n", setting.default),
            (false, _) => format!("# {key} = \"…\"  # {}\n", setting.default),
        });
    }
    text
}

/// The reference for programs.
pub fn reference_json() -> Value {
    let one = |setting: &Setting| {
        json!({
            "name": setting.name,
            "variable": setting.variable(),
            "kind": format!("{:?}", setting.kind).to_lowercase(),
            "default": setting.has_default().then_some(setting.default),
            "about": setting.about,
        })
    };
    json!({ "settings": SETTINGS.iter().map(one).collect::<Vec<_>>() })
}

fn wrap(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line > 0 && line + 1 + word.chars().count() > WIDTH - 2 {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_is_toml_that_names_every_setting_and_fits_the_screen() {
        let text = reference_toml();
        assert!(toml::de::DeTable::parse(&text).is_ok());
        for setting in SETTINGS {
            assert!(text.contains(&setting.variable()), "{}", setting.name);
        }
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
    }
}
