"""What a change of order, or rows that go to another sheet, say on a card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.plans import CellEdit, DeleteCopies, RowImage, TransferRows
from bot.domain.row_orders import OrderRows, SortBy
from cards.formats import EMPTY, Reader


@dataclass(frozen=True, slots=True)
class Going:
    """A row that is copied, moved or, as a copy, deleted: `what`, and where it then is."""

    row: RowImage
    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Sorting:
    """A column to sort by, first or then; without one, the order before."""

    by: SortBy | None
    place: int
    rows: int


@dataclass(frozen=True, slots=True)
class MadeColumn:
    """A column that the other sheet gets; `spare` when it does not stay."""

    title: str
    sheet: str
    spare: bool

    @property
    def line(self) -> tuple[str, str, str, str]:
        return (
            f"Column {self.title}",
            f"Add to {self.sheet}",
            EMPTY,
            "and take it away again" if self.spare else "new",
        )


def counted(step: OrderRows | TransferRows | DeleteCopies, reader: Reader) -> str:
    """“2 rows to copy to Archive”."""
    match step:
        case OrderRows():
            return f"{reader.count(len(step.before), 'row')} to {'put back in order' if step.after else 'sort'}"
        case TransferRows():
            said = reader.count(len(step.rows), "row")
            return f"{said} to {'copy' if step.keep else 'move'} {way(step)}"
        case DeleteCopies():
            return f"{reader.count(len(step.rows), 'row')} to delete in {step.copied.target.name}"


def way(step: TransferRows) -> str:
    """“to Archive”; of rows that come back, “back from Archive”."""
    return f"back from {step.source.name}" if step.moves else f"to {step.target.name}"


def parts(step: OrderRows | TransferRows | DeleteCopies) -> tuple[Any, ...]:
    """What of the step is shown on lines of its own."""
    match step:
        case OrderRows() if step.after:
            return (Sorting(None, 0, len(step.before)),)
        case OrderRows():
            return tuple(Sorting(by, place, len(step.before)) for place, by in enumerate(step.by))
        case TransferRows():
            bottom = f"the bottom of {step.target.name}"
            where = f"{step.target.name}, where it was" if step.moves else f"also at {bottom}" if step.keep else bottom
            rows = tuple(Going(row, "Copy" if step.keep else "Move", where) for row in step.rows)
            set_again = (each for each in step.values if _differs(each))
            made = (column.title for column in step.columns if not column.target_id)
            columns = (MadeColumn(title, step.target.name, title in step.spare) for title in made)
            return (*rows, *set_again, *columns)
        case DeleteCopies():
            return tuple(Going(row, f"Delete in {step.copied.target.name}", "gone") for row in step.rows)


def _differs(edit: CellEdit) -> bool:
    """Whether the cell looks otherwise afterwards; else its row's line has said it."""
    return edit.before.shown != edit.after.shown or '"formula"' in edit.after.raw


def sorting_line(item: Sorting) -> tuple[str, str, str, str]:
    rows = f"All {item.rows:,} rows"
    if item.by is None:
        return (rows, "Order", EMPTY, "as it was before")
    what = f"{'then' if item.place else 'Sort'} by {item.by.column}"
    return (rows if not item.place else EMPTY, what, EMPTY, item.by.said)
