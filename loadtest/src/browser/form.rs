//! HTML forms: what a page offers, and how a person would fill and send it.

use super::html::{Piece, pieces};

/// A form of a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Where it is sent, as written; empty means the page's own address.
    pub action: String,
    /// Whether it is sent by POST.
    pub is_post: bool,
    /// Its controls, in order.
    pub controls: Vec<Control>,
}

/// One control of a form.
#[derive(Debug, PartialEq, Eq)]
pub struct Control {
    /// What it is.
    pub kind: Kind,
    /// Its name; empty when it sends nothing.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What a button says besides its value.
    pub label: String,
    /// Whether a box is ticked.
    pub checked: bool,
}

/// The kinds of control that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Sent as it stands: hidden inputs, selected options, text areas.
    Fixed,
    /// A line of text, an e-mail address, a telephone number.
    Text,
    /// A password.
    Password,
    /// A check box or radio button, sent when ticked.
    Tick,
    /// A button that sends the form.
    Submit,
}

/// The names under which providers ask for the user's name.
const USER_NAMES: [&str; 8] =
    ["username", "login", "email", "identifier", "user", "userid", "loginid", "j_username"];
const AGREEING: [&str; 12] = [
    "allow",
    "accept",
    "approve",
    "agree",
    "yes",
    "grant",
    "authorize",
    "consent",
    "confirm",
    "continue",
    "ok",
    "true",
];
const REFUSING: [&str; 10] =
    ["deny", "decline", "refuse", "reject", "cancel", "no", "back", "abort", "logout", "false"];

impl Form {
    /// Whether it asks who the person is.
    pub fn is_login(&self) -> bool {
        self.controls.iter().any(|control| match control.kind {
            Kind::Password => true,
            Kind::Text => control.is_user_name(),
            _ => false,
        })
    }

    /// Whether it asks for a password.
    pub fn asks_password(&self) -> bool {
        self.controls.iter().any(|control| control.kind == Kind::Password)
    }

    /// Whether every one of its buttons says no.
    pub fn only_refuses(&self) -> bool {
        let mut submits = self.submits().peekable();
        submits.peek().is_some() && submits.all(|button| button.says(&REFUSING))
    }

    /// The value of the control of that name.
    pub fn value_of(&self, name: &str) -> Option<&str> {
        let control = self.controls.iter().find(|control| control.name == name)?;
        Some(&control.value)
    }

    /// What the browser would send when this person fills it in and presses the button that agrees.
    pub fn filled(&self, username: &str, password: &str) -> Vec<(&str, String)> {
        let pressed = self.pressed();
        let sent = self.controls.iter().filter_map(|control| {
            let value = match control.kind {
                Kind::Fixed => control.value.clone(),
                Kind::Text if control.is_user_name() => username.to_owned(),
                Kind::Text => control.value.clone(),
                Kind::Password => password.to_owned(),
                Kind::Tick if control.checked => control.value.clone(),
                Kind::Submit if pressed.is_some_and(|it| std::ptr::eq(it, control)) => control.value.clone(),
                Kind::Tick | Kind::Submit => return None,
            };
            (!control.name.is_empty()).then_some((control.name.as_str(), value))
        });
        sent.collect()
    }

    fn pressed(&self) -> Option<&Control> {
        let agreeing = self.submits().find(|button| button.says(&AGREEING) && !button.says(&REFUSING));
        agreeing
            .or_else(|| self.submits().find(|button| !button.says(&REFUSING)))
            .or_else(|| self.submits().next())
    }

    fn submits(&self) -> impl Iterator<Item = &Control> {
        self.controls.iter().filter(|control| control.kind == Kind::Submit)
    }
}

impl Control {
    fn is_user_name(&self) -> bool {
        USER_NAMES.iter().any(|name| self.name.eq_ignore_ascii_case(name))
    }

    fn says(&self, words: &[&str]) -> bool {
        [&self.name, &self.value, &self.label]
            .into_iter()
            .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
            .any(|said| words.iter().any(|word| said.eq_ignore_ascii_case(word)))
    }
}

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
    fn presses_the_button_that_agrees() {
        let page = r#"<form method=post><input type=hidden name=id value=7>
            <button name="decision" value="deny">Cancel</button>
            <button name="decision" value="allow">Allow</button></form>"#;
        let found = forms(page);
        let expected = [("id", "7".to_owned()), ("decision", "allow".to_owned())];
        assert_eq!(found[0].filled("", ""), expected);
        assert!(!found[0].only_refuses() && !found[0].is_login());
    }

    #[test]
    fn knows_a_form_that_only_refuses() {
        let found = forms("<form method=post action=/no><button>Deny</button></form>");
        assert!(found[0].only_refuses());
    }

    #[test]
    fn takes_no_control_from_outside_the_form() {
        let found = forms("<input name=a><form></form><input type=password name=b>");
        assert_eq!(found, [Form::default()]);
    }
}
