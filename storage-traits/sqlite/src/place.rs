//! [`Place`]: checks that a path still names the file that was opened.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The path of an open file, and which file was there when it was opened.
///
/// Writes to a file that was deleted or replaced after it was opened succeed, and are lost when the last process closes it.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    path: PathBuf,
    identity: Identity,
}

/// Identifies a file: device and inode.
#[cfg(unix)]
type Identity = (u64, u64);
/// On other systems the standard library only reports that a file exists.
#[cfg(not(unix))]
type Identity = ();

impl Place {
    /// Remembers the file that is at `path` now.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), identity: identity(path)? })
    }

    /// The path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Checks that the path still names the file.
    ///
    /// # Errors
    /// When it names no file or another one, or when this cannot be determined.
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
