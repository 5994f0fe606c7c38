//! [Exclusive XML Canonicalization 1.0](https://www.w3.org/TR/xml-exc-c14n/) of an element with everything in it.

use std::collections::BTreeMap;

use roxmltree::{Attribute, Node, NodeId};

use super::{refusal::Refusal, xml::DEPTH_MAX};

/// The prefix that needs no declaration.
const XML_PREFIX: &str = "xml";

/// The name for the default namespace in a list of prefixes.
const DEFAULT_TOKEN: &str = "#default";

/// How to canonicalize.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Method {
    /// Whether comments are kept.
    pub(super) with_comments: bool,
    /// `PrefixList` of `InclusiveNamespaces`: prefixes that are written whether or not they are used.
    pub(super) prefixes: Vec<String>,
}

/// The canonical text of an element, without the element `left_out`.
pub(super) fn canonical(
    element: Node<'_, '_>,
    method: &Method,
    left_out: Option<NodeId>,
) -> Result<String, Refusal> {
    let mut writer = Writer { method, left_out, rendered: Vec::new(), out: String::new() };
    writer.element(element, 0)?;
    Ok(writer.out)
}

struct Writer<'m, 'a> {
    method: &'m Method,
    left_out: Option<NodeId>,
    /// The declarations that the open elements have written: prefix and namespace, the latest last.
    rendered: Vec<(&'a str, &'a str)>,
    out: String,
}

impl<'m: 'a, 'a> Writer<'m, 'a> {
    fn element(&mut self, element: Node<'a, '_>, depth: usize) -> Result<(), Refusal> {
        if depth > DEPTH_MAX {
            return Err(Refusal::Structure("the elements are too deeply nested"));
        }
        let name = source_name(element)?;
        let before = self.rendered.len();
        self.out.push('<');
        self.out.push_str(name);
        self.declarations(element, name)?;
        self.attributes(element)?;
        self.out.push('>');
        let left_out = self.left_out;
        for child in element.children().filter(|child| Some(child.id()) != left_out) {
            if child.is_element() {
                self.element(child, depth + 1)?;
            } else if child.is_text() {
                push_text(&mut self.out, child.text().unwrap_or_default());
            } else if child.is_comment() {
                self.comment(child.text().unwrap_or_default());
            } else {
                return Err(Refusal::Structure("a processing instruction is signed"));
            }
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        self.rendered.truncate(before);
        Ok(())
    }

    /// The namespaces that the element and its attributes use, and those of the list, unless an open element has declared
    /// them. They are in the order of their prefixes.
    fn declarations(&mut self, element: Node<'a, '_>, name: &'a str) -> Result<(), Refusal> {
        let mut needed = BTreeMap::new();
        needed.insert(prefix(name), element.tag_name().namespace().unwrap_or_default());
        for attribute in element.attributes() {
            let prefix = prefix(source_name_of_attribute(element, attribute)?);
            if !prefix.is_empty() {
                needed.insert(prefix, attribute.namespace().unwrap_or_default());
            }
        }
        for prefix in &self.method.prefixes {
            if prefix == DEFAULT_TOKEN {
                needed.insert("", element.default_namespace().unwrap_or_default());
            } else if let Some(namespace) = element.lookup_namespace_uri(Some(prefix)) {
                needed.insert(prefix, namespace);
            }
        }
        for (prefix, namespace) in needed.into_iter().filter(|(prefix, _)| *prefix != XML_PREFIX) {
            let latest = self.rendered.iter().rev().find(|(known, _)| *known == prefix);
            // Without a declaration the default namespace is empty.
            let is_declared = match latest {
                Some((_, latest)) => *latest == namespace,
                None => prefix.is_empty() && namespace.is_empty(),
            };
            if !is_declared {
                let colon = if prefix.is_empty() { "" } else { ":" };
                self.out.push_str(" xmlns");
                self.out.push_str(colon);
                self.attribute(prefix, namespace);
                self.rendered.push((prefix, namespace));
            }
        }
        Ok(())
    }

    /// The attributes, ordered by namespace and local name.
    fn attributes(&mut self, element: Node<'a, '_>) -> Result<(), Refusal> {
        let mut attributes: Vec<Attribute<'a, '_>> = element.attributes().collect();
        attributes.sort_by_key(|attribute| (attribute.namespace().unwrap_or_default(), attribute.name()));
        for attribute in attributes {
            self.out.push(' ');
            self.attribute(source_name_of_attribute(element, attribute)?, attribute.value());
        }
        Ok(())
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push_str(name);
        self.out.push_str("=\"");
        for character in value.chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '"' => self.out.push_str("&quot;"),
                '\t' => self.out.push_str("&#x9;"),
                '\n' => self.out.push_str("&#xA;"),
                '\r' => self.out.push_str("&#xD;"),
                _ => self.out.push(character),
            }
        }
        self.out.push('"');
    }

    fn comment(&mut self, text: &str) {
        if self.method.with_comments {
            self.out.push_str("<!--");
            self.out.push_str(text);
            self.out.push_str("-->");
        }
    }
}

fn push_text(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#xD;"),
            _ => out.push(character),
        }
    }
}

/// The name of an element as the document writes it: the parser keeps the namespace instead of the prefix.
fn source_name<'i>(element: Node<'_, 'i>) -> Result<&'i str, Refusal> {
    let source = element.document().input_text();
    let tag = source.get(element.range().start..).and_then(|tag| tag.strip_prefix('<'));
    let tag = tag.ok_or(Refusal::Structure("an element has no name"))?;
    let end = tag.find([' ', '\t', '\n', '\r', '/', '>']).unwrap_or(tag.len());
    Ok(&tag[..end])
}

/// The name of an attribute as the document writes it.
fn source_name_of_attribute<'i>(
    element: Node<'_, 'i>,
    attribute: Attribute<'_, 'i>,
) -> Result<&'i str, Refusal> {
    let source = element.document().input_text();
    source.get(attribute.range_qname()).ok_or(Refusal::Structure("an attribute has no name"))
}

/// The prefix of a name; empty if it has none.
fn prefix(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}
