//! XML within bounds: what is refused before the parser reads it, and how elements are read.

use roxmltree::{Document, Node, ParsingOptions};

use super::refusal::Refusal;

/// Deepest nesting of elements. A response with everything has about ten levels.
pub(super) const DEPTH_MAX: usize = 32;

/// Most attributes of one element, declarations of namespaces included.
const ATTRIBUTES_MAX: usize = 64;

/// Most declarations of namespaces that are in scope at one element.
const NAMESPACES_MAX: usize = 128;

/// Why a document was not read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum XmlError {
    /// UTF-8 is the only encoding.
    #[error("the document is not in UTF-8")]
    NotUtf8,
    /// A document type declaration could define entities.
    #[error("the document has a document type declaration")]
    DocumentType,
    /// SAML needs none.
    #[error("the document has a processing instruction")]
    ProcessingInstruction,
    /// More than the bounds for size, depth, elements, attributes or namespaces.
    #[error("the document is too large or too deeply nested")]
    TooLarge,
    /// Not well-formed, or a prefix without a namespace.
    #[error("the document is not well-formed XML")]
    Malformed,
}

/// The bounds that differ between kinds of documents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Most bytes of the document.
    pub(super) bytes: usize,
    /// Most elements.
    pub(super) elements: usize,
}

/// For messages: a response of 100,000 characters of base64 has 75,000 bytes. Canonical text can be longer than its
/// source, because it has end tags and character references.
pub(super) const MESSAGE: Bounds = Bounds { bytes: 512 * 1024, elements: 4_000 };

/// The text of a document: UTF-8 without a byte order mark, with the line ends that XML prescribes
/// ([XML 1.0, section 2.11](https://www.w3.org/TR/xml/#sec-line-ends)).
pub(super) fn decoded(bytes: &[u8], bounds: Bounds) -> Result<String, XmlError> {
    if bytes.len() > bounds.bytes {
        return Err(XmlError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| XmlError::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Parses a text from [`decoded`].
pub(super) fn parse(text: &str, bounds: Bounds) -> Result<Document<'_>, XmlError> {
    if text.len() > bounds.bytes {
        return Err(XmlError::TooLarge);
    }
    Scan { rest: text, elements: 0, open: Vec::new(), bounds }.run()?;
    // Between two elements there can be text and comments.
    let nodes_limit = u32::try_from(bounds.elements * 4).unwrap_or(u32::MAX);
    let options = ParsingOptions { allow_dtd: false, nodes_limit, entity_resolver: None };
    Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => XmlError::DocumentType,
        roxmltree::Error::NodesLimitReached
        | roxmltree::Error::AttributesLimitReached
        | roxmltree::Error::NamespacesLimitReached => XmlError::TooLarge,
        _ => XmlError::Malformed,
    })
}

/// Counts what a document contains, in one pass and before the parser allocates anything: the parser has no bounds for
/// depth and attributes, and copies the namespaces in scope for each element that declares one.
struct Scan<'a> {
    rest: &'a str,
    elements: usize,
    /// For each open element, how many declarations of namespaces are in scope.
    open: Vec<usize>,
    bounds: Bounds,
}

impl Scan<'_> {
    fn run(mut self) -> Result<(), XmlError> {
        self.declaration()?;
        while let Some(start) = self.rest.find('<') {
            self.rest = &self.rest[start..];
            if self.rest.starts_with("<!--") {
                self.skip("<!--".len(), "-->")?;
            } else if self.rest.starts_with("<![CDATA[") {
                self.skip("<![CDATA[".len(), "]]>")?;
            } else if self.rest.starts_with("<!") {
                return Err(XmlError::DocumentType);
            } else if self.rest.starts_with("<?") {
                return Err(XmlError::ProcessingInstruction);
            } else if self.rest.starts_with("</") {
                self.open.pop().ok_or(XmlError::Malformed)?;
                self.skip("</".len(), ">")?;
            } else {
                self.start_tag()?;
            }
        }
        Ok(())
    }

    /// The XML declaration, in which an encoding other than UTF-8 is refused.
    fn declaration(&mut self) -> Result<(), XmlError> {
        let is_declaration =
            self.rest.strip_prefix("<?xml").is_some_and(|rest| rest.starts_with([' ', '\t', '\n']));
        if !is_declaration {
            return Ok(());
        }
        let whole = self.rest;
        self.skip("<?xml".len(), "?>")?;
        let declaration = &whole[..whole.len() - self.rest.len()];
        let Some((_, encoding)) = declaration.split_once("encoding") else { return Ok(()) };
        let name = encoding.trim_start_matches([' ', '\t', '\n', '=', '"', '\'']);
        let name = name.split(['"', '\'', '?']).next().unwrap_or_default();
        let is_utf8 = ["UTF-8", "UTF8", "US-ASCII"].iter().any(|known| name.eq_ignore_ascii_case(known));
        if is_utf8 { Ok(()) } else { Err(XmlError::NotUtf8) }
    }

    /// Goes behind the next `end`, which is looked for after the first `from` bytes.
    fn skip(&mut self, from: usize, end: &str) -> Result<(), XmlError> {
        let body = &self.rest[from..];
        let at = body.find(end).ok_or(XmlError::Malformed)?;
        self.rest = &body[at + end.len()..];
        Ok(())
    }

    fn start_tag(&mut self) -> Result<(), XmlError> {
        let (mut attributes, mut namespaces) = (0, self.open.last().copied().unwrap_or_default());
        let mut body = &self.rest[1..];
        let end = loop {
            let at = body.find(['"', '\'', '>', '<']).ok_or(XmlError::Malformed)?;
            let (before, quote) = (&body[..at], body.as_bytes()[at]);
            if quote == b'>' {
                break at;
            }
            if quote == b'<' {
                return Err(XmlError::Malformed);
            }
            attributes += 1;
            let name = before.trim_end_matches(|next| next == '=' || is_blank(next));
            let name = name.rsplit(is_blank).next().unwrap_or_default();
            namespaces += usize::from(name.starts_with("xmlns"));
            let value = &body[at + 1..];
            let close = value.find(char::from(quote)).ok_or(XmlError::Malformed)?;
            body = &value[close + 1..];
        };
        self.elements += 1;
        let is_empty = body[..end].ends_with('/');
        self.rest = &body[end + 1..];
        if !is_empty {
            self.open.push(namespaces);
        }
        let is_within = self.elements <= self.bounds.elements
            && self.open.len() <= DEPTH_MAX
            && attributes <= ATTRIBUTES_MAX
            && namespaces <= NAMESPACES_MAX;
        if is_within { Ok(()) } else { Err(XmlError::TooLarge) }
    }
}

