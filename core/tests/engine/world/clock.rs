//! A clock that a test sets, and randomness from a seed.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use userpool::{Moment, Moments, Timestamp, time::NoMoment};

use super::START;

pub struct Clock {
    millis: AtomicU64,
    seed: u64,
    calls: AtomicU64,
}

impl Clock {
    pub fn new(seed: u64) -> Self {
        Self { millis: AtomicU64::new(START.millis()), seed, calls: AtomicU64::new(0) }
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.millis.load(Ordering::SeqCst))
    }

    pub fn set(&self, to: Timestamp) {
        self.millis.store(to.millis(), Ordering::SeqCst);
    }

    pub fn advance(&self, seconds: u64) {
        self.millis.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// Corrects a clock that was ahead.
    pub fn go_back(&self, seconds: u64) {
        self.millis.fetch_sub(seconds * 1000, Ordering::SeqCst);
    }
}

pub struct HandClock(pub Arc<Clock>);

impl Moments for HandClock {
    fn moment(&self) -> Result<Moment, NoMoment> {
        let call = self.0.calls.fetch_add(1, Ordering::SeqCst);
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.0.seed.to_be_bytes());
        seed[8..16].copy_from_slice(&call.to_be_bytes());
        Ok(Moment { now: self.0.now(), seed })
    }
}

/// A random generator: splitmix64.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ z >> 31) % bound as u64).unwrap()
    }
}
