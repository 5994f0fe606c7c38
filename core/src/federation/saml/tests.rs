//! Messages of a test identity provider, valid and forged, and messages that other implementations have made.

mod encrypted;
mod forged;
mod identity_provider;
mod independent;
mod malformed;
mod metadata;
mod requests;
mod responses;
mod single_logout;
mod wrapped;
