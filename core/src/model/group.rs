//! Groups of users, optionally with a role and a precedence, and the memberships in them.
//!
//! `group/{name}` is the group. The name is in lower case, because names that differ only in case are the same name.
//! `memberships/{username}` holds the groups of a user, and `member/{group id}/{username}` is the list of a group's
//! members. A group may have more members than one commit can hold, so deleting it leaves memberships behind. They have
//! no effect: they name the group by an id that is never used again.
//!
//! `few-groups` holds all groups of a pool with few groups, so that a sign-in reads them together with everything else.
//! The sign-in learns the ids of the user's groups only from that read, too late to read each group.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use userpool_storage_traits::Key;

use crate::{
    context::{Cx, Stored},
    error::{Error, Internal, LimitExceeded, ResourceNotFound},
    events::GroupConfiguration,
    model::{keys, user::User},
    ordered::{self, Set},
    time::Timestamp,
};

/// The record of a group.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Group {
    /// Drawn for each group, so that a later group of the same name does not inherit the members.
    pub(crate) id: String,
    /// The name as it was given.
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) role_arn: Option<String>,
    /// Lower numbers are stronger; a group without a number is the weakest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) precedence: Option<u32>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

/// The record of the groups that a user is in.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Memberships {
    username: String,
    /// Binds the record to the user, so that a later user of the same name does not inherit it.
    sub: String,
    groups: Vec<Membership>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Membership {
    id: String,
    name: String,
}

/// The record of all groups of a pool, without their descriptions, in pools with few groups.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct GroupIndex {
    groups: Vec<Group>,
    /// The pool had too many groups once. The record has listed no groups since then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    given_up: bool,
}

/// Most groups in the record: with the longest names and roles they fill half of the longest value.
const FEW: usize = 50;

/// The groups and roles of a user that tokens contain.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct GroupClaims {
    /// By precedence, strongest first.
    pub(crate) groups: Vec<String>,
    pub(crate) roles: Vec<String>,
    pub(crate) preferred_role: Option<String>,
}

/// Most groups of a user.
const GROUPS_MAX: usize = 100;

/// Most member rows that are removed together with a group. The rest may stay, since a commit has limits.
const ROWS_REMOVED_MAX: u32 = 40;

/// Most member rows that are removed together with a user, whose passkeys, devices and links are removed as well.
const ROWS_REMOVED_WITH_USER_MAX: usize = 14;

impl Group {
    /// Loads a group of the pool that was entered before.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when no group has this name.
    pub(crate) async fn load(cx: &mut Cx<'_>, name: &str) -> Result<Self, Error> {
        cx.get(&keys::group(name)).await?.ok_or_else(|| ResourceNotFound::Group.into())
    }

    /// Writes the group.
    pub(crate) async fn save(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        GroupIndex::change(cx, &self.id, Some(self)).await?;
        cx.put(self)
    }

    /// Removes the group. Its members remain users of the pool.
    pub(crate) async fn delete(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        GroupIndex::change(cx, &self.id, None).await?;
        for (row, _) in cx.scan(keys::members(&self.id), None, ROWS_REMOVED_MAX).await? {
            cx.remove(row);
        }
        cx.remove(keys::group(&self.name));
        Ok(())
    }

    /// A key that sorts groups by precedence, then by name.
    pub(crate) fn rank(&self) -> Key {
        let precedence = self.precedence.map_or_else(|| "none".to_owned(), |number| format!("{number:010}"));
        Key::new(["rank", &precedence, &self.name])
    }
}

impl GroupIndex {
    /// The keys of the groups. `None` in a pool that has or had too many for the record.
    pub(crate) fn keys(&self) -> Option<Set<Key>> {
        let keys = || self.groups.iter().map(|group| keys::group(&group.name)).collect();
        (!self.given_up).then(keys)
    }

    /// Replaces the group with this id by `group`, or removes it.
    async fn change(cx: &mut Cx<'_>, id: &str, group: Option<&Group>) -> Result<(), Error> {
        let Some(mut few) = cx.get::<Self>(&keys::few_groups()).await?.filter(|few| !few.given_up) else {
            return Ok(());
        };
        few.groups.retain(|known| known.id != id);
        few.groups.extend(group.map(|group| Group { description: None, ..group.clone() }));
        if few.groups.len() > FEW {
            few = Self { groups: Vec::new(), given_up: true };
        }
        cx.put(&few)
    }

    /// The memberships whose groups still exist, as groups without descriptions. `None` when the pool has too many
    /// groups for the record.
    async fn living(cx: &mut Cx<'_>, memberships: &Memberships) -> Result<Option<Vec<Group>>, Error> {
        let key = keys::few_groups();
        let found = cx.peek::<Self>(std::slice::from_ref(&key)).await?;
        let Some(few) = found.into_iter().flatten().next() else { return Ok(None) };
        let is_member = |group: &Group| memberships.contains(group);
        Ok((!few.given_up).then(|| few.groups.into_iter().filter(is_member).collect()))
    }
}

