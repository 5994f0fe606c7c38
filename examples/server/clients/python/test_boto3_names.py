"""boto3: names of users: aliases, addresses as usernames, and case-insensitive names."""

import pytest

from world import (
    PASSWORD,
    SMS,
    UUID,
    admin,
    attributes,
    claims,
    last_code,
    messages,
    public,
    random_email,
    random_name,
    random_phone,
    refused,
    values,
)


class TestAliases:
    """A pool in which a verified address is an alias."""

    @pytest.fixture(scope="class")
    @classmethod
    def pool(cls, world):
        return world.pool(AliasAttributes=["email"], AutoVerifiedAttributes=["email"])

    @pytest.fixture(scope="class")
    @classmethod
    def app(cls, pool):
        return pool.app()

    def test_an_address_signs_in_once_it_is_verified(self, app):
        username, email = random_name(), random_email()
        app.sign_up(username, UserAttributes=attributes(email=email))
        with refused("UserNotFoundException", "User does not exist."):
            app.password_sign_in(email)

        app.confirm_sign_up(username, last_code(email))

        access = claims(app.tokens(email)["AccessToken"])
        assert access["username"] == username

    def test_an_alias_finds_the_user_for_the_administrator_and_for_a_reset(self, pool, app):
        username, email = app.signed_up()
        assert pool.user(email)["Username"] == username
        assert app.forgot_password(email)["CodeDeliveryDetails"]["Destination"] == "m***@e***"

    def test_srp_answers_an_alias_with_the_real_name(self, app):
        username, email = app.signed_up()
        challenge = app.initiate("USER_SRP_AUTH", USERNAME=email, SRP_A="a" * 768)["ChallengeParameters"]
        assert (challenge["USERNAME"], challenge["USER_ID_FOR_SRP"]) == (username, username)

    def test_a_username_cannot_have_the_form_of_an_alias(self, pool, app):
        text = "Username cannot be of email format, since user pool is configured for email alias."
        with refused("InvalidParameterException", text):
            app.sign_up(random_email())
        with refused("InvalidParameterException", text):
            pool.create_user(random_email())

    def test_an_address_becomes_the_alias_of_the_first_user_who_verifies_it(self, pool, app):
        email, first, second = random_email(), random_name(), random_name()
        app.sign_up(first, UserAttributes=attributes(email=email))
        first_code = last_code(email)
        app.sign_up(second, UserAttributes=attributes(email=email))
        second_code = last_code(email, count=2)

        app.confirm_sign_up(second, second_code)

        with refused("AliasExistsException", "An account with the email already exists."):
            app.confirm_sign_up(first, first_code)
        assert pool.user(email)["Username"] == second

    def test_an_alias_can_be_taken_over_by_force(self, pool, app):
        first, email = app.signed_up()
        second = random_name()
        app.sign_up(second, UserAttributes=attributes(email=email))

        app.confirm_sign_up(second, last_code(email, count=2), ForceAliasCreation=True)

        assert pool.user(email)["Username"] == second
        assert values(pool.user(first)["UserAttributes"]).get("email_verified", "false") == "false"
        assert claims(app.tokens(email)["AccessToken"])["username"] == second

    def test_the_administrator_takes_an_alias_only_by_force(self, pool, app):
        first, email = app.signed_up()
        verified = {"UserAttributes": attributes(email=email, email_verified="true")}
        with refused("AliasExistsException", "An account with the given email already exists."):
            pool.create_user(**verified)
        second = pool.create_user(**verified, ForceAliasCreation=True)["Username"]
        assert pool.user(email)["Username"] == second
        assert pool.user(first)["Username"] == first

    def test_the_alias_of_a_deleted_user_is_free(self, pool, app):
        first, email = app.signed_up()
        admin.admin_delete_user(UserPoolId=pool.id, Username=first)
        second = random_name()
        app.sign_up(second, UserAttributes=attributes(email=email))
        app.confirm_sign_up(second, last_code(email, count=2))
        assert pool.user(email)["Username"] == second

    def test_without_aliases_addresses_are_not_names_and_not_unique(self, world):
        app = world.pool(AutoVerifiedAttributes=["email"]).app()
        _, email = app.signed_up()
        app.sign_up(random_name(), UserAttributes=attributes(email=email))
        with refused("UserNotFoundException", "User does not exist."):
            app.password_sign_in(email)


