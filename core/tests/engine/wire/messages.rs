//! Every exception: its name, its status and its exact text. Clients match on them, so a changed text must fail here.

use userpool::{
    Error,
    auth::password::PasswordRule,
    error::*,
    sigv4::{BasicTime, IncompleteSignature, InvalidSignature, Requirements, SigV4Error},
    storage::{SignerError, StorageError},
    time::NoMoment,
};

/// An error, its name and its text.
type Line = (Error, &'static str, &'static str);

#[test]
fn every_exception_has_its_name_its_status_and_its_text() {
    for (error, name, text) in table() {
        assert_eq!((error.name(), &*error.to_string()), (name, text), "{error:?}");
        let status = if error.internal().is_some() { 500 } else { 400 };
        assert_eq!(error.status().as_u16(), status, "{error:?}");
    }
}

/// The table is held against the source, so that a new variant needs a line here.
#[test]
fn no_variant_is_missing_from_the_table() {
    let shown: Vec<String> = table().iter().map(|(error, ..)| format!("{error:?}")).collect();
    let mut variants = 0;
    for (enumeration, variant) in declared(include_str!("../../../src/error.rs")) {
        variants += 1;
        let beginning = match &*enumeration {
            "Error" => variant.clone(),
            _ => format!("{enumeration}({variant}"),
        };
        let is_it = |text: &String| {
            let rest = text.strip_prefix(&*beginning);
            rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
        };
        assert!(shown.iter().any(is_it), "{enumeration}::{variant} has no line");
    }
    assert!(variants > 150, "{variants}");
}

/// The variants of every public enum in the source: its name and theirs.
fn declared(source: &str) -> Vec<(String, String)> {
    let (mut found, mut enumeration) = (Vec::new(), None);
    for line in source.lines() {
        let word = |text: &str| text.chars().take_while(|next| next.is_alphanumeric()).collect::<String>();
        if let Some(name) = line.strip_prefix("pub enum ") {
            enumeration = Some(word(name));
        } else if line == "}" {
            enumeration = None;
        } else if let (Some(enumeration), Some(item)) = (&enumeration, line.strip_prefix("    "))
            && item.starts_with(|first: char| first.is_ascii_uppercase())
        {
            found.push((enumeration.clone(), word(item)));
        }
    }
    found
}

fn table() -> Vec<Line> {
    let mut table = invalid_parameter();
    table.extend(not_authorized());
    table.extend(others());
    table.extend(protocol());
    table.extend(internal());
    table
}

fn x() -> String {
    "X".to_owned()
}