impl Memberships {
    /// Whether they are those of this user, and not of an earlier one of the same name.
    pub(crate) fn is_of(&self, user: &User) -> bool {
        self.sub == user.sub
    }

    /// The key of the row of this user as a member of a group.
    pub(crate) fn row(&self, group: &Group) -> Key {
        keys::member(&group.id, &self.username)
    }

    /// The user's memberships, including those of deleted groups.
    pub(crate) async fn load(cx: &mut Cx<'_>, user: &User) -> Result<Self, Error> {
        let found = cx.get::<Self>(&keys::memberships(&user.username)).await?;
        Ok(found.filter(|found| found.sub == user.sub).unwrap_or_else(|| Self {
            username: user.username.clone(),
            sub: user.sub.clone(),
            groups: Vec::new(),
        }))
    }

    /// The memberships of a user who is in no group yet.
    #[cfg(feature = "transfer")]
    pub(crate) fn new(user: &User) -> Self {
        Self { username: user.username.clone(), sub: user.sub.clone(), groups: Vec::new() }
    }

    /// The ids of the groups, in the order in which the user joined them, with the names that they had.
    #[cfg(feature = "transfer")]
    pub(crate) fn ids(&self) -> impl Iterator<Item = (&str, &str)> {
        self.groups.iter().map(|membership| (&*membership.id, &*membership.name))
    }

    /// Adds the membership in a group, and the row of the group's member. Write the memberships afterwards.
    #[cfg(feature = "transfer")]
    pub(crate) fn add(&mut self, cx: &mut Cx<'_>, id: &str, name: &str) -> Result<(), Error> {
        self.groups.push(Membership { id: id.to_owned(), name: name.to_owned() });
        let row = serde_json::to_vec(&self.sub).map_err(Internal::encoding("a group"))?;
        cx.put_raw(keys::member(id, &self.username), row);
        Ok(())
    }

    /// The groups, strongest first.
    pub(crate) async fn groups(&self, cx: &mut Cx<'_>) -> Result<Vec<Group>, Error> {
        let keys: Vec<Key> = self.groups.iter().map(|membership| keys::group(&membership.name)).collect();
        let found = self.groups.iter().zip(cx.peek::<Group>(&keys).await?);
        let mut groups: Vec<Group> =
            found.filter_map(|(membership, group)| group.filter(|group| group.id == membership.id)).collect();
        ordered::sort_by_key(&mut groups, Group::rank);
        Ok(groups)
    }

    /// Makes the user a member. Has no effect on a member.
    ///
    /// # Errors
    /// `LimitExceededException` when the user is in too many groups.
    pub(crate) async fn join(mut self, cx: &mut Cx<'_>, group: &Group) -> Result<(), Error> {
        if self.contains(group) {
            return Ok(());
        }
        if self.groups.len() >= GROUPS_MAX {
            let living = self.groups(cx).await?;
            self.groups.retain(|membership| living.iter().any(|group| group.id == membership.id));
        }
        if self.groups.len() >= GROUPS_MAX {
            return Err(LimitExceeded::GroupsOfUser.into());
        }
        self.groups.push(Membership { id: group.id.clone(), name: group.name.clone() });
        let row = serde_json::to_vec(&self.sub).map_err(Internal::encoding("a group"))?;
        cx.put_raw(keys::member(&group.id, &self.username), row);
        cx.put(&self)
    }

    /// Ends the membership of the user. Has no effect on other users.
    pub(crate) fn leave(mut self, cx: &mut Cx<'_>, group: &Group) -> Result<(), Error> {
        if !self.contains(group) {
            return Ok(());
        }
        self.groups.retain(|membership| membership.id != group.id);
        cx.remove(keys::member(&group.id, &self.username));
        cx.put(&self)
    }

    fn contains(&self, group: &Group) -> bool {
        self.groups.iter().any(|membership| membership.id == group.id)
    }
}

impl GroupClaims {
    /// The groups and roles that a token for this user contains now.
    pub(crate) async fn of(cx: &mut Cx<'_>, user: &User) -> Result<Self, Error> {
        let memberships = Memberships::load(cx, user).await?;
        if memberships.groups.is_empty() {
            return Ok(Self::default());
        }
        let mut groups = match GroupIndex::living(cx, &memberships).await? {
            Some(living) => living,
            None => memberships.groups(cx).await?,
        };
        ordered::sort_by_key(&mut groups, Group::rank);
        Ok(Self::new(&groups))
    }

