//! Signatures of [XML Signature](https://www.w3.org/TR/xmldsig-core1/), in the one form that SAML needs: enveloped in
//! the element that is signed, with exclusive canonicalization.
//!
//! [`signed_text`] returns the canonical text whose digest was signed. The caller parses this text and reads nothing but
//! it, so what is used is what was signed, however the message wraps, moves or repeats elements.

use roxmltree::Node;
use sha2::{Digest, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq as _;

use super::{
    canonical::{Method, canonical},
    key::{Algorithm, Key},
    refusal::Refusal,
    xml::{self, Name, name},
};

const SIGNED_INFO: Name = (name::DSIG, "SignedInfo");
const SIGNATURE_VALUE: Name = (name::DSIG, "SignatureValue");
const KEY_INFO: Name = (name::DSIG, "KeyInfo");
const CANONICALIZATION_METHOD: Name = (name::DSIG, "CanonicalizationMethod");
const SIGNATURE_METHOD: Name = (name::DSIG, "SignatureMethod");
const REFERENCE: Name = (name::DSIG, "Reference");
const TRANSFORMS: Name = (name::DSIG, "Transforms");
const TRANSFORM: Name = (name::DSIG, "Transform");
const DIGEST_METHOD: Name = (name::DSIG, "DigestMethod");
const DIGEST_VALUE: Name = (name::DSIG, "DigestValue");
const INCLUSIVE_NAMESPACES: Name = (EXCLUSIVE, "InclusiveNamespaces");

pub(super) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const EXCLUSIVE_WITH_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
pub(super) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
pub(super) const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const SHA384: &str = "http://www.w3.org/2001/04/xmldsig-more#sha384";
const SHA512: &str = "http://www.w3.org/2001/04/xmlenc#sha512";

/// Algorithms with SHA-1, which have their own refusal: an administrator can change them at the provider.
const WITH_SHA1: [&str; 4] = [
    "http://www.w3.org/2000/09/xmldsig#sha1",
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1",
];

/// Most prefixes in a `PrefixList`.
const PREFIXES_MAX: usize = 32;

/// What a `SignedInfo` says about the signed element.
struct Reference {
    /// Without the `#`.
    id: String,
    method: Method,
    digest_method: String,
    digest: Vec<u8>,
}

/// The canonical text of `signed`, without `signature`, after it was verified that `signature`, a child of `signed`, is by one
/// of the keys and over this text.
pub(super) fn signed_text(
    signed: Node<'_, '_>,
    signature: Node<'_, '_>,
    keys: &[Key],
) -> Result<String, Refusal> {
    if signature.parent() != Some(signed) {
        return Err(Refusal::SignaturePlace);
    }
    if signature.descendants().any(|node| node.is_comment()) {
        return Err(Refusal::SignatureForm("it contains a comment"));
    }
    let signed_info = verified_signed_info(signature, keys)?;
    let document = xml::parse(&signed_info, xml::MESSAGE)?;
    let reference = Reference::of(document.root_element())?;
    if signed.attribute("ID") != Some(&reference.id) {
        return Err(Refusal::SignatureForm("it refers to another element than the one that contains it"));
    }
    let text = canonical(signed, &reference.method, Some(signature.id()))?;
    let digest = match reference.digest_method.as_str() {
        SHA256 => Sha256::digest(&text).to_vec(),
        SHA384 => Sha384::digest(&text).to_vec(),
        SHA512 => Sha512::digest(&text).to_vec(),
        other => return Err(not_accepted(other, "its digest algorithm is not accepted")),
    };
    let is_same = bool::from(digest.ct_eq(&reference.digest));
    if is_same { Ok(text) } else { Err(Refusal::WrongDigest) }
}

/// The canonical text of the `SignedInfo`, which one of the keys has signed.
fn verified_signed_info(signature: Node<'_, '_>, keys: &[Key]) -> Result<String, Refusal> {
    let form = Refusal::SignatureForm("it does not consist of SignedInfo, SignatureValue and KeyInfo");
    let parts = xml::exactly(signature, [SIGNED_INFO, SIGNATURE_VALUE, KEY_INFO]);
    // The key comes from the metadata; `KeyInfo` is what the sender of the message claims.
    let parts = parts.map(|[info, value, _]| [info, value]);
    let parts = parts.or_else(|| xml::exactly(signature, [SIGNED_INFO, SIGNATURE_VALUE]));
    let [signed_info, value] = parts.ok_or(form)?;
    let form = Refusal::SignatureForm("it does not have exactly one reference");
    let parts = xml::exactly(signed_info, [CANONICALIZATION_METHOD, SIGNATURE_METHOD, REFERENCE]);
    let [canonicalization, signature_method, _] = parts.ok_or(form)?;
    let uri = signature_method.attribute("Algorithm").unwrap_or_default();
    let algorithm = Algorithm::of(uri);
    let algorithm = algorithm.ok_or_else(|| not_accepted(uri, "its signature algorithm is not accepted"))?;
    if xml::elements(signature_method).next().is_some() {
        return Err(Refusal::SignatureForm("its signature algorithm has parameters"));
    }
    let text = canonical(signed_info, &method(canonicalization)?, None)?;
    let value = xml::from_base64(&xml::text(value)?);
    let value = value.ok_or(Refusal::SignatureForm("its value is not base64"))?;
    let is_signed = keys.iter().any(|key| key.verifies(algorithm, text.as_bytes(), &value));
    if is_signed { Ok(text) } else { Err(Refusal::WrongSignature) }
}

impl Reference {
    /// Reads it from the canonical text that was verified.
    fn of(signed_info: Node<'_, '_>) -> Result<Self, Refusal> {
        let form = || Refusal::SignatureForm("its reference is not complete");
        let reference = xml::required(signed_info, REFERENCE)?;
        let parts = xml::exactly(reference, [TRANSFORMS, DIGEST_METHOD, DIGEST_VALUE]);
        let [transforms, digest_method, digest] = parts.ok_or_else(form)?;
        let transforms = xml::exactly(transforms, [TRANSFORM, TRANSFORM]);
        // The enveloped signature has no parameters, but xml-crypto writes some. They are ignored.
        let transforms =
            transforms.filter(|[enveloped, _]| enveloped.attribute("Algorithm") == Some(ENVELOPED));
        let [_, canonicalization] = transforms.ok_or(Refusal::SignatureForm(
            "its transforms are not the enveloped signature and exclusive canonicalization",
        ))?;
        let id = reference.attribute("URI").and_then(|uri| uri.strip_prefix('#'));
        let id = id.filter(|id| !id.is_empty());
        let id = id.ok_or(Refusal::SignatureForm("its reference does not name an element by its ID"))?;
        Ok(Self {
            id: id.to_owned(),
            method: method(canonicalization)?,
            digest_method: digest_method.attribute("Algorithm").unwrap_or_default().to_owned(),
            digest: xml::from_base64(&xml::text(digest)?).ok_or_else(form)?,
        })
    }
}

/// The canonicalization of a `CanonicalizationMethod` or a `Transform`.
fn method(element: Node<'_, '_>) -> Result<Method, Refusal> {
    let with_comments = match element.attribute("Algorithm") {
        Some(EXCLUSIVE) => false,
        Some(EXCLUSIVE_WITH_COMMENTS) => true,
        _ => return Err(Refusal::SignatureForm("it uses another canonicalization than the exclusive one")),
    };
    if xml::exactly(element, []).is_some() {
        return Ok(Method { with_comments, prefixes: Vec::new() });
    }
    let form = Refusal::SignatureForm("its canonicalization has unknown parameters");
    let [namespaces] = xml::exactly(element, [INCLUSIVE_NAMESPACES]).ok_or(form)?;
    let list = namespaces.attribute("PrefixList").unwrap_or_default();
    let prefixes: Vec<String> = list.split_ascii_whitespace().map(str::to_owned).collect();
    if prefixes.len() > PREFIXES_MAX {
        return Err(Refusal::SignatureForm("its list of prefixes is too long"));
    }
    Ok(Method { with_comments, prefixes })
}

fn not_accepted(uri: &str, text: &'static str) -> Refusal {
    if WITH_SHA1.contains(&uri) { Refusal::Sha1 } else { Refusal::SignatureForm(text) }
}
