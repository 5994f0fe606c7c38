//! A SAML 2.0 service provider, as pure functions: from bytes, a time and random bytes to values.
//!
//! * [`Metadata`] is what an identity provider publishes about itself.
//! * [`AuthnRequest`], [`LogoutRequestTo`] and [`LogoutResponseTo`] make a [`Message`] to it, with or without a signature.
//! * [`verify_response`], [`verify_logout_request`] and [`verify_logout_response`] verify what it has posted.
//!
//! # What is accepted
//!
//! A response by HTTP-POST with one assertion, of which the response, the assertion or both are signed. A signature that is
//! there must be valid. It is enveloped in what it signs, has one reference, uses exclusive canonicalization, and is made with
//! RSA (PKCS #1 v1.5) and SHA-256, SHA-384 or SHA-512, or with ECDSA on P-256 and SHA-256, by a key of the metadata. The
//! canonical text that was signed is parsed once more, and only this document is read: an element that an attacker has
//! wrapped around, put beside or hidden in a signed one is never looked at.
//!
//! An encrypted assertion uses AES-128 or AES-256 in CBC or GCM mode, and RSA-OAEP with SHA-1 or SHA-256 for the key. The
//! plain text is a document of its own: it declares its namespaces itself, and its signature is inside, or that of the
//! response is over the encrypted form.
//!
//! Clocks may differ by three minutes ([`SKEW_SECONDS`]). XML has no document type, no processing instructions and no entities but
//! the predefined ones, and is bounded in size, depth, elements, attributes and namespaces.
//!
//! # Why the signatures are verified by code of our own
//!
//! The parser is [roxmltree](https://docs.rs/roxmltree): read-only, well-kept, without unsafe code, and with one dependency that
//! this crate has anyway. Cryptography is that of `RustCrypto`, which this crate has for the most part. Exclusive canonicalization
//! and the one form of signature that SAML needs are a few hundred lines here. As of November 2026 no crate could replace them:
//!
//! * `bergshamra` 0.11 has what is needed, but demands another prerelease of `rsa` than the signer of this crate, so Cargo cannot
//!   select both. It brings 200 crates, among them two versions of many primitives, and its licence BSD-2-Clause is not on our list.
//! * `xml-sec` 0.4 needs Rust 1.92, where this project promises 1.89, and brings 120 crates, among them a second
//!   implementation of RSA.
//! * `samael`, `xmlsec` and `xml_c14n` bind libxml2 and xmlsec1 in C, which do not build for `wasm32-unknown-unknown`.
//! * `saml-rs`, `opensaml` and `risaml` stand on `bergshamra` or a copy of it.
//! * `uppsala` and `quick-xml` are parsers as roxmltree is. `quick-xml` leaves parts of well-formedness to its caller, which is
//!   the wrong place for input from attackers; `uppsala` is the parser of `bergshamra`, with XPath and schemas that nobody may
//!   use here; `xmltree` keeps no positions, which canonicalization needs to find the prefixes again.

mod assertion;
mod canonical;
mod encryption;
mod instant;
mod key;
mod logout;
mod metadata;
mod refusal;
mod request;
mod response;
mod signature;
mod xml;

#[cfg(test)]
mod tests;

pub(crate) use assertion::Assertion;
pub(crate) use encryption::DecryptionKey;
pub(crate) use logout::{ExpectedLogout, verify_logout_request, verify_logout_response};
pub(crate) use metadata::Metadata;
pub(crate) use refusal::Refusal;
pub(crate) use request::{AuthnRequest, Header, LogoutRequestTo, LogoutResponseTo, Message, sp_entity_id};
pub(crate) use response::{Expected, verify_response};
