"""Pools for the tests. Tests of one file share a pool if its settings do not matter, with different usernames."""

import pytest

import answers
from world import World


def checked(item):
    """Fails a test, or its preparation or end, in which an answer differed from the model."""
    try:
        return (yield)
    finally:
        answers.complain()


pytest_runtest_setup = pytest_runtest_call = pytest_runtest_teardown = pytest.hookimpl(wrapper=True)(checked)


@pytest.fixture(scope="module")
def world():
    world = World()
    yield world
    world.end()


@pytest.fixture(scope="module")
def pool(world):
    """Verifies mail addresses by code; otherwise it has the service's defaults."""
    return world.pool(AutoVerifiedAttributes=["email"])


@pytest.fixture(scope="module")
def app(pool):
    """Allows every flow, has no secret, and does not hide the existence of users (the API's default)."""
    return pool.app()
