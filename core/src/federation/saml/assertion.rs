//! Assertions: what a signed assertion must say, and what it says about the user.

use roxmltree::Node;

use super::{
    instant::instant,
    metadata::Metadata,
    refusal::Refusal,
    response::{Expected, SKEW_SECONDS, check_issuer, check_request, check_version_and_id},
    xml::{self, Name, name},
};
use crate::{sensitive::Sensitive, time::Timestamp};

const SUBJECT: Name = (name::ASSERTION_NS, "Subject");
const SUBJECT_CONFIRMATION: Name = (name::ASSERTION_NS, "SubjectConfirmation");
const SUBJECT_CONFIRMATION_DATA: Name = (name::ASSERTION_NS, "SubjectConfirmationData");
const CONDITIONS: Name = (name::ASSERTION_NS, "Conditions");
const AUDIENCE_RESTRICTION: Name = (name::ASSERTION_NS, "AudienceRestriction");
const AUDIENCE: Name = (name::ASSERTION_NS, "Audience");
const ONE_TIME_USE: Name = (name::ASSERTION_NS, "OneTimeUse");
const PROXY_RESTRICTION: Name = (name::ASSERTION_NS, "ProxyRestriction");
const AUTHN_STATEMENT: Name = (name::ASSERTION_NS, "AuthnStatement");
const ATTRIBUTE_STATEMENT: Name = (name::ASSERTION_NS, "AttributeStatement");
const ATTRIBUTE: Name = (name::ASSERTION_NS, "Attribute");
const ATTRIBUTE_VALUE: Name = (name::ASSERTION_NS, "AttributeValue");

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

/// What an identity provider has said about a user, verified.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Assertion {
    /// The entity ID of the provider.
    pub(crate) issuer: String,
    /// The provider's name for the user, without blanks around it.
    pub(crate) name_id: Sensitive,
    /// The format of the name, if it is given.
    pub(crate) name_id_format: Option<String>,
    /// The session at the provider, for its logout.
    pub(crate) session_index: Option<String>,
    /// The attributes of the user, in the order of the assertion. A name can occur twice.
    pub(crate) attributes: Vec<Attribute>,
    /// The ID of the response. It is not signed when only the assertion is.
    pub(crate) response_id: String,
    /// The ID of the assertion, which is signed and the same in every response that repeats the assertion.
    pub(crate) assertion_id: String,
    /// From then on this assertion is refused; the tolerance for clocks is included. A caller that remembers `assertion_id`
    /// until then accepts no assertion twice.
    pub(crate) not_on_or_after: Timestamp,
    /// Whether the assertion was encrypted, for callers that demand it.
    pub(crate) is_encrypted: bool,
}

/// An attribute of a user.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Attribute {
    /// `Name`.
    pub(crate) name: String,
    /// `FriendlyName`.
    pub(crate) friendly_name: Option<String>,
    /// The text of each value, unchanged. A value with elements in it is the text of these elements.
    pub(crate) values: Vec<Sensitive>,
}

/// What is known about an assertion from outside of it.
pub(super) struct Origin {
    pub(super) response_id: String,
    pub(super) is_encrypted: bool,
}

/// Checks an assertion, whose text was signed, and reads it.
pub(super) fn checked(
    assertion: Node<'_, '_>,
    idp: &Metadata,
    expected: &Expected<'_>,
    origin: Origin,
) -> Result<Assertion, Refusal> {
    if !xml::is(assertion, name::ASSERTION) {
        return Err(Refusal::AssertionCount);
    }
    check_version_and_id(assertion)?;
    check_issuer(xml::required(assertion, name::ISSUER)?, idp)?;
    let issued = time(assertion, "IssueInstant")?;
    let issued = issued.ok_or(Refusal::Structure("the time of issue is missing"))?;
    not_before(Some(issued), expected.now)?;
    let conditions_end = conditions(xml::required(assertion, CONDITIONS)?, expected)?;
    let subject = xml::required(assertion, SUBJECT)?;
    let bearer_end = bearer(subject, expected)?;
    let session_index = session(assertion, expected.now)?;
    let name_id = xml::required(subject, name::NAME_ID)?;
    let name = xml::trimmed(name_id)?;
    if name.is_empty() {
        return Err(Refusal::Structure("the name of the user is empty"));
    }
    let end = conditions_end.map_or(bearer_end, |end| end.min(bearer_end));
    Ok(Assertion {
        issuer: idp.entity_id.clone(),
        name_id: name.into(),
        name_id_format: name_id.attribute("Format").map(str::to_owned),
        session_index,
        attributes: attributes(assertion)?,
        response_id: origin.response_id,
        assertion_id: assertion.attribute("ID").unwrap_or_default().to_owned(),
        not_on_or_after: end.plus_seconds(SKEW_SECONDS),
        is_encrypted: origin.is_encrypted,
    })
}

