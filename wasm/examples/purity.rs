//! A program that reaches every operation of the engine. Built for wasm32 it must import nothing from its host:
//! `.ci/purity` looks.

use std::task::{Context, Poll, Waker};

use userpool::{
    AccessPolicy, Engine, Moment, Moments, Timestamp,
    storage::{Algorithm, GeneratedKey, KeyMaterial, MemoryStorage, PublicKey, Signer, SignerError},
    time::NoMoment,
};

/// Stands where a host's clock and generator stand.
struct Still;

impl Moments for Still {
    fn moment(&self) -> Result<Moment, NoMoment> {
        Ok(Moment { now: Timestamp::from_seconds(1_780_000_000), seed: [1; 32] })
    }
}

/// Stands where WebCrypto stands.
struct Unable;

impl Signer for Unable {
    async fn generate(&self, _: Algorithm, _: [u8; 32]) -> Result<GeneratedKey, SignerError> {
        Err(SignerError::new("no keys here"))
    }

    async fn sign(&self, _: &KeyMaterial, _: &[u8], _: [u8; 32]) -> Result<Vec<u8>, SignerError> {
        Err(SignerError::new("no keys here"))
    }

    async fn verify(&self, _: &PublicKey, _: &[u8], _: &[u8]) -> Result<bool, SignerError> {
        Err(SignerError::new("no keys here"))
    }
}

fn main() {
    let engine = Engine::builder()
        .storage(MemoryStorage::default())
        .signer(Unable)
        .moments(Still)
        .access(AccessPolicy::DangerAcceptAny)
        .master_key([7; 32])
        .public_suffixes("")
        .build();
    let Ok(engine) = engine else { return };
    // Which operation is asked for cannot be known when this is compiled, so none can be left out.
    let target = std::env::args().next().unwrap_or_default();
    let request = http::Request::post("/").header("x-amz-target", target).body(bytes::Bytes::new());
    let Ok(request) = request else { return };
    let mut answer = std::pin::pin!(engine.fetch(request));
    if let Poll::Ready(response) = answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        std::process::exit(i32::from(response.status().as_u16()));
    }
}
