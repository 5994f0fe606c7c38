"""pycognito: SRP sign-in and further operations, with its verification of every token."""

import ast
import json

import jwt
import pytest
import requests
from pycognito.aws_srp import AWSSRP
from pycognito.exceptions import ForceChangePasswordException, TokenVerificationException

from cognito import administrator, person, redirected  # noqa: F401 (a fixture)
from world import (
    ANOTHER_PASSWORD,
    ENDPOINT,
    PASSWORD,
    REGION,
    WRONG_PASSWORD,
    claims,
    last_code,
    random_email,
    random_name,
    refused,
)


@pytest.fixture
def ana(app):
    """A user who has signed up and is confirmed, not signed in."""
    username, email = app.signed_up()
    ana = person(app, username)
    ana.address = email
    return ana


def test_a_person_signs_up_confirms_and_signs_in_by_srp(app):
    username, email = random_name(), random_email()
    ana = person(app, username)
    ana.set_base_attributes(email=email, name="Ana")

    answer = ana.register(username, PASSWORD)
    assert answer["CodeDeliveryDetails"]["AttributeName"] == "email"
    ana.confirm_sign_up(last_code(email))
    ana.authenticate(PASSWORD)

    assert ana.token_type == "Bearer"
    profile = ana.get_user()
    assert (profile.email, profile.name, profile.email_verified) == (email, "Ana", True)


def test_every_token_of_a_sign_in_is_verified_against_the_published_keys(app, ana, redirected):
    ana.authenticate(PASSWORD)
    # Downloaded once, from the issuer in the tokens.
    assert redirected == [f"https://cognito-idp.{REGION}.amazonaws.com/{app.pool.id}/.well-known/jwks.json"]
    assert ana.access_claims["username"] == ana.id_claims["cognito:username"] == ana.username
    assert ana.access_claims["iss"] == ana.id_claims["iss"] == ana.user_pool_url
    ana.verify_tokens()


def test_keys_may_come_from_the_variable_that_pycognito_documents(app, ana, redirected, monkeypatch):
    keys = requests.get(f"{ENDPOINT}/{app.pool.id}/.well-known/jwks.json", timeout=15).text
    assert ast.literal_eval(keys) == json.loads(keys)
    monkeypatch.setenv("COGNITO_JWKS", keys)
    ana.authenticate(PASSWORD)
    assert ana.access_claims["client_id"] == app.id
    assert redirected == []


def test_a_wrong_password_is_refused_by_srp(ana):
    with refused("NotAuthorizedException", "Incorrect username or password."):
        ana.authenticate(WRONG_PASSWORD)
    ana.authenticate(PASSWORD)


def test_srp_refuses_an_unconfirmed_user(app):
    username = random_name()
    app.sign_up(username)
    with refused("UserNotConfirmedException", "User is not confirmed."):
        person(app, username).authenticate(PASSWORD)


def test_an_unknown_user_does_not_exist_by_default(app):
    with refused("UserNotFoundException", "User does not exist."):
        person(app, random_name()).authenticate(PASSWORD)


def test_an_unknown_user_fails_like_a_wrong_password_when_existence_is_hidden(pool):
    discreet = pool.app(PreventUserExistenceErrors="ENABLED")
    with refused("NotAuthorizedException", "Incorrect username or password."):
        person(discreet, random_name()).authenticate(PASSWORD)


@pytest.mark.parametrize(
    "password",
    ["Correct-Horse9!", "Süße Katze 9 李!", "A1!" + "a" * 253, "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-Aa1"],
)
def test_srp_works_with_all_characters_in_passwords(pool, app, password):
    username = pool.create_user(password=password)["Username"]
    person(app, username).authenticate(password)


def test_a_name_with_non_ascii_characters_signs_in_by_srp(pool, app):
    username = pool.create_user(random_name("Zoë-李-"), password=PASSWORD)["Username"]
    ana = person(app, username)
    ana.authenticate(PASSWORD)
    assert ana.id_claims["cognito:username"] == username


def test_srp_works_with_many_random_numbers(app, ana):
    # One number in 256 begins with a zero byte, and one in two needs padding; each sign-in uses four random numbers.
    for _ in range(25):
        person(app, ana.username).authenticate(PASSWORD)


def test_the_same_a_may_be_used_for_another_sign_in(app, ana):
    srp = AWSSRP(ana.username, PASSWORD, app.pool.id, app.id, client=ana.client)
    first, second = srp.authenticate_user(), srp.authenticate_user()
    assert first["AuthenticationResult"]["AccessToken"] != second["AuthenticationResult"]["AccessToken"]


def test_a_proof_is_valid_for_one_sign_in(app, ana):
    srp = AWSSRP(ana.username, PASSWORD, app.pool.id, app.id, client=ana.client)
    parameters = srp.get_auth_params()
    started = ana.client.initiate_auth(AuthFlow="USER_SRP_AUTH", AuthParameters=parameters, ClientId=app.id)
    proof = {
        "ClientId": app.id,
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeResponses": srp.process_challenge(started["ChallengeParameters"], parameters),
    }
    ana.client.respond_to_auth_challenge(**proof)
    with refused("NotAuthorizedException", "Incorrect username or password."):
        ana.client.respond_to_auth_challenge(**proof)


def test_a_timestamp_with_a_padded_day_is_refused(app, ana):
    srp = AWSSRP(ana.username, PASSWORD, app.pool.id, app.id, client=ana.client)
    srp.get_cognito_formatted_timestamp = lambda _: "Mon Jan 05 04:05:06 UTC 2026"
    with refused("NotAuthorizedException", "Incorrect username or password."):
        srp.authenticate_user()


