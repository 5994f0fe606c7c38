//! Changes of attributes, by users and by administrators.

use std::collections::BTreeMap;

use userpool_storage_traits::Purpose;

use crate::{
    auth::{channel::Channel, user_status::UserStatus},
    context::Cx,
    error::{AliasExists, Error, InvalidParameter, NotAuthorized},
    message::{code_message::CodeMessage, delivery::CodeDeliveryDetails},
    model::{
        attributes::is_true,
        client::Client,
        code::{Code, CodePurpose, Owner, Route},
        naming::Naming,
        pool::Pool,
        schema::Required,
        user::User,
    },
    ordered,
};

/// The caller who changes a user's attributes.
#[derive(Clone, Copy, Debug)]
pub(in crate::api) enum By<'a> {
    /// The user, limited to the attributes that the app client may write.
    User(&'a Client),
    Admin,
}

/// A user whose attributes are changed.
pub(in crate::api) struct Change<'a> {
    pub(in crate::api) pool: &'a Pool,
    pub(in crate::api) user: User,
    pub(in crate::api) by: By<'a>,
}

/// Sets attributes; an empty value deletes. Returns which addresses received a code.
///
/// A new address is not verified. If the pool verifies addresses automatically, it gets a code. If the pool verifies
/// addresses before an update, the new address is stored with the code, and the old one stays until the user proves the
/// new one. An administrator may mark the address as verified in the same call.
pub(in crate::api) async fn update(
    cx: &mut Cx<'_>,
    change: Change<'_>,
    values: BTreeMap<String, String>,
) -> Result<Vec<CodeDeliveryDetails>, Error> {
    let Change { pool, mut user, by } = change;
    by.check_permission(values.keys())?;
    pool.schema.check_mutable(values.keys())?;
    pool.schema.check(&values, Required::Later)?;
    let emptied = values.iter().filter(|(_, value)| value.is_empty()).map(|(name, _)| name);
    if let Some(name) = emptied.clone().find(|name| pool.schema.is_required(name)) {
        return Err(InvalidParameter::Schema(format!("{name}: The attribute is required\n")).into());
    }
    let mut values = kept(&pool.naming, values);
    check_claim(cx, pool, claimed(pool, &user, by, &values)).await?;
    let unproved = withhold_unproved(cx, pool, &user, &mut values).await?;
    user.set_attributes(&pool.naming, &values);
    user.modified = cx.now();
    user.save(cx, pool).await?;

    let mut sent = Vec::new();
    for (channel, waiting) in unproved {
        if waiting.is_some() || pool.settings.auto_verifies(channel) {
            let purpose = Purpose::UpdateUserAttribute;
            let proof = AddressProof { by, channel, waiting: waiting.as_deref(), purpose };
            sent.extend(prove(cx, pool, &user, proof).await?);
        }
    }
    Ok(sent)
}

/// Removes from `values` every new address that the user must prove first, and marks the other new addresses as not
/// verified. Returns the channels of all of them, with the address if it was removed.
async fn withhold_unproved(
    cx: &mut Cx<'_>,
    pool: &Pool,
    user: &User,
    values: &mut BTreeMap<String, String>,
) -> Result<Vec<(Channel, Option<String>)>, Error> {
    let mut unproved = Vec::new();
    for channel in CHANNELS {
        let Some(address) = values.get(channel.attribute()).cloned() else { continue };
        // A second change replaces an address that waits for its proof.
        Code::drop_change(cx, &user.username, CodePurpose::verifying(channel)).await?;
        let vouched = is_true(values, channel.verified_attribute());
        if address.is_empty() || vouched || user.address(channel) == Some(&*address) {
            continue;
        }
        values.remove(channel.verified_attribute());
        if pool.settings.verifies_before_update(channel) {
            values.remove(channel.attribute());
            unproved.push((channel, Some(address)));
        } else {
            values.insert(channel.verified_attribute().to_owned(), "false".to_owned());
            unproved.push((channel, None));
        }
    }
    Ok(unproved)
}

