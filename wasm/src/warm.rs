//! Warms the module up while the isolate starts.
//!
//! A runtime may start an isolate before a request needs it; that time costs no client anything, but compiling code at the first
//! request does. So two small calls run on an empty store when the module starts, which compiles JSON, checks of input, sealing
//! and answers. They make no pool and no key: in code that is not optimised yet that takes longer than everything else, and a
//! client does wait if the isolate is started for its request.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use serde_json::{Value, json};
use userpool::{
    Engine, Moment, Moments, Timestamp,
    storage::{
        Algorithm, Batch, CommitError, GeneratedKey, Key, KeyMaterial, Partition, PublicKey, Record, Scan,
        Signer, SignerError, Storage, StorageError, Swept,
    },
    time::NoMoment,
};

/// A fixed time and seed, a store that stays empty, and a signer that is never used. They need not be secret, since nothing is
/// stored.
struct WarmUp;

impl Moments for WarmUp {
    fn moment(&self) -> Result<Moment, NoMoment> {
        Ok(Moment { now: Timestamp::from_seconds(1_780_272_000), seed: [1; 32] })
    }
}

impl Storage for WarmUp {
    async fn get(&self, _: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        Ok(vec![None; keys.len()])
    }

    async fn scan(&self, _: &Partition, _: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        Ok(Vec::new())
    }

    async fn commit(&self, _: Batch) -> Result<(), CommitError> {
        Ok(())
    }

    async fn sweep(&self, _: u64, _: u32) -> Result<Swept, StorageError> {
        Ok(Swept::default())
    }
}

impl Signer for WarmUp {
    async fn generate(&self, _: Algorithm, _: [u8; 32]) -> Result<GeneratedKey, SignerError> {
        Err(SignerError::new("the warm-up makes no keys"))
    }

    async fn sign(&self, _: &KeyMaterial, _: &[u8], _: [u8; 32]) -> Result<Vec<u8>, SignerError> {
        Err(SignerError::new("the warm-up signs no tokens"))
    }

    async fn verify(&self, _: &PublicKey, _: &[u8], _: &[u8]) -> Result<bool, SignerError> {
        Ok(false)
    }
}

/// Runs the calls. Returns the error message of the last one.
pub(crate) fn warm_up() -> Option<String> {
    let engine = Engine::builder()
        .storage(WarmUp)
        .signer(WarmUp)
        .moments(WarmUp)
        .master_key([0; 32])
        .public_suffixes("")
        .build()
        .ok()?;
    call(&engine, "DescribeUserPool", json!({ "UserPoolId": "us-east-1_warmup" }));
    let sign_in = json!({
        "AuthFlow": "USER_SRP_AUTH",
        "ClientId": "warmup",
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

/// The store never waits.
fn now<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

#[cfg(test)]
mod tests {
    /// A call that is refused earlier would compile less.
    #[test]
    fn the_warm_up_reads_the_store() {
        assert_eq!(super::warm_up().as_deref(), Some("User pool client warmup does not exist."));
    }
}
