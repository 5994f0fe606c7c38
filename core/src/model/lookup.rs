//! How a submitted name leads to a user, and which records are read together with the user.

use userpool_storage_traits::{Key, limits::KEY_BYTES_MAX};

use crate::{
    context::Cx,
    error::Error,
    host::Host,
    model::{
        code::{Code, CodePurpose},
        failures::Failures,
        keys,
        pool::Pool,
        user::{Pointer, User},
    },
    seal::Keyring,
    unicode,
};

/// The keys of the records that are used together with a user. Hint at them before every read of a user.
pub(crate) fn companion_keys(keyring: &Keyring, pool_id: &str, username: &str) -> Vec<Key> {
    let codes = CodePurpose::ALL.into_iter().map(|purpose| Code::key(purpose, username));
    let others = [
        keys::memberships(username),
        keys::user_sessions(username),
        keys::auth_events(username),
        Failures::key(keyring, pool_id, username),
    ];
    codes.chain(others).collect()
}

/// The keys of what threat protection reads: the configurations of risks and of logs. Hint at them before the pool is
/// read.
pub(crate) fn threat_keys(host: &Host, client_id: &str) -> Vec<Key> {
    let mut keys = vec![keys::risk_configuration(Some(client_id)), keys::risk_configuration(None)];
    keys.extend(host.audit_log.is_some().then(keys::log_delivery));
    keys
}

/// [`companion_keys`] and the key of the user, when the pool's naming rules are not known yet: for the name as it was
/// given, and as a pool that ignores case stores it.
pub(crate) fn hinted_keys(keyring: &Keyring, pool_id: &str, name: &str) -> Vec<Key> {
    let mut spellings = vec![unicode::nfc(name).into_owned(), unicode::caseless(name)];
    spellings.dedup();
    let of = |name: &String| [vec![keys::user(name)], companion_keys(keyring, pool_id, name)].concat();
    spellings.iter().flat_map(of).collect()
}

impl User {
    /// Finds the user of `name`: a username, a `sub`, or an alias.
    pub(crate) async fn find(cx: &mut Cx<'_>, pool: &Pool, name: &str) -> Result<Option<Self>, Error> {
        let found = Self::follow(cx, pool, name).await?;
        if let Some(user) = &found {
            cx.origin.trace.user(&user.sub);
        }
        Ok(found)
    }

    async fn follow(cx: &mut Cx<'_>, pool: &Pool, name: &str) -> Result<Option<Self>, Error> {
        let candidates = pool.naming.candidates(name);
        cx.prefetch(&candidates.keys()).await?;
        for key in &candidates.users {
            if let Some(user) = cx.get::<Self>(key).await? {
                return Ok(Some(user));
            }
        }
        for pointer in candidates.pointers() {
            if let Some(pointer) = cx.get::<Pointer>(pointer).await? {
                cx.hint(companion_keys(&cx.host.keyring, &pool.id, &pointer.username));
                return cx.get(&keys::user(&pointer.username)).await;
            }
        }
        Ok(None)
    }

    /// As [`User::find`], at the same cost for every name. A user found by an alias costs one more read, so in a pool
    /// with aliases every other name causes that read too. For public operations, so that timing does not reveal
    /// whether the user exists.
    pub(crate) async fn find_at_uniform_cost(
        cx: &mut Cx<'_>,
        pool: &Pool,
        name: &str,
    ) -> Result<Option<Self>, Error> {
        let user = Self::find(cx, pool, name).await?;
        if user.is_none() {
            Self::read_decoy(cx, pool)?;
        }
        let username =
            user.as_ref().map_or_else(|| pool.naming.canonical(name), |user| user.username.clone());
        let by_alias = user.as_ref().is_some_and(|user| user.is_alias(pool, name));
        Self::equalize_alias_cost(cx, pool, by_alias, &username).await?;
        Ok(user)
    }

    /// Whether a name that leads to this user is not the username.
    pub(crate) fn is_alias(&self, pool: &Pool, name: &str) -> bool {
        self.username != pool.naming.canonical(name)
    }

    /// Repeats the read that an alias would have caused, for a user who was not found by an alias or does not exist.
    /// `username` is the username to read.
    pub(crate) async fn equalize_alias_cost(
        cx: &mut Cx<'_>,
        pool: &Pool,
        by_alias: bool,
        username: &str,
    ) -> Result<(), Error> {
        if !pool.naming.has_aliases() || by_alias {
            return Ok(());
        }
        let fit = |key: &Key| key.as_str().len() <= KEY_BYTES_MAX;
        let mut keys = companion_keys(&cx.host.keyring, &pool.id, username);
        keys.push(keys::user(username));
        keys.retain(fit);
        cx.read_for_timing(keys).await
    }
}
