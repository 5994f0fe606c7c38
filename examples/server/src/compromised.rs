//! Passwords that are publicly known: a sorted file of their hashes, which is searched on disk.
//!
//! The whole list of [Have I Been Pwned](https://haveibeenpwned.com/Passwords) has 40 GB. A binary search of it reads about
//! forty blocks, most of which stay in the system's cache.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use userpool::storage::{CompromisedPasswords, LookupError, PasswordDigest};

/// Longest line, in bytes: 40 digits, a colon, a count, and the end of the line.
const LINE_BYTES_MAX: u64 = 64;

/// Fewest digits of a hash. With fewer, too many other passwords begin with them.
const DIGITS_MIN: usize = 10;

/// Digits of a whole hash.
const DIGITS_MAX: usize = 40;

/// A sorted file with one hash in each line: `HASH` or `HASH:COUNT`, where `HASH` is the hexadecimal SHA-1 hash of a password, or
/// at least its first ten digits. No hash in the file begins with another one.
#[derive(Clone, Debug)]
pub(crate) struct HashFile {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    file: File,
    bytes: u64,
}

/// A line of the file.
struct Line {
    hash: String,
    /// Where the next line begins.
    end: u64,
}

/// The file cannot be searched.
#[derive(Debug, thiserror::Error)]
#[error("cannot use {path}", path = path.display())]
pub(crate) struct HashFileError {
    path: PathBuf,
    source: io::Error,
}

impl HashFile {
    /// Opens the file and checks its first and its last line.
    pub(crate) fn open(path: &Path) -> Result<Self, HashFileError> {
        let explain = |source| HashFileError { path: path.to_owned(), source };
        let inner = File::open(path).and_then(Inner::new).map_err(explain)?;
        Ok(Self { inner: Arc::new(inner) })
    }
}

impl CompromisedPasswords for HashFile {
    async fn contains(&self, password: PasswordDigest) -> Result<bool, LookupError> {
        let inner = Arc::clone(&self.inner);
        let hash = password.to_hex();
        let found = tokio::task::spawn_blocking(move || inner.contains(&hash)).await;
        let found = found.unwrap_or_else(|error| Err(io::Error::other(error)));
        found.map_err(|error| LookupError::new(format!("the file of compromised passwords: {error}")))
    }
}

impl Inner {
    fn new(file: File) -> io::Result<Self> {
        let about = file.metadata()?;
        if !about.is_file() || about.len() == 0 {
            return Err(io::Error::other("expected a file of hashes"));
        }
        let inner = Self { file, bytes: about.len() };
        let first = inner.line_at(0)?;
        let last = inner.line_at(inner.line_start(inner.bytes - 1)?)?;
        if first.hash > last.hash {
            return Err(io::Error::other("the hashes are not sorted"));
        }
        Ok(inner)
    }

    /// Whether a line has this hash, in upper case, or begins it.
    fn contains(&self, hash: &str) -> io::Result<bool> {
        // Lines before `low` are not after the hash, and lines from `high` on are. Both are starts of lines.
        let (mut low, mut high) = (0, self.bytes);
        let mut nearest = String::new();
        while low < high {
            let start = self.line_start(low + (high - low) / 2)?.max(low);
            let line = self.line_at(start)?;
            if *line.hash <= *hash {
                low = line.end;
                nearest = line.hash;
            } else {
                high = start;
            }
        }
        Ok(!nearest.is_empty() && hash.starts_with(&*nearest))
    }

    /// The start of the line that contains this byte. The end of a line belongs to it.
    fn line_start(&self, at: u64) -> io::Result<u64> {
        let from = at.saturating_sub(LINE_BYTES_MAX);
        let before = self.read(from, at)?;
        match before.iter().rposition(|byte| *byte == b'\n') {
            Some(position) => Ok(from + position as u64 + 1),
            None if from == 0 => Ok(0),
            None => Err(not_a_hash()),
        }
    }

