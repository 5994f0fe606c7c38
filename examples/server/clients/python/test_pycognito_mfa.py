"""pycognito: the second factors that it supports: text messages and authenticator apps."""

import json

import pytest
from pycognito.aws_srp import AWSSRP
from pycognito.exceptions import SMSMFAChallengeException, SoftwareTokenMFAChallengeException

from cognito import person, redirected  # noqa: F401 (a fixture)
from world import (
    ANOTHER_PASSWORD,
    PASSWORD,
    SMS,
    Authenticator,
    admin,
    attributes,
    last_code,
    other_code,
    random_phone,
    refused,
)


@pytest.fixture(scope="module")
def pool(world):
    pool = world.pool(SmsConfiguration=SMS)
    pool.second_factors("OPTIONAL", "SMS_MFA", "SOFTWARE_TOKEN_MFA")
    return pool


@pytest.fixture
def ana(pool, app):
    """A user with a phone number, signed in by password alone."""
    phone = random_phone()
    user = pool.create_user(password=PASSWORD, UserAttributes=attributes(phone_number=phone))
    ana = person(app, user["Username"])
    ana.phone = phone
    ana.authenticate(PASSWORD)
    return ana


def set_up(ana):
    app = Authenticator(ana.associate_software_token())
    assert ana.verify_software_token(app.code(), "Ana's pocket")
    ana.set_user_mfa_preference(sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN")
    return app


def test_a_text_message_brings_the_tokens_that_srp_alone_does_not(app, ana):
    ana.set_user_mfa_preference(sms_mfa=True, software_token_mfa=False, preferred="SMS")
    again = person(app, ana.username)
    with pytest.raises(SMSMFAChallengeException) as challenge:
        again.authenticate(PASSWORD)
    assert again.access_token is None
    assert challenge.value.get_tokens()["ChallengeParameters"]["CODE_DELIVERY_DELIVERY_MEDIUM"] == "SMS"

    code = last_code(ana.phone)
    with refused("CodeMismatchException", "Invalid code or auth state for the user."):
        again.respond_to_sms_mfa_challenge(other_code(code))
    again.respond_to_sms_mfa_challenge(code)

    assert again.access_claims["username"] == ana.username
    assert again.get_user().phone_number_verified is True


def test_another_process_may_answer_with_the_challenge_it_was_given(app, ana):
    ana.set_user_mfa_preference(sms_mfa=True, software_token_mfa=False, preferred="SMS")
    with pytest.raises(SMSMFAChallengeException) as challenge:
        person(app, ana.username).authenticate(PASSWORD)
    other = person(app, ana.username)
    other.respond_to_sms_mfa_challenge(last_code(ana.phone), challenge.value.get_tokens())
    assert other.id_claims["cognito:username"] == ana.username


def test_an_authenticator_app_is_set_up_required_and_switched_off(app, ana):
    phone = set_up(ana)
    again = person(app, ana.username)
    with pytest.raises(SoftwareTokenMFAChallengeException):
        again.authenticate(PASSWORD)
    with refused("CodeMismatchException", "Invalid code received for user"):
        again.respond_to_software_token_mfa_challenge(phone.wrong_code())
    again.respond_to_software_token_mfa_challenge(phone.code())
    assert again.access_claims["username"] == ana.username

    again.set_user_mfa_preference(sms_mfa=False, software_token_mfa=False)
    person(app, ana.username).authenticate(PASSWORD)


def test_a_code_of_the_app_works_once(app, ana):
    phone = set_up(ana)
    first, second = person(app, ana.username), person(app, ana.username)
    for again in first, second:
        with pytest.raises(SoftwareTokenMFAChallengeException):
            again.authenticate(PASSWORD)
    code = phone.code()
    first.respond_to_software_token_mfa_challenge(code)
    with refused("ExpiredCodeException", "Your software token has already been used once."):
        second.respond_to_software_token_mfa_challenge(code)


def test_a_wrong_code_sets_no_app_up(ana):
    phone = Authenticator(ana.associate_software_token())
    with refused("EnableSoftwareTokenMFAException", "Code mismatch"):
        ana.verify_software_token(phone.wrong_code())
    with refused("InvalidParameterException", "User has not verified software token mfa"):
        ana.set_user_mfa_preference(sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN")


def test_a_client_with_a_secret_sends_the_hash_in_its_answers(pool):
    app, phone = pool.app(GenerateSecret=True), random_phone()
    user = pool.create_user(password=PASSWORD, UserAttributes=attributes(phone_number=phone))["Username"]
    admin.admin_set_user_mfa_preference(
        UserPoolId=pool.id, Username=user, SMSMfaSettings={"Enabled": True, "PreferredMfa": True}
    )
    ana = person(app, user, secret=app.secret)
    with pytest.raises(SMSMFAChallengeException):
        ana.authenticate(PASSWORD)
    ana.respond_to_sms_mfa_challenge(last_code(phone))
    ana.renew_access_token()


def test_an_invited_user_proves_the_temporary_password_by_srp_and_chooses_another(pool, app):
    username = pool.create_user(TemporaryPassword=PASSWORD)["Username"]
    ana = person(app, username)
    with refused("PasswordHistoryPolicyViolationException", "Password has previously been used"):
        ana.new_password_challenge(PASSWORD, PASSWORD)
    ana.new_password_challenge(PASSWORD, ANOTHER_PASSWORD)
    assert ana.access_claims["username"] == username
    person(app, username).authenticate(ANOTHER_PASSWORD)


def test_after_a_new_password_a_required_second_factor_must_be_set_up(world):
    pool = world.pool()
    pool.second_factors("ON", "SOFTWARE_TOKEN_MFA")
    app = pool.app()
    username = pool.create_user(TemporaryPassword=PASSWORD)["Username"]
    client = person(app, username).client
    answer = AWSSRP(username, PASSWORD, pool.id, app.id, client=client).set_new_password_challenge(
        ANOTHER_PASSWORD
    )
    assert answer["ChallengeName"] == "MFA_SETUP"
    assert json.loads(answer["ChallengeParameters"]["MFAS_CAN_SETUP"]) == ["SOFTWARE_TOKEN_MFA"]