def test_an_address_signs_in_by_srp_in_a_pool_of_addresses(world):
    app = world.pool(UsernameAttributes=["email"], AutoVerifiedAttributes=["email"]).app()
    email = random_email()
    sub = app.sign_up(email)["UserSub"]
    app.confirm_sign_up(email, last_code(email))
    ana = person(app, email)
    ana.authenticate(PASSWORD)
    assert ana.id_claims["cognito:username"] == sub


def test_an_invited_user_must_choose_a_password_first(pool, app):
    username, email = random_name(), random_email()
    administrator(app, username).admin_create_user(
        username,
        PASSWORD,
        additional_kwargs={"MessageAction": "SUPPRESS"},
        email=email,
        email_verified="true",
    )
    ana = person(app, username)
    with pytest.raises(ForceChangePasswordException):
        ana.authenticate(PASSWORD)

    ana.new_password_challenge(PASSWORD, ANOTHER_PASSWORD)

    assert ana.id_claims["email"] == email
    assert pool.status(username) == "CONFIRMED"
    person(app, username).authenticate(ANOTHER_PASSWORD)
    with refused("NotAuthorizedException", "Incorrect username or password."):
        person(app, username).authenticate(PASSWORD)


def test_a_chosen_password_must_conform(pool, app):
    username = pool.create_user(TemporaryPassword=PASSWORD)["Username"]
    with refused("InvalidPasswordException", "Password does not conform to policy: Password not long enough"):
        person(app, username).new_password_challenge(PASSWORD, "Sh0rt!")
    assert pool.status(username) == "FORCE_CHANGE_PASSWORD"


def test_a_token_that_has_not_expired_is_not_renewed(ana):
    ana.authenticate(PASSWORD)
    token = ana.access_token
    assert ana.check_token() is False
    assert ana.access_token == token


def test_renewing_brings_other_tokens_and_keeps_the_refresh_token(ana):
    ana.authenticate(PASSWORD)
    access, identity, refresh = ana.access_token, ana.id_token, ana.refresh_token

    ana.renew_access_token()

    assert access != ana.access_token
    assert identity != ana.id_token
    assert refresh == ana.refresh_token
    assert claims(access)["origin_jti"] == ana.access_claims["origin_jti"]
    assert ana.get_user().email == ana.address


def test_check_token_renews_an_expired_token(ana):
    ana.authenticate(PASSWORD)
    # pycognito reads only the expiry here, unverified, so the test need not wait for the token to expire.
    ana.access_token = jwt.encode(
        {**ana.access_claims, "exp": 1},
        "a key of at least 32 characters that nobody checks",
        algorithm="HS256",
    )
    assert ana.check_token() is True
    ana.verify_tokens()


def test_a_client_with_a_secret_signs_in_refreshes_and_resets(pool):
    app = pool.app(GenerateSecret=True)
    username, email = app.signed_up()
    ana = person(app, username, secret=app.secret)
    ana.authenticate(PASSWORD)
    ana.renew_access_token()
    ana.initiate_forgot_password()
    ana.confirm_forgot_password(last_code(email, count=2), ANOTHER_PASSWORD)
    ana.authenticate(ANOTHER_PASSWORD)


def test_a_forgotten_password_is_replaced(ana):
    ana.initiate_forgot_password()
    ana.confirm_forgot_password(last_code(ana.address, count=2), ANOTHER_PASSWORD)
    ana.authenticate(ANOTHER_PASSWORD)
    with refused("NotAuthorizedException", "Incorrect username or password."):
        ana.authenticate(PASSWORD)


def test_only_the_new_password_works_after_a_change(ana):
    ana.authenticate(PASSWORD)
    ana.change_password(PASSWORD, ANOTHER_PASSWORD)
    ana.authenticate(ANOTHER_PASSWORD)
    with refused("NotAuthorizedException", "Incorrect username or password."):
        ana.authenticate(PASSWORD)


def test_logout_revokes_the_tokens(app, ana):
    ana.authenticate(PASSWORD)
    access, refresh = ana.access_token, ana.refresh_token

    ana.logout()

    ana.access_token, ana.refresh_token = access, refresh
    with refused("NotAuthorizedException", "Access Token has been revoked"):
        ana.get_user()
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        ana.renew_access_token()


def test_an_account_can_be_deleted_by_its_owner(pool, ana):
    ana.authenticate(PASSWORD)
    ana.delete_user()
    with refused("UserNotFoundException", "User does not exist."):
        pool.user(ana.username)


def test_the_administrator_signs_in_reads_and_lists(pool, app, ana):
    admin = administrator(app, ana.username)
    admin.admin_authenticate(PASSWORD)
    assert admin.access_claims["username"] == ana.username
    assert admin.admin_get_user().email == ana.address
    assert ana.username in [user.username for user in admin.get_users()]


def test_pycognito_refuses_a_token_of_another_client(pool, app, ana):
    other = person(pool.app(), ana.username)
    other.authenticate(PASSWORD)
    with pytest.raises(TokenVerificationException):
        ana.verify_token(other.id_token, "id_token", "id")


def test_pycognito_refuses_an_access_token_in_place_of_an_id_token(ana):
    ana.authenticate(PASSWORD)
    with pytest.raises(TokenVerificationException):
        ana.verify_token(ana.id_token, "access_token", "access")


def test_pycognito_refuses_a_forged_token(ana):
    ana.authenticate(PASSWORD)
    head, payload, signature = ana.id_token.split(".")
    forged = signature[:10] + ("A" if signature[10] != "A" else "B") + signature[11:]
    with pytest.raises(TokenVerificationException):
        ana.verify_token(f"{head}.{payload}.{forged}", "id_token", "id")
