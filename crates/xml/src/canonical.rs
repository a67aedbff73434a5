//! The canonical form of a document or an element: one text for all that mean the same
//! (Canonical XML 1.0, and Exclusive XML Canonicalization 1.0).

mod escape;
mod namespaces;

use std::fmt;

use roxmltree::{Node, NodeType};

use crate::{Document, Element};
use namespaces::Rendered;

pub(crate) use escape::{push_attribute, push_text};
pub(crate) use namespaces::prefix_of;

/// Which canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// How namespaces that are declared outside what is written come into it.
    pub namespaces: Namespaces,
    /// Whether comments stay.
    pub comments: bool,
}

/// Which declarations of namespaces an element gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Namespaces {
    /// Those it uses, and these prefixes (`InclusiveNamespaces PrefixList`), of which `#default` is none. So it is
    /// written alike wherever it stands.
    Exclusive(Vec<String>),
    /// All in force where it stands, and attributes like `xml:lang` of what it stands in.
    Inclusive,
}

impl Form {
    /// The exclusive form without comments, which signatures here are made over.
    pub const EXCLUSIVE: Self = Self { namespaces: Namespaces::Exclusive(Vec::new()), comments: false };
}

/// Declarations are repeated wherever they are needed, so that a short text can have a canonical form without
/// end. This one would be longer than is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the canonical form is too long")
    }
}

impl std::error::Error for TooLong {}

/// The canonical form of the whole document, of at most `max_bytes`.
///
/// # Errors
/// It is longer.
pub fn document(document: &Document<'_>, form: &Form, max_bytes: usize) -> Result<String, TooLong> {
    let mut writer = Writer::new(form, None, max_bytes);
    let mut before_root = true;
    for node in document.node().children() {
        if node.is_element() {
            writer.tree(node)?;
            before_root = false;
        } else if node.is_pi() || (node.is_comment() && form.comments) {
            writer.out.push_str(if before_root { "" } else { "\n" });
            writer.leaf(node)?;
            writer.out.push_str(if before_root { "\n" } else { "" });
        }
    }
    Ok(writer.out)
}

/// The canonical form of an element and what is in it, but not of `except`, in at most `max_bytes`.
///
/// # Errors
/// It is longer.
pub fn element(
    element: Element<'_>,
    form: &Form,
    except: Option<Element<'_>>,
    max_bytes: usize,
) -> Result<String, TooLong> {
    let mut writer = Writer::new(form, except.map(Element::node), max_bytes);
    writer.tree(element.node())?;
    Ok(writer.out)
}

struct Writer<'f, 'd> {
    form: &'f Form,
    except: Option<Node<'d, 'd>>,
    max_bytes: usize,
    rendered: Rendered<'d>,
    out: String,
}

impl<'f, 'd> Writer<'f, 'd> {
    fn new(form: &'f Form, except: Option<Node<'d, 'd>>, max_bytes: usize) -> Self {
        Self { form, except, max_bytes, rendered: Rendered::default(), out: String::new() }
    }

    /// Writes what begins at `apex`, without calling itself: how deep it goes is the document's choice.
    fn tree(&mut self, apex: Node<'d, 'd>) -> Result<(), TooLong> {
        let mut next = self.open(apex, true)?;
        let mut above = vec![apex];
        while let Some(within) = above.last().copied() {
            match next {
                Some(node) if Some(node) == self.except => next = node.next_sibling(),
                Some(node) if node.is_element() => {
                    next = self.open(node, false)?;
                    above.push(node);
                }
                Some(node) => {
                    self.leaf(node)?;
                    next = node.next_sibling();
                }
                None => {
                    self.close(within);
                    above.pop();
                    next = if above.is_empty() { None } else { within.next_sibling() };
                }
            }
        }
        self.check_length()
    }

    /// Writes the start tag, and gives the first that stands in the element.
    fn open(&mut self, node: Node<'d, 'd>, apex: bool) -> Result<Option<Node<'d, 'd>>, TooLong> {
        self.out.push('<');
        push_name(&mut self.out, prefix_of(node), node.tag_name().name());
        for (prefix, uri) in self.rendered.enter(node, &self.form.namespaces) {
            self.out.push_str(" xmlns");
            self.out.push_str(if prefix.is_empty() { "" } else { ":" });
            self.out.push_str(prefix);
            self.push_value(uri);
        }
        let mut attributes: Vec<_> = node.attributes().collect();
        if apex && self.form.namespaces == Namespaces::Inclusive {
            attributes.extend(namespaces::inherited_attributes(node));
        }
        attributes.sort_by_key(|it| (it.namespace().unwrap_or_default(), it.name()));
        for attribute in attributes {
            self.out.push(' ');
            push_name(&mut self.out, namespaces::prefix_of_attribute(node, &attribute), attribute.name());
            self.push_value(attribute.value());
        }
        self.out.push('>');
        self.check_length()?;
        Ok(node.first_child())
    }

    fn close(&mut self, node: Node<'d, 'd>) {
        self.rendered.leave();
        self.out.push_str("</");
        push_name(&mut self.out, prefix_of(node), node.tag_name().name());
        self.out.push('>');
    }

    fn leaf(&mut self, node: Node<'d, 'd>) -> Result<(), TooLong> {
        match node.node_type() {
            NodeType::Text => push_text(&mut self.out, node.text().unwrap_or_default()),
            NodeType::Comment if self.form.comments => {
                self.out.push_str("<!--");
                self.out.push_str(node.text().unwrap_or_default());
                self.out.push_str("-->");
            }
            NodeType::PI => {
                if let Some(instruction) = node.pi() {
                    self.out.push_str("<?");
                    self.out.push_str(instruction.target);
                    if let Some(value) = instruction.value {
                        self.out.push(' ');
                        self.out.push_str(value);
                    }
                    self.out.push_str("?>");
                }
            }
            NodeType::Comment | NodeType::Element | NodeType::Root => {}
        }
        self.check_length()
    }

    fn push_value(&mut self, value: &str) {
        self.out.push_str("=\"");
        push_attribute(&mut self.out, value);
        self.out.push('"');
    }

    fn check_length(&self) -> Result<(), TooLong> {
        if self.out.len() > self.max_bytes { Err(TooLong) } else { Ok(()) }
    }
}

fn push_name(out: &mut String, prefix: &str, name: &str) {
    if !prefix.is_empty() {
        out.push_str(prefix);
        out.push(':');
    }
    out.push_str(name);
}
