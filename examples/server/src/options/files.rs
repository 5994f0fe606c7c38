//! Finds the flag of a file, for error messages about files.

use std::path::{Path, absolute};

use super::Options;

impl Options {
    /// Adds to an error line the flag whose file it names, if any.
    pub(crate) fn with_flag(&self, line: String) -> String {
        let named = |path: &Path| {
            let shown = path.display().to_string();
            absolute(path).is_ok_and(|path| contains(&line, &path.display().to_string()))
                || contains(&line, &shown)
        };
        // The longest matching path is the most exact one.
        let found =
            self.files().filter(|(_, path)| named(path)).max_by_key(|(_, path)| path.as_os_str().len());
        match found {
            Some((flag, _)) if !line.contains(flag) => format!("{line} ({flag})"),
            _ => line,
        }
    }

    /// Every file or folder that a flag names, with its flag.
    fn files(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let given = [
            ("--tls-cert", self.tls_cert.as_deref()),
            ("--tls-key", self.tls_key.as_deref()),
            ("--data", Some(self.data.as_path())),
            ("--credentials", self.credentials.as_deref()),
            ("--master-key-file", self.master_key_file.as_deref()),
            ("--seed", self.seed.as_deref()),
            ("--lambda-map", self.functions.lambda_map.as_deref()),
        ];
        let given = given.into_iter().chain(self.delivery.files()).chain(self.threats.files());
        let given = given.chain(self.migration.files());
        given.filter_map(|(flag, path)| Some((flag, path?)))
    }
}

/// Whether the line contains this whole path, not only a longer path that contains it.
fn contains(line: &str, path: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    !path.is_empty()
        && line.match_indices(path).any(|(start, found)| {
            let (before, after) = (&line[..start], &line[start + found.len()..]);
            !before.ends_with(is_part) && !after.starts_with(is_part)
        })
}

#[cfg(test)]
mod tests {
    use super::contains;

    #[test]
    fn only_a_whole_path_is_found() {
        assert!(contains("cannot use /a/key: no such file", "/a/key"));
        assert!(contains("/a/key", "/a/key"));
        for other in ["cannot use /a/key.pem: no", "cannot use /b/a/key: no", "cannot use /a/keys", ""] {
            assert!(!contains(other, "/a/key"), "{other}");
        }
        assert!(!contains("anything", ""));
    }
}
