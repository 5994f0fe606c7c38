"""boto3: unsigned operations from sign-up to password reset."""

import re

import pytest

from world import (
    ANOTHER_PASSWORD,
    PASSWORD,
    SMS,
    UUID,
    WRONG_PASSWORD,
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
    unchecked,
    values,
    violations,
)

NOT_FOUND = "Username/client id combination not found."
WRONG_CODE = "Invalid verification code provided, please try again."
NO_CODE = "Invalid code provided, please request a code again."


def test_the_whole_life_of_an_account(pool, app):
    username, email = random_name(), random_email()

    app.sign_up(username, UserAttributes=attributes(email=email, name="Ana"))
    with refused("UserNotConfirmedException", "User is not confirmed."):
        app.password_sign_in(username)
    app.confirm_sign_up(username, last_code(email))

    tokens = app.tokens(username)
    profile = public.get_user(AccessToken=tokens["AccessToken"])
    assert profile["Username"] == username
    assert values(profile["UserAttributes"])["email_verified"] == "true"

    public.change_password(
        AccessToken=tokens["AccessToken"], PreviousPassword=PASSWORD, ProposedPassword=ANOTHER_PASSWORD
    )
    with refused("NotAuthorizedException", "Incorrect username or password."):
        app.tokens(username)

    app.forgot_password(username)
    app.confirm_forgot_password(username, last_code(email, count=2), PASSWORD)
    tokens = app.tokens(username)

    refreshed = app.refresh(tokens["RefreshToken"])["AuthenticationResult"]
    public.global_sign_out(AccessToken=refreshed["AccessToken"])
    for dead in tokens, refreshed:
        with refused("NotAuthorizedException", "Access Token has been revoked"):
            public.get_user(AccessToken=dead["AccessToken"])
    with refused("NotAuthorizedException", "Refresh Token has been revoked"):
        app.refresh(tokens["RefreshToken"])

    tokens = app.tokens(username)
    public.delete_user(AccessToken=tokens["AccessToken"])
    with refused("UserNotFoundException", "User does not exist."):
        public.get_user(AccessToken=tokens["AccessToken"])
    with refused("UserNotFoundException", "User does not exist."):
        app.password_sign_in(username)


