"""What a person says for a cell, as the content its column takes, or the reason why it takes none.

https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/column-types . Options and checkboxes are
matched without case; numbers and dates are read as the person's locale writes them, ISO dates in any. What begins with
“=” is a formula and must be one (bot/changes/formulas/formula_check.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rapidfuzz import process

from bot.changes.engine.rules import ROLLED_UP
from bot.changes.formulas.formula_check import check
from bot.changes.values.invalid_cell_value import InvalidCellValue
from bot.changes.values.links import CellLink, Hyperlink, cell_link_content, hyperlink_content
from bot.domain.live import NOTHING, CellContent, LiveColumn
from bot.domain.sheets import ColumnType
from bot.domain.written_dates import read_day
from bot.domain.written_numbers import read_number

LONGEST = 4_000
LARGEST = 9_007_199_254_740_992
MOST_PROBLEMS = 3


@dataclass(frozen=True, slots=True)
class FileText:
    """Text out of a file: it stays what it is, never a formula, nor a number."""

    text: str


Given = str | float | bool | None | tuple[str, ...] | Hyperlink | CellLink | FileText
"""What a cell may be given; several options or people come as one text or each by itself."""

_YES = {"yes", "true", "on", "checked", "done", "1", "x", "✓", "ja", "oui", "si", "sí", "sim", "evet"}
_NO = {"no", "false", "off", "unchecked", "0", "nein", "non", "não", "nao", "hayır", "hayir"}
_DURATION = re.compile(r"(~|e)?\s*\d+(?:[.,]\d+)?\s*(?:w|d|h|m|s|weeks?|days?|hours?|minutes?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SheetNames:
    """What a formula of the sheet may name: columns, cross-sheet references, summary fields; None is not looked up."""

    sheet_id: int = 0
    columns: tuple[str, ...] | None = None
    references: tuple[str, ...] | None = None
    summary_fields: tuple[str, ...] | None = None
    project: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person's words are read: their locale and day, the people they may mean (name, email), formulas' names.

    `only_options` refuses what a dropdown does not list, also where Smartsheet would take it.
    """

    today: date
    locale: str = "en-US"
    people: tuple[tuple[str, str], ...] = ()
    me: tuple[str, str] = ("", "")
    names: SheetNames = SheetNames()
    only_options: bool = True


def content_for(value: Given, column: LiveColumn, reading: Reading) -> CellContent:
    """The content; clearing is None or an empty text. Raises InvalidCellValue."""
    if isinstance(value, Hyperlink):
        return hyperlink_content(replace(value, text=printable(value.text).strip()[:LONGEST]), column)
    if isinstance(value, CellLink):
        return cell_link_content(value, reading.names.sheet_id)
    if isinstance(value, FileText):
        return _from_file(value.text, column, reading)
    if value is None or (isinstance(value, str) and not value.strip()):
        return NOTHING
    if isinstance(value, str):
        value = printable(value).strip()
        if len(value) > LONGEST:
            raise InvalidCellValue(f"Smartsheet keeps {LONGEST:,} characters in a cell; this has {len(value):,}.")
        if value.startswith("=") and len(value) > 1:
            return _formula(value, column, reading.names)
    return _MAKERS[column.column.type](value, column, reading)


def _from_file(text: str, column: LiveColumn, reading: Reading) -> CellContent:
    said = printable(text).strip()
    if len(said) > LONGEST:
        raise InvalidCellValue(f"Smartsheet keeps {LONGEST:,} characters in a cell; this has {len(said):,}.")
    if not said:
        return NOTHING
    if column.column.type is ColumnType.TEXT_NUMBER:
        return _content({"value": said}, said)
    return _MAKERS[column.column.type](said, column, reading)


def _formula(formula: str, column: LiveColumn, names: SheetNames) -> CellContent:
    if column.column.type is ColumnType.PREDECESSOR or (names.project and column.role in ROLLED_UP):
        raise InvalidCellValue("The project's schedule fills this column; it takes no formula.")
    problems = check(formula, names.columns, names.references, names.summary_fields)
    if problems:
        raise InvalidCellValue(" ".join(str(problem) for problem in problems[:MOST_PROBLEMS]))
    return _content({"formula": formula}, formula)


def _number_or_text(value: Any, column: LiveColumn, reading: Reading) -> CellContent:
    if isinstance(value, bool):
        return _content({"value": value}, "true" if value else "false")
    number = value if isinstance(value, int | float) else read_number(value, reading.locale)
    if number is None:
        return _content({"value": value}, str(value))
    if abs(number) > LARGEST:
        raise InvalidCellValue("Smartsheet keeps numbers up to ±9,007,199,254,740,992.")
    whole = int(number) if float(number).is_integer() else number
    return _content({"value": whole}, value if isinstance(value, str) else f"{whole:,}")


def _day(value: Any, column: LiveColumn, reading: Reading) -> CellContent:
    day = read_day(value, today=reading.today, locale=reading.locale) if isinstance(value, str) else None
    if day is None:
        raise InvalidCellValue(f"“{value}” is not a date I can read; write it like {reading.today.isoformat()}.")
    return _content({"value": day.isoformat()}, day.isoformat())


