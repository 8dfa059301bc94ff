"""A pytest plugin that writes how long each test took: one JSON line a test, `[node id, seconds]`, to TIMINGS."""

from __future__ import annotations

import json
import os
from collections import defaultdict

import pytest

_spent: defaultdict[str, float] = defaultdict(float)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up a test's phases, and write the line after the last; where xdist runs, only its controller writes."""
    _spent[report.nodeid] += report.duration
    if report.when == "teardown" and "PYTEST_XDIST_WORKER" not in os.environ:
        with open(os.environ["TIMINGS"], "a", encoding="utf-8") as file:
            file.write(json.dumps([report.nodeid, round(_spent.pop(report.nodeid), 4)]) + "\n")
