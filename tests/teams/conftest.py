"""Running edges for the tests of Teams."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from infra.local.teams import TokenIssuer
from tests.edge import Edge, an_edge


@pytest.fixture(scope="session")
def issuer() -> TokenIssuer:
    """One issuer for all tests that do not roll its keys: making a key takes a while."""
    return TokenIssuer()


@pytest.fixture
async def edge(issuer: TokenIssuer) -> AsyncIterator[Edge]:
    """A signed-in edge with JWTs both ways."""
    async with an_edge(issuer) as running:
        yield running


@pytest.fixture
async def anonymous_edge() -> AsyncIterator[Edge]:
    """The local bot: no tokens either way, loopback only."""
    async with an_edge(None) as running:
        yield running
