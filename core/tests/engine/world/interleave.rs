//! Runs several calls at once, in an order drawn from a seed.

use std::{
    pin::Pin,
    task::{Context, Poll, Waker},
};

use userpool::Error;

use super::Chance;

/// One of several calls that run at once.
pub type Racer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + 'a>>;

/// Runs the futures to their ends, each step's turn drawn from `seed`. One seed, one order of events.
pub fn interleave<'a, T>(seed: u64, futures: Vec<Pin<Box<dyn Future<Output = T> + 'a>>>) -> Vec<T> {
    let mut chance = Chance(seed);
    let mut outcomes: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    let mut running: Vec<_> = futures.into_iter().enumerate().collect();
    while !running.is_empty() {
        let turn = chance.below(running.len());
        let (index, future) = &mut running[turn];
        if let Poll::Ready(outcome) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            outcomes[*index] = Some(outcome);
            drop(running.swap_remove(turn));
        }
    }
    outcomes.into_iter().map(Option::unwrap).collect()
}
