"""boto3: app clients, their defaults and their rules."""

import re

import pytest

from world import REGION, admin, random_name, refused, unchecked, violations


def test_a_client_made_with_only_a_name_has_every_default_of_the_service(pool):
    name = random_name("app-")
    created = admin.create_user_pool_client(UserPoolId=pool.id, ClientName=name)["UserPoolClient"]

    described = admin.describe_user_pool_client(UserPoolId=pool.id, ClientId=created["ClientId"])[
        "UserPoolClient"
    ]

    assert described == created
    assert re.fullmatch("[0-9a-z]{26}", created.pop("ClientId"))
    assert created.pop("CreationDate") == created.pop("LastModifiedDate")
    assert created.pop("ClientType", "REGULAR") == "REGULAR"
    assert created == {
        "UserPoolId": pool.id,
        "ClientName": name,
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {},
        "AllowedOAuthFlowsUserPoolClient": False,
        "EnableTokenRevocation": True,
        "EnablePropagateAdditionalUserContextData": False,
        "AuthSessionValidity": 3,
    }


def test_a_generated_secret_is_returned_at_creation_and_by_every_description(pool):
    app = pool.app(GenerateSecret=True)
    assert re.fullmatch("[0-9a-z]{51,52}", app.secret)
    assert app.describe()["ClientSecret"] == app.secret
    assert app.describe()["ClientSecret"] == app.secret


def test_a_client_may_bring_its_own_secret(pool):
    secret = "a" * 24
    assert pool.app(ClientSecret=secret).describe()["ClientSecret"] == secret


def test_settings_of_a_client_are_returned(pool):
    settings = {
        "RefreshTokenValidity": 2,
        "AccessTokenValidity": 10,
        "IdTokenValidity": 20,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours"},
        "ReadAttributes": ["email", "name"],
        "WriteAttributes": ["email", "name"],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": ["https://app.example.com/in", "http://localhost:3000", "myapp://in"],
        "LogoutURLs": ["https://app.example.com/out"],
        "DefaultRedirectURI": "https://app.example.com/in",
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": False,
        "AuthSessionValidity": 15,
    }
    described = pool.app(**settings).describe()
    assert {member: described.get(member) for member in settings} == settings


def test_a_client_s_name_is_not_unique(pool):
    name = random_name("app-")
    assert pool.app(ClientName=name).id != pool.app(ClientName=name).id


def test_an_unknown_client_is_named_in_the_error(pool):
    with refused("ResourceNotFoundException", "User pool client nobody does not exist."):
        admin.describe_user_pool_client(UserPoolId=pool.id, ClientId="nobody")


def test_a_client_belongs_to_one_pool(world, app):
    with refused("ResourceNotFoundException", f"User pool client {app.id} does not exist."):
        admin.describe_user_pool_client(UserPoolId=world.pool().id, ClientId=app.id)


def test_a_client_of_an_unknown_pool_is_refused():
    unknown = f"{REGION}_AAAAAAAAA"
    with refused("ResourceNotFoundException", f"User pool {unknown} does not exist."):
        admin.create_user_pool_client(UserPoolId=unknown, ClientName="app")


def test_an_update_replaces_a_client_and_keeps_its_id_name_and_secret(pool):
    app = pool.app(GenerateSecret=True, AccessTokenValidity=2, PreventUserExistenceErrors="ENABLED")

    admin.update_user_pool_client(UserPoolId=pool.id, ClientId=app.id, AuthSessionValidity=5)

    described = app.describe()
    for kept in "ClientId", "ClientName", "ClientSecret", "CreationDate":
        assert described[kept] == app.created[kept]
    assert described["AuthSessionValidity"] == 5
    for gone in "AccessTokenValidity", "ExplicitAuthFlows", "PreventUserExistenceErrors":
        assert gone not in described
    assert described["LastModifiedDate"] > app.created["LastModifiedDate"]


def test_a_deleted_client_is_gone(pool):
    app = pool.app()
    admin.delete_user_pool_client(UserPoolId=pool.id, ClientId=app.id)
    with refused("ResourceNotFoundException", f"User pool client {app.id} does not exist."):
        app.describe()
    with refused("ResourceNotFoundException", f"User pool client {app.id} does not exist."):
        app.password_sign_in(random_name())


def test_the_paginator_of_list_user_pool_clients_returns_every_client_once_in_short_form(world):
    pool = world.pool()
    made = [pool.app(GenerateSecret=True).created for _ in range(5)]

    pages = list(
        admin.get_paginator("list_user_pool_clients").paginate(
            UserPoolId=pool.id, PaginationConfig={"PageSize": 2}
        )
    )

    assert all(len(page["UserPoolClients"]) <= 2 for page in pages)
    met = [entry for page in pages for entry in page["UserPoolClients"]]
    short = [{member: app[member] for member in ("ClientId", "UserPoolId", "ClientName")} for app in made]

    def by_id(entry):
        return entry["ClientId"]

    assert sorted(met, key=by_id) == sorted(short, key=by_id)


OAUTH = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid"],
    "CallbackURLs": ["https://app.example.com/in"],
}
RANGE = "Invalid range for token validity."
MINUTES = {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "minutes"}

