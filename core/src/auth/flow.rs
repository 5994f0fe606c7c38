//! Authentication flows, and which of them a client allows.

use crate::{error::InvalidParameter, settings::ExplicitAuthFlow};

/// `AuthFlowType`; an old and a new name of the same flow are one variant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Flow {
    UserSrp,
    UserPassword,
    AdminUserPassword,
    RefreshToken,
    Custom,
    /// Choice-based.
    User,
}

/// What started the flow: an operation, or a page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Entrance {
    Public,
    Admin,
    /// A page of the pool, which acts for the app client.
    Hosted,
}

impl Flow {
    /// The flow of this name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "USER_SRP_AUTH" => Self::UserSrp,
            "USER_PASSWORD_AUTH" => Self::UserPassword,
            "ADMIN_USER_PASSWORD_AUTH" | "ADMIN_NO_SRP_AUTH" => Self::AdminUserPassword,
            "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN" => Self::RefreshToken,
            "CUSTOM_AUTH" => Self::Custom,
            "USER_AUTH" => Self::User,
            _ => return None,
        })
    }

    /// Whether the flow may start through this operation, by a client with these `ExplicitAuthFlows`.
    ///
    /// # Errors
    /// The error text of the flow.
    pub(crate) fn admit(
        self,
        entrance: Entrance,
        allowed: Option<&[ExplicitAuthFlow]>,
    ) -> Result<(), InvalidParameter> {
        let misplaced = match entrance {
            Entrance::Public => self == Self::AdminUserPassword,
            Entrance::Admin => self == Self::UserPassword,
            Entrance::Hosted => !matches!(self, Self::UserPassword | Self::User),
        };
        if misplaced {
            return Err(InvalidParameter::AuthFlowNotSupported);
        }
        // The page itself gets the password, whatever the client lets applications send.
        if (self, entrance) == (Self::UserPassword, Entrance::Hosted) {
            return Ok(());
        }
        if self.is_allowed(allowed.unwrap_or_default()) { Ok(()) } else { Err(self.refusal()) }
    }

    /// Without a list, SRP, custom and refresh are allowed. Old names cannot name SRP or refresh, so they leave those
    /// allowed; only `CUSTOM_AUTH_FLOW_ONLY` alone excludes SRP.
    fn is_allowed(self, list: &[ExplicitAuthFlow]) -> bool {
        use ExplicitAuthFlow as Explicit;

        let has = |flow| list.contains(&flow);
        let is_legacy = list.iter().all(Explicit::is_legacy);
        let only_custom = list == [Explicit::CUSTOM_AUTH_FLOW_ONLY];
        match self {
            Self::UserSrp => has(Explicit::ALLOW_USER_SRP_AUTH) || is_legacy && !only_custom,
            Self::UserPassword => {
                has(Explicit::ALLOW_USER_PASSWORD_AUTH) || has(Explicit::USER_PASSWORD_AUTH)
            }
            Self::AdminUserPassword => {
                has(Explicit::ALLOW_ADMIN_USER_PASSWORD_AUTH) || has(Explicit::ADMIN_NO_SRP_AUTH)
            }
            Self::RefreshToken => has(Explicit::ALLOW_REFRESH_TOKEN_AUTH) || is_legacy,
            Self::Custom => {
                has(Explicit::ALLOW_CUSTOM_AUTH) || has(Explicit::CUSTOM_AUTH_FLOW_ONLY) || is_legacy
            }
            Self::User => has(Explicit::ALLOW_USER_AUTH),
        }
    }

    fn refusal(self) -> InvalidParameter {
        match self {
            Self::UserSrp => InvalidParameter::UserSrpAuthNotEnabled,
            Self::UserPassword => InvalidParameter::UserPasswordAuthNotEnabled,
            Self::AdminUserPassword => InvalidParameter::AuthFlowNotEnabled,
            Self::RefreshToken => InvalidParameter::RefreshTokenAuthNotEnabled,
            Self::Custom => InvalidParameter::CustomAuthNotEnabled,
            Self::User => InvalidParameter::UserAuthNotEnabled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(list: &[&str]) -> Vec<&'static str> {
        let list: Vec<ExplicitAuthFlow> = list.iter().map(|flow| (*flow).into()).collect();
        [
            ("srp", Flow::UserSrp, Entrance::Public),
            ("password", Flow::UserPassword, Entrance::Public),
            ("admin", Flow::AdminUserPassword, Entrance::Admin),
            ("refresh", Flow::RefreshToken, Entrance::Public),
            ("custom", Flow::Custom, Entrance::Public),
            ("user", Flow::User, Entrance::Public),
        ]
        .into_iter()
        .filter(|(_, flow, entrance)| flow.admit(*entrance, Some(&list)).is_ok())
        .map(|(name, ..)| name)
        .collect()
    }

    #[test]
    fn each_list_allows_the_flows_it_names() {
        assert_eq!(admitted(&[]), ["srp", "refresh", "custom"]);
        assert_eq!(admitted(&["ALLOW_USER_SRP_AUTH"]), ["srp"]);
        assert_eq!(
            admitted(&["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]),
            ["password", "refresh"]
        );
        assert_eq!(admitted(&["ALLOW_ADMIN_USER_PASSWORD_AUTH"]), ["admin"]);
        assert_eq!(admitted(&["ALLOW_CUSTOM_AUTH"]), ["custom"]);
        assert_eq!(admitted(&["ALLOW_USER_AUTH"]), ["user"]);
        assert_eq!(admitted(&["ADMIN_NO_SRP_AUTH"]), ["srp", "admin", "refresh", "custom"]);
        assert_eq!(admitted(&["USER_PASSWORD_AUTH"]), ["srp", "password", "refresh", "custom"]);
        assert_eq!(admitted(&["CUSTOM_AUTH_FLOW_ONLY"]), ["refresh", "custom"]);
    }

    #[test]
    fn a_page_takes_passwords_always_and_other_factors_if_the_client_allows_them() {
        assert_eq!(Flow::UserPassword.admit(Entrance::Hosted, None), Ok(()));
        assert_eq!(Flow::User.admit(Entrance::Hosted, None), Err(InvalidParameter::UserAuthNotEnabled));
        let list = [ExplicitAuthFlow::ALLOW_USER_AUTH];
        assert_eq!(Flow::User.admit(Entrance::Hosted, Some(&list)), Ok(()));
    }

    #[test]
    fn a_flow_through_the_wrong_operation_is_refused() {
        let all =
            [ExplicitAuthFlow::ALLOW_USER_PASSWORD_AUTH, ExplicitAuthFlow::ALLOW_ADMIN_USER_PASSWORD_AUTH];
        for (flow, entrance) in [
            (Flow::UserPassword, Entrance::Admin),
            (Flow::AdminUserPassword, Entrance::Public),
            (Flow::AdminUserPassword, Entrance::Hosted),
            (Flow::Custom, Entrance::Hosted),
        ] {
            assert_eq!(flow.admit(entrance, Some(&all)), Err(InvalidParameter::AuthFlowNotSupported));
        }
    }
}
