//! For tests only (feature `testing`): the conformance suite for stores, and a deliberate trap.

use userpool_storage_traits::conformance::{CLAUSES, Clause};
use wasm_bindgen::prelude::*;

use crate::{
    Call, Engine,
    host::{HostStorage, object},
};

/// The clauses of the storage contract, run on the host's store.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Conformance;

#[wasm_bindgen]
impl Conformance {
    /// The names of all clauses, as `group::name`.
    pub fn clauses() -> Vec<String> {
        CLAUSES.iter().map(ToString::to_string).collect()
    }

    /// Begins to test a clause. The outcome has the form of that of [`Engine::call`], so that a test can run it with the package's
    /// own steps. If the store still holds the records of an earlier run, choose another `run`.
    ///
    /// # Errors
    /// When there is no such clause.
    pub fn prove(name: &str, run: String) -> Result<Call, JsValue> {
        let clause = name.split_once("::").and_then(|(group, name)| Clause::named(group, name));
        let clause = clause.ok_or_else(|| JsValue::from_str("there is no such clause"))?;
        Ok(Call::begin(0.0, &[], async move {
            match clause.run(&HostStorage, &run).await {
                Ok(()) => object([("output", "null".into())]),
                Err(failure) => object([("name", "Failure".into()), ("message", failure.to_string().into())]),
            }
        }))
    }
}

#[wasm_bindgen]
impl Engine {
    /// Begins a call that panics at its first step.
    #[expect(clippy::panic, reason = "a test checks how the host handles a panic")]
    pub fn trap(&self, now_millis: f64, seed: &[u8]) -> Call {
        Call::begin(now_millis, seed, async { panic!("on purpose") })
    }
}
