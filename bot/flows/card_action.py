"""Flow 2: a press on a card. Cards carry only `{verb, id}`; what they stand for is looked up here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import structlog

from bot.domain.answers import AnswerView
from bot.domain.chat import Click, ClickReply, Message
from bot.errors import InvalidArguments, NotFound, SheetlineError
from bot.flows import approval, exports, files, forms, histories, prompts
from bot.flows.message import receive
from bot.flows.readers import read_now, require_reader
from bot.flows.rows import open_row
from bot.flows.services import Services
from bot.sheets.suggestions import suggest
from cards import render

log = structlog.get_logger(__name__)

SAYABLE = {"history", "help", "sheets", "status", "columns", "retry", "new chat", "show"}
"""Commands a button may stand for; a forged card can say nothing else."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What came of a press: an answer for the person, and whether a turn now waits to be worked."""

    reply: ClickReply
    wake: bool = False


async def press(services: Services, click: Click) -> Pressed:
    """Do what the button stands for, as the person who pressed it; failures are sentences for them alone."""
    try:
        return await _HANDLERS.get(click.verb, _unknown)(services, click)
    except SheetlineError as error:
        log.info("click_failed", verb=click.verb, code=error.code, detail=error.detail)
        return Pressed(ClickReply(text=f"{error.message} {error.hint}".strip(), refused=True))


async def _show_answer(services: Services, click: Click) -> Pressed:
    """Turn an answer card to another side, or to another page of its rows."""
    answer_id, _, page = click.target.partition(".")
    answer = await services.store.answer(click.conversation.id, answer_id)
    if answer is None:
        raise NotFound("This answer is no longer kept.", hint="Ask the question again.")
    await require_reader(services, answer, click.person)
    side = AnswerView(click.verb)
    number = int(page) if page.isdecimal() else 1
    outgoing = render(answer, locale=click.locale, timezone=click.timezone, side=side, page=number)
    return Pressed(ClickReply(card=outgoing.card))


async def _show_row(services: Services, click: Click) -> Pressed:
    """Turn a table into one of its rows, whole; or the row into its history."""
    row = await open_row(services, click, history=click.verb == "history")
    outgoing = render(row, locale=click.locale, timezone=click.timezone)
    return Pressed(ClickReply(card=outgoing.card))


async def _open(services: Services, click: Click) -> Pressed:
    if not click.target.isdecimal():
        raise InvalidArguments("This button does not name a sheet.")
    return await _say(services, click, f"open {click.target}", "Opening it…")


async def _ask(services: Services, click: Click) -> Pressed:
    """Ask one of the questions suggested with an answer or for a sheet, with the asker's own authority."""
    about, _, index = click.target.partition(".")
    if not index.isdecimal() or len(index) > 2:
        raise InvalidArguments("This button does not name a question.")
    questions = await _suggested(services, click, about)
    if int(index) >= len(questions):
        raise NotFound("This question no longer fits the sheet.", hint="Open the sheet again for fresh ones.")
    return await _say(services, click, questions[int(index)], questions[int(index)])


async def _try(services: Services, click: Click) -> Pressed:
    """Ask one of the library's questions, worded for the sheet open here, with the asker's own authority."""
    question = await prompts.chosen(services, click)
    return await _say(services, click, question, question)


async def _use_file(services: Services, click: Click) -> Pressed:
    """Ask for what the card of a file offers."""
    question = await files.chosen(services, click)
    return await _say(services, click, question, question)


async def _show_prompts(services: Services, click: Click) -> Pressed:
    """Turn help to a role's questions."""
    outgoing = render(await prompts.turned(services, click), locale=click.locale, timezone=click.timezone)
    return Pressed(ClickReply(card=outgoing.card))


async def _suggested(services: Services, click: Click, about: str) -> tuple[str, ...]:
    """The questions stored with the answer `about`, else those of the sheet with that id, read as the asker."""
    answer = await services.store.answer(click.conversation.id, about)
    if answer is not None:
        return answer.suggestions
    if not about.isdecimal():
        raise NotFound("This answer is no longer kept.", hint="Ask the question again.")
    actor = await services.actors.actor_for(click.person)
    return suggest(await read_now(services, actor, int(about)))


async def _command(services: Services, click: Click) -> Pressed:
    if click.target not in SAYABLE:
        raise InvalidArguments("This button is not one of mine.")
    return await _say(services, click, click.target, "On it…")


async def _say(services: Services, click: Click, text: str, told: str) -> Pressed:
    """Let the press become a turn like any message, worked in its order and once."""
    message = Message(
        id=f"click:{click.id}",
        conversation=click.conversation,
        sender=click.person,
        text=text,
        sent_at=click.sent_at,
        locale=click.locale,
        timezone=click.timezone,
        reply_to_id=click.card_activity_id,
    )
    return Pressed(ClickReply(text=told), wake=await receive(services, message))


async def _decide(
    decide: Callable[[Services, Click], Awaitable[ClickReply]], services: Services, click: Click
) -> Pressed:
    """Decide on a change, turn its pages, or fill in a form."""
    return Pressed(await decide(services, click))


async def _unknown(services: Services, click: Click) -> Pressed:
    raise InvalidArguments("I don't know this button.", hint="It may be from an older card; ask again for a fresh one.")


_HANDLERS: dict[str, Callable[[Services, Click], Awaitable[Pressed]]] = {
    AnswerView.SUMMARY: _show_answer,
    AnswerView.ROWS: _show_answer,
    AnswerView.HOW: _show_answer,
    "row": _show_row,
    "history": _show_row,
    "edit": partial(_decide, forms.open_form),
    "preview": partial(_decide, forms.preview),
    "putaway": partial(_decide, forms.put_away),
    "open": _open,
    "ask": _ask,
    "file": _use_file,
    "try": _try,
    "prompts": _show_prompts,
    "say": _command,
    "approve": partial(_decide, approval.approve),
    "cancel": partial(_decide, approval.cancel),
    "undo": partial(_decide, approval.undo),
    "plan": partial(_decide, approval.turn),
    "export": partial(_decide, exports.offer),
    "changes": partial(_decide, histories.turn),
}
