"""The sentences that lead straight to a tool, at least one a tool. What a tool needs beyond what is said is null."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from infra.local.planner.columns import part
from infra.local.planner.patterns import Request, Said
from infra.local.planner.words import NotUnderstood


def args(**wanted: Any) -> Callable[[Said], dict[str, Any]]:
    """Arguments by name: a function is given what was said, all else is meant as it stands."""
    return lambda said: {name: each(said) if callable(each) else each for name, each in wanted.items()}


def the(name: str) -> Callable[[Said], str | None]:
    return lambda said: said[name]


def here(**wanted: Any) -> Callable[[Said], dict[str, Any]]:
    """The same about the open sheet."""
    return args(sheet=lambda said: said.sheet.name, **wanted)


def _numbers(said: Said) -> Any:
    return said.rows["row_numbers"]


def _row(said: Said) -> int | None:
    return said.row


def _people(said: Said) -> list[str]:
    return said.list_of("people")


def _file(said: Said) -> str:
    return said["file"] or "1"


def _set(said: Said) -> dict[str, Any]:
    column = said.column() if said["column"] else part(said.sheet, "status")
    if column is None:
        raise NotUnderstood(said.text)
    return {"sheet": said.sheet.name, **said.rows, "set": [{"column": column.title, "value": said["value"]}]}


def _cells(said: Said) -> list[list[dict[str, Any]]]:
    return [[{"column": said.sheet.primary.title if said.sheet.primary else "", "value": said["name"]}]]


def _position(said: Said) -> str:
    return (said["level"] or said["end"] or said["side"] or "bottom").lower()


def _by(said: Said) -> list[dict[str, Any]]:
    return [{"column": said.column().title, "direction": "descending" if said["down"] else "ascending"}]


def _transfer(said: Said) -> dict[str, Any]:
    action = (said["action"] or "").lower()
    carried = {"action": action, "children": action == "move", "comments": True, "attachments": True}
    return {"from_sheet": said.sheet.name, "to_sheet": said["sheet"], **said.rows, **carried}


def _new_column(said: Said) -> list[dict[str, Any]]:
    options = said.list_of("options") if said["options"] else None
    return [{"title": said["title"], "type": said["type"], "options": options, "after": said["after"]}]


def _new_columns(said: Said) -> list[dict[str, Any]]:
    columns = []
    for each in re.split(r",\s*(?![^()]*\))", said.match["columns"]):
        match = re.fullmatch(r"(?P<title>[^()]+?)(?: \((?P<type>\w+)(?:: (?P<options>[^()]+))?\))?", each)
        if match is None:
            raise NotUnderstood(each)
        options = re.split(r",\s*", match["options"]) if match["options"] else None
        columns.append({"title": match["title"], "type": match["type"] or "text", "options": options})
    return columns


def _new_rows(said: Said) -> list[list[str | None]] | None:
    table = said["table"]
    return [[cell.strip() or None for cell in row.split(",")] for row in table.split(";")] if table else None


def _what(said: Said) -> str:
    return (said["what"] or "").lower().replace(" ", "_").replace("-", "_")


def _title(said: Said) -> str:
    return said.column().title


def _fields(said: Said) -> list[dict[str, Any]]:
    return [{"field": said["field"], "value": said["value"], "delete": False}]


def _attach(said: Said) -> dict[str, Any]:
    action, name = ("add_link", said["name"]) if said["url"] else ("add_file", _file(said))
    return {"sheet": said.sheet.name, "action": action, "row_number": said.row, "name": name, "url": said["url"]}


_MOVED = here(row_numbers=_numbers, position=_position, anchor_row=_row)
REQUESTS = (
    Request("open [the ][sheet ]{sheet}", "open_sheet", args(sheet=the("sheet"))),
    Request("which sheets can i (see|open)", "list_sheets"),
    Request("(what|which) columns are there", "describe_sheet", here()),
    Request("(show|what does) {rows}[ say]", "get_rows", here(row_numbers=_numbers)),
    Request("which {place} are there", "browse", args(what=the("place"))),
    Request("which sheets changed lately", "browse", args(what="recent")),
    Request("what is in the (workspace|folder) {inside}", "browse", args(what="contents", inside=the("inside"))),
    Request("search for {text…}", "search", args(text=the("text"))),
    Request("show the {what} (on|of) {spot}", "look_up", here(what=_what, row_number=_row)),
    Request("show the history of {column} on {row}", "look_up", here(what="history", row_number=_row, column=_title)),
    Request("(what is assigned to me|[show ]my tasks)", "assigned_to_me"),
    Request("check the [data ]quality of {sheet}", "check_quality", args(sheet=Said.named_sheet)),
    Request("what did you change[ {period}]", "change_history", args(period=the("period"))),
    Request("set {column} to {value} for ({rows}|{which})", "update_rows", _set),
    Request("mark ({rows}|{which}) as {value}", "update_rows", _set),
    Request(
        "add a (task|row|line|risk) {name}[ (at the {end}|{side} {row})]",
        "add_rows",
        here(rows=_cells, position=_position, anchor_row=_row),
    ),
    Request("delete {rows}", "delete_rows", here(row_numbers=_numbers)),
    Request("move {rows} (to the {end}|{side} {row})", "move_rows", _MOVED),
    Request("{level} {rows}", "move_rows", _MOVED),
    Request("sort by {column}[ {down}]", "sort_rows", here(by=_by)),
    Request("{action} {rows} to [the ]{sheet}", "transfer_rows", _transfer),
    Request(
        "add a [{type} ]column {title}[ with choices {options}][ after {after}]",
        "edit_columns",
        here(columns=_new_column),
    ),
    Request("delete the column {column}", "delete_columns", here(columns=lambda said: [said.column().title])),
    Request("share it with {people} as {access}", "share", here(people=_people, access=the("access"))),
    Request(
        "add (the rows of {file}|its rows) to (this|the open) sheet",
        "add_rows_from_file",
        here(file=_file, position="bottom"),
    ),
    Request(
        "create a sheet from ({file}|it)[ in {into}]", "create_sheet_from_file", args(file=_file, place=the("into"))
    ),
    Request("comment on {spot}: {text…}", "comment", here(action="start", row_number=_row, text=the("text"))),
    Request("attach ({url}|{file}|it) to {spot}[ as {name}]", "attach", _attach),
    Request(
        "create a sheet {name} with columns {columns}[ and rows {table}][ in {into}]",
        "create_sheet",
        args(name=the("name"), place=the("into"), columns=_new_columns, rows=_new_rows),
    ),
    Request(
        "rename the sheet {sheet} to {name}", "edit_sheet", args(sheet=the("sheet"), action="rename", name=the("name"))
    ),
    Request("delete the sheet {sheet}", "delete_sheet", args(sheet=the("sheet"))),
    Request("ask {people} to update {rows}", "request_update", here(people=_people, row_numbers=_numbers)),
    Request("set the summary field {field} to {value}", "edit_summary", here(fields=_fields)),
    Request(
        "{switch} {sheet} (to|from) my favou?rites",
        "switch",
        args(what="favorite", names=lambda said: [said.named_sheet()], on=lambda said: said["switch"] == "add"),
    ),
)
