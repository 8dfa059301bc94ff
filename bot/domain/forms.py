"""A row as a form: what can be typed into it, what cannot and why, and what the form's button carries.

A form is stateless. Its button names the sheet, the row, who opened it, and of each column a stamp of what the form
showed there, so that a field nobody touched is left as it is, whatever the sheet holds by then.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.change_history import ChangeHistory
from bot.domain.exports import Download
from bot.domain.plan_view import PlanCard

LONGEST_TARGET = 2_000
NOBODY = "-"
"""The choice that empties a field."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TARGET = re.compile(
    r"(?P<sheet>[0-9a-z]{1,13})~(?P<row>[0-9a-z]{1,13})~(?P<opener>[0-9a-z]{1,7})"
    r"~(?P<back>[0-9a-f.]{0,40})~(?P<stamps>(?:[0-9a-z]{1,13}-[0-9a-z]{1,7}(?:\.|$))*)"
)


class Widget(StrEnum):
    """How a field is typed in; LINES is text of several lines, CHOICES takes several."""

    TEXT = "text"
    LINES = "lines"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    TOGGLE = "toggle"


@dataclass(frozen=True, slots=True)
class FormField:
    """An input under its column's title. `value` is as its widget takes it: ISO date, “true”, keys joined by commas.

    `choices` are (key, title). `address` is what is typed beside the choices of people, None where there are none.
    `problem` is why what was typed cannot be taken.
    """

    column_id: int
    title: str
    widget: Widget
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    address: str | None = None
    problem: str = ""

    @property
    def stamp(self) -> str:
        """The same for what a client sends back unchanged: it may order choices, and write 5.0 as 5."""
        return stamp(f"{_canonical(self.widget, self.value)}\n{_canonical(Widget.TEXT, self.address or '')}")


@dataclass(frozen=True, slots=True)
class FixedField:
    """A cell that the form shows only, and why."""

    title: str
    shown: str
    why: str


@dataclass(frozen=True, slots=True)
class FormTarget:
    """What the form's button carries. `row_id` 0 is a new row; `back` is the `<answer id>.<number>` of its row card."""

    sheet_id: int
    row_id: int
    opener: str
    back: str = ""
    stamps: tuple[tuple[int, str], ...] = ()

    def __str__(self) -> str:
        stamps = ".".join(f"{base36(column)}-{mark}" for column, mark in self.stamps)
        return f"{base36(self.sheet_id)}~{base36(self.row_id)}~{self.opener}~{self.back}~{stamps}"


@dataclass(frozen=True, slots=True)
class RowForm:
    """A row (`target.row_id` 0: a new one) to be edited; `left_out` names the columns for which there was no room."""

    target: FormTarget
    sheet_name: str
    permalink: str
    number: int
    title: str
    fields: tuple[FormField, ...]
    fixed: tuple[FixedField, ...] = ()
    left_out: tuple[str, ...] = ()
    note: str = ""


Changing = RowForm | PlanCard | ChangeHistory | Download
"""What a change is shown as: being typed, waiting for its click or made, one of many that were, in a file of them."""


def target_of(text: str) -> FormTarget | None:
    """The target that `text` is; None when it is not formed like one or names a column twice."""
    match = _TARGET.fullmatch(text) if len(text) <= LONGEST_TARGET else None
    if match is None:
        return None
    pairs = [each.partition("-") for each in match["stamps"].split(".") if each]
    stamps = tuple((int(column, 36), mark) for column, _, mark in pairs)
    if len({column for column, _ in stamps}) < len(stamps):
        return None
    return FormTarget(int(match["sheet"], 36), int(match["row"], 36), match["opener"], match["back"], stamps)


def input_id(column_id: int) -> str:
    """The id of a column's input; clients send what was typed under it, and leave out what is empty."""
    return f"c{base36(column_id)}"


def address_id(column_id: int) -> str:
    """The id of the input beside a column's choices of people."""
    return f"e{base36(column_id)}"


def base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def stamp(text: str) -> str:
    """A short mark of the text, for telling whether it is the same; it proves nothing."""
    return base36(zlib.crc32(text.encode("utf-8", "replace")))


def _canonical(widget: Widget, value: str) -> str:
    """Without what clients and cards may change on the way: line ends, invisible characters, order, notation."""
    if widget is Widget.NUMBER:
        try:
            return f"{float(value):.15g}"
        except ValueError:
            return value.strip()
    if widget is Widget.CHOICES:
        return ",".join(sorted(set(filter(None, value.split(",")))))
    if widget is Widget.CHOICE:
        return "" if value == NOBODY else value
    if widget is Widget.TOGGLE:
        return value or "false"
    lines = value.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    return "\n".join("".join(c for c in line if c.isprintable() and c != "\ufffd") for line in lines)
