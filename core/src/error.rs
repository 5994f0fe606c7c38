//! All exceptions, with their names, statuses and exact texts.
//!
//! A variant of [`Error`] is an exception that clients can distinguish. Its inner enum states the reason, and its text
//! is exactly the service's. Texts that we chose ourselves are marked.

use userpool_storage_traits::{SignerError, StorageError};

/// The error response of an operation.
#[derive(thiserror::Error)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Debug))]
#[expect(missing_docs, reason = "one variant per exception of the API, named after it")]
pub enum Error {
    #[error(transparent)]
    AliasExists(#[from] AliasExists),
    #[error("{0}")]
    CodeDeliveryFailure(String),
    #[error(transparent)]
    CodeMismatch(#[from] CodeMismatch),
    #[error(transparent)]
    DeviceKeyExists(#[from] DeviceKeyExists),
    #[error(transparent)]
    DuplicateProvider(#[from] DuplicateProvider),
    #[error(transparent)]
    EnableSoftwareTokenMfa(#[from] EnableSoftwareTokenMfa),
    #[error(transparent)]
    ExpiredCode(#[from] ExpiredCode),
    #[error(transparent)]
    FeatureUnavailableInTier(#[from] FeatureUnavailableInTier),
    #[error(transparent)]
    GroupExists(#[from] GroupExists),
    #[error(transparent)]
    InvalidLambdaResponse(#[from] InvalidLambdaResponse),
    #[error(transparent)]
    InvalidOAuthFlow(#[from] InvalidOAuthFlow),
    #[error(transparent)]
    InvalidParameter(#[from] InvalidParameter),
    #[error(transparent)]
    InvalidPassword(#[from] InvalidPassword),
    #[error(transparent)]
    InvalidUserPoolConfiguration(#[from] InvalidUserPoolConfiguration),
    #[error(transparent)]
    LimitExceeded(#[from] LimitExceeded),
    #[error(transparent)]
    ManagedLoginBrandingExists(#[from] ManagedLoginBrandingExists),
    #[error(transparent)]
    NotAuthorized(#[from] NotAuthorized),
    #[error(transparent)]
    PasswordHistoryPolicyViolation(#[from] PasswordHistoryPolicyViolation),
    #[error(transparent)]
    PasswordResetRequired(#[from] PasswordResetRequired),
    #[error(transparent)]
    PreconditionNotMet(#[from] PreconditionNotMet),
    #[error(transparent)]
    RefreshTokenReuse(#[from] RefreshTokenReuse),
    #[error(transparent)]
    ResourceNotFound(#[from] ResourceNotFound),
    #[error("Invalid scope requested: {0}")]
    ScopeDoesNotExist(String),
    #[error(transparent)]
    ServiceQuotaExceeded(#[from] ServiceQuotaExceeded),
    #[error(transparent)]
    SoftwareTokenMfaNotFound(#[from] SoftwareTokenMfaNotFound),
    #[error(transparent)]
    TermsExists(#[from] TermsExists),
    #[error("Rate exceeded")]
    TooManyRequests,
    #[error(transparent)]
    Unauthorized(#[from] Unauthorized),
    #[error(transparent)]
    UnexpectedLambda(#[from] UnexpectedLambda),
    #[error(transparent)]
    UnsupportedOperation(#[from] UnsupportedOperation),
    #[error(transparent)]
    UnsupportedTokenType(#[from] UnsupportedTokenType),
    #[error(transparent)]
    UnsupportedUserState(#[from] UnsupportedUserState),
    #[error(transparent)]
    UserImportInProgress(#[from] UserImportInProgress),
    #[error(transparent)]
    UserLambdaValidation(#[from] UserLambdaValidation),
    #[error(transparent)]
    UserNotConfirmed(#[from] UserNotConfirmed),
    #[error(transparent)]
    UserNotFound(#[from] UserNotFound),
    #[error(transparent)]
    UserPoolAddOnNotEnabled(#[from] UserPoolAddOnNotEnabled),
    #[error(transparent)]
    UserPoolTagging(#[from] UserPoolTagging),
    #[error(transparent)]
    UsernameExists(#[from] UsernameExists),
    #[error(transparent)]
    WebAuthnChallengeNotFound(#[from] WebAuthnChallengeNotFound),
    #[error(transparent)]
    WebAuthnClientMismatch(#[from] WebAuthnClientMismatch),
    #[error(transparent)]
    WebAuthnConfigurationMissing(#[from] WebAuthnConfigurationMissing),
    #[error(transparent)]
    WebAuthnCredentialNotSupported(#[from] WebAuthnCredentialNotSupported),
    #[error(transparent)]
    WebAuthnNotEnabled(#[from] WebAuthnNotEnabled),
    #[error(transparent)]
    WebAuthnOriginNotAllowed(#[from] WebAuthnOriginNotAllowed),
    #[error(transparent)]
    WebAuthnRelyingPartyMismatch(#[from] WebAuthnRelyingPartyMismatch),

    /// Protocol errors of AWS JSON 1.1, before the operation is known. They have no message if the service sends none.
    #[error("{}", .0.as_deref().unwrap_or_default())]
    Serialization(Option<String>),
    #[error(transparent)]
    UnknownOperation(#[from] UnknownOperation),
    /// The signature of an administrative request was refused.
    #[error(transparent)]
    Signature(#[from] crate::web::sigv4::SigV4Error),

    /// An internal error. The client does not see the cause; the host finds it in `source` and in the log.
    #[error("Internal server error")]
    Internal(#[source] Internal),
    /// An internal error of an operation that has another name for it: see [`Operation`](crate::operations::Operation).
    #[error("Internal server error")]
    InternalServer(#[source] Internal),
}

impl Error {
    /// The exception's name, as in `__type`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::AliasExists(_) => "AliasExistsException",
            Self::CodeDeliveryFailure(_) => "CodeDeliveryFailureException",
            Self::CodeMismatch(_) => "CodeMismatchException",
            Self::DeviceKeyExists(_) => "DeviceKeyExistsException",
            Self::DuplicateProvider(_) => "DuplicateProviderException",
            Self::EnableSoftwareTokenMfa(_) => "EnableSoftwareTokenMFAException",
            Self::ExpiredCode(_) => "ExpiredCodeException",
            Self::FeatureUnavailableInTier(_) => "FeatureUnavailableInTierException",
            Self::GroupExists(_) => "GroupExistsException",
            Self::InvalidLambdaResponse(_) => "InvalidLambdaResponseException",
            Self::InvalidOAuthFlow(_) => "InvalidOAuthFlowException",
            Self::InvalidParameter(_) => "InvalidParameterException",
            Self::InvalidPassword(_) => "InvalidPasswordException",
            Self::InvalidUserPoolConfiguration(_) => "InvalidUserPoolConfigurationException",
            Self::LimitExceeded(_) => "LimitExceededException",
            Self::ManagedLoginBrandingExists(_) => "ManagedLoginBrandingExistsException",
            Self::NotAuthorized(_) => "NotAuthorizedException",
            Self::PasswordHistoryPolicyViolation(_) => "PasswordHistoryPolicyViolationException",
            Self::PasswordResetRequired(_) => "PasswordResetRequiredException",
            Self::PreconditionNotMet(_) => "PreconditionNotMetException",
            Self::RefreshTokenReuse(_) => "RefreshTokenReuseException",
            Self::ResourceNotFound(_) => "ResourceNotFoundException",
            Self::ScopeDoesNotExist(_) => "ScopeDoesNotExistException",
            Self::ServiceQuotaExceeded(_) => "ServiceQuotaExceededException",
            Self::SoftwareTokenMfaNotFound(_) => "SoftwareTokenMFANotFoundException",
            Self::TermsExists(_) => "TermsExistsException",
            Self::TooManyRequests => "TooManyRequestsException",
            Self::Unauthorized(_) => "UnauthorizedException",
            Self::UnexpectedLambda(_) => "UnexpectedLambdaException",
            Self::UnsupportedOperation(_) => "UnsupportedOperationException",
            Self::UnsupportedTokenType(_) => "UnsupportedTokenTypeException",
            Self::UnsupportedUserState(_) => "UnsupportedUserStateException",
            Self::UserImportInProgress(_) => "UserImportInProgressException",
            Self::UserLambdaValidation(_) => "UserLambdaValidationException",
            Self::UserNotConfirmed(_) => "UserNotConfirmedException",
            Self::UserNotFound(_) => "UserNotFoundException",
            Self::UserPoolAddOnNotEnabled(_) => "UserPoolAddOnNotEnabledException",
            Self::UserPoolTagging(_) => "UserPoolTaggingException",
            Self::UsernameExists(_) => "UsernameExistsException",
            Self::WebAuthnChallengeNotFound(_) => "WebAuthnChallengeNotFoundException",
            Self::WebAuthnClientMismatch(_) => "WebAuthnClientMismatchException",
            Self::WebAuthnConfigurationMissing(_) => "WebAuthnConfigurationMissingException",
            Self::WebAuthnCredentialNotSupported(_) => "WebAuthnCredentialNotSupportedException",
            Self::WebAuthnNotEnabled(_) => "WebAuthnNotEnabledException",
            Self::WebAuthnOriginNotAllowed(_) => "WebAuthnOriginNotAllowedException",
            Self::WebAuthnRelyingPartyMismatch(_) => "WebAuthnRelyingPartyMismatchException",
            Self::Serialization(_) => "SerializationException",
            Self::UnknownOperation(_) => "UnknownOperationException",
            Self::Signature(error) => error.exception(),
            Self::Internal(_) => "InternalErrorException",
            Self::InternalServer(_) => "InternalServerException",
        }
    }

    /// The HTTP status: 400 for modelled errors, 500 for internal ones.
    pub fn status(&self) -> http::StatusCode {
        match self {
            Self::Internal(_) | Self::InternalServer(_) => http::StatusCode::INTERNAL_SERVER_ERROR,
            _ => http::StatusCode::BAD_REQUEST,
        }
    }

    /// The cause of an internal error, for the host's log. `None` for all other errors.
    pub fn internal(&self) -> Option<&Internal> {
        match self {
            Self::Internal(cause) | Self::InternalServer(cause) => Some(cause),
            _ => None,
        }
    }

    /// Gives an internal error the name that an operation has for it.
    pub(crate) fn with_internal(self, name: fn(Internal) -> Self) -> Self {
        match self {
            Self::Internal(cause) => name(cause),
            other => other,
        }
    }
}

/// The cause of an internal error, for the host's log. Contains no secret.
#[derive(thiserror::Error)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Debug))]
#[non_exhaustive]
pub enum Internal {
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The signer failed.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// A stored record cannot be decoded. Its key and content are left out, since both may be personal data.
    #[error("a record under {kind}/ cannot be decoded: {problem}")]
    Record {
        /// The first component of the record's key.
        kind: String,
        /// The position of the decoding error.
        problem: String,
    },
    /// A stored record was changed or moved outside of the engine.
    #[error("a record under {kind}/ was not written in this place by this engine")]
    Altered {
        /// The first component of the record's key.
        kind: String,
    },
    /// A stored secret cannot be opened with any master key.
    #[error("{0} does not open with the given master keys")]
    Sealed(&'static str),
    /// An operation succeeded without a response.
    #[error("an operation returned no response")]
    Unanswered,
    /// An endpoint has refused a request. Its response tells why.
    #[error("an endpoint refused the request")]
    Refused,
    /// The host's random number generator failed.
    #[error(transparent)]
    Moment(#[from] crate::time::NoMoment),
    /// A token cannot be encoded: the user's attributes make it longer than verifiers accept.
    #[error("a token cannot be encoded: {0}")]
    Token(String),
    /// A randomly drawn identifier exists already, so the host's seeds repeat.
    #[error("the identifier drawn for a new {0} is taken: the host's seeds repeat")]
    IdentifierTaken(&'static str),
    /// A certificate cannot be encoded.
    #[error("a certificate cannot be encoded")]
    Certificate,
    /// A value of the engine cannot be encoded as JSON.
    #[error("{0} cannot be encoded")]
    Encoding(&'static str, #[source] serde_json::Error),
}

/// In WebAssembly, `Debug` shows the message. The names of all variants would take 5 KB of the npm package's module (gzip), where nothing
/// shows them.
#[cfg(target_arch = "wasm32")]
macro_rules! debug_as_message {
    ($($name:ident)*) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        })*
    };
}
#[cfg(target_arch = "wasm32")]
debug_as_message! {
    Error Internal InvalidParameter NotAuthorized ResourceNotFound LimitExceeded PreconditionNotMet
}

impl Internal {
    /// For `map_err`: `what` cannot be encoded.
    pub(crate) fn encoding(what: &'static str) -> impl FnOnce(serde_json::Error) -> Self {
        move |error| Self::Encoding(what, error)
    }
}

impl<E: Into<Internal>> From<E> for Error {
    fn from(error: E) -> Self {
        Self::Internal(error.into())
    }
}

impl From<der::Error> for Internal {
    fn from(_: der::Error) -> Self {
        Self::Certificate
    }
}

impl From<crate::jose::jws::JwsError> for Internal {
    fn from(error: crate::jose::jws::JwsError) -> Self {
        Self::Token(error.to_string())
    }
}

/// `UnknownOperationException`, which has no message in the service. Texts chosen by us.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the text says it")]
#[non_exhaustive]
pub enum UnknownOperation {
    #[error("This version of Userpool does not implement the operation {0}.")]
    NotImplemented(String),
    #[error(
        "The request names no operation: X-Amz-Target must be AWSCognitoIdentityProviderService.<operation>."
    )]
    NotNamed,
}

impl UnknownOperation {
    /// Names that are longer, or that have characters other than letters and digits, are not repeated in the error.
    const NAME_CHARS_MAX: usize = 64;

    /// The error for an operation that this version does not have.
    pub(crate) fn named(name: &str) -> Self {
        let is_name = (1..=Self::NAME_CHARS_MAX).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if is_name { Self::NotImplemented(name.to_owned()) } else { Self::NotNamed }
    }
}

/// `InvalidParameterException`.
#[derive(Clone, Eq, PartialEq, thiserror::Error)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Debug))]
#[expect(missing_docs, reason = "the text says it")]
#[non_exhaustive]
pub enum InvalidParameter {
    /// One or more constraint violations, counted and joined.
    #[error("{0}")]
    Violations(String),
    #[error("Missing required parameter {0}")]
    Missing(&'static str),

    /// Text chosen by us: the engine was compiled without the feature `password-hashes`.
    #[error("Password hashes cannot be imported yet.")]
    PasswordHashesNotSupported,
    /// Text chosen by us: the limit in bytes.
    #[error("The csv file is longer than {0} bytes.")]
    ImportFileTooLong(u64),

    /// Text chosen by us: the record is larger than a store accepts.
    #[error("The request is too large to be stored.")]
    TooLarge,

    // Sign-in.
    #[error("USER_SRP_AUTH is not enabled for the client.")]
    UserSrpAuthNotEnabled,
    #[error("USER_PASSWORD_AUTH flow not enabled for this client")]
    UserPasswordAuthNotEnabled,
    #[error("USER_AUTH flow not enabled for this client")]
    UserAuthNotEnabled,
    #[error("Auth flow not enabled for this client")]
    AuthFlowNotEnabled,
    #[error("CUSTOM_AUTH is not enabled for the client.")]
    CustomAuthNotEnabled,
    /// Text chosen by us.
    #[error("REFRESH_TOKEN_AUTH is not enabled for the client.")]
    RefreshTokenAuthNotEnabled,
    #[error("Custom auth lambda trigger is not configured for the user pool.")]
    CustomAuthNotConfigured,
    #[error("Initiate Auth method not supported.")]
    AuthFlowNotSupported,
    #[error("App client {0} is not configured for secret but secret hash was received")]
    SecretHashNotExpected(String),
    /// Text chosen by us.
    #[error("Invalid SRP_A")]
    SrpA,
    /// Text chosen by us.
    #[error("Challenge {0} is not supported.")]
    ChallengeNotSupported(String),
    #[error("Invalid attributes given, {0} is missing")]
    RequiredAttributeMissing(String),

    // Second factors.
    #[error("User has not set up software token mfa")]
    SoftwareTokenNotSetUp,
    #[error("User has not verified software token mfa")]
    SoftwareTokenNotVerified,
    #[error("User does not have delivery config set to turn on {0}")]
    NoDeliveryConfig(&'static str),
    /// Text chosen by us.
    #[error("Only one MFA factor can be preferred.")]
    TwoPreferredFactors,
    /// Text chosen by us.
    #[error("An MFA factor that is not enabled cannot be preferred.")]
    PreferredFactorDisabled,
    /// Text chosen by us: the old settings operations accept no other value.
    #[error("MFAOptions can only be SMS to phone_number.")]
    MfaOptions,
    /// Text chosen by us.
    #[error("The selected MFA type is not available for the user.")]
    MfaTypeNotAvailable,
    /// Text chosen by us: the pool requires a factor, the user has none, and none can be set up during a sign-in.
    #[error("MFA is required and no MFA factor can be set up for the user.")]
    NoFactorToSetUp,
    /// Text chosen by us.
    #[error("The selected challenge is not available for the user.")]
    FirstFactorNotAvailable,
    /// Text chosen by us, around words that clients search for: the user has no means to sign in.
    #[error("Cannot send code to either email or phone_number.")]
    NoFirstFactor,

    // Users and attributes.
    #[error("Attributes did not conform to the schema: {0}")]
    Schema(String),
    #[error("Invalid email address format.")]
    EmailFormat,
    #[error("Invalid phone number format.")]
    PhoneNumberFormat,
    #[error("Cannot modify the non-mutable attribute {0}")]
    NonMutableAttribute(String),
    #[error("Username cannot be of email format, since user pool is configured for email alias.")]
    UsernameIsEmail,
    #[error(
        "Username cannot be of phone number format, since user pool is configured for phone number alias."
    )]
    UsernameIsPhoneNumber,
    /// Text chosen by us, similar to the one for usernames.
    #[error("Preferred username cannot be of email format, since user pool is configured for email alias.")]
    PreferredUsernameIsEmail,
    /// Text chosen by us, similar to the one for usernames.
    #[error(
        "Preferred username cannot be of phone number format, since user pool is configured for phone number alias."
    )]
    PreferredUsernameIsPhoneNumber,
    #[error("Username should be an email.")]
    UsernameNotEmail,
    #[error("Username should be a phone number.")]
    UsernameNotPhoneNumber,
    #[error("Username should be either an email or a phone number.")]
    UsernameNotEmailOrPhoneNumber,
    /// Text chosen by us: a `preferred_username` that is an alias can only be set after the confirmation.
    #[error("preferred_username can not be set at sign-up when it is an alias.")]
    PreferredUsernameAtSignUp,
    #[error("User is already confirmed.")]
    AlreadyConfirmed,
    #[error("Cannot reset password for the user as there is no registered/verified email or phone_number")]
    NoRecoveryDestination,
    /// Text chosen by us: a code was requested, and the user has no address for it.
    #[error("User has no attribute to deliver a confirmation code to.")]
    NoConfirmationDestination,
    #[error("Invalid user attributes: {0}")]
    UserAttributes(String),
    /// Text chosen by us.
    #[error("Cannot send verification code, user has no {0}")]
    NothingToVerify(&'static str),
    /// Text chosen by us.
    #[error("Attribute {0} cannot be verified.")]
    NotVerifiable(String),

    // Passkeys.
    /// Text chosen by us: `Credential` is not a browser's response, or a part of it is malformed.
    #[error("Invalid credential: {0}")]
    Credential(&'static str),

    /// Text chosen by us.
    #[error("RelyingPartyId cannot be a public suffix.")]
    RelyingPartyIdIsPublicSuffix,

    // Devices.
    /// Text chosen by us: `DeviceSecretVerifierConfig` is missing or malformed.
    #[error("Invalid device secret verifier given.")]
    DeviceSecretVerifier,

    // ListUsers and pages.
    #[error("Error while parsing filter.")]
    FilterSyntax,
    #[error("Invalid search attribute: {0}")]
    SearchAttribute(String),
    #[error("One or more requested attributes do not exist.")]
    RequestedAttributes,
    #[error("Input fails to satisfy the constraints.")]
    InputConstraints,
    /// Text chosen by us.
    #[error("Invalid pagination token")]
    PaginationToken,

    // Pools.
    #[error("Only one of the aliasAttributes or usernameAttributes can be set in a User pool.")]
    AliasAndUsernameAttributes,
    #[error("Required custom attributes are not supported currently.")]
    RequiredCustomAttribute,
    #[error("{name}: Existing attribute already has name {existing}.")]
    ExistingAttribute { name: String, existing: String },
    #[error("Duplicate custom attribute names {0} are not allowed in a user pool schema.")]
    DuplicateCustomAttribute(String),
    #[error(
        "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute {0}"
    )]
    StandardAttributeChanged(String),
    #[error("Attribute {0} cannot have a max length shorter than it's min length")]
    AttributeLengths(String),
    #[error("Attribute {0} cannot have a max value smaller than it's min value")]
    AttributeValues(String),
    #[error("user.{0}: Max length cannot be less than min length.")]
    StandardAttributeLengths(String),
    #[error("user.{0}: Max value cannot be less than min value.")]
    StandardAttributeValues(String),
    #[error("Invalid AttributeDataType input, consider using the provided AttributeDataType enum.")]
    AttributeDataType,
    #[error("Invalid StringAttributeConstraints for schema attribute {0}")]
    StringAttributeConstraints(String),
    /// Text chosen by us.
    #[error("Invalid NumberAttributeConstraints for schema attribute {0}")]
    NumberAttributeConstraints(String),
    #[error("user.{0}: String attributes cannot have a length of more than 2048")]
    AttributeTooLong(String),
    /// Text chosen by us.
    #[error("preferred_username can not be both required and an alias")]
    RequiredPreferredUsernameAlias,
    #[error("Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.")]
    RecoveryAdminOnly,
    #[error("Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.")]
    RecoveryDuplicates,
    #[error("SMS configuration is required when phone_number is selected for auto verification")]
    SmsConfigurationForAutoVerification,
    #[error(
        "SMS configuration and Auto verification for phone_number are required when MFA is required/optional"
    )]
    SmsConfigurationForMfa,
    #[error(
        "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes"
    )]
    VerificationBeforeUpdate,
    #[error(
        "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays"
    )]
    BothValidityDays,
    #[error("Source ARN is required to use DEVELOPER email sending owner")]
    SourceArnRequired,
    #[error("Provided From email address is invalid")]
    EmailFrom,
    /// Text chosen by us, similar to the one for `From`.
    #[error("Provided ReplyTo email address is invalid")]
    EmailReplyTo,
    #[error("Cross-region lambda functions are not supported")]
    CrossRegionLambda,
    #[error("KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.")]
    KmsKeyRequired,
    #[error(
        "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's"
    )]
    PreTokenGenerationArns,
    #[error("Password should be configured as one of the allowed first auth factors.")]
    PasswordFactorRequired,
    #[error("Cannot turn MFA functionality ON, once the user pool has been created.")]
    MfaOnUpdate,
    #[error(
        "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration."
    )]
    MfaWithoutFactors,
    #[error("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.")]
    MfaOffWithFactors,
    #[error(
        "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT."
    )]
    EmailMfaWithDefaultSender,
    /// The only other first factor of the pool is the passkey.
    #[error("Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.")]
    MfaWithPasskeysOnly,
    #[error("Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled")]
    MfaWithOneTimePasswords,
    #[error(
        "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor"
    )]
    MfaWithSingleFactorPasskeys,
    #[error("SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration")]
    SmsConfigurationForFirstFactor,
    #[error(
        "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first."
    )]
    DeletionProtection,
    #[error("User pool cannot be deleted. It has a domain configured that should be deleted first.")]
    PoolHasDomain,
    #[error(transparent)]
    Tags(UserPoolTagging),

    // Domains.
    #[error(
        "The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and hyphens. Please enter a different name that follows this format: ^[a-z0-9](?:[a-z0-9\\-]{{0,61}}[a-z0-9])?$"
    )]
    DomainCharacters,
    #[error("Domain cannot contain reserved word: {0}")]
    DomainReservedWord(&'static str),
    #[error("Domain already associated with another user pool.")]
    DomainTaken,
    #[error("One or more of the CNAMEs that you provided are already associated with a different resource")]
    CustomDomainTaken,
    #[error("User pool already has a domain configured.")]
    DomainConfigured,
    #[error("No such domain or user pool exists.")]
    NoSuchDomain,
    #[error(
        "Cannot perform specific action because there does not exist a valid use pool domain associated with the user pool"
    )]
    NoDomainForLink,
    #[error("Custom domain is not a valid subdomain")]
    CustomDomainName,
    #[error(
        "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain."
    )]
    Certificate,
    /// Text chosen by us: a prefix domain has no certificate.
    #[error("CustomDomainConfig can only be used with a custom domain.")]
    CertificateOfPrefixDomain,
    /// Text chosen by us.
    #[error("ManagedLoginVersion must be 1 or 2.")]
    ManagedLoginVersion,

    // Pages.
    #[error("A domain must be associated with this user pool.")]
    UiWithoutDomain,
    #[error("The CSS class {0} is not in the list of allowed classes.")]
    CssClass(String),
    /// Text chosen by us.
    #[error("ImageFile must be a PNG or JPEG file.")]
    ImageFile,
    #[error("useCognitoProvidedValues or settings should be specified (but not both)")]
    BrandingValues,
    /// Text chosen by us.
    #[error("An asset of the category {0} cannot be an ICO file.")]
    IconAsset(String),
    /// Text chosen by us.
    #[error("Links must have an address for cognito:default.")]
    TermsWithoutDefault,

    // Resource servers.
    #[error("{0} already exists in user pool {1}.")]
    ResourceServerExists(String, String),
    /// Text chosen by us.
    #[error("{0} is a resource server of the service.")]
    ResourceServerManaged(String),

    // Replicas.
    /// Text chosen by us.
    #[error("A user pool with replicas needs a customer managed key.")]
    ReplicaWithoutKey,
    /// Text chosen by us.
    #[error("Invalid region name {0}.")]
    RegionName(String),
    /// Text chosen by us.
    #[error("The user pool exists in region {0} already.")]
    ReplicaExists(String),
    /// Text chosen by us.
    #[error("The replica in region {0} is active. Deactivate it first.")]
    ReplicaActive(String),
    /// Text chosen by us.
    #[error("The user pool in region {0} is the primary one.")]
    PrimaryReplica(String),

    // Log delivery.
    /// The misspelling is the service's.
    #[error("Following event sources appear more then once in a request")]
    RepeatedEventSource,
    #[error("ARN does not belong to current region")]
    ArnOfAnotherRegion,
    /// Text chosen by us.
    #[error("Invalid log level for event source {0}.")]
    LogLevel(String),
    /// Text chosen by us.
    #[error("Invalid log destination for event source {0}.")]
    LogDestination(String),

    // Provisioned limits.
    /// Text chosen by us.
    #[error("The limit does not exist or cannot be changed.")]
    LimitDefinition,
    /// Text chosen by us.
    #[error("The requested limit is less than the free limit of {0}.")]
    LimitBelowFree(u32),

    // Threat protection.
    #[error("Incorrect CIDR format")]
    CidrFormat,
    /// Text chosen by us.
    #[error("NotifyConfiguration is required when an action notifies users.")]
    NotifyConfigurationMissing,

    // Sessions.
    /// Text chosen by us.
    #[error("The current session cannot be revoked.")]
    CurrentSession,

    // App clients.
    #[error("Invalid range for token validity.")]
    TokenValidity,
    #[error(
        "Access and Id Token expiration times must be less than or equal to refresh token expiration times."
    )]
    TokenValidityOrder,
    #[error("Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.")]
    MixedAuthFlowNames,
    /// Text chosen by us.
    #[error("ALLOW_REFRESH_TOKEN_AUTH cannot be used when refresh token rotation is enabled.")]
    RotationWithRefreshTokenAuth,
    #[error(
        "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."
    )]
    OAuthFlowsAndScopes,
    #[error("CallbackUrls can not be empty when code flow or implicit flow is selected")]
    CallbackUrlsEmpty,
    #[error("{0} cannot use the HTTP protocol.")]
    UrlHttp(String),
    #[error("{0} cannot use fragment")]
    UrlFragment(String),
    #[error("The default redirect URI {0} is not in the callback URIs list.")]
    DefaultRedirectUri(String),
    #[error("The provider {0} does not exist for User Pool {1}")]
    ProviderUnknown(String, String),
    #[error("Invalid write attributes specified while {0} a client")]
    WriteAttributes(&'static str),
    #[error("Invalid read attributes specified while {0} a client")]
    ReadAttributes(&'static str),
    #[error("Client Secret is required to set EnablePropagateAdditionalUserContextData as true")]
    UserContextDataWithoutSecret,
    #[error(
        "Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid"
    )]
    AnalyticsConfiguration,
    #[error("client_credentials flow can not be selected if client does not have a client secret.")]
    ClientCredentialsWithoutSecret,
    /// Text chosen by us: both `GenerateSecret` and `ClientSecret` are given.
    #[error("GenerateSecret and ClientSecret cannot be used together.")]
    TwoSecrets,
    /// Text chosen by us: a client that was created without a secret never gets one.
    #[error("App client {0} is not configured with a secret.")]
    PublicClient(String),
    /// Text chosen by us.
    #[error("An app client that has registered itself has one secret only.")]
    RegisteredClientSecret,
    /// Text chosen by us.
    #[error("An app client that has registered itself cannot have the scope aws.cognito/dcr/register.")]
    RegisteredClientScope,
    /// Text chosen by us.
    #[error("The only secret of an app client cannot be deleted.")]
    OnlyClientSecret,

    // Tokens of app clients, and derived tokens.
    /// Text chosen by us.
    #[error("ALLOW_CLIENT_TOKEN_AUTH cannot be used with other auth flows.")]
    ClientTokenAuthWithOtherFlows,
    /// Text chosen by us.
    #[error("Client Secret is required to use ALLOW_CLIENT_TOKEN_AUTH.")]
    ClientTokenAuthWithoutSecret,
    /// Text chosen by us.
    #[error("ALLOW_CLIENT_TOKEN_AUTH flow not enabled for this client")]
    ClientTokenAuthNotEnabled,
    /// Text chosen by us: like that of a client's settings, but the operation has no exception of its own for it.
    #[error("Invalid scope requested: {0}")]
    UnknownScope(String),
    /// Text chosen by us.
    #[error("The client has no scope of a resource server.")]
    ClientWithoutScopes,
    /// Text chosen by us: `DELEGATION` or `IMPERSONATION`.
    #[error("ALLOW_TOKEN_EXCHANGE_{0} flow not enabled for this client")]
    TokenExchangeNotEnabled(&'static str),
    /// Text chosen by us.
    #[error("Audiences and Resources cannot be used together.")]
    AudienceAndResource,
    /// Text chosen by us.
    #[error("Invalid audience requested: {0}")]
    Audience(String),
    /// Text chosen by us.
    #[error("ActorToken and ActorTokenType must be used together.")]
    ActorTokenType,
    /// Text chosen by us.
    #[error("Only tokens of the user pool can be exchanged.")]
    TokenOfProvider,
    /// Text chosen by us.
    #[error("The subject token has been delegated too often.")]
    TooManyActors,

    // Identity providers.
    #[error("Provider {0} cannot be of type {1}.")]
    ProviderOfType(String, &'static str),
    #[error("clientId, clientSecret and authorizeScopes are all required idp details.")]
    SocialProviderDetails,
    #[error("clientId, privateKey, teamId, and keyId are all required idp details.")]
    AppleProviderDetails,
    #[error(
        "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp details."
    )]
    OidcProviderDetails,
    #[error("OIDC endpoint must start with https://")]
    OidcEndpoint,
    #[error("At least one of the MetadataURL or MetadataFile should be provided.")]
    SamlMetadataMissing,
    #[error("Only one of the MetadataURL or MetadataFile should be provided.")]
    SamlMetadataTwice,
    /// Text chosen by us.
    #[error("Attribute mapping of {0} is invalid: the user pool has no such attribute.")]
    MappedAttribute(String),
    /// Text chosen by us.
    #[error("Attribute mapping of username cannot be changed for a provider of type {0}.")]
    MappedUsername(&'static str),
    /// Text chosen by us.
    #[error("AcrMapping is not supported for a provider of type {0}.")]
    AcrMapping(&'static str),
    /// Text chosen by us.
    #[error("Idp identifier {0} is already in use.")]
    IdpIdentifierTaken(String),

    // Links.
    #[error("SourceUser is already linked to DestinationUser")]
    AlreadyLinked,
    #[error(
        "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link"
    )]
    SourceUserExists,
    #[error(
        "Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser"
    )]
    LocalSourceUser,
    /// Text chosen by us.
    #[error("Invalid SourceUser: ProviderAttributeName must be Cognito_Subject for a provider of type {0}.")]
    SourceUserAttribute(&'static str),
}

/// `InvalidOAuthFlowException`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the text says it")]
#[non_exhaustive]
pub enum InvalidOAuthFlow {
    #[error("client_credentials flow can not be selected along with code flow or implicit flow.")]
    ClientCredentialsWithOtherFlows,
}

/// `NotAuthorizedException`.
#[derive(Clone, Eq, PartialEq, thiserror::Error)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Debug))]
#[expect(missing_docs, reason = "the text says it")]
#[non_exhaustive]
pub enum NotAuthorized {
    #[error("Incorrect username or password.")]
    IncorrectCredentials,
    #[error("Password attempts exceeded")]
    PasswordAttemptsExceeded,
    #[error("User is disabled.")]
    UserDisabled,
    /// Of a sign-in by an identity provider.
    #[error("User is not enabled")]
    UserNotEnabled,
    /// An identity provider has not sent attributes that the pool requires: their names.
    #[error("attributes required: [{0}]")]
    AttributesRequired(String),
    #[error("Temporary password has expired and must be reset by an administrator.")]
    TemporaryPasswordExpired,
    #[error("Invalid session for the user.")]
    InvalidSession,
    #[error("Invalid session for the user, session is expired.")]
    SessionExpired,
    #[error("Invalid session for the user, session can only be used once.")]
    SessionSpent,
    #[error("Invalid session provided for the user.")]
    SessionOfAnother,
    #[error("Invalid Refresh Token.")]
    InvalidRefreshToken,
    #[error("Refresh Token has been revoked")]
    RefreshTokenRevoked,
    #[error("Refresh Token has expired")]
    RefreshTokenExpired,
    /// Text chosen by us: `ClientSecret` is missing or wrong, or was sent for a client without one.
    #[error("Unable to verify secret for client {0}")]
    ClientSecret(String),
    #[error("SecretHash does not match for the client: {0}")]
    SecretHashInRefresh(String),
    #[error("Unable to verify secret hash for client {0}")]
    SecretHash(String),
    #[error("Client {0} is configured with secret but SECRET_HASH was not received")]
    SecretHashMissing(String),
    #[error("Invalid Access Token")]
    InvalidAccessToken,
    #[error("Access Token has expired")]
    AccessTokenExpired,
    #[error("Access Token has been revoked")]
    AccessTokenRevoked,
    #[error("Could not verify signature for Access Token")]
    AccessTokenSignature,
    #[error("Access Token does not have required scopes")]
    AccessTokenScopes,
    #[error("Cannot modify an already provided {0}")]
    AttributeProvided(String),
    #[error("A client attempted to write unauthorized attribute")]
    UnauthorizedAttribute,
    #[error("SignUp is not permitted for this user pool")]
    SignUpNotPermitted,
    #[error("User cannot be confirmed. Current status is {0}")]
    CannotConfirm(&'static str),
    #[error("Cannot resend codes. Auto verification not turned on.")]
    AutoVerificationOff,
    #[error("Contact administrator to reset password.")]
    ContactAdministrator,
    #[error("User password cannot be reset in the current state.")]
    CannotResetPassword,
    /// Text chosen by us.
    #[error("Invalid feedback token.")]
    FeedbackToken,
    /// Text chosen by us: threat protection blocked the sign-in.
    #[error("Unable to login because of security reasons.")]
    SecurityReasons,
    /// Text chosen by us, as for a new password: the password of a sign-in is publicly known.
    #[error("Provided password cannot be used for security reasons.")]
    CompromisedPassword,
    /// Text chosen by us.
    #[error("Scope {0} is not allowed for the client.")]
    ScopeNotAllowed(String),
    /// Text chosen by us, like those for access tokens: `Subject` or `Actor`.
    #[error("Invalid {0} Token")]
    InvalidToken(&'static str),
    /// Text chosen by us, like those for access tokens: `Subject` or `Actor`.
    #[error("{0} Token has expired")]
    TokenExpired(&'static str),
    /// Text chosen by us, like those for access tokens: `Subject` or `Actor`.
    #[error("{0} Token has been revoked")]
    TokenRevoked(&'static str),
    /// Text chosen by us: the claim `may_act` of the subject's token names another party.
    #[error("The subject token does not permit the client to act.")]
    NotDesignated,
    /// Text chosen by us.
    #[error("None of the requested scopes can be granted.")]
    NoScopeGranted,
}

/// `AliasExistsException`.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the text says it")]
pub enum AliasExists {
    #[error("An account with the {0} already exists.")]
    OnConfirm(&'static str),
    #[error("An account with the given {0} already exists.")]
    Given(&'static str),
}

/// `UsernameExistsException`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the text says it")]
pub enum UsernameExists {
    #[error("User already exists")]
    SignUp,
    #[error("User account already exists")]
    AdminCreateUser,
    #[error("An account with the given {0} already exists.")]
    UsernameAttribute(&'static str),
}

/// `UserNotFoundException`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the text says it")]
pub enum UserNotFound {
    #[error("User does not exist.")]
    User,
    #[error("Username/client id combination not found.")]
    WithClient,
}

/// `ResourceNotFoundException`.
#[derive(Clone, Eq, PartialEq, thiserror::Error)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Debug))]
#[expect(missing_docs, reason = "the text says it")]
#[non_exhaustive]
pub enum ResourceNotFound {
    #[error("User pool {0} does not exist.")]
    Pool(String),
    #[error("User pool client {0} does not exist.")]
    Client(String),
    /// Text chosen by us.
    #[error("Client secret {0} does not exist.")]
    ClientSecret(String),
    /// Text chosen by us.
    #[error("Identity provider {0} does not exist.")]
    IdentityProvider(String),
    #[error("Group not found.")]
    Group,
    #[error("Resource server {0} does not exist.")]
    ResourceServer(String),
    #[error("ManagedLoginBranding does not exist.")]
    Branding,
    #[error("ManagedLoginBranding for client {0} does not exist.")]
    BrandingOfClient(String),
    /// Text chosen by us, similar to the one for styles.
    #[error("Terms does not exist.")]
    Terms,
    /// Text chosen by us, similar to the one for styles.
    #[error("Terms for client {0} does not exist.")]
    TermsOfClient(String),
    #[error("Device does not exist.")]
    Device,
    /// Text chosen by us.
    #[error("Passkey credential does not exist.")]
    Passkey,
    /// Text chosen by us.
    #[error("Event {0} does not exist.")]
    AuthEvent(String),
    /// Text chosen by us.
    #[error("Session {0} does not exist.")]
    Session(String),
    /// Text chosen by us.
    #[error("The user pool has no replica in region {0}.")]
    Replica(String),
    /// Text chosen by us.
    #[error("User import job {0} does not exist.")]
    ImportJob(String),
}

/// `GroupExistsException`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("A group with the name already exists")]
pub struct GroupExists;

/// `DuplicateProviderException`. The text is the one in an audit log of the service
/// ([report](https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1287)).
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{name} already exists in user pool {pool}")]
pub struct DuplicateProvider {
    /// The provider's name.
    pub name: String,
    /// The id of the pool.
    pub pool: String,
}

/// `ManagedLoginBrandingExistsException`: the app client has a style.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("A ManagedLoginBranding already exists for client {0}")]
pub struct ManagedLoginBrandingExists(pub String);

/// `TermsExistsException`: the app client has a terms document of this name. Text chosen by us.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Terms {name} already exists for client {client_id}")]
pub struct TermsExists {
    /// The name of the document.
    pub name: String,
    /// The id of the app client.
    pub client_id: String,
}

/// `RefreshTokenReuseException`: the token was rotated, and its grace period is over. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Refresh token reuse detected")]
pub struct RefreshTokenReuse;

/// `InvalidPasswordException`. The prefix of the text depends on the operation.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the text says it")]
pub enum InvalidPassword {
    #[error("Password did not conform with policy: {0}")]
    SignUp(crate::auth::password::PasswordRule),
    #[error("Password did not conform with password policy: {0}")]
    AdminCreateUser(crate::auth::password::PasswordRule),
    #[error("Password does not conform to policy: {0}")]
    Change(crate::auth::password::PasswordRule),
    /// The password is publicly known, and the pool refuses such passwords.
    #[error("Provided password cannot be used for security reasons.")]
    Compromised,
}

/// `PasswordHistoryPolicyViolationException`. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Password has previously been used")]
pub struct PasswordHistoryPolicyViolation;

/// `CodeMismatchException`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the text says it")]
#[non_exhaustive]
pub enum CodeMismatch {
    #[error("Invalid verification code provided, please try again.")]
    Verification,
    #[error("Invalid code or auth state for the user.")]
    AuthState,
    #[error("Invalid code received for user")]
    SoftwareToken,
}

/// `DeviceKeyExistsException`. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Device already exists.")]
pub struct DeviceKeyExists;

/// `InvalidUserPoolConfigurationException`: an operation on devices, in a pool that does not track devices. Text chosen
/// by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Device tracking is not enabled for the user pool.")]
pub struct InvalidUserPoolConfiguration;

/// `EnableSoftwareTokenMFAException`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Code mismatch")]
pub struct EnableSoftwareTokenMfa;

/// `SoftwareTokenMFANotFoundException`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the text says it")]
pub enum SoftwareTokenMfaNotFound {
    #[error("Software Token MFA has not been enabled by the userPool.")]
    NotEnabledByPool,
    #[error("Software Token MFA does not exist for the user.")]
    NotOfUser,
}

/// `ExpiredCodeException`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the text says it")]
#[non_exhaustive]
pub enum ExpiredCode {
    #[error("Invalid code provided, please request a code again.")]
    RequestAgain,
    #[error("Your software token has already been used once.")]
    SoftwareTokenUsed,
}

/// `LimitExceededException`.
#[derive(Clone, Copy, Eq, PartialEq, thiserror::Error)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Debug))]
#[expect(missing_docs, reason = "the text says it")]
#[non_exhaustive]
pub enum LimitExceeded {
    #[error("Attempt limit exceeded, please try after some time.")]
    Attempts,
    #[error(
        "Exceeded daily email limit for the operation or the account. If a higher limit is required, please configure your \
         user pool to use your own Amazon SES configuration for sending email."
    )]
    DailyEmails,
    /// Text chosen by us.
    #[error("A user can be a member of at most 100 groups.")]
    GroupsOfUser,
    /// Text chosen by us.
    #[error("User has reached the limit of {0} passkeys.")]
    Passkeys(usize),
    /// Text chosen by us.
    #[error("An app client can have at most {0} secrets.")]
    ClientSecrets(usize),
    /// Text chosen by us.
    #[error("A user pool can have at most {0} identity providers.")]
    IdentityProviders(usize),
    /// Text chosen by us.
    #[error("A user can have at most {0} linked identities.")]
    IdentitiesOfUser(usize),
    /// Text chosen by us.
    #[error("A user pool can have at most {0} styles of managed login.")]
    Brandings(usize),
    /// Text chosen by us.
    #[error("A user pool can have at most {0} terms documents.")]
    Terms(usize),
    /// Text chosen by us.
    #[error("A user pool can have at most {0} replicas.")]
    Replicas(usize),
    /// Text chosen by us.
    #[error("A user pool can have at most {0} user import jobs.")]
    ImportJobs(u32),
    /// Text chosen by us.
    #[error("An account can have at most {0} user pools in a region.")]
    Pools(usize),
    /// Text chosen by us.
    #[error("A user pool can have at most {0} app clients.")]
    Clients(usize),
    /// Text chosen by us.
    #[error("A user pool can have at most {0} groups.")]
    Groups(usize),
    /// Text chosen by us.
    #[error("A user pool can have at most {0} resource servers.")]
    ResourceServers(usize),
}

/// `ServiceQuotaExceededException`, of `UpdateProvisionedLimit` only. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("The requested limit is more than the maximum of {0}.")]
pub struct ServiceQuotaExceeded(pub u32);

/// `UserPoolAddOnNotEnabledException`: threat protection is off in the pool. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Advanced security is not enabled.")]
pub struct UserPoolAddOnNotEnabled;

/// `PreconditionNotMetException`.
#[derive(Clone, Eq, PartialEq, thiserror::Error)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Debug))]
#[expect(missing_docs, reason = "the text says it")]
#[non_exhaustive]
pub enum PreconditionNotMet {
    #[error("No csv file was uploaded for {0}")]
    NoImportFile(String),
    /// Text chosen by us: the id of the job and its status.
    #[error("User import job {0} cannot be started. Current status is {1}")]
    ImportNotStartable(String, &'static str),
    /// Text chosen by us: the id of the job and its status.
    #[error("User import job {0} cannot be stopped. Current status is {1}")]
    ImportNotStoppable(String, &'static str),
    /// Text chosen by us: the id of the job and its status.
    #[error("No csv file can be uploaded for {0}. Current status is {1}")]
    ImportTakesNoFile(String, &'static str),
    /// Text chosen by us: the id of the other job.
    #[error("User import job {0} of the user pool is in progress.")]
    OtherImport(String),
    /// Text chosen by us.
    #[error("Users can only be imported into a user pool that has auto verified attributes.")]
    NoAutoVerifiedAttribute,
}

/// `UserImportInProgressException`. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("A user import job is in progress for the user pool.")]
pub struct UserImportInProgress;

/// `PasswordResetRequiredException`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Password reset required for the user")]
pub struct PasswordResetRequired;

/// `UserNotConfirmedException`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("User is not confirmed.")]
pub struct UserNotConfirmed;

/// `UnsupportedUserStateException`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Resend not possible. {0} status is not FORCE_CHANGE_PASSWORD")]
pub struct UnsupportedUserState(pub &'static str);

/// `UnauthorizedException`, of `RevokeToken` only. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Invalid client or client secret.")]
pub struct Unauthorized;

/// `UnsupportedTokenTypeException`. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Unsupported token type.")]
pub struct UnsupportedTokenType;

/// `UnsupportedOperationException`. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Token revocation is not enabled for this client.")]
pub struct UnsupportedOperation;

/// `FeatureUnavailableInTierException`.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the text says it")]
pub enum FeatureUnavailableInTier {
    #[error("The following feature is not available for the {0} pricing tier configured: {1}")]
    Feature(String, &'static str),
    #[error("The following features need to be disabled for the LITE pricing tier configured: {0}")]
    DisableForLite(&'static str),
}

/// `UserPoolTaggingException`. Texts chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the text says it")]
pub enum UserPoolTagging {
    #[error("A user pool can have at most 50 tags.")]
    TooMany,
    #[error("Tag keys cannot begin with aws:")]
    ReservedKey,
}

/// `UserLambdaValidationException`: the function ran and threw an error.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{trigger} failed with error {message}.")]
pub struct UserLambdaValidation {
    /// For example `PreSignUp`.
    pub trigger: &'static str,
    /// The error message of the function.
    pub message: String,
}

/// `UnexpectedLambdaException`: the function could not be run.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{trigger} invocation failed due to error {error}.")]
pub struct UnexpectedLambda {
    /// For example `PreSignUp`.
    pub trigger: &'static str,
    /// For example `AccessDeniedException`.
    pub error: String,
}

/// `InvalidLambdaResponseException`: the function's response is not the event.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Unrecognizable lambda output")]
pub struct InvalidLambdaResponse;

/// `WebAuthnChallengeNotFoundException`. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("The challenge of the passkey credential is unknown, expired or already used.")]
pub struct WebAuthnChallengeNotFound;

/// `WebAuthnClientMismatchException`. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("The passkey registration was started by another app client.")]
pub struct WebAuthnClientMismatch;

/// `WebAuthnConfigurationMissingException`. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("The user pool has neither a relying party ID nor a domain.")]
pub struct WebAuthnConfigurationMissing;

/// `WebAuthnCredentialNotSupportedException`. Texts chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the text says it")]
#[non_exhaustive]
pub enum WebAuthnCredentialNotSupported {
    #[error("The passkey credential has an unsupported type.")]
    Type,
    #[error("The passkey credential has an unsupported authenticator attachment.")]
    Attachment,
    #[error("The passkey credential has an unsupported public key algorithm.")]
    Algorithm,
    #[error("The passkey credential was made without the presence of a user.")]
    UserNotPresent,
    #[error("The passkey credential was made without the required user verification.")]
    UserNotVerified,
    #[error("The passkey credential is already registered.")]
    AlreadyRegistered,
}

/// `WebAuthnNotEnabledException`. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Passkeys are not enabled for the user pool.")]
pub struct WebAuthnNotEnabled;

/// `WebAuthnOriginNotAllowedException`. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("The origin of the passkey credential is not allowed.")]
pub struct WebAuthnOriginNotAllowed;

/// `WebAuthnRelyingPartyMismatchException`. Text chosen by us.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("The relying party ID of the passkey credential does not match.")]
pub struct WebAuthnRelyingPartyMismatch;
