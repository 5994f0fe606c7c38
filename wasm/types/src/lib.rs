//! Writes the TypeScript types of the npm package's operations and of its triggers' events from the engine's source, so
//! that nobody writes them twice.
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
mod triggers;
mod typescript;

use std::path::{Path, PathBuf};

pub use source::SourceError;

use crate::{shapes::Shapes, source::Source};

/// The types, as they stand in the npm package, and the operations they are of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Generated {
    /// The files, by their names in the package.
    pub files: [(&'static str, String); 2],
    /// The names of all operations, in order.
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
    let triggers = triggers::read(&source)?;
    let events = declarations::declare_events(&source, &shapes, &triggers)?;
    Ok(Generated {
        files: [
            ("operations.d.ts", typescript::print(&declarations, &operations, &exceptions)),
            ("triggers.d.ts", typescript::print_events(&events, &triggers)),
        ],
        operations: operations.into_iter().map(|operation| operation.name).collect(),
    })
}

/// The folder of the engine's crate.
pub fn core_folder() -> PathBuf {
    workspace().join("core")
}

/// The folder of the npm package.
pub fn package_folder() -> PathBuf {
    workspace().join("wasm/npm")
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
