"""The sample sheets as their raw JSON says, with just enough around it to write an answer down in one line.

Nothing here knows SQL, snapshots or the bot: a cell is the API's own object, a row its own fields.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

Rows = list[list[Any]]
PLAN, ARCHIVE, RISKS = "Launch plan", "Launch plan (2025 archive)", "Risk register"
BUDGET, ROSTER, INVENTORY = "Budget", "Team roster", "Inventory"
SHEETS = (PLAN, ARCHIVE, RISKS, BUDGET, ROSTER, INVENTORY)
ASKER = "ava@northwind.example"


@dataclass(eq=False, slots=True)
class Record:
    """A row. `cells` are the API's cell objects by column title."""

    id: int
    number: int
    made: datetime
    changed: datetime
    changed_by: str
    made_by: str
    cells: Mapping[str, Mapping[str, Any]] = field(repr=False)
    parent: Record | None = None
    children: list[Record] = field(default_factory=list, repr=False)

    def __getitem__(self, title: str) -> Any:
        """The cell's value as it is; None when it is empty."""
        value = self.cells.get(title, {}).get("value")
        return None if value == "" else value

    def amount(self, title: str) -> float | None:
        """The value when it is a number."""
        value = self[title]
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def error(self, title: str) -> str | None:
        """The value when it is a formula's error."""
        value = self[title]
        return value if isinstance(value, str) and value.startswith("#") and value.upper() == value else None

    def shown(self, title: str) -> str | None:
        """What a person sees in the cell."""
        return self.cells.get(title, {}).get("displayValue") or self[title]

    def day(self, title: str) -> date | None:
        value = self[title]
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None

    def items(self, title: str) -> list[str]:
        """The values of a multi-value cell, or the names of its contacts."""
        held = (self.cells.get(title, {}).get("objectValue") or {}).get("values", [])
        return [value["name"] if isinstance(value, dict) else value for value in held]

    def emails(self, title: str) -> list[str]:
        held = (self.cells.get(title, {}).get("objectValue") or {}).get("values", [])
        return [value["email"] for value in held]

    def days(self, title: str) -> float | None:
        """A duration in working days."""
        held = self.cells.get(title, {}).get("objectValue")
        return float(held["days"]) if isinstance(held, dict) else None

    @property
    def level(self) -> int:
        return 0 if self.parent is None else self.parent.level + 1

    @property
    def top(self) -> Record:
        """The row at level 0 above this one, or itself."""
        return self if self.parent is None else self.parent.top


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets, as they stood on `today`."""

    today: date
    sheets: Mapping[str, Sequence[Record]]

    @property
    def plan(self) -> list[Record]:
        """The tasks of the launch plan: rows without rows below them."""
        return leaves(self.sheets[PLAN])

    @property
    def archive(self) -> list[Record]:
        return leaves(self.sheets[ARCHIVE])

    @property
    def budget(self) -> list[Record]:
        return leaves(self.sheets[BUDGET])

    @property
    def risks(self) -> Sequence[Record]:
        return self.sheets[RISKS]

    @property
    def roster(self) -> Sequence[Record]:
        return self.sheets[ROSTER]

    @property
    def stock(self) -> Sequence[Record]:
        return self.sheets[INVENTORY]

    def within(self, day: date | None, first: int, last: int) -> bool:
        """True for a day from `first` to `last` days after today, both counted."""
        return day is not None and first <= (day - self.today).days <= last

    def overdue(self, row: Record, *, due: str = "Due Date") -> bool:
        day = row.day(due)
        return day is not None and day < self.today and row["Status"] != "Complete"

    def midnight(self, days: int) -> datetime:
        """The first moment of the day that many days from today, in UTC."""
        day = self.today + timedelta(days=days)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)


def read_sheet(raw: bytes) -> list[Record]:
    """The rows of GET /sheets/{id}?level=2&include=objectValue,format,writerInfo."""
    sheet = json.loads(raw)
    titles = {column["id"]: column["title"] for column in sheet["columns"]}
    by_id: dict[int, Record] = {}
    for row in sheet["rows"]:
        record = Record(
            id=row["id"],
            number=row["rowNumber"],
            made=_moment(row["createdAt"]),
            changed=_moment(row["modifiedAt"]),
            made_by=row["createdBy"]["name"],
            changed_by=row["modifiedBy"]["name"],
            cells={titles[cell["columnId"]]: cell for cell in row["cells"]},
            parent=by_id.get(row.get("parentId", 0)),
        )
        by_id[record.id] = record
        if record.parent is not None:
            record.parent.children.append(record)
    return list(by_id.values())


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)


def leaves(rows: Iterable[Record]) -> list[Record]:
    return [row for row in rows if not row.children]


def names(rows: Iterable[Record], title: str) -> Rows:
    """One line a row with its name alone."""
    return [[row[title]] for row in rows]


def tally(keys: Iterable[Hashable]) -> Rows:
    """Each key with how often it occurs."""
    counted: dict[Hashable, int] = {}
    for key in keys:
        counted[key] = counted.get(key, 0) + 1
    return [[key, count] for key, count in counted.items()]


def gathered(
    rows: Iterable[Record],
    key: Callable[[Record], Any],
    value: Callable[[Record], float | None],
    fold: Callable[[list[float]], float],
) -> Rows:
    """Each key with its numbers folded into one; rows without a number are left out of the fold, not the keys."""
    groups: dict[Any, list[float]] = {}
    for row in rows:
        found = groups.setdefault(key(row), [])
        if (number := value(row)) is not None:
            found.append(number)
    return [[key, fold(numbers) if numbers else None] for key, numbers in groups.items()]


def mean(numbers: Iterable[float | None]) -> float:
    return statistics.fmean(number for number in numbers if number is not None)


def total(numbers: Iterable[float | None]) -> float:
    return sum(number for number in numbers if number is not None)


def ranked(lines: Rows, *, by: int = 1, lowest: bool = False) -> Rows:
    """All lines that have a rank, the best first; a question takes the first few of them."""
    held = [line for line in lines if line[by] is not None]
    return sorted(held, key=lambda line: line[by], reverse=not lowest)
