//! Threat protection as pure functions: which addresses are excepted, how risky a sign-in is, and what follows.
//!
//! The service does not say how it assesses a sign-in. The levels here are the engine's own choice: see [`level`].

use std::net::{IpAddr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use crate::user_agent::without_versions;

/// `RiskLevelType`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub(crate) enum RiskLevel {
    Low,
    Medium,
    High,
}

/// `RiskDecisionType`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum RiskDecision {
    #[default]
    NoRisk,
    AccountTakeover,
    Block,
}

/// The assessment of an event: `EventRiskType`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Risk {
    #[serde(default)]
    pub(crate) decision: RiskDecision,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) level: Option<RiskLevel>,
    /// The password is publicly known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_compromised: bool,
}

/// `AccountTakeoverEventActionType`: what follows a sign-in with a risk.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum RiskAction {
    #[default]
    NoAction,
    MfaIfConfigured,
    MfaRequired,
    Block,
}

/// What becomes of a sign-in after its assessment.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Consequence {
    Allow,
    /// The user must prove a second factor.
    Challenge,
    Block,
}

/// Where a user signs in or signed in from, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place<'a> {
    pub(crate) address: Option<&'a str>,
    pub(crate) device: Option<&'a str>,
}

/// A range of addresses: [RFC 4632](https://www.rfc-editor.org/rfc/rfc4632#section-3.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Range {
    address: IpAddr,
    bits: u8,
}

impl Place<'_> {
    /// Whether two places are one to [`level`]: the same network, and the same device in any version.
    pub(crate) fn is_same(self, other: Place<'_>) -> bool {
        let parts = |place: Place<'_>| (place.address.and_then(network), place.device.map(without_versions));
        parts(self) == parts(other)
    }
}

impl RiskLevel {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
        }
    }
}

impl RiskDecision {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NoRisk => "NoRisk",
            Self::AccountTakeover => "AccountTakeover",
            Self::Block => "Block",
        }
    }
}

impl Risk {
    pub(crate) fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

impl RiskAction {
    /// The action of this name; an unknown name is no action.
    pub(crate) fn parse(name: &str) -> Self {
        match name {
            "MFA_IF_CONFIGURED" => Self::MfaIfConfigured,
            "MFA_REQUIRED" => Self::MfaRequired,
            "BLOCK" => Self::Block,
            _ => Self::NoAction,
        }
    }

    /// What the action means for a user with or without a second factor.
    pub(crate) fn consequence(self, has_factor: bool) -> Consequence {
        match (self, has_factor) {
            (Self::NoAction, _) | (Self::MfaIfConfigured, false) => Consequence::Allow,
            (Self::MfaIfConfigured | Self::MfaRequired, true) => Consequence::Challenge,
            (Self::MfaRequired, false) | (Self::Block, _) => Consequence::Block,
        }
    }
}

impl Range {
    /// An address, a slash and the length of a prefix.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/')?;
        let address: IpAddr = address.parse().ok()?;
        let max = if address.is_ipv4() { 32 } else { 128 };
        let is_plain = bits.bytes().all(|byte| byte.is_ascii_digit());
        let bits = bits.parse().ok().filter(|bits| is_plain && *bits <= max)?;
        Some(Self { address, bits })
    }

