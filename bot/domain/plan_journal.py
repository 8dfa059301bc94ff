"""What applying a plan has written so far: enough to go on after a crash at any line, and to take it all back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.live import CellContent
from bot.domain.row_orders import Order


class Mark(StrEnum):
    """What a journal entry says. INTENT stands before a request that must not be sent twice, DONE after any."""

    STARTED = "started"
    INTENT = "intent"
    DONE = "done"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal. `batch` counts the plan's requests from 0.

    `created` pairs the keys of new rows, columns and sheets with their ids; `following` is, for an INTENT, the row that
    stood where the new rows go, and `known` the records that looked like the one to be created before it was. `record`
    is the id and body of a record right after it was written, of WRITTEN after the last request; `written` is what the
    touched cells held afterwards (row, column, content), in pieces, and `order` the order of the rows where the plan
    changed it.
    """

    mark: Mark
    batch: int = 0
    piece: int = 0
    at: datetime | None = None
    created: tuple[tuple[int, int], ...] = ()
    refused: tuple[tuple[int, str], ...] = ()
    following: int | None = None
    known: tuple[str, ...] = ()
    record: tuple[str, str] | None = None
    written: tuple[tuple[int, int, CellContent], ...] = ()
    order: Order = ()

    @property
    def name(self) -> str:
        """Unique within the plan; writing the same entry again changes nothing."""
        return f"{self.mark}-{self.batch:05d}-{self.piece:05d}"


@dataclass(frozen=True, slots=True)
class Journal:
    """What was written so far, in the order it was noted."""

    entries: tuple[Entry, ...] = field(default_factory=tuple)

    def has(self, mark: Mark, batch: int = 0) -> bool:
        return any(entry.mark is mark and entry.batch == batch for entry in self.entries)

    def intent(self, batch: int) -> Entry | None:
        return next((e for e in reversed(self.entries) if e.mark is Mark.INTENT and e.batch == batch), None)

    def created(self) -> dict[int, int]:
        return {key: row_id for entry in self.entries for key, row_id in entry.created}

    def record(self, batch: int) -> tuple[str, str] | None:
        """The id and body of the record that the request wrote."""
        return next((e.record for e in self.entries if e.mark is Mark.DONE and e.batch == batch), None)

    def left(self, record_id: str) -> str:
        """What the record was after the last request; “” where nobody looked again."""
        found = (e.record for e in self.entries if e.mark is Mark.WRITTEN and e.record)
        return next((body for each, body in found if each == record_id), "")

    def refused(self) -> dict[int, str]:
        return {row_id: why for entry in self.entries for row_id, why in entry.refused}

    def refused_by(self, batch: int) -> tuple[str, ...]:
        """Why the request with that number did nothing, or not all."""
        done = (e for e in self.entries if e.mark is Mark.DONE and e.batch == batch)
        return tuple(why for entry in done for _, why in entry.refused)

    def written(self) -> dict[tuple[int, int], CellContent]:
        return {(row, column): content for entry in self.entries for row, column, content in entry.written}

    def order(self) -> Order:
        """The order of the rows after the last request."""
        return next((entry.order for entry in reversed(self.entries) if entry.order), ())
