//! The risk configuration of a pool or of an app client, and whether a pool acts on it.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use userpool_storage_traits::Key;

use crate::{
    auth::risk::{Range, RiskAction, RiskLevel},
    context::{Cx, Stored},
    error::Error,
    model::{app::App, keys, pool::PoolSettings},
    time::Timestamp,
};

/// The record of a risk configuration. Its parts are stored as they were given, without members that are null.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct RiskConfigurationRecord {
    /// `None`: the configuration of the pool, for all clients without their own.
    pub(crate) client_id: Option<String>,
    pub(crate) compromised_credentials: Option<Value>,
    pub(crate) account_takeover: Option<Value>,
    pub(crate) exceptions: Option<Value>,
    pub(crate) modified: Timestamp,
}

impl Stored for RiskConfigurationRecord {
    fn key(&self) -> Key {
        keys::risk_configuration(self.client_id.as_deref())
    }
}

/// How far a pool acts on risks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Protection {
    Off,
    /// Risks are assessed and recorded.
    Audit,
    /// Actions follow, too.
    Enforced,
}

/// `EventFilterType`: when a password is compared with known ones.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum PasswordUse {
    SignIn,
    SignUp,
    PasswordChange,
}

/// An exception for an address.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum AddressException {
    /// Nothing is assessed.
    Skipped,
    Blocked,
}

/// The action of a level, and whether the user is told.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LevelAction {
    pub(crate) action: RiskAction,
    pub(crate) notifies: bool,
}

impl PoolSettings {
    /// `AdvancedSecurityMode`.
    pub(crate) fn protection(&self) -> Protection {
        let add_ons = self.user_pool_add_ons.as_ref();
        Protection::parse(add_ons.and_then(|add_ons| add_ons["AdvancedSecurityMode"].as_str()))
    }

    /// The same for custom sign-ins: `CustomAuthMode` in `AdvancedSecurityAdditionalFlows`. Off if it was never given,
    /// and never more than for other sign-ins.
    pub(crate) fn custom_protection(&self) -> Protection {
        let add_ons = self.user_pool_add_ons.as_ref();
        let mode =
            add_ons.and_then(|add_ons| add_ons["AdvancedSecurityAdditionalFlows"]["CustomAuthMode"].as_str());
        match (self.protection(), Protection::parse(mode)) {
            (Protection::Off, _) | (_, Protection::Off) => Protection::Off,
            (Protection::Enforced, Protection::Enforced) => Protection::Enforced,
            _ => Protection::Audit,
        }
    }
}

impl Protection {
    fn parse(mode: Option<&str>) -> Self {
        match mode {
            Some("AUDIT") => Self::Audit,
            Some("ENFORCED") => Self::Enforced,
            _ => Self::Off,
        }
    }
}

impl PasswordUse {
    fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "SIGN_IN",
            Self::SignUp => "SIGN_UP",
            Self::PasswordChange => "PASSWORD_CHANGE",
        }
    }
}

impl RiskConfigurationRecord {
    /// The configuration of the client, otherwise that of the pool. `None`: neither was ever set. Then nothing follows a
    /// risk, which is our own choice.
    pub(crate) async fn effective(cx: &mut Cx<'_>, app: App<'_>) -> Result<Option<Self>, Error> {
        let keys = [keys::risk_configuration(Some(&app.client.id)), keys::risk_configuration(None)];
        let found = cx.peek::<Self>(&keys).await?;
        Ok(found.into_iter().flatten().next())
    }

    /// Whether this address is excepted. An address in both lists is skipped.
    pub(crate) fn exception(&self, address: Option<&str>) -> Option<AddressException> {
        let address: IpAddr = address?.parse().ok()?;
        let exceptions = self.exceptions.as_ref()?;
        let is_in = |list: &str| {
            let ranges = exceptions[list].as_array().into_iter().flatten();
            let mut ranges = ranges.filter_map(|range| Range::parse(range.as_str()?));
            ranges.any(|range| range.contains(address))
        };
        match () {
            () if is_in("SkippedIPRangeList") => Some(AddressException::Skipped),
            () if is_in("BlockedIPRangeList") => Some(AddressException::Blocked),
            () => None,
        }
    }

    /// Whether a known password is refused in this use.
    pub(crate) fn blocks_compromised(&self, usage: PasswordUse) -> bool {
        let compromised = self.compromised_credentials.as_ref();
        self.looks_up(usage)
            && compromised.is_some_and(|compromised| compromised["Actions"]["EventAction"] == "BLOCK")
    }

