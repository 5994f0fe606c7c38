//! Checks that the records of a store fit together: every pointer and index row leads to a user who has it, every user has
//! all of theirs, the counters match, and lists name what exists.
//!
//! A record and the user whom it names are compared in both directions: from the users to their pointers and rows, and from
//! every pointer and row to its user. Other engines may write meanwhile, so a difference is a problem only if it is still
//! there when both records are read again in one read.
//!
//! Rows that the engine leaves behind on purpose are no problem: those of deleted groups, entries of the directory that lead
//! to nothing, and codes and counters of names that lead to no user.

mod lists;

use std::fmt;

use userpool_storage_traits::{Key, Prefix, Record, Scan, limits::GET_KEYS_MAX};

use crate::{
    context::{Cx, decode_row, directory},
    effects::CallMemory,
    engine::Engine,
    error::{Error, Internal},
    host::Origin,
    model::{
        counter,
        group::Memberships,
        identity::Link,
        keys,
        pool::Pool,
        user::{Pointer, User},
    },
    ordered::{Set, SmallMap},
};

/// What [`Engine::check_records`] has read, and how much of it is wrong.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct RecordCheck {
    /// The number of pools.
    pub pools: u64,
    /// The number of users.
    pub users: u64,
    /// The number of records that were compared with others, users included.
    pub records: u64,
    /// The number of problems.
    pub problems: u64,
}

/// A record that does not fit the others of its pool.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct RecordFinding {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The key of the record in the pool's partition. It may contain a username or an address.
    pub key: String,
    /// What is wrong with it.
    pub problem: RecordProblem,
}

impl fmt::Display for RecordFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.user_pool_id, self.key, self.problem)
    }
}

/// What is wrong with a record.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordProblem {
    /// It was altered outside of the engine, or has a form that this version cannot read.
    #[error("the record cannot be read, or was altered outside of the engine")]
    Unreadable,
    /// It does not exist, but the record with the key `needed_by` needs it.
    #[error("the record is missing, and {needed_by} needs it")]
    Missing {
        /// The key of the record that needs it.
        needed_by: String,
    },
    /// It exists, but what it names does not have it.
    #[error("the record leads to {leads_to}, to which it does not belong")]
    Stray {
        /// The key of the record that it names.
        leads_to: String,
    },
    /// It exists, but the list of its kind does not name it.
    #[error("the record is not named by {list}")]
    Unlisted {
        /// The key of the record that should name it, or of the entry of the directory.
        list: String,
    },
    /// The counters of users differ from the number of users.
    #[error("the counters have {counted} users, and the pool has {stored}")]
    Count {
        /// The sum of the counters.
        counted: u64,
        /// The number of users.
        stored: u64,
    },
}

/// Most users whose records are compared at once. Each has up to twenty.
const USERS_MAX: u32 = 20;

/// Most rows whose users are read at once.
const ROWS_MAX: u32 = 90;

impl Engine {
    /// Checks that the records of all pools fit together, and reports each problem to `found`. It writes nothing.
    ///
    /// Every alias must lead to one user and back, index rows must equal the users, the counters must match, and lists must
    /// name what exists. Other engines may use the store meanwhile, but the number of users can then differ by those
    /// who come or go during the check.
    ///
    /// The store is read in pages, so the memory does not grow with the number of users.
    ///
    /// # Errors
    /// The error of the store.
    pub async fn check_records(
        &self,
        mut found: impl FnMut(RecordFinding) + Send,
    ) -> Result<RecordCheck, Error> {
        let mut total = RecordCheck::default();
        let mut after = None;
        loop {
            let scan = Scan { after, ..Scan::first(keys::pool_entries(), ROWS_MAX) };
            let entries = self.host().storage.scan(&directory(), &scan).await?;
            for (entry, _) in &entries {
                self.check_pool(&entry.last(), &mut total, &mut found).await?;
            }
            after = entries.last().map(|(key, _)| key.clone());
            if entries.len() < ROWS_MAX as usize {
                return Ok(total);
            }
        }
    }