    /// The claims of these groups, which are given strongest first.
    fn new(groups: &[Group]) -> Self {
        let mut roles: Vec<String> = Vec::new();
        for role in groups.iter().filter_map(|group| group.role_arn.as_ref()) {
            if !roles.contains(role) {
                roles.push(role.clone());
            }
        }
        let mut with_role = groups.iter().filter(|group| group.role_arn.is_some());
        let strongest = with_role.next();
        // If several groups with a role are equally strong, a role is preferred only if they all name the same one.
        let preferred = strongest.filter(|strongest| {
            with_role
                .take_while(|group| group.precedence == strongest.precedence)
                .all(|group| group.role_arn == strongest.role_arn)
        });
        Self {
            groups: groups.iter().map(|group| group.name.clone()).collect(),
            roles,
            preferred_role: preferred.and_then(|group| group.role_arn.clone()),
        }
    }

    /// The groups and roles as a pre token generation function receives them.
    pub(crate) fn configuration(&self) -> GroupConfiguration {
        GroupConfiguration {
            groups_to_override: Some(self.groups.clone()),
            iam_roles_to_override: Some(self.roles.clone()),
            preferred_role: self.preferred_role.clone(),
        }
    }

    /// Adds the claims of an access token.
    pub(crate) fn add_to_access_token(&self, claims: &mut Value) {
        if !self.groups.is_empty() {
            claims["cognito:groups"] = json!(self.groups);
        }
    }

    /// Adds the claims of an ID token.
    pub(crate) fn add_to_id_token(&self, claims: &mut Value) {
        self.add_to_access_token(claims);
        if !self.roles.is_empty() {
            claims["cognito:roles"] = json!(self.roles);
        }
        if let Some(role) = &self.preferred_role {
            claims["cognito:preferred_role"] = json!(role);
        }
    }
}

/// Removes a deleted user's memberships.
pub(crate) async fn forget_member(cx: &mut Cx<'_>, user: &User) -> Result<(), Error> {
    let memberships = Memberships::load(cx, user).await?;
    // The rows that stay do no harm: they hold the `sub` of the deleted user.
    for membership in memberships.groups.iter().take(ROWS_REMOVED_WITH_USER_MAX) {
        cx.remove(keys::member(&membership.id, &user.username));
    }
    cx.remove(keys::memberships(&user.username));
    Ok(())
}

impl Stored for Group {
    fn key(&self) -> Key {
        keys::group(&self.name)
    }
}

impl Stored for GroupIndex {
    fn key(&self) -> Key {
        keys::few_groups()
    }
}

impl Stored for Memberships {
    fn key(&self) -> Key {
        keys::memberships(&self.username)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, role: Option<&str>, precedence: Option<u32>) -> Group {
        Group {
            id: name.to_owned(),
            name: name.to_owned(),
            description: None,
            role_arn: role.map(str::to_owned),
            precedence,
            created: Timestamp::default(),
            modified: Timestamp::default(),
        }
    }

    fn preferred(groups: &[(Option<&str>, Option<u32>)]) -> Option<String> {
        let mut groups: Vec<_> = groups
            .iter()
            .enumerate()
            .map(|(index, (role, precedence))| group(&format!("g{index}"), *role, *precedence))
            .collect();
        groups.sort_by_key(Group::rank);
        GroupClaims::new(&groups).preferred_role
    }

    #[test]
    fn the_role_of_the_strongest_group_is_preferred_unless_two_disagree() {
        assert_eq!(preferred(&[]), None);
        assert_eq!(preferred(&[(None, Some(0))]), None);
        assert_eq!(preferred(&[(Some("a"), None)]).as_deref(), Some("a"));
        assert_eq!(preferred(&[(Some("a"), Some(2)), (Some("b"), Some(1))]).as_deref(), Some("b"));
        assert_eq!(preferred(&[(Some("a"), None), (Some("b"), Some(9))]).as_deref(), Some("b"));
        assert_eq!(preferred(&[(Some("a"), Some(1)), (Some("b"), Some(1))]), None);
        assert_eq!(
            preferred(&[(Some("a"), Some(1)), (Some("a"), Some(1)), (Some("b"), Some(2))]).as_deref(),
            Some("a")
        );
        assert_eq!(preferred(&[(Some("a"), None), (Some("b"), None)]), None);
    }

    #[test]
    fn groups_are_ordered_by_precedence_and_those_without_come_last() {
        let mut groups = [
            group("none", None, None),
            group("ten", None, Some(10)),
            group("nine", None, Some(9)),
            group("a-nine", None, Some(9)),
            group("most", None, Some(u32::MAX)),
        ];
        groups.sort_by_key(Group::rank);
        assert_eq!(GroupClaims::new(&groups).groups, ["a-nine", "nine", "ten", "most", "none"]);
    }
}
