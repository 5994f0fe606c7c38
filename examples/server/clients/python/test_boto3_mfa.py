"""boto3: second factors, in the pool, of the user, and at sign-in."""

import json
import re

import pytest

from world import (
    ANOTHER_PASSWORD,
    PASSWORD,
    SES,
    SMS,
    Authenticator,
    admin,
    attributes,
    last_code,
    last_message,
    messages,
    other_code,
    public,
    random_email,
    random_name,
    random_phone,
    refused,
    values,
    violations,
)

WRONG_CODE = "Invalid code or auth state for the user."
USED_SESSION = "Invalid session for the user, session can only be used once."
NO_FACTOR = (
    "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration."
)
OFF_WITH_FACTOR = "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."

BY_PHONE = {"RecoveryMechanisms": [{"Name": "verified_phone_number", "Priority": 1}]}
"""Recovery by phone number, so that mail may be a second factor."""

ON = {"Enabled": True}
PREFERRED = {"Enabled": True, "PreferredMfa": True}
OFF = {"Enabled": False}


@pytest.fixture(scope="module")
def pool(world):
    """Every factor is optional."""
    pool = world.pool(SmsConfiguration=SMS, EmailConfiguration=SES, AccountRecoverySetting=BY_PHONE)
    pool.second_factors("OPTIONAL", "SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA")
    return pool


@pytest.fixture(scope="module")
def demanding(world):
    """A second factor is required, and only the authenticator app is allowed."""
    pool = world.pool()
    pool.second_factors("ON", "SOFTWARE_TOKEN_MFA")
    return pool


def settings(answer):
    """An answer without its metadata."""
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


class User:
    """A user of a pool, with the attributes that factors need."""

    def __init__(self, app, **given):
        self.app = app
        self.pool = app.pool
        user = self.pool.create_user(password=PASSWORD, UserAttributes=attributes(**given))
        self.name = user["Username"]

    def sign_in(self):
        return self.app.password_sign_in(self.name)

    @property
    def access_token(self):
        """A new access token; only for users without a second factor."""
        return self.sign_in()["AuthenticationResult"]["AccessToken"]

    def respond(self, challenge, session, **responses):
        return self.app.respond(challenge, session, USERNAME=self.name, **responses)

    def prefer(self, **members):
        """Sets the preferences as the administrator."""
        return admin.admin_set_user_mfa_preference(UserPoolId=self.pool.id, Username=self.name, **members)

    def preferences(self):
        user = self.pool.user(self.name)
        return user.get("UserMFASettingList"), user.get("PreferredMfaSetting")

    def register(self, token=None, **members):
        """An authenticator app, registered by access token. This does not switch it on."""
        token = token or self.access_token
        app = Authenticator(public.associate_software_token(AccessToken=token)["SecretCode"])
        answer = public.verify_software_token(AccessToken=token, UserCode=app.code(), **members)
        assert settings(answer) == {"Status": "SUCCESS"}
        return app


@pytest.fixture(scope="module")
def app(pool):
    return pool.app()


@pytest.fixture
def ana(app):
    """A user with an unverified phone number and address, and without factors."""
    phone, email = random_phone(), random_email()
    ana = User(app, phone_number=phone, email=email)
    ana.phone, ana.email = phone, email
    return ana


