//! Responses: the order in which a message is checked, and what of it is used.

use roxmltree::{Document, Node};
use zeroize::Zeroizing;

use super::{
    assertion::{self, Assertion},
    canonical::{Method, canonical},
    encryption::{DecryptionKey, decrypted},
    instant::instant,
    metadata::Metadata,
    refusal::Refusal,
    signature::signed_text,
    xml::{self, Name, name},
};
use crate::{ordered::Set, time::Timestamp};

const RESPONSE: Name = (name::PROTOCOL, "Response");
const STATUS: Name = (name::PROTOCOL, "Status");
const STATUS_CODE: Name = (name::PROTOCOL, "StatusCode");
const STATUS_MESSAGE: Name = (name::PROTOCOL, "StatusMessage");

/// The status code of success.
pub(super) const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

/// Most characters of a message in base64, as the service documents.
pub(crate) const MESSAGE_CHARACTERS_MAX: usize = 100_000;

/// Tolerated difference between the clocks of the two providers.
pub(crate) const SKEW_SECONDS: u64 = 180;

/// Bounds for what an error repeats of a status.
const STATUS_CODES_MAX: usize = 4;
const STATUS_CHARACTERS_MAX: usize = 200;

/// What a response must match.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    /// The entity ID of the service provider, which must be in the audience.
    pub(crate) audience: &'a str,
    /// The URL that the response was posted to.
    pub(crate) acs_url: &'a str,
    /// The id of the request that the same browser was sent away with. `None` if it was not: then the response must not claim
    /// to answer any request.
    pub(crate) in_response_to: Option<&'a str>,
    /// The time of the call.
    pub(crate) now: Timestamp,
}

/// Verifies a response and returns its assertion.
///
/// The caller must then see to it that the assertion is used once, and that an answered request is not answered again: see
/// [`Assertion::not_on_or_after`].
///
/// # Errors
/// When anything is not as it must be. If the response was not signed as a whole, all that is wrong with an encrypted
/// assertion up to its signature is [`Refusal::Decryption`].
pub(crate) fn verify_response(
    encoded: &str,
    idp: &Metadata,
    expected: &Expected<'_>,
    decryption: Option<DecryptionKey<'_>>,
) -> Result<Assertion, Refusal> {
    let text = message_text(encoded)?;
    let document = xml::parse(&text, xml::MESSAGE)?;
    let response = document.root_element();
    check_form(response, RESPONSE)?;
    // Not trusted, but a refusal by the provider has no assertion and is often not signed.
    check_status(response)?;
    let signed = match xml::optional(response, name::SIGNATURE)? {
        Some(signature) => Some(signed_text(response, signature, idp.keys())?),
        None => None,
    };
    let signed = signed.as_ref().map(|text| xml::parse(text, xml::MESSAGE)).transpose()?;
    // From here on a signed response is read from the text that was signed.
    let trusted = signed.as_ref().map(Document::root_element);
    check_header(trusted.unwrap_or(response), trusted.is_some(), idp, expected)?;
    let found = only_assertion(response)?;
    let is_encrypted = xml::is(found, name::ENCRYPTED_ASSERTION);
    let assertion_text = match is_encrypted {
        true => decrypted_assertion(found, trusted, idp, decryption)?,
        false => Zeroizing::new(plain_assertion(found, trusted, idp)?),
    };
    let assertion = xml::parse(&assertion_text, xml::MESSAGE)?;
    let id = response.attribute("ID").unwrap_or_default().to_owned();
    assertion::checked(
        assertion.root_element(),
        idp,
        expected,
        assertion::Origin { response_id: id, is_encrypted },
    )
}

/// The XML of a message by HTTP-POST.
pub(super) fn message_text(encoded: &str) -> Result<String, Refusal> {
    if encoded.len() > MESSAGE_CHARACTERS_MAX {
        return Err(Refusal::TooLong);
    }
    let bytes = xml::from_base64(encoded).ok_or(Refusal::NotBase64)?;
    Ok(xml::decoded(&bytes, xml::MESSAGE)?)
}

/// What holds for every message: the root element, the version, IDs that differ, and signatures only where they may be.
pub(super) fn check_form(root: Node<'_, '_>, name: Name) -> Result<(), Refusal> {
    if !xml::is(root, name) {
        return Err(Refusal::Structure("the root element is another one"));
    }
    check_version_and_id(root)?;
    let mut ids = Set::default();
    for element in root.descendants().filter(Node::is_element) {
        let attributes = element.attributes().filter(|it| it.name().eq_ignore_ascii_case("id"));
        if !attributes.map(|id| id.value()).all(|id| ids.insert(id)) {
            return Err(Refusal::DuplicateId);
        }
        let parent = element.parent_element();
        let is_allowed = parent.is_some_and(|parent| {
            parent == root || (xml::is(parent, name::ASSERTION) && parent.parent_element() == Some(root))
        });
        if xml::is(element, name::SIGNATURE) && !is_allowed {
            return Err(Refusal::SignaturePlace);
        }
    }
    Ok(())
}

/// SAML 2.0, with an ID that can be referred to.
pub(super) fn check_version_and_id(element: Node<'_, '_>) -> Result<(), Refusal> {
    if element.attribute("Version") != Some("2.0") {
        return Err(Refusal::Structure("the version is not 2.0"));
    }
    match element.attribute("ID") {
        Some(id) if !id.is_empty() => Ok(()),
        _ => Err(Refusal::Structure("an ID is missing")),
    }
}

