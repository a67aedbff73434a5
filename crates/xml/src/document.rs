//! A document that was parsed, and its elements.

use roxmltree::{Node, NodeType};

use crate::Error;

/// A parsed document. It cannot be changed.
#[derive(Debug)]
pub struct Document<'s>(roxmltree::Document<'s>);

impl<'s> Document<'s> {
    pub(crate) fn parse(text: &'s str) -> Result<Self, Error> {
        let parsed = roxmltree::Document::parse(text).map_err(|error| Error::Malformed(error.to_string()))?;
        if parsed.descendants().any(|node| binds_wrongly(&node)) {
            return Err(Error::UnboundPrefix);
        }
        if parsed.descendants().any(|node| is_misnamed(&node)) {
            return Err(Error::Malformed("the name of an instruction is none".to_owned()));
        }
        Ok(Self(parsed))
    }

    /// The element that holds all others.
    pub fn root(&self) -> Element<'_> {
        Element(self.0.root_element())
    }

    /// What stands above the root element: instructions and comments beside it.
    pub(crate) fn node(&self) -> Node<'_, '_> {
        self.0.root()
    }
}

/// What the parser lets pass and XML 1.0 (§2.6) and Namespaces in XML 1.0 (§7) do not: an instruction whose name does
/// not end, or has a colon.
fn is_misnamed(node: &Node<'_, '_>) -> bool {
    let Some(instruction) = node.pi() else { return false };
    let behind = node.document().input_text().get(node.range().start + 2 + instruction.target.len()..);
    let ends = behind.is_some_and(|it| it.starts_with("?>") || it.starts_with([' ', '\t', '\n', '\r']));
    !ends || instruction.target.contains(':')
}

/// What the parser lets pass and Namespaces in XML 1.0 does not (§4, §5): a prefix for no namespace, and an empty one.
fn binds_wrongly(node: &Node<'_, '_>) -> bool {
    let text = node.document().input_text();
    let empty = |at: usize| text.as_bytes().get(at) == Some(&b':');
    node.namespaces().any(|it| it.name().is_some() && it.uri().is_empty())
        || (node.is_element() && empty(node.range().start + 1))
}

/// An element of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'d>(Node<'d, 'd>);

impl<'d> Element<'d> {
    pub(crate) fn node(self) -> Node<'d, 'd> {
        self.0
    }

    /// Its name without prefix.
    pub fn name(self) -> &'d str {
        self.0.tag_name().name()
    }

    /// Its namespace; empty where it has none.
    pub fn namespace(self) -> &'d str {
        self.0.tag_name().namespace().unwrap_or_default()
    }

    /// Whether it is of this namespace and name.
    pub fn is(self, namespace: &str, name: &str) -> bool {
        self.name() == name && self.namespace() == namespace
    }

    /// The attribute of this name that is in no namespace, as attributes without prefix are.
    pub fn attribute(self, name: &str) -> Option<&'d str> {
        self.0.attributes().find(|it| it.name() == name && it.namespace().is_none()).map(|it| it.value())
    }

    /// The attribute of this name.
    ///
    /// # Errors
    /// There is none.
    pub fn required(self, name: &'static str) -> Result<&'d str, Error> {
        self.attribute(name).ok_or(Error::MissingAttribute(name))
    }

    /// The element it stands in.
    pub fn parent(self) -> Option<Element<'d>> {
        self.0.parent_element().map(Element)
    }

    /// The elements in it, but not those in these.
    pub fn children(self) -> impl Iterator<Item = Element<'d>> {
        self.0.children().filter(Node::is_element).map(Element)
    }

    /// It and the elements in it, and those in these, in the order in which they begin.
    pub fn descendants(self) -> impl Iterator<Item = Element<'d>> {
        self.0.descendants().filter(Node::is_element).map(Element)
    }

    /// The elements in it of this namespace and name.
    pub fn each(self, namespace: &str, name: &str) -> impl Iterator<Item = Element<'d>> {
        self.children().filter(move |child| child.is(namespace, name))
    }

    /// The one element in it of this namespace and name, if it is there.
    ///
    /// # Errors
    /// There are several.
    pub fn optional(self, namespace: &str, name: &'static str) -> Result<Option<Element<'d>>, Error> {
        let mut found = self.each(namespace, name);
        match (found.next(), found.next()) {
            (first, None) => Ok(first),
            _ => Err(Error::Several(name)),
        }
    }

    /// The one element in it of this namespace and name.
    ///
    /// # Errors
    /// There is none, or there are several.
    pub fn only(self, namespace: &str, name: &'static str) -> Result<Element<'d>, Error> {
        self.optional(namespace, name)?.ok_or(Error::Missing(name))
    }

    /// The whole text in it. A comment in the middle does not end it: `a<!-- -->b` is `ab` for everybody.
    ///
    /// # Errors
    /// There are elements in it.
    pub fn text(self) -> Result<String, Error> {
        if self.children().next().is_some() {
            return Err(Error::Unexpected("text"));
        }
        let parts = self.0.children().filter(|node| node.node_type() == NodeType::Text);
        Ok(parts.filter_map(|node| node.text()).collect())
    }
}
