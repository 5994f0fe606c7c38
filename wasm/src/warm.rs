//! The first call ahead of the first call.
//!
//! An isolate starts before a request is waiting for it, and that time is free; compiling code at the first request is not. So
//! two small calls are played on an empty store when the module starts: JSON, constraints, sealing and the way to an answer
//! are compiled then. No pool is made and nothing is computed: in code that is not optimised yet that takes longer than all
//! the rest, and a start that nobody foresaw is waited for after all.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use serde_json::{Value, json};
use userpool::{
    Engine, Moment, Moments, Timestamp,
    storage::{Algorithm, GeneratedKey, KeyMaterial, MemoryStorage, PublicKey, Signer, SignerError},
    time::NoMoment,
};

/// Time and chance of the calls. Nothing of them stays, so anybody may know them.
struct Rehearsal;

impl Moments for Rehearsal {
    fn moment(&self) -> Result<Moment, NoMoment> {
        Ok(Moment { now: Timestamp::from_seconds(1_780_272_000), seed: [1; 32] })
    }
}

impl Signer for Rehearsal {
    async fn generate(&self, _: Algorithm, _: [u8; 32]) -> Result<GeneratedKey, SignerError> {
        Err(SignerError::new("no pool is made at a rehearsal"))
    }

    async fn sign(&self, _: &KeyMaterial, _: &[u8], _: [u8; 32]) -> Result<Vec<u8>, SignerError> {
        Err(SignerError::new("nobody signs in at a rehearsal"))
    }

    async fn verify(&self, _: &PublicKey, _: &[u8], _: &[u8]) -> Result<bool, SignerError> {
        Ok(false)
    }
}

/// Plays the calls. The answer is how it ended: with the message of the refusal.
pub(crate) fn rehearse() -> Option<String> {
    let engine = Engine::builder()
        .storage(MemoryStorage::new())
        .signer(Rehearsal)
        .moments(Rehearsal)
        .master_key([0; 32])
        .public_suffixes("")
        .build()
        .ok()?;
    call(&engine, "DescribeUserPool", json!({ "UserPoolId": "us-east-1_rehearsal" }));
    let sign_in = json!({
        "AuthFlow": "USER_SRP_AUTH",
        "ClientId": "rehearsal",
        "AuthParameters": { "USERNAME": "nobody", "SRP_A": "2" },
    });
    let refused = fetch(&engine, "InitiateAuth", &sign_in)?;
    Some(refused["message"].as_str()?.to_owned())
}

fn call(engine: &Engine, operation: &str, input: Value) -> Option<Value> {
    now(engine.call(operation, input))?.ok()
}

fn fetch(engine: &Engine, operation: &str, input: &Value) -> Option<Value> {
    let request = http::Request::post("/")
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", format!("AWSCognitoIdentityProviderService.{operation}"))
        .body(Bytes::from(input.to_string()))
        .ok()?;
    serde_json::from_slice(now(engine.fetch(request))?.body()).ok()
}

/// A store in memory never waits.
fn now<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

#[cfg(test)]
mod tests {
    /// A missing parameter would be refused as well, and would warm less.
    #[test]
    fn the_rehearsal_comes_to_the_store() {
        assert_eq!(super::rehearse().as_deref(), Some("User pool client rehearsal does not exist."));
    }
}