class TestConfiguration:
    @pytest.fixture(scope="class")
    @classmethod
    def fresh(cls, world):
        return world.pool()

    def set(self, pool, demand, **members):
        return admin.set_user_pool_mfa_config(UserPoolId=pool.id, MfaConfiguration=demand, **members)

    def get(self, pool):
        return settings(admin.get_user_pool_mfa_config(UserPoolId=pool.id))

    def test_it_is_off_in_a_new_pool(self, world):
        assert self.get(world.pool())["MfaConfiguration"] == "OFF"

    def test_the_configuration_is_returned_and_shown_by_the_pool(self, world):
        pool = world.pool(EmailConfiguration=SES, AccountRecoverySetting=BY_PHONE)
        given = {
            "SmsMfaConfiguration": {
                "SmsAuthenticationMessage": "Take {####}, please",
                "SmsConfiguration": SMS,
            },
            "SoftwareTokenMfaConfiguration": {"Enabled": True},
            "EmailMfaConfiguration": {"Message": "It is {####}", "Subject": "Hello"},
        }
        answer = settings(self.set(pool, "OPTIONAL", **given))
        assert answer == {**given, "MfaConfiguration": "OPTIONAL"}
        assert self.get(pool) == answer
        assert pool.describe()["MfaConfiguration"] == "OPTIONAL"
        assert pool.describe()["SmsConfiguration"] == SMS

    @pytest.mark.parametrize("demand", ["ON", "OPTIONAL"])
    @pytest.mark.parametrize("given", [{}, {"SoftwareTokenMfaConfiguration": {"Enabled": False}}])
    def test_mfa_requires_a_factor(self, fresh, demand, given):
        with refused("InvalidParameterException", NO_FACTOR):
            self.set(fresh, demand, **given)

    @pytest.mark.parametrize(
        "given",
        [
            {"SmsMfaConfiguration": {"SmsConfiguration": SMS}},
            {"SoftwareTokenMfaConfiguration": {"Enabled": True}},
            {"EmailMfaConfiguration": {"Message": "It is {####}", "Subject": "Hello"}},
        ],
        ids=lambda given: next(iter(given)),
    )
    def test_a_factor_cannot_be_set_with_mfa_off(self, fresh, given):
        with refused("InvalidParameterException", OFF_WITH_FACTOR):
            self.set(fresh, "OFF", **given)

    def test_off_may_be_set_alone_and_together_with_passkeys(self, fresh):
        assert self.set(fresh, "OFF")["MfaConfiguration"] == "OFF"
        passkeys = {"RelyingPartyId": "example.com", "UserVerification": "required"}
        answer = self.set(fresh, "OFF", WebAuthnConfiguration=passkeys)
        assert answer["MfaConfiguration"] == "OFF"
        assert passkeys.items() <= answer["WebAuthnConfiguration"].items()

    @pytest.mark.parametrize("suffix", ["com", "co.uk", "github.io"])
    def test_a_relying_party_cannot_be_a_public_suffix(self, fresh, suffix):
        with refused("InvalidParameterException", "RelyingPartyId cannot be a public suffix."):
            self.set(fresh, "OFF", WebAuthnConfiguration={"RelyingPartyId": suffix})

    def test_an_update_of_the_pool_cannot_switch_it_on(self, fresh):
        with refused(
            "InvalidParameterException",
            "Cannot turn MFA functionality ON, once the user pool has been created.",
        ):
            fresh.update(MfaConfiguration="ON")

    @pytest.mark.parametrize(
        "given",
        [
            {"SmsMfaConfiguration": {"SmsAuthenticationMessage": "No code", "SmsConfiguration": SMS}},
            {"EmailMfaConfiguration": {"Message": "No code", "Subject": "Hello"}},
        ],
        ids=lambda given: next(iter(given)),
    )
    def test_a_message_needs_a_placeholder_for_the_code(self, world, given):
        pool = world.pool(EmailConfiguration=SES, AccountRecoverySetting=BY_PHONE)
        with refused("InvalidParameterException"):
            self.set(pool, "OPTIONAL", **given)

    def test_codes_by_mail_require_an_own_sender(self, fresh):
        with refused("InvalidParameterException"):
            self.set(fresh, "OPTIONAL", EmailMfaConfiguration={"Message": "It is {####}", "Subject": "Hello"})

    def test_the_error_for_an_unknown_value_names_the_known_ones(self, fresh):
        (violation,) = violations(self.set, pool=fresh, demand="SOMETIMES")
        assert (
            "at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set: ["
            in (violation)
        )

    def test_an_unknown_pool_is_named(self):
        with refused("ResourceNotFoundException", "User pool us-east-1_unknown00 does not exist."):
            admin.get_user_pool_mfa_config(UserPoolId="us-east-1_unknown00")


