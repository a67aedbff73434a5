//! Writing XML, so that no value can become markup.

use crate::canonical::{push_attribute, push_text};

/// An element to be written. Names are ours and stand as they are; values may be anything.
#[derive(Debug, Clone)]
pub struct Tag {
    name: &'static str,
    attributes: String,
    content: String,
}

impl Tag {
    /// An element of this name, prefix and all.
    pub fn new(name: &'static str) -> Self {
        Self { name, attributes: String::new(), content: String::new() }
    }

    /// With this attribute.
    #[must_use]
    pub fn attribute(mut self, name: &str, value: &str) -> Self {
        self.attributes.push(' ');
        self.attributes.push_str(name);
        self.attributes.push_str("=\"");
        push_attribute(&mut self.attributes, &allowed(value));
        self.attributes.push('"');
        self
    }

    /// With this attribute, if there is a value.
    #[must_use]
    pub fn maybe(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.attribute(name, value),
            None => self,
        }
    }

    /// With this text behind what it has.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        push_text(&mut self.content, &allowed(text));
        self
    }

    /// With this element behind what it has.
    #[must_use]
    pub fn child(mut self, child: Tag) -> Self {
        child.write(&mut self.content);
        self
    }

    /// With these elements behind what it has.
    #[must_use]
    pub fn children(self, children: impl IntoIterator<Item = Tag>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(self.name);
        out.push_str(&self.attributes);
        if self.content.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        out.push_str(&self.content);
        out.push_str("</");
        out.push_str(self.name);
        out.push('>');
    }
}

impl std::fmt::Display for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = String::new();
        self.write(&mut out);
        f.write_str(&out)
    }
}

/// XML has no way to write some characters (XML 1.0 §2.2); the one that stands for what cannot be shown does.
fn allowed(value: &str) -> String {
    let allowed = |it: char| !matches!(it, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    value.chars().map(|it| if allowed(it) { it } else { '\u{fffd}' }).collect()
}
