"""boto3: pools that call functions, which are in node/functions.js."""

import re

import pytest

from world import (
    ANOTHER_PASSWORD,
    PASSWORD,
    SMS,
    WRONG_PASSWORD,
    admin,
    attributes,
    claims,
    events,
    function,
    last_code,
    last_message,
    messages,
    public,
    random_email,
    random_name,
    random_phone,
    refused,
    values,
)

INCORRECT = "Incorrect username or password."


@pytest.fixture(scope="module")
def calling(world):
    """A function that makes a pool with these functions as triggers."""

    def pool(settings=None, **triggers):
        functions = {trigger: function(name) for trigger, name in triggers.items()}
        return world.pool(AutoVerifiedAttributes=["email"], LambdaConfig=functions, **(settings or {}))

    return pool


@pytest.fixture(scope="module")
def agreeable(calling):
    """A pool in which all triggers are set and return the event unchanged."""
    return calling(
        PreSignUp="agree",
        PostConfirmation="agree",
        PreAuthentication="agree",
        PostAuthentication="agree",
        PreTokenGeneration="agree",
    )


def sources(pool, username, name="agree"):
    """The events of a user, in order."""
    return [event["triggerSource"] for event in events(name, pool) if event["userName"] == username]


def the_event(pool, username, source, name="agree"):
    (event,) = (
        event
        for event in events(name, pool)
        if (event["userName"], event["triggerSource"]) == (username, source)
    )
    return event


