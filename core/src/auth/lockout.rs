//! Lock-out after wrong passwords.
//!
//! [Authentication with user pools, lockout
//! behavior](https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html): the fifth wrong password
//! locks the user for a second, and each further one for twice as long, up to about fifteen minutes. During a lock
//! every attempt fails, whether right or wrong, and no attempt is counted.

use serde::{Deserialize, Serialize};

use crate::time::{Span, Timestamp, latest};

/// The number of the failure that is the first to cause a lock.
const FAILURES_BEFORE_LOCK: u32 = 5;

/// The longest lock in seconds, and also the time without attempts after which the count is cleared.
const LOCK_SECONDS_MAX: u64 = 15 * 60;

/// How often a password was wrong, and when it last was.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Lockout {
    failures: u32,
    last: Timestamp,
}

impl Lockout {
    /// Whether all attempts fail now.
    pub(crate) fn is_locked(&self, now: Timestamp) -> bool {
        self.failures >= FAILURES_BEFORE_LOCK && Span::new(self.last, self.lock_seconds()).contains(now)
    }

    /// Counts a wrong password.
    pub(crate) fn fail(&mut self, now: Timestamp) {
        if now.seconds_since(self.last) >= LOCK_SECONDS_MAX {
            self.failures = 0;
        }
        self.failures = self.failures.saturating_add(1);
        // Calls may commit in a different order than they began.
        self.last = latest(self.last, now);
    }

    /// When the count is cleared if there is no further attempt.
    pub(crate) fn ends(&self) -> Timestamp {
        self.last.plus_seconds(LOCK_SECONDS_MAX)
    }

    fn lock_seconds(&self) -> u64 {
        let doublings = (self.failures - FAILURES_BEFORE_LOCK.min(self.failures)).min(10);
        (1 << doublings).min(LOCK_SECONDS_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(times: u32, at: Timestamp) -> Lockout {
        let mut lockout = Lockout::default();
        (0..times).for_each(|_| lockout.fail(at));
        lockout
    }

    #[test]
    fn four_failures_have_no_effect_and_the_fifth_locks_for_a_second() {
        let now = Timestamp::from_seconds(1_000_000);
        assert!(!failed(4, now).is_locked(now));
        assert!(failed(5, now).is_locked(now));
        assert!(!failed(5, now).is_locked(now.plus_seconds(1)));
    }

    #[test]
    fn each_further_failure_doubles_the_lock_up_to_fifteen_minutes() {
        let now = Timestamp::from_seconds(1_000_000);
        for (failures, seconds) in [(6, 2), (7, 4), (10, 32), (14, 512), (15, 900), (40, 900)] {
            let lockout = failed(failures, now);
            assert!(lockout.is_locked(now.plus_seconds(seconds - 1)), "{failures}");
            assert!(!lockout.is_locked(now.plus_seconds(seconds)), "{failures}");
        }
    }

    #[test]
    fn fifteen_minutes_without_an_attempt_clear_the_count() {
        let now = Timestamp::from_seconds(1_000_000);
        let mut lockout = failed(9, now);
        lockout.fail(now.plus_seconds(LOCK_SECONDS_MAX));
        assert!(!lockout.is_locked(now.plus_seconds(LOCK_SECONDS_MAX)));
    }

    #[test]
    fn a_lock_set_while_the_clock_was_ahead_lasts_no_longer_than_its_length() {
        let now = Timestamp::from_seconds(100_000_000);
        for ahead in [3600, 40 * 86_400] {
            let mut lockout = failed(9, now.plus_seconds(ahead));
            assert!(lockout.is_locked(now.plus_seconds(ahead)));
            assert!(!lockout.is_locked(now), "{ahead}");
            // The failures still count, so the change of the clock gives an attacker no new guesses.
            lockout.fail(now);
            assert!(lockout.is_locked(now.plus_seconds(31)) && !lockout.is_locked(now.plus_seconds(32)));
        }
    }
}
