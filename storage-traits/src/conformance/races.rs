//! Concurrent callers. The order of reads and commits is forced, so that every run has the same races.

use super::{
    Failure, join_all,
    subject::{Outcome, Subject, Verdict, Verdict::*, absent, at, put, record, same},
    yield_now,
};
use crate::{BoxFuture, Prefix, Record, Scan};

pub(super) async fn a_read_sees_every_earlier_commit(on: Subject<'_>) -> Outcome {
    for round in 1..=20 {
        let written = record(round, "x");
        on.given([put("a", written.clone())]).await?;
        same("a get", on.read("a").await?, Some(written.clone()))?;

        let found = on.try_scan(&Scan::first(Prefix::all(), 10)).await?;
        same("a scan", found.into_iter().map(|(_, record)| record).collect(), vec![written])?;
        same("a check", on.commit([at("a", round)], []).await?, Applied)?;
    }
    Ok(())
}

pub(super) async fn of_two_updates_of_one_revision_one_succeeds(on: Subject<'_>) -> Outcome {
    on.given([put("a", record(0, "start"))]).await?;

    for round in 1..=10 {
        let first = bits(on.read("a").await?);
        let second = bits(on.read("a").await?);
        let commits: [BoxFuture<'_, _>; 2] = [
            Box::pin(on.commit([at("a", first)], [put("a", record(10 * round, "first"))])),
            Box::pin(on.commit([at("a", second)], [put("a", record(10 * round + 1, "second"))])),
        ];
        let winner = only_winner(join_all(commits).await)?;
        same("the record", bits(on.read("a").await?), 10 * round + winner as u64)?;
    }
    Ok(())
}

/// Write skew: each checks both records and writes one of them.
pub(super) async fn write_skew_is_prevented(on: Subject<'_>) -> Outcome {
    on.given([put("a", record(0, "a")), put("b", record(0, "b"))]).await?;

    for round in 1..=10 {
        let (a, b) = (bits(on.read("a").await?), bits(on.read("b").await?));
        let commits: [BoxFuture<'_, _>; 2] = [
            Box::pin(on.commit([at("a", a), at("b", b)], [put("a", record(round, "a"))])),
            Box::pin(on.commit([at("a", a), at("b", b)], [put("b", record(round, "b"))])),
        ];
        only_winner(join_all(commits).await)?;
    }
    Ok(())
}

/// Write skew over absence: each checks that the other's record is absent and creates its own.
pub(super) async fn write_skew_over_absent_keys_is_prevented(on: Subject<'_>) -> Outcome {
    for round in 0..ROUNDS {
        let (a, b) = (format!("a/{round:02}"), format!("b/{round:02}"));
        let commits: [BoxFuture<'_, _>; 2] = [
            Box::pin(on.commit([absent(&b)], [put(&a, record(round, "a"))])),
            Box::pin(on.commit([absent(&a)], [put(&b, record(round, "b"))])),
        ];
        only_winner(join_all(commits).await)?;
    }
    Ok(())
}

/// Batches that check a record, beside a change of that record. Whoever reads behind the change sees each of them, or it fails.
pub(super) async fn a_batch_is_visible_before_a_change_of_what_it_checked(on: Subject<'_>) -> Outcome {
    const ROUNDS: u64 = 20;
    const WRITERS: u64 = 8;
    on.given([put("settings", record(0, "x"))]).await?;

    for round in 1..=ROUNDS {
        let names: Vec<String> = (0..WRITERS).map(|writer| format!("row/{round:02}/{writer}")).collect();
        let (on, names) = (&on, &names);
        let writers = (0..).zip(names).map(|(writer, name)| -> BoxFuture<'_, Result<Seen, Failure>> {
            Box::pin(async move {
                yield_times(writer).await;
                let verdict = on.commit([at("settings", round - 1)], [put(name, record(1, "x"))]).await?;
                Ok(if verdict == Applied { vec![name.clone()] } else { vec![] })
            })
        });
        let reader: BoxFuture<'_, Result<Seen, Failure>> = Box::pin(async move {
            yield_times(round % WRITERS).await;
            on.given([put("settings", record(round, "x"))]).await?;
            if round % 2 == 0 {
                return on.keys_under(Prefix::under(["row", &format!("{round:02}")])).await;
            }
            let found = on.get(&names.iter().map(String::as_str).collect::<Vec<_>>()).await?;
            Ok(names
                .iter()
                .zip(found)
                .filter(|(_, found)| found.is_some())
                .map(|(name, _)| name.clone())
                .collect())
        });
        let mut outcomes = join_all(writers.chain([reader])).await;
        let seen = outcomes.pop().into_iter().collect::<Result<Vec<_>, _>>()?.concat();
        let applied = outcomes.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
        same("rows behind the change", seen, applied)?;
    }
    Ok(())
}

