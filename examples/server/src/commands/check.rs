//! `userpool-server check`.

use std::process::ExitCode;

use userpool::{Engine, NameFinding, operations::ListUserPools};

use super::Report;
use crate::{data_folder::DataFolder, options::Options};

/// The check failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Folder(#[from] crate::data_folder::FolderError),
    #[error(transparent)]
    MasterKey(#[from] userpool::MasterKeyError),
    #[error("the engine cannot start")]
    Engine(#[from] userpool::BuildError),
    #[error("the pools cannot be read")]
    Read(#[from] userpool::Error),
    #[error("the operating system refused")]
    System(#[from] std::io::Error),
}

/// The size of a page of pools.
const PAGE_POOLS: u32 = 60;

/// Checks the names of all users of all pools. Changes nothing. A server may use the database at the same time.
pub(crate) fn run(options: &Options) -> Result<Report, Error> {
    let opened = DataFolder::look(options)?.open_existing()?;
    let engine = Engine::builder()
        .storage(opened.storage)
        .signer(userpool::AwsLcSigner::new())
        .region(options.region.as_str());
    let engine = opened.master_keys.into_iter().fold(engine, |engine, key| engine.master_key(key)).build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(check(&engine))
}

async fn check(engine: &Engine) -> Result<Report, Error> {
    engine.check_master_key().await?;
    let (mut findings, mut pools) = (Vec::new(), 0);
    let mut next_token = None;
    loop {
        let page = ListUserPools { max_results: PAGE_POOLS, next_token };
        let page = engine.send(page).await?;
        for pool in page.user_pools {
            pools += 1;
            findings.append(&mut of_pool(engine, &pool.id).await?);
        }
        next_token = page.next_token;
        if next_token.is_none() {
            return Ok(report(pools, &findings));
        }
    }
}

async fn of_pool(engine: &Engine, pool: &str) -> Result<Vec<NameFinding>, Error> {
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
fn report(pools: u32, findings: &[NameFinding]) -> Report {
    if findings.is_empty() {
        let pools = if pools == 1 { "1 pool".to_owned() } else { format!("{pools} pools") };
        return format!("{pools} checked: every name leads to one user and has an accepted form.\n").into();
    }
    let text = findings.iter().fold(String::new(), |text, finding| text + &finding.to_string() + "\n");
    Report { text, exit_code: ExitCode::from(1) }
}

#[cfg(test)]
mod tests {
    use userpool::NameProblem;

    use super::*;

    #[test]
    fn each_finding_is_a_line_and_the_exit_code_is_1() {
        let finding = |username: &str, problem| NameFinding {
            user_pool_id: "us-east-1_a".into(),
            username: username.into(),
            attribute: "preferred_username",
            problem,
        };
        let findings =
            [finding("ana", NameProblem::Shared { with: "bob".into() }), finding("bob", NameProblem::Form)];
        let found = report(2, &findings);
        assert_eq!(
            found.text,
            "us-east-1_a: preferred_username of user ana also leads to user bob\n\
             us-east-1_a: preferred_username of user bob has a form that is refused\n"
        );
        assert_eq!(format!("{:?}", found.exit_code), format!("{:?}", ExitCode::from(1)));

        let none = report(1, &[]);
        assert_eq!(none.text, "1 pool checked: every name leads to one user and has an accepted form.\n");
        assert_eq!(format!("{:?}", none.exit_code), format!("{:?}", ExitCode::SUCCESS));
    }
}
