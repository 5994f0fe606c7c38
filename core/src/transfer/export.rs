//! [`Export`]: the lines of a file, some hundred records at a time.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use userpool_storage_traits::{Key, Prefix, Record, Scan};

use super::{
    ExportError,
    lines::{End, Header, Line, LineType, Sum, VERSION},
    parts::{Call, Place, Portable, encoded},
};
use crate::{
    context::{Cx, directory},
    engine::Engine,
    error::{Error, ResourceNotFound},
    file_secrets::{FileSecrets, SecretsHeader},
    model::{
        auth_events::{AuthEvents, OlderEvents},
        branding::Styles,
        client::Client,
        device::Device,
        domain::Domains,
        group::{Group, Memberships},
        identity_provider::Provider,
        keys,
        log_delivery::LogDelivery,
        passkey::Passkey,
        pool::Pool,
        pool_id::is_pool_id,
        resource_server::ResourceServer,
        risk::RiskConfigurationRecord,
        saml_key::SamlKey,
        signing_keys::SigningKeys,
        spent::Spent,
        terms::Terms,
        ui_customization::{ALL, UiCustomization},
        user::User,
    },
    ordered::SmallMap,
    token::{
        rotation::{Revoked, Rotation},
        sessions::UserSessions,
    },
    uuid,
};

/// Most records of one page.
const PAGE: u32 = 500;

/// Which pools an export has.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Pools {
    /// All pools of the store, in the order of their regions and their creation.
    #[default]
    All,
    /// The pool with this id.
    One(String),
}

/// The options of [`Engine::export`].
#[derive(Clone, Default)]
pub struct ExportOptions {
    /// Which pools.
    pub pools: Pools,
    /// Seals the secrets of the file. **Without it whoever reads the file can sign tokens, use the client secrets, and guess
    /// passwords**, as with a store and its master key.
    pub passphrase: Option<String>,
}

/// The lines of a file. Call [`Export::next`] until it returns `None`.
///
/// Records that change during an export are written as they are when the export reaches them. Each user is consistent.
pub struct Export {
    engine: Engine,
    pools: Pools,
    secrets: FileSecrets,
    sum: Sum,
    stage: Stage,
    /// Users that were written so far.
    users: u64,
}

enum Stage {
    First(Header),
    /// The next pool is the one after this entry of the directory.
    NextPool(Option<Key>),
    Pool(Box<InPool>),
    Last,
    Done,
}

/// The pool that is written.
struct InPool {
    id: String,
    /// Its entry in the directory.
    entry: Option<Key>,
    step: usize,
    after: Option<Key>,
    /// The names of its groups by their ids.
    groups: SmallMap<String, String>,
    /// Which kinds of records users have at all, so that others are not looked for.
    kinds: UserKinds,
}

/// The lines of a pool after the pool itself, in their order.
#[derive(Clone, Copy)]
enum Step {
    ResourceServers,
    IdentityProviders,
    Clients,
    Groups,
    Styles,
    Terms,
    Users,
    Spent,
    Rotations,
    Revocations,
}

const STEPS: [Step; 10] = [
    Step::ResourceServers,
    Step::IdentityProviders,
    Step::Clients,
    Step::Groups,
    Step::Styles,
    Step::Terms,
    Step::Users,
    Step::Spent,
    Step::Rotations,
    Step::Revocations,
];

#[derive(Clone, Copy, Default)]
struct UserKinds {
    owned: bool,
    memberships: bool,
    events: bool,
    sessions: bool,
}

/// Lines that are to be written.
#[derive(Default)]
struct Lines(Vec<(LineType, Value)>);

impl Lines {
    fn push(&mut self, kind: LineType, value: Value) {
        self.0.push((kind, value));
    }
}

impl std::fmt::Debug for ExportOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExportOptions").field("pools", &self.pools).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Export {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Export").field("lines", &self.sum.lines).finish_non_exhaustive()
    }
}

