//! Operations that a page runs for the app client.

use serde_json::{Map, Value};

use crate::{
    api,
    auth::secret_hash::secret_hash,
    check,
    context::Cx,
    error::{Error, UnknownOperation},
    model::client::Client,
};

/// The members of a request. Those without a value are left out.
pub(super) type Members<'a> = [(&'a str, Option<&'a str>)];

/// Runs an operation with these members, as one that has come over the wire: so the page needs no code of its own for each.
pub(super) async fn perform(
    cx: &mut Cx<'_>,
    operation: &'static str,
    members: &Members<'_>,
) -> Result<Value, Error> {
    perform_with(cx, operation, input(members)).await
}

/// As [`perform`], for a user of the app client: with the client's id, the name, and `SECRET_HASH` if the client has a secret.
pub(super) async fn perform_for(
    cx: &mut Cx<'_>,
    client: &Client,
    (operation, name): (&'static str, &str),
    members: &Members<'_>,
    attributes: Option<Value>,
) -> Result<Value, Error> {
    let hash = secret_hash_for(cx, client, name)?;
    let mut input = input(members);
    for (member, value) in
        [("ClientId", Some(&*client.id)), ("Username", Some(name)), ("SecretHash", hash.as_deref())]
    {
        if let Some(value) = value {
            input.insert(member.to_owned(), Value::from(value));
        }
    }
    if let Some(attributes) = attributes {
        input.insert("UserAttributes".to_owned(), attributes);
    }
    perform_with(cx, operation, input).await
}

async fn perform_with(
    cx: &mut Cx<'_>,
    operation: &'static str,
    input: Map<String, Value>,
) -> Result<Value, Error> {
    let entry = api::find(operation).ok_or_else(|| UnknownOperation::named(operation))?;
    check::check(entry.input, &input)?;
    let mut running = (entry.decode)(Value::Object(input))?;
    running.attempt(cx).await?;
    running.answer()
}

fn input(members: &Members<'_>) -> Map<String, Value> {
    let mut input = Map::new();
    for (name, value) in members {
        if let Some(value) = value {
            input.insert((*name).to_owned(), Value::from(*value));
        }
    }
    input
}

/// A text of an answer.
pub(super) fn text<'v>(answer: &'v Value, name: &str) -> Option<&'v str> {
    answer.get(name).and_then(Value::as_str)
}

/// Where a code was sent, partly hidden, and the medium.
pub(super) fn destination(answer: &Value) -> Option<(String, String)> {
    let details = answer.get("CodeDeliveryDetails")?;
    let of = |name| text(details, name).map(str::to_owned);
    Some((of("Destination")?, of("DeliveryMedium")?))
}

/// `SECRET_HASH` for a name, if the client has a secret.
pub(super) fn secret_hash_for(cx: &Cx<'_>, client: &Client, name: &str) -> Result<Option<String>, Error> {
    let secrets = client.open_secrets(cx)?;
    Ok(secrets.first().map(|secret| secret_hash(secret, name, &client.id)))
}
