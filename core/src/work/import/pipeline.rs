//! [`Pipeline`]: runs futures at the same time, on the caller's thread.

use std::{
    collections::VecDeque,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

/// Futures that run at the same time and whose outputs are taken in the order in which they were added.
/// Each has a tag.
pub(super) struct Pipeline<T, F: Future> {
    running: VecDeque<(T, Slot<F>)>,
}

enum Slot<F: Future> {
    Running(Pin<Box<F>>),
    Done(F::Output),
}

impl<T, F: Future> Pipeline<T, F> {
    pub(super) fn new() -> Self {
        Self { running: VecDeque::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.running.len()
    }

    /// The tags of the futures whose output was not taken.
    pub(super) fn tags(&self) -> impl Iterator<Item = &T> {
        self.running.iter().map(|(tag, _)| tag)
    }

    pub(super) fn push(&mut self, tag: T, future: F) {
        self.running.push_back((tag, Slot::Running(Box::pin(future))));
    }

    /// Continues all futures, and returns the output of the oldest one if it has ended.
    fn poll_oldest(&mut self, context: &mut Context<'_>) -> Poll<F::Output> {
        for (_, slot) in &mut self.running {
            if let Slot::Running(future) = slot
                && let Poll::Ready(output) = future.as_mut().poll(context)
            {
                *slot = Slot::Done(output);
            }
        }
        match self.running.pop_front() {
            Some((_, Slot::Done(output))) => Poll::Ready(output),
            Some(running) => {
                self.running.push_front(running);
                Poll::Pending
            }
            None => Poll::Pending,
        }
    }
}

/// What [`next`] has waited for.
pub(super) enum Ended<A, B> {
    First(A),
    Second(B),
}

/// Continues the futures of both pipelines until the oldest one of either has ended. One of the pipelines must have a future.
pub(super) async fn next<T, A: Future, U, B: Future>(
    first: &mut Pipeline<T, A>,
    second: &mut Pipeline<U, B>,
) -> Ended<A::Output, B::Output> {
    poll_fn(|context| {
        if let Poll::Ready(output) = first.poll_oldest(context) {
            return Poll::Ready(Ended::First(output));
        }
        second.poll_oldest(context).map(Ended::Second)
    })
    .await
}

/// Runs all futures at the same time, and returns their outputs in the order of the futures.
pub(super) async fn all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut pipeline = Pipeline::new();
    futures.into_iter().for_each(|future| pipeline.push((), future));
    let mut outputs = Vec::with_capacity(pipeline.len());
    while pipeline.len() > 0 {
        outputs.push(poll_fn(|context| pipeline.poll_oldest(context)).await);
    }
    outputs
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, future::Ready};

    use userpool_storage_traits::conformance::block_on;

    use super::*;

    /// A future that is ready when it is polled for the `polls`th time, and notes each poll.
    async fn after<'a>(name: &'a str, polls: usize, log: &RefCell<Vec<&'a str>>) -> &'a str {
        let mut left = polls;
        poll_fn(|context| {
            log.borrow_mut().push(name);
            left -= 1;
            context.waker().wake_by_ref();
            if left == 0 { Poll::Ready(name) } else { Poll::Pending }
        })
        .await
    }

    #[test]
    fn futures_run_at_the_same_time_and_their_outputs_keep_their_order() {
        let log = RefCell::new(Vec::new());
        let outputs = block_on(all([after("slow", 3, &log), after("fast", 1, &log)]));
        assert_eq!(outputs, ["slow", "fast"]);
        assert_eq!(log.into_inner(), ["slow", "fast", "slow", "slow"]);
    }

    #[test]
    fn the_next_output_may_come_from_either_pipeline() {
        let log = RefCell::new(Vec::new());
        let (mut first, mut second) = (Pipeline::new(), Pipeline::new());
        first.push((), after("slow", 4, &log));
        second.push((), after("fast", 2, &log));
        second.push((), after("faster", 1, &log));
        let mut ended = Vec::new();
        while first.len() + second.len() > 0 {
            ended.push(match block_on(next(&mut first, &mut second)) {
                Ended::First(name) | Ended::Second(name) => name,
            });
        }
        assert_eq!(ended, ["fast", "faster", "slow"]);
    }

    #[test]
    fn no_futures_have_no_outputs() {
        assert_eq!(block_on(all(Vec::<Ready<u8>>::new())), [0; 0]);
    }
}
