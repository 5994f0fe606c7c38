//! The time and the random seed of a call.

use serde::{Deserialize, Serialize};

pub(crate) mod civil;

/// A point in time: milliseconds since the Unix epoch.
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

    /// The date and time in UTC in the form of [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339), with milliseconds:
    /// `2026-11-29T08:09:27.123Z`. A time after the year 9999 becomes the last second of that year.
    pub fn to_rfc3339(self) -> String {
        let seconds = i64::try_from(self.seconds()).unwrap_or(i64::MAX);
        let civil::Civil { year, month, day, hour, minute, second } = civil::Civil::at(seconds);
        let millis = self.0 % 1000;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
    }

    /// This time plus `seconds`.
    #[must_use]
    pub const fn plus_seconds(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// Seconds from `earlier` to this time; zero when `earlier` is later.
    pub const fn seconds_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0) / 1000
    }
}

/// Tolerated difference between stored times and the clock, in seconds: calls may commit in a different order than they
/// began, and every host has its own clock.
const SKEW_SECONDS: u64 = 30;

/// How much longer the mark of a revoked or rotated token is stored than the token is valid, in seconds. While a clock
/// is ahead, a store may drop records that only seem to have expired; when the clock is right again, the token must
/// still be refused.
pub(crate) const CLOCK_MARGIN_SECONDS: u64 = 60 * 86_400;

/// The later of a stored time and `now`. A stored time that is too far in the future was written while a clock was
/// ahead, and is ignored.
pub(crate) fn latest(stored: Timestamp, now: Timestamp) -> Timestamp {
    if stored.seconds_since(now) < SKEW_SECONDS { stored.max(now) } else { now }
}

/// A span of time as records store it: its start and its length, not only its end.
///
/// If the start is too far in the future, it was written while a clock was ahead. Such a span counts as over, so no
/// span lasts longer than its length once the clock is right again.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Span {
    since: Timestamp,
    seconds: u64,
}

impl Span {
    /// A span of `seconds` that starts at `since`.
    pub(crate) const fn new(since: Timestamp, seconds: u64) -> Self {
        Self { since, seconds }
    }

    /// Whether `now` is inside the span.
    pub(crate) fn contains(self, now: Timestamp) -> bool {
        match now.millis().checked_sub(self.since.millis()) {
            Some(elapsed) => elapsed < self.seconds.saturating_mul(1000),
            None => self.since.millis() - now.millis() < self.seconds.min(SKEW_SECONDS) * 1000,
        }
    }

    /// The end, by the clock that set the start.
    pub(crate) const fn end(self) -> Timestamp {
        self.since.plus_seconds(self.seconds)
    }
}

/// The time and the random seed of a call. During a call the time does not change and random numbers are a stream from
/// the seed, so the same call on the same records gives the same response.
#[derive(Clone, Eq, PartialEq)]
pub struct Moment {
    /// The time of the call.
    pub now: Timestamp,
    /// 32 unpredictable bytes. Keys, codes and tokens of the call are derived from them.
    pub seed: [u8; 32],
}

impl std::fmt::Debug for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Moment").field("now", &self.now).finish_non_exhaustive()
    }
}

/// The source of moments: [`OsMoments`] in native code, the host's clock and generator in a Worker, fixed values in
/// tests.
pub trait Moments: userpool_storage_traits::MaybeSend + userpool_storage_traits::MaybeSync + 'static {
    /// The moment of a call that starts now.
    ///
    /// # Errors
    /// When the host's random number generator fails; the call then fails.
    fn moment(&self) -> Result<Moment, NoMoment>;
}

/// The host's random number generator failed.
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
    fn a_span_includes_its_start_and_excludes_its_end() {
        let span = Span::new(START, 60);
        assert!(span.contains(START) && span.contains(START.plus_seconds(59)));
        assert!(!span.contains(span.end()));
        assert!(!Span::new(START, 0).contains(START));
    }

    #[test]
    fn a_span_from_the_far_future_counts_as_over() {
        let span = Span::new(START, 60);
        assert!(span.contains(before(SKEW_SECONDS - 1)));
        for ahead in [SKEW_SECONDS, 3600, 40 * 86_400 % 900_000] {
            assert!(!span.contains(before(ahead)), "{ahead}");
        }
        assert!(!Span::new(START, 5).contains(before(5)), "no longer than it lasts itself");
    }
}