class TestEvents:
    def test_sign_up_and_sign_in_call_the_functions_in_order(self, agreeable):
        app, username, email = agreeable.app(), random_name(), random_email()
        app.sign_up(username, UserAttributes=attributes(email=email))
        assert sources(agreeable, username) == ["PreSignUp_SignUp"]
        app.confirm_sign_up(username, last_code(email))
        assert sources(agreeable, username)[1:] == ["PostConfirmation_ConfirmSignUp"]

        tokens = app.tokens(username)
        before, *after = sources(agreeable, username)[2:]
        assert before == "PreAuthentication_Authentication"
        # The order of these two is not documented.
        assert sorted(after) == ["PostAuthentication_Authentication", "TokenGeneration_Authentication"]

        app.refresh(tokens["RefreshToken"])
        assert sources(agreeable, username)[5:] == ["TokenGeneration_RefreshTokens"]
        app.forgot_password(username)
        app.confirm_forgot_password(username, last_code(email, count=2), PASSWORD)
        assert sources(agreeable, username)[6:] == ["PostConfirmation_ConfirmForgotPassword"]

    def test_an_event_has_user_pool_and_client(self, agreeable):
        app, username, email = agreeable.app(), random_name(), random_email()
        app.sign_up(
            username,
            UserAttributes=attributes(email=email),
            ValidationData=attributes(invitation="seven"),
            ClientMetadata={"page": "start"},
        )
        event = the_event(agreeable, username, "PreSignUp_SignUp")
        assert (event["version"], event["userPoolId"]) == ("1", agreeable.id)
        assert event["region"] == agreeable.id.split("_")[0]
        assert event["callerContext"]["clientId"] == app.id
        assert event["callerContext"]["awsSdkVersion"]
        assert event["request"]["userAttributes"]["email"] == email
        assert event["request"]["validationData"] == {"invitation": "seven"}
        assert event["request"]["clientMetadata"] == {"page": "start"}
        assert event["response"] == {
            "autoConfirmUser": False,
            "autoVerifyEmail": False,
            "autoVerifyPhone": False,
        }

    def test_after_the_confirmation_attributes_are_text_and_the_user_has_a_sub(self, agreeable):
        app, email = agreeable.app(), random_email()
        username, _ = app.signed_up(email=email)
        given = the_event(agreeable, username, "PostConfirmation_ConfirmSignUp")["request"]["userAttributes"]
        assert given["sub"] == values(agreeable.user(username)["UserAttributes"])["sub"]
        assert (given["email"], given["email_verified"]) == (email, "true")
        assert given["cognito:user_status"] == "CONFIRMED"

    def test_an_event_of_an_administrative_call_has_no_client(self, agreeable):
        username = agreeable.create_user()["Username"]
        event = the_event(agreeable, username, "PreSignUp_AdminCreateUser")
        assert event["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"

    def test_pre_authentication_is_called_with_a_wrong_password_and_post_authentication_is_not(self, agreeable):
        app, username = agreeable.app(), agreeable.create_user(password=PASSWORD)["Username"]
        with refused("NotAuthorizedException", INCORRECT):
            app.password_sign_in(username, WRONG_PASSWORD)
        assert sources(agreeable, username)[1:] == ["PreAuthentication_Authentication"]

    def test_metadata_of_the_start_reaches_the_functions_before_and_of_the_answer_those_after(
        self, agreeable
    ):
        app, username = agreeable.app(), agreeable.create_user(TemporaryPassword=PASSWORD)["Username"]
        started = public.initiate_auth(
            ClientId=app.id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": PASSWORD},
            ClientMetadata={"step": "first"},
        )
        public.respond_to_auth_challenge(
            ClientId=app.id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=started["Session"],
            ChallengeResponses={"USERNAME": username, "NEW_PASSWORD": ANOTHER_PASSWORD},
            ClientMetadata={"step": "second"},
        )
        asked = the_event(agreeable, username, "PreAuthentication_Authentication")["request"]
        assert asked["validationData"] == {"step": "first"}
        told = the_event(agreeable, username, "PostAuthentication_Authentication")["request"]
        assert told["clientMetadata"] == {"step": "second"}
        made = the_event(agreeable, username, "TokenGeneration_NewPasswordChallenge")["request"]
        assert made["clientMetadata"] == {"step": "second"}

    def test_get_tokens_from_refresh_token_passes_metadata_and_the_refresh_flow_does_not(self, agreeable):
        app, username = agreeable.app(), agreeable.create_user(password=PASSWORD)["Username"]
        token = app.tokens(username)["RefreshToken"]
        public.get_tokens_from_refresh_token(
            ClientId=app.id, RefreshToken=token, ClientMetadata={"from": "new"}
        )
        public.initiate_auth(
            ClientId=app.id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": token},
            ClientMetadata={"from": "old"},
        )
        new, old = [
            event["request"] for event in events("agree", agreeable) if event["userName"] == username
        ][-2:]
        assert new["clientMetadata"] == {"from": "new"}
        assert not old.get("clientMetadata")


class TestSignUp:
    def test_a_function_may_confirm_and_verify(self, calling):
        pool = calling(PreSignUp="auto-confirm", PostConfirmation="agree")
        app, username, email = pool.app(), random_name(), random_email()
        answer = app.sign_up(username, UserAttributes=attributes(email=email))
        assert answer["UserConfirmed"] is True
        assert "CodeDeliveryDetails" not in answer
        assert messages(email) == []
        assert values(pool.user(username)["UserAttributes"])["email_verified"] == "true"
        assert sources(pool, username) == ["PostConfirmation_ConfirmSignUp"]
        assert app.tokens(username)

    def test_its_response_for_an_invited_user_is_ignored(self, calling):
        pool = calling(PreSignUp="auto-confirm")
        user = pool.create_user(UserAttributes=attributes(email=random_email()))
        assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
        assert values(user["Attributes"]).get("email_verified", "false") == "false"

    def test_a_function_that_throws_refuses_the_user(self, calling):
        pool = calling(PreSignUp="fail")
        username = random_name()
        with refused("UserLambdaValidationException", "PreSignUp failed with error No entry."):
            pool.app().sign_up(username)
        with refused("UserNotFoundException", "User does not exist."):
            pool.user(username)


class TestErrors:
    def test_before_and_after_a_sign_in(self, calling):
        for trigger in "PreAuthentication", "PostAuthentication", "PreTokenGeneration":
            pool = calling(**{trigger: "fail"})
            username = pool.create_user(password=PASSWORD)["Username"]
            with refused("UserLambdaValidationException", f"{trigger} failed with error No entry."):
                pool.app().password_sign_in(username)

    def test_a_user_is_confirmed_even_if_the_function_afterwards_throws(self, calling):
        pool = calling(PostConfirmation="fail")
        app, username, email = pool.app(), random_name(), random_email()
        app.sign_up(username, UserAttributes=attributes(email=email))
        with refused("UserLambdaValidationException", "PostConfirmation failed with error No entry."):
            app.confirm_sign_up(username, last_code(email))
        assert pool.status(username) == "CONFIRMED"

    def test_a_function_that_may_not_be_called(self, calling):
        with refused(
            "UnexpectedLambdaException",
            "PreSignUp invocation failed due to error AccessDeniedException.",
        ):
            calling(PreSignUp="forbidden").app().sign_up(random_name())

    def test_a_function_that_does_not_exist(self, calling):
        with refused("UnexpectedLambdaException"):
            calling(PreSignUp="nowhere").app().sign_up(random_name())

    def test_an_answer_that_is_not_the_event(self, calling):
        with refused("InvalidLambdaResponseException", "Unrecognizable lambda output"):
            calling(PreSignUp="senseless").app().sign_up(random_name())


class TestTokens:
    def tokens(self, pool, **given):
        username = pool.create_user(password=PASSWORD, UserAttributes=attributes(**given))["Username"]
        issued = pool.app().tokens(username)
        return username, claims(issued["AccessToken"]), claims(issued["IdToken"])

    def test_version_1_changes_only_the_id_token_and_not_its_identity_claims(self, calling):
        pool = calling(PreTokenGeneration="add-claims")
        username, access, identity = self.tokens(pool, email=random_email())
        assert identity["team"] == "blue"
        assert "email" not in identity
        assert identity["sub"] == access["sub"] == values(pool.user(username)["UserAttributes"])["sub"]
        assert "team" not in access

    def test_version_2_changes_both_tokens_with_values_of_every_kind(self, world):
        arn = function("add-rich-claims")
        pool = world.pool(
            LambdaConfig={"PreTokenGenerationConfig": {"LambdaArn": arn, "LambdaVersion": "V2_0"}}
        )
        username, access, identity = self.tokens(pool, email=random_email())
        assert identity["team"] == {"name": "blue", "seats": [1, True]}
        assert "email" not in identity
        assert access["team"] == "blue"
        assert set(access["scope"].split()) == {"aws.cognito.signin.user.admin", "teams/read"}
        event = the_event(pool, username, "TokenGeneration_Authentication", "add-rich-claims")
        assert event["version"] == "2"
        assert event["request"]["scopes"] == ["aws.cognito.signin.user.admin"]

    def test_the_function_gets_the_groups_and_may_change_them_in_both_tokens(self, calling):
        pool = calling(PreTokenGeneration="change-groups")
        admin.create_group(UserPoolId=pool.id, GroupName="readers")
        app, username = pool.app(), pool.create_user(password=PASSWORD)["Username"]
        admin.admin_add_user_to_group(UserPoolId=pool.id, Username=username, GroupName="readers")
        issued = app.tokens(username)
        event = the_event(pool, username, "TokenGeneration_Authentication", "change-groups")
        assert event["request"]["groupConfiguration"]["groupsToOverride"] == ["readers"]
        for token in issued["AccessToken"], issued["IdToken"]:
            assert claims(token)["cognito:groups"] == ["readers", "added"]


class TestMigration:
    def test_a_user_is_migrated_at_the_first_sign_in(self, calling):
        pool = calling(UserMigration="migrate")
        app, username = pool.app(), random_name()
        with refused("UserNotFoundException", "User does not exist."):
            pool.user(username)

        tokens = app.tokens(username, "Moved-Horse9!")

        assert claims(tokens["IdToken"])["email"] == "moved@example.com"
        assert pool.status(username) == "CONFIRMED"
        assert app.tokens(username, "Moved-Horse9!")
        assert sources(pool, username, "migrate") == ["UserMigration_Authentication"]

    def test_an_unknown_user_is_not_migrated(self, calling):
        pool = calling(UserMigration="migrate")
        username = random_name()
        with pytest.raises(admin.exceptions.ClientError) as refusal:
            pool.app().password_sign_in(username)
        assert refusal.value.response["Error"]["Code"] in (
            "UserNotFoundException",
            "UserLambdaValidationException",
        )
        with refused("UserNotFoundException", "User does not exist."):
            pool.user(username)


class TestMessages:
    def test_a_function_writes_the_mail(self, calling):
        pool = calling(CustomMessage="write-messages")
        app, username, email = pool.app(), random_name(), random_email()
        app.sign_up(username, UserAttributes=attributes(email=email))
        message = last_message(email)
        assert re.fullmatch("[0-9]{6}", message["code"])
        assert message["subject"] == "A word from your function"
        assert message["body"] == f"Take <b>{message['code']}</b>"
        event = the_event(pool, username, "CustomMessage_SignUp", "write-messages")
        assert event["request"]["codeParameter"] == "{####}"
        assert event["request"]["userAttributes"]["email"] == email

        app.resend_code(username)
        app.confirm_sign_up(username, last_code(email, count=2))
        app.forgot_password(username)
        assert sources(pool, username, "write-messages")[1:] == [
            "CustomMessage_ResendCode",
            "CustomMessage_ForgotPassword",
        ]

    def test_a_function_writes_the_text_of_a_second_factor(self, calling):
        pool = calling({"SmsConfiguration": SMS}, CustomMessage="write-messages")
        pool.second_factors("ON", "SMS_MFA")
        phone = random_phone()
        user = pool.create_user(password=PASSWORD, UserAttributes=attributes(phone_number=phone))
        sub = values(user["Attributes"])["sub"]
        started = pool.app().password_sign_in(user["Username"])
        assert started["ChallengeName"] == "SMS_MFA"
        message = last_message(phone)
        assert message["body"] == f"For {sub}: {message['code']}"
        assert sources(pool, user["Username"], "write-messages") == ["CustomMessage_Authentication"]
