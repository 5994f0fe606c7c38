//! Users of Auth0: a JSON object in each line, with `passwordHash` in the export that Auth0's support gives, and without it in the one
//! of the Management API.

use std::path::Path;

use serde_json::Value;

use super::{ConvertError, Hash, NO_NAME, NewPool, Origin, Output, User, json, mapping::Mapping};

pub(super) fn convert(
    path: &Path,
    mapping: &Mapping,
    pool: &str,
    output: &mut Output<'_>,
) -> Result<(), ConvertError> {
    let attributes = mapping.targets();
    let username_attributes: &[&str] = if mapping.names_username { &[] } else { &["email", "phone_number"] };
    output.pool(
        &Origin::file(path),
        pool,
        &NewPool { name: "auth0", attributes: &attributes, username_attributes },
    )?;
    json::lines(path, &mut |number, value| user(&Origin::line(path, number), &value, mapping, output))
}

fn user(
    origin: &Origin,
    value: &Value,
    mapping: &Mapping,
    output: &mut Output<'_>,
) -> Result<(), ConvertError> {
    if !value.is_object() {
        return Err(origin.clone().error("this is not a JSON object"));
    }
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    // `google-oauth2|1234` is the user of another provider, who has no password.
    if text("user_id").and_then(|id| id.split_once('|')).is_some_and(|(provider, _)| provider != "auth0") {
        output.leave_out("they sign in through an identity provider");
        return Ok(());
    }
    let Some(username) = mapping.username(value) else {
        output.leave_out(NO_NAME);
        return Ok(());
    };
    mapping.note_unmapped(value, "user_metadata", output);
    mapping.note_unmapped(value, "app_metadata", output);
    let user = User {
        username,
        hash: text("passwordHash")
            .or_else(|| text("password_hash"))
            .map(|hash| Hash::detect(hash.to_owned())),
        is_disabled: value.get("blocked") == Some(&Value::Bool(true)),
        attributes: mapping.attributes(value),
        ..User::default()
    };
    output.user(origin, user)
}
