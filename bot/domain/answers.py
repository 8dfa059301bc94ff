"""What Sheetline says back, as values; `cards` turns each into an Adaptive Card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.files import FileCard as FileCard
from bot.domain.forms import Changing
from bot.domain.guides import Guide as Guide
from bot.domain.guides import PromptGuide as PromptGuide
from bot.domain.records import CellChange, Comment
from bot.domain.sheets import ColumnType, SheetSummary

CellValue = str | int | float | bool | date | datetime | None | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One sheet an answer rests on. `as_of` is when this version was last confirmed with Smartsheet (UTC)."""

    sheet_id: int
    name: str
    version: int
    rows: int
    as_of: datetime
    permalink: str = ""
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A query's result. `total` is the number of rows the query has; `rows` may hold fewer (`capped` then says so).

    `formats` says how Smartsheet writes a column's numbers: `percent` (0.45 is 45 %), `currency USD`, `currency` or
    empty; it is empty or as long as `columns`. `row_ids` are the sheet's rows that `rows` show, where each is one.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    total: int
    formats: tuple[str, ...] = ()
    row_ids: tuple[int, ...] = ()

    @property
    def capped(self) -> bool:
        return self.total > len(self.rows)

    @property
    def row_key(self) -> str | None:
        """The column that says which row of the sheet each row is: its id or, good for one version, its number."""
        return next((name for name in ("_row_id", "_row") if name in self.columns), None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer rests on: the statement that was run, over which sheets, and what to know about it.

    `notes` are sentences such as “2 cells in Budget are not numbers and were left out”.
    """

    sql: str
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()


class ChartKind(StrEnum):
    """How a result is drawn. A BAR lies, a COLUMN stands."""

    BAR = "bar"
    COLUMN = "column"
    GROUPED = "grouped"
    LINE = "line"
    PIE = "pie"
    DONUT = "donut"
    GAUGE = "gauge"


@dataclass(frozen=True, slots=True)
class Series:
    """One value for each category of a chart; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of an answer's table. Categories of a LINE are dates (`2026-11-22`) or texts in their order.

    `unit` is the values' number format, as in `Table.formats`. `left_out` counts the categories too small to be drawn.
    A GAUGE has one value, between 0 and 1.
    """

    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    title: str = ""
    unit: str = ""
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its evidence; stored under `id` so that the card's Rows and How buttons can show it again.

    `suggestions` are questions to ask next; a button names one by its index. `reader` is the key of the actor it was
    read as: others may turn its pages only if they can read its sources themselves.
    """

    id: str
    text: str
    title: str = ""
    table: Table | None = None
    evidence: Evidence | None = None
    model_made: bool = False
    chart: Chart | None = None
    suggestions: tuple[str, ...] = ()
    reader: str = ""

    @property
    def opens_rows(self) -> bool:
        """Whether each row of the table is known to be a certain row of one sheet."""
        one_sheet = self.evidence is not None and len(self.evidence.sources) == 1
        table = self.table
        return one_sheet and table is not None and (bool(table.row_ids) or table.row_key is not None)


class AnswerView(StrEnum):
    """Which side of an answer card is up."""

    SUMMARY = "answer"
    ROWS = "rows"
    HOW = "how"


@dataclass(frozen=True, slots=True)
class RowField:
    """A cell of a row under its column's title; `format` as in `Table.formats`."""

    title: str
    value: CellValue
    format: str = ""


@dataclass(frozen=True, slots=True)
class RowChange:
    """A change of one of the row's cells."""

    title: str
    change: CellChange


@dataclass(frozen=True, slots=True)
class RowCard:
    """One row of a sheet, whole: its fields in the sheet's order, where it stands, and what was said and done there.

    `path` names the rows above it, outermost first. `comments` are the latest and `changes` the newest first; either
    is empty when not asked for. `back` is the `<answer id>.<page>` it was opened from, `history` the
    `<answer id>.<number>` under which its history can be asked for, `edit` the one under which its reader can edit it.
    """

    source: Source
    row_id: int
    number: int
    title: str
    fields: tuple[RowField, ...]
    path: tuple[str, ...] = ()
    children: int = 0
    created_at: datetime | None = None
    created_by: str = ""
    modified_at: datetime | None = None
    modified_by: str = ""
    comments: tuple[Comment, ...] = ()
    changes: tuple[RowChange, ...] = ()
    back: str = ""
    history: str = ""
    edit: str = ""


@dataclass(frozen=True, slots=True)
class ColumnOverview:
    """A column in an overview. `values` are its commonest, each with its count, when it has few; `low` and `high` are
    the range of numbers and dates; `filled` counts the cells that are not empty (of a checkbox, the checked ones)."""

    title: str
    type: ColumnType
    filled: int = 0
    values: tuple[tuple[str, int], ...] = ()
    low: float | date | datetime | None = None
    high: float | date | datetime | None = None
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class SheetOverview:
    """A sheet just opened or described."""

    source: Source
    columns: tuple[ColumnOverview, ...]
    suggestions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picker:
    """Several sheets match; the person chooses one."""

    asked_for: str
    choices: tuple[SheetSummary, ...]


@dataclass(frozen=True, slots=True)
class SheetList:
    """The sheets this actor can open; `total` may exceed those shown."""

    sheets: tuple[SheetSummary, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Status:
    """The session as a person may see it: label → value pairs in display order."""

    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A short confirmation or piece of information without data."""

    title: str
    text: str = ""
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, in one sentence, and the next step. `reference` is the correlation id to quote."""

    message: str
    hint: str
    reference: str = ""
    buttons: tuple[str, ...] = ()
    code: str = "INTERNAL"


Told = Guide | PromptGuide | Status | Notice | Failure | FileCard
View = Answer | RowCard | SheetOverview | Picker | SheetList | Changing | Told
