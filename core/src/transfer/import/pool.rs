//! The pool that an import is in: how it is entered and left.

use serde_json::{Map, Value, json};
use userpool_storage_traits::{Key, Record};

use super::{
    Existing, Failure, Import,
    arriving::{Arriving, Progress, discard},
    records::{put_customization, put_risk},
};
use crate::{
    api::CreateUserPool,
    check,
    context::{Cx, Finished, decode, decode_row, directory, pool_partition},
    effects::CallMemory,
    engine::Engine,
    error::{Error, Internal},
    json,
    model::{
        counter,
        domain::Domains,
        group::GroupIndex,
        job::Kind,
        keys,
        log_delivery::LogDelivery,
        pool::{Pool, PoolRecord},
        pool_id::is_pool_id,
        saml_key::SamlKey,
        signing_keys::SigningKeys,
        ui_customization::ALL,
    },
    operation::Operation as _,
    ordered::SmallMap,
    transfer::{
        LineProblem,
        lines::{Line, LineType},
        parts::{Call, Place, Portable},
    },
};

/// The pool of the lines that follow.
pub(super) struct Entered {
    pub(super) pool: Pool,
    pub(super) target: Target,
    /// The pool is not imported whole, so everything of a user is one commit.
    pub(super) commits_users: bool,
    /// The ids of groups by their names.
    pub(super) groups: SmallMap<String, String>,
}

/// Where the records of a pool go.
pub(super) enum Target {
    /// To a pool that nobody can see yet.
    Arriving(Box<Progress>),
    /// To a pool that exists.
    Existing,
    /// Nowhere: the file is only checked.
    Checked,
}

/// Most attempts of a commit that loses against other calls.
pub(super) const ATTEMPTS_MAX: usize = 8;

impl Entered {
    /// The lines of the file that an interrupted import has done.
    pub(super) fn done_lines(&self) -> u64 {
        match &self.target {
            Target::Arriving(progress) => progress.state.lines,
            Target::Existing | Target::Checked => 0,
        }
    }
}

impl Import {
    /// Begins with a pool.
    pub(super) async fn enter_pool(&mut self, line: Line) -> Result<(), Failure> {
        let form =
            |problem: &str| LineProblem::Form { kind: LineType::Pool.as_str(), problem: problem.to_owned() };
        let id = line.members.get("id").and_then(Value::as_str).map(str::to_owned);
        let id = id.filter(|id| is_pool_id(id)).ok_or_else(|| form("member id is not the id of a pool"))?;
        let region = id.split_once('_').map(|(region, _)| region.to_owned()).unwrap_or_default();
        self.define("pool", &Key::new(["pool", &id]))?;

        let found = Found::look(&self.engine, &id).await?;
        let (pool, target, commits_users) = match found {
            Found::Pool if self.options.existing == Existing::Refuse => {
                return Err(LineProblem::PoolExists(id).into());
            }
            Found::InRemoval => return Err(LineProblem::PoolInRemoval(id).into()),
            Found::Pool => {
                self.imported.kept += 1;
                let call = Call::in_region(&self.engine, &region)?;
                let pool = Pool::load(&mut call.cx(), &id).await?;
                if let (Some(Value::String(domain)), false) =
                    (line.members.get("domain"), self.options.check_only)
                {
                    self.add_domain(&id, domain).await?;
                }
                (pool, if self.options.check_only { Target::Checked } else { Target::Existing }, true)
            }
            Found::Nothing(arriving) => {
                let is_whole = line.members.contains_key("sealed_secret");
                self.imported.pools += 1;
                let (pool, target) = match (is_whole, self.options.check_only) {
                    (true, false) => self.arrive(line.members, &region, arriving).await?,
                    (true, true) => (self.whole_pool(line.members, &region)?, Target::Checked),
                    (false, _) => self.short_pool(line.members, &id, &region).await?,
                };
                (pool, target, !is_whole)
            }
        };
        self.pool = Some(Entered { pool, target, commits_users, groups: SmallMap::new() });
        Ok(())
    }

