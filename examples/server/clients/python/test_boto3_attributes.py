"""boto3: changes of attributes, the codes that verify them, and addresses that are stored only after verification."""

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
    """A signed-in user with a verified address."""
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


def test_an_attribute_without_verification_is_changed_at_once(ana):
    assert ana.update(name="Ana", locale="pt")["CodeDeliveryDetailsList"] == []
    assert {"name": "Ana", "locale": "pt"}.items() <= ana.profile().items()


def test_an_empty_value_removes_an_attribute(ana):
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


def test_a_code_can_be_requested_again_and_only_the_newest_is_valid(ana):
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


def test_users_cannot_set_their_address_to_verified(ana):
    ana.update(email=random_email())
    with refused("NotAuthorizedException"):
        ana.update(email_verified="true")
    assert ana.profile()["email_verified"] == "false"


def test_not_even_the_administrator_changes_a_sub(pool, ana):
    with refused("InvalidParameterException", "Cannot modify the non-mutable attribute sub"):
        admin.admin_update_user_attributes(
            UserPoolId=pool.id, Username=ana.name, UserAttributes=attributes(sub="somebody else")
        )


def test_the_administrator_may_set_an_address_to_verified(pool, ana):
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

    def test_a_new_address_is_stored_after_its_code_was_entered(self, app, ana):
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

    def test_a_second_change_replaces_the_pending_one(self, ana):
        first, second = random_email(), random_email()
        ana.update(email=first)
        ana.update(email=second)
        if last_code(first) != last_code(second):
            with refused("CodeMismatchException", WRONG_CODE):
                ana.verify(last_code(first))
        ana.verify(last_code(second))
        assert ana.address() == (second, "true")

    def test_a_verified_address_set_by_the_administrator_is_stored_at_once(self, app, ana):
        other = random_email()
        admin.admin_update_user_attributes(
            UserPoolId=app.pool.id,
            Username=ana.name,
            UserAttributes=attributes(email=other, email_verified="true"),
        )
        assert ana.address() == (other, "true")
        assert app.tokens(other, PASSWORD)

    def test_only_an_auto_verified_attribute_can_require_verification_before_update(self, world):
        with refused(
            "InvalidParameterException",
            "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
        ):
            world.pool(UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]})
