//! [`Import`]: reads a file line by line.

mod arriving;
mod pool;
mod records;
mod user;

use std::{collections::BTreeSet, mem};

use sha2::{Digest as _, Sha256};
use userpool_storage_traits::Key;

use super::{
    ImportError, LineProblem,
    lines::{End, Header, LINE_BYTES_MAX, Line, LineType, Sum, VERSION},
};
use crate::{engine::Engine, error::Error, file_secrets::FileSecrets};
use pool::Entered;

/// Bytes of the hash of something that a line has defined. A file of a million users has three million; that two of them are the
/// same by chance has a probability of 4 in 10^12.
const HASH_BYTES: usize = 10;

/// What an import does about a pool that exists.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Existing {
    /// The file is refused.
    #[default]
    Refuse,
    /// What exists stays as it is, and what is missing is added.
    Keep,
}

/// The options of [`Engine::import`].
#[derive(Clone, Default)]
pub struct ImportOptions {
    /// What to do about a pool that exists.
    pub existing: Existing,
    /// Opens the secrets of a file that was sealed with it.
    pub passphrase: Option<String>,
    /// Reads and checks the file, and writes nothing. What a short line refers to is not checked.
    pub check_only: bool,
}

/// What an import has done. Things that existed are counted in `kept` alone.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Imported {
    /// Pools that were created.
    pub pools: u64,
    /// App clients.
    pub clients: u64,
    /// Groups.
    pub groups: u64,
    /// Users.
    pub users: u64,
    /// Other lines: resource servers, identity providers, styles, terms, marks.
    pub others: u64,
    /// Things that existed and stay as they are.
    pub kept: u64,
    /// Lines that an interrupted import of the same file had done.
    pub resumed: u64,
}

/// An import in progress. Give it the file with [`Import::push`], piece by piece, and end it with [`Import::finish`]. After an
/// error no more lines are taken.
pub struct Import {
    engine: Engine,
    options: ImportOptions,
    secrets: FileSecrets,
    /// The id of the file; empty for a file without a first line.
    file: String,
    sum: Sum,
    /// The beginning of a line whose end was not pushed yet.
    rest: Vec<u8>,
    has_ended: bool,
    pool: Option<Entered>,
    /// Hashes of what the lines so far have defined.
    defined: BTreeSet<[u8; HASH_BYTES]>,
    imported: Imported,
    /// The users that were imported before the current pool.
    users_before: u64,
    /// The users of the current pool that an interrupted import has written.
    users_resumed: u64,
}

/// Why a line was not taken.
enum Failure {
    Problem(LineProblem),
    Engine(Error),
}

/// What a line was.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Outcome {
    Written,
    /// It existed.
    Kept,
}

impl From<LineProblem> for Failure {
    fn from(problem: LineProblem) -> Self {
        Self::Problem(problem)
    }
}

impl<E: Into<Error>> From<E> for Failure {
    /// An error of the caller is one of the line.
    fn from(error: E) -> Self {
        match error.into() {
            error @ (Error::Internal(_) | Error::TooManyRequests) => Self::Engine(error),
            refusal => Self::Problem(LineProblem::Refused(refusal.to_string())),
        }
    }
}

impl std::fmt::Debug for ImportOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportOptions")
            .field("existing", &self.existing)
            .field("check_only", &self.check_only)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Import {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Import").field("imported", &self.imported).finish_non_exhaustive()
    }
}

impl Engine {
    /// Imports a file of pools: see [`transfer`](crate::transfer). Nothing is read or written before the first line.
    pub fn import(&self, options: ImportOptions) -> Import {
        Import {
            engine: self.clone(),
            options,
            secrets: FileSecrets::Plain,
            file: String::new(),
            sum: Sum::default(),
            rest: Vec::new(),
            has_ended: false,
            pool: None,
            defined: BTreeSet::new(),
            imported: Imported::default(),
            users_before: 0,
            users_resumed: 0,
        }
    }
}

impl Import {
    /// Takes the next bytes of the file. Lines may be cut anywhere.
    ///
    /// # Errors
    /// [`ImportError`] with the number of the line.
    pub async fn push(&mut self, mut bytes: &[u8]) -> Result<(), ImportError> {
        while let Some(at) = bytes.iter().position(|byte| *byte == b'\n') {
            let (line, more) = bytes.split_at(at + 1);
            bytes = more;
            if self.rest.is_empty() {
                self.line(line).await?;
            } else {
                let mut whole = mem::take(&mut self.rest);
                whole.extend_from_slice(line);
                self.line(&whole).await?;
            }
        }
        if self.rest.len() + bytes.len() > LINE_BYTES_MAX {
            self.sum.lines += 1;
            return Err(self.error(LineProblem::TooLong.into()));
        }
        self.rest.extend_from_slice(bytes);
        Ok(())
    }

