"""Set-up for the tests: pools, app clients and users, made with boto3.

All settings come from the environment, so the same tests run against the server, a Worker, or another implementation:

    USERPOOL_ENDPOINT                           the URL of the engine, for example http://127.0.0.1:9229
    USERPOOL_MESSAGES                           the file of delivered messages, one JSON object a line
    USERPOOL_FUNCTIONS                          the URL of node/functions.js, the functions that the engine calls
    AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY    the administrator's credential, which botocore reads by itself
    AWS_REGION                                  region of the pools
    USERPOOL_CLOSE_CONNECTIONS                  if set, each request has a connection of its own
    USERPOOL_CHECK                              if set, the command that checks the records of all pools
"""

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
import shlex
import subprocess
import time
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

import answers

ENDPOINT = os.environ["USERPOOL_ENDPOINT"].rstrip("/")
REGION = os.environ.get("AWS_REGION", "us-east-1")

PASSWORD = "Correct-Horse9!"
ANOTHER_PASSWORD = "Battery-Staple7?"
WRONG_PASSWORD = "Wrong-Horse9!"

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

SES = {
    "EmailSendingAccount": "DEVELOPER",
    "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/pool@example.com",
}
"""Settings of a pool that may mail codes of a second factor."""

SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/texts", "ExternalId": "texts"}
"""Settings of a pool that may send text messages."""


SECOND_FACTORS = {
    "SMS_MFA": {"SmsMfaConfiguration": {"SmsConfiguration": SMS}},
    "EMAIL_OTP": {"EmailMfaConfiguration": {"Message": "Type {####}.", "Subject": "Your code"}},
    "SOFTWARE_TOKEN_MFA": {"SoftwareTokenMfaConfiguration": {"Enabled": True}},
}
"""The members that switch a factor on in the configuration of a pool."""


boto3.setup_default_session()
answers.watch(boto3.DEFAULT_SESSION)


def _close(request, **_):
    request.headers["Connection"] = "close"


if os.environ.get("USERPOOL_CLOSE_CONNECTIONS"):
    # An endpoint that closes a connection after a few idle seconds may do so while a request is on its way.
    boto3.DEFAULT_SESSION.events.register("before-send.cognito-identity-provider", _close)


def idp(*, region=REGION, signed=True, validated=True, **credentials):
    """A boto3 client without retries, since tests check the first answer."""
    config = Config(
        parameter_validation=validated,
        retries={"total_max_attempts": 1},
        **({} if signed else {"signature_version": UNSIGNED}),
    )
    return boto3.client(
        "cognito-idp", endpoint_url=ENDPOINT, region_name=region, config=config, **credentials
    )


admin = idp()
"""Signs administrative operations with the credential of the environment."""

public = idp(signed=False)
"""Signs nothing, like a client on a phone or in a browser."""

unchecked = idp(validated=False)
"""Sends its input without checks, so that the engine's own validation is tested."""


def messages(destination=None):
    """The messages delivered so far, oldest first. Only this function reads them."""
    lines = Path(os.environ["USERPOOL_MESSAGES"]).read_text().splitlines()
    delivered = [json.loads(line) for line in lines if line.strip()]
    return [message for message in delivered if destination in (None, message["destination"])]


def last_message(destination, *, count=1):
    """The newest message to a destination, once at least `count` have arrived there."""
    for _ in range(100):
        delivered = messages(destination)
        if len(delivered) >= count:
            return delivered[-1]
        time.sleep(0.05)
    raise AssertionError(f"{len(delivered)} messages to {destination}, not {count}")


def last_code(destination, *, count=1):
    """The code in the newest message to a destination."""
    return last_message(destination, count=count)["code"]