/// Keys of records.
type Seen = Vec<String>;

async fn yield_times(times: u64) {
    for _ in 0..times {
        yield_now().await;
    }
}

pub(super) async fn of_many_creations_of_one_key_one_succeeds(on: Subject<'_>) -> Outcome {
    let commits = (0..16).map(|number| -> BoxFuture<'_, _> {
        Box::pin(on.commit([absent("a")], [put("a", record(number, "x"))]))
    });
    let winner = only_winner(join_all(commits).await)?;
    same("the record", on.read("a").await?, Some(record(winner as u64, "x")))
}

pub(super) async fn increments_are_not_lost(on: Subject<'_>) -> Outcome {
    const WORKERS: u64 = 8;
    const ROUNDS: u64 = 5;
    on.given([put("count", record(0, "0"))]).await?;

    let on = &on;
    let workers = (1..=WORKERS).map(|worker| -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            for round in 0..ROUNDS {
                increment(on, worker * 1_000_000 + round * 10_000).await?;
            }
            Ok(())
        })
    });
    join_all(workers).await.into_iter().collect::<Outcome>()?;

    let total = on.read("count").await?.map(|record| record.value);
    same("the count", total, Some((WORKERS * ROUNDS).to_string().into_bytes()))
}

/// Reads, lets the other callers read too, and writes. Repeats this until its commit succeeds.
async fn increment(on: &Subject<'_>, revisions: u64) -> Outcome {
    for attempt in 1..10_000 {
        let found = on.read("count").await?;
        yield_now().await;

        let count = found.as_ref().and_then(|record| str::from_utf8(&record.value).ok()?.parse().ok());
        let next = record(revisions + attempt, (count.unwrap_or(0u64) + 1).to_string());
        if on.commit([at("count", bits(found))], [put("count", next)]).await? == Applied {
            return Ok(());
        }
    }
    same("an increment", "ten thousand conflicts", "success at last")
}

pub(super) async fn a_get_sees_whole_batches(on: Subject<'_>) -> Outcome {
    let on = &on;
    let reads = async move {
        for _ in 0..ROUNDS {
            let found = on.get(&["a", "m", "z"]).await?;
            same_revisions("a get", found.into_iter().map(bits).collect())?;
            yield_now().await;
        }
        Ok(())
    };
    beside_a_writer(on, Box::pin(reads)).await
}

pub(super) async fn a_scan_sees_whole_batches(on: Subject<'_>) -> Outcome {
    let on = &on;
    let reads = async move {
        for _ in 0..ROUNDS {
            let found = on.try_scan(&Scan::first(Prefix::all(), 10)).await?;
            same_revisions("a scan", found.into_iter().map(|(_, record)| bits(Some(record))).collect())?;
            yield_now().await;
        }
        Ok(())
    };
    beside_a_writer(on, Box::pin(reads)).await
}

const ROUNDS: u64 = 50;

/// Runs `reads` concurrently with a writer whose batches each give three records the same new revision.
async fn beside_a_writer<'a>(on: &'a Subject<'_>, reads: BoxFuture<'a, Outcome>) -> Outcome {
    let write =
        async move |revision| on.given(["a", "m", "z"].map(|name| put(name, record(revision, "x")))).await;
    write(0).await?;

    let writes = async move {
        for revision in 1..=ROUNDS {
            write(revision).await?;
            yield_now().await;
        }
        Ok(())
    };
    join_all([Box::pin(writes), reads]).await.into_iter().collect()
}

fn same_revisions(what: &str, found: Vec<u64>) -> Outcome {
    let first = found.first().copied().unwrap_or_default();
    same(what, found, vec![first; 3])
}

/// The index of the only batch that was applied.
fn only_winner(verdicts: Vec<Result<Verdict, Failure>>) -> Result<usize, Failure> {
    let verdicts = verdicts.into_iter().collect::<Result<Vec<_>, _>>()?;
    let winners: Vec<_> = (0..verdicts.len()).filter(|&index| verdicts[index] == Applied).collect();
    same("the number of winners", winners.len(), 1)?;
    Ok(winners[0])
}

/// The revision as a number; for an absent record, a number that no clause here writes.
fn bits(record: Option<Record>) -> u64 {
    record.map_or(u64::MAX, |record| record.revision.to_bits())
}
