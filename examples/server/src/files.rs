//! How many files the process may open: each connection is one.

#[cfg(unix)]
use std::fs::File;

/// Files that the server itself needs: the database with its log and index for each of its threads, messages, a copy of
/// standard streams, the runtime, calls to mail servers and functions, connections that wait or are refused.
pub(crate) const OWN_MAX: usize = 40;

/// The least number of connections that is worth a start.
const CONNECTIONS_MIN: usize = 4;

/// The operating system allows too few open files.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error(
    "the operating system lets this process open only {found} more files, and a server needs {needed}: raise the limit, as in \
     `ulimit -n 1024`"
)]
pub(crate) struct TooFewFiles {
    found: usize,
    needed: usize,
}

/// How many connections there may be at once: `wanted`, or as many as the limit of open files leaves room for.
pub(crate) fn connections(wanted: usize) -> Result<usize, TooFewFiles> {
    let found = available(wanted + OWN_MAX);
    let needed = OWN_MAX + CONNECTIONS_MIN;
    if found < needed {
        return Err(TooFewFiles { found, needed });
    }
    Ok(wanted.min(found - OWN_MAX))
}

/// How many more files can be opened, counted up to `enough` by opening them.
#[cfg(unix)]
fn available(enough: usize) -> usize {
    let Ok(first) = File::open("/") else { return 0 };
    let mut files = vec![first];
    while files.len() < enough {
        match files[0].try_clone() {
            Ok(file) => files.push(file),
            Err(_) => break,
        }
    }
    files.len()
}

#[cfg(not(unix))]
fn available(enough: usize) -> usize {
    enough
}