impl Engine {
    /// Exports pools: see [`transfer`](crate::transfer). Nothing is read before the first call of [`Export::next`]. With a passphrase
    /// this takes some tenths of a second and 64 MiB, in which the key is derived.
    ///
    /// # Errors
    /// [`ExportError`] when the host has no time or random numbers, or the key cannot be derived.
    pub fn export(&self, options: &ExportOptions) -> Result<Export, ExportError> {
        let call = Call::begin(self)?;
        let mut cx = call.cx();
        let (salt, chance) = (cx.random(), cx.random());
        let (secrets, header) = FileSecrets::new(options.passphrase.as_deref(), salt, chance)
            .map_err(|_| ExportError::Passphrase)?;
        let header = self.header(&mut cx, header);
        Ok(Export {
            engine: self.clone(),
            pools: options.pools.clone(),
            secrets,
            sum: Sum::default(),
            stage: Stage::First(header),
            users: 0,
        })
    }

    fn header(&self, cx: &mut Cx<'_>, secrets: SecretsHeader) -> Header {
        Header { version: VERSION, id: uuid::from_bytes(cx.random()), created: cx.now(), secrets }
    }
}

impl Export {
    /// The next lines, each with its line feed; `None` at the end of the file.
    ///
    /// # Errors
    /// `ResourceNotFoundException` for a pool that does not exist, or the error of the store. A file without its last line is
    /// not a valid export.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut lines = Lines::default();
        while lines.0.is_empty() {
            let stage = std::mem::replace(&mut self.stage, Stage::Done);
            self.stage = match stage {
                Stage::First(header) => {
                    lines.push(LineType::Header, encoded(&header)?);
                    Stage::NextPool(None)
                }
                Stage::NextPool(after) => self.next_pool(after, &mut lines).await?,
                Stage::Pool(state) => self.in_pool(state, &mut lines).await?,
                Stage::Last => {
                    let End { lines: number, sha256 } = self.sum.end();
                    lines.push(LineType::End, json!({"lines": number, "sha256": sha256}));
                    Stage::Done
                }
                Stage::Done => return Ok(None),
            };
        }
        Ok(Some(self.written(&lines)))
    }

    /// How many users were written so far.
    pub fn users(&self) -> u64 {
        self.users
    }

    fn written(&mut self, lines: &Lines) -> Vec<u8> {
        let mut out = Vec::new();
        for (kind, value) in &lines.0 {
            let start = out.len();
            Line::write(*kind, value, &mut out);
            self.sum.add(&out[start..]);
            self.users += u64::from(*kind == LineType::User);
        }
        out
    }

    async fn next_pool(&self, after: Option<Key>, lines: &mut Lines) -> Result<Stage, Error> {
        let (id, entry) = match &self.pools {
            Pools::One(id) if after.is_none() => {
                if !is_pool_id(id) {
                    return Err(ResourceNotFound::Pool(id.clone()).into());
                }
                (id.clone(), None)
            }
            Pools::One(_) => return Ok(Stage::Last),
            Pools::All => {
                let scan = Scan { after, ..Scan::first(keys::pool_entries(), 1) };
                let found = self.engine.host().storage.scan(&directory(), &scan).await?;
                let Some((entry, _)) = found.into_iter().next() else { return Ok(Stage::Last) };
                (entry.last(), Some(entry))
            }
        };
        let call = Call::begin(&self.engine)?;
        let mut cx = call.cx();
        let pool = match Pool::load(&mut cx, &id).await {
            Ok(pool) => pool,
            // The entry leads to a pool that was deleted, or is not complete.
            Err(Error::ResourceNotFound(_)) if entry.is_some() => return Ok(Stage::NextPool(entry)),
            Err(error) => return Err(error),
        };
        lines.push(LineType::Pool, self.pool_line(&mut cx, pool).await?);
        let kinds = UserKinds::of(&mut cx).await?;
        // A single pool has been written when its key is taken as that of an entry.
        let entry = entry.or_else(|| Some(keys::pool()));
        let groups = SmallMap::new();
        Ok(Stage::Pool(Box::new(InPool { id, entry, step: 0, after: None, groups, kinds })))
    }

    async fn pool_line(&self, cx: &mut Cx<'_>, mut pool: Pool) -> Result<Value, Error> {
        let id = pool.id.clone();
        let place = Place { pool_id: &id, secrets: &self.secrets };
        place.for_file(cx, |resealing| pool.reseal(resealing))?;
        let mut line = encoded(&pool)?;
        let keys = [
            keys::domains(),
            keys::signing_keys(),
            keys::saml_key(),
            keys::log_delivery(),
            keys::risk_configuration(None),
        ];
        let mut found = keys.iter().zip(cx.peek_records(&keys).await?);
        let mut domains = part::<Domains>(cx, place, found.next())?;
        for domain in ["prefix", "custom"] {
            // The revision of an entry in the directory, which another store does not have.
            if let Some(domain) =
                domains.as_mut().and_then(|domains| domains.get_mut(domain)?.as_object_mut())
            {
                domain.remove("entry");
            }
        }
        add(&mut line, "domains", domains);
        add(&mut line, "signing_keys", part::<SigningKeys>(cx, place, found.next())?);
        add(&mut line, "saml_key", part::<SamlKey>(cx, place, found.next())?);
        add(&mut line, "log_delivery", part::<LogDelivery>(cx, place, found.next())?);
        add(&mut line, "risk", part::<RiskConfigurationRecord>(cx, place, found.next())?);
        add(&mut line, "ui", customization(cx, ALL).await?);
        Ok(line)
    }

    async fn in_pool(&self, mut state: Box<InPool>, lines: &mut Lines) -> Result<Stage, Error> {
        let Some(step) = STEPS.get(state.step).copied() else {
            return Ok(Stage::NextPool(state.entry.clone()));
        };
        let call = Call::begin(&self.engine)?;
        let mut cx = call.cx();
        // A pool that is deleted meanwhile ends the export.
        let id = state.id.clone();
        Pool::load(&mut cx, &id).await?;
        let place = Place { pool_id: &id, secrets: &self.secrets };
        let prefix = match step {
            Step::Styles => None,
            Step::ResourceServers => Some(keys::resource_servers()),
            Step::IdentityProviders => Some(keys::all_identity_providers()),
            Step::Clients => Some(keys::clients()),
            Step::Groups => Some(keys::groups()),
            Step::Terms => Some(keys::all_terms()),
            Step::Users => Some(keys::users()),
            Step::Spent => Some(Prefix::under(["spent"])),
            Step::Rotations => Some(Prefix::under(["rotation"])),
            Step::Revocations => Some(Prefix::under(["revoked"])),
        };
        let page = match prefix {
            Some(prefix) => cx.scan(prefix, state.after.clone(), PAGE).await?,
            None => {
                styles(&mut cx, lines).await?;
                Vec::new()
            }
        };
        if let Step::Users = step {
            self.users_page(&mut cx, place, &state, &page, lines).await?;
        }
        for (key, record) in &page {
            match step {
                Step::ResourceServers => {
                    lines.push(
                        LineType::ResourceServer,
                        place.outward::<ResourceServer>(&mut cx, key, record)?,
                    );
                }
                Step::IdentityProviders => {
                    lines.push(LineType::IdentityProvider, place.outward::<Provider>(&mut cx, key, record)?);
                }
                Step::Clients => {
                    let mut line = place.outward::<Client>(&mut cx, key, record)?;
                    let id = key.last();
                    let keys = [keys::risk_configuration(Some(&id))];
                    let found = cx.peek_records(&keys).await?;
                    let risk =
                        part::<RiskConfigurationRecord>(&mut cx, place, keys.iter().zip(found).next())?;
                    add(&mut line, "risk", risk);
                    add(&mut line, "ui", customization(&mut cx, &id).await?);
                    lines.push(LineType::Client, line);
                }
                Step::Groups => {
                    let group: Group = cx.decode(key, record)?;
                    state.groups.insert(group.id.clone(), group.name.clone());
                    lines.push(LineType::Group, encoded(&group)?);
                }
                Step::Terms => lines.push(LineType::Terms, place.outward::<Terms>(&mut cx, key, record)?),
                Step::Spent => {
                    lines.push(LineType::Mark, mark(key, place.outward::<Spent>(&mut cx, key, record)?))
                }
                Step::Rotations => {
                    lines.push(LineType::Mark, mark(key, place.outward::<Rotation>(&mut cx, key, record)?));
                }
                Step::Revocations => {
                    lines.push(LineType::Mark, mark(key, place.outward::<Revoked>(&mut cx, key, record)?));
                }
                Step::Styles | Step::Users => {}
            }
        }
        match page.last() {
            Some((last, _)) if page.len() == PAGE as usize => state.after = Some(last.clone()),
            _ => {
                state.after = None;
                state.step += 1;
            }
        }
        Ok(Stage::Pool(state))
    }

    /// The users of a page, each with everything that belongs to the user.
    async fn users_page(
        &self,
        cx: &mut Cx<'_>,
        place: Place<'_>,
        state: &InPool,
        page: &[(Key, Record)],
        lines: &mut Lines,
    ) -> Result<(), Error> {
        let mut users: Vec<User> = Vec::with_capacity(page.len());
        for (key, record) in page {
            users.push(cx.decode(key, record)?);
        }
        let mut owned = match state.kinds.owned {
            true => owned(cx, place, &users).await?,
            false => SmallMap::new(),
        };
        let kinds = state.kinds;
        let memberships = of_users(cx, &users, keys::memberships, kinds.memberships).await?;
        let events = of_users(cx, &users, keys::auth_events, kinds.events).await?;
        let sessions = of_users(cx, &users, keys::user_sessions, kinds.sessions).await?;
        let parts = memberships.into_iter().zip(events).zip(sessions);
        for (user, ((memberships, events), sessions)) in users.into_iter().zip(parts) {
            let mine = owned.remove(&user.username).map(|(_, mine)| mine).unwrap_or_default();
            let memberships: Option<Memberships> = decoded(cx, memberships)?;
            let memberships = memberships.filter(|found| found.is_of(&user));
            let mut line = place.outward_of(cx, user)?;
            if let Some(memberships) = memberships {
                let names: Vec<&String> =
                    memberships.ids().filter_map(|(id, _)| state.groups.get(id)).collect();
                add(&mut line, "groups", (!names.is_empty()).then(|| json!(names)));
            }
            add(&mut line, "devices", list(mine.devices));
            add(&mut line, "passkeys", list(mine.passkeys));
            if let Some(events) = decoded::<AuthEvents>(cx, events)? {
                add(&mut line, "older_events", list(older(cx, place, &events).await?));
                add(&mut line, "events", Some(place.outward_of(cx, events)?));
            }
            let sessions: Option<UserSessions> = decoded(cx, sessions)?;
            add(&mut line, "sessions", sessions.map(|sessions| place.outward_of(cx, sessions)).transpose()?);
            lines.push(LineType::User, line);
        }
        Ok(())
    }
}