    async fn check_pool(
        &self,
        pool_id: &str,
        total: &mut RecordCheck,
        found: &mut (impl FnMut(RecordFinding) + Send),
    ) -> Result<(), Error> {
        let host = self.host();
        let origin = Origin::host(&host.region);
        let mut cx = Cx::new(host, &origin, &host.moments.moment()?, CallMemory::default());
        let pool = match Pool::load(&mut cx, pool_id).await {
            Ok(pool) => pool,
            // The pool is deleted, or was never created.
            Err(Error::ResourceNotFound(_)) => return Ok(()),
            Err(Error::Internal(
                Internal::Sealed(_) | Internal::Altered { .. } | Internal::Record { .. },
            )) => {
                total.problems += 1;
                found(RecordFinding {
                    user_pool_id: pool_id.to_owned(),
                    key: keys::pool().as_str().to_owned(),
                    problem: RecordProblem::Unreadable,
                });
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        total.pools += 1;
        let mut check = PoolCheck { cx, pool: &pool, total: *total, found };
        check.users().await?;
        for prefix in keys::all_that_lead_to_users() {
            check.rows(prefix).await?;
        }
        check.members().await?;
        check.lists().await?;
        *total = check.total;
        Ok(())
    }
}

/// The check of one pool.
struct PoolCheck<'a, F> {
    cx: Cx<'a>,
    pool: &'a Pool,
    total: RecordCheck,
    found: &'a mut F,
}

/// A user and a record of theirs: one of them names the other.
struct Pair {
    username: String,
    key: Key,
}

/// Records by key; `None` for a key without a record.
type Records = SmallMap<Key, Option<Record>>;

impl<F: FnMut(RecordFinding) + Send> PoolCheck<'_, F> {
    fn report(&mut self, key: &Key, problem: RecordProblem) {
        self.total.problems += 1;
        (self.found)(RecordFinding {
            user_pool_id: self.pool.id.clone(),
            key: key.as_str().to_owned(),
            problem,
        });
    }

    /// From every user to the records that must lead to the user, and the number of users.
    async fn users(&mut self) -> Result<(), Error> {
        let mut number = 0;
        let mut after = None;
        loop {
            let page = self.cx.scan(keys::users(), after.take(), USERS_MAX).await?;
            number += page.len() as u64;
            let mut pairs = Vec::new();
            let mut known = Records::new();
            for (key, record) in &page {
                match self.cx.decode::<User>(key, record) {
                    Ok(user) => pairs.extend(pairs_of(&user, self.pool)),
                    Err(_) => self.report(key, RecordProblem::Unreadable),
                }
                known.insert(key.clone(), Some(record.clone()));
            }
            self.total.records += page.len() as u64;
            let keys = pairs.iter().map(|pair| pair.key.clone()).collect();
            self.read(keys, &mut known).await?;
            self.compare(pairs, &known).await?;
            if page.len() < USERS_MAX as usize {
                break;
            }
            after = page.into_iter().last().map(|(key, _)| key);
        }
        self.total.users += number;
        let counted = counter::estimate(&mut self.cx).await?;
        if counted != number {
            self.report(&keys::user_counter(0), RecordProblem::Count { counted, stored: number });
        }
        Ok(())
    }

    /// From every record with this prefix to the user whom it names.
    async fn rows(&mut self, prefix: Prefix) -> Result<(), Error> {
        let mut after = None;
        loop {
            let page = self.cx.scan(prefix.clone(), after.take(), ROWS_MAX).await?;
            let mut pairs = Vec::new();
            let mut known = Records::new();
            for (key, record) in &page {
                match self.username_in(key, record) {
                    Ok(username) => pairs.push(Pair { username, key: key.clone() }),
                    Err(_) => self.report(key, RecordProblem::Unreadable),
                }
                known.insert(key.clone(), Some(record.clone()));
            }
            self.total.records += page.len() as u64;
            let users = pairs.iter().map(|pair| keys::user(&pair.username)).collect();
            self.read(users, &mut known).await?;
            self.compare(pairs, &known).await?;
            if page.len() < ROWS_MAX as usize {
                return Ok(());
            }
            after = page.into_iter().last().map(|(key, _)| key);
        }
    }