fn invalid_parameter() -> Vec<Line> {
    use InvalidParameter as E;
    [
        (E::Violations("1 validation error detected: …".to_owned()), "1 validation error detected: …"),
        (E::Missing("USERNAME"), "Missing required parameter USERNAME"),
        (E::TooLarge, "The request is too large to be stored."),
        // Sign-in.
        (E::UserSrpAuthNotEnabled, "USER_SRP_AUTH is not enabled for the client."),
        (E::UserPasswordAuthNotEnabled, "USER_PASSWORD_AUTH flow not enabled for this client"),
        (E::UserAuthNotEnabled, "USER_AUTH flow not enabled for this client"),
        (E::AuthFlowNotEnabled, "Auth flow not enabled for this client"),
        (E::CustomAuthNotEnabled, "CUSTOM_AUTH is not enabled for the client."),
        (E::RefreshTokenAuthNotEnabled, "REFRESH_TOKEN_AUTH is not enabled for the client."),
        (E::CustomAuthNotConfigured, "Custom auth lambda trigger is not configured for the user pool."),
        (E::AuthFlowNotSupported, "Initiate Auth method not supported."),
        (
            E::SecretHashNotExpected(x()),
            "App client X is not configured for secret but secret hash was received",
        ),
        (E::SrpA, "Invalid SRP_A"),
        (E::ChallengeNotSupported(x()), "Challenge X is not supported."),
        (E::RequiredAttributeMissing(x()), "Invalid attributes given, X is missing"),
        // Second factors.
        (E::SoftwareTokenNotSetUp, "User has not set up software token mfa"),
        (E::SoftwareTokenNotVerified, "User has not verified software token mfa"),
        (E::NoDeliveryConfig("SMS_MFA"), "User does not have delivery config set to turn on SMS_MFA"),
        (E::TwoPreferredFactors, "Only one MFA factor can be preferred."),
        (E::PreferredFactorDisabled, "An MFA factor that is not enabled cannot be preferred."),
        (E::MfaOptions, "MFAOptions can only be SMS to phone_number."),
        (E::MfaTypeNotAvailable, "The selected MFA type is not available for the user."),
        (E::NoFactorToSetUp, "MFA is required and no MFA factor can be set up for the user."),
        (E::FirstFactorNotAvailable, "The selected challenge is not available for the user."),
        (E::NoFirstFactor, "Cannot send code to either email or phone_number."),
        (
            E::MfaWithoutFactors,
            "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration.",
        ),
        (
            E::MfaOffWithFactors,
            "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
        ),
        (
            E::EmailMfaWithDefaultSender,
            "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of \
             COGNITO_DEFAULT.",
        ),
        (
            E::MfaWithOneTimePasswords,
            "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
        ),
        (
            E::MfaWithSingleFactorPasskeys,
            "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor",
        ),
        (
            E::MfaWithPasskeysOnly,
            "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.",
        ),
        (
            E::SmsConfigurationForFirstFactor,
            "SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration",
        ),
        // Passkeys, changed attributes, clients.
        (E::Credential("id"), "Invalid credential: id"),
        (E::DeviceSecretVerifier, "Invalid device secret verifier given."),
        (E::UserAttributes(x()), "Invalid user attributes: X"),
        (E::NothingToVerify("email"), "Cannot send verification code, user has no email"),
        (E::NotVerifiable(x()), "Attribute X cannot be verified."),
        (
            E::ExistingAttribute { name: x(), existing: "Y".to_owned() },
            "X: Existing attribute already has name Y.",
        ),
        // Users and attributes.
        (
            E::Schema("email: The attribute is required\n".to_owned()),
            "Attributes did not conform to the schema: email: The attribute is required\n",
        ),
        (E::EmailFormat, "Invalid email address format."),
        (E::PhoneNumberFormat, "Invalid phone number format."),
        (E::NonMutableAttribute(x()), "Cannot modify the non-mutable attribute X"),
        (
            E::UsernameIsEmail,
            "Username cannot be of email format, since user pool is configured for email alias.",
        ),
        (
            E::UsernameIsPhoneNumber,
            "Username cannot be of phone number format, since user pool is configured for phone number alias.",
        ),
        (
            E::PreferredUsernameIsEmail,
            "Preferred username cannot be of email format, since user pool is configured for email alias.",
        ),
        (
            E::PreferredUsernameIsPhoneNumber,
            "Preferred username cannot be of phone number format, since user pool is configured for phone number alias.",
        ),
        (E::UsernameNotEmail, "Username should be an email."),
        (E::UsernameNotPhoneNumber, "Username should be a phone number."),
        (E::UsernameNotEmailOrPhoneNumber, "Username should be either an email or a phone number."),
        (
            E::PreferredUsernameAtSignUp,
            "preferred_username can not be set at sign-up when it is an alias.",
        ),
        (E::AlreadyConfirmed, "User is already confirmed."),
        (
            E::NoRecoveryDestination,
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        ),
        (E::NoConfirmationDestination, "User has no attribute to deliver a confirmation code to."),
        // Lists.
        (E::FilterSyntax, "Error while parsing filter."),
        (E::SearchAttribute(x()), "Invalid search attribute: X"),
        (E::RequestedAttributes, "One or more requested attributes do not exist."),
        (E::InputConstraints, "Input fails to satisfy the constraints."),
        (E::PaginationToken, "Invalid pagination token"),
        // Pools.
        (
            E::AliasAndUsernameAttributes,
            "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
        ),
        (E::RequiredCustomAttribute, "Required custom attributes are not supported currently."),
        (
            E::DuplicateCustomAttribute("custom:X".to_owned()),
            "Duplicate custom attribute names custom:X are not allowed in a user pool schema.",
        ),
        (
            E::StandardAttributeChanged(x()),
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute X",
        ),
        (E::AttributeLengths(x()), "Attribute X cannot have a max length shorter than it's min length"),
        (E::AttributeValues(x()), "Attribute X cannot have a max value smaller than it's min value"),
        (E::StandardAttributeLengths(x()), "user.X: Max length cannot be less than min length."),
        (E::StandardAttributeValues(x()), "user.X: Max value cannot be less than min value."),
        (
            E::AttributeDataType,
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
        ),
        (E::StringAttributeConstraints(x()), "Invalid StringAttributeConstraints for schema attribute X"),
        (E::NumberAttributeConstraints(x()), "Invalid NumberAttributeConstraints for schema attribute X"),
        (E::AttributeTooLong(x()), "user.X: String attributes cannot have a length of more than 2048"),
        (E::RequiredPreferredUsernameAlias, "preferred_username can not be both required and an alias"),
        (
            E::RecoveryAdminOnly,
            "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
        ),
        (
            E::RecoveryDuplicates,
            "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.",
        ),
        (
            E::SmsConfigurationForAutoVerification,
            "SMS configuration is required when phone_number is selected for auto verification",
        ),
        (
            E::SmsConfigurationForMfa,
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
        ),
        (
            E::VerificationBeforeUpdate,
            "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
        ),
        (
            E::BothValidityDays,
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
        ),
        (E::SourceArnRequired, "Source ARN is required to use DEVELOPER email sending owner"),
        (E::EmailFrom, "Provided From email address is invalid"),
        (E::RelyingPartyIdIsPublicSuffix, "RelyingPartyId cannot be a public suffix."),
        (E::EmailReplyTo, "Provided ReplyTo email address is invalid"),
        (E::CrossRegionLambda, "Cross-region lambda functions are not supported"),
        (
            E::KmsKeyRequired,
            "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.",
        ),
        (
            E::PreTokenGenerationArns,
            "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
        ),
        (
            E::PasswordFactorRequired,
            "Password should be configured as one of the allowed first auth factors.",
        ),
        (E::MfaOnUpdate, "Cannot turn MFA functionality ON, once the user pool has been created."),
        (
            E::DeletionProtection,
            "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be \
             inactivated first.",
        ),
        (
            E::PoolHasDomain,
            "User pool cannot be deleted. It has a domain configured that should be deleted first.",
        ),
        (E::Tags(UserPoolTagging::ReservedKey), "Tag keys cannot begin with aws:"),
        // Domains.
        (
            E::DomainCharacters,
            "The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, \
             and hyphens. Please enter a different name that follows this format: \
             ^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$",
        ),
        (E::DomainReservedWord("cognito"), "Domain cannot contain reserved word: cognito"),
        (E::DomainTaken, "Domain already associated with another user pool."),
        (
            E::CustomDomainTaken,
            "One or more of the CNAMEs that you provided are already associated with a different resource",
        ),
        (E::DomainConfigured, "User pool already has a domain configured."),
        (E::NoSuchDomain, "No such domain or user pool exists."),
        (
            E::NoDomainForLink,
            "Cannot perform specific action because there does not exist a valid use pool domain associated with the \
             user pool",
        ),
        (E::CustomDomainName, "Custom domain is not a valid subdomain"),
        (
            E::Certificate,
            "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a \
             valid certificate chain.",
        ),
        (E::CertificateOfPrefixDomain, "CustomDomainConfig can only be used with a custom domain."),
        (E::ManagedLoginVersion, "ManagedLoginVersion must be 1 or 2."),
        // Pages.
        (E::UiWithoutDomain, "A domain must be associated with this user pool."),
        (E::CssClass(".x".to_owned()), "The CSS class .x is not in the list of allowed classes."),
        (E::ImageFile, "ImageFile must be a PNG or JPEG file."),
        (E::BrandingValues, "useCognitoProvidedValues or settings should be specified (but not both)"),
        (
            E::IconAsset("FORM_LOGO".to_owned()),
            "An asset of the category FORM_LOGO cannot be an ICO file.",
        ),
        (E::TermsWithoutDefault, "Links must have an address for cognito:default."),
        // Resource servers.
        (
            E::ResourceServerExists(x(), "us-east-1_A".to_owned()),
            "X already exists in user pool us-east-1_A.",
        ),
        (E::ResourceServerManaged(x()), "X is a resource server of the service."),
        // App clients.
        (E::TokenValidity, "Invalid range for token validity."),
        (
            E::TokenValidityOrder,
            "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
        ),
        (
            E::MixedAuthFlowNames,
            "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
        ),
        (
            E::RotationWithRefreshTokenAuth,
            "ALLOW_REFRESH_TOKEN_AUTH cannot be used when refresh token rotation is enabled.",
        ),
        (
            E::OAuthFlowsAndScopes,
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
        ),
        (E::CallbackUrlsEmpty, "CallbackUrls can not be empty when code flow or implicit flow is selected"),
        (E::UrlHttp(x()), "X cannot use the HTTP protocol."),
        (E::UrlFragment(x()), "X cannot use fragment"),
        (E::DefaultRedirectUri(x()), "The default redirect URI X is not in the callback URIs list."),
        (
            E::ProviderUnknown(x(), "us-east-1_A".to_owned()),
            "The provider X does not exist for User Pool us-east-1_A",
        ),
        (E::WriteAttributes("creating"), "Invalid write attributes specified while creating a client"),
        (E::ReadAttributes("updating"), "Invalid read attributes specified while updating a client"),
        (
            E::UserContextDataWithoutSecret,
            "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
        ),
        (
            E::AnalyticsConfiguration,
            "Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> \
             are valid",
        ),
        (
            E::ClientCredentialsWithoutSecret,
            "client_credentials flow can not be selected if client does not have a client secret.",
        ),
        (E::TwoSecrets, "GenerateSecret and ClientSecret cannot be used together."),
        (E::PublicClient(x()), "App client X is not configured with a secret."),
        (E::RegisteredClientSecret, "An app client that has registered itself has one secret only."),
        (
            E::RegisteredClientScope,
            "An app client that has registered itself cannot have the scope aws.cognito/dcr/register.",
        ),
        (E::PasswordHashesNotSupported, "Password hashes cannot be imported yet."),
        (E::ImportFileTooLong(9), "The csv file is longer than 9 bytes."),
        (E::OnlyClientSecret, "The only secret of an app client cannot be deleted."),
        // Tokens of app clients, and derived tokens.
        (
            E::ClientTokenAuthWithOtherFlows,
            "ALLOW_CLIENT_TOKEN_AUTH cannot be used with other auth flows.",
        ),
        (E::ClientTokenAuthWithoutSecret, "Client Secret is required to use ALLOW_CLIENT_TOKEN_AUTH."),
        (E::ClientTokenAuthNotEnabled, "ALLOW_CLIENT_TOKEN_AUTH flow not enabled for this client"),
        (E::UnknownScope(x()), "Invalid scope requested: X"),
        (E::ClientWithoutScopes, "The client has no scope of a resource server."),
        (
            E::TokenExchangeNotEnabled("DELEGATION"),
            "ALLOW_TOKEN_EXCHANGE_DELEGATION flow not enabled for this client",
        ),
        (E::AudienceAndResource, "Audiences and Resources cannot be used together."),
        (E::Audience(x()), "Invalid audience requested: X"),
        (E::ActorTokenType, "ActorToken and ActorTokenType must be used together."),
        (E::TokenOfProvider, "Only tokens of the user pool can be exchanged."),
        (E::TooManyActors, "The subject token has been delegated too often."),
        // Identity providers.
        (E::ProviderOfType(x(), "SAML"), "Provider X cannot be of type SAML."),
        (
            E::SocialProviderDetails,
            "clientId, clientSecret and authorizeScopes are all required idp details.",
        ),
        (E::AppleProviderDetails, "clientId, privateKey, teamId, and keyId are all required idp details."),
        (
            E::OidcProviderDetails,
            "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp details.",
        ),
        (E::OidcEndpoint, "OIDC endpoint must start with https://"),
        (E::SamlMetadataMissing, "At least one of the MetadataURL or MetadataFile should be provided."),
        (E::SamlMetadataTwice, "Only one of the MetadataURL or MetadataFile should be provided."),
        (
            E::MappedAttribute(x()),
            "Attribute mapping of X is invalid: the user pool has no such attribute.",
        ),
        (
            E::MappedUsername("OIDC"),
            "Attribute mapping of username cannot be changed for a provider of type OIDC.",
        ),
        (E::AcrMapping("SAML"), "AcrMapping is not supported for a provider of type SAML."),
        (E::IdpIdentifierTaken(x()), "Idp identifier X is already in use."),
        // Links.
        (E::AlreadyLinked, "SourceUser is already linked to DestinationUser"),
        (
            E::SourceUserExists,
            "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
        ),
        (
            E::LocalSourceUser,
            "Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser",
        ),
        (
            E::SourceUserAttribute("Google"),
            "Invalid SourceUser: ProviderAttributeName must be Cognito_Subject for a provider of type Google.",
        ),
        (E::ReplicaWithoutKey, "A user pool with replicas needs a customer managed key."),
        (E::RegionName(x()), "Invalid region name X."),
        (E::ReplicaExists(x()), "The user pool exists in region X already."),
        (E::ReplicaActive(x()), "The replica in region X is active. Deactivate it first."),
        (E::PrimaryReplica(x()), "The user pool in region X is the primary one."),
        (E::RepeatedEventSource, "Following event sources appear more then once in a request"),
        (E::ArnOfAnotherRegion, "ARN does not belong to current region"),
        (E::LogLevel(x()), "Invalid log level for event source X."),
        (E::LogDestination(x()), "Invalid log destination for event source X."),
        (E::LimitDefinition, "The limit does not exist or cannot be changed."),
        (E::LimitBelowFree(50), "The requested limit is less than the free limit of 50."),
        (E::CurrentSession, "The current session cannot be revoked."),
        (E::CidrFormat, "Incorrect CIDR format"),
        (
            E::NotifyConfigurationMissing,
            "NotifyConfiguration is required when an action notifies users.",
        ),
    ]
    .into_iter()
    .map(|(reason, text)| (reason.into(), "InvalidParameterException", text))
    .collect()
}

