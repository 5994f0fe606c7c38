//! A one-shot channel from a thread to a future on any executor.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// Makes both ends: the thread keeps the promise, the future waits for the answer.
pub(crate) fn promise<T>() -> (Promise<T>, Answer<T>) {
    let slot = Arc::new(Slot(Mutex::new(State::Promised(None))));
    (Promise(slot.clone()), Answer(slot))
}

/// The sending end. Dropping it, as a panic does, completes the future with `None`.
#[derive(Debug)]
pub(crate) struct Promise<T>(Arc<Slot<T>>);

/// Waits for the answer: `None` when the promise was dropped.
#[derive(Debug)]
pub(crate) struct Answer<T>(Arc<Slot<T>>);

#[derive(Debug)]
struct Slot<T>(Mutex<State<T>>);

#[derive(Debug)]
enum State<T> {
    Promised(Option<Waker>),
    Kept(T),
    Broken,
}

impl<T> Promise<T> {
    /// Sends the answer.
    pub(crate) fn keep(self, answer: T) {
        self.0.settle(State::Kept(answer));
    }
}

impl<T> Drop for Promise<T> {
    fn drop(&mut self) {
        self.0.settle(State::Broken);
    }
}

impl<T> Future for Answer<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let mut state = self.0.lock();
        match std::mem::replace(&mut *state, State::Broken) {
            State::Kept(answer) => Poll::Ready(Some(answer)),
            State::Broken => Poll::Ready(None),
            State::Promised(_) => {
                *state = State::Promised(Some(cx.waker().clone()));
                Poll::Pending
            }
        }
    }
}

impl<T> Slot<T> {
    /// Stores the answer and wakes the future; only the first call counts.
    fn settle(&self, answer: State<T>) {
        let mut state = self.lock();
        let State::Promised(waker) = &mut *state else { return };
        let waker = waker.take();
        *state = answer;
        drop(state);
        // After the lock is released, since a waker may poll at once.
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use userpool_storage_traits::conformance::block_on;

    use super::*;

    #[test]
    fn an_answer_may_be_sent_before_or_after_the_first_poll() {
        let (promise, answer) = super::promise();
        promise.keep(1);
        assert_eq!(block_on(answer), Some(1));

        let (promise, answer) = super::promise();
        thread::spawn(|| promise.keep(2));
        assert_eq!(block_on(answer), Some(2));
    }

    #[test]
    fn a_dropped_promise_completes_with_none() {
        let (promise, answer) = promise::<()>();
        let thread = thread::spawn(|| drop(promise));
        assert_eq!(block_on(answer), None);
        assert!(thread.join().is_ok());
    }

    #[test]
    fn the_answer_may_be_dropped_first() {
        let (promise, answer) = promise();
        drop(answer);
        promise.keep(1);
    }
}
