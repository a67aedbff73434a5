//! Finds the forms of a page.

use super::{
    form::{Control, Form, Kind},
    html::{Piece, pieces},
};

/// The forms of a page, in order.
pub fn forms(page: &str) -> Vec<Form> {
    let mut found: Vec<Form> = Vec::new();
    let mut open = false;
    // What text belongs to: a button's label or a text area's value.
    let mut within: Option<Within> = None;
    for piece in pieces(page) {
        match piece {
            Piece::Open { name, attributes } if name == "form" => {
                let is_post = value(&attributes, "method").eq_ignore_ascii_case("post");
                found.push(Form {
                    action: value(&attributes, "action").trim().to_owned(),
                    is_post,
                    controls: Vec::new(),
                });
                open = true;
            }
            Piece::Close(name) if name == "form" => open = false,
            Piece::Close(_) => within = None,
            Piece::Open { name, attributes } if open => {
                if let (Some(form), Some(control)) = (found.last_mut(), control(&name, &attributes)) {
                    within = match name.as_str() {
                        "button" => Some(Within::Button),
                        "textarea" => Some(Within::Area),
                        _ => within,
                    };
                    form.controls.push(control);
                } else if let Some(form) = found.last_mut()
                    && name == "option"
                {
                    choose(form, &attributes);
                }
            }
            Piece::Text(text) => {
                let last = found.last_mut().and_then(|form| form.controls.last_mut());
                match (&within, last) {
                    (Some(Within::Button), Some(button)) => button.label.push_str(&text),
                    (Some(Within::Area), Some(area)) => area.value.push_str(&text),
                    _ => {}
                }
            }
            Piece::Open { .. } => {}
        }
    }
    found
}

enum Within {
    Button,
    Area,
}

fn control(tag: &str, attributes: &[(String, String)]) -> Option<Control> {
    let typed = value(attributes, "type").to_ascii_lowercase();
    let kind = match (tag, typed.as_str()) {
        (_, _) if has(attributes, "disabled") => return None,
        ("input", "hidden") | ("textarea" | "select", _) => Kind::Fixed,
        ("input", "password") => Kind::Password,
        ("input", "checkbox" | "radio") => Kind::Tick,
        ("input" | "button", "reset" | "button") | ("input", "file") => return None,
        ("input", "submit" | "image") | ("button", _) => Kind::Submit,
        ("input", _) => Kind::Text,
        _ => return None,
    };
    let value_or = |default: &str| match has(attributes, "value") {
        true => value(attributes, "value").to_owned(),
        false => default.to_owned(),
    };
    Some(Control {
        kind,
        name: value(attributes, "name").to_owned(),
        value: value_or(if kind == Kind::Tick { "on" } else { "" }),
        label: String::new(),
        checked: has(attributes, "checked"),
    })
}

/// A list sends its first option until one says it is selected.
fn choose(form: &mut Form, attributes: &[(String, String)]) {
    if let Some(list) = form.controls.last_mut()
        && list.kind == Kind::Fixed
        && (list.value.is_empty() || has(attributes, "selected"))
    {
        value(attributes, "value").clone_into(&mut list.value);
    }
}

fn has(attributes: &[(String, String)], name: &str) -> bool {
    attributes.iter().any(|(key, _)| key == name)
}

fn value<'a>(attributes: &'a [(String, String)], name: &str) -> &'a str {
    let found = attributes.iter().find(|(key, _)| key == name);
    found.map_or("", |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_a_login_form_and_leaves_the_rest_as_it_stands() {
        let page = r#"<form method=post action="/login?x=1&amp;y=2">
            <input type="hidden" name="csrf" value="t&quot;1">
            <label>Name <input name="username" value="old"></label>
            <input type="password" name="password">
            <input type=checkbox name=remember checked><input type=checkbox name=other>
            <select name=lang><option value=fi><option value=en selected>English</select>
            <button>Sign in</button></form>"#;
        let found = forms(page);
        assert_eq!(found.len(), 1);
        assert!(found[0].is_post && found[0].is_login() && found[0].asks_password());
        assert_eq!(found[0].action, "/login?x=1&y=2");
        let sent = found[0].filled("ada", "secret");
        let expected = [
            ("csrf", "t\"1"),
            ("username", "ada"),
            ("password", "secret"),
            ("remember", "on"),
            ("lang", "en"),
        ];
        assert_eq!(sent, expected.map(|(k, v)| (k, v.to_owned())));
    }

    #[test]
    fn takes_no_control_from_outside_the_form() {
        let found = forms("<input name=a><form></form><input type=password name=b>");
        assert_eq!(found, [Form::default()]);
    }
}
