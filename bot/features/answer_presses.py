"""Flow 2: a press on an answer's card. Cards carry only `{verb, id}`; what they stand for is looked up here.

A press turns the card to another side, or asks something: then it becomes a turn like any message. The presses on other
cards stand where their subject is.
"""

from __future__ import annotations

from bot.conversation import files
from bot.conversation import suggestions as prompts
from bot.conversation.message import receive
from bot.conversation.readers import read_snapshot, require_reader
from bot.conversation.services import Services
from bot.domain.answers import AnswerView
from bot.domain.chat import Click, Message
from bot.domain.invokes import CardReply, TextReply
from bot.domain.routes import on_press
from bot.errors import InvalidArguments, NotFound
from bot.sheets.suggestions import suggest
from cards import render

SAYABLE = {"history", "help", "sheets", "status", "columns", "retry", "new chat", "show"}
"""Commands a button may stand for; a forged card can say nothing else."""


async def show_answer(services: Services, click: Click) -> CardReply:
    """Turn an answer card to another side, or to another page of its rows."""
    answer_id, _, page = click.target.partition(".")
    answer = await services.store.answer(click.conversation.id, answer_id)
    if answer is None:
        raise NotFound("This answer is no longer kept.", hint="Ask the question again.")
    await require_reader(services, answer, click.person)
    side = AnswerView(click.verb)
    number = int(page) if page.isdecimal() else 1
    return CardReply(render(answer, locale=click.locale, timezone=click.timezone, side=side, page=number))


async def open_sheet(services: Services, click: Click) -> TextReply:
    """Open the sheet that the button names."""
    if not click.target.isdecimal():
        raise InvalidArguments("This button does not name a sheet.")
    return await _say(services, click, f"open {click.target}", "Opening it…")


async def ask(services: Services, click: Click) -> TextReply:
    """Ask one of the questions suggested with an answer or for a sheet, with the asker's own authority."""
    about, _, index = click.target.partition(".")
    if not index.isdecimal() or len(index) > 2:
        raise InvalidArguments("This button does not name a question.")
    questions = await _suggested(services, click, about)
    if int(index) >= len(questions):
        raise NotFound("This question no longer fits the sheet.", hint="Open the sheet again for fresh ones.")
    return await _say(services, click, questions[int(index)], questions[int(index)])


async def ask_prompt(services: Services, click: Click) -> TextReply:
    """Ask one of the library's questions, worded for the sheet open here, with the asker's own authority."""
    question = await prompts.chosen(services, click)
    return await _say(services, click, question, question)


async def show_prompts(services: Services, click: Click) -> CardReply:
    """Turn help to a role's questions."""
    return CardReply(render(await prompts.turned(services, click), locale=click.locale, timezone=click.timezone))


async def use_file(services: Services, click: Click) -> TextReply:
    """Ask for what the card of a file offers."""
    question = await files.chosen(services, click)
    return await _say(services, click, question, question)


async def do_command(services: Services, click: Click) -> TextReply:
    """Do what typing the command would do."""
    if click.target not in SAYABLE:
        raise InvalidArguments("This button is not one of mine.")
    return await _say(services, click, click.target, "On it…")


async def _suggested(services: Services, click: Click, about: str) -> tuple[str, ...]:
    """The questions stored with the answer `about`, else those of the sheet with that id, read as the asker."""
    answer = await services.store.answer(click.conversation.id, about)
    if answer is not None:
        return answer.suggestions
    if not about.isdecimal():
        raise NotFound("This answer is no longer kept.", hint="Ask the question again.")
    actor = await services.actors.actor_for(click.person)
    return suggest(await read_snapshot(services, actor, int(about)))


async def _say(services: Services, click: Click, text: str, told: str) -> TextReply:
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
    await receive(services, message)
    return TextReply(told)


ROUTES = (
    on_press(AnswerView.SUMMARY, show_answer),
    on_press(AnswerView.ROWS, show_answer),
    on_press(AnswerView.HOW, show_answer),
    on_press("open", open_sheet),
    on_press("ask", ask),
    on_press("try", ask_prompt),
    on_press("prompts", show_prompts),
    on_press("file", use_file),
    on_press("say", do_command),
)
