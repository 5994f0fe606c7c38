//! What lists name must exist, and what exists must be in its list.

use userpool_storage_traits::{Key, Prefix};

use super::{PoolCheck, ROWS_MAX, RecordFinding, RecordProblem};
use crate::{
    context::decode_row,
    error::Error,
    model::{
        branding::Styles,
        client::ClientEntry,
        domain::{Domain, Domains},
        group::{GroupIndex, Memberships},
        identity_provider::ProviderIndex,
        keys,
        terms::TermsList,
    },
    ordered::Set,
};

/// A list: the record, or one of the records, that names others, and the keys that it names.
struct List {
    at: Key,
    names: Set<Key>,
}

impl<F: FnMut(RecordFinding) + Send> PoolCheck<'_, F> {
    /// The row of every member of a living group. Rows of deleted groups and of deleted users may stay.
    pub(super) async fn members(&mut self) -> Result<(), Error> {
        let mut after = None;
        loop {
            let page = self.cx.scan(keys::all_memberships(), after.take(), ROWS_MAX).await?;
            for (key, _) in &page {
                let missing = self.missing_rows(key).await?;
                // The user or the group may have changed between the reads.
                let again = if missing.is_empty() { missing.clone() } else { self.missing_rows(key).await? };
                for row in missing.iter().filter(|row| again.contains(*row)) {
                    self.report(row, RecordProblem::Missing { needed_by: key.as_str().to_owned() });
                }
            }
            if page.len() < ROWS_MAX as usize {
                return Ok(());
            }
            after = page.into_iter().last().map(|(key, _)| key);
        }
    }

    /// The rows of a user's memberships that do not exist.
    async fn missing_rows(&mut self, key: &Key) -> Result<Set<Key>, Error> {
        let found = self.cx.peek::<Memberships>(std::slice::from_ref(key)).await;
        // Records that cannot be read were reported before.
        let Some(memberships) = found.ok().and_then(|found| found.into_iter().flatten().next()) else {
            return Ok(Set::default());
        };
        let groups = memberships.groups(&mut self.cx).await?;
        let rows: Vec<Key> = groups.iter().map(|group| memberships.row(group)).collect();
        let found = self.cx.read_now(&rows).await?;
        Ok(rows.into_iter().zip(found).filter(|(_, record)| record.is_none()).map(|(row, _)| row).collect())
    }

    /// The lists of groups, providers, styles, terms and imports, and what the directory must name.
    pub(super) async fn lists(&mut self) -> Result<(), Error> {
        self.compare_list(keys::groups(), Self::groups).await?;
        self.compare_list(keys::all_identity_providers(), Self::providers).await?;
        self.compare_list(keys::all_brandings(), Self::styles).await?;
        self.compare_list(keys::all_terms(), Self::terms).await?;
        self.compare_list(keys::import_jobs(), Self::import_jobs).await?;
        self.clients().await?;
        self.domains().await
    }

    /// Compares what a list names with the keys that begin with `prefix`.
    async fn compare_list(
        &mut self,
        prefix: Prefix,
        list: impl AsyncFn(&mut Self) -> Result<Option<List>, Error>,
    ) -> Result<(), Error> {
        let mut suspected: Option<(Set<Key>, Set<Key>)> = None;
        // Twice, since the list and what it names are read one after the other.
        for _ in 0..2 {
            let Some(List { at, names }) = list(self).await? else { return Ok(()) };
            let existing = self.keys(&prefix).await?;
            let mut missing: Set<Key> = names.difference(&existing).cloned().collect();
            let mut unlisted: Set<Key> = existing.difference(&names).cloned().collect();
            if let Some((before_missing, before_unlisted)) = &suspected {
                missing.retain(|key| before_missing.contains(key));
                unlisted.retain(|key| before_unlisted.contains(key));
                for key in &missing {
                    self.report(key, RecordProblem::Missing { needed_by: at.as_str().to_owned() });
                }
                for key in &unlisted {
                    self.report(key, RecordProblem::Unlisted { list: at.as_str().to_owned() });
                }
            }
            if missing.is_empty() && unlisted.is_empty() {
                return Ok(());
            }
            suspected = Some((missing, unlisted));
        }
        Ok(())
    }

    /// All keys that begin with `prefix`. A pool has at most ten thousand of a kind that has a list.
    async fn keys(&mut self, prefix: &Prefix) -> Result<Set<Key>, Error> {
        let mut keys = Set::default();
        let mut after = None;
        loop {
            let page = self.cx.scan(prefix.clone(), after.take(), ROWS_MAX).await?;
            self.total.records += page.len() as u64;
            let is_last = page.len() < ROWS_MAX as usize;
            after = page.last().map(|(key, _)| key.clone());
            keys.extend(page.into_iter().map(|(key, _)| key));
            if is_last {
                return Ok(keys);
            }
        }
    }

    async fn groups(&mut self) -> Result<Option<List>, Error> {
        let at = keys::few_groups();
        let index = self.cx.peek::<GroupIndex>(std::slice::from_ref(&at)).await?.into_iter().flatten().next();
        let names = index.and_then(|index| index.keys());
        Ok(names.map(|names| List { at, names }))
    }

    async fn providers(&mut self) -> Result<Option<List>, Error> {
        let at = keys::identity_providers();
        let found = self.cx.peek::<ProviderIndex>(std::slice::from_ref(&at)).await?;
        let names = found.into_iter().flatten().next().map(|index| index.keys()).unwrap_or_default();
        Ok(Some(List { at, names }))
    }

    async fn styles(&mut self) -> Result<Option<List>, Error> {
        let at = keys::brandings();
        let found = self.cx.peek::<Styles>(std::slice::from_ref(&at)).await?;
        let names = found.into_iter().flatten().next().map(|styles| styles.keys()).unwrap_or_default();
        Ok(Some(List { at, names }))
    }

    async fn terms(&mut self) -> Result<Option<List>, Error> {
        let at = keys::terms_list();
        let found = self.cx.peek::<TermsList>(std::slice::from_ref(&at)).await?;
        let names = found.into_iter().flatten().next().map(|list| list.keys()).unwrap_or_default();
        Ok(Some(List { at, names }))
    }

    async fn import_jobs(&mut self) -> Result<Option<List>, Error> {
        let rows = self.keys(&keys::import_rows()).await?;
        let names = rows.iter().map(keys::import_job_of).collect();
        Ok(Some(List { at: keys::imports(), names }))
    }

    /// The directory leads from every app client to the pool.
    async fn clients(&mut self) -> Result<(), Error> {
        for key in self.keys(&keys::clients()).await? {
            let entry = keys::client_entry(&key.last());
            let found = self.cx.directory_now(&entry).await?;
            let leads_to = found.and_then(|record| decode_row::<ClientEntry>(&entry, &record).ok());
            if leads_to.is_some_and(|leads_to| leads_to.pool_id == self.pool.id) {
                continue;
            }
            // The app client may have been deleted in the meantime.
            if self.cx.read_now(std::slice::from_ref(&key)).await?.into_iter().flatten().next().is_some() {
                self.report(&key, RecordProblem::Unlisted { list: format!("directory: {}", entry.as_str()) });
            }
        }
        Ok(())
    }

    /// The directory leads from every domain to the pool.
    async fn domains(&mut self) -> Result<(), Error> {
        let at = keys::domains();
        let found = self.cx.peek::<Domains>(std::slice::from_ref(&at)).await?;
        let domains = found.into_iter().flatten().next().unwrap_or_default();
        for domain in domains.iter() {
            if Domain::pool_of(&self.cx, &domain.name).await?.as_deref() != Some(&self.pool.id) {
                let entry = keys::domain_entry(&domain.name);
                self.report(&at, RecordProblem::Unlisted { list: format!("directory: {}", entry.as_str()) });
            }
        }
        Ok(())
    }
}
