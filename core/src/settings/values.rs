//! The values of settings.

open_enum! {
    /// `AttributeDataType`: the type of an attribute's values.
    pub enum AttributeDataType {
        STRING = "String",
        NUMBER = "Number",
        DATE_TIME = "DateTime",
        BOOLEAN = "Boolean",
    }

    /// `AuthFactorType`: a first factor that a pool allows, or that a user has set up.
    pub enum AuthFactor {
        PASSWORD = "PASSWORD",
        EMAIL_OTP = "EMAIL_OTP",
        SMS_OTP = "SMS_OTP",
        WEB_AUTHN = "WEB_AUTHN",
        SOFTWARE_TOKEN = "SOFTWARE_TOKEN",
    }

    /// `AuthFlowType`: how a sign-in starts.
    pub enum AuthFlow {
        USER_SRP_AUTH = "USER_SRP_AUTH",
        REFRESH_TOKEN_AUTH = "REFRESH_TOKEN_AUTH",
        REFRESH_TOKEN = "REFRESH_TOKEN",
        CUSTOM_AUTH = "CUSTOM_AUTH",
        ADMIN_NO_SRP_AUTH = "ADMIN_NO_SRP_AUTH",
        USER_PASSWORD_AUTH = "USER_PASSWORD_AUTH",
        ADMIN_USER_PASSWORD_AUTH = "ADMIN_USER_PASSWORD_AUTH",
        USER_AUTH = "USER_AUTH",
    }

    /// `ChallengeNameType`: a step of a sign-in.
    pub enum ChallengeName {
        SMS_MFA = "SMS_MFA",
        EMAIL_OTP = "EMAIL_OTP",
        SOFTWARE_TOKEN_MFA = "SOFTWARE_TOKEN_MFA",
        SELECT_MFA_TYPE = "SELECT_MFA_TYPE",
        MFA_SETUP = "MFA_SETUP",
        PASSWORD_VERIFIER = "PASSWORD_VERIFIER",
        CUSTOM_CHALLENGE = "CUSTOM_CHALLENGE",
        SELECT_CHALLENGE = "SELECT_CHALLENGE",
        DEVICE_SRP_AUTH = "DEVICE_SRP_AUTH",
        DEVICE_PASSWORD_VERIFIER = "DEVICE_PASSWORD_VERIFIER",
        ADMIN_NO_SRP_AUTH = "ADMIN_NO_SRP_AUTH",
        NEW_PASSWORD_REQUIRED = "NEW_PASSWORD_REQUIRED",
        SMS_OTP = "SMS_OTP",
        PASSWORD = "PASSWORD",
        WEB_AUTHN = "WEB_AUTHN",
        PASSWORD_SRP = "PASSWORD_SRP",
    }

    /// `ClientTypeType`: whether an app client registered itself (dynamic client registration).
    pub enum ClientType {
        REGULAR = "REGULAR",
        DCR = "DCR",
    }

    /// `DefaultEmailOptionType`: whether verification mails hold a link or a code.
    pub enum DefaultEmailOption {
        CONFIRM_WITH_LINK = "CONFIRM_WITH_LINK",
        CONFIRM_WITH_CODE = "CONFIRM_WITH_CODE",
    }

    /// `DeletionProtectionType`: whether `DeleteUserPool` refuses the pool.
    pub enum DeletionProtection {
        ACTIVE = "ACTIVE",
        INACTIVE = "INACTIVE",
    }

    /// `DeliveryMediumType`: how a message is sent.
    pub enum DeliveryMedium {
        SMS = "SMS",
        EMAIL = "EMAIL",
    }

    /// `DeviceRememberedStatusType`: whether a device is remembered.
    pub enum DeviceRememberedStatus {
        REMEMBERED = "remembered",
        NOT_REMEMBERED = "not_remembered",
    }

    /// `EmailSendingAccountType`: who sends the emails of a pool: the service, or Amazon SES in the account.
    pub enum EmailSendingAccount {
        COGNITO_DEFAULT = "COGNITO_DEFAULT",
        DEVELOPER = "DEVELOPER",
    }

    /// `ExplicitAuthFlowsType`: a sign-in flow that an app client allows. The names without `ALLOW_` are the older ones;
    /// the two kinds do not mix.
    pub enum ExplicitAuthFlow {
        ADMIN_NO_SRP_AUTH = "ADMIN_NO_SRP_AUTH",
        CUSTOM_AUTH_FLOW_ONLY = "CUSTOM_AUTH_FLOW_ONLY",
        USER_PASSWORD_AUTH = "USER_PASSWORD_AUTH",
        ALLOW_ADMIN_USER_PASSWORD_AUTH = "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        ALLOW_CUSTOM_AUTH = "ALLOW_CUSTOM_AUTH",
        ALLOW_USER_PASSWORD_AUTH = "ALLOW_USER_PASSWORD_AUTH",
        ALLOW_USER_SRP_AUTH = "ALLOW_USER_SRP_AUTH",
        ALLOW_REFRESH_TOKEN_AUTH = "ALLOW_REFRESH_TOKEN_AUTH",
        ALLOW_USER_AUTH = "ALLOW_USER_AUTH",
        ALLOW_TOKEN_EXCHANGE_DELEGATION = "ALLOW_TOKEN_EXCHANGE_DELEGATION",
        ALLOW_TOKEN_EXCHANGE_IMPERSONATION = "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
        ALLOW_CLIENT_TOKEN_AUTH = "ALLOW_CLIENT_TOKEN_AUTH",
    }

    /// `TokenTypeIdentifierType`: the kind of a token in `GetDerivedToken`. No SAML assertion is issued.
    pub enum ExchangedTokenType {
        ACCESS_TOKEN = "ACCESS_TOKEN",
        ID_TOKEN = "ID_TOKEN",
        SAML2 = "SAML2",
    }

    /// `FeatureType`: whether a feature is switched on.
    pub enum Feature {
        ENABLED = "ENABLED",
        DISABLED = "DISABLED",
    }

    /// `IdentityProviderTypeType`: the protocol or the company of an identity provider.
    pub enum IdentityProviderKind {
        SAML = "SAML",
        FACEBOOK = "Facebook",
        GOOGLE = "Google",
        LOGIN_WITH_AMAZON = "LoginWithAmazon",
        SIGN_IN_WITH_APPLE = "SignInWithApple",
        OIDC = "OIDC",
    }

    /// `IssuerType`: the form of the issuer of a pool's tokens.
    pub enum IssuerType {
        ORIGINAL = "ORIGINAL",
        UPDATED = "UPDATED",
    }

    /// `PreTokenGenerationLambdaVersionType`, `CustomSMSSenderLambdaVersionType`, `CustomEmailSenderLambdaVersionType` and
    /// `InboundFederationLambdaVersionType`: the version of the events that a function receives.
    pub enum LambdaVersion {
        V1_0 = "V1_0",
        V2_0 = "V2_0",
        V3_0 = "V3_0",
    }

    /// `MessageActionType`: what `AdminCreateUser` does besides creating the user.
    pub enum MessageAction {
        RESEND = "RESEND",
        SUPPRESS = "SUPPRESS",
    }

    /// `OAuthFlowType`: an OAuth 2.0 grant that an app client allows.
    pub enum OAuthFlow {
        CODE = "code",
        IMPLICIT = "implicit",
        CLIENT_CREDENTIALS = "client_credentials",
    }

    /// `PasswordHashingAlgorithmType`: how the hashes of passwords in a file of users were made.
    pub enum PasswordHashingAlgorithm {
        BCRYPT = "BCRYPT",
        SCRYPT = "SCRYPT",
        ARGON2ID = "ARGON2ID",
        PBKDF2_SHA256 = "PBKDF2_SHA256",
    }

    /// `PreventUserExistenceErrorTypes`: whether unknown users are answered like known ones.
    pub enum PreventUserExistenceErrors {
        LEGACY = "LEGACY",
        ENABLED = "ENABLED",
    }

    /// `RecoveryOptionNameType`: how a user may reset a forgotten password.
    pub enum RecoveryOptionName {
        VERIFIED_EMAIL = "verified_email",
        VERIFIED_PHONE_NUMBER = "verified_phone_number",
        ADMIN_ONLY = "admin_only",
    }

    /// `ResourceServerManagedByType`: who owns a resource server that administrators cannot change.
    pub enum ResourceServerManagedBy {
        COGNITO = "COGNITO",
    }

    /// `RevokeAssociatedSessionsType`: whether the sessions of a revoked token end too.
    pub enum RevokeAssociatedSessions {
        NONE = "NONE",
        LINKED = "LINKED",
    }

    /// `StatusType`: whether dynamic client registration is on.
    pub enum RegistrationStatus {
        ENABLED = "Enabled",
        DISABLED = "Disabled",
    }

    /// `TimeUnitsType`: the unit of a token's validity.
    pub enum TimeUnit {
        SECONDS = "seconds",
        MINUTES = "minutes",
        HOURS = "hours",
        DAYS = "days",
    }

    /// `UserImportJobStatusType`: how far a user import job is.
    pub enum UserImportJobStatus {
        CREATED = "Created",
        PENDING = "Pending",
        IN_PROGRESS = "InProgress",
        STOPPING = "Stopping",
        EXPIRED = "Expired",
        STOPPED = "Stopped",
        FAILED = "Failed",
        SUCCEEDED = "Succeeded",
    }

    /// `UserPoolMfaType`: whether a pool asks for a second factor: of no user, of users who switched one on, or of all.
    pub enum UserPoolMfa {
        OFF = "OFF",
        ON = "ON",
        OPTIONAL = "OPTIONAL",
    }

    /// `UserPoolTierType`: the feature plan of a pool.
    pub enum UserPoolTier {
        LITE = "LITE",
        ESSENTIALS = "ESSENTIALS",
        PLUS = "PLUS",
    }

    /// `UserVerificationType`: whether a passkey must verify the user.
    pub enum UserVerification {
        REQUIRED = "required",
        PREFERRED = "preferred",
    }

    /// `UserSessionTrackingType`: whether a pool keeps the sessions of its users.
    pub enum UserSessionTracking {
        ENABLED = "ENABLED",
        DISABLED = "DISABLED",
    }

    /// `VerifiedAttributeType`: an attribute that is verified by a code.
    pub enum VerifiedAttribute {
        PHONE_NUMBER = "phone_number",
        EMAIL = "email",
    }

    /// `VerifySoftwareTokenResponseType`: the result of a code from an authenticator app.
    pub enum VerifySoftwareTokenResponse {
        SUCCESS = "SUCCESS",
        ERROR = "ERROR",
    }

    /// `WebAuthnFactorConfigurationType`: whether a passkey with user verification counts as both factors.
    pub enum WebAuthnFactorConfiguration {
        SINGLE_FACTOR = "SINGLE_FACTOR",
        MULTI_FACTOR_WITH_USER_VERIFICATION = "MULTI_FACTOR_WITH_USER_VERIFICATION",
    }
}

impl ExplicitAuthFlow {
    /// Whether this is one of the older names, which do not begin with `ALLOW_`.
    pub(crate) fn is_legacy(&self) -> bool {
        !self.as_str().starts_with("ALLOW_")
    }
}
