//! [`EpochSeconds`]: a time as the API writes it.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::time::Timestamp;

/// A time in a response: a JSON number of seconds since the Unix epoch, with milliseconds as a fraction.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EpochSeconds(pub Timestamp);

impl From<Timestamp> for EpochSeconds {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp)
    }
}

impl From<EpochSeconds> for Timestamp {
    fn from(seconds: EpochSeconds) -> Self {
        seconds.0
    }
}

impl Serialize for EpochSeconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let millis = self.0.millis();
        if millis.is_multiple_of(1000) {
            return serializer.serialize_u64(millis / 1000);
        }
        // Exact to the millisecond until far beyond the year 9999.
        serializer.serialize_f64(millis as f64 / 1000.0)
    }
}

impl<'de> Deserialize<'de> for EpochSeconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let seconds = f64::deserialize(deserializer)?;
        if seconds.is_finite() && seconds >= 0.0 {
            Ok(Self(Timestamp::from_millis((seconds * 1000.0).round() as u64)))
        } else {
            Err(D::Error::custom("a moment is a number of seconds since 1970"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_of_seconds_with_a_millisecond_fraction() {
        for (millis, text) in [
            (0, "0"),
            (1, "0.001"),
            (1_689_721_665_239, "1689721665.239"),
            (1_689_721_665_000, "1689721665"),
            (253_402_300_799_999, "253402300799.999"),
        ] {
            let moment = EpochSeconds(Timestamp::from_millis(millis));
            assert_eq!(serde_json::to_string(&moment).unwrap(), text);
            assert_eq!(serde_json::from_str::<EpochSeconds>(text).unwrap(), moment);
        }
    }

    #[test]
    fn invalid_times_are_refused() {
        for text in ["-1", "\"1689721665\"", "null"] {
            assert!(serde_json::from_str::<EpochSeconds>(text).is_err(), "{text}");
        }
    }
}
