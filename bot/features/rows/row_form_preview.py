"""A row's cells as the fields of a form, and what was typed there as values for its columns. Pure.

What a form cannot give back as it was (formulas, links, very long texts) is shown and not offered.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.changes.engine.rules import PlanPolicy, cell_refusal, column_refusal, creatable
from bot.changes.values.invalid_cell_value import InvalidCellValue
from bot.changes.values.values import Given
from bot.domain.forms import NOBODY, FixedField, FormField, Widget, stamp
from bot.domain.live import CellContent, LiveColumn, LiveRow, LiveSheet
from bot.domain.sheets import ColumnType
from bot.sheets.snapshot import Snapshot

MOST_FIELDS = 20
MOST_CHOICES = 40
LONGEST_TEXT = 1_500
"""Characters of a cell that a form takes; a longer text is edited in Smartsheet."""

ROOM = 17_000
"""Bytes that a form's inputs may take of a card's 28 KB (cards/sizing.py)."""

_INPUT = 640
"""Bytes that an input takes besides its words."""

_HELD = {
    "formula": "A formula computes this cell.",
    "linkInFromCell": "It shows a cell of another sheet.",
    "hyperlink": "It holds a link, which a form would lose.",
}
_DAYS = (ColumnType.DATE, ColumnType.ABSTRACT_DATETIME)
_PEOPLE = (ColumnType.CONTACT_LIST, ColumnType.MULTI_CONTACT_LIST)
_SEVERAL = (ColumnType.MULTI_PICKLIST, ColumnType.MULTI_CONTACT_LIST)


@dataclass(frozen=True, slots=True)
class Known:
    """What the snapshot tells a form: which rows have rows under them, columns of numbers, of percents, people."""

    parents: frozenset[int | None]
    numbers: frozenset[int]
    percents: frozenset[int]
    people: tuple[tuple[str, str], ...]


def known_of(snapshot: Snapshot) -> Known:
    """Who a cell of the sheet names as a contact is one of its people."""
    text = [c for c in snapshot.columns if c.column.type is ColumnType.TEXT_NUMBER]
    return Known(
        parents=frozenset(snapshot.table.column("_parent_id").to_pylist()),
        numbers=frozenset(c.column.id for c in text if c.sql_type == "DOUBLE" and not c.misfits),
        percents=frozenset(c.column.id for c in text if c.number_format.startswith("percent")),
        people=tuple(dict.fromkeys(_people(snapshot))),
    )


def fields_of(
    live: LiveSheet, row: LiveRow | None, known: Known, policy: PlanPolicy
) -> tuple[tuple[FormField, ...], tuple[FixedField, ...], tuple[str, ...]]:
    """The fields, the primary first, as many as a card takes; the cells shown only; the titles left out."""
    fields: list[FormField] = []
    fixed: list[FixedField] = []
    left_out: list[str] = []
    taken = 0
    for column in sorted(live.columns, key=lambda each: not each.column.primary):
        if column.column.hidden:
            continue
        content = row.cell(column.id) if row else CellContent()
        why = refusal(live, column, row, known.parents, policy)
        if why:
            if row:
                fixed.append(FixedField(column.column.title, content.shown, why))
            continue
        field = field_for(column, content, known)
        taken += _bytes(field)
        if len(fields) < MOST_FIELDS and taken <= ROOM:
            fields.append(field)
        else:
            left_out.append(column.column.title)
    return tuple(fields), tuple(fixed), tuple(left_out)


def refusal(
    live: LiveSheet, column: LiveColumn, row: LiveRow | None, parents: Collection[int | None], policy: PlanPolicy
) -> str:
    """Why the cell (of a new row: the column) is not offered; “” when it is."""
    why = column_refusal(live, column, policy)
    if why or column.column.type in (ColumnType.DATETIME, ColumnType.PREDECESSOR):
        return why or "Forms do not set this kind of column."
    if row is None:
        return "" if creatable(live, column, parent=False) else "Smartsheet fills it."
    content = row.cell(column.id)
    why = cell_refusal(live, column, row, parents) or next(
        (said for name, said in _HELD.items() if content.raw.startswith(f'{{"{name}"')), ""
    )
    if not why and len(str(_held(content).get("value") or "")) > LONGEST_TEXT:
        return "It is too long for a form."
    return why


def field_for(column: LiveColumn, content: CellContent, known: Known) -> FormField:
    """The input that suits the column and what the cell holds now; text that does not fit the column stays text."""
    held, kind = _held(content), column.column.type
    value = held.get("value")
    plain = FormField(column.id, column.column.title, Widget.TEXT, "" if value is None else str(value))
    if kind is ColumnType.CHECKBOX and isinstance(value, bool | None):
        return replace(plain, widget=Widget.TOGGLE, value="true" if value else "false")
    if kind in _DAYS and (value is None or _is_day(str(value)[:10])):
        return replace(plain, widget=Widget.DATE, value=str(value or "")[:10])
    if kind in _PEOPLE:
        return _chosen(plain, column, _emails(held), _titled(column, known), address="")
    if column.column.options and len(column.column.options) <= MOST_CHOICES:
        return _chosen(plain, column, _listed(held), [(each, each) for each in column.column.options])
    if kind is ColumnType.MULTI_PICKLIST:
        return replace(plain, value=", ".join(_listed(held)))
    if kind is ColumnType.TEXT_NUMBER:
        return _text_or_number(plain, value, column.id, known)
    return plain


def given(field: FormField, column: LiveColumn, known: Known) -> Given:
    """What was typed into the field, as the value for its column. Raises InvalidCellValue."""
    typed = field.value.strip()
    if field.widget is Widget.NUMBER:
        return _number(typed) if typed else None
    if field.widget is Widget.TOGGLE:
        if typed not in ("true", "false", ""):
            raise InvalidCellValue("A checkbox is yes or no.")
        return typed == "true"
    if field.widget not in (Widget.CHOICE, Widget.CHOICES):
        return field.value or None
    values = [email for email, _ in _titled(column, known)] if field.address is not None else column.column.options
    keys = dict(field.choices) | {stamp(value): value for value in values}
    chosen = [key for key in typed.split(",") if key and key != NOBODY]
    if any(key not in keys for key in chosen):
        raise InvalidCellValue("It is no longer one of the choices; choose again.")
    others = [part.strip() for part in re.split(r"[,;\n]", field.address or "") if part.strip()]
    if field.widget is Widget.CHOICES:
        return tuple(dict.fromkeys([keys[key] for key in chosen] + others)) or None
    if len(chosen) > 1 or len(others) > 1:
        raise InvalidCellValue("This column takes one only.")
    return others[0] if others else keys[chosen[0]] if chosen else None


def _number(typed: str) -> float:
    try:
        number = float(typed)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InvalidCellValue(f"“{typed[:40]}” is not a number.")
    return number


def _text_or_number(plain: FormField, value: Any, column_id: int, known: Known) -> FormField:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if column_id in known.percents and is_number:
        return replace(plain, value=f"{value * 100:.12g}%")
    if is_number or (value is None and column_id in known.numbers - known.percents):
        return replace(plain, widget=Widget.NUMBER, value="" if value is None else f"{value}")
    long = len(plain.value) > 60 or "\n" in plain.value
    return replace(plain, widget=Widget.LINES if long else Widget.TEXT)


def _chosen(
    plain: FormField,
    column: LiveColumn,
    held: Sequence[str],
    offered: Sequence[tuple[str, str]],
    *,
    address: str | None = None,
) -> FormField:
    """A field of choices by key; what the cell holds now is one of them even when the column no longer offers it."""
    several = column.column.type in _SEVERAL
    titles = dict(offered[:MOST_CHOICES]) | {each: dict(offered).get(each, each) for each in held}
    empty = () if several else ((NOBODY, "(empty)"),)
    return replace(
        plain,
        widget=Widget.CHOICES if several else Widget.CHOICE,
        value=",".join(stamp(each) for each in held),
        choices=(*empty, *((stamp(each), title) for each, title in titles.items())),
        address=address,
    )


def _titled(column: LiveColumn, known: Known) -> list[tuple[str, str]]:
    """The people to choose from, by email: the column's own contacts first; of namesakes the address is said, too."""
    emails: dict[str, str] = {}
    for name, email in (*column.contacts, *known.people):
        emails.setdefault(email, name or email)
    names = list(emails.values())
    return [(e, n if names.count(n) == 1 or n == e else f"{n} ({e})") for e, n in emails.items()]


