"""Requests about sheets rather than about rows: open one, list them, describe one, show rows by number."""

from __future__ import annotations

import re
from collections.abc import Callable

from infra.local.planner.choosing import choose, which_one
from infra.local.planner.places import failed
from infra.local.planner.replies import Call, Reply
from infra.local.planner.transcript import Step, Transcript

_OPEN = re.compile(
    r"(?:please |can you |could you )*(?:open|load|use|switch to|go to)(?: up)?(?: the)?(?: sheet| report)? "
    r"(?P<sheet>.+?)(?: sheet)?(?: please)?"
)
_SHEETS = re.compile(
    r"(?:(?:which|what) (?:other )?sheets\b.*|(?:list|show)(?: me)?(?: all)?(?: the| my)? sheets.*|my sheets)"
)
_COLUMNS = re.compile(
    r"(?:(?:which|what) (?:columns|fields)\b.*|(?:list|show)(?: me)?(?: all)?(?: the)? (?:columns|fields)\b.*"
    r"|(?:please )?describe\b.*|what(?: is|'s) in (?:this|the|it)\b.*)"
)
_ROWS = re.compile(
    r"(?:show|what is in|what's in|get|read|display)(?: me)? rows? "
    r"(?P<numbers>\d+(?:\s*(?:,|and|&|-|to)\s*\d+)*)(?: (?:of|in) .*)?"
)


def errand(transcript: Transcript) -> Reply | None:
    """The next step when the request is one of these, else None."""
    said = re.sub(r"[?!.]+\s*$", "", " ".join(transcript.question.split())).lower()
    for pattern, handle in _ERRANDS:
        if match := pattern.fullmatch(said):
            return handle(match, transcript)
    return None


def _open(match: re.Match[str], transcript: Transcript) -> Reply:
    step = _last(transcript, "open_sheet")
    if step is None:
        return Reply(calls=(Call("open_sheet", {"sheet": _as_written(match["sheet"], transcript.question)}),))
    if not step.ok:
        return failed(step)
    if step.data.get("choices"):
        return which_one(step)
    opened = step.data.get("opened", {})
    return Reply(f"{opened.get('name')} is open: {opened.get('rows')} rows, version {opened.get('version')}.")


def _sheets(match: re.Match[str], transcript: Transcript) -> Reply:
    step = _last(transcript, "list_sheets")
    if step is None:
        return Reply(calls=(Call("list_sheets", {"name_contains": None}),))
    if not step.ok:
        return failed(step)
    names = [str(sheet.get("name", "")) for sheet in step.data.get("sheets", ())]
    if not names:
        return Reply("There is no sheet you can open.")
    total = step.data.get("total", len(names))
    more = " The most recently changed are" if total > 12 else " They are"
    return Reply(f"You can open {total} sheets.{more} {', '.join(names[:12])}.")


def _columns(match: re.Match[str], transcript: Transcript) -> Reply:
    sheet = choose(transcript)
    if isinstance(sheet, Reply):
        return sheet
    step = _last(transcript, "describe_sheet")
    if step is None and "describe_sheet" in transcript.tools:
        return Reply(calls=(Call("describe_sheet", {"sheet": sheet.name}),))
    if step is not None and not step.ok:
        return failed(step)
    titles = ", ".join(column.title for column in sheet.columns)
    return Reply(f"{sheet.name} has these columns: {titles}.")


def _rows(match: re.Match[str], transcript: Transcript) -> Reply:
    sheet = choose(transcript)
    if isinstance(sheet, Reply):
        return sheet
    step = _last(transcript, "get_rows")
    if step is None:
        return Reply(calls=(Call("get_rows", {"sheet": sheet.name, "row_numbers": _numbers(match["numbers"])}),))
    if not step.ok:
        return failed(step)
    primary = sheet.primary.title if sheet.primary else ""
    columns, rows = step.data.get("columns", []), step.data.get("rows", [])
    at = columns.index(primary) if primary in columns else 0
    names = ", ".join(f"“{row[at]}”" for row in rows[:5])
    return Reply(f"From {sheet.name}: {names}." if rows else f"{sheet.name} has no such row.")


def _numbers(said: str) -> list[int]:
    numbers: list[int] = []
    for first, _, last in re.findall(r"(\d+)(\s*(?:-|to)\s*(\d+))?", said):
        numbers.extend(range(int(first), int(last or first) + 1))
    return numbers[:50]


def _as_written(said: str, question: str) -> str:
    """The name with its capitals, and without quotes around it."""
    at = question.lower().find(said)
    return (question[at : at + len(said)] if at >= 0 else said).strip("\"'“”„ ")


def _last(transcript: Transcript, name: str) -> Step | None:
    return next((step for step in reversed(transcript.steps) if step.name == name), None)


_ERRANDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Transcript], Reply]], ...] = (
    (_SHEETS, _sheets),
    (_COLUMNS, _columns),
    (_ROWS, _rows),
    (_OPEN, _open),
)
