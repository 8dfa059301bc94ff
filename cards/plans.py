"""A change before and after the click: what it does, cell by cell, and what came of it. It never hides what it does."""

from __future__ import annotations

from dataclasses import replace

from microsoft_teams.cards.core import TextColor

from bot.domain.plan_status import OPEN, Outcome, PlanState, PlanStatus
from bot.domain.plan_view import PlanCard
from bot.domain.plans import Plan
from cards import buttons, elements, plain, plan_lines, plan_pages, tables
from cards.elements import Element
from cards.formats import Reader
from cards.sizing import Room

APPROVE, CANCEL, UNDO, PAGE = "approve", "cancel", "undo", "plan"
_WRONG: dict[PlanState, TextColor] = {PlanState.CONFLICT: "Attention", PlanState.FAILED: "Attention"}
_MOST_REFUSED = 8


def build(view: PlanCard, *, reader: Reader, room: Room) -> Element:
    """Title, what is done in numbers, the changes ten a page, warnings, what cannot be done, and the buttons."""
    plan, state = view.plan, view.status.state
    body = [elements.heading(plain.line(plan.title, room.note), size="Medium")]
    body.append(
        elements.small(f"{plain.line(plan.sheet_name, room.name)} · {plan_lines.counts(plan, reader)}", spacing="None")
    )
    body += _status(view, reader=reader, room=room)
    shown = view.rest if state is PlanState.CONFLICT and view.rest else plan
    if state is PlanState.CONFLICT and view.rest:
        body.append(
            elements.label(f"What is left of the change: {plan_lines.counts(shown, reader)}.", spacing="Medium")
        )
    body += _changes(shown, view.page, reader=reader, room=room)
    if state in OPEN or (state is PlanState.CONFLICT and view.rest):
        body += _notes(shown, room=room)
    return elements.card(body + buttons.row(_buttons(view, shown, reader)), fallback=summary(view), wide=True)


def summary(view: PlanCard) -> str:
    """What a notification says."""
    words = {
        PlanState.PROPOSED: "Approve?",
        PlanState.WAITING: "Approve, too?",
        PlanState.APPLYING: "Being made",
        PlanState.APPLIED: "Done",
    }
    undone = view.undone is not None and view.undone.state is PlanState.APPLIED
    state = "Undone" if undone else words.get(view.status.state, view.status.state.capitalize())
    where = "" if view.plan.moves_sheets else f" in {view.plan.sheet_name}"
    return plain.line(f"{state}: {view.plan.title}{where}", 200)


def _status(view: PlanCard, *, reader: Reader, room: Room) -> list[Element]:
    """Where it stands, in one sentence, then what moved or was refused."""
    status, plan, state = view.status, view.plan, view.status.state
    decided = (status.by,) if state is PlanState.CANCELLED else (status.first, status.by)
    by = " and ".join(plain.line(person.name, 60) for person in decided if person)
    at = f", {reader.as_of(status.at)}" if status.at else ""
    outcome = status.outcome or Outcome()
    sentence = {
        PlanState.PROPOSED: f"Nothing is changed until {plain.line(plan.asker.name, 60)} approves.",
        PlanState.WAITING: f"Approved by {by}{at}. A second person must approve it before anything is changed.",
        PlanState.APPLYING: f"Approved by {by}{at}. It is being made…",
        PlanState.APPLIED: f"Done: approved by {by}{at}. {plan_lines.done(plan, outcome, reader)}",
        PlanState.CANCELLED: f"Cancelled by {by}{at}. Nothing was changed.",
        PlanState.EXPIRED: "Nobody approved it in time. Nothing was changed; ask again.",
        PlanState.CONFLICT: "Nothing was changed: the sheet has moved on since this card was shown.",
        PlanState.FAILED: f"{outcome.message or 'Smartsheet refused it.'} {plan_lines.done(plan, outcome, reader)}",
    }[state]
    if view.undone is not None and view.undone.by is not None:
        sentence = _undone(view.undone, outcome)
    body = [_standing(plain.line(sentence, room.note), status.state)]
    said = [f"{m.where} {m.what}{f' ({m.by})' if m.by else ''}" for m in outcome.moved]
    said += [f"{r.where}: {r.why}" for r in outcome.refused]
    return body + _listed(said, "Moved on" if outcome.moved else "Refused by Smartsheet", room=room)


