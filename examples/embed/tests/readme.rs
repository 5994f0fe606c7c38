//! The README's program is the one in this package, and it works.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::{fs, path::Path, process::Command};

const README: &str = include_str!("../../../README.md");
const PROGRAM: &str = include_str!("../src/bin/thirty-lines.rs");

/// The fenced blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn the_readme_has_the_whole_program() {
    assert_eq!(blocks("rust").first(), Some(&PROGRAM));
    assert!(PROGRAM.lines().count() <= 30, "the README promises thirty lines");
}

#[test]
fn the_program_signs_a_user_up_and_passes_the_mail_to_its_closure() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = env!("CARGO_BIN_EXE_thirty-lines");
    let output = Command::new(program).current_dir(folder.path()).output().expect("it runs");
    let printed = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success(), "{printed} {}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<_> = printed.lines().collect();
    assert!(lines[0].starts_with("To ana@example.com: "), "{printed}");
    assert!(lines[0].chars().filter(char::is_ascii_digit).count() >= 6, "a code: {printed}");
    assert_eq!(lines[1].strip_prefix("ana is ").map(str::len), Some(36), "{printed}");
}

/// The paths in the README's dependencies are relative to a package next to a checkout named `userpool`.
#[test]
fn the_dependencies_in_the_readme_are_packages_of_this_repository() {
    let dependencies = blocks("toml").into_iter().find(|block| block.starts_with("[dependencies]")).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut local = 0;
    for line in dependencies.lines().skip(1).filter(|line| line.contains("path = ")) {
        let (name, value) = line.split_once(" = ").unwrap();
        let path = value.split('"').find_map(|part| part.strip_prefix("../userpool/")).expect("a path");
        let manifest = fs::read_to_string(root.join(path).join("Cargo.toml")).expect("a manifest");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{line}");
        local += 1;
    }
    assert_eq!(local, 2);
}