def other_code(code):
    """A well-formed code that is certainly not this one."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def function(name):
    """The ARN of a function of node/functions.js, for `LambdaConfig`."""
    return f"arn:aws:lambda:{REGION}:123456789012:function:{name}"


def events(name, pool):
    """The events that a pool has sent to a function so far, oldest first."""
    query = urlencode({"function": name, "userPoolId": pool.id})
    with urlopen(f"{os.environ['USERPOOL_FUNCTIONS']}/events?{query}", timeout=15) as answer:
        return [call["event"] for call in json.load(answer)]


class Authenticator:
    """An authenticator app (RFC 6238) that gives each code once."""

    def __init__(self, secret_code):
        self.key = base64.b32decode(secret_code + "=" * (-len(secret_code) % 8))
        self.step = 0

    def code(self):
        """A code not used before: if necessary that of the next step of 30 seconds, which the engine accepts early."""
        self.step = max(self.step + 1, int(time.time() / 30))
        while self.step > int(time.time() / 30) + 1:
            time.sleep(0.5)
        return self.at(self.step)

    def wrong_code(self):
        """A code that is wrong now and in the neighbouring time steps."""
        now = int(time.time() / 30)
        near = {self.at(now + step) for step in range(-3, 4)}
        return next(code for code in map("{:06d}".format, range(10)) if code not in near)

    def at(self, step):
        digest = hmac.new(self.key, step.to_bytes(8, "big"), hashlib.sha1).digest()
        start = digest[-1] & 15
        number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
        return f"{number % 1_000_000:06d}"


def random_name(prefix="ana"):
    return f"{prefix}{secrets.token_hex(6)}"


def random_email():
    return f"{random_name('mail')}@example.com"


def random_phone():
    return f"+1206{secrets.randbelow(10**7):07d}"


def attributes(**values):
    """Keyword arguments as the API's list of names and values. `custom_x` is `custom:x`."""
    return [{"Name": re.sub("^custom_", "custom:", name), "Value": value} for name, value in values.items()]


def values(attribute_list):
    """The API's list of names and values as a dictionary."""
    return {attribute["Name"]: attribute["Value"] for attribute in attribute_list}


def claims(token):
    """The payload of a JWT, unverified: the suites of other clients verify tokens."""
    return _json_part(token, 1)


def header(token):
    return _json_part(token, 0)