    /// Whether passwords are compared with known ones in this use: always, unless a filter says otherwise.
    pub(crate) fn looks_up(&self, usage: PasswordUse) -> bool {
        let compromised = self.compromised_credentials.as_ref();
        let filter = compromised.and_then(|compromised| compromised["EventFilter"].as_array());
        filter.is_none_or(|filter| filter.iter().any(|event| *event == *usage.as_str()))
    }

    /// What follows a sign-in with a risk of this level.
    pub(crate) fn action(&self, level: RiskLevel) -> LevelAction {
        let Some(takeover) = &self.account_takeover else { return LevelAction::default() };
        let action = &takeover["Actions"][format!("{}Action", level.as_str())];
        LevelAction {
            action: RiskAction::parse(action["EventAction"].as_str().unwrap_or_default()),
            notifies: action["Notify"] == true,
        }
    }

    /// `NotifyConfiguration`; null if it was never given.
    pub(crate) fn notifications(&self) -> &Value {
        self.account_takeover.as_ref().map_or(&Value::Null, |takeover| &takeover["NotifyConfiguration"])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settings(add_ons: Value) -> PoolSettings {
        PoolSettings { user_pool_add_ons: Some(add_ons), ..PoolSettings::default() }
    }

    fn record(configuration: Value) -> RiskConfigurationRecord {
        let part = |name: &str| Some(configuration[name].clone()).filter(|part| !part.is_null());
        RiskConfigurationRecord {
            client_id: None,
            compromised_credentials: part("compromised"),
            account_takeover: part("takeover"),
            exceptions: part("exceptions"),
            modified: Timestamp::from_seconds(0),
        }
    }

    #[test]
    fn custom_sign_ins_are_protected_only_if_a_mode_is_given_for_them() {
        use Protection::{Audit, Enforced, Off};
        for (standard, custom, expected) in [
            ("OFF", "ENFORCED", (Off, Off)),
            ("AUDIT", "ENFORCED", (Audit, Audit)),
            ("ENFORCED", "AUDIT", (Enforced, Audit)),
            ("ENFORCED", "ENFORCED", (Enforced, Enforced)),
        ] {
            let settings = settings(json!({
                "AdvancedSecurityMode": standard,
                "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": custom},
            }));
            assert_eq!((settings.protection(), settings.custom_protection()), expected);
        }
        let without = settings(json!({"AdvancedSecurityMode": "ENFORCED"}));
        assert_eq!((without.protection(), without.custom_protection()), (Enforced, Off));
        assert_eq!(PoolSettings::default().protection(), Off);
    }

    #[test]
    fn an_address_in_both_lists_is_skipped() {
        let record = record(json!({"exceptions": {
            "BlockedIPRangeList": ["192.0.2.0/24", "2001:db8::/32"], "SkippedIPRangeList": ["192.0.2.128/25"],
        }}));
        for (address, expected) in [
            (Some("192.0.2.1"), Some(AddressException::Blocked)),
            (Some("2001:db8::1"), Some(AddressException::Blocked)),
            (Some("192.0.2.200"), Some(AddressException::Skipped)),
            (Some("198.51.100.1"), None),
            (None, None),
        ] {
            assert_eq!(record.exception(address), expected, "{address:?}");
        }
    }

    #[test]
    fn a_filter_chooses_the_uses_of_a_password() {
        let all = record(json!({"compromised": {"Actions": {"EventAction": "BLOCK"}}}));
        assert!(all.blocks_compromised(PasswordUse::SignIn) && all.looks_up(PasswordUse::SignUp));
        let one = json!({"EventFilter": ["SIGN_UP"], "Actions": {"EventAction": "BLOCK"}});
        let one = record(json!({"compromised": one}));
        assert!(one.blocks_compromised(PasswordUse::SignUp) && one.looks_up(PasswordUse::SignUp));
        assert!(!one.blocks_compromised(PasswordUse::PasswordChange) && !one.looks_up(PasswordUse::SignIn));
        let none = record(json!({"compromised": {"Actions": {"EventAction": "NO_ACTION"}}}));
        assert!(!none.blocks_compromised(PasswordUse::SignIn) && none.looks_up(PasswordUse::SignIn));
        assert!(record(json!({})).looks_up(PasswordUse::SignIn));
    }
}
