//! `--seed FILE`: a file of pools that is applied at every start.

use std::path::Path;

use userpool::{
    Engine,
    transfer::{Existing, ImportOptions},
};

use crate::commands::import::{self, Error, report};

/// Adds what the store does not have yet. What exists stays as it is.
pub(crate) async fn apply(engine: &Engine, file: &Path) -> Result<(), Error> {
    let options = ImportOptions { existing: Existing::Keep, ..ImportOptions::default() };
    let imported = import::file(engine, file, options).await?;
    tracing::info!(file = %file.display(), "{}", report(imported, "added"));
    Ok(())
}
