"""Sheet context blocks, as the bot writes them into its prompt, read back into columns.

Sheet "Launch plan" · view launch_plan · 48 rows · version 12 · current
  "Status" VARCHAR — one of: Not Started (10); In Progress (12); Complete (20)
  _row INTEGER row number · _children INTEGER (0 = leaf)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SHEET = re.compile(
    r'^Sheet "(?P<name>.*)" · view (?P<view>"(?:[^"]|"")+"|\S+) · (?P<rows>[\d,]+) rows?\b(?P<rest>.*)$'
)
_COLUMN = re.compile(r'^\s+"(?P<title>(?:[^"]|"")*)" (?P<type>[A-Z][A-Z0-9_ ()\[\],]*?)(?P<rest>(?:\s+[a-z—·(].*)?)$')
_VALUES = re.compile(r"one of: (?P<values>.*)$")
_COUNTED = re.compile(r"^(?P<value>.*?)\s+\(\d[\d,]*\)$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the prompt names it. `values` are its distinct values where the prompt lists them.

    With an `expression` it is none of the sheet's, but computed from them under that title.
    """

    title: str
    type: str
    tags: str = ""
    values: tuple[str, ...] = ()
    expression: str = ""

    @property
    def sql(self) -> str:
        if self.expression:
            return self.expression
        return '"' + self.title.replace('"', '""') + '"'

    @property
    def is_list(self) -> bool:
        return self.type.endswith("[]")

    @property
    def is_number(self) -> bool:
        return self.type.split("(")[0] in {"DOUBLE", "INTEGER", "BIGINT", "HUGEINT", "DECIMAL", "FLOAT", "SMALLINT"}

    @property
    def is_date(self) -> bool:
        return self.type.startswith(("DATE", "TIMESTAMP"))

    @property
    def is_text(self) -> bool:
        return self.type.startswith("VARCHAR") and not self.is_list

    @property
    def is_primary(self) -> bool:
        return bool(re.search(r"\bprimary\b", self.tags))

    @property
    def is_contact(self) -> bool:
        return bool(re.search(r"\bcontacts?\b", self.tags)) and not self.title.endswith("(email)")

    @property
    def is_duration(self) -> bool:
        return "working days" in self.tags

    @property
    def counts(self) -> bool:
        """A number, or a text column all of whose listed values are numbers (a probability of 1 to 5)."""
        return self.is_number or (bool(self.values) and all(value.isdecimal() for value in self.values))

    @property
    def is_percent(self) -> bool:
        return bool(re.search(r"\bpercent\b", self.tags))


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open sheet as the prompt describes it."""

    name: str
    view: str
    rows: int
    current: bool
    columns: tuple[Column, ...]
    system: frozenset[str] = frozenset()

    @property
    def primary(self) -> Column | None:
        return next((c for c in self.columns if c.is_primary), self.columns[0] if self.columns else None)


def read_sheets(text: str) -> tuple[Sheet, ...]:
    """Every sheet block in a text, in order; lines that are none are passed over."""
    sheets: list[Sheet] = []
    header: re.Match[str] | None = None
    body: list[str] = []
    for line in text.splitlines():
        if match := _SHEET.match(line.strip()):
            if header is not None:
                sheets.append(_sheet(header, body))
            header, body = match, []
        elif header is not None and line.startswith(" "):
            body.append(line)
        elif header is not None:
            sheets.append(_sheet(header, body))
            header = None
    if header is not None:
        sheets.append(_sheet(header, body))
    return tuple(sheets)


def _sheet(header: re.Match[str], body: list[str]) -> Sheet:
    columns = [column for line in body if (column := _column(line)) is not None]
    system = {name for line in body if line.strip().startswith("_") for name in re.findall(r"(?<!\w)_[a-z_]+", line)}
    return Sheet(
        name=header["name"],
        view=header["view"],
        rows=int(header["rows"].replace(",", "")),
        current="current" in header["rest"],
        columns=tuple(columns),
        system=frozenset(system),
    )


def _column(line: str) -> Column | None:
    match = _COLUMN.match(line)
    if match is None:
        return None
    rest = match["rest"]
    tags, _, profile = rest.partition("—")
    listed = _VALUES.search(profile)
    values = tuple(_value(part) for part in listed["values"].split(";")) if listed else ()
    if listed is None:  # what follows a range or examples may be a tag: “0 … 1 · percent”
        tags += " " + profile.rpartition(" · ")[2]
    return Column(
        title=match["title"].replace('""', '"'),
        type=match["type"].strip(),
        tags=tags,
        values=tuple(v for v in values if v and not v.endswith("…")),
    )


def _value(part: str) -> str:
    counted = _COUNTED.match(part.strip())
    return (counted["value"] if counted else part).strip()
