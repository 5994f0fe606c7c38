"""Calls whose members are compared with botocore's model: an operation is sent all members that it has, and answers with all.

A test names the operations that it covers, and calls them with `Send`, which records the members. At the end of the test every
member of a request must have been sent with success, or refused for a known reason; and every member of an answer must have been
answered, or be absent for a known reason.
"""

import functools
import re
from pathlib import Path

from botocore import xform_name

from world import admin, refused

MODEL = admin.meta.service_model
OPERATIONS = Path(__file__).parents[4] / "core/OPERATIONS.md"

COVERED = set()
"""The operations that tests cover."""


def served():
    """The operations of the engine, from its page, which a test of the engine compares with the registry."""
    return set(re.findall(r"^\| `(\w+)` \|", OPERATIONS.read_text(), re.MULTILINE))


def covers(*operations):
    """The test sends every member of these operations."""
    COVERED.update(operations)

    def decorate(test):
        @functools.wraps(test)
        def checked(*args, send, **fixtures):
            test(*args, send=send, **fixtures)
            missing = [line for operation in operations for line in send.missing(operation)]
            assert not missing, "\n".join(missing)

        return checked

    return decorate


class Send:
    """Sends requests as the administrator, and records the members of those that succeed and of their answers.

    `refused` has the members that no request can set: the exception, and the reason. `absent` has patterns of the members that
    no answer has, and the reason.
    """

    def __init__(self, refused, absent):
        self.refusals = refused
        self.absent = absent
        self.sent = {}
        self.answered = {}

    def __call__(self, operation, **members):
        answer, model = self._call(operation, members), MODEL.operation_model(operation)
        self._record(operation, members_in(model.input_shape, members))
        if model.output_shape:
            self.answered.setdefault(operation, set()).update(members_in(model.output_shape, answer))
        return answer

    def refused(self, operation, member=None, **members):
        """Sends a request that is refused because of this member, or as a whole."""
        name = f"{operation}.{member}" if member else operation
        exception, _ = self.refusals[name]
        with refused(exception):
            self._call(operation, members)
        given = members_in(MODEL.operation_model(operation).input_shape, members)
        self._record(operation, {path for path in given if member in (None, path.split(".")[0])})

    def pages(self, operation, token="NextToken", **members):
        """All pages of a list, which must be several."""
        pages = [self(operation, **members)]
        while token in pages[-1]:
            pages.append(self(operation, **members, **{token: pages[-1][token]}))
        assert len(pages) > 1, f"{operation}: one page"
        return pages

    def missing(self, operation):
        """The members that no request or no answer of the operation had."""
        if operation not in self.sent:
            return [f"{operation}: never sent"]
        model = MODEL.operation_model(operation)
        unsent = [path for path in members_of(model.input_shape) if path not in self.sent[operation]]
        answered = self.answered.get(operation, ())
        names = [f"{operation}.{path}" for path in members_of(model.output_shape) if path not in answered]
        silent = [name for name in names if not any(re.fullmatch(pattern, name) for pattern in self.absent)]
        return [f"{operation}.{path}: never sent" for path in unsent] + [
            f"{name}: never in an answer" for name in silent
        ]

    def _call(self, operation, members):
        return getattr(admin, xform_name(operation))(**members)

    def _record(self, operation, paths):
        self.sent.setdefault(operation, set()).update(paths)


def members_of(shape, path=""):
    """The paths of all members of a shape, for example `Schema[].Name`."""
    if shape is None:
        return
    if path:
        yield path
    for step, inner in _inner(shape):
        yield from members_of(inner, f"{path}{step}".lstrip("."))


def members_in(shape, value, path=""):
    """The paths of the members that a value has."""
    found = {path} if path else set()
    for step, inner in _inner(shape):
        for part in _parts(step, value):
            found |= members_in(inner, part, f"{path}{step}".lstrip("."))
    return found


def _inner(shape):
    """The shapes in a shape, with the step of the path to each."""
    if shape.type_name == "structure":
        return [(f".{name}", inner) for name, inner in shape.members.items()]
    if shape.type_name == "list":
        return [("[]", shape.member)]
    if shape.type_name == "map":
        return [("{}", shape.value)]
    return []


def _parts(step, value):
    if step == "[]":
        return value
    if step == "{}":
        return value.values()
    return [value[step[1:]]] if step[1:] in value else []


def differences(sent, shown, path=""):
    """The members of a request that an answer does not show as they were sent."""
    if isinstance(sent, dict) and isinstance(shown, dict):
        found = [differences(value, shown.get(name), f"{path}.{name}") for name, value in sent.items()]
        return [line for lines in found for line in lines]
    if isinstance(sent, list) and isinstance(shown, list) and len(sent) == len(shown):
        found = [differences(*pair, f"{path}[{index}]") for index, pair in enumerate(zip(sent, shown))]
        return [line for lines in found for line in lines]
    return [] if sent == shown else [f"{path.lstrip('.')}: {shown!r} instead of {sent!r}"]
