"""What a quality check finds, and a sheet as the checks look at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from bot.sheets.cell_text import FORMULA_ERRORS
from bot.sheets.roles import Roles, finished, roles_of, whole
from bot.sheets.snapshot import Snapshot, SnapshotColumn

MOST_ROWS = 20
"""Row numbers a finding names; its count is of all."""


class Severity(StrEnum):
    """Gravest first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Check(StrEnum):
    FORMULA_ERROR = "formula error"
    MISFIT = "mixed types"
    NOT_AN_OPTION = "not an option"
    DUPLICATE = "duplicate"
    OVERDUE = "overdue"
    NO_OWNER = "no owner"
    NO_DATE = "no date"
    GAP = "empty"
    UNUSED = "unused column"


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """One thing that is wrong: in which column, in how many rows, the first 20 row numbers, and a sentence."""

    check: Check
    severity: Severity
    column: str
    count: int
    rows: tuple[int, ...]
    sentence: str


@dataclass(slots=True)
class Examined:
    """A snapshot with what several checks need. Every mask has one boolean a row, never NULL.

    `filled`: by SQL name, where a cell holds anything. `leaf`: rows without rows under them in which anything is
    filled; parents are roll-ups. `pending`: leaf rows that are not done.
    """

    snapshot: Snapshot
    roles: Roles = field(init=False)
    filled: dict[str, pa.Array] = field(init=False)
    used: pa.Array = field(init=False)
    leaf: pa.Array = field(init=False)
    pending: pa.Array = field(init=False)

    def __post_init__(self) -> None:
        self.roles = roles_of(self.snapshot)
        self.filled = {c.sql_name: self._filled(c) for c in self.snapshot.columns}
        own = [self.filled[c.sql_name] for c in self.snapshot.columns if c.column.system_type is None]
        self.used = reduce(pc.or_, own, self.nowhere())
        self.leaf = pc.and_(self.used, pc.equal(whole(self.snapshot, "_children"), 0))
        self.pending = pc.and_(self.leaf, pc.invert(finished(self.snapshot, self.roles)))

    def nowhere(self) -> pa.Array:
        return pa.array([False] * self.snapshot.rows, pa.bool_())

    def values(self, column: SnapshotColumn) -> pa.Array:
        return whole(self.snapshot, column.sql_name)

    def misfits(self, column: SnapshotColumn) -> tuple[pa.Array, pa.Array]:
        """Where a text does not fit the column's type, and where it is a formula error instead."""
        text = self._text(column)
        if text is None or not column.misfits:
            return self.nowhere(), self.nowhere()
        unfit = pc.and_(pc.is_valid(text), pc.is_null(self.values(column)))
        error = pc.and_(unfit, pc.is_in(text, value_set=pa.array(sorted(FORMULA_ERRORS), pa.string())))
        return pc.and_(unfit, pc.invert(error)), error

    def finding(
        self,
        check: Check,
        severity: Severity,
        column: SnapshotColumn,
        mask: pa.Array,
        opening: str,
        *,
        noun: str = "row",
        closing: str = ".",
    ) -> list[QualityFinding]:
        """The finding for the rows of `mask`, or none; “4 rows” come between `opening` and `closing`."""
        numbers = sorted(whole(self.snapshot, "_row").filter(mask).to_pylist())
        if not numbers:
            return []
        counted = f"{len(numbers):,} {noun}{'s' * (len(numbers) != 1)}"
        shown = tuple(numbers[:MOST_ROWS])
        sentence = f"{opening} {counted}{closing}"
        return [QualityFinding(check, severity, column.sql_name, len(numbers), shown, sentence)]

    def _filled(self, column: SnapshotColumn) -> pa.Array:
        """A value, or a misfit's text; of a checkbox, a tick."""
        values = self.values(column)
        mask = pc.fill_null(values, False) if pa.types.is_boolean(values.type) else pc.is_valid(values)
        text = self._text(column)
        return mask if text is None else pc.or_(mask, pc.is_valid(text))

    def _text(self, column: SnapshotColumn) -> pa.Array | None:
        name = next((c.sql_name for c in column.companions if c.kind == "text"), None)
        return None if name is None else whole(self.snapshot, name)
