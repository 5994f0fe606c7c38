"""Pools for the stories. A story that only needs some pool shares one with its file; names keep users apart."""

import pytest

from world import World


@pytest.fixture(scope="module")
def world():
    world = World()
    yield world
    world.end()


@pytest.fixture(scope="module")
def pool(world):
    """Verifies e-mail addresses by code; everything else as the service defaults it."""
    return world.pool(AutoVerifiedAttributes=["email"])


@pytest.fixture(scope="module")
def app(pool):
    """Allows every flow, has no secret, tells unknown users apart (the API's default)."""
    return pool.app()
