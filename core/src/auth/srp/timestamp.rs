//! `TIMESTAMP`, the time that a client signs: `Sat Jan 3 04:05:06 UTC 2026`.

use crate::time::civil::{Civil, WEEKDAYS, clock, month_number, number};

/// Seconds since 1970, or `None` if the text does not have exactly the form `EEE MMM d HH:mm:ss UTC yyyy` in English.
///
/// Cognito refuses a day with a leading zero, which many date libraries write. A weekday that does not match the date
/// is accepted: it is only a part of the signed text, and a client that computes it wrongly may still have the
/// password.
pub fn parse(text: &str) -> Option<u64> {
    let mut words = text.split(' ');
    let weekday = words.next()?;
    let month = month_number(words.next()?)?;
    let day = words.next().filter(|day| !day.starts_with('0'))?;
    let time = clock(words.next()?)?;
    let zone = words.next()?;
    let year = words.next().filter(|year| year.len() == 4)?;
    if words.next().is_some() || !WEEKDAYS.contains(&weekday) || zone != "UTC" {
        return None;
    }
    let moment = Civil::new([number(year.as_bytes())?, month, number(day.as_bytes())?], time)?;
    u64::try_from(moment.epoch_seconds()).ok()
}

/// The text that a client signs. A time after the year 9999 becomes the last second of that year.
pub fn format(unix_seconds: u64) -> String {
    let moment = Civil::at(i64::try_from(unix_seconds).unwrap_or(i64::MAX));
    let Civil { year, day, hour, minute, second, .. } = moment;
    let (weekday, month) = (moment.weekday(), moment.month_name());
    format!("{weekday} {month} {day} {hour:02}:{minute:02}:{second:02} UTC {year}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_format_is_that_of_amazons_clients() {
        assert_eq!(format(1_767_413_106), "Sat Jan 3 04:05:06 UTC 2026");
        assert_eq!(parse("Sat Jan 3 04:05:06 UTC 2026"), Some(1_767_413_106));
        assert_eq!(parse("Thu Jan 1 00:00:00 UTC 1970"), Some(0));
        assert_eq!(parse("Thu Feb 29 23:59:59 UTC 2024"), Some(1_709_251_199));
        assert_eq!(parse("Fri Dec 31 23:59:59 UTC 9999"), Some(253_402_300_799));
    }

    #[test]
    fn a_zero_padded_day_is_refused() {
        assert!(parse("Sun Apr 5 10:00:00 UTC 2026").is_some());
        assert_eq!(parse("Sun Apr 05 10:00:00 UTC 2026"), None);
    }

    #[test]
    fn a_wrong_weekday_is_accepted() {
        assert_eq!(parse("Mon Jan 3 04:05:06 UTC 2026"), Some(1_767_413_106));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "Sat Jan 3 04:05:06 UTC 2026 ",
            " Sat Jan 3 04:05:06 UTC 2026",
            "Sat  Jan 3 04:05:06 UTC 2026",
            "Sat Jan  3 04:05:06 UTC 2026",
            "Sat Jan 3 04:05:06 GMT 2026",
            "sat Jan 3 04:05:06 UTC 2026",
            "Sat January 3 04:05:06 UTC 2026",
            "Sat Jan 0 04:05:06 UTC 2026",
            "Sat Jan 32 04:05:06 UTC 2026",
            "Sat Jan +3 04:05:06 UTC 2026",
            "Sat Feb 29 04:05:06 UTC 2026",
            "Sat Feb 29 04:05:06 UTC 2100",
            "Sat Jan 3 24:00:00 UTC 2026",
            "Sat Jan 3 23:60:00 UTC 2026",
            "Sat Jan 3 23:59:60 UTC 2026",
            "Sat Jan 3 4:05:06 UTC 2026",
            "Sat Jan 3 04:05 UTC 2026",
            "Sat Jan 3 04:05:06:07 UTC 2026",
            "Sat Jan 3 04:05:06 UTC 26",
            "Sat Jan 3 04:05:06 UTC 12026",
            "Wed Dec 31 23:59:59 UTC 1969",
            "2026-01-03T04:05:06Z",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_second_up_to_the_year_9999_is_read_back(second in 0_u64..=253_402_300_799) {
            prop_assert_eq!(parse(&format(second)), Some(second));
        }

        #[test]
        fn every_new_year_is_read_back(year in 1970_i64..=9999, before in 0_i64..=1) {
            let start = Civil::new([year, 1, 1], [0; 3]).unwrap().epoch_seconds();
            let second = u64::try_from(start - before * i64::from(year > 1970)).unwrap();
            prop_assert_eq!(parse(&format(second)), Some(second));
        }

        #[test]
        fn any_second_has_a_format(second in any::<u64>()) {
            prop_assert!(format(second).contains(" UTC "));
        }

        #[test]
        fn any_text_is_read_or_refused(
            text in ".*",
            near in "(Sat|Sun) (Feb|Dec) [0-9]{1,2} [0-9:]{7,9} UTC [0-9]{3,5}",
        ) {
            let _ = (parse(&text), parse(&near));
        }
    }
}
