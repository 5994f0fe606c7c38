//! [`Phase`]: what a connection does at the moment.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// A client that sends a body may pause for so long before its connection counts as waiting.
const BODY_PAUSE_MAX: Duration = Duration::from_secs(5);

/// What a connection does; shared by its stream, its service and the list of connections.
#[derive(Clone)]
pub(crate) struct Phase(Arc<Mutex<State>>);

struct State {
    doing: Doing,
    since: Instant,
    // Counts heads: a flag would not do, since it may go there and back between two reads.
    head: u64,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Doing {
    /// The next request's head is awaited, or the last answer is not taken yet.
    AwaitsHead,
    /// The body is read.
    ReadsBody,
    /// The engine works on an answer.
    Works,
}

impl Phase {
    /// A new connection, whose first head is awaited.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(State { doing: Doing::AwaitsHead, since: Instant::now(), head: 0 })))
    }

    /// A head is complete: what comes next is its body.
    pub(crate) fn reads_body(&self) {
        self.set(Doing::ReadsBody);
    }

    /// The request is complete, and an answer is made.
    pub(crate) fn works(&self) {
        self.set(Doing::Works);
    }

    /// The request is answered: what comes next is another head.
    pub(crate) fn awaits_head(&self) {
        self.set(Doing::AwaitsHead);
    }

    /// The number of the awaited head, if one is.
    pub(crate) fn head(&self) -> Option<u64> {
        let state = self.state();
        (state.doing == Doing::AwaitsHead).then_some(state.head)
    }

    /// Since when the connection has waited for its client, if it does.
    pub(crate) fn waits_since(&self) -> Option<Instant> {
        let state = self.state();
        match state.doing {
            Doing::AwaitsHead => Some(state.since),
            Doing::ReadsBody if state.since.elapsed() > BODY_PAUSE_MAX => Some(state.since),
            Doing::ReadsBody | Doing::Works => None,
        }
    }

    fn set(&self, doing: Doing) {
        let mut state = self.state();
        if doing == Doing::AwaitsHead {
            state.head += 1;
        }
        (state.doing, state.since) = (doing, Instant::now());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
