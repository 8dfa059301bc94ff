"""What holds for every test: the clock is held before any module of ours is imported; property tests know two sizes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from hypothesis import HealthCheck, settings

from tests.clock import hold

HELD = pytest.StashKey[time_machine.travel]()


SLOW_IS_FINE = (
    HealthCheck.too_slow,
    HealthCheck.function_scoped_fixture,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
)
settings.register_profile("quick", max_examples=20, deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.register_profile("full", max_examples=100, deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.load_profile("quick")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[HELD] = hold()


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[HELD].stop()


@pytest.fixture
def machine_time(pytestconfig: pytest.Config) -> Iterator[None]:
    """The machine's own time, for a test that starts a process whose time is compared with ours."""
    pytestconfig.stash[HELD].stop()
    yield
    pytestconfig.stash[HELD] = hold()