def _check(value: Any, column: LiveColumn, reading: Reading) -> CellContent:
    said = str(value).casefold()
    if value is True or said in _YES:
        return _content({"value": True}, "Yes")
    if value is False or said in _NO:
        return NOTHING
    raise InvalidCellValue(f"A checkbox is yes or no, not “{value}”.")


def _choice(value: Any, column: LiveColumn, reading: Reading) -> CellContent:
    option, listed = _option(_text(value), column, reading)
    return _content({"value": option} if listed else {"value": option, "strict": False}, option)


def _choices(value: Any, column: LiveColumn, reading: Reading) -> CellContent:
    said = dict(_option(each, column, reading) for each in _listed(value))
    held = {"objectValue": {"objectType": "MULTI_PICKLIST", "values": [*said]}}
    return _content(held if all(said.values()) else {**held, "strict": False}, ", ".join(said))


def _person(value: Any, column: LiveColumn, reading: Reading) -> CellContent:
    name, email = _found(_text(value), column, reading)
    return _content({"objectValue": {"objectType": "CONTACT", "email": email, "name": name}}, name)


def _people(value: Any, column: LiveColumn, reading: Reading) -> CellContent:
    found = list(dict.fromkeys(_found(each, column, reading) for each in _listed(value)))
    values = [{"objectType": "CONTACT", "email": email, "name": name} for name, email in found]
    shown = ", ".join(name for name, _ in found)
    return _content({"objectValue": {"objectType": "MULTI_CONTACT", "values": values}}, shown)


def _duration(value: Any, column: LiveColumn, reading: Reading) -> CellContent:
    text = f"{value:g}d" if isinstance(value, int | float) else str(value)
    if not _DURATION.fullmatch(text):
        raise InvalidCellValue(f"“{value}” is not a duration; write it like 5d or 2w.")
    return _content({"value": text}, text)


def _never(value: Any, column: LiveColumn, reading: Reading) -> CellContent:
    raise InvalidCellValue("Smartsheet does not let me set this kind of column; change it there.")


_MAKERS: dict[ColumnType, Callable[[Any, LiveColumn, Reading], CellContent]] = {
    ColumnType.TEXT_NUMBER: _number_or_text,
    ColumnType.DATE: _day,
    ColumnType.DATETIME: _never,
    ColumnType.ABSTRACT_DATETIME: _day,
    ColumnType.CHECKBOX: _check,
    ColumnType.PICKLIST: _choice,
    ColumnType.MULTI_PICKLIST: _choices,
    ColumnType.CONTACT_LIST: _person,
    ColumnType.MULTI_CONTACT_LIST: _people,
    ColumnType.DURATION: _duration,
    ColumnType.PREDECESSOR: _never,
}


def _option(said: str, column: LiveColumn, reading: Reading) -> tuple[str, bool]:
    """The option meant, and whether it is one that the column lists, as far as it lists any."""
    options = column.column.options
    exact = [option for option in options if option == said] or [o for o in options if o.casefold() == said.casefold()]
    if exact or not options:
        return (exact[0] if exact else said), True
    if not reading.only_options and not column.column.validation:
        return said, False
    near = [found[0] for found in process.extract(said, options, limit=3)]
    raise InvalidCellValue(f"“{said}” is not one of the options; the nearest: {', '.join(near)}.")


def _found(said: str, column: LiveColumn, reading: Reading) -> tuple[str, str]:
    """The (name, email) of whom `said` means: an address, “me”, a whole name, or a part of one name only."""
    people = list(dict.fromkeys((*column.contacts, *reading.people)))
    if "@" in said:
        email = said.strip("<>")
        return next(((n, e) for n, e in people if e.casefold() == email.casefold()), (email, email))
    wanted = said.casefold()
    if wanted in ("me", "myself") and reading.me[1]:
        return reading.me
    whole = _by_email((n, e) for n, e in people if n.casefold() == wanted)
    parts = whole or _by_email((n, e) for n, e in people if set(wanted.split()) <= set(n.casefold().split()))
    if len(parts) == 1:
        return parts[0]
    if parts:
        raise InvalidCellValue(f"“{said}” could be {' or '.join(f'{n} ({e})' for n, e in parts[:5])}.")
    near = [found[0] for found in process.extract(said, [n for n, _ in people], limit=3, score_cutoff=60)]
    hint = f" The nearest here: {', '.join(near)}." if near else " Give the email address."
    raise InvalidCellValue(f"I know nobody called “{said}” in this sheet.{hint}")


def _by_email(people: Any) -> list[tuple[str, str]]:
    """One entry a person, whatever names they go by."""
    kept: dict[str, tuple[str, str]] = {}
    for name, email in people:
        kept.setdefault(email.casefold(), (name, email))
    return list(kept.values())


def _listed(value: Any) -> Sequence[str]:
    if isinstance(value, tuple):
        return [part for each in value if (part := printable(each).strip()[:LONGEST])]
    return [part.strip() for part in re.split(r"[,;]|\band\b", _text(value)) if part.strip()]


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def printable(text: str) -> str:
    """Without halves of characters and without what turns the direction of text that others will read."""
    return re.sub("[\ud800-\udfff\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


def _content(fields: dict[str, Any], shown: str) -> CellContent:
    return CellContent(json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False), shown)
