//! Writes the TypeScript types of the npm package's operations from the engine's source, so that nobody writes them
//! twice.
//!
//! A request is described in two places of the engine: its Rust type says what the members mean, and the table of its
//! operation says what the members may be. Both are read here, held against each other and written as one interface. A
//! response has its Rust type only; where that names a type of the service, the table of shapes knows the values. What
//! is found in the source and not understood is an error: nothing becomes `any`.

mod casing;
mod declarations;
mod docs;
mod exceptions;
mod operations;
mod overrides;
mod rust_types;
mod serde_rules;
mod shapes;
mod source;
mod typescript;

use std::path::{Path, PathBuf};

pub use source::SourceError;

use crate::{shapes::Shapes, source::Source};

/// The types, as they stand in the npm package, and the operations they are of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Generated {
    /// The whole file.
    pub text: String,
    /// The names of all operations, in the order of the file.
    pub operations: Vec<String>,
}

/// Reads the engine's source in `core`, the folder of its crate.
///
/// # Errors
/// A file cannot be read, or holds what this program does not understand.
pub fn generate(core: &Path) -> Result<Generated, SourceError> {
    let source = Source::read(core)?;
    let shapes = Shapes::read(&source)?;
    let operations = operations::read(&source)?;
    let declarations = declarations::declare(&source, &shapes, &operations)?;
    let exceptions = exceptions::read(&source)?;
    Ok(Generated {
        text: typescript::print(&declarations, &operations, &exceptions),
        operations: operations.into_iter().map(|operation| operation.name).collect(),
    })
}

/// The folder of the engine's crate.
pub fn core_folder() -> PathBuf {
    workspace().join("core")
}

/// The file that holds the types.
pub fn types_file() -> PathBuf {
    workspace().join("wasm/npm/operations.d.ts")
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
