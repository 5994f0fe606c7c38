//! The values of settings.

open_enum! {
    /// `AuthFactorType`: a first factor that a pool allows, or that a user has set up.
    pub enum AuthFactor {
        Password = "PASSWORD",
        EmailOtp = "EMAIL_OTP",
        SmsOtp = "SMS_OTP",
        WebAuthn = "WEB_AUTHN",
        SoftwareToken = "SOFTWARE_TOKEN",
    }

    /// `ClientTypeType`: whether an app client registered itself (dynamic client registration).
    pub enum ClientType {
        Regular = "REGULAR",
        Dcr = "DCR",
    }

    /// `DefaultEmailOptionType`: whether verification mails contain a link or a code.
    pub enum DefaultEmailOption {
        ConfirmWithLink = "CONFIRM_WITH_LINK",
        ConfirmWithCode = "CONFIRM_WITH_CODE",
    }

    /// `DeletionProtectionType`: whether `DeleteUserPool` refuses to delete the pool.
    pub enum DeletionProtection {
        Active = "ACTIVE",
        Inactive = "INACTIVE",
    }

    /// `DeliveryMediumType`: how a message is sent.
    pub enum DeliveryMedium {
        Sms = "SMS",
        Email = "EMAIL",
    }

    /// `DeviceRememberedStatusType`: whether a device is remembered.
    pub enum DeviceRememberedStatus {
        Remembered = "remembered",
        NotRemembered = "not_remembered",
    }

    /// `ExplicitAuthFlowsType`: a sign-in flow that an app client allows. The names without `ALLOW_` are older; a
    /// client uses only one of the two kinds.
    pub enum ExplicitAuthFlow {
        AdminNoSrpAuth = "ADMIN_NO_SRP_AUTH",
        CustomAuthFlowOnly = "CUSTOM_AUTH_FLOW_ONLY",
        UserPasswordAuth = "USER_PASSWORD_AUTH",
        AllowAdminUserPasswordAuth = "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        AllowCustomAuth = "ALLOW_CUSTOM_AUTH",
        AllowUserPasswordAuth = "ALLOW_USER_PASSWORD_AUTH",
        AllowUserSrpAuth = "ALLOW_USER_SRP_AUTH",
        AllowRefreshTokenAuth = "ALLOW_REFRESH_TOKEN_AUTH",
        AllowUserAuth = "ALLOW_USER_AUTH",
        AllowTokenExchangeDelegation = "ALLOW_TOKEN_EXCHANGE_DELEGATION",
        AllowTokenExchangeImpersonation = "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
    }

    /// `FeatureType`: whether a feature is switched on.
    pub enum Feature {
        Enabled = "ENABLED",
        Disabled = "DISABLED",
    }

    /// `MessageActionType`: what `AdminCreateUser` does besides creating the user.
    pub enum MessageAction {
        Resend = "RESEND",
        Suppress = "SUPPRESS",
    }

    /// `OAuthFlowType`: an OAuth 2.0 grant that an app client allows.
    pub enum OAuthFlow {
        Code = "code",
        Implicit = "implicit",
        ClientCredentials = "client_credentials",
    }

    /// `PreventUserExistenceErrorTypes`: whether an unknown user gets the same answers as a known one.
    pub enum PreventUserExistenceErrors {
        Legacy = "LEGACY",
        Enabled = "ENABLED",
    }

    /// `RecoveryOptionNameType`: how a user may reset a forgotten password.
    pub enum RecoveryOptionName {
        VerifiedEmail = "verified_email",
        VerifiedPhoneNumber = "verified_phone_number",
        AdminOnly = "admin_only",
    }

    /// `TimeUnitsType`: the unit of a token's validity.
    pub enum TimeUnit {
        Seconds = "seconds",
        Minutes = "minutes",
        Hours = "hours",
        Days = "days",
    }

    /// `UserPoolMfaType`: whether a pool asks for a second factor: never, of users who switched one on, or of all
    /// users.
    pub enum UserPoolMfa {
        Off = "OFF",
        On = "ON",
        Optional = "OPTIONAL",
    }

    /// `UserPoolTierType`: the feature plan of a pool.
    pub enum UserPoolTier {
        Lite = "LITE",
        Essentials = "ESSENTIALS",
        Plus = "PLUS",
    }

    /// `VerifiedAttributeType`: an attribute that is verified by a code.
    pub enum VerifiedAttribute {
        PhoneNumber = "phone_number",
        Email = "email",
    }
}

impl ExplicitAuthFlow {
    /// Whether this is one of the older names, which do not begin with `ALLOW_`.
    pub(crate) fn is_legacy(&self) -> bool {
        !self.as_str().starts_with("ALLOW_")
    }
}