def _json_part(token, index):
    part = token.split(".")[index]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def secret_hash(username, client_id, client_secret):
    digest = hmac.new(client_secret.encode(), (username + client_id).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


class refused:
    """The block fails with exactly this exception and message.

    The class is the one that botocore made from the answer, so this also checks that botocore recognises the exception;
    protocol errors, which the service model does not name, arrive as plain `ClientError`.
    """

    def __init__(self, name, message=None):
        self.name = name
        self.message = message

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if kind is None:
            pytest.fail(f"expected {self.name}: {self.message}, but the call succeeded")
        if not isinstance(error, ClientError):
            return False
        assert error.response["Error"]["Code"] == self.name, error
        modelled = getattr(admin.exceptions, self.name, ClientError) if self.name in MODELLED else ClientError
        assert type(error).__name__ == modelled.__name__, f"arrived as {type(error).__name__}"
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        assert status == 400, status
        if self.message is not None:
            assert error.response["Error"]["Message"] == self.message
        self.error = error
        return True


MODELLED = {shape.name for shape in admin.meta.service_model.error_shapes}


def violations(call, **members):
    """The constraint violations that the engine finds in a request, in no particular order."""
    with refused("InvalidParameterException") as refusal:
        call(**members)
    message = refusal.error.response["Error"]["Message"]
    head, _, rest = message.partition(" detected: ")
    found = rest.split("; ")
    assert head == (f"{len(found)} validation errors" if len(found) > 1 else "1 validation error"), message
    return sorted(found)


def upload(url, text):
    """Uploads a file of users to the engine, wherever the host of the URL is."""
    url = re.sub("^https?://[^/]*", ENDPOINT, url)
    headers = {"x-amz-server-side-encryption": "aws:kms"}
    with urlopen(Request(url, text.encode(), headers, method="PUT"), timeout=15) as answer:
        assert answer.status == 200


class Pool:
    """A new pool for a test or a file; `World` deletes it afterwards."""

    def __init__(self, **settings):
        settings.setdefault("PoolName", random_name("pool-"))
        self.created = admin.create_user_pool(**settings)["UserPool"]
        self.id = self.created["Id"]

    def describe(self):
        return admin.describe_user_pool(UserPoolId=self.id)["UserPool"]

    def update(self, **settings):
        return admin.update_user_pool(UserPoolId=self.id, **settings)

    def second_factors(self, demand, *factors):
        """Switches second factors on, `OPTIONAL` or `ON`."""
        settings = {}
        for factor in factors:
            settings |= SECOND_FACTORS[factor]
        return admin.set_user_pool_mfa_config(UserPoolId=self.id, MfaConfiguration=demand, **settings)

    def delete(self):
        admin.delete_user_pool(UserPoolId=self.id)

    def app(self, **settings):
        return App(self, **settings)

    def create_user(self, username=None, *, password=None, **members):
        """A user made by the administrator, without an invitation; with `password` the user can sign in."""
        username = username or random_name()
        members.setdefault("MessageAction", "SUPPRESS")
        user = admin.admin_create_user(UserPoolId=self.id, Username=username, **members)["User"]
        if password:
            self.set_password(user["Username"], password)
        return user

    def set_password(self, username, password, *, permanent=True):
        return admin.admin_set_user_password(
            UserPoolId=self.id, Username=username, Password=password, Permanent=permanent
        )

    def user(self, username):
        return admin.admin_get_user(UserPoolId=self.id, Username=username)

    def status(self, username):
        return self.user(username)["UserStatus"]


class App:
    """An app client and its calls, which are unsigned. It sends a secret hash if it has a secret."""

    FLOWS = [
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    ]

    def __init__(self, pool, **settings):
        settings.setdefault("ClientName", random_name("app-"))
        settings.setdefault("ExplicitAuthFlows", self.FLOWS)
        self.pool = pool
        self.created = admin.create_user_pool_client(UserPoolId=pool.id, **settings)["UserPoolClient"]
        self.id = self.created["ClientId"]
        self.secret = self.created.get("ClientSecret")

    def describe(self):
        return admin.describe_user_pool_client(UserPoolId=self.pool.id, ClientId=self.id)["UserPoolClient"]

    def hash(self, username):
        return secret_hash(username, self.id, self.secret)

    def _named(self, username):
        hashed = {"SecretHash": self.hash(username)} if self.secret else {}
        return {"ClientId": self.id, "Username": username, **hashed}

    def sign_up(self, username, *, password=PASSWORD, **members):
        return public.sign_up(**self._named(username), Password=password, **members)

    def confirm_sign_up(self, username, code, **members):
        return public.confirm_sign_up(**self._named(username), ConfirmationCode=code, **members)

    def resend_code(self, username):
        return public.resend_confirmation_code(**self._named(username))

    def forgot_password(self, username):
        return public.forgot_password(**self._named(username))

    def confirm_forgot_password(self, username, code, password):
        return public.confirm_forgot_password(
            **self._named(username), ConfirmationCode=code, Password=password
        )

    def signed_up(self, username=None, *, email=None, password=PASSWORD, **members):
        """A user who has signed up with an address and confirmed it."""
        username, email = username or random_name(), email or random_email()
        self.sign_up(username, password=password, UserAttributes=attributes(email=email), **members)
        self.confirm_sign_up(username, last_code(email))
        return username, email

    def initiate(self, flow, *, client=public, **parameters):
        return client.initiate_auth(ClientId=self.id, AuthFlow=flow, AuthParameters=parameters)

    def admin_initiate(self, flow, **parameters):
        return admin.admin_initiate_auth(
            UserPoolId=self.pool.id, ClientId=self.id, AuthFlow=flow, AuthParameters=parameters
        )

    def password_sign_in(self, username, password=PASSWORD):
        """The whole answer to a sign-in with USER_PASSWORD_AUTH."""
        hashed = {"SECRET_HASH": self.hash(username)} if self.secret else {}
        return self.initiate("USER_PASSWORD_AUTH", USERNAME=username, PASSWORD=password, **hashed)

    def tokens(self, username, password=PASSWORD):
        return self.password_sign_in(username, password)["AuthenticationResult"]

    def refresh(self, refresh_token, **parameters):
        return self.initiate("REFRESH_TOKEN_AUTH", REFRESH_TOKEN=refresh_token, **parameters)

    def respond(self, challenge, session, **responses):
        return public.respond_to_auth_challenge(
            ClientId=self.id, ChallengeName=challenge, Session=session, ChallengeResponses=responses
        )

    def revoke(self, token, **members):
        return public.revoke_token(ClientId=self.id, Token=token, **members)


class World:
    """Makes pools; at the end of the tests checks that their records fit together, and deletes them."""

    def __init__(self):
        self.pools = []

    def pool(self, **settings):
        self.pools.append(Pool(**settings))
        return self.pools[-1]

    def end(self):
        try:
            self.check()
        finally:
            for pool in self.pools:
                try:
                    pool.delete()
                except admin.exceptions.ResourceNotFoundException:
                    pass  # The test has deleted it.

    @staticmethod
    def check():
        """The server's own check of its records, of names that lead to no user, of counts and of lists."""
        if command := os.environ.get("USERPOOL_CHECK"):
            checked = subprocess.run(shlex.split(command), capture_output=True, text=True, timeout=60)
            assert checked.returncode == 0, checked.stdout + checked.stderr
