"""The clock of the suite: it starts at one moment, whatever the day, and runs from there.

The whole process is held, since libraries (PyJWT, the SDKs) read the machine's clock themselves. Processes that a test
starts have the machine's time unless they call `hold`, too.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Final

import time_machine

VARIABLE: Final = "SHEETLINE_TEST_NOW"
"""The environment variable that starts the clock elsewhere (ISO 8601 with an offset): `make trials` tries many days."""

WEDNESDAY: Final = "2026-11-25T14:30:00+00:00"


def hold() -> time_machine.travel:
    """Start the process's clock at the held moment; `stop` of what is returned gives the machine's time back."""
    travel = time_machine.travel(datetime.fromisoformat(os.environ.get(VARIABLE) or WEDNESDAY), tick=True)
    travel.start()
    return travel


def held_here() -> dict[str, str]:
    """The environment of a process whose clock shall start at this moment of ours."""
    return {**os.environ, VARIABLE: datetime.now(UTC).isoformat()}


def machine_now() -> datetime:
    """What time it is outside of the suite, for tests that talk to a process that is not held; in UTC."""
    return time_machine.escape_hatch.datetime.datetime.now(UTC)  # type: ignore[no-any-return]
