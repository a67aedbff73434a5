//! Which declarations of namespaces an element is written with.

use roxmltree::{Attribute, Node};

use super::Namespaces;

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// What was declared in the elements that are open in the output.
#[derive(Default)]
pub(super) struct Rendered<'d> {
    declared: Vec<(&'d str, &'d str)>,
    /// How many were declared before each element that is open.
    marks: Vec<usize>,
}

impl<'d> Rendered<'d> {
    /// The declarations that `node` needs beside those around it, in the order of their prefixes, of which the
    /// empty one is the default's.
    pub(super) fn enter(&mut self, node: Node<'d, 'd>, wanted: &Namespaces) -> Vec<(&'d str, &'d str)> {
        let mut prefixes = match wanted {
            Namespaces::Inclusive => in_force(node).map(|(prefix, _)| prefix).collect(),
            Namespaces::Exclusive(listed) => {
                let mut used = visibly_used(node);
                used.extend(in_force(node).map(|(prefix, _)| prefix).filter(|it| is_listed(listed, it)));
                if is_listed(listed, "") {
                    used.push("");
                }
                used
            }
        };
        if *wanted == Namespaces::Inclusive {
            prefixes.push("");
        }
        prefixes.sort_unstable();
        prefixes.dedup();
        self.marks.push(self.declared.len());
        let mut added = Vec::new();
        for prefix in prefixes.into_iter().filter(|prefix| *prefix != "xml") {
            let uri = in_force(node).find(|(it, _)| *it == prefix).map_or("", |(_, uri)| uri);
            if self.current(prefix) != uri {
                added.push((prefix, uri));
            }
        }
        self.declared.extend(&added);
        added
    }

    /// Leaves the element that was entered last.
    pub(super) fn leave(&mut self) {
        self.declared.truncate(self.marks.pop().unwrap_or_default());
    }

    /// What a prefix stands for in the output; nothing, where it was not declared yet.
    fn current(&self, prefix: &str) -> &'d str {
        self.declared.iter().rev().find(|(it, _)| *it == prefix).map_or("", |(_, uri)| uri)
    }
}

fn is_listed(listed: &[String], prefix: &str) -> bool {
    let name = if prefix.is_empty() { "#default" } else { prefix };
    listed.iter().any(|it| it == name)
}

fn in_force<'d>(node: Node<'d, 'd>) -> impl Iterator<Item = (&'d str, &'d str)> {
    node.namespaces().map(|it| (it.name().unwrap_or_default(), it.uri()))
}

/// Exclusive XML Canonicalization 1.0 §1.1: those of the element's name and of its attributes' names.
fn visibly_used<'d>(node: Node<'d, 'd>) -> Vec<&'d str> {
    let attributes = node.attributes().filter(|it| it.namespace().is_some());
    std::iter::once(prefix_of(node)).chain(attributes.map(|it| prefix_of_attribute(node, &it))).collect()
}

/// Attributes like `xml:lang` that an element gets from those around it (Canonical XML 1.0 §2.4); the nearest
/// one counts, and its own before any.
pub(super) fn inherited_attributes<'d>(apex: Node<'d, 'd>) -> Vec<Attribute<'d, 'd>> {
    let mut found: Vec<Attribute<'d, 'd>> = Vec::new();
    for above in apex.ancestors().skip(1) {
        for attribute in above.attributes().filter(|it| it.namespace() == Some(XML)) {
            let own = apex.has_attribute((XML, attribute.name()));
            if !own && found.iter().all(|it| it.name() != attribute.name()) {
                found.push(attribute);
            }
        }
    }
    found
}

/// The prefix of an element's name as it was written: the parser tells only for what it stands.
pub(crate) fn prefix_of<'d>(node: Node<'d, 'd>) -> &'d str {
    let tag = node.document().input_text().get(node.range().start + 1..).unwrap_or_default();
    let end = tag.find([':', '>', '/', ' ', '\t', '\n', '\r']).unwrap_or(tag.len());
    if tag[end..].starts_with(':') { &tag[..end] } else { "" }
}

/// The same of an attribute of the node.
pub(super) fn prefix_of_attribute<'d>(node: Node<'d, 'd>, attribute: &Attribute<'d, 'd>) -> &'d str {
    let name = node.document().input_text().get(attribute.range_qname()).unwrap_or_default();
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}
