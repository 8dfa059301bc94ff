"""The proxy's own Python environment: `python -m tests.litellm.environment` makes it when missing or out of date."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".local" / "litellm-venv"
WANTED = tuple(Path(__file__).with_name(name) for name in ("requirements.txt", "constraints.txt"))
BIN = FOLDER / ("Scripts" if sys.platform == "win32" else "bin")


def ensure() -> Path:
    """The folder of the environment's programs; installs from the package index, once, which takes minutes."""
    stamp = FOLDER / ".installed"
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in WANTED)).hexdigest()
    if not stamp.exists() or stamp.read_text() != digest:
        print(f"Installing the LiteLLM proxy into {FOLDER.relative_to(ROOT)} ...", file=sys.stderr, flush=True)
        venv.create(FOLDER, with_pip=True, clear=True)
        pip = [str(BIN / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
        subprocess.run([*pip, "-r", str(WANTED[0]), "-c", str(WANTED[1])], check=True, stdin=subprocess.DEVNULL)
        stamp.write_text(digest)
    return BIN


if __name__ == "__main__":
    ensure()
