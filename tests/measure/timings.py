"""A pytest plugin that writes what became of each test: a JSON line `[node id, seconds, failed]` into TIMINGS."""

from __future__ import annotations

import json
import os
from collections import defaultdict

import pytest

_spent: defaultdict[str, float] = defaultdict(float)
_failed: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up a test's phases, and write the line after the last; where xdist runs, only its controller writes."""
    _spent[report.nodeid] += report.duration
    if report.failed:
        _failed.add(report.nodeid)
    if report.when == "teardown" and "PYTEST_XDIST_WORKER" not in os.environ:
        line = [report.nodeid, round(_spent.pop(report.nodeid), 4), report.nodeid in _failed]
        with open(os.environ["TIMINGS"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
