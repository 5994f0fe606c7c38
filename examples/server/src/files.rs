//! The limit of open files, which also limits connections.

#[cfg(unix)]
use std::fs::File;

/// Open files that the server itself needs: the database, its log and its index for each thread, messages, standard streams, the
/// runtime, calls to mail servers and functions, and connections that wait or are refused.
pub(crate) const OWN_MAX: usize = 40;

/// The server does not start if it could have fewer connections.
const CONNECTIONS_MIN: usize = 4;

/// The operating system allows too few open files.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error(
    "the operating system lets this process open only {found} more files, but the server needs {needed}: raise the limit, as in \
     `ulimit -n 1024`"
)]
pub(crate) struct TooFewFiles {
    found: usize,
    needed: usize,
}

/// The number of connections that are allowed: `wanted`, or fewer if the limit of open files requires it.
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
