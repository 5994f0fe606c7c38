"""boto3: attributes that change, the codes that verify them, and addresses that wait for theirs."""

import pytest

from world import (
    PASSWORD,
    admin,
    attributes,
    last_code,
    messages,
    other_code,
    public,
    random_email,
    refused,
    values,
)

WRONG_CODE = "Invalid verification code provided, please try again."
NO_CODE = "Invalid code provided, please request a code again."


@pytest.fixture
def ana(app):
    """Signed in, with a verified address."""
    return Ana(app)


class Ana:
    def __init__(self, app):
        self.app = app
        self.name, self.email = app.signed_up()
        self.token = app.tokens(self.name)["AccessToken"]

    def update(self, **given):
        return public.update_user_attributes(AccessToken=self.token, UserAttributes=attributes(**given))

    def verify(self, code, name="email"):
        return public.verify_user_attribute(AccessToken=self.token, AttributeName=name, Code=code)

    def profile(self):
        return values(public.get_user(AccessToken=self.token)["UserAttributes"])

    def address(self):
        profile = self.profile()
        return profile["email"], profile["email_verified"]


def test_what_needs_no_code_is_changed_at_once(ana):
    assert ana.update(name="Ana", locale="pt")["CodeDeliveryDetailsList"] == []
    assert {"name": "Ana", "locale": "pt"}.items() <= ana.profile().items()


def test_an_empty_value_removes(ana):
    ana.update(name="Ana")
    ana.update(name="")
    assert "name" not in ana.profile()
    ana.update(name="Ana")
    public.delete_user_attributes(AccessToken=ana.token, UserAttributeNames=["name"])
    assert "name" not in ana.profile()


def test_a_new_address_is_stored_at_once_and_verified_by_its_code(ana):
    other = random_email()
    assert ana.update(email=other)["CodeDeliveryDetailsList"] == [
        {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "m***@e***"}
    ]
    assert ana.address() == (other, "false")
    code = last_code(other)
    with refused("CodeMismatchException", WRONG_CODE):
        ana.verify(other_code(code))
    assert set(ana.verify(code)) == {"ResponseMetadata"}
    assert ana.address() == (other, "true")
    with refused("ExpiredCodeException", NO_CODE):
        ana.verify(code)


def test_a_code_can_be_asked_for_again_and_the_newest_counts(ana):
    for count in 2, 3:  # The first confirmed the registration.
        details = public.get_user_attribute_verification_code(AccessToken=ana.token, AttributeName="email")
        assert details["CodeDeliveryDetails"] == {
            "AttributeName": "email",
            "DeliveryMedium": "EMAIL",
            "Destination": "m***@e***",
        }
        last_code(ana.email, count=count)
    _, first, second = (message["code"] for message in messages(ana.email))
    if first != second:
        with refused("CodeMismatchException", WRONG_CODE):
            ana.verify(first)
    ana.verify(second)


def test_nobody_says_that_the_own_address_is_verified(ana):
    ana.update(email=random_email())
    with refused("NotAuthorizedException"):
        ana.update(email_verified="true")
    assert ana.profile()["email_verified"] == "false"


def test_not_even_the_administrator_changes_a_sub(pool, ana):
    with refused("InvalidParameterException", "Cannot modify the non-mutable attribute sub"):
        admin.admin_update_user_attributes(
            UserPoolId=pool.id, Username=ana.name, UserAttributes=attributes(sub="somebody else")
        )


def test_the_administrator_may_say_that_an_address_is_verified(pool, ana):
    other = random_email()
    admin.admin_update_user_attributes(
        UserPoolId=pool.id,
        Username=ana.name,
        UserAttributes=attributes(email=other, email_verified="true"),
    )
    assert ana.address() == (other, "true")
    assert messages(other) == []


class TestVerificationBeforeUpdate:
    @pytest.fixture(scope="class")
    @classmethod
    def app(cls, world):
        pool = world.pool(
            AliasAttributes=["email"],
            AutoVerifiedAttributes=["email"],
            UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
        )
        return pool.app()

    def test_a_new_address_waits_until_its_code_has_come_back(self, app, ana):
        other = random_email()
        (details,) = ana.update(email=other)["CodeDeliveryDetailsList"]
        assert details["AttributeName"] == "email"
        assert ana.address() == (ana.email, "true")
        assert app.tokens(ana.email)
        with refused("UserNotFoundException", "User does not exist."):
            app.tokens(other)

        ana.verify(last_code(other))

        assert ana.address() == (other, "true")
        assert app.tokens(other)
        with refused("UserNotFoundException", "User does not exist."):
            app.tokens(ana.email)

    def test_a_wrong_code_changes_nothing(self, ana):
        other = random_email()
        ana.update(email=other)
        with refused("CodeMismatchException", WRONG_CODE):
            ana.verify(other_code(last_code(other)))
        assert ana.address() == (ana.email, "true")

    def test_a_second_change_replaces_the_one_that_waits(self, ana):
        first, second = random_email(), random_email()
        ana.update(email=first)
        ana.update(email=second)
        if last_code(first) != last_code(second):
            with refused("CodeMismatchException", WRONG_CODE):
                ana.verify(last_code(first))
        ana.verify(last_code(second))
        assert ana.address() == (second, "true")

    def test_a_verified_address_of_the_administrator_does_not_wait(self, app, ana):
        other = random_email()
        admin.admin_update_user_attributes(
            UserPoolId=app.pool.id,
            Username=ana.name,
            UserAttributes=attributes(email=other, email_verified="true"),
        )
        assert ana.address() == (other, "true")
        assert app.tokens(other, PASSWORD)

    def test_only_what_is_verified_by_itself_can_wait(self, world):
        with refused(
            "InvalidParameterException",
            "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
        ):
            world.pool(UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]})
