//! The calendar of UTC: dates and times of day, without leap seconds.

/// English names of the weekdays, as in HTTP and in the `TIMESTAMP` of a sign-in.
pub(crate) const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const DAY_SECONDS: i64 = 86_400;

/// Counted from the first day of the year 0.
const DAYS_BEFORE_1970: i64 = 719_528;

/// The years that have four digits.
const FIRST_SECOND: i64 = -62_167_219_200;
const LAST_SECOND: i64 = 253_402_300_799;

/// A second of UTC in the Gregorian calendar, which is also used for the years before its introduction.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Civil {
    /// From 0 to 9999.
    pub(crate) year: i64,
    /// From 1.
    pub(crate) month: i64,
    /// From 1.
    pub(crate) day: i64,
    pub(crate) hour: i64,
    pub(crate) minute: i64,
    pub(crate) second: i64,
}

impl Civil {
    /// `None` for an invalid date or time of day.
    pub(crate) fn new([year, month, day]: [i64; 3], [hour, minute, second]: [i64; 3]) -> Option<Self> {
        let is_real = (0..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && (0..60).contains(&second);
        is_real.then_some(Self { year, month, day, hour, minute, second })
    }

    /// The date and time for a number of seconds since the start of 1970. Times outside of the years 0 to 9999 become
    /// the nearest inside.
    pub(crate) fn at(epoch_seconds: i64) -> Self {
        let seconds = epoch_seconds.clamp(FIRST_SECOND, LAST_SECOND);
        let days = seconds.div_euclid(DAY_SECONDS) + DAYS_BEFORE_1970;
        // 400 years have 146,097 days; the quotient is the year or differs from it by one.
        let guess = days * 400 / 146_097;
        let year = (guess - 1..=guess + 1).rev().find(|year| days_before(*year, 1) <= days).unwrap_or(guess);
        let month = (1..=12).rev().find(|month| days_before(year, *month) <= days).unwrap_or(1);
        let second = seconds.rem_euclid(DAY_SECONDS);
        Self {
            year,
            month,
            day: days - days_before(year, month) + 1,
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
        }
    }

    /// Seconds since the start of 1970.
    pub(crate) fn epoch_seconds(self) -> i64 {
        self.days() * DAY_SECONDS + (self.hour * 60 + self.minute) * 60 + self.second
    }

    /// The name of the day of the week.
    pub(crate) fn weekday(self) -> &'static str {
        // 1970 began on a Thursday.
        let index = usize::try_from((self.days() + 4).rem_euclid(7));
        index.ok().and_then(|index| WEEKDAYS.get(index)).copied().unwrap_or_default()
    }

    /// The name of the month.
    pub(crate) fn month_name(self) -> &'static str {
        let index = usize::try_from(self.month - 1);
        index.ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default()
    }

    /// Days since 1970-01-01.
    fn days(self) -> i64 {
        days_before(self.year, self.month) + self.day - 1 - DAYS_BEFORE_1970
    }
}

/// The number of a month, from 1, by its English name of three letters.
pub(crate) fn month_number(name: &str) -> Option<i64> {
    (1..).zip(MONTHS).find(|(_, known)| *known == name).map(|(number, _)| number)
}

/// Hour, minute and second of `04:05:06`. [`Civil::new`] checks the ranges.
pub(crate) fn clock(text: &str) -> Option<[i64; 3]> {
    let [h, i, b':', m, n, b':', s, t] = *text.as_bytes() else { return None };
    Some([number(&[h, i])?, number(&[m, n])?, number(&[s, t])?])
}

/// Parses one to four decimal digits; `str::parse` would also accept a sign.
pub(crate) fn number(digits: &[u8]) -> Option<i64> {
    let is_number = (1..=4).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    is_number.then(|| digits.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
}

/// Days from January 1 of the year 0 to the first day of this month.
fn days_before(year: i64, month: i64) -> i64 {
    let leap_days = (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    365 * year + leap_days + (1..month).map(|earlier| days_in_month(year, earlier)).sum::<i64>()
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_times() {
        for (epoch_seconds, date, time, weekday) in [
            (0, [1970, 1, 1], [0, 0, 0], "Thu"),
            (-1, [1969, 12, 31], [23, 59, 59], "Wed"),
            (951_782_400, [2000, 2, 29], [0, 0, 0], "Tue"),
            (1_440_938_160, [2015, 8, 30], [12, 36, 0], "Sun"),
            (1_709_251_199, [2024, 2, 29], [23, 59, 59], "Thu"),
            (1_767_413_106, [2026, 1, 3], [4, 5, 6], "Sat"),
            (4_107_542_400, [2100, 3, 1], [0, 0, 0], "Mon"),
            (FIRST_SECOND, [0, 1, 1], [0, 0, 0], "Sat"),
            (LAST_SECOND, [9999, 12, 31], [23, 59, 59], "Fri"),
        ] {
            let civil = Civil::at(epoch_seconds);
            assert_eq!(Some(civil), Civil::new(date, time));
            assert_eq!((civil.epoch_seconds(), civil.weekday()), (epoch_seconds, weekday));
        }
    }

    #[test]
    fn other_days_and_times_are_refused() {
        let noon = [12, 0, 0];
        for date in [[2026, 0, 1], [2026, 13, 1], [2026, 1, 0], [2026, 4, 31], [2026, 2, 29], [2100, 2, 29]] {
            assert_eq!(Civil::new(date, noon), None, "{date:?}");
        }
        for time in [[24, 0, 0], [0, 60, 0], [0, 0, 60]] {
            assert_eq!(Civil::new([2026, 1, 1], time), None, "{time:?}");
        }
        assert_eq!(Civil::new([10_000, 1, 1], noon), None);
    }

    #[test]
    fn months_and_clocks_are_parsed_strictly() {
        assert_eq!((month_number("Jan"), month_number("Dec")), (Some(1), Some(12)));
        assert_eq!((month_number("jan"), month_number("January")), (None, None));
        assert_eq!(clock("04:05:06"), Some([4, 5, 6]));
        for text in ["4:05:06", "04:05", "04:05:06:07", "04-05-06", "+4:05:06", ""] {
            assert_eq!(clock(text), None, "{text:?}");
        }
        assert_eq!(
            (number(b"0042"), number(b""), number(b"12345"), number(b"-1")),
            (Some(42), None, None, None)
        );
    }

    proptest! {
        #[test]
        fn every_second_of_four_digit_years_is_read_back(second in FIRST_SECOND..=LAST_SECOND) {
            prop_assert_eq!(Civil::at(second).epoch_seconds(), second);
        }

        #[test]
        fn the_next_day_is_the_next_of_the_calendar(second in FIRST_SECOND..=LAST_SECOND - DAY_SECONDS) {
            let (today, tomorrow) = (Civil::at(second), Civil::at(second + DAY_SECONDS));
            let is_next = (tomorrow.year, tomorrow.month, tomorrow.day) == (today.year, today.month, today.day + 1);
            let begins_month = tomorrow.day == 1 && today.day == days_in_month(today.year, today.month);
            prop_assert!(is_next || begins_month);
        }

        #[test]
        fn any_second_has_a_date(second in any::<i64>()) {
            let civil = Civil::at(second);
            prop_assert!(MONTHS.contains(&civil.month_name()) && WEEKDAYS.contains(&civil.weekday()));
        }
    }
}