    /// Whether the address is in the range. An IPv4 address that is written as an IPv6 address counts as IPv4.
    pub(crate) fn contains(self, address: IpAddr) -> bool {
        match (self.address.to_canonical(), address.to_canonical()) {
            (IpAddr::V4(range), IpAddr::V4(address)) => {
                // The range may be written as ::ffff:a.b.c.d/96 and more.
                let bits = if self.address.is_ipv6() { self.bits.saturating_sub(96) } else { self.bits };
                let differ = range.to_bits() ^ address.to_bits();
                differ.checked_shr(32 - u32::from(bits)).unwrap_or(0) == 0
            }
            (IpAddr::V6(range), IpAddr::V6(address)) => {
                let differ = range.to_bits() ^ address.to_bits();
                differ.checked_shr(128 - u32::from(self.bits)).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

/// How risky a sign-in is, compared with the places of earlier successful ones. Our own choice:
///
/// | | |
/// | --- | --- |
/// | no earlier sign-in, or nothing new | no risk |
/// | a device that the user has not signed in with | low |
/// | an address that the user has not signed in from | medium |
/// | both | high |
///
/// A part that is not known now, or was never known before, is not new. Devices are compared without versions, IPv6
/// addresses by their first 64 bits, which usually belong to one household.
pub(crate) fn level(now: Place<'_>, before: &[Place<'_>]) -> Option<RiskLevel> {
    let new_device =
        is_new(now.device.map(without_versions), before, |place| place.device.map(without_versions));
    let new_address = is_new(now.address.and_then(network), before, |place| place.address.and_then(network));
    match (new_device, new_address) {
        (false, false) => None,
        (true, false) => Some(RiskLevel::Low),
        (false, true) => Some(RiskLevel::Medium),
        (true, true) => Some(RiskLevel::High),
    }
}

fn is_new<T: PartialEq>(
    now: Option<T>,
    before: &[Place<'_>],
    part: impl Fn(&Place<'_>) -> Option<T>,
) -> bool {
    let Some(now) = now else { return false };
    let mut known = before.iter().filter_map(part).peekable();
    known.peek().is_some() && known.all(|known| known != now)
}

fn network(address: &str) -> Option<IpAddr> {
    Some(match address.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        address => address,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_an_address_and_the_length_of_a_prefix() {
        for range in ["192.0.2.0/24", "10.0.0.1/32", "0.0.0.0/0", "2001:db8::/32", "::1/128"] {
            assert!(Range::parse(range).is_some(), "{range}");
        }
        for other in [
            "",
            "/",
            "192.0.2.0",
            "192.0.2.0/",
            "192.0.2.0/33",
            "192.0.2.0/+8",
            "192.0.2/24",
            "::1/129",
            "192.0.2.0/24/1",
            "example.com/24",
            "192.0.2.0/255",
        ] {
            assert_eq!(Range::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_range_contains_the_addresses_with_its_prefix() {
        let contains =
            |range: &str, address: &str| Range::parse(range).unwrap().contains(address.parse().unwrap());
        for (range, inside, outside) in [
            ("192.0.2.0/24", "192.0.2.255", "192.0.3.0"),
            ("192.0.2.77/24", "192.0.2.1", "192.0.1.77"),
            ("10.0.0.1/32", "10.0.0.1", "10.0.0.2"),
            ("10.0.0.1/32", "::ffff:10.0.0.1", "::10.0.0.1"),
            ("0.0.0.0/0", "203.0.113.9", "::1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("::1/128", "::1", "::2"),
            ("::/0", "2001:db8::1", "192.0.2.1"),
            ("::ffff:192.0.2.0/120", "192.0.2.9", "192.0.3.9"),
        ] {
            assert!(contains(range, inside), "{inside} in {range}");
            assert!(!contains(range, outside), "{outside} in {range}");
        }
    }

    #[test]
    fn a_new_device_is_a_low_risk_a_new_address_a_medium_and_both_a_high_one() {
        let place = |address, device| Place { address: Some(address), device: Some(device) };
        let before =
            [place("192.0.2.1", "Chrome 126, Windows 10"), place("2001:db8::1", "Safari 17, iOS 17")];
        for (now, expected) in [
            (place("192.0.2.1", "Chrome 127, Windows 10"), None),
            (place("192.0.2.1", "Safari 17, iOS 17"), None),
            (place("2001:db8::ffff", "Safari 17, iOS 17"), None),
            (place("192.0.2.1", "Firefox 126, Windows 10"), Some(RiskLevel::Low)),
            (place("192.0.2.2", "Chrome 126, Windows 10"), Some(RiskLevel::Medium)),
            (place("2001:db8:0:1::1", "Chrome 126, Windows 10"), Some(RiskLevel::Medium)),
            (place("192.0.2.2", "Firefox 126, Windows 10"), Some(RiskLevel::High)),
            (Place { address: Some("192.0.2.2"), device: None }, Some(RiskLevel::Medium)),
            (Place::default(), None),
        ] {
            assert_eq!(level(now, &before), expected, "{now:?}");
            assert_eq!(level(now, &[]), None, "{now:?}");
            assert_eq!(level(now, &[Place::default()]), None, "{now:?}");
        }
    }

    #[test]
    fn mfa_that_is_required_blocks_a_user_without_a_factor() {
        use Consequence::{Allow, Block, Challenge};
        for (name, without, with) in [
            ("NO_ACTION", Allow, Allow),
            ("MFA_IF_CONFIGURED", Allow, Challenge),
            ("MFA_REQUIRED", Block, Challenge),
            ("BLOCK", Block, Block),
        ] {
            let action = RiskAction::parse(name);
            assert_eq!((action.consequence(false), action.consequence(true)), (without, with), "{name}");
        }
    }
}
