//! [`Refusal`]: why a message of an identity provider was not accepted.

use super::xml::XmlError;

/// Why a message was refused. The text is for the log and for an administrator: it contains nothing of the message but the
/// status that the provider reports, cut to a bounded length.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum Refusal {
    /// More than [`MESSAGE_CHARACTERS_MAX`](super::MESSAGE_CHARACTERS_MAX) characters.
    #[error("the message is too long")]
    TooLong,
    /// The form value is not base64.
    #[error("the message is not base64")]
    NotBase64,
    /// The XML was not read.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// The document is not what the protocol prescribes.
    #[error("the message is not valid SAML: {0}")]
    Structure(&'static str),
    /// Two elements have the same ID.
    #[error("two elements of the message have the same ID")]
    DuplicateId,
    /// A response must have one assertion, as a child of the response.
    #[error("the response does not have exactly one assertion")]
    AssertionCount,
    /// The provider reports that it did not do what was asked.
    #[error("the identity provider reports the status {}: {message}", codes.join(" / "))]
    Status {
        /// The status code and the codes in it, from the outermost.
        codes: Vec<String>,
        /// The message of the provider; empty if there is none.
        message: String,
    },
    /// Nothing that matters is signed.
    #[error("the message is not signed")]
    NotSigned,
    /// A signature stands elsewhere than as a child of the element that it signs.
    #[error("the message has a signature in a wrong place")]
    SignaturePlace,
    /// The signature is not of the accepted form.
    #[error("the signature is not acceptable: {0}")]
    SignatureForm(&'static str),
    /// SHA-1 is broken.
    #[error("the signature uses SHA-1, which is not accepted")]
    Sha1,
    /// No certificate of the metadata matches the signature.
    #[error("the signature does not match a certificate of the metadata")]
    WrongSignature,
    /// The signed digest is that of other content.
    #[error("the content of the message was changed after it had been signed")]
    WrongDigest,
    /// Not the entity ID of the metadata.
    #[error("the issuer is another one than the identity provider")]
    Issuer,
    /// Not the URL of the service provider, or missing in a signed message.
    #[error("the message is addressed to another destination")]
    Destination,
    /// Not the request that the user began with.
    #[error("the message answers another request")]
    InResponseTo,
    /// The user began at the provider, but the response claims to answer a request.
    #[error("the message answers a request, but none is expected")]
    Unsolicited,
    /// No restriction to an audience, or one without this service provider.
    #[error("the assertion is for another audience")]
    Audience,
    /// `NotBefore` or `IssueInstant` is in the future.
    #[error("the message is not yet valid")]
    NotYetValid,
    /// `NotOnOrAfter` or `SessionNotOnOrAfter` is over.
    #[error("the message has expired")]
    Expired,
    /// A condition that this service provider does not know and therefore cannot meet.
    #[error("the assertion has an unknown condition")]
    Condition,
    /// The bearer of the assertion is not confirmed for this URL.
    #[error("the assertion was not made for this URL")]
    Recipient,
    /// There is no confirmation of a bearer.
    #[error("the assertion does not confirm its bearer")]
    NoBearer,
    /// The assertion is encrypted, and no key was given.
    #[error("the assertion is encrypted, but there is no key for it")]
    NoDecryptionKey,
    /// An algorithm that is not accepted, such as RSA with PKCS #1 v1.5 padding.
    #[error("the assertion is encrypted with an algorithm that is not accepted")]
    EncryptionMethod,
    /// The encrypted assertion was not accepted. The reason is withheld: an attacker who learns it could decrypt.
    #[error("the encrypted assertion cannot be accepted")]
    Decryption,
}
