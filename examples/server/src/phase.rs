//! [`Phase`]: what a connection is doing.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// How long a client may pause while it sends a body, before its connection counts as waiting.
const BODY_PAUSE_MAX: Duration = Duration::from_secs(5);

/// What a connection is doing; shared by its stream, its service and the list of connections.
#[derive(Clone)]
pub(crate) struct Phase(Arc<Mutex<State>>);

struct State {
    doing: Doing,
    since: Instant,
    // Counts heads. A flag would not suffice, since it could change twice between two reads.
    head: u64,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Doing {
    /// Waits for the next request's head, or until the client has read the last answer.
    AwaitsHead,
    /// Reads a body.
    ReadsBody,
    /// The engine is working on the answer.
    Works,
}

impl Phase {
    /// A new connection, which waits for its first head.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(State { doing: Doing::AwaitsHead, since: Instant::now(), head: 0 })))
    }

    /// A head is complete, and its body follows.
    pub(crate) fn reads_body(&self) {
        self.set(Doing::ReadsBody);
    }

    /// The request is complete.
    pub(crate) fn works(&self) {
        self.set(Doing::Works);
    }

    /// The request is answered, and another head may follow.
    pub(crate) fn awaits_head(&self) {
        self.set(Doing::AwaitsHead);
    }

    /// The number of the head that the connection waits for, if it does.
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