class TestAddressesAsUsernames:
    """A pool in which users sign up with their address as the username."""

    @pytest.fixture(scope="class")
    @classmethod
    def pool(cls, world):
        return world.pool(UsernameAttributes=["email"], AutoVerifiedAttributes=["email"])

    @pytest.fixture(scope="class")
    @classmethod
    def app(cls, pool):
        return pool.app()

    def test_the_stored_name_is_the_sub_and_the_address_is_filled_in(self, pool, app):
        email = random_email()

        sub = app.sign_up(email)["UserSub"]

        user = pool.user(email)
        assert UUID.fullmatch(sub)
        assert user["Username"] == sub
        assert values(user["UserAttributes"])["sub"] == sub
        assert values(user["UserAttributes"])["email"] == email

    def test_address_and_sub_both_sign_in_and_the_tokens_name_the_sub(self, app):
        email = random_email()
        sub = app.sign_up(email)["UserSub"]
        app.confirm_sign_up(email, last_code(email))
        for name in email, sub:
            tokens = app.tokens(name)
            assert claims(tokens["AccessToken"])["username"] == sub
            assert claims(tokens["IdToken"])["cognito:username"] == sub
            assert public.get_user(AccessToken=tokens["AccessToken"])["Username"] == sub

    def test_srp_answers_an_address_with_the_sub(self, app):
        email = random_email()
        sub = app.sign_up(email)["UserSub"]
        challenge = app.initiate("USER_SRP_AUTH", USERNAME=email, SRP_A="a" * 768)["ChallengeParameters"]
        assert challenge["USER_ID_FOR_SRP"] == sub

    def test_an_unverified_address_signs_in_as_well(self, pool, app):
        email = random_email()
        pool.create_user(email, password=PASSWORD)
        assert app.tokens(email)["AccessToken"]

    def test_a_forgotten_password_is_reset_by_address(self, app):
        email = random_email()
        app.sign_up(email)
        app.confirm_sign_up(email, last_code(email))
        app.forgot_password(email)
        app.confirm_forgot_password(email, last_code(email, count=2), "New-Horse-9!")
        assert app.tokens(email, "New-Horse-9!")

    def test_an_address_is_unique(self, pool, app):
        email = random_email()
        app.sign_up(email)
        # Both texts were captured from the service, from older and newer pools.
        with refused("UsernameExistsException") as again:
            app.sign_up(email)
        assert again.error.response["Error"]["Message"] in (
            "An account with the given email already exists.",
            "User already exists",
        )
        with refused("UsernameExistsException", "An account with the given email already exists."):
            pool.create_user(email)

    def test_a_username_must_be_an_address(self, pool, app):
        with refused("InvalidParameterException", "Username should be an email."):
            app.sign_up(random_name())
        with refused("InvalidParameterException", "Username should be an email."):
            pool.create_user(random_name())

    def test_a_pool_of_addresses_and_phones_takes_either(self, world):
        pool = world.pool(UsernameAttributes=["email", "phone_number"], SmsConfiguration=SMS)
        app, email, phone = pool.app(), random_email(), random_phone()
        app.sign_up(email)
        app.sign_up(phone)
        assert values(pool.user(email)["UserAttributes"])["email"] == email
        assert values(pool.user(phone)["UserAttributes"])["phone_number"] == phone
        with refused("InvalidParameterException", "Username should be either an email or a phone number."):
            app.sign_up(random_name())

    def test_a_list_is_searched_by_address_or_by_sub(self, pool, app):
        email = random_email()
        sub = app.sign_up(email)["UserSub"]

        def found(expression):
            return [
                user["Username"] for user in admin.list_users(UserPoolId=pool.id, Filter=expression)["Users"]
            ]

        assert found(f'email = "{email}"') == [sub]
        assert found(f'username = "{sub}"') == [sub]
        assert found(f'username = "{email}"') == []


