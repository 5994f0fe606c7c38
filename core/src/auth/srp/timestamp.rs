//! `TIMESTAMP`, the time a client signs: `Sat Jan 3 04:05:06 UTC 2026`.

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_SECONDS: u64 = 86_400;

/// Seconds since 1970, or nothing if the text is not exactly `EEE MMM d HH:mm:ss UTC yyyy` in
/// English.
///
/// Cognito refuses a day with a leading zero, which many date libraries write. A weekday that does
/// not belong to the date is let through: it is only a part of the signed text, and a client that
/// reckons it wrongly still has the password.
pub fn parse(text: &str) -> Option<u64> {
    let mut words = text.split(' ');
    let weekday = words.next()?;
    let month = words.next()?;
    let day = words.next().filter(|day| !day.starts_with('0'))?;
    let clock = words.next()?;
    let zone = words.next()?;
    let year = words.next().filter(|year| year.len() == 4)?;
    if words.next().is_some() || !WEEKDAYS.contains(&weekday) || zone != "UTC" {
        return None;
    }

    let year = number(year).filter(|&year| year >= 1970)?;
    let month = MONTHS.iter().position(|&name| name == month)?;
    let day = number(day).filter(|&day| day <= days_in_month(year, month))?;
    Some(days_before(year, month, day) * DAY_SECONDS + seconds_of_day(clock)?)
}

/// The text a client signs. [`parse`] reads it back up to the end of the year 9999.
pub fn format(unix_seconds: u64) -> String {
    let (days, second) = (unix_seconds / DAY_SECONDS, unix_seconds % DAY_SECONDS);
    let (year, month, day) = date(days);
    // 1970 began on a Thursday. Neither index can be out of range; the default only avoids saying
    // so with a panic.
    let weekday = WEEKDAYS.get(((days + 4) % 7) as usize).copied().unwrap_or_default();
    let month = MONTHS.get(month).copied().unwrap_or_default();
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{weekday} {month} {day} {hour:02}:{minute:02}:{second:02} UTC {year}")
}

fn seconds_of_day(clock: &str) -> Option<u64> {
    let mut parts = clock.split(':').map(|part| number(part).filter(|_| part.len() == 2));
    let hour = parts.next()??;
    let minute = parts.next()??;
    let second = parts.next()??;
    let valid = parts.next().is_none() && hour < 24 && minute < 60 && second < 60;
    valid.then_some(hour * 3600 + minute * 60 + second)
}

/// Up to four digits and nothing else; `str::parse` would take a sign as well.
fn number(digits: &str) -> Option<u64> {
    let plain = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// `month` counts from 0.
fn days_in_month(year: u64, month: usize) -> u64 {
    match month {
        1 if is_leap(year) => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    }
}

/// Days from 1970 to a date of 1970 or later.
fn days_before(year: u64, month: usize, day: u64) -> u64 {
    let last = year - 1;
    let leap_days = last / 4 - last / 100 + last / 400 - 477;
    let months: u64 = (0..month).map(|month| days_in_month(year, month)).sum();
    (year - 1970) * 365 + leap_days + months + day - 1
}

/// The reverse of [`days_before`].
fn date(days: u64) -> (u64, usize, u64) {
    // 400 years have 146 097 days. A mean year runs at most a few days ahead of the calendar or
    // behind it, so one year less is early enough to look on from there.
    let years = days / 146_097 * 400 + days % 146_097 * 400 / 146_097;
    let mut year = 1970 + years.saturating_sub(1);
    while days_before(year + 1, 0, 1) <= days {
        year += 1;
    }

    let mut day = days - days_before(year, 0, 1);
    let mut month = 0;
    while day >= days_in_month(year, month) {
        day -= days_in_month(year, month);
        month += 1;
    }
    (year, month, day + 1)
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
    fn a_wrong_weekday_is_let_through() {
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
        fn every_new_year_is_read_back(year in 1970_u64..=9999, before in 0_u64..=1) {
            let second = days_before(year, 0, 1) * DAY_SECONDS - before * u64::from(year > 1970);
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
