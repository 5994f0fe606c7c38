"""pycognito: devices: confirmed, remembered, and verified by SRP instead of a second factor."""

import pytest
from pycognito.aws_srp import AWSSRP
from pycognito.exceptions import SMSMFAChallengeException

from cognito import person, redirected  # noqa: F401 (a fixture)
from world import (
    PASSWORD,
    SMS,
    admin,
    attributes,
    claims,
    events,
    function,
    last_code,
    messages,
    public,
    random_phone,
    refused,
)


@pytest.fixture(scope="module")
def pool(world):
    """A pool whose users choose to remember devices, which then replace the text message."""
    pool = world.pool(
        SmsConfiguration=SMS,
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True},
        LambdaConfig={"PreTokenGeneration": function("agree"), "PostAuthentication": function("agree")},
    )
    pool.second_factors("OPTIONAL", "SMS_MFA")
    return pool


class Device:
    """A device of a user who needs a text message on other devices."""

    def __init__(self, app):
        self.app, self.pool, self.phone = app, app.pool, random_phone()
        user = self.pool.create_user(password=PASSWORD, UserAttributes=attributes(phone_number=self.phone))
        self.user = user["Username"]
        admin.admin_set_user_mfa_preference(
            UserPoolId=self.pool.id,
            Username=self.user,
            SMSMfaSettings={"Enabled": True, "PreferredMfa": True},
        )
        self.client = person(app, self.user).client
        self.known = {}

    def srp(self):
        return AWSSRP(self.user, PASSWORD, self.pool.id, self.app.id, client=self.client, **self.known)

    def sign_in_by_text_message(self):
        count = len(messages(self.phone))
        with pytest.raises(SMSMFAChallengeException) as challenge:
            self.srp().authenticate_user()
        return self.app.respond(
            "SMS_MFA",
            challenge.value.get_tokens()["Session"],
            USERNAME=self.user,
            SMS_MFA_CODE=last_code(self.phone, count=count + 1),
            **({"DEVICE_KEY": self.known["device_key"]} if self.known else {}),
        )

    def confirm(self):
        """Signs in and confirms the device."""
        answer = self.sign_in_by_text_message()
        metadata = answer["AuthenticationResult"]["NewDeviceMetadata"]
        confirmed, password = self.srp().confirm_device(answer, "Ana's pocket")
        assert confirmed.status_code == 200, confirmed.text
        assert confirmed.json() == {"UserConfirmationNecessary": True}
        self.known = {
            "device_key": metadata["DeviceKey"],
            "device_group_key": metadata["DeviceGroupKey"],
            "device_password": password,
        }
        self.token = answer["AuthenticationResult"]["AccessToken"]

    def remember(self, remembered=True):
        self.srp().update_device_status(remembered, self.token, self.known["device_key"])

    def get(self):
        return public.get_device(AccessToken=self.token, DeviceKey=self.known["device_key"])["Device"]


@pytest.fixture
def device(app):
    device = Device(app)
    device.confirm()
    return device


def test_a_confirmed_device_is_known_under_its_name(device):
    assert claims(device.token)["device_key"] == device.known["device_key"]
    shown = device.get()
    assert shown["DeviceKey"] == device.known["device_key"]
    given = {attribute["Name"]: attribute["Value"] for attribute in shown["DeviceAttributes"]}
    assert (given["device_name"], given["device_status"]) == ("Ana's pocket", "valid")


def test_a_remembered_device_needs_no_text_message(device):
    device.remember()
    sent = len(messages(device.phone))

    answer = device.srp().authenticate_user()

    tokens = answer["AuthenticationResult"]
    assert claims(tokens["AccessToken"])["device_key"] == device.known["device_key"]
    assert "NewDeviceMetadata" not in tokens
    assert len(messages(device.phone)) == sent


def test_a_device_is_verified_with_many_random_numbers(device):
    device.remember()
    for _ in range(5):
        assert device.srp().authenticate_user()["AuthenticationResult"]


def test_a_device_that_is_not_remembered_needs_the_text_message(device):
    answer = device.sign_in_by_text_message()
    assert "NewDeviceMetadata" not in answer["AuthenticationResult"]
    device.remember()
    assert device.srp().authenticate_user()["AuthenticationResult"]
    device.remember(False)
    device.sign_in_by_text_message()


def test_a_device_with_another_password_is_refused(device):
    device.remember()
    device.known["device_password"] = "of another device"
    with refused("NotAuthorizedException", "Incorrect username or password."):
        device.srp().authenticate_user()


def test_a_forgotten_device_does_not_exist(device):
    device.remember()
    device.srp().forget_device(device.token, device.known["device_key"])
    with refused("ResourceNotFoundException", "Device does not exist."):
        device.get()
    with refused("ResourceNotFoundException", "Device does not exist."):
        device.srp().authenticate_user()


def test_a_refresh_needs_the_key_of_the_device(device):
    device.remember()
    token = device.srp().authenticate_user()["AuthenticationResult"]["RefreshToken"]
    with refused("NotAuthorizedException", "Invalid Refresh Token."):
        device.app.refresh(token)
    answer = device.app.refresh(token, DEVICE_KEY=device.known["device_key"])
    assert answer["AuthenticationResult"]["AccessToken"]


def test_functions_get_the_new_device_flag_and_the_device_challenges(pool, device):
    def caused():
        """The newest two events, whose order is not documented."""
        newest = [event for event in events("agree", pool) if event["userName"] == device.user][-2:]
        return {event["triggerSource"]: event["request"] for event in newest}

    first = caused()
    assert set(first) == {"TokenGeneration_Authentication", "PostAuthentication_Authentication"}
    assert first["PostAuthentication_Authentication"]["newDeviceUsed"] is True

    device.remember()
    device.srp().authenticate_user()

    second = caused()
    assert set(second) == {"TokenGeneration_AuthenticateDevice", "PostAuthentication_Authentication"}
    assert second["PostAuthentication_Authentication"]["newDeviceUsed"] is False