def _undone(undone: PlanStatus, outcome: Outcome) -> str:
    """How far it was taken back; what is still being written is not said to be done."""
    by = plain.line(undone.by.name, 60) if undone.by else ""
    if undone.state is PlanState.APPLYING:
        return f"Being undone by {by}…"
    if undone.state is PlanState.FAILED:
        return f"Undone in part by {by}; look at the sheet."
    left = "the new sheet is deleted" if outcome.made else "the sheet is as it was before this change"
    return f"Undone by {by}; {left}."


def _standing(sentence: str, state: PlanState) -> Element:
    """The sentence; what was done begins in the colour of success, what went wrong is in the colour of a warning."""
    word, space, more = sentence.partition(" ")
    if state is PlanState.APPLIED and space:
        return elements.rich(
            [elements.run(word, bold=True, color="Good"), elements.run(f"{space}{more}")], spacing="Small"
        )
    return elements.rich([elements.run(sentence, color=_WRONG.get(state))], spacing="Small")


def _changes(plan: Plan, page: int, *, reader: Reader, room: Room) -> list[Element]:
    shown = plan_pages.page(plan, page, reader)
    whole = replace(room, cell=plan_pages.PIECE)  # what is approved is never cut, however little room there is
    columns = [
        replace(each, quiet=title == plan_pages.BEFORE, texts=tuple(plain.breakable(text) for text in each.texts))
        for title, each in zip(
            shown.titles, tables.layouts(shown.titles, shown.lines, reader=reader, room=whole), strict=True
        )
    ]
    body = [tables.grid(columns)]
    if shown.pages > 1:
        said = f"Changes {shown.before + 1}–{shown.before + len(shown.lines)} of {shown.total}"
        body.append(elements.label(said, spacing="Small"))
    if plan.selection:
        body.append(elements.label("Rows chosen by", spacing="Small"))
        body.append(
            elements.rich(
                [elements.run(plain.line(plan.selection, room.note), code=True, size="Small")], spacing="None"
            )
        )
    return body


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


def _buttons(view: PlanCard, shown: Plan, reader: Reader) -> list[Element | None]:
    plan, state = view.plan, view.status.state
    open_it = None if plan.deletes_sheet and state is PlanState.APPLIED else buttons.smartsheet(plan.permalink)
    page = plan_pages.page(shown, view.page, reader)
    turn: list[Element | None] = [
        buttons.button("Previous", PAGE, f"{plan.id}.{page.number - 1}") if page.number > 1 else None,
        buttons.button("Next", PAGE, f"{plan.id}.{page.number + 1}") if page.number < page.pages else None,
    ]
    if state in OPEN:
        return [
            buttons.positive("Approve", APPROVE, plan.id),
            buttons.button("Cancel", CANCEL, plan.id),
            *turn,
            open_it,
        ]
    if state is PlanState.CONFLICT and view.rest:
        rest = view.rest.id
        return [
            buttons.positive("Approve the rest", APPROVE, rest),
            buttons.button("Cancel", CANCEL, rest),
            *turn,
            open_it,
        ]
    if state is PlanState.APPLYING:
        return [buttons.button("Refresh", PAGE, f"{plan.id}.1"), open_it]
    wrote = view.status.outcome is not None and view.status.outcome.wrote
    undo = None
    if wrote and not view.status.undone_by and not plan.final:
        undo = buttons.button("Redo" if plan.undo_of else "Undo", UNDO, plan.id)
    elif view.undone is not None and view.undone.state is PlanState.APPLYING:
        undo = buttons.button("Refresh", PAGE, f"{plan.id}.{page.number}")
    elif view.status.undone_by and not view.undone_for_good:
        undo = buttons.button("Redo", UNDO, view.status.undone_by)
    made = view.status.outcome.made if view.status.outcome and not view.status.undone_by else None
    if made is None:
        return [undo, *turn, open_it]
    here = buttons.button("Open the sheet here", buttons.OPEN, str(made.sheet_id))
    return [here, undo, *turn, buttons.smartsheet(made.permalink)]