    /// Ends with a pool: one that was arriving exists from now on.
    pub(super) async fn leave_pool(&mut self) -> Result<(), Failure> {
        let Some(Entered { pool, target: Target::Arriving(mut progress), .. }) = self.pool.take() else {
            return Ok(());
        };
        let users = self.users_resumed + self.imported.users - self.users_before;
        progress.flush(&self.engine, (self.sum.lines, users)).await?;
        let call = Call::in_region(&self.engine, &pool.region)?;
        let mut cx = call.cx();
        progress.enter(&mut cx).await?;
        cx.prefetch(&[keys::pool()]).await?;
        cx.trust(pool.secret().records());
        counter::set(&mut cx, users)?;
        cx.remove(keys::arriving());
        cx.put(&pool)?;
        cx.directory_put(keys::pool_entry(&pool.region, pool.created, &pool.id), &pool.id)?;
        match cx.finish(true).await? {
            Finished::Committed(_) => Ok(()),
            Finished::Conflict => Err(LineProblem::Busy(pool.id.clone()).into()),
        }
    }

    /// A pool from a line with all its members.
    fn whole_pool(&self, mut members: Map<String, Value>, region: &str) -> Result<Pool, Failure> {
        let call = Call::in_region(&self.engine, region)?;
        self.restore(&mut call.cx(), &mut members)
    }

    fn restore(&self, cx: &mut Cx<'_>, members: &mut Map<String, Value>) -> Result<Pool, Failure> {
        let value = Value::Object(members.clone());
        let mut record: PoolRecord =
            json::from_value(value).map_err(|error| LineProblem::form(LineType::Pool, error))?;
        let id = record.id.clone();
        let place = Place { pool_id: &id, secrets: &self.secrets };
        place.for_store(cx, |resealing| record.reseal(resealing))?;
        if !record.id.starts_with(&format!("{}_", record.region)) {
            return Err(LineProblem::Foreign("region").into());
        }
        Ok(Pool::restore(cx, record).ok_or(LineProblem::Secret)?)
    }

    /// Begins with a pool that nobody can see before the end, or goes on with it.
    async fn arrive(
        &mut self,
        mut members: Map<String, Value>,
        region: &str,
        arriving: Option<Record>,
    ) -> Result<(Pool, Target), Failure> {
        (self.users_before, self.users_resumed) = (self.imported.users, 0);
        let call = Call::in_region(&self.engine, region)?;
        let mut cx = call.cx();
        if let Some(record) = arriving {
            let state: Arriving = decode_row(&keys::arriving(), &record)?;
            if state.file == self.file && !self.file.is_empty() {
                let pool = Pool::restore(&mut cx, state.pool)
                    .ok_or(Internal::Sealed("a pool that is being imported"))?;
                // Authenticated with the secret that was in it.
                let state: Arriving = decode(pool.secret().records(), &keys::arriving(), &record)?;
                self.users_resumed = state.users;
                let progress = Progress::new(&pool, state, record.revision);
                return Ok((pool, Target::Arriving(Box::new(progress))));
            }
            discard(&self.engine, &state.pool.id).await?;
        }
        let pool = self.restore(&mut cx, &mut members)?;
        let mut revision = None;
        let mut memory = CallMemory::default();
        for _ in 0..ATTEMPTS_MAX {
            let mut cx = call.attempt(memory);
            if cx.enter_pool(&pool.id, &[keys::arriving()]).await?.is_some() {
                return Err(LineProblem::Busy(pool.id.clone()).into());
            }
            cx.trust(pool.secret().records());
            self.put_parts(&mut cx, &pool, members.clone()).await?;
            let state =
                Arriving { file: self.file.clone(), lines: 0, users: 0, pool: pool.clone().into_record() };
            cx.put_at(keys::arriving(), &state)?;
            let drawn = cx.last_revision();
            memory = cx.take_memory();
            if let Finished::Committed(_) = cx.finish(true).await? {
                revision = Some((state, drawn));
                break;
            }
        }
        let Some((state, revision)) = revision else {
            return Err(LineProblem::Busy(pool.id.clone()).into());
        };
        let progress = Progress::new(&pool, state, revision);
        Ok((pool, Target::Arriving(Box::new(progress))))
    }