fn not_authorized() -> Vec<Line> {
    use NotAuthorized as E;
    [
        (E::IncorrectCredentials, "Incorrect username or password."),
        (E::PasswordAttemptsExceeded, "Password attempts exceeded"),
        (E::UserDisabled, "User is disabled."),
        (E::UserNotEnabled, "User is not enabled"),
        (E::AttributesRequired("email, name".into()), "attributes required: [email, name]"),
        (
            E::TemporaryPasswordExpired,
            "Temporary password has expired and must be reset by an administrator.",
        ),
        (E::InvalidSession, "Invalid session for the user."),
        (E::SessionExpired, "Invalid session for the user, session is expired."),
        (E::SessionSpent, "Invalid session for the user, session can only be used once."),
        (E::SessionOfAnother, "Invalid session provided for the user."),
        (E::InvalidRefreshToken, "Invalid Refresh Token."),
        (E::RefreshTokenRevoked, "Refresh Token has been revoked"),
        (E::ClientSecret(x()), "Unable to verify secret for client X"),
        (E::RefreshTokenExpired, "Refresh Token has expired"),
        (E::SecretHashInRefresh(x()), "SecretHash does not match for the client: X"),
        (E::SecretHash(x()), "Unable to verify secret hash for client X"),
        (E::SecretHashMissing(x()), "Client X is configured with secret but SECRET_HASH was not received"),
        (E::InvalidAccessToken, "Invalid Access Token"),
        (E::AccessTokenExpired, "Access Token has expired"),
        (E::AccessTokenRevoked, "Access Token has been revoked"),
        (E::AccessTokenSignature, "Could not verify signature for Access Token"),
        (E::AccessTokenScopes, "Access Token does not have required scopes"),
        (E::AttributeProvided("email".to_owned()), "Cannot modify an already provided email"),
        (E::UnauthorizedAttribute, "A client attempted to write unauthorized attribute"),
        (E::SignUpNotPermitted, "SignUp is not permitted for this user pool"),
        (E::CannotConfirm("CONFIRMED"), "User cannot be confirmed. Current status is CONFIRMED"),
        (E::AutoVerificationOff, "Cannot resend codes. Auto verification not turned on."),
        (E::ContactAdministrator, "Contact administrator to reset password."),
        (E::CannotResetPassword, "User password cannot be reset in the current state."),
        (E::FeedbackToken, "Invalid feedback token."),
        (E::SecurityReasons, "Unable to login because of security reasons."),
        (E::CompromisedPassword, "Provided password cannot be used for security reasons."),
        (E::ScopeNotAllowed(x()), "Scope X is not allowed for the client."),
        (E::InvalidToken("Subject"), "Invalid Subject Token"),
        (E::TokenExpired("Subject"), "Subject Token has expired"),
        (E::TokenRevoked("Actor"), "Actor Token has been revoked"),
        (E::NotDesignated, "The subject token does not permit the client to act."),
        (E::NoScopeGranted, "None of the requested scopes can be granted."),
    ]
    .into_iter()
    .map(|(reason, text)| (reason.into(), "NotAuthorizedException", text))
    .collect()
}