/// The time in an attribute, if it is there.
pub(super) fn time(element: Node<'_, '_>, attribute: &str) -> Result<Option<Timestamp>, Refusal> {
    let text = element.attribute(attribute);
    text.map(|text| instant(text).ok_or(Refusal::Structure("a time is not valid"))).transpose()
}

/// An error while `now` is before `start`.
pub(super) fn not_before(start: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    match start {
        Some(start) if start > now.plus_seconds(SKEW_SECONDS) => Err(Refusal::NotYetValid),
        _ => Ok(()),
    }
}

/// An error from `end` on.
pub(super) fn not_on_or_after(end: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    match end {
        Some(end) if end.plus_seconds(SKEW_SECONDS) <= now => Err(Refusal::Expired),
        _ => Ok(()),
    }
}

/// Checks the conditions, of which one must name the service provider. Returns their end, if they have one.
fn conditions(conditions: Node<'_, '_>, expected: &Expected<'_>) -> Result<Option<Timestamp>, Refusal> {
    let end = time(conditions, "NotOnOrAfter")?;
    not_before(time(conditions, "NotBefore")?, expected.now)?;
    not_on_or_after(end, expected.now)?;
    let mut is_restricted = false;
    for condition in xml::elements(conditions) {
        if xml::is(condition, AUDIENCE_RESTRICTION) {
            is_restricted = true;
            let audiences: Result<Vec<String>, Refusal> =
                xml::named(condition, AUDIENCE).map(xml::trimmed).collect();
            if !audiences?.iter().any(|audience| audience == expected.audience) {
                return Err(Refusal::Audience);
            }
        } else if !xml::is(condition, ONE_TIME_USE) && !xml::is(condition, PROXY_RESTRICTION) {
            return Err(Refusal::Condition);
        }
    }
    if is_restricted { Ok(end) } else { Err(Refusal::Audience) }
}

/// The end of the first confirmation of the bearer that holds
/// ([SAML profiles, section 4.1.4.2](https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf)). If none does,
/// the reason is that of the last.
fn bearer(subject: Node<'_, '_>, expected: &Expected<'_>) -> Result<Timestamp, Refusal> {
    let mut reason = Refusal::NoBearer;
    let confirmations = xml::named(subject, SUBJECT_CONFIRMATION);
    for confirmation in confirmations.filter(|it| it.attribute("Method") == Some(BEARER)) {
        match confirmed(confirmation, expected) {
            Ok(end) => return Ok(end),
            Err(refusal) => reason = refusal,
        }
    }
    Err(reason)
}

fn confirmed(confirmation: Node<'_, '_>, expected: &Expected<'_>) -> Result<Timestamp, Refusal> {
    let data = xml::required(confirmation, SUBJECT_CONFIRMATION_DATA)?;
    if data.attribute("Recipient") != Some(expected.acs_url) {
        return Err(Refusal::Recipient);
    }
    check_request(data.attribute("InResponseTo"), expected)?;
    not_before(time(data, "NotBefore")?, expected.now)?;
    let end = time(data, "NotOnOrAfter")?;
    let end = end.ok_or(Refusal::Structure("the confirmation of the bearer has no end"))?;
    not_on_or_after(Some(end), expected.now)?;
    Ok(end)
}

/// Checks that the provider has authenticated the user, and that the session is not over. Returns the session.
fn session(assertion: Node<'_, '_>, now: Timestamp) -> Result<Option<String>, Refusal> {
    let mut statements = xml::named(assertion, AUTHN_STATEMENT).peekable();
    if statements.peek().is_none() {
        return Err(Refusal::Structure("the assertion does not say that the user was authenticated"));
    }
    let mut index = None;
    for statement in statements {
        not_on_or_after(time(statement, "SessionNotOnOrAfter")?, now)?;
        index = index.or_else(|| statement.attribute("SessionIndex").map(str::to_owned));
    }
    Ok(index)
}

/// The attributes. An encrypted one is passed over.
fn attributes(assertion: Node<'_, '_>) -> Result<Vec<Attribute>, Refusal> {
    let statements = xml::named(assertion, ATTRIBUTE_STATEMENT);
    let attributes = statements.flat_map(|statement| xml::named(statement, ATTRIBUTE));
    let read = attributes.map(|attribute| {
        let name = attribute.attribute("Name").filter(|name| !name.is_empty());
        let values = xml::named(attribute, ATTRIBUTE_VALUE);
        Ok(Attribute {
            name: name.ok_or(Refusal::Structure("an attribute has no name"))?.to_owned(),
            friendly_name: attribute.attribute("FriendlyName").map(str::to_owned),
            values: values.map(|value| xml::deep_text(value).into()).collect(),
        })
    });
    read.collect()
}
