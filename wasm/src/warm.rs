//! The first call ahead of the first call.
//!
//! An isolate starts before a request is waiting for it, and that time is free; compiling code at the first request is not. So
//! a small story is played on a store in memory when the module starts: a pool, a client, and a sign-in of somebody who does
//! not exist. It ends before the arithmetic of SRP: in code that is not optimised yet that takes longer than all the rest, and
//! a start that nobody foresaw is waited for after all.

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

/// Time and chance of the story. Nothing of it outlives it, so anybody may know them.
struct Rehearsal;

impl Moments for Rehearsal {
    fn moment(&self) -> Result<Moment, NoMoment> {
        Ok(Moment { now: Timestamp::from_seconds(1_780_272_000), seed: [1; 32] })
    }
}

impl Signer for Rehearsal {
    async fn generate(&self, _: Algorithm, _: [u8; 32]) -> Result<GeneratedKey, SignerError> {
        Ok(GeneratedKey { private: Vec::new().into(), public: PublicKey::Rsa { n: vec![3], e: vec![3] } })
    }

    async fn sign(&self, _: &KeyMaterial, _: &[u8], _: [u8; 32]) -> Result<Vec<u8>, SignerError> {
        Err(SignerError::new("nobody signs in at a rehearsal"))
    }

    async fn verify(&self, _: &PublicKey, _: &[u8], _: &[u8]) -> Result<bool, SignerError> {
        Ok(false)
    }
}

/// Plays the story. The answer is how it ended: with the message of the refusal.
pub(crate) fn rehearse() -> Option<String> {
    let engine = Engine::builder()
        .storage(MemoryStorage::new())
        .signer(Rehearsal)
        .moments(Rehearsal)
        .master_key([0; 32])
        .build()
        .ok()?;
    let pool = call(&engine, "CreateUserPool", json!({ "PoolName": "rehearsal" }))?;
    let pool_id = &pool["UserPool"]["Id"];
    let client = json!({ "UserPoolId": pool_id, "ClientName": "rehearsal" });
    let client = call(&engine, "CreateUserPoolClient", client)?;
    call(&engine, "DescribeUserPool", json!({ "UserPoolId": pool_id }))?;
    let sign_in = json!({
        "AuthFlow": "USER_SRP_AUTH",
        "ClientId": client["UserPoolClient"]["ClientId"],
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
    fn the_rehearsal_comes_to_the_search_for_the_user() {
        assert_eq!(super::rehearse().as_deref(), Some("User does not exist."));
    }
}
