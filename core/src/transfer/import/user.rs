//! Lines of users.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use userpool_storage_traits::Key;

use super::{
    Existing, Failure, Import, ImportOptions, Outcome,
    pool::{ATTEMPTS_MAX, Entered, Target},
};
use crate::{
    auth::user_status::UserStatus,
    context::{Cx, Finished, Stored as _},
    error::{Error, InvalidPassword},
    json,
    model::{
        auth_events::{AuthEvents, OlderEvents},
        counter,
        device::Device,
        group::{Group, Memberships},
        keys,
        passkey::Passkey,
        pool::Pool,
        schema::Required,
        user::{NewUser, Temporary, User},
    },
    ordered::SmallMap,
    sensitive::Sensitive,
    token::sessions::UserSessions,
    transfer::{
        LineProblem, accepts_password_hash,
        lines::{Line, LineType},
        parts::{Call, Place, Portable},
    },
    uuid,
};

/// Most things of a user who is added in one commit. The rest of the commit is for the user, the rows of names, addresses and lists,
/// and the checks of what was read.
const PARTS_MAX: usize = 60;

/// A user, and everything that belongs to the user.
struct UserLine {
    user: User,
    groups: Vec<String>,
    devices: Vec<Device>,
    passkeys: Vec<Passkey>,
    events: Option<AuthEvents>,
    older_events: Vec<OlderEvents>,
    sessions: Option<UserSessions>,
}

/// A short line.
#[derive(Deserialize)]
struct ShortUser {
    username: String,
    #[serde(default)]
    sub: Option<String>,
    #[serde(default)]
    password: Option<Sensitive>,
    #[serde(default)]
    temporary_password: Option<Sensitive>,
    #[serde(default)]
    password_hash: Option<ShortHash>,
    #[serde(default)]
    status: Option<UserStatus>,
    #[serde(default)]
    enabled: Option<bool>,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
}

/// The hash of a password from another system.
#[derive(Deserialize)]
struct ShortHash {
    algorithm: String,
    hash: Sensitive,
}

impl Import {
    /// Takes a user of the current pool.
    pub(super) async fn user(&mut self, line: Line) -> Result<(), Failure> {
        let Some(entered) = &self.pool else { return Err(LineProblem::NoPool.into()) };
        let engine = self.engine.clone();
        let call = Call::in_region(&engine, &entered.pool.region)?;
        let mut cx = call.cx();
        cx.trust(entered.pool.secret().records());
        let place = Place { pool_id: &entered.pool.id, secrets: &self.secrets };
        let line = UserLine::read(&mut cx, &entered.pool, place, line.members)?;
        let keys = line.defined(&entered.pool);
        for (kind, key) in keys {
            self.define(kind, &key)?;
        }
        let Some(entered) = &mut self.pool else { return Err(LineProblem::NoPool.into()) };
        if entered.commits_users && line.parts() > PARTS_MAX {
            return Err(LineProblem::ManyParts(PARTS_MAX).into());
        }
        match &mut entered.target {
            Target::Checked => {
                line.check_groups(&self.options, entered)?;
                self.imported.users += 1;
            }
            Target::Arriving(progress) => {
                let ids = line.group_ids(&entered.groups)?;
                line.user.put_new(&mut cx, &entered.pool)?;
                line.put_parts(&mut cx, &ids)?;
                self.imported.users += 1;
                let users = self.users_resumed + self.imported.users - self.users_before;
                progress.add(&self.engine, cx.take_writes(), (self.sum.lines, users)).await?;
            }
            Target::Existing => {
                let outcome = self.add_user(&line).await?;
                match outcome {
                    Outcome::Kept => self.imported.kept += 1,
                    Outcome::Written => self.imported.users += 1,
                }
            }
        }
        Ok(())
    }

    /// Adds a user to a pool that exists.
    async fn add_user(&self, line: &UserLine) -> Result<Outcome, Failure> {
        let Some(entered) = &self.pool else { return Err(LineProblem::NoPool.into()) };
        for _ in 0..ATTEMPTS_MAX {
            let call = Call::in_region(&self.engine, &entered.pool.region)?;
            let mut cx = call.cx();
            self.enter(&mut cx, entered).await?;
            if !User::is_free(&mut cx, &line.user.username).await? {
                return Ok(Outcome::Kept);
            }
            let names: Vec<Key> = line.groups.iter().map(|name| keys::group(name)).collect();
            let found: Vec<Option<Group>> = cx.peek(&names).await?;
            let mut ids = Vec::with_capacity(found.len());
            for (name, group) in line.groups.iter().zip(found) {
                let group = group.ok_or_else(|| LineProblem::Unknown("group", name.clone()))?;
                ids.push((group.id, group.name));
            }
            line.user.save(&mut cx, &entered.pool).await?;
            counter::add(&mut cx, 1).await?;
            line.put_parts(&mut cx, &ids)?;
            if let Finished::Committed(_) = cx.finish(true).await? {
                return Ok(Outcome::Written);
            }
        }
        Err(Error::TooManyRequests.into())
    }
}

