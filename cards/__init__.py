"""Adaptive Cards for everything Sheetline says: a pure function from a domain value to the activity that shows it.

    card = render(answer, locale="de-DE", timezone="Europe/Berlin")            the summary side
    card = render(answer, side=AnswerView.ROWS, page=2)                        a page of the rows behind it

A card's buttons carry only `{verb, id}`:

    open   <sheet id>            open this sheet
    rows   <answer id>.<page>    turn to a page of an answer's rows
    answer <answer id>           turn back to the answer
    how    <answer id>           turn to how it was computed
    row    <answer id>.<number>  open the row that this row of the answer shows
    history <answer id>.<number> the same row with what was changed in it
    edit   <answer id>.<number>  turn the row to its form
    preview, putaway <form>      propose what was typed into a form (bot/domain/forms.py), close it
    ask    <sheet id>.<index>    ask the sheet's suggestion with this index
    ask    <answer id>.<index>   ask the answer's suggestion with this index
    prompts <role>               turn help to a role's questions
    try    <role>.<index>        ask one of a role's questions of the open sheet
    file   <hash>.<index>        ask for what the card of a file offers
    approve, cancel, undo <plan id>  decide on a change, take it back
    plan   <plan id>.<page>      turn to a page of a change
    changes, export <since>.<sheet id>.<page>  turn to a page of what was changed, have all of it as a file
    say    <command>             what typing the command does: sheets, help, status, retry, new chat
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.domain.answers import (
    Answer,
    AnswerView,
    Failure,
    FileCard,
    Guide,
    Notice,
    Picker,
    PromptGuide,
    RowCard,
    SheetList,
    SheetOverview,
    Status,
    View,
)
from bot.domain.change_history import ChangeHistory
from bot.domain.chat import Outgoing
from bot.domain.exports import Download
from bot.domain.forms import RowForm
from bot.domain.plan_view import PlanCard
from cards import answers, downloads, files, forms, guides, histories, notices, plans, rows, sheets
from cards.elements import Element
from cards.formats import Reader, reader
from cards.sizing import Room, fit

__all__ = ["render"]


def render(
    view: View,
    *,
    locale: str = "en-US",
    timezone: str = "UTC",
    side: AnswerView = AnswerView.SUMMARY,
    page: int = 1,
) -> Outgoing:
    """The card that shows `view` to a reader of this locale and time zone; never above 28 KB.

    `side` and `page` (from 1) choose what an Answer shows and mean nothing to other views; a page out of range is
    brought into range.
    """
    person = reader(locale, timezone)
    build, summary = _builder(view, as_read_by=person, side=side, page=page)
    card = fit((lambda room: {**build(room), "rtl": True}) if person.right_to_left else build)
    if not isinstance(view, Answer) or not view.model_made:
        return Outgoing(card=card, summary=summary)
    return Outgoing(card=card, summary=summary, model_made=True, citations=answers.citations(view))


def _builder(view: View, *, as_read_by: Reader, side: AnswerView, page: int) -> tuple[Callable[[Room], Element], str]:
    """How to build the card in a given room, and its summary."""
    match view:
        case Answer():
            turned = partial(answers.build, view, reader=as_read_by, side=side, page=page)
            return lambda room: turned(room=room), answers.summary(view)
        case RowCard():
            return lambda room: rows.build(view, reader=as_read_by, room=room), rows.summary(view)
        case RowForm():
            return lambda room: forms.build(view, room=room), forms.summary(view)
        case SheetOverview():
            return lambda room: sheets.overview(view, reader=as_read_by, room=room), sheets.overview_summary(view)
        case Picker():
            return lambda room: sheets.picker(view, reader=as_read_by, room=room), sheets.picker_summary(view)
        case SheetList():
            return lambda room: sheets.listing(view, reader=as_read_by, room=room), sheets.listing_summary(view)
        case Guide():
            return lambda room: guides.build(view, room=room), guides.summary(view)
        case PromptGuide():
            return lambda room: guides.prompts(view, room=room), guides.prompts_summary(view)
        case Status():
            return lambda room: notices.status(view, room=room), notices.status_summary(view)
        case Notice():
            return lambda room: notices.notice(view, room=room), notices.notice_summary(view)
        case PlanCard():
            return lambda room: plans.build(view, reader=as_read_by, room=room), plans.summary(view)
        case FileCard():
            return lambda room: files.build(view, room=room), files.summary(view)
        case Download():
            return lambda room: downloads.build(view, reader=as_read_by), downloads.summary(view)
        case ChangeHistory():
            return lambda room: histories.build(view, reader=as_read_by, room=room), histories.summary(view)
        case Failure():
            return lambda room: notices.failure(view, room=room), notices.failure_summary(view)