/// Deletes attributes. Deleting one that the user does not have succeeds.
pub(in crate::api) async fn delete(
    cx: &mut Cx<'_>,
    change: Change<'_>,
    names: &[String],
) -> Result<(), Error> {
    let Change { pool, mut user, by } = change;
    by.check_permission(names.iter())?;
    let violations: String = names
        .iter()
        .filter_map(|name| match pool.schema.get(name) {
            None => Some(format!("user.{name}: Attribute does not exist in the schema.\n")),
            Some(_) if name != "sub" && pool.schema.is_required(name) => {
                Some(format!("user.{name}: The attribute is required\n"))
            }
            Some(_) => None,
        })
        .collect();
    if !violations.is_empty() {
        return Err(InvalidParameter::UserAttributes(violations).into());
    }
    pool.schema.check_mutable(names.iter())?;
    for channel in CHANNELS {
        if names.iter().any(|name| name == channel.attribute()) {
            Code::drop_change(cx, &user.username, CodePurpose::verifying(channel)).await?;
        }
    }
    let values = ordered::map(names.iter().map(|name| (name.clone(), String::new())));
    user.set_attributes(&pool.naming, &values);
    user.modified = cx.now();
    user.save(cx, pool).await
}

/// An address that the user must prove.
#[derive(Clone, Copy)]
pub(in crate::api) struct AddressProof<'a> {
    pub(in crate::api) by: By<'a>,
    pub(in crate::api) channel: Channel,
    /// An address that the user does not have yet.
    pub(in crate::api) waiting: Option<&'a str>,
    /// The purpose of the message.
    pub(in crate::api) purpose: Purpose,
}

/// Sends a code to the waiting address, or, if there is none, to the user's current one.
pub(in crate::api) async fn prove(
    cx: &mut Cx<'_>,
    pool: &Pool,
    user: &User,
    proof: AddressProof<'_>,
) -> Result<Option<CodeDeliveryDetails>, Error> {
    let AddressProof { by, channel, waiting, purpose } = proof;
    let Some(address) = waiting.or(user.address(channel)) else { return Ok(None) };
    let owner = Owner::of(user, CodePurpose::verifying(channel));
    let code = Code::issue_to(cx, pool, owner, Route { channel, new_address: waiting }).await?;
    let client = match by {
        By::User(client) => Some(client),
        By::Admin => None,
    };
    Ok(Some(CodeMessage { client, user, purpose, channel, address, code: &code }.send(cx, pool)?))
}

const CHANNELS: [Channel; 2] = [Channel::Email, Channel::PhoneNumber];

impl By<'_> {
    fn check_permission<'n>(self, mut names: impl Iterator<Item = &'n String>) -> Result<(), NotAuthorized> {
        match self {
            By::User(client) if names.any(|name| !client.settings.can_write(name)) => {
                Err(NotAuthorized::UnauthorizedAttribute)
            }
            By::User(_) | By::Admin => Ok(()),
        }
    }
}

/// The values in the form in which they are stored, so that another spelling of the same address is not a change.
fn kept(naming: &Naming, values: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let kept = |name: &str, value: String| if naming.is_alias(name) { naming.shown(&value) } else { value };
    ordered::map(values.into_iter().map(|(name, value)| (name.clone(), kept(&name, value))))
}

/// The user with all names that the values give, including names that are not active yet: an address that the user must
/// prove first, and the `preferred_username` of an unconfirmed user. If another user has such a name, the new one could
/// never become active. An administrator may give several users the same unverified address.
fn claimed(pool: &Pool, user: &User, by: By<'_>, values: &BTreeMap<String, String>) -> User {
    let mut claimant = user.clone();
    claimant.set_attributes(&pool.naming, values);
    if claimant.status == UserStatus::Unconfirmed {
        claimant.status = UserStatus::Confirmed;
    }
    for channel in CHANNELS {
        if matches!(by, By::User(_)) && values.contains_key(channel.attribute()) {
            claimant.verify_channel(channel);
        }
    }
    claimant
}

/// Refuses names that already lead to another user.
async fn check_claim(cx: &mut Cx<'_>, pool: &Pool, claimant: User) -> Result<(), Error> {
    match claimant.taken_names(cx, pool).await?.first() {
        Some(taken) => Err(AliasExists::Given(taken.alias.attribute()).into()),
        None => Ok(()),
    }
}
