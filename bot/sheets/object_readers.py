"""Reads the columns whose cells are more than one value: contacts, lists, durations.

https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/complex-column-types-and-compatibility ; a
multi-value cell may come without `value`, its list only in `objectValue`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import msgspec
import pyarrow as pa

from bot.sheets.cell_text import is_error, text_of
from bot.sheets.durations import days_of, parse
from bot.sheets.readers import STRING, Read, TextReader, shifted, show_cells
from bot.sheets.sheet_json import NOTHING, Cell, ObjectValue

TEXTS = pa.list_(STRING)
_decode = msgspec.json.Decoder(ObjectValue, strict=False).decode


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """What a day and a week of work are in this sheet's project settings."""

    hours_a_day: float = 8.0
    days_a_week: float = 5.0


def object_of(raw: bytes) -> ObjectValue | None:
    """The decoded objectValue, or None for none, a primitive one and anything unreadable."""
    if raw[:1] != b"{":
        return None
    try:
        return _decode(raw)
    except msgspec.MsgspecError:
        return None


def _email_of(contact: Any) -> str | None:
    found = contact.get("email") if isinstance(contact, dict) else None
    return found if isinstance(found, str) and found else None


def _address(value: Any) -> str | None:
    return value if type(value) is str and "@" in value else None


class ContactReader:
    """VARCHAR of display names, with the email beside it; free text is a name without an email."""

    def __init__(self) -> None:
        self._names = TextReader(shown=True)
        self._emails: list[str | None] = []

    def take(self, cells: Sequence[Cell]) -> None:
        self._names.take(cells)
        self._emails.extend([_address(cell.value) or self._from_object(cell) for cell in cells])

    def absorb(self, later: Self) -> None:
        self._names.absorb(later._names)
        self._emails += later._emails

    @staticmethod
    def _from_object(cell: Cell) -> str | None:
        text = bytes(cell.object_value)
        return _email_of(msgspec.json.decode(text)) if text[:1] == b"{" else None

    def finish(self) -> Read:
        read = self._names.finish()
        read.extras.append(("email", "VARCHAR", pa.array(self._emails, STRING)))
        return read


class ListReader:
    """VARCHAR[] of a multi-picklist's values; a cell with a plain value is a list of one."""

    def __init__(self) -> None:
        self._rows: list[Any] = []
        self._known: dict[bytes, Any] = {}
        self._misfits: dict[int, str] = {}

    def take(self, cells: Sequence[Cell]) -> None:
        for cell in cells:
            if cell.object_value is NOTHING and cell.value is None:
                self._rows.append(None)
            else:
                self._rows.append(self._read(cell))

    def absorb(self, later: Self) -> None:
        self._misfits |= shifted(later._misfits, len(self._rows))
        self._rows += later._rows

    def _read(self, cell: Cell) -> Any:
        raw = bytes(cell.object_value)
        if raw not in self._known:
            decoded = object_of(raw)
            self._known[raw] = None if decoded is None or not decoded.values else self._listed(decoded.values)
        return self._known[raw] or self._alone(cell)

    def _listed(self, values: list[Any]) -> Any:
        return [text_of(value) for value in values if value is not None]

    def _alone(self, cell: Cell) -> Any:
        """A cell without a list in it; a formula error is a misfit."""
        shown = show_cells([cell])[0]
        text = None if cell.value is None or shown is None else text_of(shown)
        if text is not None and is_error(text):
            self._misfits[len(self._rows)] = text
            return None
        return self._single(text, cell.value) if text else None

    def _single(self, text: str, value: Any) -> Any:
        return [text]

    def finish(self) -> Read:
        return Read(pa.array(self._rows, TEXTS), "VARCHAR[]", self._misfits)


class ContactsReader(ListReader):
    """VARCHAR[] of display names, and VARCHAR[] of the emails there are."""

    def _listed(self, values: list[Any]) -> Any:
        contacts = [value for value in values if isinstance(value, dict)]
        emails = [_email_of(contact) for contact in contacts]
        names = [text_of(c.get("name") or email or "") for c, email in zip(contacts, emails, strict=True)]
        return (names, [email for email in emails if email]) if contacts else None

    def _single(self, text: str, value: Any) -> Any:
        address = _address(value)
        return [text], [address] if address else []

    def finish(self) -> Read:
        names = pa.array([None if row is None else row[0] for row in self._rows], TEXTS)
        emails = pa.array([None if row is None else row[1] for row in self._rows], TEXTS)
        return Read(names, "VARCHAR[]", self._misfits, [("emails", "VARCHAR[]", emails)])


class DurationReader:
    """DOUBLE working days, with the text as Smartsheet shows it; text that is no duration is a misfit."""

    def __init__(self, working: WorkingTime) -> None:
        self._working = working
        self._days: list[float | None] = []
        self._texts: list[str | None] = []
        self._misfits: dict[int, str] = {}

    def take(self, cells: Sequence[Cell]) -> None:
        for cell, shown in zip(cells, show_cells(cells), strict=True):
            text = None if shown is None else text_of(shown) or None
            duration = None if text is None and cell.object_value is NOTHING else self._duration(cell, text)
            if duration is None and text is not None:
                self._misfits[len(self._days)] = text
            self._days.append(duration)
            self._texts.append(text)

    def absorb(self, later: Self) -> None:
        self._misfits |= shifted(later._misfits, len(self._days))
        self._days += later._days
        self._texts += later._texts

    def _duration(self, cell: Cell, text: str | None) -> float | None:
        found = object_of(bytes(cell.object_value))
        if found is None or found.object_type != "DURATION":
            found = parse(text) if text else None
        if found is None:
            return None
        return days_of(found, hours_a_day=self._working.hours_a_day, days_a_week=self._working.days_a_week)

    def finish(self) -> Read:
        texts = pa.array(self._texts, STRING)
        return Read(pa.array(self._days, pa.float64()), "DOUBLE", self._misfits, [("text", "VARCHAR", texts)])
