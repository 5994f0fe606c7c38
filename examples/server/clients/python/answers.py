"""Checks the body of every answer that a boto3 client receives against botocore's model of its operation.

Checked are the JSON types of all members, members that the model requires or does not have, the values of enums, and for
refusals that the operation may answer with this exception. `conftest.py` fails the test in which a fault is found. A fault
names the operation, the member and the type of the value; the value itself only for enums, which hold no secrets.
"""

import base64
import binascii
import json
import re

SERVICE_ERRORS = {
    "AccessDeniedException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "SerializationException",
    "UnknownOperationException",
    "UnrecognizedClientException",
}
"""Errors of the protocol and of signatures, which every operation may answer with and the model does not name."""

KNOWN = {
    r"AdminCreateUser -> AliasExistsException: the operation has no such error": (
        "the page of the operation names it, at ForceAliasCreation"
    ),
    r"DescribeUserPoolDomain ->\.DomainDescription\.CustomDomainConfig\.CertificateArn: missing": (
        "the service shows an empty CustomDomainConfig for a prefix domain"
    ),
    r"\w+ ->\.UserPoolClient\.ExplicitAuthFlows\[\]: 'ALLOW_CLIENT_TOKEN_AUTH' is not one of .*": (
        "the page of GetClientToken names it; the model does not have it yet"
    ),
}
"""Differences from the model that are right: a pattern of the whole line, and the reason."""

JSON_TYPES = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "timestamp": (int, float),
    "blob": str,
    "structure": dict,
    "map": dict,
    "list": list,
}

found = []
"""The faults in the answers since the last `complain`."""


def watch(session):
    """Checks the answers to all clients that this session makes from now on."""
    session.events.register("before-parse.cognito-identity-provider", _check)


def complain():
    """Fails if an answer was wrong."""
    faults = sorted(set(found))
    found.clear()
    assert not faults, "answers differ from the model:\n" + "\n".join(faults)


def _check(operation_model, response_dict, **_):
    found.extend(faults(operation_model, response_dict["status_code"], response_dict["body"]))


def faults(operation, status, body):
    """What is wrong in an answer, a line each."""
    try:
        answer = json.loads(body)
    except ValueError:
        lines = [f"{operation.name} -> status {status}: the body is not JSON"]
    else:
        lines = _success(operation, answer) if status == 200 else _refusal(operation, answer)
    return [line for line in lines if not any(re.fullmatch(pattern, line) for pattern in KNOWN)]


def _success(operation, answer):
    path = f"{operation.name} ->"
    if operation.output_shape is None:
        return [] if answer == {} else [f"{path} {_name(answer)} instead of {{}}"]
    return list(_value(path, operation.output_shape, answer))


def _refusal(operation, answer):
    if not isinstance(answer, dict) or not isinstance(answer.get("__type"), str):
        return [f"{operation.name} -> the refusal has no __type"]
    name = answer.pop("__type")
    path = f"{operation.name} -> {name}"
    shape = next((shape for shape in operation.error_shapes if shape.name == name), None)
    if shape is not None:
        return list(_value(path, shape, answer))
    lines = [] if name in SERVICE_ERRORS else [f"{path}: the operation has no such error"]
    wrong = sorted(member for member in answer if member != "message")
    return lines + [f"{path}.{member}: not in the model" for member in wrong]


def _value(path, shape, value):
    kind = shape.type_name
    if not _is(kind, value):
        yield f"{path}: {_name(value)} instead of {kind}"
    elif getattr(shape, "is_document_type", False):
        return
    elif kind == "structure":
        yield from _structure(path, shape, value)
    elif kind == "list":
        for item in value:
            yield from _value(f"{path}[]", shape.member, item)
    elif kind == "map":
        for key, item in value.items():
            yield from _value(f"{path}{{key}}", shape.key, key)
            yield from _value(f"{path}{{}}", shape.value, item)
    elif kind == "string" and shape.enum and value not in shape.enum:
        yield f"{path}: {value!r} is not one of {', '.join(shape.enum)}"
    elif kind == "blob" and not _is_base64(value):
        yield f"{path}: not Base64"


def _structure(path, shape, value):
    for name, item in value.items():
        if name in shape.members:
            yield from _value(f"{path}.{name}", shape.members[name], item)
        else:
            yield f"{path}.{name}: not in the model"
    for name in shape.required_members:
        if name not in value:
            yield f"{path}.{name}: missing"


def _is(kind, value):
    return isinstance(value, JSON_TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _is_base64(text):
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error:
        return False
    return True


def _name(value):
    return "null" if value is None else type(value).__name__
