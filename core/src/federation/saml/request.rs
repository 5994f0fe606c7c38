//! Messages to an identity provider, and the two bindings that carry them.
//!
//! A message can be sent as it is or signed with RSA and SHA-256. Who signs is outside: `..._to_sign` gives the bytes to
//! sign, and `complete` adds the signature.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use form_urlencoded::byte_serialize;
use sha2::{Digest, Sha256};

use super::{
    canonical::{Method, canonical},
    refusal::Refusal,
    response::SUCCESS,
    signature::{ENVELOPED, EXCLUSIVE, SHA256},
    xml::{self, escaped, name},
};
use crate::{sensitive::Sensitive, time::Timestamp};

/// The only algorithm of signatures that are made here: `rsa-sha256` in `RequestSigningAlgorithm`.
pub(crate) const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

const POST_BINDING: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
const RESPONDER: &str = "urn:oasis:names:tc:SAML:2.0:status:Responder";

/// How long the provider may take until it reads a logout request, in seconds.
const LOGOUT_SECONDS: u64 = 300;

/// Most bytes in a block of DEFLATE that is not compressed.
const STORED_BLOCK_BYTES: usize = 0xffff;

/// The end of the element behind which a signature belongs
/// ([SAML core, section 3.2.1](https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf)).
const ISSUER_END: &str = "</saml:Issuer>";

/// The entity ID of a user pool as a service provider.
pub(crate) fn sp_entity_id(pool_id: &str) -> String {
    format!("urn:amazon:cognito:sp:{pool_id}")
}

/// The id of a message from random bytes: `_` and hexadecimal digits, since an XML ID does not begin with a digit.
pub(crate) fn message_id(random: [u8; 16]) -> String {
    format!("_{}", base16ct::lower::encode_string(&random))
}

/// What every message to the provider says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header<'a> {
    /// Makes the id of the message: [`message_id`].
    pub(crate) random: [u8; 16],
    /// The time of the call.
    pub(crate) now: Timestamp,
    /// The entity ID of the service provider: [`sp_entity_id`].
    pub(crate) issuer: &'a str,
    /// The URL of the provider that the message is sent to.
    pub(crate) destination: &'a str,
}

/// What an authentication request asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AuthnRequest<'a> {
    /// Id, time, issuer and destination.
    pub(crate) header: Header<'a>,
    /// Where the response is to be posted.
    pub(crate) acs_url: &'a str,
    /// Whether the provider must ask for credentials even if the user has a session there.
    pub(crate) force_authn: bool,
    /// The format of the name that is asked for. Without one the provider decides.
    pub(crate) name_id_format: Option<&'a str>,
}

/// What a logout request asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogoutRequestTo<'a> {
    /// Id, time, issuer and destination.
    pub(crate) header: Header<'a>,
    /// The name of the user, as the assertion had it.
    pub(crate) name_id: &'a Sensitive,
    /// The format of the name, as the assertion had it.
    pub(crate) name_id_format: Option<&'a str>,
    /// The session, as the assertion had it.
    pub(crate) session_index: Option<&'a str>,
}

/// What a logout response says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogoutResponseTo<'a> {
    /// Id, time, issuer and destination.
    pub(crate) header: Header<'a>,
    /// The id of the request.
    pub(crate) in_response_to: &'a str,
    /// Whether the user was signed out.
    pub(crate) succeeded: bool,
}

/// A message that is ready to be sent or signed.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Message {
    /// Its id, by which the response is recognized.
    pub(crate) id: String,
    xml: String,
    /// `SAMLRequest` or `SAMLResponse`.
    parameter: &'static str,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message").field("id", &self.id).finish_non_exhaustive()
    }
}

impl AuthnRequest<'_> {
    /// The message.
    pub(crate) fn message(&self) -> Message {
        let force = if self.force_authn { " ForceAuthn=\"true\"" } else { "" };
        let acs = escaped(self.acs_url);
        let policy = self.name_id_format.map_or_else(String::new, |format| {
            format!("<samlp:NameIDPolicy AllowCreate=\"true\" Format=\"{}\"/>", escaped(format))
        });
        let attributes =
            format!(" AssertionConsumerServiceURL=\"{acs}\"{force} ProtocolBinding=\"{POST_BINDING}\"",);
        self.header.message("AuthnRequest", &attributes, &policy)
    }
}

impl LogoutRequestTo<'_> {
    /// The message. It holds for five minutes.
    pub(crate) fn message(&self) -> Message {
        let end = self.header.now.plus_seconds(LOGOUT_SECONDS).to_rfc3339();
        let format = self.name_id_format.map(|format| format!(" Format=\"{}\"", escaped(format)));
        let session = self
            .session_index
            .map(|index| format!("<samlp:SessionIndex>{}</samlp:SessionIndex>", escaped(index)));
        let content = format!(
            "<saml:NameID{}>{}</saml:NameID>{}",
            format.unwrap_or_default(),
            escaped(self.name_id),
            session.unwrap_or_default()
        );
        self.header.message("LogoutRequest", &format!(" NotOnOrAfter=\"{end}\""), &content)
    }
}

impl LogoutResponseTo<'_> {
    /// The message.
    pub(crate) fn message(&self) -> Message {
        let request = format!(" InResponseTo=\"{}\"", escaped(self.in_response_to));
        let code = if self.succeeded { SUCCESS } else { RESPONDER };
        let status = format!("<samlp:Status><samlp:StatusCode Value=\"{code}\"/></samlp:Status>");
        Message { parameter: "SAMLResponse", ..self.header.message("LogoutResponse", &request, &status) }
    }
}

