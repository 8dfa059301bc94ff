"""Are the records a plan touches still as its card showed them?"""

from __future__ import annotations

from bot.changes.engine.current_state import CurrentState
from bot.domain.live import LiveRow
from bot.domain.plan_status import Moved
from bot.domain.plans import ChangeRecords
from bot.domain.record_changes import KINDS, RecordChange, Verb, differing, opened


def check_records(step: ChangeRecords, now: CurrentState, moved: list[Moved]) -> ChangeRecords | None:
    """The changes that nothing stands against; what stands against the others is added to `moved`."""
    kept: list[RecordChange] = []
    freed = {(c.kind, c.home, c.record_id) for c in step.changes if c.verb is Verb.DELETE}
    for change in step.changes:
        found = _taken(change, now, freed) if change.verb is Verb.CREATE else record_moved(change, now)
        if found is None:
            kept.append(change)
        else:
            moved.append(found)
    return ChangeRecords(tuple(kept)) if kept else None


def record_moved(change: RecordChange, now: CurrentState) -> Moved | None:
    """What is not as the card showed it about a record to be changed or deleted."""
    record = now.record(change)
    if record is None:
        return Moved(change.what, "is no longer there")
    loose = KINDS[change.kind].loose if change.verb is Verb.DELETE else frozenset[str]()
    fields = differing(change.before, record.body, loose=loose)
    if fields and KINDS[change.kind].stamps.issuperset(fields):
        return Moved(change.what, "has been worked in since", record.by)
    if fields:
        said = ", ".join(f"{_words(name)}: {_said(record.fields().get(name))}" for name in fields[:3])
        return Moved(change.what, f"is not as it was ({said})", record.by)
    if change.kind == "column" and (change.held or change.verb is Verb.DELETE):
        return _cells_moved(change, now)
    return None


def _taken(change: RecordChange, now: CurrentState, freed: set[tuple[str, str, str]]) -> Moved | None:
    """Another record has the name, the address or the title that this one is to have."""
    field = KINDS[change.kind].unique
    wanted = opened(change.after).get(field) if field else None
    for record in now.records.get((change.kind, change.home), ()) if wanted is not None else ():
        if record.fields().get(field) == wanted and (change.kind, change.home, record.id) not in freed:
            return Moved(change.what, "is already there", record.by)
    return None


def _cells_moved(change: RecordChange, now: CurrentState) -> Moved | None:
    held = {cell.row_id: cell for cell in change.held}
    rows: dict[int, LiveRow] = now.live.by_id()
    for row in now.live.rows:
        content = row.cell(change.column_id)
        cell = held.get(row.id)
        if content.raw != (cell.content.raw if cell else ""):
            shown = content.shown if len(content.shown) <= 80 else content.shown[:79] + "…"
            said = f"is now “{shown}”" if content.raw else "is empty now"
            return Moved(f"Row {row.number} in {change.what}", said, row.modified_by)
    gone = next((cell for row_id, cell in held.items() if row_id not in rows and cell.content.raw), None)
    return Moved(f"Row {gone.row_number} “{gone.row_label}”", "is no longer there") if gone else None


def _words(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name)


def _said(value: object) -> str:
    text = ", ".join(map(_one, value)) if isinstance(value, list) else _one(value)
    text = text or "none"
    return text if len(text) <= 60 else text[:59] + "…"


def _one(value: object) -> str:
    """A value that has parts is known by its name, what it holds, or its kind."""
    if isinstance(value, dict):
        return next((str(value[n]) for n in ("name", "value", "email", "type") if value.get(n)), "")
    return "" if value is None or value is False else str(value)
