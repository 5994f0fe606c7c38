//! An engine for a sub-command.

use tokio::runtime::Runtime;
use userpool::{Engine, storage::Storage};

use crate::{data_folder::Existing, master_key::MasterKey, options::Options};

/// A sub-command has no engine.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EngineError {
    #[error(transparent)]
    Folder(#[from] crate::data_folder::FolderError),
    #[error(transparent)]
    MasterKey(#[from] userpool::MasterKeyError),
    #[error("the engine cannot start")]
    Build(#[from] userpool::BuildError),
    #[error("the operating system refused")]
    System(#[from] std::io::Error),
}

/// An engine on a database that exists.
pub(super) fn of_existing(opened: Existing, options: &Options) -> Result<(Engine, Runtime), EngineError> {
    of(opened.storage, opened.master_keys, options)
}

/// An engine on this store.
pub(super) fn of(
    storage: impl Storage,
    master_keys: Vec<MasterKey>,
    options: &Options,
) -> Result<(Engine, Runtime), EngineError> {
    let engine = Engine::builder()
        .storage(storage)
        .signer(userpool::AwsLcSigner::new())
        .region(options.region.as_str());
    let engine = master_keys.into_iter().fold(engine, |engine, key| engine.master_key(key)).build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok((engine, runtime))
}