/// An error unless the status is success.
pub(super) fn check_status(message: Node<'_, '_>) -> Result<(), Refusal> {
    let status = xml::required(message, STATUS)?;
    let mut codes = Vec::new();
    let mut next = Some(xml::required(status, STATUS_CODE)?);
    while let Some(code) = next.filter(|_| codes.len() < STATUS_CODES_MAX) {
        codes.push(shortened(code.attribute("Value").unwrap_or_default()));
        next = xml::optional(code, STATUS_CODE)?;
    }
    if codes.first().is_some_and(|code| code == SUCCESS) {
        return Ok(());
    }
    let message = xml::optional(status, STATUS_MESSAGE)?.map(xml::text).transpose()?;
    Err(Refusal::Status { codes, message: shortened(&message.unwrap_or_default()) })
}

/// Text of a message that may stand in a log.
fn shortened(text: &str) -> String {
    text.trim().chars().filter(|next| !next.is_control()).take(STATUS_CHARACTERS_MAX).collect()
}

/// Destination, issuer and request of a response. Only what a signed response says is proved; the assertion repeats it.
fn check_header(
    response: Node<'_, '_>,
    is_signed: bool,
    idp: &Metadata,
    expected: &Expected<'_>,
) -> Result<(), Refusal> {
    check_destination(response, is_signed, expected.acs_url)?;
    if let Some(issuer) = xml::optional(response, name::ISSUER)? {
        check_issuer(issuer, idp)?;
    }
    let issued = response.attribute("IssueInstant").and_then(instant);
    let issued = issued.ok_or(Refusal::Structure("the time of issue is missing"))?;
    if issued > expected.now.plus_seconds(SKEW_SECONDS) {
        return Err(Refusal::NotYetValid);
    }
    check_request(response.attribute("InResponseTo"), expected)
}

/// A signed message names its destination
/// ([SAML bindings, section 3.5.5.2](https://docs.oasis-open.org/security/saml/v2.0/saml-bindings-2.0-os.pdf)).
pub(super) fn check_destination(message: Node<'_, '_>, is_signed: bool, url: &str) -> Result<(), Refusal> {
    match message.attribute("Destination") {
        Some(destination) if destination == url => Ok(()),
        None if !is_signed => Ok(()),
        _ => Err(Refusal::Destination),
    }
}

/// The issuer is the provider of the metadata.
pub(super) fn check_issuer(issuer: Node<'_, '_>, idp: &Metadata) -> Result<(), Refusal> {
    let format = issuer.attribute("Format");
    let is_entity = format.is_none_or(|format| format == "urn:oasis:names:tc:SAML:2.0:nameid-format:entity");
    if is_entity && xml::trimmed(issuer)? == idp.entity_id { Ok(()) } else { Err(Refusal::Issuer) }
}

/// `InResponseTo` is the request that is expected, or absent if none is.
pub(super) fn check_request(in_response_to: Option<&str>, expected: &Expected<'_>) -> Result<(), Refusal> {
    match (in_response_to, expected.in_response_to) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(Refusal::Unsolicited),
        (claimed, Some(_)) if claimed == expected.in_response_to => Ok(()),
        (_, Some(_)) => Err(Refusal::InResponseTo),
    }
}

/// The assertion of a response, encrypted or not. There is no other one anywhere in the document.
fn only_assertion<'a, 'i>(response: Node<'a, 'i>) -> Result<Node<'a, 'i>, Refusal> {
    let mut found = response
        .descendants()
        .filter(|node| xml::is(*node, name::ASSERTION) || xml::is(*node, name::ENCRYPTED_ASSERTION));
    match (found.next(), found.next()) {
        (Some(assertion), None) if assertion.parent() == Some(response) => Ok(assertion),
        _ => Err(Refusal::AssertionCount),
    }
}

/// The signed text of an assertion: by its own signature, or as a part of the signed response.
fn plain_assertion(
    assertion: Node<'_, '_>,
    trusted: Option<Node<'_, '_>>,
    idp: &Metadata,
) -> Result<String, Refusal> {
    if let Some(signature) = xml::optional(assertion, name::SIGNATURE)? {
        return signed_text(assertion, signature, idp.keys());
    }
    let assertion = only_assertion(trusted.ok_or(Refusal::NotSigned)?)?;
    canonical(assertion, &Method::default(), None)
}

/// The signed text of an encrypted assertion.
fn decrypted_assertion(
    found: Node<'_, '_>,
    trusted: Option<Node<'_, '_>>,
    idp: &Metadata,
    decryption: Option<DecryptionKey<'_>>,
) -> Result<Zeroizing<String>, Refusal> {
    let key = decryption.ok_or(Refusal::NoDecryptionKey)?;
    let encrypted = trusted.map(only_assertion).transpose()?.unwrap_or(found);
    let bytes = decrypted(encrypted, key)?;
    let read = || {
        let text = Zeroizing::new(xml::decoded(&bytes, xml::MESSAGE)?);
        let document = xml::parse(&text, xml::MESSAGE)?;
        let assertion = document.root_element();
        check_form(assertion, name::ASSERTION)?;
        let is_alone = assertion
            .descendants()
            .skip(1)
            .all(|node| !xml::is(node, name::ASSERTION) && !xml::is(node, name::ENCRYPTED_ASSERTION));
        if !is_alone {
            return Err(Refusal::AssertionCount);
        }
        match xml::optional(assertion, name::SIGNATURE)? {
            Some(signature) => signed_text(assertion, signature, idp.keys()),
            None if trusted.is_some() => canonical(assertion, &Method::default(), None),
            None => Err(Refusal::NotSigned),
        }
    };
    // Nobody has vouched for the encrypted bytes: an attacker may have changed them to see what happens.
    let reason = |refusal| if trusted.is_some() { refusal } else { Refusal::Decryption };
    read().map(Zeroizing::new).map_err(reason)
}
