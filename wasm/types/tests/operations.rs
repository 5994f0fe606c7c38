//! The types are of the engine that stands beside them.

use std::collections::BTreeSet;

use userpool::operations::operation_names;
use userpool_wasm_types::{core_folder, generate};

#[test]
fn every_operation_of_the_engine_has_types_and_nothing_else_has() {
    let generated = generate(&core_folder()).unwrap();
    let engine: BTreeSet<&str> = operation_names().map(|(name, _)| name).collect();
    let typed: BTreeSet<&str> = generated.operations.iter().map(String::as_str).collect();
    assert_eq!(typed, engine);
    assert_eq!(generated.operations.len(), engine.len(), "no operation is there twice");
    let (file, text) = &generated.files[0];
    assert_eq!(*file, "operations.d.ts");
    for name in engine {
        for part in ["Request", "Response"] {
            let declaration = format!("export interface {name}{part} {{");
            assert_eq!(text.matches(&declaration).count(), 1, "{declaration}");
        }
    }
}
