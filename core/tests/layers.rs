//! The layers of the source: no file imports one of a higher layer, and no more than three files import each other in a circle.
//!
//! Read as text, without a parser: `use` lines, and paths that begin with `crate::` or `super::`. Code that only tests compile
//! is left out.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "tests may panic")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The layers from the lowest to the highest, each with the modules that begin it. Modules of one layer may import each other.
/// A module belongs to the entry with the longest path that fits.
const LAYERS: [&[&str]; 16] = [
    &[
        "auth::password",
        "bounded_json",
        "certificate",
        "csv",
        "events",
        "issuer",
        "jose",
        "json",
        "kept",
        "mac",
        "ordered",
        "outgoing_url",
        "pages::texts",
        "public_suffix",
        "random_text",
        "recent",
        "region",
        "seal",
        "sensitive",
        "settings",
        "time",
        "trigger_input",
        "unicode",
        "user_agent",
        "uuid",
        "web::sigv4",
    ],
    &["error", "file_secrets"],
    &["check"],
    &["arithmetic", "auth", "federation"],
    &["effects", "host", "quotas"],
    &["context"],
    &["model"],
    &["trigger"],
    &["message", "token"],
    &["operation"],
    &["engine"],
    &["upgrade", "work"],
    &["api"],
    &["oauth", "transfer"],
    &["pages"],
    &["client", "fuzzing", "web"],
];

/// Most files that may import each other in a circle, a parent and its children apart.
const CIRCLE_MAX: usize = 3;

/// The path of a module, without `crate`. The crate's root has none.
type Module = Vec<String>;

#[test]
fn no_file_imports_one_of_a_higher_layer() {
    let files = source_of_the_crate();
    assert!(files.len() > 150, "the source is read");
    let found = problems(&files);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn an_import_of_a_higher_layer_is_found() {
    for import in [
        "use crate::model::user::User;",
        "use crate::{\n    error::Error,\n    model::{self, user::{User as Row}},\n};",
        "pub(crate) use super::super::model::user::User;",
        "fn f(user: &crate::model::user::User) {}",
        "mod inner { use crate::model::user; }",
    ] {
        let files = [("auth::factor", import), ("error", ""), ("model", ""), ("model::user", "")];
        let found = problems(&made_up(&files));
        assert!(!found.is_empty(), "{import}");
        let is_expected = |line: &String| line.starts_with("auth::factor imports model");
        assert!(found.iter().all(is_expected), "{import}: {found:?}");
    }
}

#[test]
fn imports_of_lower_layers_and_of_tests_are_not_found() {
    for import in [
        "use crate::{error::Error, auth::factor::Factor};",
        "#[cfg(test)]\nmod tests {\n    use crate::api::X; const TEXT: &str = \"}\"; const BRACE: char = '}';\n}",
        "#[cfg(all(test, feature = \"rsa\"))]\nuse crate::api::X;",
        "// use crate::api::X;\nconst TEXT: &str = \"crate::api::X\";",
        "/// [`X`](crate::api::X)\nstruct Y<'a>(&'a str);",
    ] {
        let files = made_up(&[("model::user", import), ("error", ""), ("auth::factor", ""), ("api", "")]);
        assert_eq!(problems(&files), Vec::<String>::new(), "{import}");
    }
}

#[test]
fn an_import_of_the_crate_root_is_found() {
    let found = problems(&made_up(&[("web", "use crate::Engine;"), ("error", "")]));
    assert_eq!(found, ["web imports the crate's root: name the module"]);
}

#[test]
fn a_file_without_a_layer_is_found() {
    let found = problems(&made_up(&[("somewhere::deep", "")]));
    assert_eq!(found, ["somewhere::deep has no layer: add it to LAYERS"]);
}

#[test]
fn a_circle_of_four_files_is_found() {
    let circle = |names: &[&str]| {
        let next = |at: usize| names[(at + 1) % names.len()];
        let source = |at| format!("use crate::model::{};", next(at));
        let files: Vec<_> =
            (0..names.len()).map(|at| (format!("model::{}", names[at]), source(at))).collect();
        let files: Vec<_> = files.iter().map(|(name, source)| (&**name, &**source)).collect();
        problems(&made_up(&files))
    };
    assert_eq!(circle(&["a", "b", "c"]), Vec::<String>::new());
    let found = circle(&["a", "b", "c", "d"]);
    assert_eq!(found, ["4 files import each other: model::a, model::b, model::c, model::d"]);
}

#[test]
fn a_parent_and_its_children_are_no_circle() {
    let child = "use super::X;";
    let parent = "mod a; mod b; mod c; mod d; pub use a::A; use crate::model::a::A;";
    let files = [
        ("model", parent),
        ("model::a", child),
        ("model::b", child),
        ("model::c", child),
        ("model::d", child),
    ];
    assert_eq!(problems(&made_up(&files)), Vec::<String>::new());
}

#[test]
fn a_file_that_only_tests_compile_is_left_out() {
    let files = [
        ("model", "pub mod user;\n#[cfg(test)]\nmod tests;"),
        ("model::tests", "use crate::Engine;"),
        ("model::user", ""),
    ];
    let files =
        compiled(files.iter().map(|(name, text)| (module(name), (*text).to_owned())).collect(), "mod model;");
    assert_eq!(files.keys().cloned().collect::<Vec<_>>(), [module("model"), module("model::user")]);
}

/// What breaks the rules, one line each.
fn problems(files: &BTreeMap<Module, String>) -> Vec<String> {
    let mut found = Vec::new();
    let mut graph: BTreeMap<&Module, BTreeSet<&Module>> = BTreeMap::new();
    for (importer, source) in files {
        let Some(own) = layer(importer) else {
            found.push(format!("{} has no layer: add it to LAYERS", importer.join("::")));
            continue;
        };
        let imported = imports(importer, source, files);
        for target in &imported {
            match target {
                Target::Root => {
                    found.push(format!("{} imports the crate's root: name the module", importer.join("::")));
                }
                Target::File(file) if layer(file).is_some_and(|layer| layer > own) => {
                    found.push(format!(
                        "{} imports {}, of a higher layer",
                        importer.join("::"),
                        file.join("::")
                    ));
                }
                Target::File(file) if !file.starts_with(importer) && !importer.starts_with(file) => {
                    graph.entry(importer).or_default().insert(file);
                }
                Target::File(_) => {}
            }
        }
    }
    found.extend(circles(&graph));
    found
}

/// What an import leads to.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
enum Target<'f> {
    Root,
    File(&'f Module),
}

/// The other files that one imports.
fn imports<'f>(importer: &Module, source: &str, files: &'f BTreeMap<Module, String>) -> BTreeSet<Target<'f>> {
    let mut found = BTreeSet::new();
    for path in paths(source) {
        let segments: Vec<&str> = path.split("::").map(str::trim).collect();
        let up = segments.iter().take_while(|segment| **segment == "super").count();
        let mut target: Module = match segments[0] {
            "crate" => segments[1..].iter().map(|segment| (*segment).to_owned()).collect(),
            // An inline module's `super` is the file itself; no file of this crate needs to tell them apart.
            _ => importer[..importer.len().saturating_sub(up)]
                .iter()
                .cloned()
                .chain(segments[up..].iter().map(|segment| (*segment).to_owned()))
                .collect(),
        };
        loop {
            if let Some((file, _)) = files.get_key_value(&target) {
                if file != importer {
                    found.insert(Target::File(file));
                }
                break;
            }
            if target.pop().is_none() {
                found.insert(Target::Root);
                break;
            }
        }
    }
    found
}