class TestLettersOfEitherCase:
    @pytest.fixture(scope="class")
    @classmethod
    def pool(cls, world):
        return world.pool(
            UsernameConfiguration={"CaseSensitive": False},
            AliasAttributes=["email"],
            AutoVerifiedAttributes=["email"],
        )

    @pytest.fixture(scope="class")
    @classmethod
    def app(cls, pool):
        return pool.app()

    def test_a_name_is_returned_in_lower_case_and_accepted_in_any(self, pool, app):
        name = random_name()
        app.sign_up(name.capitalize())
        pool.set_password(name.upper(), PASSWORD)
        assert pool.user(name.upper())["Username"] == name
        assert claims(app.tokens(name.title())["AccessToken"])["username"] == name

    def test_a_name_is_unique_in_every_case(self, pool, app):
        name = random_name()
        app.sign_up(name)
        with refused("UsernameExistsException", "User already exists"):
            app.sign_up(name.upper())
        with refused("UsernameExistsException", "User account already exists"):
            pool.create_user(name.capitalize())

    def test_an_alias_is_accepted_in_any_case(self, app):
        username, email = app.signed_up()
        assert claims(app.tokens(email.upper())["AccessToken"])["username"] == username

    def test_an_alias_is_unique_in_every_case(self, app):
        _, email = app.signed_up()
        second = random_name()
        app.sign_up(second, UserAttributes=attributes(email=email.upper()))
        # The reference does not say whether the code goes to the address as given or as compared.
        code = next(message for message in reversed(messages()) if message["username"] == second)["code"]
        with refused("AliasExistsException", "An account with the email already exists."):
            app.confirm_sign_up(second, code)

    def test_a_pool_is_case_sensitive_unless_it_says_otherwise(self, world):
        app, name = world.pool().app(), random_name()
        app.sign_up(name)
        app.sign_up(name.upper())
        with refused("UserNotFoundException", "User does not exist."):
            app.password_sign_in(name.capitalize())


class TestOneNameOneUser:
    """One value leads to one user, whatever kind of name it is."""

    @pytest.fixture(scope="class")
    @classmethod
    def pool(cls, world):
        return world.pool(
            AliasAttributes=["preferred_username", "email", "phone_number"],
            AutoVerifiedAttributes=["email"],
            UsernameConfiguration={"CaseSensitive": False},
        )

    @pytest.fixture(scope="class")
    @classmethod
    def app(cls, pool):
        return pool.app()

    def prefer(self, app, username, value):
        public.update_user_attributes(
            AccessToken=app.tokens(username)["AccessToken"],
            UserAttributes=attributes(preferred_username=value),
        )

    def test_a_preferred_username_cannot_be_the_address_or_name_of_another_user(self, pool, app):
        victim, email = app.signed_up()
        attacker, _ = app.signed_up()
        for value in [email, email.upper(), victim]:
            with refused(
                "AliasExistsException", "An account with the given preferred_username already exists."
            ):
                self.prefer(app, attacker, value)
            with refused("AliasExistsException"):
                admin.admin_update_user_attributes(
                    UserPoolId=pool.id,
                    Username=attacker,
                    UserAttributes=attributes(preferred_username=value),
                )
        assert pool.user(email)["Username"] == victim
        assert claims(app.tokens(email)["AccessToken"])["username"] == victim

    def test_a_preferred_username_cannot_have_the_form_of_an_address_or_number(self, app):
        username, _ = app.signed_up()
        for value, form in [(random_email(), "email"), (random_phone(), "phone number")]:
            with refused(
                "InvalidParameterException",
                f"Preferred username cannot be of {form} format, since user pool is configured for {form} alias.",
            ):
                self.prefer(app, username, value)

    def test_a_preferred_username_cannot_be_the_username_of_another_user(self, app):
        username, _ = app.signed_up()
        name = random_name()
        self.prefer(app, username, name)
        with refused("UsernameExistsException", "User already exists"):
            app.sign_up(name)

    def test_names_are_compared_after_normalization(self, pool, app):
        suffix = random_name("")
        composed, decomposed = f"zo\u00eb{suffix}", f"Zoe\u0308{suffix}"
        pool.create_user(decomposed, password=PASSWORD)
        for name in [composed, composed.upper(), decomposed]:
            assert pool.user(name)["Username"] == decomposed.lower()
            assert claims(app.tokens(name)["AccessToken"])["username"] == decomposed.lower()
            with refused("UsernameExistsException"):
                app.sign_up(name)

    def test_a_name_cannot_contain_invisible_characters(self, app):
        for hidden in ["\u034f", "\ufe0f", "\u3164"]:
            with refused("InvalidParameterException"):
                app.sign_up(random_name(f"a{hidden}b"))

    @pytest.mark.parametrize(
        "address", ["mike@example.com,evil@example.net", "<a@b>", "a@b@c", "a..b@example.com", "a b@example.com"]
    )
    def test_an_email_is_one_address(self, app, address):
        with refused("InvalidParameterException", "Invalid email address format."):
            app.sign_up(random_name(), UserAttributes=attributes(email=address))