impl UserKinds {
    /// Which kinds the users of the pool have.
    async fn of(cx: &mut Cx<'_>) -> Result<Self, Error> {
        let mut found = [false; 4];
        let prefixes = [
            keys::all_owned(),
            keys::all_memberships(),
            Prefix::under(["auth-events"]),
            Prefix::under(["sessions"]),
        ];
        for (found, prefix) in found.iter_mut().zip(prefixes) {
            *found = !cx.scan(prefix, None, 1).await?.is_empty();
        }
        let [owned, memberships, events, sessions] = found;
        Ok(Self { owned, memberships, events, sessions })
    }
}

/// The devices and passkeys of a user.
#[derive(Default)]
struct Owned {
    devices: Vec<Value>,
    passkeys: Vec<Value>,
}

/// The devices and passkeys of these users, by username.
async fn owned(cx: &mut Cx<'_>, place: Place<'_>, users: &[User]) -> Result<SmallMap<String, Owned>, Error> {
    let mut all: SmallMap<String, Owned> = SmallMap::new();
    // Names are in another order here if one begins with the other: a name is followed by `/`.
    let starts = || users.iter().map(|user| keys::owned(&user.username).as_str().to_owned());
    let (Some(first), Some(last)) = (starts().min(), starts().max()) else { return Ok(all) };
    // The key before the first record of these users, since keys under a prefix are longer than the prefix.
    let mut after = Key::from_stored(first);
    loop {
        let page = cx.scan(keys::all_owned(), Some(after), PAGE).await?;
        for (key, record) in &page {
            let owner = keys::owner(key);
            let Some(user) = users.iter().find(|user| user.username == owner) else { continue };
            let sub_of = |value: &Value| value["sub"] == user.sub.as_str();
            let mine = all.get_or_insert(owner, Owned::default());
            if keys::is_device(key) {
                mine.devices.extend(Some(place.outward::<Device>(cx, key, record)?).filter(sub_of));
            } else {
                mine.passkeys.extend(Some(place.outward::<Passkey>(cx, key, record)?).filter(sub_of));
            }
        }
        match page.into_iter().last() {
            Some((key, _)) if key.as_str() < last.as_str() || key.as_str().starts_with(last.as_str()) => {
                after = key
            }
            _ => return Ok(all),
        }
    }
}

