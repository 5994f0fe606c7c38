//! Time and chance, which come with each call.

use serde::{Deserialize, Serialize};

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
