"""Which column says when a row is due, whose it is and whether it is done: read off types and titles.

Titles are matched by words of several languages; nothing is guessed where no word fits, so that a start date is never
taken for a deadline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from bot.domain.sheets import ColumnType
from bot.sheets.snapshot import Snapshot, SnapshotColumn

DUE_WORDS = (
    *("due", "deadline", "end date", "finish", "target", "review", "fällig", "frist", "ende", "échéance", "fin"),
    *("vencimiento", "fecha límite", "scadenza", "prazo", "son tarih", "teslim", "bitiş", "استحقاق", "期限", "截止"),
)
OWNER_WORDS = (
    *("assigned", "owner", "assignee", "responsible", "lead", "zuständig", "verantwortlich", "responsable"),
    *("asignado", "assegnato", "responsável", "sorumlu", "atanan", "مسؤول", "担当", "负责人"),
)
STATUS_WORDS = (
    "status",
    "state",
    "stage",
    "zustand",
    "statut",
    "état",
    "estado",
    "stato",
    "durum",
    "حالة",
    "状態",
    "状态",
)
DONE_TITLES = ("done", "complete", "completed", "finished", "closed", "erledigt", "terminé", "hecho", "fatto", "bitti")
DONE_VALUES = frozenset(
    {
        *("done", "complete", "completed", "closed", "finished", "resolved", "cancelled", "canceled", "erledigt"),
        *("abgeschlossen", "fertig", "geschlossen", "terminé", "fini", "clos", "annulé", "completado", "terminado"),
        *("hecho", "cerrado", "finalizado", "concluído", "completato", "chiuso", "fatto", "klaar", "voltooid"),
        *("tamamlandı", "bitti", "kapandı", "iptal", "مكتمل", "منجز", "完了", "完成", "已完成"),
    }
)
_DUE_TYPES = {"DATE", "TIMESTAMP"}
_CONTACTS = {ColumnType.CONTACT_LIST, ColumnType.MULTI_CONTACT_LIST}


@dataclass(frozen=True, slots=True)
class Roles:
    """The columns in their roles; None or empty where the sheet has none. `progress` holds shares, 1 meaning done."""

    due: SnapshotColumn | None = None
    owners: tuple[SnapshotColumn, ...] = ()
    status: SnapshotColumn | None = None
    done: SnapshotColumn | None = None
    progress: SnapshotColumn | None = None

    @property
    def tells_done(self) -> bool:
        return bool(self.status or self.done or self.progress)


def roles_of(snapshot: Snapshot) -> Roles:
    """The roles of a sheet's columns. `owners` has the one whose title says so first, other contact columns after."""
    own = [c for c in snapshot.columns if c.column.system_type is None]
    contacts = [c for c in own if c.column.type in _CONTACTS]
    owner = _titled(contacts, OWNER_WORDS, lambda c: True)
    return Roles(
        due=_titled(own, DUE_WORDS, lambda c: c.sql_type in _DUE_TYPES),
        owners=tuple([owner] if owner else []) + tuple(c for c in contacts if c is not owner),
        status=_titled(own, STATUS_WORDS, lambda c: c.column.type is ColumnType.PICKLIST and c.sql_type == "VARCHAR"),
        done=_titled(own, DONE_TITLES, lambda c: c.column.type is ColumnType.CHECKBOX),
        progress=_titled(own, ("% complete", "complete", "progress"), lambda c: c.number_format == "percent"),
    )


def finished(snapshot: Snapshot, roles: Roles) -> pa.Array:
    """One boolean a row: its status says done, or its box is ticked, or its progress is whole; never NULL."""
    rows = snapshot.table.num_rows
    mask = pa.array([False] * rows, pa.bool_())
    if roles.status is not None:
        known = pa.array(sorted(DONE_VALUES), pa.string())
        lowered = pc.utf8_lower(pc.utf8_trim_whitespace(whole(snapshot, roles.status.sql_name)))
        mask = pc.or_(mask, pc.fill_null(pc.is_in(lowered, value_set=known), False))
    if roles.done is not None:
        mask = pc.or_(mask, pc.fill_null(whole(snapshot, roles.done.sql_name), False))
    if roles.progress is not None:
        mask = pc.or_(mask, pc.fill_null(pc.greater_equal(whole(snapshot, roles.progress.sql_name), 1.0), False))
    return mask


def whole(snapshot: Snapshot, name: str) -> pa.Array:
    """A column of the snapshot in one piece."""
    column = snapshot.table.column(name)
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _titled(
    columns: Iterable[SnapshotColumn], words: Iterable[str], fits: Callable[[SnapshotColumn], bool]
) -> SnapshotColumn | None:
    """The first fitting column whose title has one of the words, an earlier word before an earlier column."""
    fitting = [c for c in columns if fits(c)]
    return next((c for word in words for c in fitting if word in c.column.title.casefold()), None)