impl Header<'_> {
    fn message(&self, element: &str, attributes: &str, content: &str) -> Message {
        let (id, issued) = (message_id(self.random), self.now.to_rfc3339());
        let (destination, issuer) = (escaped(self.destination), escaped(self.issuer));
        let xml = format!(
            "<samlp:{element} xmlns:saml=\"{}\" xmlns:samlp=\"{}\" Destination=\"{destination}\" ID=\"{id}\" \
             IssueInstant=\"{issued}\" Version=\"2.0\"{attributes}><saml:Issuer>{issuer}{ISSUER_END}{content}\
             </samlp:{element}>",
            name::ASSERTION_NS,
            name::PROTOCOL,
        );
        Message { id, xml, parameter: "SAMLRequest" }
    }
}

impl Message {
    /// The URL for HTTP-Redirect, without a signature. `location` is the endpoint of the provider, and `relay_state` what it will
    /// send back: at most 80 bytes by the specification.
    pub(crate) fn redirect(&self, location: &str, relay_state: Option<&str>) -> String {
        with_query(location, &self.query(relay_state))
    }

    /// The URL for HTTP-Redirect with a signature, in two steps.
    pub(crate) fn redirect_to_sign(&self, location: &str, relay_state: Option<&str>) -> RedirectToSign {
        let query = format!("{}&SigAlg={}", self.query(relay_state), url_encoded(RSA_SHA256));
        RedirectToSign { location: location.to_owned(), query }
    }

    /// The form value for HTTP-POST, without a signature. Its name is [`Message::parameter`].
    pub(crate) fn post(&self) -> String {
        BASE64_STANDARD.encode(&self.xml)
    }

    /// The form value for HTTP-POST with a signature, in two steps.
    ///
    /// # Errors
    /// When the message is too long for the bounds of XML documents.
    pub(crate) fn post_to_sign(&self) -> Result<PostToSign, Refusal> {
        let document = xml::parse(&self.xml, xml::MESSAGE)?;
        let text = canonical(document.root_element(), &Method::default(), None)?;
        let digest = BASE64_STANDARD.encode(Sha256::digest(&text));
        // In canonical form.
        let signed_info = format!(
            "<ds:SignedInfo xmlns:ds=\"{}\"><ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\">\
             </ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"{RSA_SHA256}\"></ds:SignatureMethod>\
             <ds:Reference URI=\"#{}\"><ds:Transforms><ds:Transform Algorithm=\"{ENVELOPED}\"></ds:Transform>\
             <ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform></ds:Transforms><ds:DigestMethod \
             Algorithm=\"{SHA256}\"></ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue>\
             </ds:Reference></ds:SignedInfo>",
            name::DSIG,
            self.id,
        );
        Ok(PostToSign { text, signed_info })
    }

    /// The name of the parameter or form field: `SAMLRequest` or `SAMLResponse`.
    pub(crate) fn parameter(&self) -> &'static str {
        self.parameter
    }

    /// Message and relay state, in the order in which they are signed.
    fn query(&self, relay_state: Option<&str>) -> String {
        let message = BASE64_STANDARD.encode(deflated(self.xml.as_bytes()));
        let relay_state = relay_state.map(|state| format!("&RelayState={}", url_encoded(state)));
        format!("{}={}{}", self.parameter, url_encoded(&message), relay_state.unwrap_or_default())
    }
}

/// A URL that lacks its signature.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct RedirectToSign {
    location: String,
    query: String,
}

impl std::fmt::Debug for RedirectToSign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RedirectToSign(…)")
    }
}

impl RedirectToSign {
    /// The bytes to sign with RSA (PKCS #1 v1.5) and SHA-256.
    pub(crate) fn to_sign(&self) -> &[u8] {
        self.query.as_bytes()
    }

    /// The URL with the signature.
    pub(crate) fn complete(self, signature: &[u8]) -> String {
        let signature = url_encoded(&BASE64_STANDARD.encode(signature));
        with_query(&self.location, &format!("{}&Signature={signature}", self.query))
    }
}

/// A form value that lacks its signature.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct PostToSign {
    text: String,
    signed_info: String,
}

impl std::fmt::Debug for PostToSign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PostToSign(…)")
    }
}

impl PostToSign {
    /// The bytes to sign with RSA (PKCS #1 v1.5) and SHA-256.
    pub(crate) fn to_sign(&self) -> &[u8] {
        self.signed_info.as_bytes()
    }

    /// The form value with the signature.
    pub(crate) fn complete(self, signature: &[u8]) -> String {
        let value = BASE64_STANDARD.encode(signature);
        let signature = format!(
            "<ds:Signature xmlns:ds=\"{}\">{}<ds:SignatureValue>{value}</ds:SignatureValue></ds:Signature>",
            name::DSIG,
            self.signed_info,
        );
        // The only such text: elsewhere the sign `<` is escaped.
        let signed = self.text.replacen(ISSUER_END, &format!("{ISSUER_END}{signature}"), 1);
        BASE64_STANDARD.encode(signed)
    }
}

/// DEFLATE ([RFC 1951](https://www.rfc-editor.org/rfc/rfc1951)) in blocks that are not compressed: every decoder reads
/// them, and a message of 600 bytes does not deserve a compressor.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut deflated = Vec::with_capacity(bytes.len() + 5);
    let mut blocks = bytes.chunks(STORED_BLOCK_BYTES).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        deflated.push(u8::from(blocks.peek().is_none()));
        deflated.extend(length.to_le_bytes());
        deflated.extend((!length).to_le_bytes());
        deflated.extend(block);
    }
    deflated
}

fn url_encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

fn with_query(location: &str, query: &str) -> String {
    let separator = if location.contains('?') { '&' } else { '?' };
    format!("{location}{separator}{query}")
}
