//! The published JSON Schema describes every line that the engine writes and reads.

use std::sync::Arc;

use serde_json::Value;
use userpool::storage::MemoryStorage;

use crate::{
    scene::{confirm_device, export, full, plain, sealed},
    short_lines::FIXTURE,
};

/// What is wrong with a value, as far as the keywords go that the schema uses.
fn violations(schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    if let Some(expected) = schema.get("const")
        && expected != value
    {
        found.push(format!("{place}: not {expected}"));
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        found.push(format!("{place}: none of {allowed:?}"));
    }
    if let Some(any) = schema["oneOf"].as_array() {
        let fits = |one: &&Value| {
            let mut found = Vec::new();
            violations(one, value, place, &mut found);
            found.is_empty()
        };
        if any.iter().filter(fits).count() != 1 {
            found.push(format!("{place}: fits not exactly one"));
        }
    }
    let is_of_type = match schema["type"].as_str() {
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        None => true,
        Some(other) => panic!("{other} is not checked here"),
    };
    if !is_of_type {
        found.push(format!("{place}: not of type {}", schema["type"]));
    }
    for item in value.as_array().into_iter().flatten() {
        violations(&schema["items"], item, place, found);
    }
    let Some(members) = value.as_object() else { return };
    for required in schema["required"].as_array().into_iter().flatten() {
        if !members.contains_key(required.as_str().unwrap()) {
            found.push(format!("{place}: {required} is missing"));
        }
    }
    for (name, member) in members {
        match schema["properties"].get(name) {
            Some(known) => violations(known, member, &format!("{place}.{name}"), found),
            None if schema["additionalProperties"] == false => {
                found.push(format!("{place}: {name} is unknown"))
            }
            None => {}
        }
    }
}

fn check(line: &str) {
    let schema: Value = serde_json::from_str(include_str!("../../userpool-export.schema.json")).unwrap();
    let line: Value = serde_json::from_str(line).unwrap();
    let kind = line["type"].as_str().unwrap();
    let mut found = Vec::new();
    violations(&schema["$defs"][kind], &line, kind, &mut found);
    assert!(found.is_empty(), "{found:#?} in {line}");
    assert!(schema["oneOf"].as_array().unwrap().iter().any(|one| one["$ref"] == format!("#/$defs/{kind}")));
}

#[test]
fn every_line_of_exports_and_of_fixtures_fits_the_schema() {
    let world = full(Arc::new(MemoryStorage::default()));
    let tokens = world.tokens("ana");
    confirm_device(&world, &tokens);
    world.associate_app(tokens.access_token.as_ref().unwrap());
    let refresh = tokens.refresh_token.unwrap();
    world.ok("RevokeToken", serde_json::json!({"Token": refresh.as_str(), "ClientId": world.client}));
    let (open, sealed) = (export(&world.engine, &plain()), export(&world.engine, &sealed("horse")));
    for line in open.lines().chain(sealed.lines()).chain(FIXTURE.trim().lines()) {
        check(line);
    }
}

#[test]
#[should_panic(expected = "is unknown")]
fn a_line_with_another_member_does_not_fit() {
    check(r#"{"type":"group","name":"a","nmae":"b"}"#);
}
