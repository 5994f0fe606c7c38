//! A record that is read in place of a user who does not exist.
//!
//! Reading a user takes time: checking the record, parsing it, and opening the verifier take a few hundredths of a
//! millisecond, which an attacker who sends enough requests could measure. So for a name that leads to no user, the
//! engine does the same work on a record that looks like any other. It is made once for each pool, kept in memory, and
//! never stored.

use userpool_storage_traits::{Record, Revision};

use crate::{
    auth::user_status::UserStatus,
    context::{Cx, decode},
    error::{Error, Internal},
    model::{
        keys,
        mfa::UserMfa,
        pool::Pool,
        user::{StoredPassword, User},
    },
    ordered,
    seal::{Binding, Purpose},
    time::Timestamp,
};

/// Not a valid username, since it contains a space.
const NAME: &str = "a decoy";

impl User {
    /// Does the work of reading a user.
    pub(crate) fn read_decoy(cx: &Cx<'_>, pool: &Pool) -> Result<Self, Error> {
        let key = keys::user(NAME);
        let records = pool.secret().records();
        if let Some(record) = pool.secret().decoy().get() {
            return decode(records, &key, record);
        }
        let json = serde_json::to_vec(&decoy(cx, pool)).map_err(Internal::encoding("a decoy"))?;
        let value = records.close(key.as_str(), json);
        let record = Record { value, revision: Revision::from_bits(0), expires_at: None };
        decode(records, &key, pool.secret().decoy().get_or_init(|| record))
    }
}

/// A user of typical size: confirmed, with an email address and a password.
fn decoy(cx: &Cx<'_>, pool: &Pool) -> User {
    let verifier = [1; 384];
    let key = keys::user(NAME);
    let binding = Binding { pool: &pool.id, purpose: Purpose::Verifier, bound: key.as_str() };
    let sealed = cx.host.keyring.seal(binding, &verifier, [0; 24]);
    let sub = "00000000-0000-4000-8000-000000000000".to_owned();
    let attributes = [("email", "decoy@example.com"), ("email_verified", "true")];
    User {
        username: NAME.to_owned(),
        written: None,
        sub,
        created: Timestamp::from_seconds(1_780_000_000),
        modified: Timestamp::from_seconds(1_780_000_000),
        enabled: true,
        status: UserStatus::Confirmed,
        attributes: ordered::map(attributes.map(|(name, value)| (name.to_owned(), value.to_owned()))),
        password: Some(StoredPassword::decoy(&sealed)),
        imported_hash: None,
        password_history: Vec::new(),
        mfa: UserMfa::default(),
        generation: 0,
        identities: Vec::new(),
    }
}
