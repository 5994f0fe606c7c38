"""boto3: operations of users and of the administrator on devices.

The suites of pycognito and amazon-cognito-identity-js test sign-in with a device.
"""

import base64
import re
import secrets
from datetime import datetime, timedelta, timezone

import pytest

from world import (
    PASSWORD,
    REGION,
    UUID,
    admin,
    claims,
    public,
    refused,
    unchecked,
    values,
    violations,
)

NO_DEVICE = "Device does not exist."
INVALID = "Invalid Refresh Token."


def tracking(world, *, ask):
    return world.pool(
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": ask}
    )


@pytest.fixture(scope="module")
def pool(world):
    """A pool whose users choose whether a device is remembered."""
    return tracking(world, ask=True)


def verifier():
    """A verifier of the usual size."""
    return {
        "Salt": base64.b64encode(secrets.token_bytes(16)).decode(),
        "PasswordVerifier": base64.b64encode(secrets.token_bytes(383)).decode(),
    }


class Device:
    """A device on which a user has signed in."""

    def __init__(self, app, user=None):
        self.app, self.pool = app, app.pool
        self.user = user or self.pool.create_user(password=PASSWORD)["Username"]
        self.tokens = app.tokens(self.user)
        self.token = self.tokens["AccessToken"]
        self.metadata = self.tokens.get("NewDeviceMetadata", {})
        self.key = self.metadata.get("DeviceKey")

    def own(self, call, **members):
        return call(AccessToken=self.token, DeviceKey=self.key, **members)

    def ours(self, call, **members):
        """The administrator's calls for one device."""
        return call(UserPoolId=self.pool.id, Username=self.user, DeviceKey=self.key, **members)

    def confirm(self, name="Ana's pocket"):
        return self.own(public.confirm_device, DeviceName=name, DeviceSecretVerifierConfig=verifier())

    def status(self):
        shown = self.ours(admin.admin_get_device)["Device"]
        return values(shown["DeviceAttributes"]).get("dev:device_remembered_status")


@pytest.fixture
def device(app):
    device = Device(app)
    device.confirm()
    return device


def test_a_sign_in_without_a_device_gets_a_new_one(app):
    device = Device(app)
    assert set(device.metadata) == {"DeviceKey", "DeviceGroupKey"}
    region, _, uuid = device.key.partition("_")
    assert region == REGION
    assert UUID.fullmatch(uuid)
    assert device.metadata["DeviceGroupKey"]
    assert claims(device.token)["device_key"] == device.key


def test_a_pool_that_tracks_no_devices_assigns_none(world):
    device = Device(world.pool().app())
    assert device.key is None
    assert "device_key" not in claims(device.token)


def test_confirmation_requires_the_user_s_choice_only_if_the_pool_says_so(world, app):
    assert Device(app).confirm()["UserConfirmationNecessary"] is True
    always = tracking(world, ask=False).app()
    assert Device(always).confirm()["UserConfirmationNecessary"] is False


def test_a_device_is_confirmed_once(device):
    with refused("DeviceKeyExistsException"):
        device.confirm()


def test_an_invented_device_cannot_be_confirmed(app):
    device = Device(app)
    device.key = f"{REGION}_00000000-0000-4000-8000-000000000000"
    with refused("ResourceNotFoundException"):
        device.confirm()


def test_a_device_is_shown_to_its_user(device):
    shown = device.own(public.get_device)["Device"]
    assert shown["DeviceKey"] == device.key
    given = values(shown["DeviceAttributes"])
    assert (given["device_name"], given["device_status"]) == ("Ana's pocket", "valid")
    now = datetime.now(timezone.utc)
    for date in "DeviceCreateDate", "DeviceLastModifiedDate", "DeviceLastAuthenticatedDate":
        assert now - shown[date] < timedelta(minutes=1)
    (listed,) = public.list_devices(AccessToken=device.token)["Devices"]
    assert listed == shown


def test_the_last_sign_in_of_a_device_is_in_whole_seconds(device):
    assert device.own(public.get_device)["Device"]["DeviceLastAuthenticatedDate"].microsecond == 0


def test_the_administrator_sees_whether_it_is_remembered(device):
    assert device.status() == "not_remembered"
    device.own(public.update_device_status, DeviceRememberedStatus="remembered")
    assert device.status() == "remembered"
    device.ours(admin.admin_update_device_status, DeviceRememberedStatus="not_remembered")
    assert device.status() == "not_remembered"


def test_a_forgotten_device_does_not_exist(device):
    assert set(device.own(public.forget_device)) == {"ResponseMetadata"}
    with refused("ResourceNotFoundException", NO_DEVICE):
        device.own(public.get_device)
    with refused("ResourceNotFoundException", NO_DEVICE):
        device.own(public.forget_device)
    with refused("ResourceNotFoundException", NO_DEVICE):
        device.ours(admin.admin_get_device)


