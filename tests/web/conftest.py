"""The edges of the tests of Teams, for the routes beside Teams' own."""

from __future__ import annotations

from tests.teams.conftest import anonymous_edge, issuer

__all__ = ["anonymous_edge", "issuer"]
