"""`python -m tests.measure.touched "read tool" HEAD`: how many files a commit or a patch touches, and how many it may.

The proof that a kind of thing can be added within its limit: commit one of the kind, with its tests and documents,
count here, and take it out again. Exits with 1 when it takes more.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

MOST = {"read tool": 5, "step kind": 6, "collection": 3, "card": 4, "invoke": 3, "setting": 4}


def touched_by(patch: str) -> tuple[str, ...]:
    """Distinct files that a patch (`git diff`, `git show`) adds, changes, deletes or renames; a renamed one is two."""
    return tuple(dict.fromkeys(_named(patch)))


def _named(patch: str) -> Iterator[str]:
    for line in patch.splitlines():
        if line.startswith("diff --git a/"):
            before, _, after = line.removeprefix("diff --git a/").partition(" b/")
            yield from (before, after)


def _shown(commit: str) -> str:
    command = ("git", "show", "--format=", "--no-renames", commit)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main(arguments: list[str]) -> int:
    if len(arguments) != 2 or arguments[0] not in MOST:
        print(f"Usage: python -m tests.measure.touched KIND COMMIT-OR-PATCH; KIND is one of: {', '.join(MOST)}")
        return 2
    kind, source = arguments
    files = touched_by(Path(source).read_text() if Path(source).is_file() else _shown(source))
    print("\n".join(files))
    print(f"{kind}: {len(files)} files; at most {MOST[kind]}.")
    return int(len(files) > MOST[kind])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
