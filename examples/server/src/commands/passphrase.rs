//! The passphrase of an export.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::private_file;

/// The file cannot be read, or is empty.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the passphrase in {path}", path = path.display())]
pub(crate) struct PassphraseError {
    path: PathBuf,
    source: io::Error,
}

/// The passphrase: the content of the file without the end of its last line.
pub(crate) fn read(path: Option<&Path>) -> Result<Option<String>, PassphraseError> {
    let Some(path) = path else { return Ok(None) };
    let refused = |source| PassphraseError { path: path.to_owned(), source };
    let text = private_file::read(path).map_err(refused)?;
    let passphrase = text.trim_end_matches(['\n', '\r']);
    if passphrase.is_empty() {
        return Err(refused(io::Error::other("it is empty")));
    }
    private_file::warn_if_others_may_read(path);
    Ok(Some(passphrase.to_owned()))
}
