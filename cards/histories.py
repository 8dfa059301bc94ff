"""What was changed from here: a line a change with who, where and how it ended, each leading to its own card."""

from __future__ import annotations

from bot.domain.audit import Happening
from bot.domain.change_history import ChangeHistory, ChangeLine
from bot.domain.plan_status import Outcome
from cards import buttons, elements, plain
from cards.elements import Element
from cards.formats import Reader
from cards.sizing import Room

PAGE, EXPORT, SHOW = "changes", "export", "plan"


def build(view: ChangeHistory, *, reader: Reader, room: Room) -> Element:
    """The period and how many, the changes newest first, six a page, and their export."""
    body = [elements.heading(_title(view, reader, room))]
    for line in view.lines:
        body += _line(line, reader=reader, room=room, first=line is view.lines[0])
    if not view.total:
        body.append(elements.sentence("Nothing was changed from here that you can see."))
    if view.pages > 1:
        body.append(elements.label(f"Page {view.page} of {view.pages}; the newest first.", spacing="Medium"))
    if view.hidden:
        body.append(elements.label("Changes of sheets that you cannot read now are left out.", spacing="Small"))
    actions: list[Element | None] = [
        buttons.button("Previous", PAGE, view.target(view.page - 1)) if view.page > 1 else None,
        buttons.button("Next", PAGE, view.target(view.page + 1)) if view.page < view.pages else None,
        buttons.button("Export", EXPORT, view.target(1), tooltip="Every cell changed, as CSV") if view.total else None,
    ]
    return elements.card(body + buttons.row(actions), fallback=summary(view), wide=True)


def summary(view: ChangeHistory) -> str:
    """The list in one line."""
    where = f" of {view.sheet_name}" if view.sheet_name else ""
    return plain.line(f"{view.total} change{'' if view.total == 1 else 's'}{where}", 200)


def _title(view: ChangeHistory, reader: Reader, room: Room) -> str:
    of = f" of {plain.isolate(plain.line(view.sheet_name, room.name))}" if view.sheet_name else ""
    return f"{reader.count(view.total, 'change')}{of} since {reader.cell(view.since)}"


def _line(line: ChangeLine, *, reader: Reader, room: Room, first: bool) -> list[Element]:
    who = plain.isolate(plain.line(line.asker or "Somebody", 60))
    where = plain.isolate(plain.line(line.sheet_name, min(80, room.name)))
    left = [
        elements.rich([elements.run(plain.line(line.title, min(120, room.note)) or "A change", bold=True)]),
        elements.small(f"{where} · {who} · {reader.moment(line.at)}", spacing="None"),
        elements.small(_ended(line, reader), spacing="None"),
    ]
    show = buttons.button("Show", SHOW, f"{line.plan_id}.1", tooltip=f"Show “{plain.line(line.title, 80)}”")
    return [elements.side_by_side(left, buttons.row([show]), separator=not first, spacing="Small")]


def _ended(line: ChangeLine, reader: Reader) -> str:
    """How it ended, and who decided."""
    by = " and ".join(plain.isolate(plain.line(name, 60)) for name in line.approved_by)
    if line.taken_back:
        return f"Taken back by {plain.isolate(plain.line(line.taken_back, 60))}"
    if line.overdue:
        return "Not decided in time"
    done = _done(line.outcome, reader)
    said = {
        Happening.PROPOSED: "Not decided yet",
        Happening.APPROVED: f"Approved by {by}",
        Happening.SECONDED: f"Approved by {by}",
        Happening.CANCELLED: "Cancelled",
        Happening.EXPIRED: "Not decided in time",
        Happening.APPLIED: f"Done, approved by {by}: {done}",
        Happening.CONFLICT: "Not made: the sheet had moved on",
        Happening.FAILED: f"Failed; written: {done}" if line.outcome.wrote else "Failed; nothing was written",
        Happening.REFUSED: "Refused",
    }[line.last]
    return f"{said}; taken back, then made again" if line.made_again else said


def _done(outcome: Outcome, reader: Reader) -> str:
    counts = (
        (outcome.cells, "cell", "changed"),
        (outcome.rows_added, "row", "added"),
        (outcome.rows_deleted, "row", "deleted"),
        (outcome.rows_moved, "row", "moved"),
        (outcome.records, "other change", "made"),
    )
    said = [f"{reader.count(number, noun)} {verb}" for number, noun, verb in counts if number]
    refused = f"; {reader.count(len(outcome.refused), 'thing')} refused by Smartsheet" if outcome.refused else ""
    return (", ".join(said) or "nothing") + refused