    /// Ends the file. Only now do the last lines stand, and does a whole pool exist.
    ///
    /// # Errors
    /// As [`Import::push`]; [`LineProblem::Truncated`] when the last line of an export is missing.
    pub async fn finish(mut self) -> Result<Imported, ImportError> {
        let rest = mem::take(&mut self.rest);
        if !rest.is_empty() {
            self.line(&rest).await?;
        }
        if !self.file.is_empty() && !self.has_ended {
            self.sum.lines += 1;
            return Err(self.error(LineProblem::Truncated.into()));
        }
        let left = self.leave_pool().await;
        left.map_err(|failure| self.error(failure))?;
        Ok(self.imported)
    }

    /// What was done so far.
    pub fn imported(&self) -> Imported {
        self.imported
    }

    async fn line(&mut self, bytes: &[u8]) -> Result<(), ImportError> {
        let before = self.sum.clone();
        self.sum.add(bytes);
        let text = bytes.trim_ascii();
        if text.is_empty() {
            return Ok(());
        }
        let taken = match bytes.len() > LINE_BYTES_MAX {
            true => Err(LineProblem::TooLong.into()),
            false => self.take(text, &before).await,
        };
        taken.map_err(|failure| self.error(failure))
    }

    async fn take(&mut self, text: &[u8], before: &Sum) -> Result<(), Failure> {
        if self.is_done(text) {
            self.imported.resumed += 1;
            return Ok(());
        }
        let line = Line::read(text)?;
        if self.has_ended {
            return Err(LineProblem::Misplaced(line.kind.as_str()).into());
        }
        match line.kind {
            LineType::Header => self.header(line),
            LineType::End => self.end(line, before),
            LineType::Pool => {
                self.leave_pool().await?;
                self.enter_pool(line).await
            }
            LineType::User => self.user(line).await,
            _ => self.record(line).await,
        }
    }

    /// Whether an interrupted import has done this line.
    fn is_done(&self, text: &[u8]) -> bool {
        self.pool.as_ref().is_some_and(|pool| {
            // Other lines are read again, since users refer to them.
            self.sum.lines <= pool.done_lines() && text.starts_with(br#"{"type":"user""#)
        })
    }

    fn header(&mut self, line: Line) -> Result<(), Failure> {
        if self.pool.is_some() || !self.file.is_empty() || self.sum.lines != 1 {
            return Err(LineProblem::Misplaced(line.kind.as_str()).into());
        }
        let version = line.members.get("version").and_then(serde_json::Value::as_u64);
        if let Some(version) = version.filter(|version| *version > VERSION) {
            return Err(LineProblem::Version(version).into());
        }
        let header: Header = line.decode()?;
        self.secrets = FileSecrets::of(&header.secrets, self.options.passphrase.as_deref())
            .map_err(LineProblem::from)?;
        self.file = header.id;
        Ok(())
    }

    fn end(&mut self, line: Line, before: &Sum) -> Result<(), Failure> {
        if self.file.is_empty() {
            return Err(LineProblem::Misplaced(line.kind.as_str()).into());
        }
        let end: End = line.decode()?;
        if end != before.end() {
            return Err(LineProblem::Checksum.into());
        }
        self.has_ended = true;
        Ok(())
    }

    /// Notes that a line defines the record under this key of the current pool, or of none.
    fn define(&mut self, kind: &'static str, key: &Key) -> Result<(), LineProblem> {
        let pool = self.pool.as_ref().map(|entered| &*entered.pool.id).unwrap_or_default();
        let digest = Sha256::new()
            .chain_update((pool.len() as u64).to_be_bytes())
            .chain_update(pool)
            .chain_update(key.as_str())
            .finalize();
        let mut short = [0; HASH_BYTES];
        short.copy_from_slice(&digest[..HASH_BYTES]);
        if self.defined.insert(short) { Ok(()) } else { Err(LineProblem::Duplicate(kind)) }
    }

    fn error(&self, failure: Failure) -> ImportError {
        let line = self.sum.lines;
        match failure {
            Failure::Problem(problem) => ImportError::Line { line, problem },
            Failure::Engine(error) => ImportError::Engine { line, error },
        }
    }
}
