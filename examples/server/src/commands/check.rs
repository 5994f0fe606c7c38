//! `userpool-server check`.

use std::process::ExitCode;

use userpool::{Engine, NameFinding, RecordCheck, operations::ListUserPools};

use super::{
    Report,
    engine::{self, EngineError},
};
use crate::{data_folder::DataFolder, options::Options};

/// The check failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("the pools cannot be read")]
    Read(#[from] userpool::Error),
}

/// The size of a page of pools.
const PAGE_POOLS: u32 = 60;

/// Checks the names of all users of all pools, and that all records fit together. Changes nothing. A server may use the database at the same time.
pub(crate) fn run(options: &Options) -> Result<Report, Error> {
    let opened =
        DataFolder::look(options).and_then(|folder| folder.open_existing()).map_err(EngineError::from)?;
    let (engine, runtime) = engine::of_existing(opened, options)?;
    runtime.block_on(check(&engine))
}

async fn check(engine: &Engine) -> Result<Report, Error> {
    engine.check_master_key().await.map_err(EngineError::from)?;
    let mut findings = Vec::new();
    let mut next_token = None;
    loop {
        let page = ListUserPools { max_results: PAGE_POOLS, next_token };
        let page = engine.send(page).await?;
        for pool in page.user_pools {
            findings.extend(names_of(engine, &pool.id).await?.iter().map(NameFinding::to_string));
        }
        next_token = page.next_token;
        if next_token.is_none() {
            break;
        }
    }
    let checked = engine.check_records(|finding| findings.push(finding.to_string())).await?;
    Ok(report(&checked, &findings))
}

async fn names_of(engine: &Engine, pool: &str) -> Result<Vec<NameFinding>, Error> {
    let (mut findings, mut after) = (Vec::new(), None);
    loop {
        let mut page = engine.check_names(pool, after).await?;
        findings.append(&mut page.findings);
        after = page.next;
        if after.is_none() {
            return Ok(findings);
        }
    }
}

/// One line for each finding, or one line that says there are none.
fn report(checked: &RecordCheck, findings: &[String]) -> Report {
    if findings.is_empty() {
        let RecordCheck { pools, users, records, .. } = checked;
        let pools = counted(*pools, "pool");
        let (users, records) = (counted(*users, "user"), counted(*records, "record"));
        return format!(
            "{pools} checked: every name leads to one user and has an accepted form; the {records} of {users} fit together.\n"
        )
        .into();
    }
    let text = findings.iter().fold(String::new(), |text, finding| text + finding + "\n");
    Report { text, exit_code: ExitCode::from(1) }
}

fn counted(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_finding_is_a_line_and_the_exit_code_is_1() {
        let mut checked = RecordCheck::default();
        let found = report(&checked, &["one".into(), "two".into()]);
        assert_eq!(found.text, "one\ntwo\n");
        assert_eq!(format!("{:?}", found.exit_code), format!("{:?}", ExitCode::from(1)));

        (checked.pools, checked.users, checked.records) = (1, 2, 24);
        let none = report(&checked, &[]);
        assert_eq!(
            none.text,
            "1 pool checked: every name leads to one user and has an accepted form; the 24 records of 2 users fit together.\n"
        );
        assert_eq!(format!("{:?}", none.exit_code), format!("{:?}", ExitCode::SUCCESS));
    }
}