fn others() -> Vec<Line> {
    let mut lines = vec![
        (EnableSoftwareTokenMfa.into(), "EnableSoftwareTokenMFAException", "Code mismatch"),
        (DeviceKeyExists.into(), "DeviceKeyExistsException", "Device already exists."),
        (
            InvalidUserPoolConfiguration.into(),
            "InvalidUserPoolConfigurationException",
            "Device tracking is not enabled for the user pool.",
        ),
        (ResourceNotFound::Device.into(), "ResourceNotFoundException", "Device does not exist."),
        (
            DuplicateProvider { name: x(), pool: "us-east-1_X".to_owned() }.into(),
            "DuplicateProviderException",
            "X already exists in user pool us-east-1_X",
        ),
        (
            ResourceNotFound::IdentityProvider(x()).into(),
            "ResourceNotFoundException",
            "Identity provider X does not exist.",
        ),
        (
            LimitExceeded::IdentitiesOfUser(5).into(),
            "LimitExceededException",
            "A user can have at most 5 linked identities.",
        ),
        (
            LimitExceeded::IdentityProviders(300).into(),
            "LimitExceededException",
            "A user pool can have at most 300 identity providers.",
        ),
        (
            ResourceNotFound::ClientSecret(x()).into(),
            "ResourceNotFoundException",
            "Client secret X does not exist.",
        ),
        (
            LimitExceeded::ClientSecrets(2).into(),
            "LimitExceededException",
            "An app client can have at most 2 secrets.",
        ),
        (ResourceNotFound::AuthEvent(x()).into(), "ResourceNotFoundException", "Event X does not exist."),
        (ResourceNotFound::Session(x()).into(), "ResourceNotFoundException", "Session X does not exist."),
        (
            ResourceNotFound::Replica(x()).into(),
            "ResourceNotFoundException",
            "The user pool has no replica in region X.",
        ),
        (
            LimitExceeded::Replicas(5).into(),
            "LimitExceededException",
            "A user pool can have at most 5 replicas.",
        ),
        (
            ServiceQuotaExceeded(5).into(),
            "ServiceQuotaExceededException",
            "The requested limit is more than the maximum of 5.",
        ),
        (
            UserPoolAddOnNotEnabled.into(),
            "UserPoolAddOnNotEnabledException",
            "Advanced security is not enabled.",
        ),
        (
            ResourceNotFound::ImportJob(x()).into(),
            "ResourceNotFoundException",
            "User import job X does not exist.",
        ),
        (
            PreconditionNotMet::NoImportFile(x()).into(),
            "PreconditionNotMetException",
            "No csv file was uploaded for X",
        ),
        (
            PreconditionNotMet::ImportNotStartable(x(), "Failed").into(),
            "PreconditionNotMetException",
            "User import job X cannot be started. Current status is Failed",
        ),
        (
            PreconditionNotMet::ImportNotStoppable(x(), "Created").into(),
            "PreconditionNotMetException",
            "User import job X cannot be stopped. Current status is Created",
        ),
        (
            PreconditionNotMet::ImportTakesNoFile(x(), "Expired").into(),
            "PreconditionNotMetException",
            "No csv file can be uploaded for X. Current status is Expired",
        ),
        (
            PreconditionNotMet::OtherImport(x()).into(),
            "PreconditionNotMetException",
            "User import job X of the user pool is in progress.",
        ),
        (
            PreconditionNotMet::NoAutoVerifiedAttribute.into(),
            "PreconditionNotMetException",
            "Users can only be imported into a user pool that has auto verified attributes.",
        ),
        (
            LimitExceeded::ImportJobs(1000).into(),
            "LimitExceededException",
            "A user pool can have at most 1000 user import jobs.",
        ),
        (
            LimitExceeded::Pools(1000).into(),
            "LimitExceededException",
            "An account can have at most 1000 user pools in a region.",
        ),
        (
            LimitExceeded::Clients(1000).into(),
            "LimitExceededException",
            "A user pool can have at most 1000 app clients.",
        ),
        (
            LimitExceeded::Groups(10_000).into(),
            "LimitExceededException",
            "A user pool can have at most 10000 groups.",
        ),
        (
            LimitExceeded::ResourceServers(25).into(),
            "LimitExceededException",
            "A user pool can have at most 25 resource servers.",
        ),
        (
            UserImportInProgress.into(),
            "UserImportInProgressException",
            "A user import job is in progress for the user pool.",
        ),
        (GroupExists.into(), "GroupExistsException", "A group with the name already exists"),
        (RefreshTokenReuse.into(), "RefreshTokenReuseException", "Refresh token reuse detected"),
        (
            SoftwareTokenMfaNotFound::NotEnabledByPool.into(),
            "SoftwareTokenMFANotFoundException",
            "Software Token MFA has not been enabled by the userPool.",
        ),
        (
            SoftwareTokenMfaNotFound::NotOfUser.into(),
            "SoftwareTokenMFANotFoundException",
            "Software Token MFA does not exist for the user.",
        ),
        (
            LimitExceeded::GroupsOfUser.into(),
            "LimitExceededException",
            "A user can be a member of at most 100 groups.",
        ),
        (
            LimitExceeded::Passkeys(20).into(),
            "LimitExceededException",
            "User has reached the limit of 20 passkeys.",
        ),
        (ResourceNotFound::Group.into(), "ResourceNotFoundException", "Group not found."),
        (
            ResourceNotFound::ResourceServer(x()).into(),
            "ResourceNotFoundException",
            "Resource server X does not exist.",
        ),
        (
            ResourceNotFound::Branding.into(),
            "ResourceNotFoundException",
            "ManagedLoginBranding does not exist.",
        ),
        (
            ResourceNotFound::BrandingOfClient(x()).into(),
            "ResourceNotFoundException",
            "ManagedLoginBranding for client X does not exist.",
        ),
        (ResourceNotFound::Terms.into(), "ResourceNotFoundException", "Terms does not exist."),
        (
            ResourceNotFound::TermsOfClient(x()).into(),
            "ResourceNotFoundException",
            "Terms for client X does not exist.",
        ),
        (
            ManagedLoginBrandingExists(x()).into(),
            "ManagedLoginBrandingExistsException",
            "A ManagedLoginBranding already exists for client X",
        ),
        (
            TermsExists { name: "terms-of-use".to_owned(), client_id: x() }.into(),
            "TermsExistsException",
            "Terms terms-of-use already exists for client X",
        ),
        (
            LimitExceeded::Brandings(20).into(),
            "LimitExceededException",
            "A user pool can have at most 20 styles of managed login.",
        ),
        (
            LimitExceeded::Terms(40).into(),
            "LimitExceededException",
            "A user pool can have at most 40 terms documents.",
        ),
        (ResourceNotFound::Passkey.into(), "ResourceNotFoundException", "Passkey credential does not exist."),
        (
            WebAuthnChallengeNotFound.into(),
            "WebAuthnChallengeNotFoundException",
            "The challenge of the passkey credential is unknown, expired or already used.",
        ),
        (
            WebAuthnClientMismatch.into(),
            "WebAuthnClientMismatchException",
            "The passkey registration was started by another app client.",
        ),
        (
            WebAuthnConfigurationMissing.into(),
            "WebAuthnConfigurationMissingException",
            "The user pool has neither a relying party ID nor a domain.",
        ),
        (
            WebAuthnNotEnabled.into(),
            "WebAuthnNotEnabledException",
            "Passkeys are not enabled for the user pool.",
        ),
        (
            WebAuthnOriginNotAllowed.into(),
            "WebAuthnOriginNotAllowedException",
            "The origin of the passkey credential is not allowed.",
        ),
        (
            WebAuthnRelyingPartyMismatch.into(),
            "WebAuthnRelyingPartyMismatchException",
            "The relying party ID of the passkey credential does not match.",
        ),
        (
            WebAuthnCredentialNotSupported::Type.into(),
            "WebAuthnCredentialNotSupportedException",
            "The passkey credential has an unsupported type.",
        ),
        (
            WebAuthnCredentialNotSupported::Attachment.into(),
            "WebAuthnCredentialNotSupportedException",
            "The passkey credential has an unsupported authenticator attachment.",
        ),
        (
            WebAuthnCredentialNotSupported::Algorithm.into(),
            "WebAuthnCredentialNotSupportedException",
            "The passkey credential has an unsupported public key algorithm.",
        ),
        (
            WebAuthnCredentialNotSupported::UserNotPresent.into(),
            "WebAuthnCredentialNotSupportedException",
            "The passkey credential was made without the presence of a user.",
        ),
        (
            WebAuthnCredentialNotSupported::UserNotVerified.into(),
            "WebAuthnCredentialNotSupportedException",
            "The passkey credential was made without the required user verification.",
        ),
        (
            WebAuthnCredentialNotSupported::AlreadyRegistered.into(),
            "WebAuthnCredentialNotSupportedException",
            "The passkey credential is already registered.",
        ),
        (
            AliasExists::OnConfirm("email").into(),
            "AliasExistsException",
            "An account with the email already exists.",
        ),
        (
            AliasExists::Given("phone_number").into(),
            "AliasExistsException",
            "An account with the given phone_number already exists.",
        ),
        (
            Error::CodeDeliveryFailure("The gateway is closed.".to_owned()),
            "CodeDeliveryFailureException",
            "The gateway is closed.",
        ),
        (
            CodeMismatch::Verification.into(),
            "CodeMismatchException",
            "Invalid verification code provided, please try again.",
        ),
        (CodeMismatch::AuthState.into(), "CodeMismatchException", "Invalid code or auth state for the user."),
        (CodeMismatch::SoftwareToken.into(), "CodeMismatchException", "Invalid code received for user"),
        (
            ExpiredCode::RequestAgain.into(),
            "ExpiredCodeException",
            "Invalid code provided, please request a code again.",
        ),
        (
            ExpiredCode::SoftwareTokenUsed.into(),
            "ExpiredCodeException",
            "Your software token has already been used once.",
        ),
        (
            FeatureUnavailableInTier::Feature("LITE".to_owned(), "Log Streaming").into(),
            "FeatureUnavailableInTierException",
            "The following feature is not available for the LITE pricing tier configured: Log Streaming",
        ),
        (
            FeatureUnavailableInTier::DisableForLite("Password History").into(),
            "FeatureUnavailableInTierException",
            "The following features need to be disabled for the LITE pricing tier configured: Password History",
        ),
        (InvalidLambdaResponse.into(), "InvalidLambdaResponseException", "Unrecognizable lambda output"),
        (
            InvalidOAuthFlow::ClientCredentialsWithOtherFlows.into(),
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ),
        (
            LimitExceeded::Attempts.into(),
            "LimitExceededException",
            "Attempt limit exceeded, please try after some time.",
        ),
        (
            LimitExceeded::DailyEmails.into(),
            "LimitExceededException",
            "Exceeded daily email limit for the operation or the account. If a higher limit is required, please configure \
             your user pool to use your own Amazon SES configuration for sending email.",
        ),
        (
            PasswordHistoryPolicyViolation.into(),
            "PasswordHistoryPolicyViolationException",
            "Password has previously been used",
        ),
        (
            PasswordResetRequired.into(),
            "PasswordResetRequiredException",
            "Password reset required for the user",
        ),
        (
            ResourceNotFound::Pool("us-east-1_X".to_owned()).into(),
            "ResourceNotFoundException",
            "User pool us-east-1_X does not exist.",
        ),
        (
            ResourceNotFound::Client(x()).into(),
            "ResourceNotFoundException",
            "User pool client X does not exist.",
        ),
        (Error::ScopeDoesNotExist(x()), "ScopeDoesNotExistException", "Invalid scope requested: X"),
        (Error::TooManyRequests, "TooManyRequestsException", "Rate exceeded"),
        (Unauthorized.into(), "UnauthorizedException", "Invalid client or client secret."),
        (
            UnexpectedLambda { trigger: "PreSignUp", error: "AccessDeniedException".to_owned() }.into(),
            "UnexpectedLambdaException",
            "PreSignUp invocation failed due to error AccessDeniedException.",
        ),
        (
            UnsupportedOperation.into(),
            "UnsupportedOperationException",
            "Token revocation is not enabled for this client.",
        ),
        (UnsupportedTokenType.into(), "UnsupportedTokenTypeException", "Unsupported token type."),
        (
            UnsupportedUserState("CONFIRMED").into(),
            "UnsupportedUserStateException",
            "Resend not possible. CONFIRMED status is not FORCE_CHANGE_PASSWORD",
        ),
        (
            UserLambdaValidation { trigger: "PreSignUp", message: "not you".to_owned() }.into(),
            "UserLambdaValidationException",
            "PreSignUp failed with error not you.",
        ),
        (UserNotConfirmed.into(), "UserNotConfirmedException", "User is not confirmed."),
        (UserNotFound::User.into(), "UserNotFoundException", "User does not exist."),
        (
            UserNotFound::WithClient.into(),
            "UserNotFoundException",
            "Username/client id combination not found.",
        ),
        (
            UserPoolTagging::TooMany.into(),
            "UserPoolTaggingException",
            "A user pool can have at most 50 tags.",
        ),
        (UserPoolTagging::ReservedKey.into(), "UserPoolTaggingException", "Tag keys cannot begin with aws:"),
        (UsernameExists::SignUp.into(), "UsernameExistsException", "User already exists"),
        (UsernameExists::AdminCreateUser.into(), "UsernameExistsException", "User account already exists"),
        (
            UsernameExists::UsernameAttribute("email").into(),
            "UsernameExistsException",
            "An account with the given email already exists.",
        ),
    ];
    lines.extend(passwords());
    lines
}

