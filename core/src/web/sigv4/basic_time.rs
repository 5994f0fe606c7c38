//! The time format of signed requests.

use std::fmt;

use crate::time::civil::{Civil, clock, month_number, number};

/// A time in whole seconds. It is printed as SigV4 writes it, in the basic format of ISO 8601: `20150830T123600Z`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct BasicTime {
    epoch_seconds: i64,
}

impl BasicTime {
    /// Clamps to the years 0 to 9999, since the format has four digits for the year.
    #[must_use]
    pub fn at(epoch_seconds: i64) -> Self {
        Self { epoch_seconds: epoch_seconds.clamp(-62_167_219_200, 253_402_300_799) }
    }

    /// Seconds since 1970 without leap seconds.
    #[must_use]
    pub fn epoch_seconds(self) -> i64 {
        self.epoch_seconds
    }

    /// Parses `20150830T123600Z`, or the form of a `Date` header: `Sun, 30 Aug 2015 12:36:00 GMT` (botocore writes
    /// `-0000`).
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [y1, y2, y3, y4, m1, m2, d1, d2, b'T', h, i, m, n, s, t, b'Z'] => {
                let date = [number(&[*y1, *y2, *y3, *y4])?, number(&[*m1, *m2])?, number(&[*d1, *d2])?];
                let time = [number(&[*h, *i])?, number(&[*m, *n])?, number(&[*s, *t])?];
                Some(Self { epoch_seconds: Civil::new(date, time)?.epoch_seconds() })
            }
            _ => Self::parse_http_date(text),
        }
    }

    /// [RFC 9110 §5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7), the preferred form. The weekday is not
    /// checked, since it is redundant.
    fn parse_http_date(text: &str) -> Option<Self> {
        let (_, date) = text.split_once(',')?;
        let mut words = date.split_ascii_whitespace();
        let (day, month, year) = (words.next()?, words.next()?, words.next()?);
        let (time, zone, None) = (words.next()?, words.next()?, words.next()) else { return None };
        if !["GMT", "UTC", "+0000", "-0000"].contains(&zone) {
            return None;
        }
        let date = [number(year.as_bytes())?, month_number(month)?, number(day.as_bytes())?];
        Some(Self { epoch_seconds: Civil::new(date, clock(time)?)?.epoch_seconds() })
    }

    pub(super) fn midnight(self) -> Self {
        Self { epoch_seconds: self.epoch_seconds - self.epoch_seconds.rem_euclid(86_400) }
    }

    pub(super) fn plus(self, seconds: i64) -> Self {
        Self::at(self.epoch_seconds + seconds)
    }

    /// `20150830`, the first element of a credential scope.
    pub(super) fn day(self) -> String {
        let Civil { year, month, day, .. } = Civil::at(self.epoch_seconds);
        format!("{year:04}{month:02}{day:02}")
    }
}

impl fmt::Display for BasicTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Civil { hour, minute, second, .. } = Civil::at(self.epoch_seconds);
        write!(f, "{}T{hour:02}{minute:02}{second:02}Z", self.day())
    }
}