    /// Reads these records as they are now.
    async fn read(&mut self, keys: Set<Key>, into: &mut Records) -> Result<(), Error> {
        let keys: Vec<Key> = keys.into_iter().collect();
        for chunk in keys.chunks(GET_KEYS_MAX) {
            let records = self.cx.read_now(chunk).await?;
            into.extend(chunk.iter().cloned().zip(records));
        }
        Ok(())
    }

    /// Reports the pairs that do not fit, also when both are read again.
    async fn compare(&mut self, pairs: Vec<Pair>, known: &Records) -> Result<(), Error> {
        for pair in pairs {
            if self.problem(&pair, known).is_none() {
                continue;
            }
            let mut now = Records::new();
            self.read(Set::from_iter([keys::user(&pair.username), pair.key.clone()]), &mut now).await?;
            if let Some(problem) = self.problem(&pair, &now) {
                self.report(&pair.key, problem);
            }
        }
        Ok(())
    }

    /// What is wrong with a pair: the record must name the user exactly if the user has it.
    fn problem(&self, pair: &Pair, records: &Records) -> Option<RecordProblem> {
        let at = keys::user(&pair.username);
        let record = |key: &Key| records.get(key).and_then(Option::as_ref);
        let user = record(&at).map(|record| self.cx.decode::<User>(&at, record));
        // A user who cannot be read was reported before.
        let user = user.transpose().ok()?;
        let needs = user.as_ref().is_some_and(|user| needed(user, self.pool).contains(&pair.key));
        let names_user = match record(&pair.key).map(|record| self.username_in(&pair.key, record)) {
            None => false,
            Some(Err(_)) => return None,
            Some(Ok(username)) => username == pair.username,
        };
        let allows = user.as_ref().is_some_and(|user| self.allows(user, &pair.key, record(&pair.key)));
        if needs && !names_user {
            return Some(RecordProblem::Missing { needed_by: at.as_str().to_owned() });
        }
        (names_user && !allows).then(|| RecordProblem::Stray { leads_to: at.as_str().to_owned() })
    }

    /// Whether the user may have this record.
    fn allows(&self, user: &User, key: &Key, record: Option<&Record>) -> bool {
        match keys::family(key) {
            "sub" | "alias" | "alias-hash" => user.possible_pointers(&self.pool.naming).contains(key),
            "created" | "ix" => user.rows().contains(key),
            "identity" => user.identities.iter().any(|identity| identity.key() == *key),
            "memberships" => record
                .and_then(|record| self.cx.decode::<Memberships>(key, record).ok())
                .is_some_and(|memberships| memberships.is_of(user)),
            _ => true,
        }
    }

    /// The username that a record leads to.
    fn username_in(&self, key: &Key, record: &Record) -> Result<String, Error> {
        Ok(match keys::family(key) {
            "sub" | "alias" | "alias-hash" => self.cx.decode::<Pointer>(key, record)?.username,
            "created" | "ix" => decode_row(key, record)?,
            "identity" => self.cx.decode::<Link>(key, record)?.username,
            _ => keys::owner(key),
        })
    }
}

/// The pairs of a user and the records that must exist.
fn pairs_of(user: &User, pool: &Pool) -> Vec<Pair> {
    needed(user, pool).into_iter().map(|key| Pair { username: user.username.clone(), key }).collect()
}

/// The keys of the records that must lead to the user.
fn needed(user: &User, pool: &Pool) -> Set<Key> {
    let mut needed = user.pointers(&pool.naming);
    needed.extend(user.rows());
    needed.extend(user.identities.iter().map(|identity| identity.key()));
    needed
}
