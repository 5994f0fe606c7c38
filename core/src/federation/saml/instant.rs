//! Times and durations of XML Schema.

use crate::time::{
    Timestamp,
    civil::{Civil, clock, number},
};

const DAY_SECONDS: u64 = 86_400;

/// An `xs:dateTime` with a time zone. SAML prescribes `Z`
/// ([SAML core, section 1.3.3](https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf)); other zones are read
/// all the same. Times before 1970 become 1970. `None` for anything else.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let (date, time) = text.trim_matches(super::xml::is_blank).split_once('T')?;
    let [y, e, a, r, b'-', m, n, b'-', d, t] = *date.as_bytes() else { return None };
    let date = [number(&[y, e, a, r])?, number(&[m, n])?, number(&[d, t])?];
    let (time, offset) = zone(time)?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_fraction =
        (1..=12).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !is_fraction {
        return None;
    }
    let digits = fraction.bytes().chain(*b"000").take(3);
    let millis = digits.fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    let seconds = Civil::new(date, clock(time)?)?.epoch_seconds() - offset;
    let whole = u64::try_from(seconds).map(|seconds| seconds.saturating_mul(1000) + millis);
    Some(Timestamp::from_millis(whole.unwrap_or_default()))
}

/// The time of day, and the seconds by which its zone is ahead of UTC.
fn zone(time: &str) -> Option<(&str, i64)> {
    if let Some(time) = time.strip_suffix('Z') {
        return Some((time, 0));
    }
    let (time, zone) = time.split_at_checked(time.len().checked_sub(6)?)?;
    let [sign, h, i, b':', m, n] = *zone.as_bytes() else { return None };
    let (hours, minutes) = (number(&[h, i])?, number(&[m, n])?);
    let seconds = (hours * 60 + minutes) * 60;
    let is_real = hours <= 14 && minutes < 60;
    match sign {
        b'+' if is_real => Some((time, seconds)),
        b'-' if is_real => Some((time, -seconds)),
        _ => None,
    }
}

/// The seconds of an `xs:duration`, with 365 days a year and 30 days a month. `None` for a negative or invalid one.
pub(super) fn duration(text: &str) -> Option<u64> {
    let text = text.trim_matches(super::xml::is_blank).strip_prefix('P')?;
    let (days, time) = text.split_once('T').unwrap_or((text, ""));
    let is_right = !(text.is_empty() || text.ends_with('T'));
    let date = parts(days, &[('Y', 365 * DAY_SECONDS), ('M', 30 * DAY_SECONDS), ('D', DAY_SECONDS)])?;
    let time = parts(time, &[('H', 3600), ('M', 60), ('S', 1)])?;
    is_right.then(|| date.saturating_add(time))
}

/// The sum of parts such as `12H`, each at most once and in the order of their units.
fn parts(mut text: &str, units: &[(char, u64)]) -> Option<u64> {
    let mut sum = 0_u64;
    for (unit, seconds) in units {
        let Some((value, rest)) = text.split_once(*unit) else { continue };
        let whole = value.split_once('.').map_or(value, |(whole, _)| whole);
        let is_number =
            (1..=9).contains(&whole.len()) && value.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let value: u64 = is_number.then(|| whole.parse().ok()).flatten()?;
        sum = sum.saturating_add(value.saturating_mul(*seconds));
        text = rest;
    }
    text.is_empty().then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_fractions_and_zones() {
        for (text, millis) in [
            ("1970-01-01T00:00:01Z", 1000),
            ("2026-01-01T00:00:00.1234567Z", 1_767_225_600_123),
            ("2026-01-01T00:00:00.5Z", 1_767_225_600_500),
            ("2026-01-01T02:00:00+02:00", 1_767_225_600_000),
            ("2025-12-31T19:00:00-05:00", 1_767_225_600_000),
            ("0001-01-01T00:00:00Z", 0),
            (" 2026-01-01T00:00:00Z\n", 1_767_225_600_000),
        ] {
            assert_eq!(instant(text).map(Timestamp::millis), Some(millis), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_times() {
        for text in [
            "",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "2026-13-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00.1x3Z",
            "2026-01-01T00:00:00+99:00",
            "2026-01-01 00:00:00Z",
            "+2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00é0:00",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn durations_are_read() {
        for (text, seconds) in [
            ("PT6H", 21_600),
            ("P1D", 86_400),
            ("P1Y2M3DT4H5M6.7S", 36_993_906),
            ("PT0S", 0),
            ("P7D", 604_800),
        ] {
            assert_eq!(duration(text), Some(seconds), "{text}");
        }
        for text in ["", "P", "PT", "P1DT", "-P1D", "P1H", "PT1D", "P1D2Y", "PxD", "P.5D", "6H"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
