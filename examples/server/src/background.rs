//! The engine's background work: removal of deleted pools and expired records, changes of keys.

use std::time::Duration;

use userpool::Engine;

use crate::log;

/// Slices in one round. Requests run between rounds.
const SLICES: u32 = 8;

/// The pause between two rounds while there is work.
const PAUSE: Duration = Duration::from_millis(20);

/// The longest pause while there is no work, and so the longest wait of new work.
const PAUSE_MAX: Duration = Duration::from_secs(10);

/// Works while the server runs. May be dropped at any time: interrupted work is resumed.
pub(crate) async fn work(engine: Engine) {
    let mut idle = PAUSE;
    loop {
        match engine.work(SLICES).await {
            Ok(worked) if worked.more => idle = PAUSE,
            Ok(_) => idle = (idle * 2).min(PAUSE_MAX),
            Err(error) => {
                idle = PAUSE_MAX;
                tracing::warn!(error = log::line(&error), "background work failed and will be retried");
            }
        }
        tokio::time::sleep(idle).await;
    }
}
