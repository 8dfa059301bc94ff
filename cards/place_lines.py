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
class Spare:
    """A column that the way back makes and that does not stay."""

    title: str

    @property
    def line(self) -> tuple[str, str, str, str]:
        return (EMPTY, f"Column {self.title}", "made on the way", "gone again")


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
            return (*rows, *set_again, *(Spare(title) for title in step.spare))
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
