//! Logout messages from an identity provider by HTTP-POST
//! ([SAML profiles, section 4.4](https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf)).

use roxmltree::Node;

use super::{
    assertion::{not_before, not_on_or_after, time},
    metadata::Metadata,
    refusal::Refusal,
    response::{SKEW_SECONDS, check_destination, check_form, check_issuer, check_status, message_text},
    signature::signed_text,
    xml::{self, Name, name},
};
use crate::{sensitive::Sensitive, time::Timestamp};

const LOGOUT_REQUEST: Name = (name::PROTOCOL, "LogoutRequest");
const LOGOUT_RESPONSE: Name = (name::PROTOCOL, "LogoutResponse");
const SESSION_INDEX: Name = (name::PROTOCOL, "SessionIndex");

/// How long a message is accepted that does not say it, in seconds.
const LIFETIME_SECONDS: u64 = 600;

/// What a logout message must match.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExpectedLogout<'a> {
    /// The URL that the message was posted to.
    pub(crate) destination: &'a str,
    /// The time of the call.
    pub(crate) now: Timestamp,
}

/// A provider's request to sign a user out, verified.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct LogoutRequest {
    /// The id of the request, which the response repeats.
    pub(crate) id: String,
    /// The provider's name for the user.
    pub(crate) name_id: Sensitive,
    /// The format of the name, if it is given.
    pub(crate) name_id_format: Option<String>,
    /// The sessions that end; all of the user if there is none.
    pub(crate) session_indexes: Vec<String>,
    /// From then on this request is refused; the tolerance for clocks is included.
    pub(crate) not_on_or_after: Timestamp,
}

/// A provider's answer to a request to sign a user out, verified.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct LogoutResponse {
    /// The id of the response.
    pub(crate) id: String,
    /// The id of the request that it answers. The caller compares it with the request it has sent.
    pub(crate) in_response_to: String,
}

/// Verifies a logout request, which must be signed.
///
/// # Errors
/// When anything is not as it must be. An encrypted name is refused.
pub(crate) fn verify_logout_request(
    encoded: &str,
    idp: &Metadata,
    expected: ExpectedLogout<'_>,
) -> Result<LogoutRequest, Refusal> {
    let text = signed_message(encoded, LOGOUT_REQUEST, idp)?;
    let document = xml::parse(&text, xml::MESSAGE)?;
    let request = document.root_element();
    let end = checked_header(request, idp, expected)?;
    let name_id = xml::required(request, name::NAME_ID)?;
    let session_indexes = xml::named(request, SESSION_INDEX).map(xml::trimmed).collect::<Result<_, _>>()?;
    Ok(LogoutRequest {
        id: request.attribute("ID").unwrap_or_default().to_owned(),
        name_id: xml::trimmed(name_id)?.into(),
        name_id_format: name_id.attribute("Format").map(str::to_owned),
        session_indexes,
        not_on_or_after: end,
    })
}

/// Verifies a logout response, which must be signed.
///
/// # Errors
/// When anything is not as it must be, and [`Refusal::Status`] when the provider has not signed the user out.
pub(crate) fn verify_logout_response(
    encoded: &str,
    idp: &Metadata,
    expected: ExpectedLogout<'_>,
) -> Result<LogoutResponse, Refusal> {
    let text = signed_message(encoded, LOGOUT_RESPONSE, idp)?;
    let document = xml::parse(&text, xml::MESSAGE)?;
    let response = document.root_element();
    checked_header(response, idp, expected)?;
    check_status(response)?;
    let in_response_to = response.attribute("InResponseTo").ok_or(Refusal::InResponseTo)?;
    Ok(LogoutResponse {
        id: response.attribute("ID").unwrap_or_default().to_owned(),
        in_response_to: in_response_to.to_owned(),
    })
}

/// The text of a message that the provider has signed.
fn signed_message(encoded: &str, name: Name, idp: &Metadata) -> Result<String, Refusal> {
    let text = message_text(encoded)?;
    let document = xml::parse(&text, xml::MESSAGE)?;
    let message = document.root_element();
    check_form(message, name)?;
    let signature = xml::optional(message, name::SIGNATURE)?.ok_or(Refusal::NotSigned)?;
    signed_text(message, signature, idp.keys())
}

/// Checks destination, issuer and time. Returns the end of the message.
fn checked_header(
    message: Node<'_, '_>,
    idp: &Metadata,
    expected: ExpectedLogout<'_>,
) -> Result<Timestamp, Refusal> {
    check_destination(message, true, expected.destination)?;
    check_issuer(xml::required(message, name::ISSUER)?, idp)?;
    let issued = time(message, "IssueInstant")?;
    let issued = issued.ok_or(Refusal::Structure("the time of issue is missing"))?;
    not_before(Some(issued), expected.now)?;
    let end = time(message, "NotOnOrAfter")?;
    let end = end.unwrap_or_else(|| issued.plus_seconds(LIFETIME_SECONDS));
    not_on_or_after(Some(end), expected.now)?;
    Ok(end.plus_seconds(SKEW_SECONDS))
}
