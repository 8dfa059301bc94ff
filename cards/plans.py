"""A change before and after the click: what it does, cell by cell, and what came of it. It never hides what it does."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from bot.domain.live import CellContent
from bot.domain.plan_standing import Outcome, PlanState
from bot.domain.plan_view import PlanCard
from bot.domain.plans import AddRows, ChangeRecords, DeleteRows, MoveRows, Plan, Step, UpdateCells
from bot.domain.record_changes import KINDS, Verb
from cards import buttons, elements, plain, tables
from cards.elements import Element
from cards.formats import EMPTY, Reader
from cards.sizing import Room

APPROVE, CANCEL, UNDO, PAGE = "approve", "cancel", "undo", "plan"
PAGE_LINES = 10
_MOST_NOTES = 8
_MOST_REFUSED = 8
_GONE = (EMPTY, "gone")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Line = tuple[str, str, str, str]


def build(view: PlanCard, *, reader: Reader, room: Room) -> Element:
    """Title, what is done in numbers, the changes ten a page, warnings, what cannot be done, and the buttons."""
    plan, state = view.plan, view.standing.state
    body = [elements.heading(plain.line(plan.title, room.note), size="Medium")]
    body.append(elements.small(f"{plain.line(plan.sheet_name, room.name)} · {counts(plan, reader)}", spacing="None"))
    body += _status(view, reader=reader, room=room)
    shown = view.rest if state is PlanState.CONFLICT and view.rest else plan
    if state is PlanState.CONFLICT and view.rest:
        body.append(elements.label(f"What is left of the change: {counts(shown, reader)}.", spacing="Medium"))
    body += _changes(shown, view.page, reader=reader, room=room)
    if state is PlanState.PROPOSED or (state is PlanState.CONFLICT and view.rest):
        body += _notes(shown, room=room)
    return elements.card(body + buttons.row(_buttons(view, shown)), fallback=summary(view), wide=True)


def summary(view: PlanCard) -> str:
    """What a notification says."""
    words = {PlanState.PROPOSED: "Approve?", PlanState.APPLYING: "Being made", PlanState.APPLIED: "Done"}
    state = "Undone" if view.standing.undone_by else words.get(view.standing.state, view.standing.state.capitalize())
    return plain.line(f"{state}: {view.plan.title} in {view.plan.sheet_name}", 200)


def counts(plan: Plan, reader: Reader) -> str:
    """Every kind of operation with its number: “3 cells in 3 rows change · 2 rows are deleted”."""
    said = []
    for step in plan.steps:
        match step:
            case UpdateCells():
                rows = reader.count(len({edit.row_id for edit in step.edits}), "row")
                said.append(f"{reader.count(len(step.edits), 'cell')} in {rows} to change")
            case AddRows():
                said.append(f"{reader.count(len(step.rows), 'row')} to add")
            case DeleteRows():
                said.append(f"{reader.count(len(step.rows), 'row')} to delete")
            case MoveRows():
                below = sum(move.below for move in step.moves)
                more = f", with {reader.count(below, 'row')} below" if below else ""
                said.append(f"{reader.count(len(step.moves), 'row')} to move{more}")
            case ChangeRecords():
                said += _record_counts(step, reader)
    return " · ".join(said)


def _record_counts(step: ChangeRecords, reader: Reader) -> list[str]:
    """“1 column to create · 2 shares to delete”."""
    numbers = Counter((KINDS[change.kind].noun, change.verb) for change in step.changes)
    return [f"{reader.count(number, noun)} to {verb}" for (noun, verb), number in numbers.items()]


def _status(view: PlanCard, *, reader: Reader, room: Room) -> list[Element]:
    """Where it stands, in one sentence, then what moved or was refused."""
    standing, plan = view.standing, view.plan
    by = plain.line(standing.by.name, 60) if standing.by else ""
    at = f", {reader.as_of(standing.at)}" if standing.at else ""
    outcome = standing.outcome or Outcome()
    sentence = {
        PlanState.PROPOSED: f"Nothing is changed until {plain.line(plan.asker.name, 60)} approves.",
        PlanState.APPLYING: f"Approved by {by}{at}. It is being made…",
        PlanState.APPLIED: f"Done: approved by {by}{at}. {done(outcome, reader)}",
        PlanState.CANCELLED: f"Cancelled by {by}{at}. Nothing was changed.",
        PlanState.EXPIRED: "Nobody approved it in time. Nothing was changed; ask again.",
        PlanState.CONFLICT: "Nothing was changed: the sheet has moved on since this card was shown.",
        PlanState.FAILED: f"{outcome.message or 'Smartsheet refused it.'} {done(outcome, reader)}",
    }[standing.state]
    if view.undone is not None and view.undone.by is not None:
        sentence = f"Undone by {plain.line(view.undone.by.name, 60)}; the sheet is as it was before this change."
    body = [elements.text(plain.line(sentence, room.note), spacing="Small")]
    said = [f"{m.where} {m.what}{f' ({m.by})' if m.by else ''}" for m in outcome.moved]
    said += [f"{r.where}: {r.why}" for r in outcome.refused]
    return body + _listed(said, "Moved on" if outcome.moved else "Refused by Smartsheet", room=room)


def done(outcome: Outcome, reader: Reader) -> str:
    """What was really written, in numbers."""
    said = [
        f"{reader.count(number, noun)} {verb}"
        for number, noun, verb in (
            (outcome.cells, "cell", "changed"),
            (outcome.rows_added, "row", "added"),
            (outcome.rows_deleted, "row", "deleted"),
            (outcome.rows_moved, "row", "moved"),
            (outcome.records, "other change", "made"),
        )
        if number
    ]
    return f"{', '.join(said)}." if said else "Nothing was changed."


def _changes(plan: Plan, page: int, *, reader: Reader, room: Room) -> list[Element]:
    lines = [line for step in plan.steps for line in _lines(step, reader)]
    pages = max(1, -(-len(lines) // PAGE_LINES))
    at = min(max(1, page), pages)
    shown = lines[(at - 1) * PAGE_LINES : at * PAGE_LINES]
    columns = tables.layouts(("Row", "What", "Before", "After"), shown, reader=reader, room=room)
    body = [tables.grid(columns)]
    if pages > 1:
        first = (at - 1) * PAGE_LINES + 1
        body.append(elements.label(f"Changes {first}–{first + len(shown) - 1} of {len(lines)}", spacing="Small"))
    if plan.selection:
        body.append(elements.rich([elements.run(plain.line(plan.selection, room.note), code=True, size="Small")]))
    return body


def _lines(step: Step, reader: Reader) -> list[Line]:
    match step:
        case UpdateCells():
            return [
                (f"{e.row_number} {e.row_label}".strip(), e.column, _shown(e.before, reader), _shown(e.after, reader))
                for e in step.edits
            ]
        case AddRows():
            return [
                (
                    row.label or "New row",
                    "Add",
                    EMPTY,
                    _held([(c.column, c.content) for c in row.cells], row.where, reader),
                )
                for row in step.rows
            ]
        case DeleteRows():
            return [
                (
                    f"{'› ' * row.level}{row.number} {row.label}".strip(),
                    "Delete",
                    _held([(c.column, c.content) for c in row.cells], "", reader),
                    "gone",
                )
                for row in step.rows
            ]
        case MoveRows():
            return [(f"{m.number} {m.label}".strip(), "Move", EMPTY, m.where) for m in step.moves]
        case ChangeRecords():
            return [
                (c.what, c.verb.capitalize(), c.said_before or EMPTY, c.said_after or _GONE[c.verb is Verb.DELETE])
                for c in step.changes
            ]


def _held(cells: list[tuple[str, CellContent]], where: str, reader: Reader) -> str:
    said = "; ".join(f"{title}: {_shown(content, reader)}" for title, content in cells)
    return f"{where}: {said}" if where else said


def _shown(content: CellContent, reader: Reader) -> str:
    """The content as the reader writes it; of a formula, the formula too."""
    if content.raw.startswith('{"formula"') and not content.shown.startswith("="):
        return f"{content.shown} (formula)"
    if _DAY.fullmatch(content.shown):
        try:
            return reader.cell(date.fromisoformat(content.shown))
        except ValueError:
            return content.shown
    return content.shown or EMPTY


def _notes(plan: Plan, *, room: Room) -> list[Element]:
    final = [f"It cannot be taken back from here. {why}" for why in plan.final]
    return _listed([*final, *plan.warnings], "Please note", room=room) + _listed(
        [f"{each.where}: {each.why}" for each in plan.refused], "Cannot be changed", room=room
    )


def _listed(lines: list[str] | tuple[str, ...], title: str, *, room: Room) -> list[Element]:
    if not lines:
        return []
    most = _MOST_REFUSED
    items = [elements.label(title)]
    items += [elements.small(plain.line(line, room.note), spacing="None") for line in lines[:most]]
    if len(lines) > most:
        items.append(elements.label(f"and {len(lines) - most} more", spacing="None"))
    return [elements.box(items, style="emphasis", spacing="Small")]


def _buttons(view: PlanCard, shown: Plan) -> list[Element | None]:
    plan, state = view.plan, view.standing.state
    open_it = buttons.smartsheet(plan.permalink)
    lines = sum(len(_lengths(step)) for step in shown.steps)
    pages = -(-lines // PAGE_LINES)
    turn: list[Element | None] = []
    if pages > 1:
        at = min(max(1, view.page), pages)
        turn = [
            buttons.button("Previous", PAGE, f"{plan.id}.{at - 1}") if at > 1 else None,
            buttons.button("Next", PAGE, f"{plan.id}.{at + 1}") if at < pages else None,
        ]
    if state is PlanState.PROPOSED:
        return [_positive("Approve", APPROVE, plan.id), buttons.button("Cancel", CANCEL, plan.id), *turn, open_it]
    if state is PlanState.CONFLICT and view.rest:
        rest = view.rest.id
        return [_positive("Approve the rest", APPROVE, rest), buttons.button("Cancel", CANCEL, rest), *turn, open_it]
    if state is PlanState.APPLYING:
        return [buttons.button("Refresh", PAGE, f"{plan.id}.1"), open_it]
    wrote = view.standing.outcome is not None and view.standing.outcome.wrote
    undo = None
    if wrote and not view.standing.undone_by and not plan.final:
        undo = buttons.button("Redo" if plan.undo_of else "Undo", UNDO, plan.id)
    elif view.standing.undone_by:
        undo = buttons.button("Redo", UNDO, view.standing.undone_by)
    return [undo, *turn, open_it]


def _positive(title: str, verb: str, target: str) -> Element:
    made = buttons.button(title, verb, target)
    return {**made, "style": "positive", "fallback": {**made["fallback"], "style": "positive"}}


def _lengths(step: Step) -> tuple[object, ...]:
    match step:
        case UpdateCells():
            return step.edits
        case MoveRows():
            return step.moves
        case AddRows() | DeleteRows():
            return step.rows
        case ChangeRecords():
            return step.changes
