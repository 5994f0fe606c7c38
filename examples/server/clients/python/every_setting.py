"""Pools, app clients and risk configurations with every setting that they have."""

from world import REGION, SES, function

OTHER_REGION = "eu-west-1" if REGION != "eu-west-1" else "us-west-2"
ROLE = "arn:aws:iam::123456789012:role/service"
KEY = f"arn:aws:kms:{REGION}:123456789012:key/mrk-1234"


# Pools


def lambda_config(name):
    """Every trigger calls this function."""
    triggers = (
        "PreSignUp CustomMessage PostConfirmation PreAuthentication PostAuthentication DefineAuthChallenge "
        "CreateAuthChallenge VerifyAuthChallengeResponse PreTokenGeneration UserMigration"
    )
    versions = {
        "PreTokenGenerationConfig": "V3_0",
        "CustomSMSSender": "V1_0",
        "CustomEmailSender": "V1_0",
        "InboundFederation": "V1_0",
    }
    return {
        **{trigger: function(name) for trigger in triggers.split()},
        **{
            member: {"LambdaVersion": version, "LambdaArn": function(name)}
            for member, version in versions.items()
        },
        "KMSKeyID": KEY,
    }


SMS = {
    "SnsCallerArn": ROLE,
    "ExternalId": "texts",
    "SnsRegion": REGION,
    "EumsSms": {
        "CallerArn": ROLE,
        "ExternalId": "texts",
        "OriginationIdentity": "sender-1",
        "ConfigurationSetName": "set-1",
        "InEntityId": "1101",
        "InTemplateId": "1107",
        "Region": REGION,
    },
}

PASSWORD_POLICY = {
    "MinimumLength": 9,
    "RequireUppercase": True,
    "RequireLowercase": False,
    "RequireNumbers": True,
    "RequireSymbols": False,
    "PasswordHistorySize": 4,
    "TemporaryPasswordValidityDays": 11,
}

CUSTOM_ATTRIBUTE = {
    "Name": "team",
    "AttributeDataType": "String",
    "DeveloperOnlyAttribute": False,
    "Mutable": True,
    "Required": False,
    "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "20"},
}

NUMBER = {
    "Name": "seats",
    "AttributeDataType": "Number",
    "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "9"},
}

SETTINGS = {
    "Policies": {
        "PasswordPolicy": PASSWORD_POLICY,
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]},
    },
    "DeletionProtection": "ACTIVE",
    "LambdaConfig": lambda_config("agree"),
    "AutoVerifiedAttributes": ["email", "phone_number"],
    "SmsVerificationMessage": "Verify with {####}",
    "EmailVerificationMessage": "Verify with {####}",
    "EmailVerificationSubject": "Verify",
    "VerificationMessageTemplate": {
        "SmsMessage": "Verify with {####}",
        "EmailMessage": "Verify with {####}",
        "EmailSubject": "Verify",
        "EmailMessageByLink": "Follow {##this link##}",
        "EmailSubjectByLink": "Follow",
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
    },
    "SmsAuthenticationMessage": "Sign in with {####}",
    "MfaConfiguration": "OPTIONAL",
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True},
    "EmailConfiguration": {
        **SES,
        "ReplyToEmailAddress": "reply@example.com",
        "From": "Pool <pool@example.com>",
        "ConfigurationSet": "mails",
    },
    "SmsConfiguration": SMS,
    "UserPoolTags": {"team": "identity"},
    "AdminCreateUserConfig": {
        "AllowAdminCreateUserOnly": True,
        "InviteMessageTemplate": {
            "SMSMessage": "Welcome {username}, {####}",
            "EmailMessage": "Welcome {username}, {####}",
            "EmailSubject": "Welcome",
        },
    },
    "UserPoolAddOns": {
        "AdvancedSecurityMode": "AUDIT",
        "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "ENFORCED"},
    },
    "DcrConfiguration": {
        "EnableStatus": "Enabled",
        "OpenDcrEnabled": True,
        "AuthenticatedGrantTypes": ["code"],
        "OpenDcrGrantTypes": ["code"],
        "AllowedScopes": ["openid"],
    },
    "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_phone_number"}]},
    "UserPoolTier": "PLUS",
    "KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": KEY},
    "IssuerConfiguration": {"Type": "UPDATED"},
    "AcrConfiguration": {"Level1": {"AcrValue": "urn:example:low"}},
}
"""All settings that creation and update have in common, except one that excludes another."""

UNUSED_ACCOUNTS = {"AdminCreateUserConfig": {"UnusedAccountValidityDays": 5}}
"""Excludes `TemporaryPasswordValidityDays`."""

CUSTOM_DOMAIN = {
    "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1234",
    "SecurityPolicy": "TLS_V1_2_2021",
}


# App clients

CLIENT = {
    "ClientName": "all",
    "RefreshTokenValidity": 20,
    "AccessTokenValidity": 30,
    "IdTokenValidity": 40,
    "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
    "ReadAttributes": ["email", "name"],
    "WriteAttributes": ["email", "name"],
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH"],
    "SupportedIdentityProviders": ["COGNITO"],
    "CallbackURLs": ["https://example.com/in"],
    "LogoutURLs": ["https://example.com/out"],
    "DefaultRedirectURI": "https://example.com/in",
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid", "email"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AnalyticsConfiguration": {
        "ApplicationId": "0123456789abcdef",
        "RoleArn": ROLE,
        "ExternalId": "analytics",
        "UserDataShared": True,
    },
    "PreventUserExistenceErrors": "ENABLED",
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": True,
    "AuthSessionValidity": 5,
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
}
"""All settings that creation and update have in common, except one that excludes others."""

ANALYTICS_BY_ARN = {
    "AnalyticsConfiguration": {
        "ApplicationArn": f"arn:aws:mobiletargeting:{REGION}:123456789012:apps/0123456789abcdef"
    }
}
"""Excludes `ApplicationId`, `RoleArn` and `ExternalId`."""

SECRET = "s3cret" * 6


# Threat protection

MAIL = {"Subject": "Your account", "HtmlBody": "<p>Hello</p>", "TextBody": "Hello."}

RISK = {
    "CompromisedCredentialsRiskConfiguration": {
        "EventFilter": ["SIGN_IN", "PASSWORD_CHANGE"],
        "Actions": {"EventAction": "BLOCK"},
    },
    "AccountTakeoverRiskConfiguration": {
        "NotifyConfiguration": {
            "From": "pool@example.com",
            "ReplyTo": "reply@example.com",
            "SourceArn": SES["SourceArn"],
            "BlockEmail": MAIL,
            "NoActionEmail": MAIL,
            "MfaEmail": MAIL,
        },
        "Actions": {
            "LowAction": {"Notify": True, "EventAction": "NO_ACTION"},
            "MediumAction": {"Notify": True, "EventAction": "MFA_IF_CONFIGURED"},
            "HighAction": {"Notify": False, "EventAction": "BLOCK"},
        },
    },
    "RiskExceptionConfiguration": {
        "BlockedIPRangeList": ["198.51.100.0/24"],
        "SkippedIPRangeList": ["203.0.113.0/24"],
    },
}