fn passwords() -> Vec<Line> {
    use PasswordRule as R;
    let mut lines: Vec<Line> = vec![
        (
            InvalidPassword::SignUp(R::MinimumLength).into(),
            "InvalidPasswordException",
            "Password did not conform with policy: Password not long enough",
        ),
        (
            InvalidPassword::AdminCreateUser(R::MinimumLength).into(),
            "InvalidPasswordException",
            "Password did not conform with password policy: Password not long enough",
        ),
        (
            InvalidPassword::Compromised.into(),
            "InvalidPasswordException",
            "Provided password cannot be used for security reasons.",
        ),
    ];
    lines.extend(
        [
            (R::MinimumLength, "Password does not conform to policy: Password not long enough"),
            (R::Uppercase, "Password does not conform to policy: Password must have uppercase characters"),
            (R::Lowercase, "Password does not conform to policy: Password must have lowercase characters"),
            (R::Numbers, "Password does not conform to policy: Password must have numeric characters"),
            (R::Symbols, "Password does not conform to policy: Password must have symbol characters"),
            (
                R::WhiteSpace,
                r"Password does not conform to policy: Password must satisfy regular expression pattern: ^\S.*\S$",
            ),
            (R::MaximumLength, "Password does not conform to policy: Password must not have more than 256 characters"),
        ]
        .map(|(rule, text)| (InvalidPassword::Change(rule).into(), "InvalidPasswordException", text)),
    );
    lines
}

