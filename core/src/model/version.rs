//! Versions in the form of the service: the time of a change, such as `20190128172214`.

use crate::time::{Timestamp, civil::Civil};

/// The version of something that was changed at this time: year, month, day, hour, minute and second in UTC.
pub(crate) fn version(changed: Timestamp) -> String {
    let seconds = i64::try_from(changed.seconds()).unwrap_or(i64::MAX);
    let Civil { year, month, day, hour, minute, second } = Civil::at(seconds);
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_the_time_of_the_change() {
        assert_eq!(version(Timestamp::from_seconds(1_548_696_134)), "20190128172214");
        assert_eq!(version(Timestamp::from_seconds(0)), "19700101000000");
    }
}
