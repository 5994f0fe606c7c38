//! The names of a user, and which user already holds a name.
//!
//! One value leads to one user, whatever kind of name it is: a username, a `sub`, a verified address or number, or a
//! `preferred_username`. Each kind has its own key. When a user claims a value, the engine reads the keys of all kinds
//! for it, and the commit checks that none of them changed. So if two users claim one value at the same time, in
//! whatever kind, only one succeeds.

use crate::{
    context::Cx,
    error::{AliasExists, Error},
    model::{
        keys,
        naming::{Alias, Candidates, Naming},
        pool::Pool,
        user::{Pointer, User},
    },
    ordered::{Set, SmallMap},
};

/// A name that a user claims and that leads to another user.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Taken {
    /// The attribute by which the user claims it.
    pub(crate) alias: Alias,
    /// The username of the other user.
    holder: String,
    /// The kind of name that it is for the other user.
    held_as: Kind,
}

/// The kind of name by which a value leads to a user.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Username,
    Sub,
    Alias(Alias),
}

impl Taken {
    /// Whether the name can move to the user who claims it. Only a verified address or number can, and it cannot be the
    /// other user's username or `sub`.
    pub(crate) fn can_move(&self) -> bool {
        self.alias.verified_attribute().is_some() && matches!(self.held_as, Kind::Alias(_))
    }
}

/// The users who hold a name.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Holders {
    /// Other users that the name leads to, without duplicates.
    pub(crate) others: Set<String>,
    /// No record leads to the user from the canonical spelling, but one from another spelling does.
    pub(crate) in_earlier_spelling: bool,
}

impl User {
    /// The holders of each name of this user: the username and the aliases that lead to the user now.
    pub(crate) async fn holders_of_names(
        &self,
        cx: &mut Cx<'_>,
        pool: &Pool,
    ) -> Result<Vec<(&'static str, Holders)>, Error> {
        let naming = &pool.naming;
        let aliases = self.aliases(naming).into_iter().map(|(alias, value)| (Some(alias), value));
        let names: Vec<(Option<Alias>, Candidates)> = [(None, self.shown_username())]
            .into_iter()
            .chain(aliases)
            .map(|(alias, value)| (alias, naming.candidates(value)))
            .collect();
        let keys: Vec<_> = names.iter().flat_map(|(_, candidates)| candidates.keys()).collect();
        cx.prefetch(&keys).await?;
        let mut found = Vec::new();
        for (alias, candidates) in &names {
            let others = holders(cx, candidates).await?.into_iter().map(|(_, holder)| holder);
            let key = match alias {
                None => candidates.users.last(),
                Some(alias) => {
                    candidates.aliases.iter().rev().find(|(of, _)| of == alias).map(|(_, key)| key)
                }
            };
            let is_there = match key {
                Some(key) => cx.exists(key).await?,
                None => false,
            };
            found.push((
                alias.map_or("username", Alias::attribute),
                Holders {
                    others: others.filter(|holder| *holder != self.username).collect(),
                    in_earlier_spelling: !is_there,
                },
            ));
        }
        Ok(found)
    }

    /// The aliases that lead to this user now, in canonical form.
    fn names(&self, naming: &Naming) -> Vec<(Alias, String)> {
        self.aliases(naming).into_iter().map(|(alias, value)| (alias, naming.canonical(value))).collect()
    }

    /// The names that saving this user would add and that lead to other users. Names that the user had before are not
    /// checked.
    pub(crate) async fn taken_names(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<Vec<Taken>, Error> {
        let before: Option<Self> = cx.get(&keys::user(&self.username)).await?;
        let held = before.map(|user| user.names(&pool.naming)).unwrap_or_default();
        let is_new = |(alias, value): &(Alias, &str)| !held.contains(&(*alias, pool.naming.canonical(value)));
        let claimed: Vec<(Alias, Candidates)> = self
            .aliases(&pool.naming)
            .into_iter()
            .filter(is_new)
            .map(|(alias, value)| (alias, pool.naming.candidates(value)))
            .collect();
        let keys: Vec<_> = claimed.iter().flat_map(|(_, candidates)| candidates.keys()).collect();
        cx.prefetch(&keys).await?;
        let mut taken = Vec::new();
        for (alias, candidates) in &claimed {
            let holders = holders(cx, candidates).await?;
            let others = holders.into_iter().filter(|(_, holder)| *holder != self.username);
            taken.extend(others.map(|(held_as, holder)| Taken { alias: *alias, holder, held_as }));
        }
        Ok(taken)
    }

    /// As [`User::save`], and takes the names that [`User::taken_names`] found from the users who hold them. An address
    /// or number of these users is no longer verified, and their `preferred_username` is removed.
    ///
    /// # Errors
    /// As [`User::save`], for a name that cannot move.
    pub(crate) async fn save_taking(
        &self,
        cx: &mut Cx<'_>,
        pool: &Pool,
        taken: Vec<Taken>,
    ) -> Result<(), Error> {
        // One user may lose several names, but is written only once.
        let mut losses: SmallMap<String, Vec<Alias>> = SmallMap::new();
        for name in taken {
            match name.held_as {
                Kind::Alias(lost) if name.can_move() => {
                    losses.get_or_insert(name.holder, Vec::new()).push(lost)
                }
                _ => return Err(AliasExists::Given(name.alias.attribute()).into()),
            }
        }
        self.check_names(cx, pool).await?;
        for (holder, lost) in losses {
            let Some(mut holder) = cx.get::<Self>(&keys::user(&holder)).await? else { continue };
            for alias in lost {
                match alias.verified_attribute() {
                    Some(verified) => holder.attributes.insert(verified.to_owned(), "false".to_owned()),
                    None => holder.attributes.remove(alias.attribute()),
                };
            }
            holder.modified = cx.now();
            holder.save_rows(cx, pool).await?;
        }
        // Written after the rows of the other users, because the last write to a key counts.
        self.save_rows(cx, pool).await
    }

    /// Checks the form of a new `preferred_username`, also for a user who is not confirmed yet: it becomes a name with
    /// the confirmation.
    pub(super) async fn check_names(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<(), Error> {
        let before: Option<Self> = cx.get(&keys::user(&self.username)).await?;
        let preferred = |user: &Self| user.attributes.get(Alias::PreferredUsername.attribute()).cloned();
        match preferred(self) {
            Some(value) if before.as_ref().and_then(preferred).as_ref() != Some(&value) => {
                Ok(pool.naming.check_preferred_username(&value)?)
            }
            _ => Ok(()),
        }
    }
}

/// The users that a name leads to, according to the records read for it. More than one only if an earlier version wrote
/// them.
async fn holders(cx: &mut Cx<'_>, candidates: &Candidates) -> Result<Vec<(Kind, String)>, Error> {
    let mut holders = Vec::new();
    for key in &candidates.users {
        holders.extend(cx.get::<User>(key).await?.map(|user| (Kind::Username, user.username)));
    }
    let subs = candidates.sub.iter().map(|key| (Kind::Sub, key));
    let aliases = candidates.aliases.iter().map(|(alias, key)| (Kind::Alias(*alias), key));
    for (kind, key) in subs.chain(aliases) {
        holders.extend(cx.get::<Pointer>(key).await?.map(|pointer| (kind, pointer.username)));
    }
    Ok(holders)
}

#[cfg(all(test, feature = "rsa"))]
mod tests;
