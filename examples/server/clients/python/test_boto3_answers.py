"""boto3: the check of answers against the model finds what is wrong in them."""

import json

import pytest
from botocore.awsrequest import AWSResponse

import answers
from world import admin, idp

TIME = 1689721665.239
GROUP = {"GroupName": "readers", "UserPoolId": "us-east-1_AbCdEfGhI"}


def found(operation, body, status=200):
    body = body if isinstance(body, str) else json.dumps(body)
    return answers.faults(admin.meta.service_model.operation_model(operation), status, body)


RIGHT = [
    ("GetGroup", {"Group": {**GROUP, "Precedence": 0, "CreationDate": TIME}}),
    ("GetGroup", {"Group": {**GROUP, "CreationDate": 1689721665}}),
    ("DeleteGroup", {}),
    ("ListTagsForResource", {"Tags": {"team": "red"}}),
    ("StartWebAuthnRegistration", {"CredentialCreationOptions": {"rp": {"id": "example.com"}, "timeout": 1}}),
]


@pytest.mark.parametrize("operation, body", RIGHT)
def test_a_right_answer_has_no_faults(operation, body):
    assert found(operation, body) == []


WRONG = [
    ("GetGroup", {"Group": {"Precedence": "1"}}, "GetGroup ->.Group.Precedence: str instead of integer"),
    ("GetGroup", {"Group": {"Precedence": True}}, "GetGroup ->.Group.Precedence: bool instead of integer"),
    ("GetGroup", {"Group": {"Precedence": 1.5}}, "GetGroup ->.Group.Precedence: float instead of integer"),
    ("GetGroup", {"Group": {"RoleArn": None}}, "GetGroup ->.Group.RoleArn: null instead of string"),
    (
        "GetGroup",
        {"Group": {"CreationDate": "2024-01-01T00:00:00Z"}},
        "GetGroup ->.Group.CreationDate: str instead of timestamp",
    ),
    ("GetGroup", {"Group": []}, "GetGroup ->.Group: list instead of structure"),
    ("GetGroup", {"Group": {"Owner": "ana"}}, "GetGroup ->.Group.Owner: not in the model"),
    (
        "ListGroups",
        {"Groups": [{"Precedence": "1"}]},
        "ListGroups ->.Groups[].Precedence: str instead of integer",
    ),
    ("ListTagsForResource", {"Tags": {"team": 1}}, "ListTagsForResource ->.Tags{}: int instead of string"),
    (
        "GetUserPoolMfaConfig",
        {"MfaConfiguration": "SOMETIMES"},
        "GetUserPoolMfaConfig ->.MfaConfiguration: 'SOMETIMES' is not one of OFF, ON, OPTIONAL",
    ),
    ("SignUp", {"UserConfirmed": True}, "SignUp ->.UserSub: missing"),
    ("DeleteGroup", {"Group": {}}, "DeleteGroup -> dict instead of {}"),
    (
        "DescribeManagedLoginBranding",
        {
            "ManagedLoginBranding": {
                "Assets": [{"Category": "FORM_LOGO", "ColorMode": "DARK", "Extension": "PNG", "Bytes": "?"}]
            }
        },
        "DescribeManagedLoginBranding ->.ManagedLoginBranding.Assets[].Bytes: not Base64",
    ),
    ("GetGroup", "<html>", "GetGroup -> status 200: the body is not JSON"),
]


@pytest.mark.parametrize("operation, body, fault", WRONG, ids=[fault for _, _, fault in WRONG])
def test_a_wrong_answer_has_a_fault(operation, body, fault):
    assert found(operation, body) == [fault]


def refusal(name, **members):
    return {"__type": name, "message": "No.", **members}


def test_a_refusal_is_one_of_the_operation_or_of_the_service():
    assert found("GetGroup", refusal("ResourceNotFoundException"), 400) == []
    assert found("GetGroup", refusal("InvalidParameterException", reasonCode="A"), 400) == []
    assert found("GetGroup", refusal("UnrecognizedClientException"), 400) == []
    fault = "GetGroup -> UserNotFoundException: the operation has no such error"
    assert found("GetGroup", refusal("UserNotFoundException"), 400) == [fault]
    fault = "GetGroup -> ResourceNotFoundException.hint: not in the model"
    assert found("GetGroup", refusal("ResourceNotFoundException", hint="A"), 400) == [fault]
    assert found("GetGroup", {"message": "No."}, 400) == ["GetGroup -> the refusal has no __type"]


class Body:
    def __init__(self, content):
        self.content = content

    def stream(self, **_):
        yield self.content


def test_the_answers_to_every_client_are_checked():
    client = idp()
    forged = AWSResponse(client.meta.endpoint_url, 200, {}, Body(b'{"Groups": [{"Owner": "ana"}]}'))
    client.meta.events.register("before-send.cognito-identity-provider", lambda **_: forged)
    client.list_groups(UserPoolId="us-east-1_AbCdEfGhI")
    with pytest.raises(AssertionError, match=r"ListGroups ->\.Groups\[\]\.Owner: not in the model"):
        answers.complain()
    answers.complain()
