//! [`Place`]: whether the file that was opened is still the one that its path names.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The path of an open file, and which file was there when it was opened.
///
/// An open file that is deleted or replaced takes writes as before, and they are lost with the last process that has it
/// open.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    path: PathBuf,
    identity: Identity,
}

/// What tells one file from another: device and inode.
#[cfg(unix)]
type Identity = (u64, u64);
/// The standard library tells no more elsewhere than that there is a file.
#[cfg(not(unix))]
type Identity = ();

impl Place {
    /// The file that is at `path` now.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), identity: identity(path)? })
    }

    /// The path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the path still names the file.
    ///
    /// # Errors
    /// When it names no file or another one, or when that cannot be told.
    pub(crate) fn check(&self) -> io::Result<()> {
        match identity(&self.path) {
            Ok(found) if found == self.identity => Ok(()),
            Ok(_) => Err(io::Error::other("it was replaced by another file")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(io::Error::new(error.kind(), "it was deleted or moved away"))
            }
            Err(error) => Err(error),
        }
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> io::Result<Identity> {
    use std::os::unix::fs::MetadataExt as _;

    let about = fs::metadata(path)?;
    Ok((about.dev(), about.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> io::Result<Identity> {
    fs::metadata(path).map(drop)
}
