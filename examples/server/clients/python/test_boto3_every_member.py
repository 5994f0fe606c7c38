"""boto3: every operation accepts every member of its model, and answers with every member.

A test covers a family of operations: it sends each of them a request with all members, or two if members exclude each other.
"""

import pytest

import authenticator
from every_setting import (
    ANALYTICS_BY_ARN,
    CLIENT,
    CUSTOM_ATTRIBUTE,
    CUSTOM_DOMAIN,
    NUMBER,
    OTHER_REGION,
    RISK,
    ROLE,
    SECRET,
    SETTINGS,
    SMS,
    UNUSED_ACCOUNTS,
)
from members import COVERED, Send, covers, differences, served
from world import (
    ANOTHER_PASSWORD,
    PASSWORD,
    REGION,
    SES,
    App,
    Authenticator,
    admin,
    attributes,
    last_code,
    random_email,
    random_name,
    random_phone,
    upload,
)

REFUSED = {
    "ListUserPoolClientSecrets.NextToken": (
        "InvalidParameterException",
        "a client has at most two secrets, one page",
    ),
    "ListUserPoolReplicas.NextToken": ("InvalidParameterException", "one page has all replicas"),
    "ListUserSessions.NextToken": ("InvalidParameterException", "one page has all sessions"),
    "AdminListUserSessions.NextToken": ("InvalidParameterException", "one page has all sessions"),
    "UpdateAuthEventFeedback": ("NotAuthorizedException", "only notifications by mail contain such a token"),
    "GetDerivedToken.SubjectTokenProviderName": (
        "InvalidParameterException",
        "only the pool's own tokens are exchanged",
    ),
    "GetDerivedToken.ActorTokenProviderName": (
        "InvalidParameterException",
        "only the pool's own tokens are exchanged",
    ),
}
"""Members that no request can set with success: the exception, and the reason."""

ABSENT = {
    r".*UserPools?(\[\])?\.Status": "the service no longer returns it",
    r".*\.(Sms|Email)ConfigurationFailure": "the service sets it if SES or SNS refuse its role; here the host sends",
    r"CreateUserPool\.UserPool\.(Custom)?Domain": "a new pool has no domain",
    r"\w+\.UserPoolClient\.ClientType": "newer than the engine",
    r"ListUserPoolClientSecrets\..*\.ClientSecretValue": "the list never shows secrets",
    r".*ResourceServers?(\[\])?\.ManagedBy": "no resource server belongs to the service",
    r"(ListUserPoolClientSecrets|ListUserPoolReplicas|(Admin)?ListUserSessions)\.NextToken": "there is one page",
    r"(Admin)?RespondToAuthChallenge\.AvailableChallenges.*": "only the start of a sign-in offers a choice",
    r"GetTokensFromRefreshToken\..*\.NewDeviceMetadata.*": "only a sign-in assigns a device",
    r"AdminCreateUser\.User\.MFAOptions.*": "a new user has none",
    r".*\.(LastLocation.*|Timezone|City|Country)": "the engine does not know where an address is",
    r".*\.OriginSessionId": "only sign-in on the pages of a domain has such sessions",
    r"AdminListUserSessions\..*\.IsCurrentSession": "an administrator has no session",
    r"AdminListUserAuthEvents\..*\.RiskLevel": "no event of the test is risky",
    r"CreateUserImportJob\.UserImportJob\.StartDate": "a new job has not started",
    r".*\.UserImportJobs?(\[\])?\.Completion\w+": "the engine ends a job in its work between the calls",
}
"""Members that no answer has, and the reason."""

METADATA = {"origin": "test"}
ANALYTICS = {"AnalyticsEndpointId": "endpoint"}
CONTEXT = {"IpAddress": "192.0.2.1", "EncodedData": "eyJwYXlsb2FkIjoiIn0="}
ADMIN_CONTEXT = {
    **CONTEXT,
    "ServerName": "www.example.com",
    "ServerPath": "/login",
    "HttpHeaders": [{"headerName": "User-Agent", "headerValue": "Mozilla/5.0 (Windows NT 10.0) Firefox/127.0"}],
}
DEVICE = {"PasswordVerifier": "dmVyaWZpZXI=", "Salt": "c2l4dGVlbiBieXRlcyEhIQ=="}


@pytest.fixture
def send():
    return Send(REFUSED, ABSENT)


@pytest.fixture(scope="module")
def pool(world):
    """Sends mail, remembers devices, and records events."""
    return world.pool(
        AutoVerifiedAttributes=["email"],
        AliasAttributes=["email"],
        EmailConfiguration=SES,
        SmsConfiguration=SMS,
        DeviceConfiguration=SETTINGS["DeviceConfiguration"],
        Policies={"SignInPolicy": SETTINGS["Policies"]["SignInPolicy"]},
        UserPoolTier="PLUS",
        UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"},
    )


@pytest.fixture(scope="module")
def app(pool):
    return pool.app(ExplicitAuthFlows=[*App.FLOWS, "ALLOW_USER_AUTH"])


