//! Time and chance, which come with each call.

use serde::{Deserialize, Serialize};

pub(crate) mod civil;

/// A moment of time: milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    /// From milliseconds since the Unix epoch.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// From whole seconds since the Unix epoch.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, as in JWT claims.
    pub const fn seconds(self) -> u64 {
        self.0 / 1000
    }

    /// The date and time in UTC as [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339) writes them, with milliseconds:
    /// `2026-11-29T08:09:27.123Z`. A moment after the year 9999 becomes the last second of that year.
    pub fn to_rfc3339(self) -> String {
        let seconds = i64::try_from(self.seconds()).unwrap_or(i64::MAX);
        let civil::Civil { year, month, day, hour, minute, second } = civil::Civil::at(seconds);
        let millis = self.0 % 1000;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
    }

    /// This moment and so many seconds more.
    #[must_use]
    pub const fn plus_seconds(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// Seconds from `earlier` to this moment; zero when `earlier` is later.
    pub const fn seconds_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0) / 1000
    }
}

/// How far the clocks that write to one store may differ, in seconds: calls commit in another order than they began, and
/// every host has a clock of its own.
const SKEW_SECONDS: u64 = 30;

/// Seconds that the mark of a revoked or rotated token is kept longer than the token lives. If a clock is ahead for a
/// moment, a store may drop what seems to have expired; when the clock is right again the token must still be dead.
pub(crate) const CLOCK_MARGIN_SECONDS: u64 = 60 * 86_400;

/// The later of a moment that was stored and `now`. A stored one that lies further in the future than clocks may differ was
/// written while a clock was ahead and does not count.
pub(crate) fn latest(stored: Timestamp, now: Timestamp) -> Timestamp {
    if stored.seconds_since(now) < SKEW_SECONDS { stored.max(now) } else { now }
}

/// A span of time, as records keep it: its start and its length, not its end alone.
///
/// A start that lies further in the future than clocks may differ was written while a clock was ahead. Such a span is
/// over, so nothing lasts longer than its own length once the clock is right again.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Span {
    since: Timestamp,
    seconds: u64,
}

impl Span {
    /// From `since` on, for so many seconds.
    pub(crate) const fn new(since: Timestamp, seconds: u64) -> Self {
        Self { since, seconds }
    }

    /// Whether `now` lies in it.
    pub(crate) fn contains(self, now: Timestamp) -> bool {
        match now.millis().checked_sub(self.since.millis()) {
            Some(elapsed) => elapsed < self.seconds.saturating_mul(1000),
            None => self.since.millis() - now.millis() < self.seconds.min(SKEW_SECONDS) * 1000,
        }
    }

    /// When it is over, by the clock that began it.
    pub(crate) const fn end(self) -> Timestamp {
        self.since.plus_seconds(self.seconds)
    }
}

/// When a call happens and what chance it has. Inside a call time stands still and randomness is a stream from
/// the seed, so the same call on the same records gives the same answer.
#[derive(Clone, Eq, PartialEq)]
pub struct Moment {
    /// The time of the call.
    pub now: Timestamp,
    /// 32 unpredictable bytes. Keys, codes and tokens of the call are drawn from them.
    pub seed: [u8; 32],
}

impl std::fmt::Debug for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Moment").field("now", &self.now).finish_non_exhaustive()
    }
}

/// Where moments come from: [`OsMoments`] natively, the host's clock and generator in a Worker, a script in tests.
pub trait Moments: userpool_storage_traits::MaybeSend + userpool_storage_traits::MaybeSync + 'static {
    /// The moment of a call that begins now.
    ///
    /// # Errors
    /// When the host has no randomness to give; the call is then refused.
    fn moment(&self) -> Result<Moment, NoMoment>;
}

/// The host has no randomness to give.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the host gave no randomness")]
pub struct NoMoment;

/// The system clock and the operating system's generator.
#[cfg(feature = "os")]
#[derive(Clone, Copy, Debug, Default)]
pub struct OsMoments;

#[cfg(feature = "os")]
impl Moments for OsMoments {
    #[expect(clippy::disallowed_methods, reason = "this is the one place where time and chance enter")]
    fn moment(&self) -> Result<Moment, NoMoment> {
        let since_epoch =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|_| NoMoment)?;
        Ok(Moment { now: Timestamp(u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX)), seed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_seconds(1_000_000);

    fn before(seconds: u64) -> Timestamp {
        Timestamp::from_millis(START.millis() - seconds * 1000)
    }

    #[test]
    fn a_span_holds_its_start_and_not_its_end() {
        let span = Span::new(START, 60);
        assert!(span.contains(START) && span.contains(START.plus_seconds(59)));
        assert!(!span.contains(span.end()));
        assert!(!Span::new(START, 0).contains(START));
    }

    #[test]
    fn a_span_from_the_future_is_over_unless_clocks_only_differ_a_little() {
        let span = Span::new(START, 60);
        assert!(span.contains(before(SKEW_SECONDS - 1)));
        for ahead in [SKEW_SECONDS, 3600, 40 * 86_400 % 900_000] {
            assert!(!span.contains(before(ahead)), "{ahead}");
        }
        assert!(!Span::new(START, 5).contains(before(5)), "no longer than it lasts itself");
    }
}
