//! Records that are not read, but assumed to be as they were last written.

use userpool_storage_traits::{Key, Record, Revision, Write};

use super::{Cx, Stored};
use crate::error::Error;

impl Cx<'_> {
    /// Assumes that a record is as it was last written, without reading it. The commit detects if it has changed. Only
    /// the first attempt assumes; after a conflict the record is read. `None`: the record does not exist.
    pub(crate) fn assume<T: Stored>(
        &mut self,
        key: &Key,
        record: Option<(&T, Revision)>,
    ) -> Result<(), Error> {
        if self.attempt > 0 || self.seen.contains_key(key) || self.prefetched.contains_key(key) {
            return Ok(());
        }
        let record = match record {
            None => None,
            Some((value, revision)) => match self.write_of(value)? {
                Write::Put { record, .. } => Some(Record { revision, ..record }),
                Write::Delete { .. } => None,
            },
        };
        self.seen.insert(key.clone(), record);
        Ok(())
    }

    /// As [`Cx::assume`] of records that do not exist.
    pub(crate) fn assume_absent(&mut self, keys: &[Key]) {
        if self.attempt == 0 {
            for key in keys.iter().filter(|key| !self.prefetched.contains_key(*key)) {
                self.seen.get_or_insert(key.clone(), None);
            }
        }
    }

    /// As [`Cx::put`], and returns the revision that the record will have, for [`Cx::assume`] in a later call.
    pub(crate) fn put_noting<T: Stored>(&mut self, value: &T) -> Result<Revision, Error> {
        let write = self.write_of(value)?;
        let revision = match &write {
            Write::Put { record, .. } => record.revision,
            Write::Delete { .. } => Revision::from_bits(0),
        };
        self.writes.push(write);
        Ok(revision)
    }
}
