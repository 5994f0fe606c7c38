//! Users of Firebase: `firebase auth:export users.json --format=json`, and the parameters of the hashes, which the console shows above
//! the list of users.

use std::path::Path;

use serde_json::Value;

use super::{
    ConvertError, Hash, NO_NAME, NewPool, Origin, Output, User, json,
    json::Part,
    mapping::{HashConfig, Mapping, standard_base64},
};

/// The list of users.
const USERS: &str = "users";

pub(super) fn convert(
    path: &Path,
    mapping: &Mapping,
    pool: &str,
    output: &mut Output<'_>,
) -> Result<(), ConvertError> {
    let attributes = mapping.targets();
    let username_attributes: &[&str] = if mapping.names_username { &[] } else { &["email", "phone_number"] };
    let new = NewPool { name: "firebase", attributes: &attributes, username_attributes };
    output.pool(&Origin::file(path), pool, &new)?;
    if mapping.hash_config.is_none() {
        let note = "The mapping has no hash_config, without which no password of Firebase can be verified.";
        output.converted.notes.push(note.to_owned());
    }
    json::read(path, USERS, &[], &mut |part| match part {
        Part::Element(index, value) => user(&Origin::element(path, USERS, index), &value, mapping, output),
        Part::Member(..) => Ok(()),
    })
}

fn user(
    origin: &Origin,
    value: &Value,
    mapping: &Mapping,
    output: &mut Output<'_>,
) -> Result<(), ConvertError> {
    let Some(username) = mapping.username(value) else {
        output.leave_out(NO_NAME);
        return Ok(());
    };
    let mut attributes = mapping.attributes(value);
    // Firebase has sent a code to every number that it stores.
    if attributes.contains_key("phone_number") {
        attributes.entry("phone_number_verified".to_owned()).or_insert_with(|| "true".to_owned());
    }
    let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let user = User {
        username,
        hash: text("passwordHash").map(|hash| match &mapping.hash_config {
            Some(config) => firebase_hash(config, hash, text("salt").unwrap_or_default()),
            None => Hash::new("Firebase's scrypt without hash_config", String::new()),
        }),
        is_disabled: value.get("disabled") == Some(&Value::Bool(true)),
        attributes,
        ..User::default()
    };
    output.user(origin, user)
}

fn firebase_hash(config: &HashConfig, hash: &str, salt: &str) -> Hash {
    let HashConfig { signer_key, salt_separator, rounds, mem_cost } = config;
    let (hash, salt) = (standard_base64(hash), standard_base64(salt));
    let costs = format!("r={rounds},m={mem_cost}");
    let text = format!("$firebase-scrypt${costs}${salt}${salt_separator}${signer_key}${hash}");
    Hash::new("FIREBASE_SCRYPT", text)
}
