//! Files that only the server's user may read.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

/// Creates `path` with `content`, readable by its owner only. After a crash the file is complete or absent.
///
/// Never replaces a file: returns [`io::ErrorKind::AlreadyExists`].
pub(crate) fn create(path: &Path, content: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let draft = folder.join(format!("{DRAFT_PREFIX}{:016x}", u64::from_le_bytes(random)));
    let written = write_draft(&draft, content)
        // A link, unlike a rename, fails when the name is taken.
        .and_then(|()| fs::hard_link(&draft, path));
    let removed = fs::remove_file(&draft);
    written.and(removed)?;
    sync_folder(folder)
}

/// Names of drafts begin with this; a crash may leave one behind.
pub(crate) const DRAFT_PREFIX: &str = ".userpool-draft-";

/// The longest key or credentials file; a longer file is certainly another one.
const BYTES_MAX: u64 = 64 * 1024;

/// Reads a small text file.
pub(crate) fn read(path: &Path) -> io::Result<String> {
    let about = fs::metadata(path)?;
    if about.is_dir() || about.len() > BYTES_MAX {
        return Err(io::Error::other("not a small text file"));
    }
    fs::read_to_string(path)
}

/// Warns if other users may read a secret. Only a warning, because container platforms choose the modes of mounted secrets.
#[cfg(unix)]
pub(crate) fn warn_if_others_may_read(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;

    if fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o077 != 0) {
        tracing::warn!(file = %path.display(), "other users of this machine may read this secret; chmod 600 it");
    }
}

/// Does nothing on systems without modes of files.
#[cfg(not(unix))]
pub(crate) fn warn_if_others_may_read(_: &Path) {}

/// Options for creating private files.
pub(crate) fn open_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Creates a folder for private files, and its parent folders.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.exists()).collect();
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)?;
    missing.iter().filter_map(|folder| folder.parent()).try_for_each(sync_folder)
}

/// Makes the names in a folder durable.
#[cfg(unix)]
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    fs::File::open(path)?.sync_all()
}

/// Does nothing on systems where folders cannot be opened.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn write_draft(draft: &Path, content: &str) -> io::Result<()> {
    let mut file = open_options().write(true).create_new(true).open(draft)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_existing_file_is_never_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        create(&path, "first").expect("created");
        let error = create(&path, "second").expect_err("taken");
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(read(&path).expect("readable"), "first");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "no draft is left");
    }
}
