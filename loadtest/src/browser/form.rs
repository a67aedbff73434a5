//! HTML forms: what a page offers, and how a person would fill and send it.

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

#[cfg(test)]
mod tests {
    use super::super::forms;

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
}
