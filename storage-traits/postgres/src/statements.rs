//! The SQL of the store. All of it is portable: see the README for what other engines refuse.

use tokio_postgres::types::Type;

/// One of the statements that a link has ready.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Name {
    /// Records by their keys.
    Get,
    /// Records in order, from a key on.
    ScanFrom,
    /// Records in order, behind a key.
    ScanAfter,
    /// Records in reverse order, before a key.
    ScanBack,
    /// Whether all checks hold, as an answer.
    Holds,
    /// Whether all checks hold: an error if not.
    Check,
    /// Creates records: an error if one exists.
    Create,
    /// Creates or replaces records.
    Put,
    /// Removes records.
    Delete,
}

impl Name {
    pub(crate) const ALL: [Self; 9] = [
        Self::Get,
        Self::ScanFrom,
        Self::ScanAfter,
        Self::ScanBack,
        Self::Holds,
        Self::Check,
        Self::Create,
        Self::Put,
        Self::Delete,
    ];

    /// The types of its parameters.
    pub(crate) fn types(self) -> &'static [Type] {
        static KEYS: &[Type] = &[Type::TEXT, Type::TEXT_ARRAY];
        static RANGE: &[Type] = &[Type::TEXT, Type::TEXT, Type::TEXT, Type::INT8];
        static CHECKS: &[Type] = &[Type::TEXT, Type::TEXT_ARRAY, Type::INT8_ARRAY];
        static PUTS: &[Type] =
            &[Type::TEXT, Type::TEXT_ARRAY, Type::BYTEA_ARRAY, Type::INT8_ARRAY, Type::INT8_ARRAY];
        match self {
            Self::Get | Self::Delete => KEYS,
            Self::ScanFrom | Self::ScanAfter | Self::ScanBack => RANGE,
            Self::Holds | Self::Check => CHECKS,
            Self::Create | Self::Put => PUTS,
        }
    }
}

/// The texts of all statements, for tables in one schema.
#[derive(Debug)]
pub(crate) struct Statements {
    /// The table of records, with its schema if one was chosen.
    records: String,
    texts: [String; Name::ALL.len()],
}

impl Statements {
    pub(crate) fn new(tables: &crate::schema::Tables) -> Self {
        let records = tables.records();
        let texts = Name::ALL.map(|name| text(name, &records));
        Self { records, texts }
    }

    pub(crate) fn text(&self, name: Name) -> &str {
        &self.texts[name as usize]
    }

    /// Removes at most `limit` records that expired before `before`.
    ///
    /// Both are literals. As a parameter the limit makes the planner expect a tenth of the table, and join all of it.
    pub(crate) fn sweep(&self, before: u64, limit: u32) -> String {
        let table = &self.records;
        format!(
            "DELETE FROM {table} WHERE (partition, key) IN (\
             SELECT partition, key FROM {table} WHERE expires_at < {before} \
             ORDER BY expires_at LIMIT {limit} FOR UPDATE SKIP LOCKED)"
        )
    }
}

fn text(name: Name, table: &str) -> String {
    let scan = |from: &str, order: &str| {
        format!(
            "SELECT key, value, revision, expires_at FROM {table} \
             WHERE partition = $1 AND key {from} $2 AND key < $3 ORDER BY key {order} LIMIT $4"
        )
    };
    // A key that is asked for twice is answered twice. `LIMIT 1` makes every plan descend the index once for each key.
    let get = format!(
        "SELECT asked.n, r.value, r.revision, r.expires_at \
         FROM unnest($2::text[]) WITH ORDINALITY AS asked(key, n) \
         CROSS JOIN LATERAL (SELECT value, revision, expires_at FROM {table} \
         WHERE partition = $1 AND key = asked.key LIMIT 1) AS r"
    );
    let checks = format!(
        "bool_and((SELECT r.revision FROM {table} AS r WHERE r.partition = $1 AND r.key = c.key LIMIT 1) \
         IS NOT DISTINCT FROM c.expect)"
    );
    let checked = "FROM unnest($2::text[], $3::int8[]) AS c(key, expect)";
    // In the order of the keys, so that two batches lock them in the same order.
    let insert = format!(
        "INSERT INTO {table} (partition, key, value, revision, expires_at) \
         SELECT $1, p.key, p.value, p.revision, p.expires_at \
         FROM unnest($2::text[], $3::bytea[], $4::int8[], $5::int8[]) AS p(key, value, revision, expires_at) \
         ORDER BY p.key ON CONFLICT (partition, key) DO"
    );
    match name {
        Name::Get => get,
        Name::ScanFrom => scan(">=", "ASC"),
        Name::ScanAfter => scan(">", "ASC"),
        Name::ScanBack => scan(">=", "DESC"),
        Name::Holds => format!("SELECT {checks} {checked}"),
        // The division by zero ends the transaction without another round trip.
        Name::Check => format!("SELECT 1 / CASE WHEN {checks} THEN 1 ELSE 0 END {checked}"),
        // What must be absent is inserted and not looked for, which would lock a whole page of the index against others.
        Name::Create => format!(
            "WITH made AS ({insert} NOTHING RETURNING 1) \
             SELECT 1 / CASE WHEN count(*) = cardinality($2) THEN 1 ELSE 0 END FROM made"
        ),
        Name::Put => format!(
            "{insert} UPDATE SET value = excluded.value, revision = excluded.revision, \
             expires_at = excluded.expires_at"
        ),
        Name::Delete => format!("DELETE FROM {table} WHERE partition = $1 AND key = ANY($2)"),
    }
}
