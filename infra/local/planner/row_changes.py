"""Requests to change rows: set, mark, add, delete, move. The planner only proposes; the bot asks a person.

set Status to Complete for row 12                   mark rows 3 and 5 as Blocked
set Priority to High for all overdue tasks          mark all overdue tasks of Ben as Blocked
add a task “Book venue” under Site works            add a row Retrospective at the bottom
delete rows 12-14                                   move row 9 under row 4 · indent row 9
"""

from __future__ import annotations

import re
from collections.abc import Callable

from infra.local.planner.ask import NotUnderstood
from infra.local.planner.asks import understand
from infra.local.planner.columns import named, role
from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.replies import Call, Reply, not_understood
from infra.local.planner.transcript import Transcript

ROWS = r"rows? (?P<numbers>\d+(?:\s*(?:,|and|&|-|to)\s*\d+)*)"
_SET = re.compile(
    rf"(?:please )?(?:set|change|update) (?:the )?(?P<column>.+?) (?:of|for|in|on) {ROWS} to (?P<value>.+)", re.I
)
_SET_FOR = re.compile(
    r"(?:please )?(?:set|change) (?:the )?(?P<column>.+?) to (?P<value>.+?) "
    rf"(?:of|for|in|on) (?:{ROWS}|(?P<which>.+))",
    re.I,
)
_MARK = re.compile(rf"(?:please )?mark (?:{ROWS}|(?P<which>.+?)) as (?P<value>.+)", re.I)
_ADD = re.compile(
    r"(?:please )?add (?:a |an |the )?(?:new )?(?:row|task|item|line|risk)(?: called| named)? (?P<name>.+?)"
    r"(?: (?P<position>under|below) (?:row (?P<row>\d+)|(?P<anchor>.+))|(?: at| to)? the (?P<end>top|bottom))?",
    re.I,
)
_DELETE = re.compile(rf"(?:please )?(?:delete|remove) {ROWS}", re.I)
_MOVE = re.compile(
    rf"(?:please )?move {ROWS} (?:(?P<position>under|below) row (?P<row>\d+)|to the (?P<end>top|bottom))", re.I
)
_INDENT = re.compile(rf"(?:please )?(?P<position>indent|outdent) {ROWS}", re.I)
QUOTES = "\"'“”„ "

Changes = tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Transcript, Sheet], Reply]], ...]
"""Sentences and what each leads to; the sheet is the open one that is meant."""


def _set(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    column = named(sheet, _title(match))
    if column is None:
        return not_understood(transcript.question, (match["column"],))
    return _update(match, transcript, sheet, column)


def _title(match: re.Match[str]) -> str:
    """“Assigned To” in “set Assigned To to Ben”, where the first “to” belongs to the title."""
    return f"{match['column']} to" if match["value"].lower().startswith("to ") else match["column"]


def _mark(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    column = role(sheet, "status")
    return not_understood(transcript.question) if column is None else _update(match, transcript, sheet, column)


def _update(match: re.Match[str], transcript: Transcript, sheet: Sheet, column: Column) -> Reply:
    groups = match.groupdict()
    value = re.sub(r"^to ", "", match["value"], flags=re.I).strip(QUOTES)
    where = None
    if groups.get("which"):
        ask = understand(f"show {groups['which']}", sheet, person=transcript.person)
        if isinstance(ask, NotUnderstood) or not ask.filters.conditions:
            words = ask.words if isinstance(ask, NotUnderstood) else ()
            return not_understood(transcript.question, words)
        leaf = ['"_children" = 0'] if "_children" in sheet.system else []
        where = " AND ".join([*leaf, *ask.filters.conditions])
    rows = numbers_in(groups["numbers"]) if groups.get("numbers") else None
    clear = value.lower() in ("empty", "nothing", "blank")
    setting = {"column": column.title, "value": None if clear else value}
    arguments = {"sheet": sheet.name, "where_sql": where, "row_numbers": rows, "set": [setting]}
    return Reply(calls=(Call("update_rows", arguments),))


def _add(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    if sheet.primary is None:
        return not_understood(transcript.question)
    position = (match["position"] or match["end"] or "bottom").lower()
    anchor = int(match["row"]) if match["row"] else None
    if match["anchor"]:
        found = _look(match["anchor"].strip(QUOTES), transcript, sheet)
        if isinstance(found, Reply):
            return found
        anchor = found
    cells = [{"column": sheet.primary.title, "value": match["name"].strip(QUOTES)}]
    arguments = {"sheet": sheet.name, "rows": [cells], "position": position, "anchor_row": anchor}
    return Reply(calls=(Call("add_rows", arguments),))


def _look(name: str, transcript: Transcript, sheet: Sheet) -> int | Reply:
    """The number of the row called so, or the query that finds it."""
    assert sheet.primary is not None
    step = next((s for s in transcript.steps if s.name == "query"), None)
    if step is None:
        quoted = name.replace("'", "''")
        title = sheet.primary.sql
        sql = f"SELECT _row, {title} FROM {sheet.view} WHERE {title} ILIKE '{quoted}' ORDER BY _row"  # noqa: S608
        return Reply(calls=(Call("query", {"sql": sql, "title": f"Rows called {name}"}),))
    rows = step.data.get("rows") or []
    if len(rows) != 1:
        return Reply(f"{len(rows) or 'No'} rows of {sheet.name} are called “{name}”. Say the row's number.")
    return int(rows[0][0])


def _delete(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    arguments = {"sheet": sheet.name, "where_sql": None, "row_numbers": numbers_in(match["numbers"])}
    return Reply(calls=(Call("delete_rows", arguments),))


def _move(match: re.Match[str], transcript: Transcript, sheet: Sheet) -> Reply:
    groups = match.groupdict()
    position = (groups.get("position") or groups.get("end") or "bottom").lower()
    anchor = int(groups["row"]) if groups.get("row") else None
    arguments = {
        "sheet": sheet.name,
        "row_numbers": numbers_in(match["numbers"]),
        "position": position,
        "anchor_row": anchor,
    }
    return Reply(calls=(Call("move_rows", arguments),))


def numbers_in(said: str) -> list[int]:
    """“9, 12-14 and 20” as numbers."""
    numbers: list[int] = []
    for first, _, last in re.findall(r"(\d+)(\s*(?:-|to)\s*(\d+))?", said):
        numbers.extend(range(int(first), int(last or first) + 1))
    return numbers


TOOLS = frozenset({"update_rows", "add_rows", "delete_rows", "move_rows"})
CHANGES: Changes = (
    (_SET, _set),
    (_SET_FOR, _set),
    (_MARK, _mark),
    (_ADD, _add),
    (_DELETE, _delete),
    (_INDENT, _move),
    (_MOVE, _move),
)
