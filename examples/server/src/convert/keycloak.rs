//! The export of a realm of Keycloak: `kc.sh export --realm NAME --file FILE --users realm_file`, or the folder that
//! `kc.sh export --realm NAME --dir FOLDER` writes.

use std::path::Path;

use serde_json::{Map, Value};

use super::{ConvertError, Hash, NO_NAME, NewPool, Origin, Output, User, json, json::Part, mapping::Mapping};

/// The list of users.
const USERS: &str = "users";

pub(super) fn convert(
    path: &Path,
    mapping: &Mapping,
    pool: &str,
    output: &mut Output<'_>,
) -> Result<(), ConvertError> {
    let files = super::json_files(path)?;
    // Groups may stand after the users, in the same file or in another one.
    let mut name = String::from("keycloak");
    let mut groups = Vec::new();
    for file in &files {
        // With another list, the users are passed over.
        json::read(file, "", &["realm", "groups"], &mut |part| {
            match part {
                Part::Member(member, Value::String(realm)) if member == "realm" => name = realm,
                Part::Member(member, value) if member == "groups" => {
                    paths(&value, "", &mut |group| groups.push((file, group)));
                }
                Part::Member(..) | Part::Element(..) => {}
            }
            Ok(())
        })?;
    }
    let attributes = mapping.targets();
    let new = NewPool { name: &pool_name(&name), attributes: &attributes, username_attributes: &[] };
    output.pool(&Origin::file(path), pool, &new)?;
    for (file, group) in groups {
        output.group(&Origin::file(file), &group)?;
    }
    for file in &files {
        json::read(file, USERS, &[], &mut |part| match part {
            Part::Element(index, value) => {
                user(&Origin::element(file, USERS, index), &value, mapping, output)
            }
            Part::Member(..) => Ok(()),
        })?;
    }
    Ok(())
}

/// A realm's name without the characters that the name of a pool may not have.
fn pool_name(realm: &str) -> String {
    let allowed = |c: char| if c.is_alphanumeric() || " _+=,.@-".contains(c) { c } else { '-' };
    realm.chars().map(allowed).take(128).collect()
}

/// The paths of groups and of the groups in them, without the first slash.
fn paths(groups: &Value, parent: &str, take: &mut dyn FnMut(String)) {
    for group in groups.as_array().into_iter().flatten() {
        let Some(name) = group.get("name").and_then(Value::as_str) else { continue };
        let path = if parent.is_empty() { name.to_owned() } else { format!("{parent}/{name}") };
        if let Some(inner) = group.get("subGroups") {
            paths(inner, &path, take);
        }
        take(path);
    }
}

fn user(
    origin: &Origin,
    value: &Value,
    mapping: &Mapping,
    output: &mut Output<'_>,
) -> Result<(), ConvertError> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    if text("serviceAccountClientId").is_some() {
        output.leave_out("they are service accounts of clients");
        return Ok(());
    }
    let Some(username) = mapping.username(value) else {
        output.leave_out(NO_NAME);
        return Ok(());
    };
    mapping.note_unmapped(value, "attributes", output);
    let mut actions = value.get("requiredActions").and_then(Value::as_array).into_iter().flatten();
    let must_change = actions.any(|action| action == "UPDATE_PASSWORD");
    let groups = value.get("groups").and_then(Value::as_array).into_iter().flatten();
    let groups = groups.filter_map(Value::as_str).map(|group| group.trim_start_matches('/').to_owned());
    let credentials = value.get("credentials").and_then(Value::as_array).into_iter().flatten();
    let password = credentials
        .filter_map(Value::as_object)
        .find(|one| one.get("type").and_then(Value::as_str) == Some("password"));
    let user = User {
        username,
        sub: text("id").map(str::to_owned),
        hash: password.filter(|_| !must_change).map(hash),
        status: None,
        is_disabled: value.get("enabled") == Some(&Value::Bool(false)),
        attributes: mapping.attributes(value),
        groups: groups.filter(|group| !group.is_empty()).collect(),
    };
    output.user(origin, user)
}

/// The hash of a credential. Since version 8 its parts are JSON in texts; before, they were members.
fn hash(credential: &Map<String, Value>) -> Hash {
    let inner = |name: &str| {
        let text = credential.get(name).and_then(Value::as_str)?;
        serde_json::from_str::<Value>(text).ok()
    };
    let (secret, data) = match (inner("secretData"), inner("credentialData")) {
        (Some(secret), Some(data)) => (secret, data),
        _ => {
            let old = |name: &str| credential.get(name).cloned().unwrap_or_default();
            (
                json!({ "value": old("hashedSaltedValue"), "salt": old("salt") }),
                json!({ "algorithm": old("algorithm"), "hashIterations": old("hashIterations") }),
            )
        }
    };
    let part = |name: &str| secret.get(name).and_then(Value::as_str).unwrap_or_default();
    let (value, salt) = (part("value"), part("salt"));
    let iterations = data.get("hashIterations").and_then(Value::as_u64).unwrap_or_default();
    let algorithm = data.get("algorithm").and_then(Value::as_str).unwrap_or_default();
    match algorithm {
        "pbkdf2" => Hash::new("PBKDF2_SHA1", format!("$pbkdf2-sha1${iterations}${salt}${value}")),
        "pbkdf2-sha256" => Hash::new("PBKDF2_SHA256", format!("$pbkdf2-sha256${iterations}${salt}${value}")),
        "pbkdf2-sha512" => Hash::new("PBKDF2_SHA512", format!("$pbkdf2-sha512${iterations}${salt}${value}")),
        "argon2" => {
            // Each parameter is a list with one text.
            let parameters = data.get("additionalParameters");
            let parameter = |name: &str| {
                let value = parameters.and_then(|parameters| parameters.get(name)).unwrap_or(&Value::Null);
                value
                    .as_array()
                    .and_then(|values| values.first())
                    .unwrap_or(value)
                    .as_str()
                    .unwrap_or_default()
            };
            let version = if parameter("version") == "1.0" { 16 } else { 19 };
            let (kind, memory, lanes) = (parameter("type"), parameter("memory"), parameter("parallelism"));
            let costs = format!("m={memory},t={iterations},p={lanes}");
            Hash::new("ARGON2", format!("$argon2{kind}$v={version}${costs}${salt}${value}"))
        }
        // A name, which may be told.
        other => Hash::new(&format!("{other:.40}"), String::new()),
    }
}
