-- The tables of `D1Store`, for `wrangler d1 migrations apply`. Either set `migrations_dir` of the database's binding to this
-- folder ("node_modules/userpool/migrations"), or copy the file to your own migrations.
--
-- To read values with SQL:
--
--     SELECT key, value ->> '$.username' FROM userpool_records WHERE partition = ?;
--
-- Names and addresses are readable; secrets in the values are sealed by the engine.

-- Strict, so that a column keeps what it was given; `ANY` takes text as text and blobs as blobs.
CREATE TABLE userpool_records (
    partition  TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    value      ANY     NOT NULL CONSTRAINT userpool_records_value CHECK (typeof(value) IN ('text', 'blob')),
    -- 53 bits, as many as a JavaScript number holds.
    revision   INTEGER NOT NULL CONSTRAINT userpool_records_revision CHECK (revision BETWEEN 0 AND 9007199254740991),
    -- Seconds since the Unix epoch after which the record may be removed: see `D1Store.sweep`.
    expires_at INTEGER CONSTRAINT userpool_records_expires_at CHECK (expires_at BETWEEN 0 AND 9007199254740991),
    PRIMARY KEY (partition, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX userpool_records_by_expiry ON userpool_records (expires_at) WHERE expires_at IS NOT NULL;

-- Always empty. A commit inserts a row for each failed check. The constraint then fails, which rolls the whole batch back and
-- reports the constraint's name.
CREATE TABLE userpool_conflicts (
    conflicts INTEGER NOT NULL CONSTRAINT userpool_conflict CHECK (conflicts = 0)
) STRICT;
