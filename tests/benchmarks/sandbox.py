"""The Smartsheet sandbox as a process of its own: `python -m tests.benchmarks.sandbox PORT`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from aiohttp import web

from infra.local import smartsheet

if __name__ == "__main__":
    app = smartsheet.build_app(smartsheet.sample_world(datetime.now(UTC).date()), rate_limit_per_minute=1_000_000)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