/// An expanded name: namespace and local name.
pub(super) type Name = (&'static str, &'static str);

/// Whether a node is the element of this name.
pub(super) fn is(node: Node<'_, '_>, name: Name) -> bool {
    let tag = node.tag_name();
    node.is_element() && tag.namespace() == Some(name.0) && tag.name() == name.1
}

/// The child elements.
pub(super) fn elements<'a, 'i>(parent: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    parent.children().filter(Node::is_element)
}

/// The child elements of this name.
pub(super) fn named<'a, 'i>(parent: Node<'a, 'i>, name: Name) -> impl Iterator<Item = Node<'a, 'i>> {
    parent.children().filter(move |child| is(*child, name))
}

/// The child element of this name, of which there is at most one.
pub(super) fn optional<'a, 'i>(parent: Node<'a, 'i>, name: Name) -> Result<Option<Node<'a, 'i>>, Refusal> {
    let mut found = named(parent, name);
    match (found.next(), found.next()) {
        (first, None) => Ok(first),
        _ => Err(Refusal::Structure("an element occurs twice that may occur once")),
    }
}

/// The child element of this name, of which there is exactly one.
pub(super) fn required<'a, 'i>(parent: Node<'a, 'i>, name: Name) -> Result<Node<'a, 'i>, Refusal> {
    optional(parent, name)?.ok_or(Refusal::Structure("a mandatory element is missing"))
}

/// The child elements when they are exactly those of these names, in this order, with nothing but blanks between.
pub(super) fn exactly<'a, 'i, const N: usize>(
    parent: Node<'a, 'i>,
    names: [Name; N],
) -> Option<[Node<'a, 'i>; N]> {
    let is_clean = parent.children().all(|child| {
        child.is_element()
            || (child.is_text() && child.text().unwrap_or_default().trim_matches(is_blank).is_empty())
    });
    let found: Vec<_> = elements(parent).collect();
    let found: [Node<'a, 'i>; N] = found.try_into().ok()?;
    let is_expected = found.iter().zip(names).all(|(node, name)| is(*node, name));
    (is_clean && is_expected).then_some(found)
}

/// The text of an element without child elements, from all its text nodes: a comment splits a text into two nodes, and
/// whoever reads only the first one reads another value than was signed.
pub(super) fn text(element: Node<'_, '_>) -> Result<String, Refusal> {
    if elements(element).next().is_some() {
        return Err(Refusal::Structure("an element is found where text is expected"));
    }
    Ok(deep_text(element))
}

/// The text of an element and of its descendants.
pub(super) fn deep_text(element: Node<'_, '_>) -> String {
    let texts = element.descendants().filter(Node::is_text);
    texts.filter_map(|node| node.text()).collect()
}

/// A text without the blanks around it.
pub(super) fn trimmed(element: Node<'_, '_>) -> Result<String, Refusal> {
    text(element).map(|text| text.trim_matches(is_blank).to_owned())
}

/// The bytes of base64 text with blanks anywhere.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    let compact: String = text.chars().filter(|next| !is_blank(*next)).collect();
    BASE64_STANDARD.decode(compact).ok()
}

/// White space of XML.
pub(super) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// Text as the content of an element or of an attribute in double quotes. Characters that XML cannot express become
/// U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' => escaped.push_str("&#x9;"),
            '\n' => escaped.push_str("&#xA;"),
            '\r' => escaped.push_str("&#xD;"),
            '\u{0}'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Names and identifiers of the specifications.
pub(super) mod name {
    use super::Name;

    pub(in crate::federation::saml) const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
    pub(in crate::federation::saml) const ASSERTION_NS: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
    pub(in crate::federation::saml) const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
    pub(in crate::federation::saml) const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
    pub(in crate::federation::saml) const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
    pub(in crate::federation::saml) const XENC11: &str = "http://www.w3.org/2009/xmlenc11#";

    pub(in crate::federation::saml) const ASSERTION: Name = (ASSERTION_NS, "Assertion");
    pub(in crate::federation::saml) const ENCRYPTED_ASSERTION: Name = (ASSERTION_NS, "EncryptedAssertion");
    pub(in crate::federation::saml) const ISSUER: Name = (ASSERTION_NS, "Issuer");
    pub(in crate::federation::saml) const NAME_ID: Name = (ASSERTION_NS, "NameID");
    pub(in crate::federation::saml) const SIGNATURE: Name = (DSIG, "Signature");
}
