"""Starts the Playground on loopback, without a browser, telemetry or a look outside; says when it answers."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from infra.local.people import SamplePerson
from infra.local.playground.config import write_config
from infra.local.processes import Child, start_child
from infra.local.servers import LOOPBACK

MINIMUM_NODE = 18
_PACKAGE = Path(__file__).parents[1] / "node" / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
_PRELOAD = Path(__file__).with_name("loopback.cjs")


class PlaygroundUnavailable(Exception):
    """The Playground cannot be used here; the message says why in one sentence."""


@dataclass(slots=True)
class Playground:
    """A running Playground; `url` is the page to open."""

    url: str
    child: Child

    async def aclose(self) -> None:
        await self.child.stop(grace_s=3)


async def start_playground(
    *, bot_url: str, port: int, acting: SamplePerson, folder: Path, environ: Mapping[str, str], package: Path = _PACKAGE
) -> Playground:
    """Start the Playground for the bot at `bot_url`, with `acting` as the person who types, and wait until it answers.

    `folder` receives its configuration and log. Raises PlaygroundUnavailable when Node.js or the npm part is missing,
    or when it ends or stays silent for 30 s. The port must be free: on a taken one the Playground moves elsewhere.
    """
    node = await find_node(environ)
    if not package.is_file():  # noqa: ASYNC240 (one look at start, nothing else runs yet)
        raise PlaygroundUnavailable("the Playground's npm part is not installed (make run installs it)")
    config = write_config(folder, acting)
    log = folder / "playground.log"
    command = (
        *(node, "--require", str(_PRELOAD), str(package), "start"),
        *("--app-endpoint", f"{bot_url}/api/messages", "--channel-id", "msteams", "--port", str(port)),
        *("--service-url", f"http://{LOOPBACK}:{port}/_connector", "--disable-telemetry"),
    )
    quiet = {
        **environ,
        "TEAMSAPPTESTER_BROWSER": "none",  # else it calls xdg-open, and exits when there is none
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(config.resolve()),
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(log.resolve()),
    }
    with (folder / "output.log").open("wb") as output:
        child = await start_child("Playground", command, environ=quiet, cwd=folder, output=output)
    playground = Playground(url=f"http://{LOOPBACK}:{port}", child=child)
    try:
        await _answers(playground)
    except BaseException:
        await playground.aclose()
        raise
    return playground


async def find_node(environ: Mapping[str, str]) -> str:
    """The path of a Node.js that is new enough. Raises PlaygroundUnavailable otherwise."""
    node = shutil.which("node", path=environ.get("PATH"))
    if node is None:
        raise PlaygroundUnavailable("Node.js is not installed")
    process = await asyncio.create_subprocess_exec(
        node, "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    output, _ = await process.communicate()
    version = re.match(rb"v(\d+)\.", output)
    if version is None or int(version[1]) < MINIMUM_NODE:
        raise PlaygroundUnavailable(f"Node.js {MINIMUM_NODE} or newer is needed, not {output.decode().strip() or '?'}")
    return node


async def _answers(playground: Playground) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as http:
        for _ in range(150):
            if playground.child.exit_code is not None:
                raise PlaygroundUnavailable(f"the Playground ended with code {playground.child.exit_code}; see its log")
            try:
                async with http.get(f"{playground.url}/") as response:
                    if response.status == 200:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.2)
    raise PlaygroundUnavailable("the Playground did not answer within 30 s; see its log")