impl UserLine {
    fn read(
        cx: &mut Cx<'_>,
        pool: &Pool,
        place: Place<'_>,
        mut members: Map<String, Value>,
    ) -> Result<Self, Failure> {
        let groups = match members.remove("groups") {
            None => Vec::new(),
            Some(value) => {
                json::from_value(value).map_err(|error| LineProblem::form(LineType::User, error))?
            }
        };
        let devices = parts(cx, place, &mut members, "devices")?;
        let passkeys = parts(cx, place, &mut members, "passkeys")?;
        let older_events = parts(cx, place, &mut members, "older_events")?;
        let events = part(cx, place, &mut members, "events")?;
        let sessions = part(cx, place, &mut members, "sessions")?;
        let user = match members.contains_key("created") {
            true => place.inward(cx, LineType::User, Value::Object(members))?,
            false => short_user(cx, pool, members)?,
        };
        let line = Self { user, groups, devices, passkeys, events, older_events, sessions };
        line.check_owner()?;
        Ok(line)
    }

    /// The parts must be those of the user.
    fn check_owner(&self) -> Result<(), LineProblem> {
        let name = &self.user.username;
        let owned = keys::owned(name);
        let is_own = |key: Key| key.as_str().starts_with(owned.as_str());
        let is_all = self.devices.iter().all(|device| is_own(device.key()))
            && self.passkeys.iter().all(|passkey| is_own(passkey.key()))
            && self.events.iter().all(|events| events.key() == keys::auth_events(name))
            && self.older_events.iter().all(|events| {
                let own = keys::auth_events_older(name);
                events.key().as_str().starts_with(own.as_str())
            })
            && self.sessions.iter().all(|sessions| sessions.key() == keys::user_sessions(name));
        if is_all { Ok(()) } else { Err(LineProblem::Foreign("user")) }
    }

    /// What the line defines.
    fn defined(&self, pool: &Pool) -> Vec<(&'static str, Key)> {
        let user = std::iter::once(("username", keys::user(&self.user.username)));
        let pointers = self.user.pointers(&pool.naming).into_iter().map(|key| match keys::family(&key) {
            "sub" => ("sub", key),
            _ => ("alias of a user", key),
        });
        let identities = self.user.identities.iter().map(|identity| ("identity of a user", identity.key()));
        user.chain(pointers).chain(identities).collect()
    }

    /// The ids of the user's groups, with their names.
    fn group_ids(&self, known: &SmallMap<String, String>) -> Result<Vec<(String, String)>, LineProblem> {
        let id_of = |name: &String| {
            let id = known.get(name).ok_or_else(|| LineProblem::Unknown("group", name.clone()))?;
            Ok((id.clone(), name.clone()))
        };
        self.groups.iter().map(id_of).collect()
    }

    /// Checks the references of a line that is not written. Groups that exist are found when it is.
    fn check_groups(&self, options: &ImportOptions, entered: &Entered) -> Result<(), LineProblem> {
        match options.existing {
            Existing::Keep => Ok(()),
            Existing::Refuse => self.group_ids(&entered.groups).map(drop),
        }
    }

    /// How many devices, groups and other things belong to the user.
    fn parts(&self) -> usize {
        self.user.identities.len()
            + self.groups.len()
            + self.devices.len()
            + self.passkeys.len()
            + self.older_events.len()
    }

    /// Writes what belongs to the user.
    fn put_parts(&self, cx: &mut Cx<'_>, groups: &[(String, String)]) -> Result<(), Error> {
        for identity in &self.user.identities {
            self.user.put_link(cx, identity)?;
        }
        self.devices.iter().try_for_each(|device| cx.put(device))?;
        self.passkeys.iter().try_for_each(|passkey| cx.put(passkey))?;
        self.older_events.iter().try_for_each(|events| cx.put(events))?;
        self.events.iter().try_for_each(|events| cx.put(events))?;
        self.sessions.iter().try_for_each(|sessions| cx.put(sessions))?;
        if !groups.is_empty() {
            let mut memberships = Memberships::new(&self.user);
            for (id, name) in groups {
                memberships.add(cx, id, name)?;
            }
            cx.put(&memberships)?;
        }
        Ok(())
    }
}

