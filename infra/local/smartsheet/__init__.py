"""The Smartsheet sandbox: a strict stand-in of the Smartsheet REST API 2.0 on loopback.

`sample_world(today)` makes the data, `build_app(world)` serves it; both SDKs take `{url}/2.0` as their base.
"""

from infra.local.smartsheet.server import build_app
from infra.local.smartsheet.world import World, sample_world

__all__ = ["World", "build_app", "sample_world"]
