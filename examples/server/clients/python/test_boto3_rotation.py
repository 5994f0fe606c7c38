"""boto3: refresh tokens that are replaced at each use, and the operation that replaces them."""

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
    """Leaves no time for another try with the old token."""
    return rotating(pool)


def renew(app, token, **members):
    return public.get_tokens_from_refresh_token(ClientId=app.id, RefreshToken=token, **members)[
        "AuthenticationResult"
    ]


def test_the_setting_is_told_back_and_its_grace_is_0_when_left_out(pool):
    app = pool.app(ExplicitAuthFlows=FLOWS, RefreshTokenRotation={"Feature": "ENABLED"})
    assert app.describe()["RefreshTokenRotation"] == {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}


def test_a_client_that_rotates_cannot_keep_the_old_flow(pool):
    with refused("InvalidParameterException"):
        pool.app(ExplicitAuthFlows=App.FLOWS, RefreshTokenRotation={"Feature": "ENABLED"})


def test_without_rotation_the_operation_leaves_the_refresh_token_alone(app, user):
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


def test_a_token_already_replaced_is_reused_and_ends_the_whole_line(strict, user):
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


def test_the_old_flow_is_closed_to_a_client_that_rotates(strict, user):
    token = strict.tokens(user)["RefreshToken"]
    with pytest.raises(admin.exceptions.ClientError) as refusal:
        strict.refresh(token)
    assert refusal.value.response["Error"]["Code"] in ("NotAuthorizedException", "InvalidParameterException")
    renew(strict, token)


def test_revoking_the_newest_token_ends_the_whole_line(strict, user):
    first = strict.tokens(user)
    second = renew(strict, first["RefreshToken"])
    strict.revoke(second["RefreshToken"])
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        renew(strict, second["RefreshToken"])
    for tokens in first, second:
        with refused("NotAuthorizedException", "Access Token has been revoked"):
            public.get_user(AccessToken=tokens["AccessToken"])


def test_a_global_sign_out_ends_it_too(strict, pool):
    tokens = strict.tokens(pool.create_user(password=PASSWORD)["Username"])
    public.global_sign_out(AccessToken=tokens["AccessToken"])
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        renew(strict, tokens["RefreshToken"])


def test_what_is_not_its_refresh_token_is_invalid(strict, app, user):
    for token in "made-up", strict.tokens(user)["AccessToken"], app.tokens(user)["RefreshToken"]:
        with refused("NotAuthorizedException", INVALID):
            renew(strict, token)


def test_a_client_with_a_secret_shows_the_secret_itself(pool, user):
    app = rotating(pool, GenerateSecret=True)
    token = app.tokens(user)["RefreshToken"]
    for members in {}, {"ClientSecret": "w" * 51}:
        with refused("NotAuthorizedException"):
            renew(app, token, **members)
    assert renew(app, token, ClientSecret=app.secret)["RefreshToken"]