@pytest.fixture(scope="module")
def confidential(pool):
    """A client with a secret, whose refresh tokens rotate."""
    flows = [flow for flow in App.FLOWS if flow != "ALLOW_REFRESH_TOKEN_AUTH"]
    return pool.app(
        GenerateSecret=True,
        ExplicitAuthFlows=[*flows, "ALLOW_USER_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
    )


VERIFIED = {"email_verified": "true", "phone_number_verified": "true"}
BY_PHONE = [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]


@pytest.fixture
def ana(pool):
    """A user with a second factor, which the pool does not ask for."""
    given = attributes(email=random_email(), phone_number=random_phone(), **VERIFIED)
    name = pool.create_user(password=PASSWORD, UserAttributes=given)["Username"]
    user = {"UserPoolId": pool.id, "Username": name}
    admin.admin_set_user_settings(**user, MFAOptions=BY_PHONE)
    admin.admin_set_user_mfa_preference(**user, SMSMfaSettings={"Enabled": True, "PreferredMfa": True})
    return name


def test_every_operation_that_the_engine_serves_has_a_request():
    assert sorted(served() - COVERED) == []
    assert sorted(COVERED - served()) == []


def test_every_exception_to_the_rule_is_of_an_operation_that_a_test_covers():
    assert {name.split(".")[0] for name in REFUSED} <= COVERED


def test_members_that_were_not_sent_or_not_answered_are_named(pool):
    send = Send({}, {})
    assert send.missing("ListUserPoolReplicas") == ["ListUserPoolReplicas: never sent"]
    send("ListUserPoolReplicas", UserPoolId=pool.id)
    assert send.missing("ListUserPoolReplicas") == [
        "ListUserPoolReplicas.NextToken: never sent",
        "ListUserPoolReplicas.NextToken: never in an answer",
    ]


# Pools


@covers(
    "CreateUserPool",
    "DescribeUserPool",
    "UpdateUserPool",
    "DeleteUserPool",
    "AddCustomAttributes",
    "TagResource",
    "UntagResource",
    "ListTagsForResource",
)
def test_pools(world, send):
    made = send(
        "CreateUserPool",
        PoolName="all",
        AliasAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": True},
        Schema=[CUSTOM_ATTRIBUTE, NUMBER],
        **SETTINGS,
    )["UserPool"]
    pool = {"UserPoolId": made["Id"]}
    assert differences(SETTINGS, made) == []
    described = send("DescribeUserPool", **pool)["UserPool"]
    assert differences(SETTINGS, described) == []
    schema = {attribute["Name"]: attribute for attribute in described["SchemaAttributes"]}
    assert schema["custom:team"] == {**CUSTOM_ATTRIBUTE, "Name": "custom:team"}
    other = updated_pool(send)
    for own in pool, other:
        send("UpdateUserPool", **own, DeletionProtection="INACTIVE", **UNUSED_ACCOUNTS)
    added = [{**CUSTOM_ATTRIBUTE, "Name": "unit"}, {**NUMBER, "Name": "desks"}]
    send("AddCustomAttributes", **pool, CustomAttributes=added)
    tags(send, made["Arn"])
    for own in pool, other:
        send("DeleteUserPool", **own)


def updated_pool(send):
    """A pool that gets its settings by an update, and two domains."""
    given = {"UsernameAttributes": ["email"], **UNUSED_ACCOUNTS}
    made = send("CreateUserPool", PoolName="other", **given)["UserPool"]
    assert differences(given, made) == []
    pool = {"UserPoolId": made["Id"]}
    send("UpdateUserPool", **pool, PoolName="every", **SETTINGS)
    domains = {"Domain": random_name(), "CustomDomain": f"{random_name()}.example.com"}
    send("CreateUserPoolDomain", **pool, Domain=domains["Domain"])
    send("CreateUserPoolDomain", **pool, Domain=domains["CustomDomain"], CustomDomainConfig=CUSTOM_DOMAIN)
    shown = send("DescribeUserPool", **pool)["UserPool"]
    assert differences({"Name": "every", **domains, **SETTINGS}, shown) == []
    for name in domains.values():
        send("DeleteUserPoolDomain", **pool, Domain=name)
    return pool


def tags(send, arn):
    send("TagResource", ResourceArn=arn, Tags={"stage": "test", "cost": "none"})
    send("UntagResource", ResourceArn=arn, TagKeys=["cost"])
    assert send("ListTagsForResource", ResourceArn=arn)["Tags"]["stage"] == "test"


@covers("SetUserPoolMfaConfig", "GetUserPoolMfaConfig")
def test_second_factors_of_pools(world, send):
    pool = world.pool(
        EmailConfiguration=SES,
        AccountRecoverySetting=SETTINGS["AccountRecoverySetting"],
    )
    members = {
        "SmsMfaConfiguration": {"SmsAuthenticationMessage": "Use {####}", "SmsConfiguration": SMS},
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
        "EmailMfaConfiguration": {"Message": "Use {####}", "Subject": "Your code"},
        "MfaConfiguration": "OPTIONAL",
        "WebAuthnConfiguration": {
            "RelyingPartyId": "example.com",
            "UserVerification": "required",
            "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
        },
    }
    assert differences(members, send("SetUserPoolMfaConfig", UserPoolId=pool.id, **members)) == []
    assert differences(members, send("GetUserPoolMfaConfig", UserPoolId=pool.id)) == []


@covers(
    "CreateUserPoolReplica",
    "UpdateUserPoolReplica",
    "DeleteUserPoolReplica",
    "ListUserPoolReplicas",
    "ListUserPools",
)
def test_replicas_and_the_list_of_pools(world, send):
    settings = {name: SETTINGS[name] for name in ("KeyConfiguration", "LambdaConfig")}
    world.pool()
    pool = {"UserPoolId": world.pool(**settings).id}
    replica = {**pool, "RegionName": OTHER_REGION}
    send("CreateUserPoolReplica", **replica, UserPoolTags={"team": "identity"})
    send("UpdateUserPoolReplica", **replica, Status="INACTIVE")
    send("ListUserPoolReplicas", **pool)
    send.pages("ListUserPools", MaxResults=1)
    send.refused("ListUserPoolReplicas", "NextToken", **pool, NextToken="made-up")
    send("DeleteUserPoolReplica", **replica)


@covers(
    "SetLogDeliveryConfiguration",
    "GetLogDeliveryConfiguration",
    "GetProvisionedLimit",
    "UpdateProvisionedLimit",
)
def test_logs_and_limits(pool, send):
    own = {"UserPoolId": pool.id}
    group = f"arn:aws:logs:{REGION}:123456789012:log-group:users"
    stream = f"arn:aws:firehose:{REGION}:123456789012:deliverystream/users"
    notifications = {
        "LogLevel": "ERROR",
        "EventSource": "userNotification",
        "CloudWatchLogsConfiguration": {"LogGroupArn": group},
    }
    # Events have one destination.
    for destination in (
        {"S3Configuration": {"BucketArn": "arn:aws:s3:::users"}},
        {"FirehoseConfiguration": {"StreamArn": stream}},
    ):
        events = {"LogLevel": "INFO", "EventSource": "userAuthEvents", **destination}
        given = [notifications, events]
        answer = send("SetLogDeliveryConfiguration", **own, LogConfigurations=given)
        assert answer["LogDeliveryConfiguration"] == {**own, "LogConfigurations": given}
        shown = send("GetLogDeliveryConfiguration", **own)
        assert shown["LogDeliveryConfiguration"] == answer["LogDeliveryConfiguration"]

    limit = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserRead"}}
    send("UpdateProvisionedLimit", LimitDefinition=limit, RequestedLimitValue=300)
    assert send("GetProvisionedLimit", LimitDefinition=limit)["Limit"]["ProvisionedLimitValue"] == 300


# App clients


@covers(
    "CreateUserPoolClient",
    "DescribeUserPoolClient",
    "UpdateUserPoolClient",
    "DeleteUserPoolClient",
    "ListUserPoolClients",
    "AddUserPoolClientSecret",
    "ListUserPoolClientSecrets",
    "DeleteUserPoolClientSecret",
)
def test_app_clients(world, send):
    pool = {"UserPoolId": world.pool().id}
    made = send("CreateUserPoolClient", **pool, GenerateSecret=True, **CLIENT)["UserPoolClient"]
    assert differences(CLIENT, made) == []
    client = {**pool, "ClientId": made["ClientId"]}
    assert send("DescribeUserPoolClient", **client)["UserPoolClient"] == made
    answer = send("UpdateUserPoolClient", **client, **ANALYTICS_BY_ARN)["UserPoolClient"]
    assert differences(ANALYTICS_BY_ARN, answer) == []

    given = {"ClientName": "other", "ClientSecret": SECRET, **ANALYTICS_BY_ARN}
    other = send("CreateUserPoolClient", **pool, **given)["UserPoolClient"]
    assert differences(given, other) == []
    assert send("DescribeUserPoolClient", **pool, ClientId=other["ClientId"])["UserPoolClient"] == other
    answer = send("UpdateUserPoolClient", **pool, ClientId=other["ClientId"], **CLIENT)["UserPoolClient"]
    assert differences(CLIENT, answer) == []
    send.pages("ListUserPoolClients", **pool, MaxResults=1, ClientType="REGULAR")
    secrets(send, client)
    send("DeleteUserPoolClient", **client)


def secrets(send, client):
    drawn = send("AddUserPoolClientSecret", **client)["ClientSecretDescriptor"]
    send("DeleteUserPoolClientSecret", **client, ClientSecretId=drawn["ClientSecretId"])
    added = send("AddUserPoolClientSecret", **client, ClientSecret=SECRET)["ClientSecretDescriptor"]
    assert len(send("ListUserPoolClientSecrets", **client)["ClientSecrets"]) == 2
    send.refused("ListUserPoolClientSecrets", "NextToken", **client, NextToken="made-up")
    send("DeleteUserPoolClientSecret", **client, ClientSecretId=added["ClientSecretId"])


# Sign-up and sign-in


def of_anyone(app, name):
    """The members that all public operations on a name have."""
    return {
        "ClientId": app.id,
        "SecretHash": app.hash(name),
        "Username": name,
        "AnalyticsMetadata": ANALYTICS,
        "UserContextData": CONTEXT,
        "ClientMetadata": METADATA,
    }


def sign_up(send, app, name, email):
    """Signs up, and returns what `ConfirmSignUp` sends."""
    session = send(
        "SignUp",
        **of_anyone(app, name),
        Password=PASSWORD,
        UserAttributes=attributes(email=email),
        ValidationData=attributes(invitation="42"),
    )["Session"]
    return {
        **of_anyone(app, name),
        "ConfirmationCode": last_code(email),
        "ForceAliasCreation": True,
        "Session": session,
    }


@covers("SignUp", "ConfirmSignUp", "ResendConfirmationCode", "ForgotPassword", "ConfirmForgotPassword")
def test_sign_up(confidential, send):
    name, email = random_name(), random_email()
    confirmation = sign_up(send, confidential, name, email)
    send("ResendConfirmationCode", **of_anyone(confidential, name))
    send("ConfirmSignUp", **{**confirmation, "ConfirmationCode": last_code(email, count=2)})
    send("ForgotPassword", **of_anyone(confidential, name))
    send(
        "ConfirmForgotPassword",
        **of_anyone(confidential, name),
        ConfirmationCode=last_code(email, count=3),
        Password=ANOTHER_PASSWORD,
    )


def signing_in(app, name, **parameters):
    return {
        "ClientId": app.id,
        "AuthParameters": {"USERNAME": name, "SECRET_HASH": app.hash(name), **parameters},
        "ClientMetadata": METADATA,
        "AnalyticsMetadata": ANALYTICS,
    }


def entrances(pool, operation):
    """The operation for the public and that for administrators, with the members in which they differ."""
    return {
        operation: {"UserContextData": CONTEXT},
        f"Admin{operation}": {"UserPoolId": pool.id, "ContextData": ADMIN_CONTEXT},
    }


@covers("InitiateAuth", "AdminInitiateAuth")
def test_sign_in(pool, confidential, ana, send):
    for operation, members in entrances(pool, "InitiateAuth").items():
        choice = send(operation, AuthFlow="USER_AUTH", **signing_in(confidential, ana), **members)
        assert choice["ChallengeName"] == "SELECT_CHALLENGE"
        by_srp = signing_in(confidential, ana, SRP_A="a" * 768)
        assert send(operation, AuthFlow="USER_SRP_AUTH", **by_srp, **members)["ChallengeParameters"]

        name = random_name()
        confirmation = sign_up(send, confidential, name, random_email())
        session = send("ConfirmSignUp", **confirmation)["Session"]
        request = {**signing_in(confidential, name), **members, "Session": session}
        answer = send(operation, AuthFlow="USER_AUTH", **request)
        assert answer["AuthenticationResult"]["AccessToken"]


@covers("RespondToAuthChallenge", "AdminRespondToAuthChallenge")
def test_challenges(pool, confidential, send):
    for operation, members in entrances(pool, "RespondToAuthChallenge").items():
        name = pool.create_user(TemporaryPassword=PASSWORD)["Username"]
        hashed = {"USERNAME": name, "SECRET_HASH": confidential.hash(name)}
        request = {
            **members,
            "ClientId": confidential.id,
            "ClientMetadata": METADATA,
            "AnalyticsMetadata": ANALYTICS,
        }
        choice = confidential.initiate("USER_AUTH", **hashed)
        demand = send(
            operation,
            ChallengeName=choice["ChallengeName"],
            Session=choice["Session"],
            ChallengeResponses={**hashed, "ANSWER": "PASSWORD", "PASSWORD": PASSWORD},
            **request,
        )
        assert demand["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
        answer = send(
            operation,
            ChallengeName=demand["ChallengeName"],
            Session=demand["Session"],
            ChallengeResponses={**hashed, "NEW_PASSWORD": ANOTHER_PASSWORD},
            **request,
        )
        assert answer["AuthenticationResult"]["AccessToken"]


@covers("GetTokensFromRefreshToken", "RevokeToken")
def test_refresh_and_revocation(confidential, ana, send):
    tokens = confidential.tokens(ana)
    device = tokens["NewDeviceMetadata"]["DeviceKey"]
    confirm_device(send, tokens)
    client = {"ClientId": confidential.id, "ClientSecret": confidential.secret}
    refreshed = send(
        "GetTokensFromRefreshToken",
        **client,
        RefreshToken=tokens["RefreshToken"],
        DeviceKey=device,
        ClientMetadata=METADATA,
    )["AuthenticationResult"]
    send("RevokeToken", **client, Token=refreshed["RefreshToken"], RevokeAssociatedSessions="LINKED")


# Tokens for machines and for other services


@pytest.fixture(scope="module")
def api(pool):
    """A resource server with the scope `api/read`."""
    scopes = [{"ScopeName": "read", "ScopeDescription": "May read"}]
    admin.create_resource_server(UserPoolId=pool.id, Identifier="api", Name="API", Scopes=scopes)
    return "api"


@covers("GetClientToken")
def test_tokens_of_app_clients(pool, api, send):
    machine = pool.app(
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_CLIENT_TOKEN_AUTH"],
        AllowedOAuthScopes=[f"{api}/read"],
    )
    client = {"ClientId": machine.id, "Secret": machine.secret}
    send("GetClientToken", **client, Scopes=[f"{api}/read"], ClientMetadata=METADATA)


@covers("GetDerivedToken")
def test_derived_tokens(pool, app, ana, api, send):
    exchanger = pool.app(
        GenerateSecret=True,
        ExplicitAuthFlows=[
            *App.FLOWS,
            "ALLOW_TOKEN_EXCHANGE_DELEGATION",
            "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
        ],
        AllowedOAuthScopes=["aws.cognito.signin.user.admin", f"{api}/read"],
    )
    client = {"ClientId": exchanger.id, "ClientSecret": exchanger.secret}
    subject = {"SubjectToken": app.tokens(ana)["AccessToken"], "SubjectTokenType": "ACCESS_TOKEN"}
    actor = {"ActorToken": exchanger.tokens(ana)["AccessToken"], "ActorTokenType": "ACCESS_TOKEN"}
    scopes = ["aws.cognito.signin.user.admin"]
    wanted = {"Scopes": scopes, "RequestedTokenType": "ACCESS_TOKEN"}
    derived = send("GetDerivedToken", **client, **subject, **actor, **wanted)
    assert derived["Scopes"] == scopes
    send("GetDerivedToken", **client, **subject, Audiences=["https://other.example.com"])
    send("GetDerivedToken", **client, **subject, Resources=[api])
    for party in ("Subject", "Actor"):
        member = f"{party}TokenProviderName"
        send.refused("GetDerivedToken", member, **client, **subject, **actor, **{member: "Acme"})


# Second factors


@covers("AssociateSoftwareToken", "VerifySoftwareToken", "AdminDeleteSoftwareToken")
def test_authenticator_apps(world, send):
    # A user who has signed in has an access token, and one who must set a factor up to sign in has a session.
    pool = world.pool()
    pool.second_factors("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    app, name = pool.app(), pool.create_user(password=PASSWORD)["Username"]
    token = {"AccessToken": app.tokens(name)["AccessToken"]}
    secret = send("AssociateSoftwareToken", **token)["SecretCode"]
    verification = {"UserCode": Authenticator(secret).code(), "FriendlyDeviceName": "phone"}
    assert send("VerifySoftwareToken", **token, **verification)["Status"] == "SUCCESS"
    send("AdminDeleteSoftwareToken", UserPoolId=pool.id, Username=name)

    pool.second_factors("ON", "SOFTWARE_TOKEN_MFA")
    started = send("AssociateSoftwareToken", Session=app.password_sign_in(name)["Session"])
    code = Authenticator(started["SecretCode"]).code()
    assert send("VerifySoftwareToken", Session=started["Session"], UserCode=code)["Status"] == "SUCCESS"


@covers(
    "SetUserMFAPreference",
    "AdminSetUserMFAPreference",
    "SetUserSettings",
    "AdminSetUserSettings",
    "GetUserAuthFactors",
    "AdminGetUserAuthFactors",
)
def test_preferred_factors(world, send):
    pool = world.pool(
        SmsConfiguration=SMS,
        EmailConfiguration=SES,
        AccountRecoverySetting=SETTINGS["AccountRecoverySetting"],
        Policies={"SignInPolicy": SETTINGS["Policies"]["SignInPolicy"]},
    )
    verified = attributes(email=random_email(), phone_number=random_phone(), **VERIFIED)
    app, name = pool.app(), pool.create_user(password=PASSWORD, UserAttributes=verified)["Username"]
    pool.second_factors("OPTIONAL", "SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA")
    token, user = app.tokens(name)["AccessToken"], {"UserPoolId": pool.id, "Username": name}
    secret = send("AssociateSoftwareToken", AccessToken=token)["SecretCode"]
    send("VerifySoftwareToken", AccessToken=token, UserCode=Authenticator(secret).code())
    preferences = {
        "SMSMfaSettings": {"Enabled": True, "PreferredMfa": False},
        "SoftwareTokenMfaSettings": {"Enabled": True, "PreferredMfa": True},
        "EmailMfaSettings": {"Enabled": True, "PreferredMfa": False},
        "WebAuthnMfaSettings": {"Enabled": True},
    }
    send("SetUserMFAPreference", AccessToken=token, **preferences)
    send("AdminSetUserMFAPreference", **user, **preferences)
    factors = {"SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "WEB_AUTHN"}
    for answer in send("GetUserAuthFactors", AccessToken=token), send("AdminGetUserAuthFactors", **user):
        assert answer["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
        assert set(answer["UserMFASettingList"]) <= factors

    send("SetUserSettings", AccessToken=token, MFAOptions=BY_PHONE)
    send("AdminSetUserSettings", **user, MFAOptions=BY_PHONE)


@covers(
    "StartWebAuthnRegistration",
    "CompleteWebAuthnRegistration",
    "ListWebAuthnCredentials",
    "DeleteWebAuthnCredential",
)
def test_passkeys(pool, app, ana, send):
    relying_party = {"RelyingPartyId": "example.com", "UserVerification": "required"}
    send("SetUserPoolMfaConfig", UserPoolId=pool.id, WebAuthnConfiguration=relying_party)
    token = {"AccessToken": app.tokens(ana)["AccessToken"]}
    for _ in range(2):
        options = send("StartWebAuthnRegistration", **token)["CredentialCreationOptions"]
        credential = authenticator.create(options, "https://example.com")
        send("CompleteWebAuthnRegistration", **token, Credential=credential)
    pages = send.pages("ListWebAuthnCredentials", **token, MaxResults=1)
    named = [passkey["CredentialId"] for page in pages for passkey in page["Credentials"]]
    assert credential["id"] in named
    send("DeleteWebAuthnCredential", **token, CredentialId=credential["id"])


# Devices


def confirm_device(send, tokens):
    return send(
        "ConfirmDevice",
        AccessToken=tokens["AccessToken"],
        DeviceKey=tokens["NewDeviceMetadata"]["DeviceKey"],
        DeviceSecretVerifierConfig=DEVICE,
        DeviceName="phone",
    )


@covers(
    "ConfirmDevice",
    "GetDevice",
    "ListDevices",
    "UpdateDeviceStatus",
    "ForgetDevice",
    "AdminGetDevice",
    "AdminListDevices",
    "AdminUpdateDeviceStatus",
    "AdminForgetDevice",
)
def test_devices(pool, app, ana, send):
    first, second = app.tokens(ana), app.tokens(ana)
    for tokens in first, second:
        confirm_device(send, tokens)
    token, user = {"AccessToken": first["AccessToken"]}, {"UserPoolId": pool.id, "Username": ana}
    device = {"DeviceKey": first["NewDeviceMetadata"]["DeviceKey"]}
    send("GetDevice", **token, **device)
    send.pages("ListDevices", "PaginationToken", **token, Limit=1)
    send("UpdateDeviceStatus", **token, **device, DeviceRememberedStatus="remembered")
    send("AdminGetDevice", **user, **device)
    send.pages("AdminListDevices", "PaginationToken", **user, Limit=1)
    send("AdminUpdateDeviceStatus", **user, **device, DeviceRememberedStatus="not_remembered")
    send("ForgetDevice", **token, **device)
    send("AdminForgetDevice", **user, DeviceKey=second["NewDeviceMetadata"]["DeviceKey"])


# Sessions and threat protection


@covers(
    "SetUserPoolSessionConfiguration",
    "GetUserPoolSessionConfiguration",
    "SetUserPoolClientSessionConfiguration",
    "GetUserPoolClientSessionConfiguration",
    "ListUserSessions",
    "RevokeUserSession",
    "AdminListUserSessions",
    "AdminRevokeUserSession",
)
def test_sessions(pool, app, ana, send):
    tracking = {"UserPoolId": pool.id, "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 7}}
    assert differences(tracking, send("SetUserPoolSessionConfiguration", **tracking)) == []
    assert differences(tracking, send("GetUserPoolSessionConfiguration", UserPoolId=pool.id)) == []
    client = {"UserPoolId": pool.id, "ClientId": app.id}
    window = {**client, "SSOSession": {"MaxValidityMinutes": 90}}
    assert differences(window, send("SetUserPoolClientSessionConfiguration", **window)) == []
    assert differences(window, send("GetUserPoolClientSessionConfiguration", **client)) == []

    for _ in range(2):
        sign_in_from_a_browser(send, app, ana)
    token, user = {"AccessToken": app.tokens(ana)["AccessToken"]}, {"UserPoolId": pool.id, "Username": ana}
    send.refused("ListUserSessions", "NextToken", **token, NextToken="made-up")
    send.refused("AdminListUserSessions", "NextToken", **user, NextToken="made-up")
    sessions = send("ListUserSessions", **token)["Sessions"]
    first, second = [session["SessionId"] for session in sessions if not session["IsCurrentSession"]]
    send("RevokeUserSession", **token, SessionId=first, RevokeAssociatedSessions="LINKED")
    assert len(send("AdminListUserSessions", **user)["Sessions"]) == 2
    send("AdminRevokeUserSession", **user, SessionId=second, RevokeAssociatedSessions="NONE")


def sign_in_from_a_browser(send, app, name):
    send(
        "AdminInitiateAuth",
        UserPoolId=app.pool.id,
        ClientId=app.id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
        ContextData=ADMIN_CONTEXT,
    )


@covers(
    "SetRiskConfiguration",
    "DescribeRiskConfiguration",
    "AdminListUserAuthEvents",
    "AdminUpdateAuthEventFeedback",
    "UpdateAuthEventFeedback",
)
def test_threat_protection(pool, app, ana, send):
    client = {"UserPoolId": pool.id, "ClientId": app.id}
    made = send("SetRiskConfiguration", **client, **RISK)["RiskConfiguration"]
    assert differences({**client, **RISK}, made) == []
    assert send("DescribeRiskConfiguration", **client)["RiskConfiguration"] == made

    for _ in range(2):
        sign_in_from_a_browser(send, app, ana)
    user = {"UserPoolId": pool.id, "Username": ana}
    first, *_ = send.pages("AdminListUserAuthEvents", **user, MaxResults=1)
    event = {**user, "EventId": first["AuthEvents"][0]["EventId"], "FeedbackValue": "Valid"}
    send("AdminUpdateAuthEventFeedback", **event)
    send("AdminListUserAuthEvents", **user)
    send.refused("UpdateAuthEventFeedback", **event, FeedbackToken="made-up")


# Users


@covers(
    "GetUser",
    "UpdateUserAttributes",
    "DeleteUserAttributes",
    "GetUserAttributeVerificationCode",
    "VerifyUserAttribute",
    "ChangePassword",
    "GlobalSignOut",
    "DeleteUser",
)
def test_own_profile(app, ana, send):
    token, email = {"AccessToken": app.tokens(ana)["AccessToken"]}, random_email()
    send("GetUser", **token)
    given = attributes(email=email, name="Ana")
    send("UpdateUserAttributes", **token, UserAttributes=given, ClientMetadata=METADATA)
    send("DeleteUserAttributes", **token, UserAttributeNames=["name"])
    verification = {**token, "AttributeName": "email"}
    send("GetUserAttributeVerificationCode", **verification, ClientMetadata=METADATA)
    send("VerifyUserAttribute", **verification, Code=last_code(email, count=2))
    send("ChangePassword", **token, PreviousPassword=PASSWORD, ProposedPassword=ANOTHER_PASSWORD)
    send("GlobalSignOut", **token)
    send("DeleteUser", AccessToken=app.tokens(ana, ANOTHER_PASSWORD)["AccessToken"])


@covers(
    "AdminCreateUser",
    "AdminGetUser",
    "AdminConfirmSignUp",
    "AdminUpdateUserAttributes",
    "AdminDeleteUserAttributes",
    "AdminSetUserPassword",
    "AdminResetUserPassword",
    "AdminDisableUser",
    "AdminEnableUser",
    "AdminUserGlobalSignOut",
    "AdminDeleteUser",
    "ListUsers",
)
def test_users(pool, app, ana, send):
    user = {"UserPoolId": pool.id, "Username": random_name()}
    send(
        "AdminCreateUser",
        **user,
        UserAttributes=attributes(email=random_email(), email_verified="true"),
        ValidationData=attributes(invitation="42"),
        TemporaryPassword=PASSWORD,
        ForceAliasCreation=True,
        MessageAction="SUPPRESS",
        DesiredDeliveryMediums=["EMAIL"],
        ClientMetadata=METADATA,
    )
    send("AdminGetUser", UserPoolId=pool.id, Username=ana)
    given = attributes(name="Bo", nickname="bo")
    send("AdminUpdateUserAttributes", **user, UserAttributes=given, ClientMetadata=METADATA)
    send("AdminDeleteUserAttributes", **user, UserAttributeNames=["nickname"])
    # All users of the list must have the attribute.
    listing = {"UserPoolId": pool.id, "AttributesToGet": ["email"], "Filter": 'email ^= "mail"'}
    send.pages("ListUsers", "PaginationToken", **listing, Limit=1)
    send("AdminSetUserPassword", **user, Password=ANOTHER_PASSWORD, Permanent=True)
    send("AdminDisableUser", **user)
    send("AdminEnableUser", **user)
    send("AdminUserGlobalSignOut", **user)
    send("AdminResetUserPassword", **user, ClientMetadata=METADATA)
    send("AdminDeleteUser", **user)

    name = random_name()
    app.sign_up(name, UserAttributes=attributes(email=random_email()))
    send("AdminConfirmSignUp", UserPoolId=pool.id, Username=name, ClientMetadata=METADATA)


@covers(
    "CreateGroup",
    "GetGroup",
    "UpdateGroup",
    "DeleteGroup",
    "ListGroups",
    "AdminAddUserToGroup",
    "AdminRemoveUserFromGroup",
    "AdminListGroupsForUser",
    "ListUsersInGroup",
)
def test_groups(pool, ana, send):
    given = {"Description": "Those who read", "RoleArn": ROLE, "Precedence": 3}
    own, people = {"UserPoolId": pool.id}, [ana, pool.create_user()["Username"]]
    readers, writers = [{**own, "GroupName": name} for name in ("readers", "writers")]
    assert differences({**readers, **given}, send("CreateGroup", **readers, **given)["Group"]) == []
    send("CreateGroup", **writers)
    assert differences(given, send("UpdateGroup", **writers, **given)["Group"]) == []
    assert differences(given, send("GetGroup", **writers)["Group"]) == []
    for group in readers, writers:
        for user in people:
            send("AdminAddUserToGroup", **group, Username=user)
    send.pages("ListGroups", **own, Limit=1)
    send.pages("AdminListGroupsForUser", **own, Username=ana, Limit=1)
    send.pages("ListUsersInGroup", **readers, Limit=1)
    send("AdminRemoveUserFromGroup", **readers, Username=ana)
    send("DeleteGroup", **readers)


# Providers, resource servers, and pages for users

OIDC = {
    "client_id": "id",
    "client_secret": "secret",
    "authorize_scopes": "openid",
    "oidc_issuer": "https://acme.example",
    "attributes_request_method": "GET",
}


@covers(
    "CreateIdentityProvider",
    "DescribeIdentityProvider",
    "UpdateIdentityProvider",
    "DeleteIdentityProvider",
    "ListIdentityProviders",
    "GetIdentityProviderByIdentifier",
    "AdminLinkProviderForUser",
    "AdminDisableProviderForUser",
    "GetSigningCertificate",
)
def test_identity_providers(pool, ana, send):
    name, own = {"UserPoolId": pool.id, "ProviderName": "Acme"}, {"UserPoolId": pool.id}
    given = {
        "ProviderDetails": OIDC,
        "AttributeMapping": {"email": "mail"},
        "IdpIdentifiers": ["acme.example"],
        "AcrMapping": {"Level1": "urn:acme:low"},
    }
    made = send("CreateIdentityProvider", **name, ProviderType="OIDC", **given)["IdentityProvider"]
    assert differences(given, made) == []
    assert send("DescribeIdentityProvider", **name)["IdentityProvider"] == made
    other = {**own, "ProviderName": "Other"}
    send("CreateIdentityProvider", **other, ProviderType="OIDC", ProviderDetails=OIDC)
    changed = {**given, "IdpIdentifiers": ["other.example"]}
    assert differences(changed, send("UpdateIdentityProvider", **other, **changed)["IdentityProvider"]) == []
    send("GetIdentityProviderByIdentifier", **own, IdpIdentifier="acme.example")
    send.pages("ListIdentityProviders", **own, MaxResults=1)

    identity = {
        "ProviderName": "Acme",
        "ProviderAttributeName": "Cognito_Subject",
        "ProviderAttributeValue": "42",
    }
    user = {
        "ProviderName": "Cognito",
        "ProviderAttributeName": "Username",
        "ProviderAttributeValue": ana,
    }
    send("AdminLinkProviderForUser", **own, DestinationUser=user, SourceUser=identity)
    send("AdminDisableProviderForUser", **own, User=identity)
    send("DeleteIdentityProvider", **name)
    # A DER sequence in base64.
    assert send("GetSigningCertificate", **own)["Certificate"].startswith("MII")


@covers(
    "CreateResourceServer",
    "DescribeResourceServer",
    "UpdateResourceServer",
    "DeleteResourceServer",
    "ListResourceServers",
)
def test_resource_servers(pool, send):
    given = {"Name": "API", "Scopes": [{"ScopeName": "read", "ScopeDescription": "May read"}]}
    names = [{"UserPoolId": pool.id, "Identifier": name} for name in ("https://api.example.com", "photos")]
    for name in names:
        assert send("CreateResourceServer", **name, **given)["ResourceServer"] == {**name, **given}
    send("DescribeResourceServer", **names[0])
    changed = {"Name": "Renamed", "Scopes": [{"ScopeName": "write", "ScopeDescription": "May write"}]}
    assert send("UpdateResourceServer", **names[0], **changed)["ResourceServer"] == {**names[0], **changed}
    send.pages("ListResourceServers", UserPoolId=pool.id, MaxResults=1)
    send("DeleteResourceServer", **names[0])


@covers(
    "CreateUserPoolDomain",
    "DescribeUserPoolDomain",
    "UpdateUserPoolDomain",
    "DeleteUserPoolDomain",
    "GetUICustomization",
    "SetUICustomization",
)
def test_domains(pool, send):
    domain = {"UserPoolId": pool.id, "Domain": f"auth.{random_name()}.example.com"}
    given = {
        "ManagedLoginVersion": 2,
        "CustomDomainConfig": CUSTOM_DOMAIN,
        "Routing": {
            "Failover": {"SecondaryRegion": OTHER_REGION, "PrimaryRoute53HealthCheckId": "check-1"},
        },
    }
    send("CreateUserPoolDomain", **domain, **given)
    described = send("DescribeUserPoolDomain", Domain=domain["Domain"])["DomainDescription"]
    assert differences({**domain, **given}, described) == []
    changed = {**given, "ManagedLoginVersion": 1}
    send("UpdateUserPoolDomain", **domain, **changed)
    described = send("DescribeUserPoolDomain", Domain=domain["Domain"])["DomainDescription"]
    assert differences({**domain, **changed}, described) == []

    client, css = {"UserPoolId": pool.id, "ClientId": pool.app().id}, ".label-customizable { color: red; }"
    shown = send("SetUICustomization", **client, CSS=css, ImageFile=b"\xff\xd8\xff")["UICustomization"]
    assert differences({**client, "CSS": css}, shown) == []
    assert send("GetUICustomization", **client)["UICustomization"] == shown
    send("DeleteUserPoolDomain", **domain)


@covers(
    "CreateManagedLoginBranding",
    "DescribeManagedLoginBranding",
    "DescribeManagedLoginBrandingByClient",
    "UpdateManagedLoginBranding",
    "DeleteManagedLoginBranding",
)
def test_styles(pool, send):
    client = {"UserPoolId": pool.id, "ClientId": pool.app().id}
    asset = {
        "Category": "FORM_LOGO",
        "ColorMode": "LIGHT",
        "Extension": "SVG",
        "Bytes": b"<svg/>",
        "ResourceId": "logo",
    }
    given = {"UseCognitoProvidedValues": False, "Settings": {"form": {"width": 3}}, "Assets": [asset]}
    made = send("CreateManagedLoginBranding", **client, **given)["ManagedLoginBranding"]
    assert differences(given, made) == []
    style = {"UserPoolId": pool.id, "ManagedLoginBrandingId": made["ManagedLoginBrandingId"]}
    send("DescribeManagedLoginBranding", **style, ReturnMergedResources=True)
    send("DescribeManagedLoginBrandingByClient", **client, ReturnMergedResources=True)
    changed = {**given, "Settings": {"form": {"width": 4}}}
    answer = send("UpdateManagedLoginBranding", **style, **changed)["ManagedLoginBranding"]
    assert differences(changed, answer) == []
    send("DeleteManagedLoginBranding", **style)


@covers("CreateTerms", "DescribeTerms", "DescribeTermsByClient", "UpdateTerms", "DeleteTerms", "ListTerms")
def test_terms(pool, send):
    client, own = {"UserPoolId": pool.id, "ClientId": pool.app().id}, {"UserPoolId": pool.id}
    given = {
        "TermsSource": "LINK",
        "Enforcement": "NONE",
        "Links": {"cognito:default": "https://example.com", "cognito:german": "https://example.com/de"},
    }
    made = [
        send("CreateTerms", **client, TermsName=name, **given)["Terms"]
        for name in ("terms-of-use", "privacy-policy")
    ]
    assert differences({**client, **given}, made[0]) == []
    terms = {**own, "TermsId": made[0]["TermsId"]}
    assert send("DescribeTerms", **terms)["Terms"] == made[0]
    assert send("DescribeTermsByClient", **client, TermsName="terms-of-use")["Terms"] == made[0]
    changed = {**given, "Links": {"cognito:default": "https://example.com/new"}}
    assert (
        differences(changed, send("UpdateTerms", **terms, TermsName="terms-of-use", **changed)["Terms"]) == []
    )
    send.pages("ListTerms", **own, MaxResults=1)
    send("DeleteTerms", **terms)


@covers(
    "GetCSVHeader",
    "CreateUserImportJob",
    "DescribeUserImportJob",
    "ListUserImportJobs",
    "StartUserImportJob",
    "StopUserImportJob",
)
def test_imports(pool, send):
    own = {"UserPoolId": pool.id}
    given = {"JobName": "staff", "CloudWatchLogsRoleArn": ROLE}
    given["PasswordHashingAlgorithm"] = "BCRYPT"
    jobs = [send("CreateUserImportJob", **own, **given)["UserImportJob"] for _ in range(2)]
    header = send("GetCSVHeader", **own)["CSVHeader"]
    upload(jobs[0]["PreSignedUrl"], ",".join([*header, "password_hash"]) + "\n")
    job = {**own, "JobId": jobs[0]["JobId"]}
    assert differences(given, send("DescribeUserImportJob", **job)["UserImportJob"]) == []
    send("StartUserImportJob", **job)
    send("StopUserImportJob", **job)
    send("DescribeUserImportJob", **job)
    send.pages("ListUserImportJobs", "PaginationToken", **own, MaxResults=1)
