"""The report: the score, by category and language, and every failure with what was asked, run, got and expected."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.evals.running import Result, table_of

MOST_LINES = 12


def write(results: Sequence[Result], *, model: str, folder: Path) -> tuple[Path, Path]:
    """Write report.md and report.json into `folder`; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    when = datetime.now(UTC)
    page, data = folder / "report.md", folder / "report.json"
    page.write_text(markdown(results, model=model, when=when), encoding="utf-8")
    body = {"model": model, "at": when.isoformat(timespec="seconds"), **_sums(results)}
    body["questions"] = [_entry(result) for result in results]
    data.write_text(json.dumps(body, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    return page, data


def summary(results: Sequence[Result], *, model: str) -> str:
    """A few lines for the terminal."""
    sums = _sums(results)
    lines = [
        f"{model}: {sums['passed']} of {sums['asked']} questions answered right ({sums['percent']} %); {_missed(sums)}"
    ]
    for category, (right, asked) in _by(results, lambda result: result.question.category).items():
        lines.append(f"  {right:>3} of {asked:>3}  {category}")
    return "\n".join([*lines, _cost(sums)])


def markdown(results: Sequence[Result], *, model: str, when: datetime) -> str:
    sums = _sums(results)
    lines = [
        f"# Evaluation of {model}",
        "",
        f"{when:%Y-%m-%d %H:%M} UTC · **{sums['passed']} of {sums['asked']}** answered right ({sums['percent']} %)",
        "",
        f"Of the others, {_missed(sums)}.",
        "",
        _cost(sums),
        "",
        *_table("Category", _by(results, lambda result: result.question.category)),
        *_table("Language", _by(results, lambda result: result.question.lang)),
        "## Failures",
        "",
    ]
    for result in results:
        if not result.passed:
            lines += _failure(result)
    return "\n".join(lines) + "\n"


def _sums(results: Sequence[Result]) -> dict[str, Any]:
    asked = len(results) or 1
    return {
        "asked": len(results),
        "passed": sum(result.passed for result in results),
        "wrong": sum(not result.passed and _asserts(result) for result in results),
        "unanswered": sum(not result.passed and not _asserts(result) for result in results),
        "percent": round(100 * sum(result.passed for result in results) / asked, 1),
        "calls_per_question": round(sum(result.used.calls for result in results) / asked, 2),
        "prompt_per_question": round(sum(result.used.prompt for result in results) / asked),
        "completion_per_question": round(sum(result.used.completion for result in results) / asked),
        "seconds_per_question": round(sum(result.seconds for result in results) / asked, 2),
    }


def _asserts(result: Result) -> bool:
    """The reply showed rows: a wrong answer misleads, no answer does not."""
    return result.answer is not None and result.answer.table is not None and bool(result.answer.table.rows)


def _missed(sums: dict[str, Any]) -> str:
    return f"{sums['wrong']} answered wrong, {sums['unanswered']} not answered"


def _cost(sums: dict[str, Any]) -> str:
    return (
        f"Per question on average: {sums['calls_per_question']} model calls, {sums['prompt_per_question']} prompt and "
        f"{sums['completion_per_question']} completion tokens, {sums['seconds_per_question']} s."
    )


def _by(results: Sequence[Result], key: Callable[[Result], str]) -> dict[str, tuple[int, int]]:
    """Right and asked by key, sorted by key."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for result in results:
        groups[key(result)].append(result.passed)
    return {name: (sum(passed), len(passed)) for name, passed in sorted(groups.items())}


def _table(title: str, groups: dict[str, tuple[int, int]]) -> list[str]:
    rows = [f"| {name} | {right} | {asked} |" for name, (right, asked) in groups.items()]
    return [f"| {title} | Right | Asked |", "| --- | ---: | ---: |", *rows, ""]


def _failure(result: Result) -> list[str]:
    question, answer = result.question, result.answer
    lines = [f"### {question.id} ({question.category})", "", f"> {question.ask}", ""]
    if result.fault:
        lines += [f"- No reply: {result.fault}"]
    lines += [f"- Said: {' '.join(result.text.split())[:600] or '(nothing)'}"]
    if answer is not None and answer.evidence is not None:
        lines += ["- Ran:", "", "  ```sql", *(f"  {line}" for line in answer.evidence.sql.splitlines()), "  ```", ""]
    got = table_of(result)
    lines += [f"- Got: {_lines(got['rows'])} (of {got['total']} rows)" if got else "- Got: no table"]
    if question.answerable:
        lines += [f"- Expected: {_lines(result.wanted[: question.top] if question.top else result.wanted)}"]
    else:
        lines += [f"- Expected: that it cannot be answered, naming one of {', '.join(question.missing)}"]
    used = result.used
    lines += [f"- Used: {used.calls} model calls, {used.prompt} + {used.completion} tokens, {result.seconds:.1f} s", ""]
    return lines


def _lines(rows: Sequence[Sequence[Any]]) -> str:
    shown = "; ".join(" · ".join(str(value) for value in row) for row in rows[:MOST_LINES])
    return f"{shown}; …" if len(rows) > MOST_LINES else shown or "(nothing)"


def _entry(result: Result) -> dict[str, Any]:
    question, answer = result.question, result.answer
    return {
        "id": question.id,
        "category": question.category,
        "lang": question.lang,
        "ask": question.ask,
        "passed": result.passed,
        "text": result.text,
        "sql": answer.evidence.sql if answer and answer.evidence else None,
        "got": table_of(result),
        "expected": (result.wanted[: question.top] if question.top else result.wanted)[:30],
        "missing": list(question.missing),
        "fault": result.fault,
        "model_calls": result.used.calls,
        "prompt_tokens": result.used.prompt,
        "cached_tokens": result.used.cached,
        "completion_tokens": result.used.completion,
        "seconds": round(result.seconds, 3),
    }