    fn line_at(&self, start: u64) -> io::Result<Line> {
        let bytes = self.read(start, (start + LINE_BYTES_MAX).min(self.bytes))?;
        let length = bytes.iter().position(|byte| *byte == b'\n');
        let is_last = start + bytes.len() as u64 == self.bytes;
        let (line, end) = match length {
            Some(length) => (&bytes[..length], start + length as u64 + 1),
            None if is_last => (&*bytes, self.bytes),
            None => return Err(not_a_hash()),
        };
        let text = std::str::from_utf8(line).map_err(|_| not_a_hash())?.trim_end();
        let (hash, count) = text.split_once(':').unwrap_or((text, ""));
        let is_hash = (DIGITS_MIN..=DIGITS_MAX).contains(&hash.len())
            && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
            && count.bytes().all(|byte| byte.is_ascii_digit());
        if is_hash { Ok(Line { hash: hash.to_ascii_uppercase(), end }) } else { Err(not_a_hash()) }
    }

    #[cfg(unix)]
    fn read(&self, from: u64, to: u64) -> io::Result<Vec<u8>> {
        use std::os::unix::fs::FileExt as _;

        let mut bytes = vec![0; usize::try_from(to.saturating_sub(from)).unwrap_or(0)];
        self.file.read_exact_at(&mut bytes, from)?;
        Ok(bytes)
    }

    #[cfg(not(unix))]
    fn read(&self, from: u64, to: u64) -> io::Result<Vec<u8>> {
        use std::io::{Read as _, Seek as _, SeekFrom};

        let mut bytes = vec![0; usize::try_from(to.saturating_sub(from)).unwrap_or(0)];
        // A handle of its own has a position of its own on no system, so reads take turns.
        static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        (&self.file).seek(SeekFrom::Start(from))?;
        (&self.file).read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// The text must not quote the line: it is in a log, and the file may be another one.
fn not_a_hash() -> io::Error {
    io::Error::other("expected a sorted file of SHA-1 hashes, one a line, as HASH or HASH:COUNT")
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn file_of(content: &str) -> io::Result<Inner> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(content.as_bytes()).expect("written");
        Inner::new(file.reopen().expect("opened"))
    }

    fn hash(number: u32) -> String {
        // Spread over the whole range, and sorted.
        format!("{:08X}{:032X}", number.wrapping_mul(42_949_600), u128::from(number).wrapping_mul(7))
    }

    #[test]
    fn every_hash_of_a_file_is_found_and_no_other() {
        for (count, end) in [(1, "\n"), (2, "\r\n"), (3, "\n"), (99, ":12345\n"), (99, ":7\r\n")] {
            let hashes: Vec<String> = (0..count).map(|number| hash(number + 1)).collect();
            let mut content: String = hashes.iter().map(|hash| format!("{hash}{end}")).collect();
            for _ in 0..2 {
                let file = file_of(&content).expect("a file of hashes");
                for found in &hashes {
                    assert!(file.contains(found).expect("read"), "{found} of {count}");
                    let mut other = found.clone();
                    other.replace_range(39.., if found.ends_with('0') { "1" } else { "0" });
                    assert!(!file.contains(&other).expect("read"), "{other} of {count}");
                }
                for other in ["0".repeat(40), "F".repeat(40)] {
                    assert!(!file.contains(&other).expect("read"));
                }
                // The last line may lack its end.
                content.truncate(content.trim_end().len());
            }
        }
    }

    #[test]
    fn the_first_digits_of_a_hash_and_small_letters_are_enough() {
        let file = file_of("0000000000\n5baa61e4c9b93f3f\nFFFFFFFFFFFF\n").expect("a file of hashes");
        assert!(file.contains("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8").expect("read"));
        assert!(!file.contains("5BAA61E4C9B93F400682250B6CF8331B7EE68FD8").expect("read"));
        assert!(file.contains(&"0".repeat(40)).expect("read"));
        assert!(file.contains(&"F".repeat(40)).expect("read"));
    }

    #[test]
    fn another_file_is_refused() {
        for content in ["", "\n", "password\n", "5BAA6\n", "FFFFFFFFFFFF\n0000000000\n", &"A".repeat(500)] {
            assert!(file_of(content).is_err(), "{content}");
        }
    }
}