class TestPreferences:
    def test_nothing_is_shown_before_anything_is_set(self, ana):
        assert ana.preferences() == (None, None)
        profile = public.get_user(AccessToken=ana.access_token)
        assert not {"UserMFASettingList", "PreferredMfaSetting", "MFAOptions"} & set(profile)

    def test_an_app_never_associated_cannot_be_switched_on(self, ana):
        with refused("InvalidParameterException", "User has not set up software token mfa"):
            public.set_user_mfa_preference(AccessToken=ana.access_token, SoftwareTokenMfaSettings=ON)
        assert ana.preferences() == (None, None)

    def test_an_app_associated_but_not_verified_cannot_be_switched_on(self, ana):
        token = ana.access_token
        public.associate_software_token(AccessToken=token)
        with refused("InvalidParameterException", "User has not verified software token mfa"):
            public.set_user_mfa_preference(AccessToken=token, SoftwareTokenMfaSettings=ON)

    def test_the_administrator_gets_another_error_text(self, ana):
        with refused(
            "InvalidParameterException",
            "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
        ):
            ana.prefer(SoftwareTokenMfaSettings=ON)

    def test_text_messages_need_a_phone_number(self, app):
        bo = User(app)
        text = "User does not have delivery config set to turn on SMS_MFA"
        with refused("InvalidParameterException", text):
            bo.prefer(SMSMfaSettings=ON)
        with refused("InvalidParameterException", text):
            public.set_user_mfa_preference(AccessToken=bo.access_token, SMSMfaSettings=ON)

    def test_only_one_factor_is_preferred(self, ana):
        with refused("InvalidParameterException"):
            ana.prefer(SMSMfaSettings=PREFERRED, EmailMfaSettings=PREFERRED)
        assert ana.preferences() == (None, None)

    def test_a_factor_that_is_off_cannot_be_preferred(self, ana):
        with refused("InvalidParameterException"):
            ana.prefer(SMSMfaSettings={"Enabled": False, "PreferredMfa": True})

    def test_an_app_that_does_not_exist_may_be_switched_off(self, ana):
        public.set_user_mfa_preference(AccessToken=ana.access_token, SoftwareTokenMfaSettings=OFF)
        assert ana.preferences() == (None, None)

    def test_omitted_preferences_do_not_change(self, ana):
        ana.prefer(SMSMfaSettings=PREFERRED)
        ana.prefer(EmailMfaSettings=ON)
        enabled, preferred = ana.preferences()
        assert (sorted(enabled), preferred) == (["EMAIL_OTP", "SMS_MFA"], "SMS_MFA")

    def test_another_preferred_factor_replaces_the_first(self, ana):
        ana.prefer(SMSMfaSettings=PREFERRED)
        ana.prefer(EmailMfaSettings=PREFERRED)
        assert ana.preferences()[1] == "EMAIL_OTP"

    def test_switching_the_preferred_factor_off_ends_the_preference(self, ana):
        ana.prefer(SMSMfaSettings=PREFERRED, EmailMfaSettings=ON)
        ana.prefer(SMSMfaSettings=OFF)
        assert ana.preferences() == (["EMAIL_OTP"], None)

    def test_a_user_sees_the_own_factors(self, ana):
        token = ana.access_token
        ana.register(token)
        public.set_user_mfa_preference(
            AccessToken=token, SoftwareTokenMfaSettings=PREFERRED, SMSMfaSettings=ON
        )
        profile = public.get_user(AccessToken=token)
        assert sorted(profile["UserMFASettingList"]) == ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]
        assert profile["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
        factors = public.get_user_auth_factors(AccessToken=token)
        assert factors["Username"] == ana.name
        assert sorted(factors["UserMFASettingList"]) == ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]
        assert factors["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
        assert "PASSWORD" in factors["ConfiguredUserAuthFactors"]

    def test_a_factor_that_the_pool_does_not_offer_may_be_set_and_is_not_required(self, world):
        pool = world.pool()
        pool.second_factors("OPTIONAL", "SOFTWARE_TOKEN_MFA")
        bo = User(pool.app(), phone_number=random_phone())
        bo.prefer(SMSMfaSettings=PREFERRED)
        assert bo.sign_in()["AuthenticationResult"]

    def test_the_legacy_list_has_only_text_messages(self, ana):
        sms = [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]
        token = ana.access_token
        public.set_user_settings(AccessToken=token, MFAOptions=sms)
        assert public.get_user(AccessToken=token)["MFAOptions"] == sms
        assert ana.sign_in()["ChallengeName"] == "SMS_MFA"


class TestTextMessages:
    @pytest.fixture
    def challenge(self, ana):
        ana.prefer(SMSMfaSettings=ON)
        return ana.sign_in()

    def test_the_challenge_hints_at_where_the_code_went(self, ana, challenge):
        assert challenge["ChallengeName"] == "SMS_MFA"
        assert "AuthenticationResult" not in challenge
        parameters = challenge["ChallengeParameters"]
        assert parameters["CODE_DELIVERY_DELIVERY_MEDIUM"] == "SMS"
        assert parameters["CODE_DELIVERY_DESTINATION"] == "+*******" + ana.phone[-4:]
        assert parameters["USER_ID_FOR_SRP"] == ana.name
        message = last_message(ana.phone)
        assert message["medium"] == "SMS"
        assert re.fullmatch("[0-9]{6}", message["code"])
        assert message["body"] == f"Your authentication code is {message['code']}. "

    def test_the_code_brings_tokens_and_verifies_the_number(self, ana, challenge):
        code = last_code(ana.phone)
        answer = ana.respond("SMS_MFA", challenge["Session"], SMS_MFA_CODE=code)
        assert answer["AuthenticationResult"]["RefreshToken"]
        assert answer["ChallengeParameters"] == {}
        assert values(ana.pool.user(ana.name)["UserAttributes"])["phone_number_verified"] == "true"

    def test_wrong_codes_leave_the_session_alive_and_success_spends_it(self, ana, challenge):
        session, code = challenge["Session"], last_code(ana.phone)
        for _ in range(2):
            with refused("CodeMismatchException", WRONG_CODE):
                ana.respond("SMS_MFA", session, SMS_MFA_CODE=other_code(code))
        assert ana.respond("SMS_MFA", session, SMS_MFA_CODE=code)["AuthenticationResult"]
        with refused("NotAuthorizedException", USED_SESSION):
            ana.respond("SMS_MFA", session, SMS_MFA_CODE=code)

    def test_a_code_belongs_to_its_session(self, ana, challenge):
        first = last_code(ana.phone)
        second = ana.sign_in()["Session"]
        if last_code(ana.phone, count=2) != first:  # With a probability of one in a million both codes are equal.
            with refused("CodeMismatchException", WRONG_CODE):
                ana.respond("SMS_MFA", second, SMS_MFA_CODE=first)
        assert ana.respond("SMS_MFA", challenge["Session"], SMS_MFA_CODE=first)["AuthenticationResult"]

    def test_the_challenge_must_be_the_one_of_the_session(self, ana, challenge):
        with refused("NotAuthorizedException", "Invalid session for the user."):
            ana.respond("EMAIL_OTP", challenge["Session"], EMAIL_OTP_CODE=last_code(ana.phone))

    def test_a_session_belongs_to_one_user(self, ana, challenge):
        bo = User(ana.app)
        with refused("NotAuthorizedException", "Invalid session provided for the user."):
            bo.respond("SMS_MFA", challenge["Session"], SMS_MFA_CODE=last_code(ana.phone))

    @pytest.mark.parametrize("missing", ["USERNAME", "SMS_MFA_CODE"])
    def test_a_missing_response_is_named(self, ana, challenge, missing):
        given = {"USERNAME": ana.name, "SMS_MFA_CODE": "123456"}
        del given[missing]
        with refused("InvalidParameterException", f"Missing required parameter {missing}"):
            ana.app.respond("SMS_MFA", challenge["Session"], **given)

    def test_the_administrator_may_answer(self, ana):
        ana.prefer(SMSMfaSettings=ON)
        started = ana.app.admin_initiate("ADMIN_USER_PASSWORD_AUTH", USERNAME=ana.name, PASSWORD=PASSWORD)
        assert started["ChallengeName"] == "SMS_MFA"
        answer = admin.admin_respond_to_auth_challenge(
            UserPoolId=ana.pool.id,
            ClientId=ana.app.id,
            ChallengeName="SMS_MFA",
            Session=started["Session"],
            ChallengeResponses={"USERNAME": ana.name, "SMS_MFA_CODE": last_code(ana.phone)},
        )
        assert answer["AuthenticationResult"]["AccessToken"]

    def test_a_pool_s_own_text_is_sent(self, world):
        pool = world.pool()
        admin.set_user_pool_mfa_config(
            UserPoolId=pool.id,
            MfaConfiguration="OPTIONAL",
            SmsMfaConfiguration={"SmsAuthenticationMessage": "Take {####}!", "SmsConfiguration": SMS},
        )
        phone = random_phone()
        bo = User(pool.app(), phone_number=phone)
        bo.prefer(SMSMfaSettings=ON)
        bo.sign_in()
        message = last_message(phone)
        assert message["body"] == f"Take {message['code']}!"


class TestMail:
    @pytest.fixture
    def challenge(self, ana):
        ana.prefer(EmailMfaSettings=ON)
        return ana.sign_in()

    def test_the_challenge_hints_at_where_the_code_went(self, ana, challenge):
        assert challenge["ChallengeName"] == "EMAIL_OTP"
        parameters = challenge["ChallengeParameters"]
        assert parameters["CODE_DELIVERY_DELIVERY_MEDIUM"] == "EMAIL"
        assert parameters["CODE_DELIVERY_DESTINATION"] == "m***@e***"
        message = last_message(ana.email)
        assert re.fullmatch("[0-9]{6}", message["code"])
        assert (message["subject"], message["body"]) == ("Your code", f"Type {message['code']}.")

    def test_wrong_codes_leave_the_session_alive_and_success_spends_it(self, ana, challenge):
        session, code = challenge["Session"], last_code(ana.email)
        for _ in range(2):
            with refused("CodeMismatchException", WRONG_CODE):
                ana.respond("EMAIL_OTP", session, EMAIL_OTP_CODE=other_code(code))
        assert ana.respond("EMAIL_OTP", session, EMAIL_OTP_CODE=code)["AuthenticationResult"]
        with refused("NotAuthorizedException", USED_SESSION):
            ana.respond("EMAIL_OTP", session, EMAIL_OTP_CODE=code)


class TestAuthenticatorApp:
    def test_a_secret_is_32_bytes_in_base32(self, ana):
        answer = public.associate_software_token(AccessToken=ana.access_token)
        assert re.fullmatch("[A-Z2-7]{52}", answer["SecretCode"])
        assert set(settings(answer)) == {"SecretCode"}

    def test_a_wrong_code_verifies_nothing(self, ana):
        token = ana.access_token
        app = Authenticator(public.associate_software_token(AccessToken=token)["SecretCode"])
        with refused("EnableSoftwareTokenMFAException", "Code mismatch"):
            public.verify_software_token(AccessToken=token, UserCode=app.wrong_code())
        assert public.verify_software_token(AccessToken=token, UserCode=app.code())["Status"] == "SUCCESS"

    @pytest.mark.parametrize("code", ["1234567", "12345a"])
    def test_a_code_has_six_digits(self, ana, code):
        token = ana.access_token
        public.associate_software_token(AccessToken=token)
        (violation,) = violations(public.verify_software_token, AccessToken=token, UserCode=code)
        assert "'userCode' failed to satisfy constraint" in violation

    def test_associating_again_replaces_the_unverified_secret(self, ana):
        token = ana.access_token
        first, second = (
            Authenticator(public.associate_software_token(AccessToken=token)["SecretCode"]) for _ in range(2)
        )
        with refused("EnableSoftwareTokenMFAException", "Code mismatch"):
            public.verify_software_token(AccessToken=token, UserCode=first.code())
        public.verify_software_token(AccessToken=token, UserCode=second.code())

    def test_a_pool_without_apps_has_none_to_associate(self, app, world):
        bo = User(world.pool().app())
        with refused(
            "SoftwareTokenMFANotFoundException",
            "Software Token MFA has not been enabled by the userPool.",
        ):
            public.associate_software_token(AccessToken=bo.access_token)

    def test_either_a_token_or_a_session_is_needed(self):
        with refused("InvalidParameterException"):
            public.associate_software_token()

    def test_an_invalid_session_is_refused(self):
        with refused("NotAuthorizedException", "Invalid session for the user."):
            public.associate_software_token(Session="made-up-" * 10)

    def test_an_app_is_required_from_switching_it_on_until_switching_it_off(self, ana):
        """Sign-ins before that, while the app is only verified, and after that need no code."""
        token = ana.access_token
        app = ana.register(token)
        assert ana.sign_in()["AuthenticationResult"]

        public.set_user_mfa_preference(AccessToken=token, SoftwareTokenMfaSettings=PREFERRED)
        challenge = ana.sign_in()
        assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
        assert challenge["ChallengeParameters"]["USER_ID_FOR_SRP"] == ana.name
        answer = ana.respond("SOFTWARE_TOKEN_MFA", challenge["Session"], SOFTWARE_TOKEN_MFA_CODE=app.code())
        token = answer["AuthenticationResult"]["AccessToken"]

        public.set_user_mfa_preference(AccessToken=token, SoftwareTokenMfaSettings=OFF)
        assert ana.sign_in()["AuthenticationResult"]

    def test_the_challenge_names_the_app_that_was_verified(self, ana):
        ana.register(FriendlyDeviceName="Ana's pocket")
        ana.prefer(SoftwareTokenMfaSettings=ON)
        parameters = ana.sign_in()["ChallengeParameters"]
        assert parameters["FRIENDLY_DEVICE_NAME"] == "Ana's pocket"

    def test_a_code_works_once(self, ana):
        app = ana.register()
        ana.prefer(SoftwareTokenMfaSettings=ON)
        used = "Your software token has already been used once."

        session = ana.sign_in()["Session"]
        with refused("ExpiredCodeException", used):
            # The one that verified the app.
            ana.respond("SOFTWARE_TOKEN_MFA", session, SOFTWARE_TOKEN_MFA_CODE=app.at(app.step))
        code = app.code()
        ana.respond("SOFTWARE_TOKEN_MFA", session, SOFTWARE_TOKEN_MFA_CODE=code)

        session = ana.sign_in()["Session"]
        with refused("ExpiredCodeException", used):
            ana.respond("SOFTWARE_TOKEN_MFA", session, SOFTWARE_TOKEN_MFA_CODE=code)

    def test_wrong_codes_leave_the_session_alive_and_success_spends_it(self, ana):
        app = ana.register()
        ana.prefer(SoftwareTokenMfaSettings=ON)
        session = ana.sign_in()["Session"]
        for _ in range(2):
            with refused("CodeMismatchException", "Invalid code received for user"):
                ana.respond("SOFTWARE_TOKEN_MFA", session, SOFTWARE_TOKEN_MFA_CODE=app.wrong_code())
        code = app.code()
        assert ana.respond("SOFTWARE_TOKEN_MFA", session, SOFTWARE_TOKEN_MFA_CODE=code)[
            "AuthenticationResult"
        ]
        with refused("NotAuthorizedException", USED_SESSION):
            ana.respond("SOFTWARE_TOKEN_MFA", session, SOFTWARE_TOKEN_MFA_CODE=code)

    def test_the_administrator_deletes_an_app(self, ana):
        ana.register()
        ana.prefer(SoftwareTokenMfaSettings=ON)
        admin.admin_delete_software_token(UserPoolId=ana.pool.id, Username=ana.name)
        assert ana.sign_in()["AuthenticationResult"]


class TestChoice:
    @pytest.fixture
    def challenge(self, ana):
        ana.prefer(SMSMfaSettings=ON, EmailMfaSettings=ON)
        return ana.sign_in()

    def test_of_several_factors_without_a_preference_one_is_chosen(self, ana, challenge):
        assert challenge["ChallengeName"] == "SELECT_MFA_TYPE"
        parameters = challenge["ChallengeParameters"]
        assert sorted(json.loads(parameters["MFAS_CAN_CHOOSE"])) == ["EMAIL_OTP", "SMS_MFA"]
        assert parameters["USER_ID_FOR_SRP"] == ana.name
        assert messages(ana.email) == messages(ana.phone) == []

        chosen = ana.respond("SELECT_MFA_TYPE", challenge["Session"], ANSWER="EMAIL_OTP")
        assert chosen["ChallengeName"] == "EMAIL_OTP"
        assert chosen["Session"] != challenge["Session"]
        answer = ana.respond("EMAIL_OTP", chosen["Session"], EMAIL_OTP_CODE=last_code(ana.email))
        assert answer["AuthenticationResult"]

    def test_an_app_is_among_the_choices(self, ana):
        app = ana.register()
        ana.prefer(SMSMfaSettings=ON, SoftwareTokenMfaSettings=ON)
        challenge = ana.sign_in()
        choices = json.loads(challenge["ChallengeParameters"]["MFAS_CAN_CHOOSE"])
        assert sorted(choices) == ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]
        chosen = ana.respond("SELECT_MFA_TYPE", challenge["Session"], ANSWER="SOFTWARE_TOKEN_MFA")
        assert chosen["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
        answer = ana.respond("SOFTWARE_TOKEN_MFA", chosen["Session"], SOFTWARE_TOKEN_MFA_CODE=app.code())
        assert answer["AuthenticationResult"]

    def test_a_preferred_factor_leaves_no_choice(self, ana):
        ana.prefer(SMSMfaSettings=ON, EmailMfaSettings=PREFERRED)
        assert ana.sign_in()["ChallengeName"] == "EMAIL_OTP"

    def test_a_factor_that_is_not_among_the_choices_cannot_be_chosen(self, ana, challenge):
        with pytest.raises(admin.exceptions.ClientError) as refusal:
            ana.respond("SELECT_MFA_TYPE", challenge["Session"], ANSWER="SOFTWARE_TOKEN_MFA")
        assert refusal.value.response["Error"]["Code"] in (
            "InvalidParameterException",
            "SoftwareTokenMFANotFoundException",
        )


class TestDemandedBySignIn:
    @pytest.fixture
    def bo(self, demanding):
        return User(demanding.app())

    def associate(self, session):
        answer = public.associate_software_token(Session=session)
        assert set(settings(answer)) == {"SecretCode", "Session"}
        return Authenticator(answer["SecretCode"]), answer["Session"]

    def test_an_app_is_set_up_during_the_sign_in_and_required_at_the_next(self, bo):
        challenge = bo.sign_in()
        assert challenge["ChallengeName"] == "MFA_SETUP"
        parameters = challenge["ChallengeParameters"]
        assert json.loads(parameters["MFAS_CAN_SETUP"]) == ["SOFTWARE_TOKEN_MFA"]
        assert parameters["USER_ID_FOR_SRP"] == bo.name

        app, session = self.associate(challenge["Session"])
        assert session != challenge["Session"]
        verified = public.verify_software_token(Session=session, UserCode=app.code())
        assert verified["Status"] == "SUCCESS"
        answer = bo.respond("MFA_SETUP", verified["Session"])
        assert answer["AuthenticationResult"]["AccessToken"]
        assert answer["ChallengeParameters"] == {}

        challenge = bo.sign_in()
        assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
        with refused("ExpiredCodeException", "Your software token has already been used once."):
            bo.respond("SOFTWARE_TOKEN_MFA", challenge["Session"], SOFTWARE_TOKEN_MFA_CODE=app.at(app.step))
        answer = bo.respond("SOFTWARE_TOKEN_MFA", challenge["Session"], SOFTWARE_TOKEN_MFA_CODE=app.code())
        assert answer["AuthenticationResult"]

    def test_a_wrong_code_leaves_the_session_of_the_set_up_alive(self, bo):
        app, session = self.associate(bo.sign_in()["Session"])
        with refused("EnableSoftwareTokenMFAException", "Code mismatch"):
            public.verify_software_token(Session=session, UserCode=app.wrong_code())
        verified = public.verify_software_token(Session=session, UserCode=app.code())
        assert bo.respond("MFA_SETUP", verified["Session"])["AuthenticationResult"]

    def test_a_code_sent_along_at_the_end_is_ignored(self, bo):
        app, session = self.associate(bo.sign_in()["Session"])
        verified = public.verify_software_token(Session=session, UserCode=app.code())
        answer = bo.respond("MFA_SETUP", verified["Session"], SOFTWARE_TOKEN_MFA_CODE=app.wrong_code())
        assert answer["AuthenticationResult"]

    def test_without_the_set_up_there_are_no_tokens(self, bo):
        session = bo.sign_in()["Session"]
        with pytest.raises(admin.exceptions.ClientError):
            bo.respond("MFA_SETUP", session)

    def test_an_invited_user_chooses_a_password_and_then_sets_up_an_app(self, demanding):
        app = demanding.app()
        username = demanding.create_user(TemporaryPassword=PASSWORD)["Username"]
        session = app.password_sign_in(username)["Session"]
        challenge = app.respond(
            "NEW_PASSWORD_REQUIRED", session, USERNAME=username, NEW_PASSWORD=ANOTHER_PASSWORD
        )
        assert challenge["ChallengeName"] == "MFA_SETUP"
        phone, session = self.associate(challenge["Session"])
        verified = public.verify_software_token(Session=session, UserCode=phone.code())
        answer = app.respond("MFA_SETUP", verified["Session"], USERNAME=username)
        assert answer["AuthenticationResult"]

    def test_without_a_phone_number_an_app_and_mail_can_be_set_up(self, world):
        pool = world.pool(SmsConfiguration=SMS, EmailConfiguration=SES, AccountRecoverySetting=BY_PHONE)
        pool.second_factors("ON", "SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA")
        bo, email = User(pool.app()), random_email()
        challenge = bo.sign_in()
        assert challenge["ChallengeName"] == "MFA_SETUP"
        choices = json.loads(challenge["ChallengeParameters"]["MFAS_CAN_SETUP"])
        assert sorted(choices) == ["EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]

        sent = bo.respond("MFA_SETUP", challenge["Session"], EMAIL=email)
        assert sent["ChallengeName"] == "EMAIL_OTP"
        answer = bo.respond("EMAIL_OTP", sent["Session"], EMAIL_OTP_CODE=last_code(email))
        assert answer["AuthenticationResult"]

    def test_a_user_with_a_phone_number_needs_no_set_up_if_text_messages_are_required(self, world):
        pool = world.pool(SmsConfiguration=SMS)
        pool.second_factors("ON", "SMS_MFA")
        phone = random_phone()
        bo = User(pool.app(), phone_number=phone)
        challenge = bo.sign_in()
        assert challenge["ChallengeName"] == "SMS_MFA"
        answer = bo.respond("SMS_MFA", challenge["Session"], SMS_MFA_CODE=last_code(phone))
        assert answer["AuthenticationResult"]


def test_a_client_with_a_secret_hashes_in_every_answer(pool):
    app = pool.app(GenerateSecret=True)
    phone = random_phone()
    bo = User(app, phone_number=phone)
    bo.prefer(SMSMfaSettings=ON)
    session = bo.sign_in()["Session"]
    with refused(
        "NotAuthorizedException",
        f"Client {app.id} is configured with secret but SECRET_HASH was not received",
    ):
        bo.respond("SMS_MFA", session, SMS_MFA_CODE=last_code(phone))
    answer = bo.respond("SMS_MFA", session, SMS_MFA_CODE=last_code(phone), SECRET_HASH=app.hash(bo.name))
    assert answer["AuthenticationResult"]


def test_an_unknown_user_has_no_factors():
    with refused("ResourceNotFoundException", "User pool us-east-1_unknown00 does not exist."):
        admin.admin_set_user_mfa_preference(
            UserPoolId="us-east-1_unknown00", Username=random_name(), SMSMfaSettings=ON
        )
