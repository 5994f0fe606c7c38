//! Writes the generated files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use crate::{
    declarations::{Body, Declaration, Property, TsType},
    docs,
    operations::Operation,
    triggers::Trigger,
};

const HEAD: &str = "\
// The operations: their requests, their responses and the exceptions.
//
// Written from the engine's source by `cargo run -p userpool-wasm-types`; changes belong there.
";

const TRIGGERS_HEAD: &str = "\
// The events and responses of triggers.
//
// Written from the engine's source by `cargo run -p userpool-wasm-types`; changes belong there.

/**
 * An event as a Lambda function receives it; `triggerSource` tells the kind. May contain secrets: do not log it.
 */
";

const MOMENT: &str = "
/** A moment: seconds since the Unix epoch, with milliseconds behind the point. `new Date(seconds * 1000)` is its date. */
export type EpochSeconds = number;
";

/// Longest line of a generated file.
const WIDTH: usize = 120;

/// The text of the file of operations.
pub(crate) fn print(
    declarations: &[Declaration],
    operations: &[Operation],
    exceptions: &BTreeSet<String>,
) -> String {
    let requests: BTreeMap<&str, &str> =
        operations.iter().map(|operation| (&*operation.request, &*operation.name)).collect();
    let rename = |name: &str| requests.get(name).copied().unwrap_or(name).to_owned();

    let mut out = HEAD.to_owned();
    out.push_str("\n/** The operations by name, with the types of their requests and responses. */\n");
    out.push_str("export interface Operations {\n");
    for (at, operation) in operations.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let mut said = operation.docs.clone();
        said.extend([String::new(), format!("Who may call it over HTTP: {}", operation.caller)]);
        comment(&mut out, 1, &said, &rename);
        let name = &operation.name;
        writeln_to(&mut out, &format!("  {name}: {{ input: {name}Request; output: {name}Response }};"));
    }
    out.push_str("}\n\n/** The name of an exception: what the engine refuses with. */\n");
    union(&mut out, "ExceptionName", exceptions);
    out.push_str(MOMENT);
    declare(&mut out, declarations, &rename);
    out
}

/// The text of the file of triggers.
pub(crate) fn print_events(declarations: &[Declaration], triggers: &[Trigger]) -> String {
    let mut out = TRIGGERS_HEAD.to_owned();
    let events: Vec<String> = triggers.iter().map(Trigger::event).collect();
    writeln_to(&mut out, &format!("export type TriggerEvent =\n  | {};", events.join("\n  | ")));
    declare(&mut out, declarations, &str::to_owned);
    out
}

fn declare(out: &mut String, declarations: &[Declaration], rename: &impl Fn(&str) -> String) {
    for declaration in declarations {
        out.push('\n');
        comment(out, 0, &declaration.docs, rename);
        match &declaration.body {
            Body::Union(values) => union(out, &declaration.name, values),
            Body::Verbatim(text) => out.push_str(text),
            Body::Interface(properties) if properties.is_empty() => {
                writeln_to(out, &format!("export interface {} {{}}", declaration.name));
            }
            Body::Interface(properties) => {
                writeln_to(out, &format!("export interface {} {{", declaration.name));
                for property in properties {
                    comment(out, 1, &property.docs, rename);
                    writeln_to(out, &format!("  {}", written(property)));
                }
                out.push_str("}\n");
            }
        }
    }
}

fn written(property: &Property) -> String {
    let mark = if property.optional { "?" } else { "" };
    let or_null = if property.or_null { " | null" } else { "" };
    let or_undefined = if property.optional && property.or_undefined { " | undefined" } else { "" };
    format!("{}{mark}: {}{or_null}{or_undefined};", property.name, ty(&property.ty))
}

