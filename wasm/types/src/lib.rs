//! Generates the TypeScript types of the npm package, for operations and for events of triggers, from the engine's
//! source.
//!
//! The engine describes a request in two places: the Rust type documents the members, and the table of the operation
//! gives their constraints. This program reads both, checks that they agree, and writes one interface. A response has
//! only a Rust type; if this type names a type of the service, the table of shapes gives the possible values. Source
//! code that the program does not understand is an error: no type becomes `any`.

mod casing;
mod declarations;
mod docs;
mod exceptions;
mod operations;
mod overrides;
mod rust_types;
mod serde_rules;
mod settings;
mod shapes;
mod source;
mod triggers;
mod typescript;

use std::path::{Path, PathBuf};

pub use source::SourceError;

use crate::{shapes::Shapes, source::Source};

/// The generated types, and the operations they describe.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Generated {
    /// The texts of the files, by their names in the package.
    pub files: [(&'static str, String); 2],
    /// The names of all operations, sorted.
    pub operations: Vec<String>,
}

/// Generates the types from the engine's source in `core`, the folder of its crate.
///
/// # Errors
/// A file cannot be read, or contains code that this program does not understand.
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
