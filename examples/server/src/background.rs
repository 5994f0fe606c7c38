//! Long work between requests: removing deleted pools and expired records, changes of keys.

use std::time::Duration;

use userpool::Engine;

use crate::log;

/// Slices at a time, so that requests have their turn in between.
const SLICES: u32 = 8;

/// The pause between two rounds while there is work.
const PAUSE: Duration = Duration::from_millis(20);

/// The longest pause when there is none. Work that comes up waits no longer than this.
const PAUSE_MAX: Duration = Duration::from_secs(10);

/// Works for as long as the server runs. May be dropped at any time: what was begun is taken up again.
pub(crate) async fn work(engine: Engine) {
    let mut idle = PAUSE;
    loop {
        match engine.work(SLICES).await {
            Ok(worked) if worked.more => idle = PAUSE,
            Ok(_) => idle = (idle * 2).min(PAUSE_MAX),
            Err(error) => {
                idle = PAUSE_MAX;
                tracing::warn!(error = log::line(&error), "work in the background failed and is tried again");
            }
        }
        tokio::time::sleep(idle).await;
    }
}