RULES = [
    ("an access token lives at most a day", {"AccessTokenValidity": 25}, RANGE),
    (
        "an access token lives at least 5 minutes",
        {"AccessTokenValidity": 4, "TokenValidityUnits": MINUTES, "RefreshTokenValidity": 60},
        RANGE,
    ),
    ("an ID token lives at most a day", {"IdTokenValidity": 25}, RANGE),
    (
        "a refresh token lives at least an hour",
        {
            "RefreshTokenValidity": 59,
            "TokenValidityUnits": MINUTES,
            "AccessTokenValidity": 5,
            "IdTokenValidity": 5,
        },
        RANGE,
    ),
    ("a refresh token lives at most ten years", {"RefreshTokenValidity": 3651}, RANGE),
    (
        "a refresh token lives as long as the others",
        {
            "RefreshTokenValidity": 60,
            "AccessTokenValidity": 61,
            "IdTokenValidity": 60,
            "TokenValidityUnits": MINUTES,
        },
        "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
    ),
    (
        "legacy and new flow names are not mixed",
        {"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH"]},
        "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
    ),
    (
        "OAuth has flows and scopes",
        {"AllowedOAuthFlowsUserPoolClient": True},
        "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
    ),
    (
        "the code flow has a callback",
        {**OAUTH, "CallbackURLs": []},
        "CallbackUrls can not be empty when code flow or implicit flow is selected",
    ),
    (
        "a machine client has a secret",
        {**OAUTH, "AllowedOAuthFlows": ["client_credentials"]},
        "client_credentials flow can not be selected if client does not have a client secret.",
    ),
    (
        "a callback is not plain http",
        {**OAUTH, "CallbackURLs": ["http://app.example.com/in"]},
        "http://app.example.com/in cannot use the HTTP protocol.",
    ),
    (
        "a callback has no fragment",
        {**OAUTH, "CallbackURLs": ["https://app.example.com/in#there"]},
        "https://app.example.com/in#there cannot use fragment",
    ),
    (
        "the default redirect is one of the callbacks",
        {**OAUTH, "DefaultRedirectURI": "https://app.example.com/other"},
        "The default redirect URI https://app.example.com/other is not in the callback URIs list.",
    ),
    (
        "only known attributes are written",
        {"WriteAttributes": ["custom:unknown"]},
        "Invalid write attributes specified while creating a client",
    ),
    (
        "nobody writes that an address is verified",
        {"WriteAttributes": ["email", "email_verified"]},
        "Invalid write attributes specified while creating a client",
    ),
    (
        "only known attributes are read",
        {"ReadAttributes": ["custom:unknown"]},
        "Invalid read attributes specified while creating a client",
    ),
    (
        "propagating user context needs a secret",
        {"EnablePropagateAdditionalUserContextData": True},
        "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
    ),
]


@pytest.mark.parametrize("settings, message", [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
def test_a_client_is_refused_unless(pool, settings, message):
    with refused("InvalidParameterException", message):
        admin.create_user_pool_client(UserPoolId=pool.id, ClientName="app", **settings)


def test_a_machine_client_has_no_other_flow(pool):
    with refused(
        "InvalidOAuthFlowException",
        "client_credentials flow can not be selected along with code flow or implicit flow.",
    ):
        pool.app(**{**OAUTH, "AllowedOAuthFlows": ["client_credentials", "code"]}, GenerateSecret=True)


def test_a_scope_must_exist(pool):
    with refused("ScopeDoesNotExistException", "Invalid scope requested: photos/read"):
        admin.create_user_pool_client(
            UserPoolId=pool.id, ClientName="app", **{**OAUTH, "AllowedOAuthScopes": ["photos/read"]}
        )


def test_a_client_must_be_able_to_write_what_the_pool_requires(world):
    required = {"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True}
    pool = world.pool(Schema=[required])
    pool.app(WriteAttributes=["name", "email"])
    with refused("InvalidParameterException", "Invalid write attributes specified while creating a client"):
        pool.app(WriteAttributes=["email"])


@pytest.mark.parametrize("minutes", [3, 15])
def test_the_limits_of_a_session_s_validity_are_allowed(pool, minutes):
    assert pool.app(AuthSessionValidity=minutes).describe()["AuthSessionValidity"] == minutes


@pytest.mark.parametrize(
    "minutes, text", [(2, "greater than or equal to 3"), (16, "less than or equal to 15")]
)
def test_a_session_s_validity_outside_the_limits_is_a_violation(pool, minutes, text):
    assert violations(
        unchecked.create_user_pool_client, UserPoolId=pool.id, ClientName="app", AuthSessionValidity=minutes
    ) == [
        f"Value '{minutes}' at 'authSessionValidity' failed to satisfy constraint: Member must have value {text}"
    ]


def test_a_client_has_two_secrets_for_a_while(pool):
    app = pool.app(GenerateSecret=True)
    named = {"UserPoolId": pool.id, "ClientId": app.id}
    second = admin.add_user_pool_client_secret(**named)["ClientSecretDescriptor"]
    with refused("LimitExceededException"):
        admin.add_user_pool_client_secret(**named)
    newest, oldest = admin.list_user_pool_client_secrets(**named)["ClientSecrets"]
    assert newest["ClientSecretId"] == second["ClientSecretId"]
    assert "ClientSecretValue" not in newest
    assert app.describe()["ClientSecret"] == second["ClientSecretValue"]

    app.sign_up(random_name())  # with the first secret
    admin.delete_user_pool_client_secret(**named, ClientSecretId=oldest["ClientSecretId"])
    with refused("NotAuthorizedException", f"Unable to verify secret hash for client {app.id}"):
        app.sign_up(random_name())
