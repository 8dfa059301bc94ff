"""The sandbox's world in memory: what is in Smartsheet, and the ways other people change it.

Tests change data through the methods here, as a colleague would in the web app: every change moves versions, modified
times and cell history exactly as a change through the API does, and ignores what only the API refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from infra.local.people import PEOPLE
from infra.local.smartsheet.access import Token
from infra.local.smartsheet.calls import Calls
from infra.local.smartsheet.containers import Folder, Share, User, Workspace
from infra.local.smartsheet.faults import Faults
from infra.local.smartsheet.formulas import recalculate
from infra.local.smartsheet.history import History
from infra.local.smartsheet.model import Cell, Row, Sheet
from infra.local.smartsheet.records import Records
from infra.local.smartsheet.values import cell_of


def _now() -> datetime:
    return datetime.now(UTC)


class World:
    """Everything the sandbox knows. `clock` gives the time of changes; `faults` and `calls` belong to the server."""

    def __init__(self, *, clock: Callable[[], datetime] = _now) -> None:
        self.clock = clock
        self.users = {p.key: User(p.key, p.user_id, p.email, p.name) for p in PEOPLE}
        self.tokens = {p.token: Token(p.token, p.key) for p in PEOPLE}
        self.sheets: dict[int, Sheet] = {}
        self.templates: dict[int, Sheet] = {}
        self.workspaces: dict[int, Workspace] = {}
        self.folders: dict[int, Folder] = {}
        self.favorites: dict[str, list[tuple[str, int]]] = {}
        self.history = History()
        self.records = Records()
        self.faults = Faults()
        self.calls = Calls()
        self._ids = count(7_340_000_000_000_004, 4)

    # Looking things up.

    def new_id(self) -> int:
        """A fresh id, in the range of Smartsheet's own and exact in JavaScript."""
        return next(self._ids)

    def now(self) -> datetime:
        return self.clock()

    def sheet(self, name: str) -> Sheet:
        """The sheet with this name. Raises KeyError."""
        for sheet in self.sheets.values():
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    def contact(self, person: str) -> dict[str, str]:
        """`{name, email}` of a person, also of one who is not an account of this world (`person` is then an email)."""
        user = self.users.get(person)
        return user.contact if user else {"name": person, "email": person}

    def contact_cell(self, person: str) -> Cell:
        who = self.contact(person)
        value = {"objectType": "CONTACT", "email": who["email"], "name": who["name"]}
        return Cell(value=who["email"], object=value, display=who["name"])

    # What other people do to the data.

    def set_cell(self, sheet_id: int, row_id: int, title: str, value: Any, *, by: str) -> None:
        """Put a value into a cell: text, number, bool, ISO date, an email, a list for multi-value columns, or None.

        Raises KeyError for an unknown sheet, row or column.
        """
        sheet = self.sheets[sheet_id]
        row = sheet.row(row_id)
        if row is None:
            raise KeyError(row_id)
        self.write(sheet, row, {sheet.column(title).id: cell_of(value, sheet.column(title), self)}, by=by)
        self.changed(sheet, rows=[row])

    def add_row(
        self, sheet_id: int, values: Mapping[str, Any], *, by: str, parent_id: int | None = None, at: int | None = None
    ) -> Row:
        """Append a row (under `parent_id`, or at display position `at`) with values by column title."""
        sheet = self.sheets[sheet_id]
        row = Row(self.new_id(), at=self.now(), by=by, parent_id=parent_id)
        sheet.insert(self._position(sheet, parent_id) if at is None else at, [row])
        cells = {sheet.column(t).id: cell_of(v, sheet.column(t), self) for t, v in values.items()}
        self.write(sheet, row, cells, by=by)
        self.changed(sheet, rows=[row])
        return row

    def delete_row(self, sheet_id: int, row_id: int) -> None:
        """Delete a row and everything under it."""
        sheet = self.sheets[sheet_id]
        row = sheet.row(row_id)
        if row is None:
            raise KeyError(row_id)
        sheet.remove({each.id for each in sheet.subtree(row)})
        above = sheet.row(row.parent_id)
        self.changed(sheet, rows=[above] if above else [])

    def rename_sheet(self, sheet_id: int, name: str) -> None:
        """A new name; the version stays (FACTS: a rename is not listed as moving it), modifiedAt moves."""
        self.sheets[sheet_id].name = name
        self.sheets[sheet_id].modified_at = self.now()

    def rename_column(self, sheet_id: int, title: str, new_title: str) -> None:
        sheet = self.sheets[sheet_id]
        sheet.column(title).title = new_title
        sheet.layout += 1
        sheet.modified_at = self.now()

    def delete_sheet(self, sheet_id: int) -> None:
        del self.sheets[sheet_id]

    def share(self, sheet_id: int, person: str, level: str) -> Share:
        """Share the sheet with this person, or change their level."""
        self.unshare(sheet_id, person)
        share = Share(id=f"S{self.new_id():x}", person=person, level=level)
        self.sheets[sheet_id].shares.append(share)
        return share

    def unshare(self, sheet_id: int, person: str) -> None:
        """Take the sheet's own share away; what the workspace or ownership gives stays."""
        sheet = self.sheets[sheet_id]
        sheet.shares = [share for share in sheet.shares if share.person != person]

    def revoke(self, token: str) -> None:
        """From now on the token is answered with 401/1002."""
        self.tokens[token].state = "revoked"

    def expire(self, token: str) -> None:
        """From now on the token is answered with 401/1003."""
        self.tokens[token].state = "expired"

    def restore(self, token: str) -> None:
        self.tokens[token].state = "active"

    # What every change goes through, the API's included.

    def write(self, sheet: Sheet, row: Row, cells: Mapping[int, Cell | None], *, by: str) -> None:
        """Replace cells of a row, recording their history; None clears. `changed` must follow."""
        at = self.now()
        for column_id, cell in cells.items():
            self.history.note(sheet, row, column_id, cell, at=at, by=by)
            if cell is None:
                row.cells.pop(column_id, None)
            else:
                row.cells[column_id] = cell
        row.touch(at=at, by=by)

    def changed(self, sheet: Sheet, *, rows: list[Row]) -> None:
        """One saved change: formulas follow, the version moves by one."""
        recalculate(sheet, rows)
        sheet.version += 1
        sheet.modified_at = self.now()

    def _position(self, sheet: Sheet, parent_id: int | None) -> int:
        parent = sheet.row(parent_id)
        if parent is None:
            return len(sheet.rows)
        return sheet.rows.index(parent) + len(sheet.subtree(parent))


def sample_world(today: date, *, clock: Callable[[], datetime] = _now) -> World:
    """The workspace “Northwind Launch” as it stands on `today`; dates lie around it, so “overdue” stays meaningful."""
    from infra.local.smartsheet.sample import populate  # the sample needs World; importing it here breaks the circle

    world = World(clock=clock)
    populate(world, today)
    return world
