"""boto3: signatures, headers of answers, and errors for malformed requests."""

import os

from botocore.exceptions import ClientError
from world import PASSWORD, REGION, UUID, admin, idp, public, random_name, refused, unchecked, violations

SIGNATURE_DIFFERS = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
)


def test_a_wrong_secret_is_an_invalid_signature():
    wrong = idp(aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"], aws_secret_access_key="not-the-secret")
    with refused("InvalidSignatureException", SIGNATURE_DIFFERS):
        wrong.list_user_pools(MaxResults=1)


def test_an_unknown_access_key_is_an_unrecognized_client():
    wrong = idp(
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"]
    )
    with refused("UnrecognizedClientException", "The security token included in the request is invalid."):
        wrong.list_user_pools(MaxResults=1)


def test_an_unsigned_administrative_call_misses_its_token():
    with refused("MissingAuthenticationTokenException", "Missing Authentication Token"):
        public.list_user_pools(MaxResults=1)


def test_every_administrative_operation_requires_a_signature(pool, app):
    username = pool.create_user()["Username"]
    calls = {
        "create_user_pool": {"PoolName": "pool"},
        "describe_user_pool": {"UserPoolId": pool.id},
        "update_user_pool": {"UserPoolId": pool.id},
        "delete_user_pool": {"UserPoolId": pool.id},
        "list_user_pools": {"MaxResults": 1},
        "create_user_pool_client": {"UserPoolId": pool.id, "ClientName": "app"},
        "describe_user_pool_client": {"UserPoolId": pool.id, "ClientId": app.id},
        "admin_create_user": {"UserPoolId": pool.id, "Username": "bo"},
        "admin_get_user": {"UserPoolId": pool.id, "Username": username},
        "admin_confirm_sign_up": {"UserPoolId": pool.id, "Username": username},
        "admin_set_user_password": {"UserPoolId": pool.id, "Username": username, "Password": PASSWORD},
        "admin_delete_user": {"UserPoolId": pool.id, "Username": username},
        "list_users": {"UserPoolId": pool.id},
        "admin_initiate_auth": {
            "UserPoolId": pool.id,
            "ClientId": app.id,
            "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        },
        "admin_respond_to_auth_challenge": {
            "UserPoolId": pool.id,
            "ClientId": app.id,
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
        },
    }
    for operation, members in calls.items():
        try:
            getattr(public, operation)(**members)
        except ClientError as error:
            assert error.response["Error"]["Code"] == "MissingAuthenticationTokenException", operation
        else:
            raise AssertionError(f"{operation} was served unsigned")
    assert pool.status(username) == "FORCE_CHANGE_PASSWORD"


def test_a_body_changed_after_signing_is_refused(pool):
    meddled = idp()

    def meddle(request, **_):
        request.body = request.body.replace(b'"Limit": 10', b'"Limit": 60')

    meddled.meta.events.register("before-send.cognito-idp", meddle)
    admin.list_users(UserPoolId=pool.id, Limit=10)
    with refused("InvalidSignatureException", SIGNATURE_DIFFERS):
        meddled.list_users(UserPoolId=pool.id, Limit=10)


def test_names_with_non_ascii_characters_can_be_signed_and_stored(pool):
    username = random_name("Zoë-李-")
    pool.create_user(username)
    assert pool.user(username)["Username"] == username


def test_an_answer_carries_a_request_id_and_the_protocol_s_content_type():
    metadata = admin.list_user_pools(MaxResults=1)["ResponseMetadata"]
    assert UUID.fullmatch(metadata["RequestId"])
    assert metadata["HTTPHeaders"]["content-type"] == "application/x-amz-json-1.1"


def test_an_error_carries_its_type_and_message_in_headers_too(pool):
    with refused("UserNotFoundException", "User does not exist.") as refusal:
        pool.user("nobody")
    metadata = refusal.error.response["ResponseMetadata"]
    assert UUID.fullmatch(metadata["RequestId"])
    assert metadata["HTTPHeaders"]["x-amzn-errortype"] == "UserNotFoundException:"
    assert metadata["HTTPHeaders"]["x-amzn-errormessage"] == "User does not exist."


def test_two_violations_of_one_member_are_both_reported(pool):
    constraint = "Value at 'username' failed to satisfy constraint: Member must"
    assert violations(unchecked.admin_get_user, UserPoolId=pool.id, Username="") == sorted(
        [
            rf"{constraint} satisfy regular expression pattern: [\p{{L}}\p{{M}}\p{{S}}\p{{N}}\p{{P}}]+",
            f"{constraint} have length greater than or equal to 1",
        ]
    )


def test_a_member_that_is_not_secret_is_quoted_in_its_violation():
    assert violations(unchecked.describe_user_pool, UserPoolId="not a pool") == [
        "Value 'not a pool' at 'userPoolId' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+"
    ]


def test_a_secret_member_is_not_quoted_in_its_violation(pool):
    assert violations(unchecked.admin_get_user, UserPoolId=pool.id, Username="two words") == [
        "Value at 'username' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+"
    ]
    assert violations(unchecked.describe_user_pool_client, UserPoolId=pool.id, ClientId="no-dashes") == [
        r"Value at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+]+"
    ]


def test_every_missing_member_is_named():
    assert violations(unchecked.admin_get_user) == [
        "Value at 'username' failed to satisfy constraint: Member must not be null",
        "Value null at 'userPoolId' failed to satisfy constraint: Member must not be null",
    ]


def test_a_username_may_have_128_characters_but_not_129(pool):
    inside = random_name().ljust(128, "a")
    pool.create_user(inside)
    assert pool.user(inside)["Username"] == inside
    assert violations(unchecked.admin_get_user, UserPoolId=pool.id, Username=inside + "a") == [
        "Value at 'username' failed to satisfy constraint: Member must have length less than or equal to 128"
    ]


def test_an_access_token_with_invalid_characters_is_a_violation():
    assert violations(unchecked.get_user, AccessToken="not/a/token") == [
        "Value at 'accessToken' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [A-Za-z0-9-_=.]+"
    ]
    assert violations(unchecked.get_user) == [
        "Value at 'accessToken' failed to satisfy constraint: Member must not be null"
    ]


def test_an_unknown_flow_is_a_violation(app):
    (violation,) = violations(
        unchecked.initiate_auth, ClientId=app.id, AuthFlow="GUESS_AUTH", AuthParameters={}
    )
    head, _, flows = violation.partition("enum value set: ")
    assert head == "Value at 'authFlow' failed to satisfy constraint: Member must satisfy "
    assert {"USER_SRP_AUTH", "USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH", "CUSTOM_AUTH", "USER_AUTH"} <= set(
        flows.strip("[]").split(", ")
    )


def test_a_number_instead_of_a_text_is_a_serialization_error(pool):
    with refused("SerializationException"):
        unchecked.admin_create_user(
            UserPoolId=pool.id, Username=random_name(), UserAttributes=[{"Name": "name", "Value": 5}]
        )


def test_input_is_checked_before_the_pool_is_read():
    unknown = f"{REGION}_AAAAAAAAA"
    assert violations(unchecked.list_users, UserPoolId=unknown, Limit=61) == [
        "Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60"
    ]