/// A record that was found under its key.
type FoundRecord = Option<(Key, Record)>;

/// A record of each user; none is read if no user of the pool has one.
async fn of_users(
    cx: &mut Cx<'_>,
    users: &[User],
    key: fn(&str) -> Key,
    are_any: bool,
) -> Result<Vec<FoundRecord>, Error> {
    if !are_any {
        return Ok(vec![None; users.len()]);
    }
    let keys: Vec<Key> = users.iter().map(|user| key(&user.username)).collect();
    let found = cx.peek_records(&keys).await?;
    Ok(keys.into_iter().zip(found).map(|(key, record)| Some((key, record?))).collect())
}

fn decoded<T: DeserializeOwned>(cx: &Cx<'_>, found: FoundRecord) -> Result<Option<T>, Error> {
    found.map(|(key, record)| cx.decode(&key, &record)).transpose()
}

/// The records of a user's older events.
async fn older(cx: &mut Cx<'_>, place: Place<'_>, events: &AuthEvents) -> Result<Vec<Value>, Error> {
    let found = cx.peek::<OlderEvents>(&events.older_keys()).await?;
    found.into_iter().flatten().map(|record| place.outward_of(cx, record)).collect()
}

/// The styles of the pool, in the order of their list.
async fn styles(cx: &mut Cx<'_>, lines: &mut Lines) -> Result<(), Error> {
    let styles = Styles::load(cx).await?;
    for entry in styles.entries() {
        let (style, assets) = entry.load(cx).await?;
        let mut line = encoded(&style)?;
        // Known from the assets.
        if let Some(members) = line.as_object_mut() {
            members.remove("images");
        }
        add(&mut line, "client_id", Some(json!(entry.client_id())));
        add(&mut line, "assets", (!assets.is_empty()).then(|| json!(assets)));
        lines.push(LineType::Style, line);
    }
    Ok(())
}