/// The paths in a source that begin with `crate::` or `super::`: those of `use` one by one, and those within the code.
fn paths(source: &str) -> Vec<String> {
    let code = without_tests(&blanked(source));
    let mut found = Vec::new();
    let mut rest = &*code;
    while let Some(start) = ["crate::", "super::"].iter().filter_map(|word| rest.find(word)).min() {
        let is_word = rest[..start].ends_with(|last: char| last.is_alphanumeric() || "_:$".contains(last));
        let path = &rest[start..];
        let is_import = rest[..start].trim_end().ends_with("use");
        let end = match is_import {
            true => path.find(';').unwrap_or(path.len()),
            false => {
                path.find(|next: char| !next.is_alphanumeric() && !"_:".contains(next)).unwrap_or(path.len())
            }
        };
        if !is_word {
            expand("", &path[..end], &mut found);
        }
        rest = &path[end..];
    }
    found
}

/// Writes out the paths of a tree such as `a::{b, c::{self, d as e}}`.
fn expand(prefix: &str, tree: &str, found: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim().trim_end_matches(':');
        let path = path.strip_suffix("self").map_or(path, |path| path.trim_end_matches(':'));
        found.push(format!("{prefix}{path}").trim_end_matches(':').to_owned());
        return;
    };
    let prefix = format!("{prefix}{head}");
    let group = group.trim_end().strip_suffix('}').unwrap_or(group);
    let (mut depth, mut start) = (0, 0);
    for (at, next) in group.char_indices() {
        match next {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&prefix, &group[start..at], found);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !group[start..].trim().is_empty() {
        expand(&prefix, &group[start..], found);
    }
}

/// A source with blanks in place of its comments and of what stands in quotes.
fn blanked(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(raw) =
            rest.strip_prefix("r").filter(|raw| raw.trim_start_matches('#').starts_with('"'))
        {
            let marks = raw.len() - raw.trim_start_matches('#').len();
            let end = format!("\"{}", "#".repeat(marks));
            let body = 1 + marks + 1;
            rest[body..].find(&end).map_or(rest.len(), |at| body + at + end.len())
        } else if next == '"' {
            quoted(rest, '"')
        } else if next == '\'' && is_character(rest) {
            quoted(rest, '\'')
        } else {
            0
        };
        match skipped {
            0 => code.push(next),
            _ => code.push(' '),
        }
        rest = &rest[skipped.max(next.len_utf8())..];
    }
    code
}