    /// Writes the records that a pool's line has besides the pool's own.
    async fn put_parts(
        &self,
        cx: &mut Cx<'_>,
        pool: &Pool,
        mut members: Map<String, Value>,
    ) -> Result<(), Failure> {
        let place = Place { pool_id: &pool.id, secrets: &self.secrets };
        match members.remove("signing_keys") {
            Some(value) => put::<SigningKeys>(cx, place, value)?,
            None => {
                let keys = SigningKeys::generate(cx, &pool.id).await?;
                cx.put(&keys)?;
            }
        }
        if let Some(value) = members.remove("saml_key") {
            put::<SamlKey>(cx, place, value)?;
        }
        if let Some(value) = members.remove("log_delivery") {
            put::<LogDelivery>(cx, place, value)?;
        }
        if let Some(value) = members.remove("risk") {
            put_risk(cx, place, value, None)?;
        }
        if let Some(value) = members.remove("ui") {
            put_customization(cx, value, ALL)?;
        }
        if let Some(value) = members.remove("domains") {
            let domains = place.inward::<Domains>(cx, LineType::Pool, value)?;
            domains.take_all(cx, pool).await?;
        }
        cx.put(&GroupIndex::default())?;
        Ok(())
    }

    /// Creates a pool from a line without the members that only an engine knows.
    async fn short_pool(
        &mut self,
        mut members: Map<String, Value>,
        id: &str,
        region: &str,
    ) -> Result<(Pool, Target), Failure> {
        let form =
            |problem: &str| LineProblem::Form { kind: LineType::Pool.as_str(), problem: problem.to_owned() };
        let Some(Value::String(name)) = members.remove("name") else {
            return Err(form("member name is missing").into());
        };
        let domain = match members.remove("domain") {
            None => None,
            Some(Value::String(domain)) => Some(domain),
            Some(_) => return Err(form("member domain is not a text").into()),
        };
        let mut request = match members.remove("settings") {
            None => Map::new(),
            Some(Value::Object(settings)) => settings,
            Some(_) => return Err(form("member settings is not an object").into()),
        };
        members.remove("id");
        if let Some((name, _)) = members.into_iter().next() {
            return Err(form(&format!("member {name} is unknown in a short line")).into());
        }
        request.insert("PoolName".to_owned(), Value::String(name));
        check::check(CreateUserPool::INPUT, &request).map_err(Error::from)?;
        let request: CreateUserPool = json::from_value(Value::Object(request))
            .map_err(|error| LineProblem::form(LineType::Pool, error))?;
        for _ in 0..ATTEMPTS_MAX {
            let call = Call::in_region(&self.engine, region)?;
            let mut cx = call.cx();
            let pool = request.prepare(&mut cx, id.to_owned()).await?;
            if self.options.check_only {
                return Ok((pool, Target::Checked));
            }
            CreateUserPool::complete(&mut cx, &pool).await?;
            if let Finished::Committed(_) = cx.finish(true).await? {
                if let Some(domain) = domain {
                    self.add_domain(id, &domain).await?;
                }
                return Ok((pool, Target::Existing));
            }
        }
        Err(Error::TooManyRequests.into())
    }
}

impl Import {
    /// Gives a pool a prefix domain, unless it has one.
    async fn add_domain(&self, id: &str, domain: &str) -> Result<(), Failure> {
        let call = Call::begin(&self.engine)?;
        let mut cx = call.cx();
        Pool::load(&mut cx, id).await?;
        if Domains::load(&mut cx).await?.prefix.is_none() {
            let request = json!({"UserPoolId": id, "Domain": domain});
            self.engine.call("CreateUserPoolDomain", request).await?;
        }
        Ok(())
    }
}

/// Writes a part of a pool's line.
fn put<T: Portable>(cx: &mut Cx<'_>, place: Place<'_>, value: Value) -> Result<(), Failure> {
    let record: T = place.inward(cx, LineType::Pool, value)?;
    Ok(cx.put(&record)?)
}

/// What a store has of a pool.
enum Found {
    Nothing(Option<Record>),
    Pool,
    /// The pool was deleted, and its records are being removed.
    InRemoval,
}

impl Found {
    async fn look(engine: &Engine, id: &str) -> Result<Self, Error> {
        let storage = &engine.host().storage;
        let keys = [keys::pool(), keys::arriving()];
        let mut found = storage.get(&pool_partition(id), &keys).await?.into_iter();
        let (pool, arriving) = (found.next().flatten(), found.next().flatten());
        match pool {
            Some(record) if !Pool::is_tombstone(&record)? => Ok(Self::Pool),
            None => Ok(Self::Nothing(arriving)),
            Some(_) => {
                let job = keys::job(Kind::Purge.label(), id);
                let jobs = storage.get(&directory(), std::slice::from_ref(&job)).await?;
                let is_removed = jobs.into_iter().flatten().next().is_none();
                Ok(if is_removed { Self::Nothing(arriving) } else { Self::InRemoval })
            }
        }
    }
}