def _people(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    for column in snapshot.columns:
        found = next((c for c in column.companions if c.kind in ("email", "emails")), None)
        if found is None or column.column.type not in _PEOPLE or column.column.system_type:
            continue
        names = snapshot.table.column(column.sql_name).to_pylist()
        for name, email in zip(names, snapshot.table.column(found.sql_name).to_pylist(), strict=True):
            several = isinstance(name, list) and isinstance(email, list) and len(name) == len(email)
            pairs = zip(name, email, strict=True) if several else [(name, email)]
            yield from ((n, e) for n, e in pairs if isinstance(n, str) and isinstance(e, str) and e)


def _held(content: CellContent) -> Mapping[str, Any]:
    return json.loads(content.raw) if content.raw else {}


def _listed(held: Mapping[str, Any]) -> list[str]:
    """The options chosen now."""
    listed = (held.get("objectValue") or {}).get("values")
    value = held.get("value")
    return [str(each) for each in listed] if listed else [str(value)] if value not in (None, "") else []


def _emails(held: Mapping[str, Any]) -> list[str]:
    """The people named now, by email; a name without one stands for itself."""
    held_now = held.get("objectValue") or {}
    listed = held_now.get("values", [held_now]) if held_now else []
    found = [str(each.get("email") or each.get("name")) for each in listed if each.get("email") or each.get("name")]
    return found or ([str(held["value"])] if held.get("value") else [])


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _bytes(field: FormField) -> int:
    """What the field takes of a card, as sent escaped or in UTF-16."""
    words = [field.title, field.value, [{"title": title, "value": key} for key, title in field.choices]]
    escaped, plain = json.dumps(words), json.dumps(words, ensure_ascii=False)
    return _INPUT * (1 if field.address is None else 2) + max(len(escaped), 2 * len(plain))