class TestSignUp:
    def test_a_code_goes_to_the_address_which_the_answer_masks(self, pool, app):
        username = random_name()
        email = f"{username}@example.com"

        answer = app.sign_up(username, UserAttributes=attributes(email=email))

        assert answer["UserConfirmed"] is False
        assert UUID.fullmatch(answer["UserSub"])
        assert answer["CodeDeliveryDetails"] == {
            "Destination": "a***@e***",
            "DeliveryMedium": "EMAIL",
            "AttributeName": "email",
        }
        message = last_message(email)
        assert re.fullmatch("[0-9]{6}", message["code"])
        assert (message["medium"], message["username"]) == ("EMAIL", username)
        assert message["subject"] == "Your verification code"
        assert message["body"] == f"Your confirmation code is {message['code']}"
        assert pool.status(username) == "UNCONFIRMED"
        assert values(pool.user(username)["UserAttributes"])["sub"] == answer["UserSub"]

    def test_without_an_address_no_code_is_sent(self, app):
        answer = app.sign_up(random_name())
        assert answer["UserConfirmed"] is False
        assert "CodeDeliveryDetails" not in answer

    def test_without_auto_verification_no_code_is_sent(self, world):
        email = random_email()
        answer = world.pool().app().sign_up(random_name(), UserAttributes=attributes(email=email))
        assert "CodeDeliveryDetails" not in answer
        assert messages(email) == []

    def test_of_phone_and_address_the_phone_gets_the_only_code(self, world):
        pool = world.pool(AutoVerifiedAttributes=["email", "phone_number"], SmsConfiguration=SMS)
        app, username, email, phone = pool.app(), random_name(), random_email(), random_phone()

        answer = app.sign_up(username, UserAttributes=attributes(email=email, phone_number=phone))

        assert answer["CodeDeliveryDetails"] == {
            "Destination": "+*******" + phone[-4:],
            "DeliveryMedium": "SMS",
            "AttributeName": "phone_number",
        }
        message = last_message(phone)
        assert (message["medium"], message["body"]) == (
            "SMS",
            f"Your verification code is {message['code']}. ",
        )
        assert messages(email) == []
        app.confirm_sign_up(username, message["code"])
        verified = values(pool.user(username)["UserAttributes"])
        assert verified["phone_number_verified"] == "true"
        assert verified.get("email_verified", "false") == "false"

    def test_an_own_message_template_is_used(self, world):
        app = world.pool(
            AutoVerifiedAttributes=["email"],
            EmailVerificationMessage="Type {####}.",
            EmailVerificationSubject="Hello",
        ).app()
        email = random_email()
        app.sign_up(random_name(), UserAttributes=attributes(email=email))
        message = last_message(email)
        assert (message["subject"], message["body"]) == ("Hello", f"Type {message['code']}.")

    def test_a_name_is_unique(self, app):
        username = random_name()
        app.sign_up(username)
        with refused("UsernameExistsException", "User already exists"):
            app.sign_up(username)

    def test_a_pool_may_allow_only_the_administrator_to_create_users(self, world):
        app = world.pool(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True}).app()
        with refused("NotAuthorizedException", "SignUp is not permitted for this user pool"):
            app.sign_up(random_name())

    def test_a_required_attribute_must_be_given(self, world):
        required = {"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}
        app = world.pool(Schema=[required]).app()
        with refused(
            "InvalidParameterException",
            "Attributes did not conform to the schema: email: The attribute is required\n",
        ):
            app.sign_up(random_name())

    @pytest.mark.parametrize(
        "password, rule",
        [
            ("Sh0rt!", "Password not long enough"),
            ("no-upper-case-9!", "Password must have uppercase characters"),
            ("NO-LOWER-CASE-9!", "Password must have lowercase characters"),
            ("No-Number-Here!", "Password must have numeric characters"),
            ("NoSymbolHere9", "Password must have symbol characters"),
            ("lower", "Password not long enough"),
            ("lower-only", "Password must have uppercase characters"),
        ],
    )
    def test_a_password_must_conform_and_one_broken_rule_is_named(self, app, password, rule):
        username = random_name()
        with refused("InvalidPasswordException", f"Password did not conform with policy: {rule}"):
            app.sign_up(username, password=password)
        app.sign_up(username)

    @pytest.mark.parametrize("password", [" Correct-Horse9!", "Correct-Horse9! ", "C"])
    def test_a_password_neither_begins_nor_ends_with_a_blank(self, app, password):
        assert violations(unchecked.sign_up, ClientId=app.id, Username=random_name(), Password=password) == [
            r"Value at 'password' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: ^[\S]+.*[\S]+$"
        ]

    def test_a_password_may_have_a_blank_inside_and_letters_of_any_alphabet(self, pool, app):
        username, password = random_name(), "Süße Katze 9 李!"
        app.sign_up(username, password=password)
        pool.set_password(username, password)
        assert app.tokens(username, password)["AccessToken"]

    @pytest.mark.parametrize(
        "given, message",
        [
            ({"email": "nowhere"}, "Invalid email address format."),
            ({"phone_number": "555 1234"}, "Invalid phone number format."),
        ],
    )
    def test_an_address_must_look_like_one(self, app, given, message):
        with refused("InvalidParameterException", message):
            app.sign_up(random_name(), UserAttributes=attributes(**given))

    def test_an_app_writes_only_what_it_may(self, pool):
        app = pool.app(WriteAttributes=["email"])
        with refused("NotAuthorizedException", "A client attempted to write unauthorized attribute"):
            app.sign_up(random_name(), UserAttributes=attributes(name="Ana"))
        app.sign_up(random_name(), UserAttributes=attributes(email=random_email()))

    def test_sign_up_cannot_set_an_address_to_verified(self, app):
        with refused("NotAuthorizedException", "A client attempted to write unauthorized attribute"):
            app.sign_up(random_name(), UserAttributes=attributes(email=random_email(), email_verified="true"))

    def test_an_unknown_client_is_named(self):
        with refused("ResourceNotFoundException", "User pool client nobody does not exist."):
            public.sign_up(ClientId="nobody", Username=random_name(), Password=PASSWORD)


class TestConfirmation:
    @pytest.fixture
    def registered(self, app):
        """A user who has just signed up, the address, and the code that went there."""
        username, email = random_name(), random_email()
        app.sign_up(username, UserAttributes=attributes(email=email))
        return username, email, last_code(email)

    def test_the_code_confirms_the_user_and_verifies_the_address(self, pool, app, registered):
        username, _, code = registered
        app.confirm_sign_up(username, code)
        assert pool.status(username) == "CONFIRMED"
        assert values(pool.user(username)["UserAttributes"])["email_verified"] == "true"

    def test_a_wrong_code_is_refused_and_the_right_one_still_works(self, app, registered):
        username, _, code = registered
        with refused("CodeMismatchException", WRONG_CODE):
            app.confirm_sign_up(username, other_code(code))
        app.confirm_sign_up(username, code)

    def test_a_code_works_only_once(self, app, registered):
        username, _, code = registered
        app.confirm_sign_up(username, code)
        with refused("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"):
            app.confirm_sign_up(username, code)

    def test_a_code_works_for_its_user_only(self, app, registered):
        _, _, code = registered
        other, email = random_name(), random_email()
        app.sign_up(other, UserAttributes=attributes(email=email))
        if last_code(email) != code:  # One in a million.
            with refused("CodeMismatchException", WRONG_CODE):
                app.confirm_sign_up(other, code)

    def test_a_new_code_replaces_the_old_one(self, app, registered):
        username, email, code = registered

        answer = app.resend_code(username)

        assert answer["CodeDeliveryDetails"] == {
            "Destination": "m***@e***",
            "DeliveryMedium": "EMAIL",
            "AttributeName": "email",
        }
        replacement = last_code(email, count=2)
        if replacement != code:  # One in a million.
            with refused("CodeMismatchException", WRONG_CODE):
                app.confirm_sign_up(username, code)
        app.confirm_sign_up(username, replacement)

    def test_a_confirmed_user_gets_no_new_code(self, app, registered):
        username, _, code = registered
        app.confirm_sign_up(username, code)
        with refused("InvalidParameterException", "User is already confirmed."):
            app.resend_code(username)

    def test_a_pool_that_verifies_nothing_sends_no_code_again(self, world):
        app, username = world.pool().app(), random_name()
        app.sign_up(username, UserAttributes=attributes(email=random_email()))
        with refused("NotAuthorizedException", "Cannot resend codes. Auto verification not turned on."):
            app.resend_code(username)

    def test_a_user_without_a_pending_code_has_nothing_to_confirm(self, app):
        username = random_name()
        app.sign_up(username)
        with refused("ExpiredCodeException", NO_CODE):
            app.confirm_sign_up(username, "123456")

    def test_an_unknown_user_is_told_apart_by_default(self, app):
        with refused("UserNotFoundException", NOT_FOUND):
            app.confirm_sign_up(random_name(), "123456")
        with refused("UserNotFoundException", NOT_FOUND):
            app.resend_code(random_name())


class TestChangePassword:
    @pytest.fixture
    def access_token(self, app):
        self.username, _ = app.signed_up()
        return app.tokens(self.username)["AccessToken"]

    def test_the_previous_password_must_be_right(self, app, access_token):
        with refused("NotAuthorizedException", "Incorrect username or password."):
            public.change_password(
                AccessToken=access_token, PreviousPassword=WRONG_PASSWORD, ProposedPassword=ANOTHER_PASSWORD
            )
        assert app.tokens(self.username)

    def test_the_proposed_password_must_conform(self, app, access_token):
        with refused(
            "InvalidPasswordException", "Password does not conform to policy: Password not long enough"
        ):
            public.change_password(
                AccessToken=access_token, PreviousPassword=PASSWORD, ProposedPassword="Sh0rt!"
            )
        assert app.tokens(self.username)

    def test_the_new_password_works_and_the_old_one_does_not(self, app, access_token):
        public.change_password(
            AccessToken=access_token, PreviousPassword=PASSWORD, ProposedPassword=ANOTHER_PASSWORD
        )
        assert app.tokens(self.username, ANOTHER_PASSWORD)
        with refused("NotAuthorizedException", "Incorrect username or password."):
            app.tokens(self.username)


class TestForgottenPassword:
    @pytest.fixture
    def forgetful(self, app):
        """A confirmed user, and the code to reset the password."""
        username, email = app.signed_up()
        app.forgot_password(username)
        return username, email, last_code(email, count=2)

    def test_a_code_goes_to_the_verified_address(self, app):
        username, email = app.signed_up()

        answer = app.forgot_password(username)

        assert answer["CodeDeliveryDetails"] == {
            "Destination": "m***@e***",
            "DeliveryMedium": "EMAIL",
            "AttributeName": "email",
        }
        message = last_message(email, count=2)
        assert re.fullmatch("[0-9]{6}", message["code"])
        assert (message["subject"], message["username"]) == ("Your verification code", username)
        assert app.tokens(username)  # The old password works until the new one is set.

    def test_the_code_sets_a_new_password(self, pool, app, forgetful):
        username, _, code = forgetful
        app.confirm_forgot_password(username, code, ANOTHER_PASSWORD)
        assert pool.status(username) == "CONFIRMED"
        assert app.tokens(username, ANOTHER_PASSWORD)
        with refused("NotAuthorizedException", "Incorrect username or password."):
            app.tokens(username)

    def test_a_wrong_code_changes_nothing(self, app, forgetful):
        username, _, code = forgetful
        with refused("CodeMismatchException", WRONG_CODE):
            app.confirm_forgot_password(username, other_code(code), ANOTHER_PASSWORD)
        assert app.tokens(username)

    def test_a_code_works_only_once(self, app, forgetful):
        username, _, code = forgetful
        app.confirm_forgot_password(username, code, ANOTHER_PASSWORD)
        with refused("ExpiredCodeException", NO_CODE):
            app.confirm_forgot_password(username, code, PASSWORD)

    def test_a_password_that_does_not_conform_does_not_spend_the_code(self, app, forgetful):
        username, _, code = forgetful
        with refused(
            "InvalidPasswordException", "Password does not conform to policy: Password not long enough"
        ):
            app.confirm_forgot_password(username, code, "Sh0rt!")
        app.confirm_forgot_password(username, code, ANOTHER_PASSWORD)

    def test_a_new_code_replaces_the_old_one(self, app, forgetful):
        username, email, code = forgetful
        app.forgot_password(username)
        replacement = last_code(email, count=3)
        if replacement != code:  # One in a million.
            with refused("CodeMismatchException", WRONG_CODE):
                app.confirm_forgot_password(username, code, ANOTHER_PASSWORD)
        app.confirm_forgot_password(username, replacement, ANOTHER_PASSWORD)

    def test_a_code_that_confirms_a_registration_resets_no_password(self, app):
        username, email = app.signed_up()
        with refused("ExpiredCodeException", NO_CODE):
            app.confirm_forgot_password(username, last_code(email), ANOTHER_PASSWORD)

    def test_a_reset_requires_a_verified_address(self, pool, app):
        username = pool.create_user(password=PASSWORD, UserAttributes=attributes(email=random_email()))[
            "Username"
        ]
        unconfirmed = random_name()
        app.sign_up(unconfirmed, UserAttributes=attributes(email=random_email()))
        for name in username, unconfirmed:
            with refused(
                "InvalidParameterException",
                "Cannot reset password for the user as there is no registered/verified email or phone_number",
            ):
                app.forgot_password(name)

    def test_an_invited_user_cannot_reset_a_password_never_set(self, pool, app):
        username = pool.create_user(UserAttributes=attributes(email=random_email(), email_verified="true"))[
            "Username"
        ]
        with refused("NotAuthorizedException", "User password cannot be reset in the current state."):
            app.forgot_password(username)

    def test_a_pool_may_allow_only_the_administrator_to_reset_passwords(self, world):
        pool = world.pool(
            AccountRecoverySetting={"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]}
        )
        username = pool.create_user(
            password=PASSWORD, UserAttributes=attributes(email=random_email(), email_verified="true")
        )["Username"]
        with refused("NotAuthorizedException", "Contact administrator to reset password."):
            pool.app().forgot_password(username)

    @pytest.mark.parametrize(
        "setting, medium",
        [
            (None, "EMAIL"),
            ([("verified_email", 1), ("verified_phone_number", 2)], "EMAIL"),
            ([("verified_email", 2), ("verified_phone_number", 1)], "SMS"),
        ],
    )
    def test_recovery_chooses_between_phone_and_address(self, world, setting, medium):
        recovery = setting and {
            "AccountRecoverySetting": {
                "RecoveryMechanisms": [{"Name": name, "Priority": priority} for name, priority in setting]
            }
        }
        pool = world.pool(SmsConfiguration=SMS, **(recovery or {}))
        username = pool.create_user(
            password=PASSWORD,
            UserAttributes=attributes(
                email=random_email(),
                email_verified="true",
                phone_number=random_phone(),
                phone_number_verified="true",
            ),
        )["Username"]
        assert pool.app().forgot_password(username)["CodeDeliveryDetails"]["DeliveryMedium"] == medium

    def test_an_unknown_user_is_told_apart_by_default(self, app):
        with refused("UserNotFoundException", NOT_FOUND):
            app.forgot_password(random_name())
        with refused("UserNotFoundException", NOT_FOUND):
            app.confirm_forgot_password(random_name(), "123456", PASSWORD)
