"""The whole of Sheetline, started as `make run` starts it, and a browser in front of its Playground."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
ARTIFACTS = ROOT / ".local" / "e2e"
SANDBOX_PORT = 39180
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing of the browser may look outside; in a container there is no sandbox and no GPU.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@dataclass(slots=True)
class RunningWorld:
    """`python -m infra.local` as a child; `lines` is all it has printed."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        assert self.process.stdout is not None
        with (ARTIFACTS / "world.log").open("w", encoding="utf-8") as log:
            for line in self.process.stdout:
                self.lines.append(line.rstrip("\n"))
                print(line, end="", file=log, flush=True)
                if line.startswith("Sheetline is running"):
                    self.closing.set()
        self.closing.set()

    @property
    def closing_line(self) -> str:
        return next((line for line in self.lines if line.startswith("Sheetline is running")), "")


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningWorld]:
    """Start it, wait for its closing line, and stop it as Ctrl+C does: it must then end by itself with code 0."""
    if sys.platform == "linux" and os.environ.get("SHEETLINE_LOOPBACK") != "1":
        pytest.fail("run it with “make e2e”, which cuts it off from the network", pytrace=False)
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    environ = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "SANDBOX_PORT": str(SANDBOX_PORT),
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "PYTHONUNBUFFERED": "1",
        "TZ": "UTC",
    }
    process = subprocess.Popen(
        (sys.executable, "-m", "infra.local"),
        cwd=ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = RunningWorld(process)
    reader = threading.Thread(target=running.read, daemon=True)
    reader.start()
    try:
        assert running.closing.wait(timeout=120), "no closing line within 120 s"
        assert "open http://" in running.closing_line, "\n".join(running.lines)
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(timeout=45)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        reader.join(timeout=5)
        if process.stdout is not None:
            process.stdout.close()
    assert code == 0, "\n".join(running.lines[-20:])


@pytest.fixture(scope="module")  # not longer: while it is open, no other event loop can run in this thread
def browser() -> Iterator[Browser]:
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if executable is None:
        pytest.fail(f"no browser: install one of {', '.join(CHROMIUM)} (Debian: apt install chromium)", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, headless=True, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1400, "height": 1100}, timezone_id="UTC", locale="en-US")
    yield page
    page.close()
