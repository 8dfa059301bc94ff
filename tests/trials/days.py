"""`python -m tests.trials.days`: what knows the date, run on every kind of day; exit 1 when any of them fails.

Each day is a run of pytest with the suite's clock started there; tests that know the date are marked `days`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Final

from tests.clock import VARIABLE

MONDAY: Final = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
DAYS: Final = (
    *(MONDAY + timedelta(days=day, hours=day) for day in range(7)),
    datetime(2026, 10, 31, 18, 0, tzinfo=UTC),  # the last of a month
    datetime(2026, 12, 31, 22, 0, tzinfo=UTC),  # the last of a year, in New York and in London
    datetime(2027, 1, 1, 3, 0, tzinfo=UTC),  # a year apart in New York and in London
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
    datetime(2026, 3, 8, 6, 59, 50, tzinfo=UTC),  # New York's clock goes forward
    datetime(2026, 11, 1, 5, 59, 50, tzinfo=UTC),  # New York's clock goes back
    datetime(2026, 3, 29, 0, 59, 50, tzinfo=UTC),  # Europe's clocks go forward
    datetime(2026, 10, 25, 0, 59, 50, tzinfo=UTC),  # Europe's clocks go back
    datetime(2026, 11, 25, 23, 59, 50, tzinfo=UTC),  # across midnight in London
    datetime(2026, 11, 26, 4, 59, 50, tzinfo=UTC),  # across midnight in New York
)


def main() -> int:
    command = (sys.executable, "-m", "pytest", "-n", "auto", "-m", "days", *sys.argv[1:])
    failed = []
    for day in DAYS:
        print(f"== on {day:%A %Y-%m-%d %H:%M} UTC", flush=True)
        ran = subprocess.run(command, env={**os.environ, VARIABLE: day.isoformat()}, check=False)
        if ran.returncode:
            failed.append(day)
    print(f"{len(DAYS) - len(failed)} of {len(DAYS)} days passed", *(f"{day:%A %Y-%m-%d}" for day in failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
