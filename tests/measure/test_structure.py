"""What the measuring scripts count, on small examples."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.measure.recorder import Recorder
from tests.measure.sources import PythonFile, lines_per_folder, repeated_classes, repeated_modules, repeated_names
from tests.measure.touched import touched_by

PATCH = """\
diff --git a/bot/one.py b/bot/one.py
--- a/bot/one.py
+++ b/bot/one.py
@@ -1 +1 @@
-old
+++ new
diff --git a/docs/two words.md b/docs/two words.md
new file mode 100644
--- /dev/null
+++ b/docs/two words.md
"""
PRODUCT = """
import asyncio

class Reader:
    kept = 1

    async def read(self):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return helper(lambda: 1)

def helper(made):
    return made()
"""


def test_lines_are_counted_by_top_folder() -> None:
    """A folder with nothing in it counts none; `all` is the sum."""
    counted = lines_per_folder([PythonFile("bot/a.py", "1\n2\n"), PythonFile("cards/b.py", "1\n")])
    assert (counted["bot"], counted["cards"], counted["infra"], counted["all"]) == (2, 1, 0, 3)


def test_a_class_name_used_twice_is_named_with_its_files() -> None:
    """In two files or twice in one, nested or not."""
    one, other = "class A:\n    class B: ...\n", "class B: ...\nclass C: ...\n"
    repeated = repeated_classes([PythonFile("bot/a.py", one), PythonFile("bot/b.py", other)])
    assert repeated == {"B": ("bot/a.py", "bot/b.py")}


def test_a_module_name_used_twice_is_named_but_for_a_feature_and_its_card() -> None:
    """`__init__` may stand in every package; a third file of the name is one too many."""
    paths = ["bot/__init__.py", "cards/__init__.py", "bot/features/rows.py", "cards/rows.py"]
    paths += ["bot/a/x.py", "bot/b/x.py"]
    assert list(repeated_modules(PythonFile(path, "") for path in paths)) == ["x"]
    assert list(repeated_modules(PythonFile(path, "") for path in [*paths, "bot/sheets/rows.py"])) == ["rows", "x"]


def test_names_are_compared_within_their_scope() -> None:
    """What only infra repeats is not held against bot and cards, nor are the tests' names against either."""
    files = [PythonFile(f"{top}/a.py", "class A: ...\n") for top in ("bot", "infra", "tests")]
    repeated = [scope for scope, kinds in repeated_names(files).items() if kinds["classes"]]
    assert repeated == ["bot+cards+infra"]


def test_a_patch_touches_each_of_its_files_once() -> None:
    """A line of text that looks like a header names no file."""
    assert touched_by(PATCH) == ("bot/one.py", "docs/two words.md")


@pytest.mark.parametrize("times", [1, 3])
def test_calls_are_recorded_in_order_each_once(tmp_path: Path, times: int) -> None:
    """Not at import, not again after a wait; a lambda brings its file, but is no function of its own."""
    (tmp_path / "bot").mkdir()
    path = tmp_path / "bot" / "product.py"
    recorder, names = Recorder(tmp_path), {"__name__": "product"}
    with recorder.installed(), recorder.recording() as recording:
        exec(compile(PRODUCT, str(path), "exec"), names)
        assert not recording.calls
        for _ in range(times):
            asyncio.run(names["Reader"]().read())  # type: ignore[operator]
    assert [(function.name, recording.calls[function]) for function in recording.functions] == [
        ("Reader.read", times),
        ("helper", times),
    ]
    assert recording.files == ("bot/product.py",)