fn part<T: Portable>(
    cx: &mut Cx<'_>,
    place: Place<'_>,
    members: &mut Map<String, Value>,
    name: &str,
) -> Result<Option<T>, LineProblem> {
    members.remove(name).map(|value| place.inward(cx, LineType::User, value)).transpose()
}

fn parts<T: Portable>(
    cx: &mut Cx<'_>,
    place: Place<'_>,
    members: &mut Map<String, Value>,
    name: &str,
) -> Result<Vec<T>, LineProblem> {
    match members.remove(name) {
        None => Ok(Vec::new()),
        Some(Value::Array(values)) => {
            values.into_iter().map(|value| place.inward(cx, LineType::User, value)).collect()
        }
        Some(_) => {
            let problem = format!("member {name} is not a list");
            Err(LineProblem::Form { kind: LineType::User.as_str(), problem })
        }
    }
}

/// A user from a line without the members that only an engine knows.
fn short_user(cx: &mut Cx<'_>, pool: &Pool, members: Map<String, Value>) -> Result<User, Failure> {
    let short: ShortUser =
        json::from_value(Value::Object(members)).map_err(|error| LineProblem::form(LineType::User, error))?;
    let is_federated = short.status == Some(UserStatus::ExternalProvider);
    if !is_federated {
        pool.naming.check_username(&short.username)?;
    } else if !pool.naming.can_be_username(&short.username) {
        return Err(LineProblem::Long.into());
    }
    let mut attributes = short.attributes;
    if let Some(alias) = pool.naming.named_by(&short.username) {
        attributes.insert(alias.attribute().to_owned(), short.username.clone());
    }
    pool.schema.check(&attributes, Required::Later)?;
    let password = short.password.as_ref().or(short.temporary_password.as_ref());
    if let Some(password) = password {
        pool.settings.password_rules().check(password).map_err(InvalidPassword::AdminCreateUser)?;
    }
    let has_password = password.is_some() || short.password_hash.is_some();
    let status = short.status.unwrap_or(match &short.temporary_password {
        Some(_) => UserStatus::ForceChangePassword,
        None if has_password || pool.settings.is_passwordless() => UserStatus::Confirmed,
        // The user sets a password with `ForgotPassword`.
        None => UserStatus::ResetRequired,
    });
    let sub = match short.sub {
        Some(sub) if uuid::parse(&sub).is_some() => sub,
        Some(_) => {
            let problem = "member sub is not a UUID in lower case".to_owned();
            return Err(LineProblem::Form { kind: LineType::User.as_str(), problem }.into());
        }
        None => sub_of(pool, &short.username),
    };
    let mut user = User::new(pool, &short.username, NewUser { sub, status, now: cx.now() });
    if is_federated {
        // Also in a pool whose usernames are otherwise a `sub`: a sign-in through the provider finds the user by this name.
        user.username = pool.naming.canonical(&short.username);
        let written = pool.naming.shown(&short.username);
        user.written = Some(written).filter(|written| *written != user.username);
    }
    user.enabled = short.enabled.unwrap_or(true);
    user.set_attributes(&pool.naming, &attributes);
    if let Some(hash) = &short.password_hash {
        if !accepts_password_hash(&hash.algorithm, &hash.hash) {
            return Err(LineProblem::Unknown("hash of a password by", hash.algorithm.clone()).into());
        }
        user.set_imported_hash(cx, pool, &hash.algorithm, &hash.hash);
    } else if let Some(password) = &short.password {
        user.set_password(cx, pool, password, Temporary::No);
    } else if let Some(password) = &short.temporary_password {
        user.set_password(cx, pool, password, Temporary::Yes);
    }
    Ok(user)
}

/// The `sub` of a user whose line has none: the same in every import.
fn sub_of(pool: &Pool, username: &str) -> String {
    let digest = Sha256::new()
        .chain_update("userpool sub of a short line")
        .chain_update((pool.id.len() as u64).to_be_bytes())
        .chain_update(&pool.id)
        .chain_update(pool.naming.canonical(username))
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::from_bytes(bytes)
}
