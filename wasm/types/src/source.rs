//! The engine's source: parsed files, and types by name.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use syn::{Attribute, Item, ItemEnum, ItemStruct, ItemType, Meta};

use crate::settings;

/// Why there are no types.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// A file or folder cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A file is not valid Rust.
    #[error("{} cannot be parsed: {source}", path.display())]
    Unparsable {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: syn::Error,
    },
    /// The source contains code that this program does not understand.
    #[error("{place}: {problem}")]
    NotUnderstood {
        /// The item with this code.
        place: String,
        /// The problem.
        problem: String,
    },
}

impl SourceError {
    /// The error for code at `place` that is not understood.
    pub(crate) fn at(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::NotUnderstood { place: place.into(), problem: problem.into() }
    }
}

/// A type of the engine.
#[derive(Clone, Copy)]
pub(crate) enum Definition<'a> {
    Struct(&'a ItemStruct),
    Enum(&'a ItemEnum),
    Alias(&'a ItemType),
}

/// All files of the engine's crate, by their path in `src`.
pub(crate) struct Source {
    files: BTreeMap<String, syn::File>,
}

/// Where operations, settings, triggers and their types live.
const FOLDERS: [&str; 8] = ["api", "events", "message", "model", "operation", "settings", "token", "trigger"];

/// Files of other folders with types of responses.
const FILES: [&str; 2] = ["auth/factor.rs", "auth/user_status.rs"];

impl Source {
    /// Reads the crate in this folder.
    pub(crate) fn read(core: &Path) -> Result<Self, SourceError> {
        let root = core.join("src");
        let mut files = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            let unreadable = |source| SourceError::Unreadable { path: folder.clone(), source };
            for entry in fs::read_dir(&folder).map_err(unreadable)? {
                let path = entry.map_err(unreadable)?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = fs::read_to_string(&path)
                        .map_err(|source| SourceError::Unreadable { path: path.clone(), source })?;
                    let file = parsed(&text)
                        .map_err(|source| SourceError::Unparsable { path: path.clone(), source })?;
                    let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                    files.insert(name, file);
                }
            }
        }
        Ok(Self { files })
    }

    /// Source code from a test.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let parsed = |(name, text): &(&str, &str)| ((*name).to_owned(), parsed(text).unwrap());
        Self { files: files.iter().map(parsed).collect() }
    }

    /// The items of one file.
    pub(crate) fn file(&self, name: &str) -> Result<&[Item], SourceError> {
        let file = self.files.get(name).ok_or_else(|| SourceError::at(name, "there is no such file"))?;
        Ok(&file.items)
    }

    /// The items of all files with operations, triggers and their types. Items in inline modules are included, tests
    /// are left out.
    pub(crate) fn items(&self) -> impl Iterator<Item = &Item> {
        let files = self.files.iter().filter(|(name, _)| {
            let folder =
                name.split_once('/').map_or_else(|| name.trim_end_matches(".rs"), |(folder, _)| folder);
            FOLDERS.contains(&folder) || FILES.contains(&&***name)
        });
        let mut rest: Vec<&Item> = files.rev().flat_map(|(_, file)| file.items.iter().rev()).collect();
        std::iter::from_fn(move || {
            loop {
                match rest.pop()? {
                    Item::Mod(module) if !is_for_tests(&module.attrs) => {
                        rest.extend(module.content.iter().flat_map(|(_, items)| items.iter().rev()));
                    }
                    Item::Mod(_) => {}
                    item => return Some(item),
                }
            }
        })
    }

    /// The type with this name. Two types with the same name are an error.
    pub(crate) fn definition(&self, name: &str) -> Result<Definition<'_>, SourceError> {
        let mut found = self.items().filter_map(|item| match item {
            Item::Struct(item) if item.ident == name => Some(Definition::Struct(item)),
            Item::Enum(item) if item.ident == name => Some(Definition::Enum(item)),
            Item::Type(item) if item.ident == name => Some(Definition::Alias(item)),
            _ => None,
        });
        match (found.next(), found.next()) {
            (Some(definition), None) => Ok(definition),
            (Some(_), Some(_)) => Err(SourceError::at(name, "more than one type has this name")),
            (None, _) => Err(SourceError::at(name, "no type of operations or triggers has this name")),
        }
    }
}

fn parsed(text: &str) -> syn::Result<syn::File> {
    let mut file = syn::parse_file(text)?;
    file.items = settings::expanded(file.items)?;
    Ok(file)
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_found_by_name_in_the_folders_of_operations() {
        let source = Source::of(&[
            (
                "api/users.rs",
                "struct One {} mod inner { pub enum Two { A } } #[cfg(test)] mod tests { struct Three {} }",
            ),
            ("model.rs", "type Four = String;"),
            ("web/fetch.rs", "struct Five {}"),
        ]);
        assert!(matches!(source.definition("One"), Ok(Definition::Struct(_))));
        assert!(matches!(source.definition("Two"), Ok(Definition::Enum(_))));
        assert!(matches!(source.definition("Four"), Ok(Definition::Alias(_))));
        for absent in ["Three", "Five"] {
            assert!(source.definition(absent).is_err(), "{absent}");
        }
    }

    #[test]
    fn an_ambiguous_name_is_refused() {
        let source = Source::of(&[("api/a.rs", "struct Row {}"), ("model/b.rs", "struct Row {}")]);
        let error = source.definition("Row").err().unwrap().to_string();
        assert_eq!(error, "Row: more than one type has this name");
    }
}
