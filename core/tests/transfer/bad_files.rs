//! Files that are refused: which line, and why.

use std::sync::Arc;

use userpool::{
    storage::MemoryStorage,
    transfer::{ImportOptions, LineProblem},
};

use crate::scene::{checked, engine, export, full, import, plain, refusal};

const POOL: &str = r#"{"type":"pool","id":"eu-west-1_Fixture01","name":"fixture"}"#;

#[test]
fn a_line_is_refused_with_its_number_and_one_reason() {
    for (lines, line, text) in [
        ("{", 1, "this is not JSON, from column 1 on"),
        ("[1]", 1, "a line must be a JSON object with a member \"type\""),
        (r#"{"type":"users"}"#, 1, "there is no type \"users\""),
        (r#"{"type":"user","username":"ana"}"#, 1, "no line of type \"pool\" stands before this line"),
        (r#"{"type":"end","lines":0,"sha256":""}"#, 1, "a line of type \"end\" cannot stand here"),
        (
            r#"{"type":"userpool-export","version":2,"id":"x","created":1,"secrets":"plain"}"#,
            1,
            "the file has version 2, and this program reads version 1",
        ),
        (
            r#"{"type":"userpool-export","version":1,"id":"x","created":1,"secrets":"later"}"#,
            1,
            "this is not a line of type \"userpool-export\": a part is of another type",
        ),
        (
            r#"{"type":"userpool-export","version":1,"id":"x","created":1,"secrets":"plain"}"#,
            2,
            "the file ends early: its last line is missing",
        ),
        (
            r#"{"type":"pool","id":"Fixture01","name":"p"}"#,
            1,
            "this is not a line of type \"pool\": member id is not the id of a pool",
        ),
        (
            r#"{"type":"pool","id":"eu-west-1_Fixture01"}"#,
            1,
            "this is not a line of type \"pool\": member name is missing",
        ),
        (
            r#"{"type":"pool","id":"eu-west-1_Fixture01","name":"p","clients":[]}"#,
            1,
            "this is not a line of type \"pool\": member clients is unknown in a short line",
        ),
        (
            r#"{"type":"pool","id":"eu-west-1_Fixture01","name":"p","settings":{"MfaConfiguration":"MAYBE"}}"#,
            1,
            "1 validation error detected: Value 'MAYBE' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set: [OFF, ON, OPTIONAL]",
        ),
    ] {
        let target = engine(MemoryStorage::default(), 3, 9);
        let refused = import(&target, lines, ImportOptions::default()).unwrap_err();
        assert_eq!(refused.to_string(), format!("line {line}: {text}"));
        assert_eq!(
            import(&target, lines, checked()).unwrap_err().to_string(),
            refused.to_string(),
            "when it is checked"
        );
    }
}

#[test]
fn a_line_in_a_pool_is_refused_with_its_number_and_one_reason() {
    for (lines, line, text) in [
        (
            r#"{"type":"client","id":"a/b"}"#,
            2,
            "this is not a line of type \"client\": member id is not the id of an app client",
        ),
        (
            r#"{"type":"client","id":"a","settings":{"RefreshTokenValidity":-1}}"#,
            2,
            "1 validation error detected: Value '-1' at 'refreshTokenValidity' failed to satisfy constraint: Member must have value greater than or equal to 0",
        ),
        (
            "{\"type\":\"group\",\"name\":\"a\"}\n{\"type\":\"group\",\"name\":\"A\"}",
            3,
            "an earlier line has the same group",
        ),
        (r#"{"type":"group"}"#, 2, "this is not a line of type \"group\": member name is missing"),
        (
            "{\"type\":\"user\",\"username\":\"ana\"}\n{\"type\":\"user\",\"username\":\"ana\"}",
            3,
            "an earlier line has the same username",
        ),
        (r#"{"type":"user","username":"ana","groups":["none"]}"#, 2, "there is no group \"none\""),
        (
            r#"{"type":"user","username":"ana","password":"short"}"#,
            2,
            "Password did not conform with password policy: Password not long enough",
        ),
        (
            r#"{"type":"user","username":"ana","password_hash":{"algorithm":"MD5","hash":"x"}}"#,
            2,
            "there is no hash of a password by \"MD5\"",
        ),
        (
            r#"{"type":"user","username":"ana","attributes":{"custom:x":"1"}}"#,
            2,
            "Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.\n",
        ),
        (
            r#"{"type":"user","username":"ana","sub":"1"}"#,
            2,
            "this is not a line of type \"user\": member sub is not a UUID in lower case",
        ),
        (
            r#"{"type":"user","username":"ana","created":1,"modified":1}"#,
            2,
            "this is not a line of type \"user\": member sub is missing",
        ),
        (r#"{"type":"mark","of":"user","record":{}}"#, 2, "there is no mark \"user\""),
        (
            r#"{"type":"userpool-export","version":1,"id":"x","created":1,"secrets":"plain"}"#,
            2,
            "a line of type \"userpool-export\" cannot stand here",
        ),
    ] {
        let target = engine(MemoryStorage::default(), 3, 9);
        let refused = import(&target, &format!("{POOL}\n{lines}"), ImportOptions::default()).unwrap_err();
        assert_eq!(refused.to_string(), format!("line {line}: {text}"), "{lines}");
    }
}

#[test]
fn a_file_that_was_changed_is_refused_and_leaves_no_pool() {
    let world = full(Arc::new(MemoryStorage::default()));
    let file = export(&world.engine, &plain());
    let number = u64::try_from(file.lines().count()).unwrap();
    let without_last: String =
        file.split_inclusive('\n').take(usize::try_from(number).unwrap() - 1).collect();
    let without_one: String =
        file.split_inclusive('\n').filter(|line| !line.contains("\"username\":\"an\"")).collect();
    let cut = &file[..file.len() / 2];
    let cases = [
        (file.replace("Ana", "Eve"), number, LineProblem::Checksum),
        (without_one, number - 1, LineProblem::Checksum),
        (without_last, number, LineProblem::Truncated),
        (format!("{file}{POOL}"), number + 1, LineProblem::Misplaced("pool")),
    ];
    for (changed, line, problem) in cases {
        for options in [ImportOptions::default(), checked()] {
            let storage = Arc::new(MemoryStorage::default());
            let target = engine(Arc::clone(&storage), 3, 9);
            assert_eq!(refusal(import(&target, &changed, options)), (line, problem.clone()));
            let pools =
                now(target
                    .send(userpool::operations::ListUserPools { max_results: 10, ..Default::default() }));
            assert!(pools.unwrap().user_pools.is_empty());
        }
    }
    let (_, problem) =
        refusal(import(&engine(MemoryStorage::default(), 3, 9), cut, ImportOptions::default()));
    assert!(matches!(problem, LineProblem::Json { .. }), "{problem}");
}

#[test]
fn a_part_of_another_user_or_pool_is_refused() {
    let world = full(Arc::new(MemoryStorage::default()));
    world.password_sign_in("ana", crate::world::PASSWORD).unwrap();
    let file = export(&world.engine, &plain());
    let unsealed = |change: &dyn Fn(&str) -> String| {
        let lines: Vec<String> = file
            .lines()
            .filter(|line| !line.contains("\"type\":\"end\"") && !line.contains("userpool-export"))
            .map(change)
            .collect();
        refusal(import(&engine(MemoryStorage::default(), 3, 9), &lines.join("\n"), ImportOptions::default()))
            .1
    };
    let foreign = unsealed(&|line| line.replace("\"owner\":\"ana\"", "\"owner\":\"an\""));
    assert_eq!(foreign, LineProblem::Foreign("user"));
    let foreign = unsealed(&|line| match line.contains("\"type\":\"client\"") {
        true => {
            line.replace(&format!("\"pool_id\":\"{}\"", world.pool), "\"pool_id\":\"us-east-1_Other0001\"")
        }
        false => line.to_owned(),
    });
    assert_eq!(foreign, LineProblem::Foreign("pool"));
    let secret = unsealed(&|line| line.replace("plain:", "plaim:"));
    assert_eq!(secret, LineProblem::Secret);
}

use crate::world::now;
