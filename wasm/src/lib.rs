//! The `userpool` engine for JavaScript runtimes.
//!
//! Today this crate only proves that the engine builds for wasm32 without anything from its host. The
//! wasm-bindgen wrapper, its stores and its npm package come with the edge release.

pub use userpool::{Engine, EngineBuilder};
