"""boto3: refresh-token rotation and GetTokensFromRefreshToken."""

import time

import pytest

from world import PASSWORD, App, admin, claims, public, refused

FLOWS = [flow for flow in App.FLOWS if flow != "ALLOW_REFRESH_TOKEN_AUTH"]
REUSED = "RefreshTokenReuseException"
INVALID = "Invalid Refresh Token."


@pytest.fixture(scope="module")
def user(pool):
    return pool.create_user(password=PASSWORD)["Username"]


def rotating(pool, seconds=0, **settings):
    return pool.app(
        ExplicitAuthFlows=FLOWS,
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": seconds},
        **settings,
    )


@pytest.fixture(scope="module")
def strict(pool):
    """A client without a grace period for the old token."""
    return rotating(pool)


def renew(app, token, **members):
    return public.get_tokens_from_refresh_token(ClientId=app.id, RefreshToken=token, **members)[
        "AuthenticationResult"
    ]


def test_the_setting_is_returned_and_its_grace_period_is_0_by_default(pool):
    app = pool.app(ExplicitAuthFlows=FLOWS, RefreshTokenRotation={"Feature": "ENABLED"})
    assert app.describe()["RefreshTokenRotation"] == {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}


def test_a_client_with_rotation_cannot_allow_the_refresh_flow(pool):
    with refused("InvalidParameterException"):
        pool.app(ExplicitAuthFlows=App.FLOWS, RefreshTokenRotation={"Feature": "ENABLED"})


def test_without_rotation_the_operation_returns_no_refresh_token(app, user):
    first = app.tokens(user)
    renewed = renew(app, first["RefreshToken"])
    assert set(renewed) == {"AccessToken", "IdToken", "ExpiresIn", "TokenType"}
    before, after = claims(first["AccessToken"]), claims(renewed["AccessToken"])
    assert before["jti"] != after["jti"]
    for kept in "sub", "origin_jti", "auth_time":
        assert before[kept] == after[kept]
    renew(app, first["RefreshToken"])


def test_each_use_brings_another_refresh_token_of_the_same_origin(strict, user):
    first = strict.tokens(user)
    second = renew(strict, first["RefreshToken"])
    third = renew(strict, second["RefreshToken"])
    assert len({tokens["RefreshToken"] for tokens in (first, second, third)}) == 3
    origins = {claims(tokens["AccessToken"])["origin_jti"] for tokens in (first, second, third)}
    assert len(origins) == 1


def test_reuse_of_a_replaced_token_revokes_the_whole_family(strict, user):
    first = strict.tokens(user)["RefreshToken"]
    other = strict.tokens(user)["RefreshToken"]
    second = renew(strict, first)
    with refused(REUSED):
        renew(strict, first)
    for token in first, second["RefreshToken"]:
        with refused("NotAuthorizedException", "Refresh Token has been revoked"):
            renew(strict, token)
    with refused("NotAuthorizedException", "Access Token has been revoked"):
        public.get_user(AccessToken=second["AccessToken"])
    renew(strict, other)


def test_within_the_grace_period_the_old_token_works_and_after_it_does_not(pool, user):
    app = rotating(pool, seconds=2)
    first = app.tokens(user)["RefreshToken"]
    assert renew(app, first)["RefreshToken"] == renew(app, first)["RefreshToken"]

    time.sleep(3)

    with refused(REUSED):
        renew(app, first)


def test_a_client_with_rotation_cannot_use_the_refresh_flow(strict, user):
    token = strict.tokens(user)["RefreshToken"]
    with pytest.raises(admin.exceptions.ClientError) as refusal:
        strict.refresh(token)
    assert refusal.value.response["Error"]["Code"] in ("NotAuthorizedException", "InvalidParameterException")
    renew(strict, token)


def test_revoking_the_newest_token_revokes_the_whole_family(strict, user):
    first = strict.tokens(user)
    second = renew(strict, first["RefreshToken"])
    strict.revoke(second["RefreshToken"])
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        renew(strict, second["RefreshToken"])
    for tokens in first, second:
        with refused("NotAuthorizedException", "Access Token has been revoked"):
            public.get_user(AccessToken=tokens["AccessToken"])


def test_a_global_sign_out_revokes_the_family_too(strict, pool):
    tokens = strict.tokens(pool.create_user(password=PASSWORD)["Username"])
    public.global_sign_out(AccessToken=tokens["AccessToken"])
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        renew(strict, tokens["RefreshToken"])


def test_other_tokens_and_tokens_of_other_clients_are_invalid(strict, app, user):
    for token in "made-up", strict.tokens(user)["AccessToken"], app.tokens(user)["RefreshToken"]:
        with refused("NotAuthorizedException", INVALID):
            renew(strict, token)


def test_a_client_with_a_secret_sends_the_secret_itself(pool, user):
    app = rotating(pool, GenerateSecret=True)
    token = app.tokens(user)["RefreshToken"]
    for members in {}, {"ClientSecret": "w" * 51}:
        with refused("NotAuthorizedException"):
            renew(app, token, **members)
    assert renew(app, token, ClientSecret=app.secret)["RefreshToken"]