/// Whether a quote begins a character, not a lifetime.
fn is_character(text: &str) -> bool {
    let mut characters = text.chars().skip(1);
    characters.next() == Some('\\') || characters.next() == Some('\'')
}

/// The length of what begins with a quote and ends with the same, where a backslash stands in front of what does not end it.
fn quoted(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, next) in text.char_indices().skip(1) {
        match next {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if next == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Code without the items that only tests compile.
fn without_tests(code: &str) -> String {
    let (mut kept, mut rest) = (String::new(), code);
    while let Some(start) = ["#[cfg(test)]", "#[cfg(all(test"].iter().filter_map(|mark| rest.find(mark)).min()
    {
        kept.push_str(&rest[..start]);
        let after = rest[start..].find(']').map_or(rest.len(), |at| start + at + 1);
        let mut depth = 0;
        let mut end = rest.len();
        for (at, next) in rest[after..].char_indices() {
            match next {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 && (next == '}' || next == ';') {
                end = after + at + 1;
                break;
            }
        }
        rest = &rest[end..];
    }
    kept + rest
}

/// The circles of more files than may be.
fn circles(graph: &BTreeMap<&Module, BTreeSet<&Module>>) -> Vec<String> {
    let reached: BTreeMap<&Module, BTreeSet<&Module>> =
        graph.keys().map(|start| (*start, reached_from(start, graph))).collect();
    let mut found = BTreeSet::new();
    for (start, all) in &reached {
        let circle: Vec<String> = all
            .iter()
            .filter(|other| reached.get(**other).is_some_and(|back| back.contains(start)))
            .map(|file| file.join("::"))
            .collect();
        if circle.len() > CIRCLE_MAX {
            found.insert(format!("{} files import each other: {}", circle.len(), circle.join(", ")));
        }
    }
    found.into_iter().collect()
}

/// The files that one leads to by any number of imports, itself only when it is part of a circle.
fn reached_from<'f>(
    start: &Module,
    graph: &BTreeMap<&'f Module, BTreeSet<&'f Module>>,
) -> BTreeSet<&'f Module> {
    let next = |file: &Module| graph.get(file).into_iter().flatten().copied();
    let (mut reached, mut open) = (BTreeSet::new(), next(start).collect::<Vec<_>>());
    while let Some(file) = open.pop() {
        if reached.insert(file) {
            open.extend(next(file));
        }
    }
    reached
}

/// The place of a module's layer, if it has one.
fn layer(of: &Module) -> Option<usize> {
    let entries = LAYERS
        .iter()
        .enumerate()
        .flat_map(|(place, begins)| begins.iter().map(move |begin| (module(begin), place)));
    entries
        .filter(|(begin, _)| of.starts_with(begin))
        .max_by_key(|(begin, _)| begin.len())
        .map(|(_, place)| place)
}

fn module(path: &str) -> Module {
    path.split("::").map(str::to_owned).collect()
}

fn made_up(files: &[(&str, &str)]) -> BTreeMap<Module, String> {
    files.iter().map(|(name, source)| (module(name), (*source).to_owned())).collect()
}

/// The files of the crate that are compiled outside of tests, but its root.
fn source_of_the_crate() -> BTreeMap<Module, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut files, mut folders) = (BTreeMap::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).unwrap().with_extension("");
                let name: Module = name.iter().map(|part| part.to_string_lossy().into_owned()).collect();
                files.insert(name, fs::read_to_string(&path).expect("the file can be read"));
            }
        }
    }
    let lib = files.remove(&module("lib")).expect("the crate has a root");
    compiled(files, &lib)
}

/// The files that are declared outside of tests, by the root or by a file that is.
fn compiled(mut files: BTreeMap<Module, String>, lib: &str) -> BTreeMap<Module, String> {
    let mut found = BTreeMap::new();
    let mut open: Vec<Module> = declared(lib).into_iter().map(|name| vec![name]).collect();
    while let Some(name) = open.pop() {
        if let Some(source) = files.remove(&name) {
            open.extend(declared(&source).into_iter().map(|child| [name.clone(), vec![child]].concat()));
            found.insert(name, source);
        }
    }
    found
}

/// The modules that a source declares as files of their own.
fn declared(source: &str) -> Vec<String> {
    let code = without_tests(&blanked(source));
    let names = code.split(';').filter_map(|item| {
        let (_, name) = item.rsplit_once("mod ")?;
        name.chars().all(|next| next.is_alphanumeric() || next == '_').then(|| name.to_owned())
    });
    names.collect()
}
