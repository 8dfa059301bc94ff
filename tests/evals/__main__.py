"""`python -m tests.evals`: ask the configured model every question and write the report; docs/evals.md explains it."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot import logs
from bot.app.settings import SettingsError
from tests.evals import report
from tests.evals.catalog import Question, questions
from tests.evals.model import evaluated_model
from tests.evals.running import Result, evaluate

OUT = Path(".local/evals")


def main() -> int:
    """0, or 1 when the score is below --least, 2 when nothing could be asked."""
    options = _options()
    logs.configure(level="ERROR", form="text")
    chosen = [q for q in questions() if re.search(options.only, f"{q.id} {q.category} {q.lang}")]
    if not chosen:
        print(f"No question matches {options.only!r}.", file=sys.stderr)
        return 2
    try:
        name, results = asyncio.run(_run(chosen, parallel=options.parallel))
    except SettingsError as error:
        print("\n".join(error.problems), file=sys.stderr)
        return 2
    page, data = report.write(results, model=name, folder=options.out)
    print(report.summary(results, model=name))
    print(f"Report: {page} and {data}")
    return int(sum(result.passed for result in results) < options.least * len(results))


async def _run(chosen: Sequence[Question], *, parallel: int) -> tuple[str, list[Result]]:
    results = []
    with tempfile.TemporaryDirectory(prefix="sheetline-evals-") as folder:
        async with evaluated_model() as model:
            async for result in evaluate(model, chosen, folder=Path(folder), parallel=parallel):
                results.append(result)
                print(f"{'right' if result.passed else 'WRONG'}  {result.question.id}", flush=True)
            return model.name, results


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evals", description=__doc__)
    parser.add_argument("--only", default="", metavar="REGEX", help="questions whose id, category or language matches")
    parser.add_argument("--parallel", type=int, default=1, help="questions asked at once (1)")
    parser.add_argument("--least", type=float, default=0.0, help="exit 1 below this share of right answers (0)")
    parser.add_argument("--out", type=Path, default=OUT, help=f"where the report goes ({OUT})")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