fn ty(of: &TsType) -> String {
    match of {
        TsType::Text => "string".to_owned(),
        TsType::Number => "number".to_owned(),
        TsType::Boolean => "boolean".to_owned(),
        TsType::Moment => "EpochSeconds".to_owned(),
        TsType::List(inner) if matches!(**inner, TsType::OneOf(_) | TsType::Literals(_)) => {
            format!("({})[]", ty(inner))
        }
        TsType::List(inner) => format!("{}[]", ty(inner)),
        TsType::Map(inner) => format!("Record<string, {}>", ty(inner)),
        TsType::Named(name) => name.clone(),
        TsType::Literals(values) => literals(values).join(" | "),
        TsType::Beginning(text) => format!("`{text}${{string}}`"),
        TsType::Json => "unknown".to_owned(),
        TsType::OneOf(types) => types.iter().map(ty).collect::<Vec<_>>().join(" | "),
    }
}

fn union<'a>(out: &mut String, name: &str, values: impl IntoIterator<Item = &'a String>) {
    let values = literals(values);
    let line = format!("export type {name} = {};", values.join(" | "));
    if line.len() <= WIDTH {
        writeln_to(out, &line);
    } else {
        writeln_to(out, &format!("export type {name} =\n  | {};", values.join("\n  | ")));
    }
}

fn literals<'a>(values: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    values.into_iter().map(|value| format!("'{value}'")).collect()
}

fn comment(out: &mut String, depth: usize, lines: &[String], rename: &impl Fn(&str) -> String) {
    let indent = "  ".repeat(depth);
    let lines: Vec<String> =
        lines.iter().map(|line| docs::unlinked(line, rename).replace("*/", "*\\/")).collect();
    let joined = format!("{indent}/** {} */", lines.join(" "));
    if lines.is_empty() {
    } else if joined.len() <= WIDTH && !lines.contains(&String::new()) {
        writeln_to(out, &joined);
    } else {
        writeln_to(out, &format!("{indent}/**"));
        for line in lines {
            writeln_to(out, format!("{indent} * {line}").trim_end());
        }
        writeln_to(out, &format!("{indent} */"));
    }
}

fn writeln_to(out: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_in_typescript_syntax() {
        let list = |inner| TsType::List(Box::new(inner));
        let one_of = || TsType::OneOf(vec![TsType::Text, TsType::Number]);
        assert_eq!(ty(&list(one_of())), "(string | number)[]");
        assert_eq!(ty(&TsType::Beginning("PreSignUp_".to_owned())), "`PreSignUp_${string}`");
        assert_eq!(ty(&TsType::Map(Box::new(list(TsType::Moment)))), "Record<string, EpochSeconds[]>");
    }

    #[test]
    fn optional_members_of_requests_may_be_undefined() {
        let property = |optional, or_undefined| Property {
            name: "A".to_owned(),
            docs: Vec::new(),
            ty: TsType::Text,
            optional,
            or_undefined,
            or_null: false,
        };
        assert_eq!(written(&property(false, true)), "A: string;");
        assert_eq!(written(&property(true, true)), "A?: string | undefined;");
        assert_eq!(written(&property(true, false)), "A?: string;");
        let nullable = Property { or_null: true, ..property(true, true) };
        assert_eq!(written(&nullable), "A?: string | null | undefined;");
    }

    #[test]
    fn comments_keep_their_lines_and_escape_their_end() {
        let mut out = String::new();
        comment(&mut out, 1, &["One".to_owned(), "two */ [`Three`].".to_owned()], &str::to_uppercase);
        comment(&mut out, 0, &["One.".to_owned(), String::new(), "Two.".to_owned()], &str::to_owned);
        assert_eq!(out, "  /** One two *\\/ `THREE`. */\n/**\n * One.\n *\n * Two.\n */\n");
    }

    #[test]
    fn a_long_union_has_one_line_for_each_value() {
        let mut out = String::new();
        union(&mut out, "Short", &["a".to_owned(), "b".to_owned()]);
        union(&mut out, "Long", &["a".repeat(60), "b".repeat(60)]);
        assert!(out.starts_with("export type Short = 'a' | 'b';\nexport type Long =\n  | 'aaa"), "{out}");
    }
}
