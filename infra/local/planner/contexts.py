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
_COUNT = re.compile(r"\s+\(\d[\d,]*\)$")
_NUMBERS = {"DOUBLE", "INTEGER", "BIGINT", "HUGEINT", "DECIMAL", "FLOAT", "SMALLINT"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the prompt names it. `values` are its distinct values where the prompt lists them."""

    title: str
    type: str
    tags: str = ""
    values: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        return '"' + self.title.replace('"', '""') + '"'

    @property
    def is_list(self) -> bool:
        return self.type.endswith("[]")

    @property
    def is_number(self) -> bool:
        return self.type.split("(")[0] in _NUMBERS

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
    def is_percent(self) -> bool:
        return bool(re.search(r"\bpercent\b", self.tags))


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open sheet as the prompt describes it; `system` names the columns every sheet has."""

    name: str
    view: str
    current: bool
    columns: tuple[Column, ...]
    system: frozenset[str] = frozenset()

    @property
    def primary(self) -> Column | None:
        return next((c for c in self.columns if c.is_primary), self.columns[0] if self.columns else None)


def read_sheets(text: str) -> tuple[Sheet, ...]:
    """Every sheet block in a text, in order; lines that are none are passed over."""
    blocks: list[tuple[re.Match[str], list[str]]] = []
    inside = False
    for line in text.splitlines():
        if match := _SHEET.match(line.strip()):
            blocks.append((match, []))
            inside = True
        elif inside := inside and line.startswith(" "):
            blocks[-1][1].append(line)
    return tuple(_sheet(header, body) for header, body in blocks)


def _sheet(header: re.Match[str], body: list[str]) -> Sheet:
    columns = tuple(column for line in body if (column := _column(line)) is not None)
    system = {name for line in body if line.strip().startswith("_") for name in re.findall(r"(?<!\w)_[a-z_]+", line)}
    return Sheet(header["name"], header["view"], "current" in header["rest"], columns, frozenset(system))


def _column(line: str) -> Column | None:
    match = _COLUMN.match(line)
    if match is None:
        return None
    tags, _, profile = match["rest"].partition("—")
    listed = _VALUES.search(profile)
    if listed is None:  # what follows a range or examples may be a tag: “0 … 1 · percent”
        tags += " " + profile.rpartition(" · ")[2]
    values = [_COUNT.sub("", part.strip()) for part in listed["values"].split(";")] if listed else []
    known = tuple(value for value in values if value and not value.endswith("…"))
    return Column(match["title"].replace('""', '"'), match["type"].strip(), tags, known)