/// The customization of the classic hosted UI for an app client, or for all.
async fn customization(cx: &mut Cx<'_>, client: &str) -> Result<Option<Value>, Error> {
    let Some(customization) = UiCustomization::load(cx, client).await? else { return Ok(None) };
    let mut value = encoded(&customization)?;
    let logo = UiCustomization::image_text(cx, client).await?;
    add(&mut value, "logo", logo.map(Value::String));
    Ok(Some(value))
}

fn mark(key: &Key, record: Value) -> Value {
    json!({"of": keys::family(key), "record": record})
}

/// A record that belongs to another one, if there is one.
fn part<T: Portable>(
    cx: &mut Cx<'_>,
    place: Place<'_>,
    found: Option<(&Key, Option<Record>)>,
) -> Result<Option<Value>, Error> {
    let Some((key, Some(record))) = found else { return Ok(None) };
    place.outward::<T>(cx, key, &record).map(Some)
}

fn list(values: Vec<Value>) -> Option<Value> {
    (!values.is_empty()).then_some(Value::Array(values))
}

/// Adds a member that has a value.
fn add(line: &mut Value, name: &str, value: Option<Value>) {
    if let (Some(value), Some(members)) = (value, line.as_object_mut()) {
        members.insert(name.to_owned(), value);
    }
}