def test_the_administrator_forgets_a_device(device):
    device.ours(admin.admin_forget_device)
    assert public.list_devices(AccessToken=device.token)["Devices"] == []


def test_a_device_belongs_to_one_user(app, device):
    other = Device(app)
    other.confirm()
    other.key = device.key
    for call, members in [
        (public.get_device, {}),
        (public.forget_device, {}),
        (public.update_device_status, {"DeviceRememberedStatus": "remembered"}),
    ]:
        with refused("ResourceNotFoundException", NO_DEVICE):
            other.own(call, **members)
    assert device.own(public.get_device)


def test_a_sign_in_with_an_unknown_device_is_refused(app):
    user = Device(app).user
    key = f"{REGION}_00000000-0000-4000-8000-000000000000"
    with refused("ResourceNotFoundException", NO_DEVICE):
        app.initiate("USER_PASSWORD_AUTH", USERNAME=user, PASSWORD=PASSWORD, DEVICE_KEY=key)


def test_a_sign_in_with_a_known_device_gets_no_new_one(device):
    answer = device.app.initiate(
        "USER_PASSWORD_AUTH", USERNAME=device.user, PASSWORD=PASSWORD, DEVICE_KEY=device.key
    )
    tokens = answer["AuthenticationResult"]
    assert "NewDeviceMetadata" not in tokens
    assert claims(tokens["AccessToken"])["device_key"] == device.key


def test_a_remembered_device_must_be_verified(app):
    device = Device(app)
    device.confirm()
    device.own(public.update_device_status, DeviceRememberedStatus="remembered")
    answer = device.app.initiate(
        "USER_PASSWORD_AUTH", USERNAME=device.user, PASSWORD=PASSWORD, DEVICE_KEY=device.key
    )
    assert answer["ChallengeName"] == "DEVICE_SRP_AUTH"
    answer = device.app.respond(
        "DEVICE_SRP_AUTH", answer["Session"], USERNAME=device.user, DEVICE_KEY=device.key, SRP_A="a" * 768
    )
    assert answer["ChallengeName"] == "DEVICE_PASSWORD_VERIFIER"
    challenge = answer["ChallengeParameters"]
    assert {"SALT", "SRP_B", "SECRET_BLOCK", "USERNAME", "DEVICE_KEY"} <= set(challenge)
    assert challenge["DEVICE_KEY"] == device.key
    for number in "SALT", "SRP_B":
        assert re.fullmatch("[1-9a-f][0-9a-f]*", challenge[number]), number


def test_a_refresh_requires_the_key_of_a_confirmed_device(app):
    device = Device(app)
    token = device.tokens["RefreshToken"]
    for given in {}, {"DEVICE_KEY": device.key}:
        with refused("NotAuthorizedException", INVALID):
            app.refresh(token, **given)
    device.confirm()
    with refused("NotAuthorizedException", INVALID):
        app.refresh(token)
    assert app.refresh(token, DEVICE_KEY=device.key)["AuthenticationResult"]["AccessToken"]
    renewed = public.get_tokens_from_refresh_token(ClientId=app.id, RefreshToken=token, DeviceKey=device.key)
    assert renewed["AuthenticationResult"]["AccessToken"]
    device.own(public.forget_device)
    with refused("NotAuthorizedException", INVALID):
        app.refresh(token, DEVICE_KEY=device.key)


def test_lists_have_pages(app):
    first = Device(app)
    devices = [first, *(Device(app, first.user) for _ in range(4))]
    for device in devices:
        device.confirm()

    def pages(call, **members):
        found, token = [], {}
        while True:
            answer = call(Limit=2, **members, **token)
            assert len(answer["Devices"]) <= 2
            found += [shown["DeviceKey"] for shown in answer["Devices"]]
            if "PaginationToken" not in answer:
                return sorted(found)
            token = {"PaginationToken": answer["PaginationToken"]}

    keys = sorted(device.key for device in devices)
    assert pages(public.list_devices, AccessToken=first.token) == keys
    assert pages(admin.admin_list_devices, UserPoolId=first.pool.id, Username=first.user) == keys


def test_an_invalid_device_key_is_a_violation(device):
    (violation,) = violations(unchecked.get_device, AccessToken=device.token, DeviceKey="made up")
    assert "at 'deviceKey' failed to satisfy constraint" in violation


def test_a_pool_that_tracks_no_devices_has_none(world):
    device = Device(world.pool().app())
    device.key = f"{REGION}_00000000-0000-4000-8000-000000000000"
    with pytest.raises(admin.exceptions.ClientError) as refusal:
        device.own(public.get_device)
    # The reference does not say which of the two.
    assert refusal.value.response["Error"]["Code"] in (
        "InvalidUserPoolConfigurationException",
        "ResourceNotFoundException",
    )