fn protocol() -> Vec<Line> {
    use InvalidSignature as S;
    let at = BasicTime::at(1_780_000_000);
    let (early, late) = (BasicTime::at(1_779_999_100), BasicTime::at(1_780_000_900));
    let signature = |error: SigV4Error, name, text| (Error::Signature(error), name, text);
    let incomplete = |error: IncompleteSignature, text| {
        (Error::Signature(error.into()), "IncompleteSignatureException", text)
    };
    let invalid = |error: S, text| (Error::Signature(error.into()), "InvalidSignatureException", text);
    let all = Requirements { credential: true, signature: true, signed_headers: true, date: true };
    vec![
        (Error::Serialization(None), "SerializationException", ""),
        (
            Error::Serialization(Some("NUMBER_VALUE can not be converted to a String".to_owned())),
            "SerializationException",
            "NUMBER_VALUE can not be converted to a String",
        ),
        (
            UnknownOperation::NotImplemented(x()).into(),
            "UnknownOperationException",
            "This version of Userpool does not implement the operation X.",
        ),
        (
            UnknownOperation::NotNamed.into(),
            "UnknownOperationException",
            "The request names no operation: X-Amz-Target must be AWSCognitoIdentityProviderService.<operation>.",
        ),
        signature(
            SigV4Error::MissingAuthenticationToken,
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        ),
        signature(
            SigV4Error::UnrecognizedClient,
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        ),
        incomplete(IncompleteSignature::Algorithm, "Unsupported AWS 'algorithm'."),
        incomplete(
            IncompleteSignature::KeyValue,
            "Invalid key=value pair (missing equal-sign) in Authorization header.",
        ),
        incomplete(IncompleteSignature::Repeated, "Authorization header must not repeat parameters."),
        incomplete(IncompleteSignature::TooLong, "Authorization header is too long."),
        incomplete(
            IncompleteSignature::Requires(all),
            "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. \
             Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either \
             a 'X-Amz-Date' or a 'Date' header.",
        ),
        incomplete(
            IncompleteSignature::CredentialElements,
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.",
        ),
        incomplete(
            IncompleteSignature::DateFormat,
            "Date must be in ISO-8601 'basic format'. See http://en.wikipedia.org/wiki/ISO_8601",
        ),
        invalid(
            S::Mismatch,
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access \
             Key and signing method. Consult the service documentation for details.",
        ),
        invalid(
            S::Expired { signed_at: early, earliest: at, now: late },
            "Signature expired: 20260528T201140Z is now earlier than 20260528T202640Z (20260528T204140Z - 15 min.)",
        ),
        invalid(
            S::NotYetCurrent { signed_at: late, latest: at, now: early },
            "Signature not yet current: 20260528T204140Z is still later than 20260528T202640Z (20260528T201140Z + 15 min.)",
        ),
        invalid(S::ScopeService, "Credential should be scoped to correct service: 'cognito-idp'. "),
        invalid(S::ScopeRegion, "Credential should be scoped to a valid Region. "),
        invalid(S::ScopeTerminator, "Credential should be scoped with a valid terminator: 'aws4_request'. "),
        invalid(
            S::ScopeDate { scope: BasicTime::at(1_779_840_000), signed_at: at },
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260527' != \
             '20260528', from '20260528T202640Z'.",
        ),
        invalid(
            S::HostNotSigned,
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        invalid(S::TargetNotSigned, "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization."),
        invalid(
            S::AmzHeaderNotSigned,
            "Every 'X-Amz-*' header must be a 'SignedHeader' in the AWS Authorization.",
        ),
        invalid(
            S::PayloadHash,
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ),
    ]
}

/// Clients learn nothing of the cause.
fn internal() -> Vec<Line> {
    let not_json = serde_json::from_str::<()>("secret").unwrap_err();
    [
        Internal::Storage(StorageError::new("disk sda1 burned")),
        Internal::Signer(SignerError::new("no such key")),
        Internal::Record { kind: "user".to_owned(), problem: "line 1".to_owned() },
        Internal::Altered { kind: "user".to_owned() },
        Internal::Sealed("a password verifier"),
        Internal::Unanswered,
        Internal::Refused,
        Internal::Moment(NoMoment),
        Internal::Token("too long".to_owned()),
        Internal::Certificate,
        Internal::IdentifierTaken("user pool"),
        Internal::Encoding("the response", not_json),
    ]
    .into_iter()
    .map(|cause| (Error::Internal(cause), "InternalErrorException", "Internal server error"))
    .chain([(
        Error::InternalServer(Internal::Unanswered),
        "InternalServerException",
        "Internal server error",
    )])
    .collect()
}
