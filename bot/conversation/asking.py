"""A question for the model: context, loop over the tools, and the answer with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.agent.history import prune
from bot.agent.loop import LoopLimits, LoopResult, converse
from bot.agent.more_tools import groups_in
from bot.agent.prompt import assemble, context_message
from bot.agent.review import objection
from bot.agent.sharing import asked, shown
from bot.agent.tool_context import ToolContext
from bot.agent.toolbox import Toolbox
from bot.conversation import steps
from bot.conversation.commands import guide, keep, new_id, own, unusable
from bot.conversation.file_context import file_lines
from bot.conversation.progress import Say, no_progress
from bot.conversation.replies import Reply
from bot.conversation.services import Services
from bot.conversation.sessions import validated
from bot.conversation.trust import ground, lookup_failure, withheld
from bot.domain import sessions
from bot.domain.answers import Answer, View
from bot.domain.chat import Message
from bot.domain.model import Role, Utterance
from bot.domain.plan_status import PlanStatus
from bot.domain.plan_view import PlanCard
from bot.domain.plans import Plan
from bot.domain.sessions import Session, SessionState
from bot.errors import InvalidArguments, LimitExceeded
from bot.sheets.charting import choose_chart
from bot.sheets.followups import follow_up

log = structlog.get_logger(__name__)

LONGEST_QUESTION = 8_000
"""Characters of a question that is still read; longer ones are a paste that no sheet can answer."""


async def ask(
    services: Services, session: Session, ctx: ToolContext, message: Message, *, reference: str, say: Say = no_progress
) -> Reply:
    """Answer a question over the open sheets. Raises bot.errors classes, which the caller turns into a card."""
    if not any(map(str.isalnum, message.text)):
        return _wordless(session, ctx, message)
    if len(message.text) > LONGEST_QUESTION:
        raise LimitExceeded(
            f"That is {len(message.text):,} characters; I read questions of up to {LONGEST_QUESTION:,}.",
            hint="Ask in a few sentences; what is in your sheets I can look up myself.",
        )
    if session.sheets:
        say(f"Looking at {steps.listed([sheet.name for sheet in own(session, ctx.actor)]) or 'the sheet'}…")
    checked = await validated(services, session, ctx)
    if checked.state is SessionState.ERROR:
        return unusable(checked, reference=reference)
    result = await _converse(services, checked, ctx, message, say)
    log.info("model_answered", calls=result.usage.calls, prompt=result.usage.prompt, cached=result.usage.cached)
    if broken := lookup_failure(result, reference=reference):
        return Reply(broken, keep(checked))
    if result.open_call is not None and ctx.planning is not None and ctx.planning.proposed is not None:
        return _paused(services, checked, ctx, message, result, ctx.planning.proposed)
    answer = _answer(result, ctx, question=message.text)
    view: View = (ctx.picker or ctx.history or answer) if answer.table is None else answer
    rests_on = {sheet.id for sheet in (*checked.sheets, *ctx.open)}
    question = asked(message.text, runs=result.tool_runs, sheets=rests_on, reader=ctx.actor.key)
    said = (*result.added, Utterance(Role.ASSISTANT, answer.text)) if result.doubt else result.added
    return Reply(view, _Remember(services, checked, ctx, (question, *said)), answers=(answer,))


def _paused(
    services: Services, checked: Session, ctx: ToolContext, message: Message, result: LoopResult, plan: Plan
) -> Reply:
    """The card of a change that waits for its click; the call that led to it stays open in the history."""
    rests_on = {sheet.id for sheet in (*checked.sheets, *ctx.open)}
    question = asked(message.text, runs=result.tool_runs, sheets=rests_on, reader=ctx.actor.key)
    return Reply(PlanCard(plan, PlanStatus()), _Remember(services, checked, ctx, (question, *result.added)))


async def _converse(services: Services, session: Session, ctx: ToolContext, message: Message, say: Say) -> LoopResult:
    """Run the loop over what this turn is about, as much of the conversation as this person may be shown included."""
    limits, count = services.limits, services.tokens.utterance
    contexts = await ctx.contexts()
    earlier = shown(session.history, reader=ctx.actor.key, readable={sheet.id for sheet in ctx.open})
    ctx.groups |= groups_in(session.history, services.tools)
    if ctx.files and ctx.files.sent:
        ctx.groups.add("files")

    def prompt(sheets: Sequence[str], history_tokens: int) -> tuple[Utterance, ...]:
        context = context_message(
            now=services.clock.now(),
            timezone=ctx.timezone,
            person_name=message.sender.name,
            person_email=message.sender.email or "",
            locale=message.locale,
            scope=message.conversation.audience,
            sheets=sheets,
            files=file_lines(ctx.files.sent) if ctx.files else (),
        )
        history = prune(earlier, budget=history_tokens, count=count)
        return assemble(context=context, history=history, question=message.text)

    return await converse(
        services.model,
        Toolbox(services.tools, ctx, telemetry=services.telemetry),
        prompt(contexts, limits.history_tokens),
        limits=LoopLimits(deadline_s=limits.model_deadline_s),
        review=lambda text, runs: objection(text, runs, ground(ctx, message.text, earlier)),
        shorter=prompt(contexts[:1], limits.history_tokens // 4),
        before=lambda step: say(steps.line(step, ctx, question=message.text)),
    )


def _answer(result: LoopResult, ctx: ToolContext, *, question: str) -> Answer:
    """The model's words with the last query's table and evidence, drawn where that helps, and what to ask next.

    Words that could not be trusted are replaced by a sentence from code; what the query found stands.
    """
    trusted = not result.doubt
    text = result.text if trusted else withheld(ctx)
    if not ctx.findings:
        return Answer(id=new_id(), text=text, model_made=trusted, reader=ctx.actor.key)
    finding = ctx.findings[-1]
    table, one_sheet = finding.table, len(finding.snapshots) == 1
    return Answer(
        id=new_id(),
        text=text,
        title=finding.title,
        table=table,
        evidence=finding.evidence,
        model_made=trusted,
        reader=ctx.actor.key,
        chart=choose_chart(table, finding.types, question=question, title=finding.title, timezone=ctx.timezone),
        suggestions=follow_up(question, table, finding.snapshots[0]) if one_sheet and finding.evidence.sql else (),
    )


class _Remember:
    """The change a question makes to its session: the sheets it opened and what was said, within the token budget."""

    def __init__(self, services: Services, checked: Session, ctx: ToolContext, turn: tuple[Utterance, ...]) -> None:
        known = [sheet.id for sheet in checked.sheets]
        opened = [sheet.id for sheet in ctx.open]
        self._services = services
        self._checked = checked
        self._opened = tuple(ctx.open) if opened[:1] != known[:1] or not set(opened) <= set(known) else ()
        self._turn = turn

    def __call__(self, session: Session) -> Session:
        now, limits = self._services.clock.now(), self._services.limits
        session = keep(self._checked)(session)
        for sheet in reversed(self._opened):
            session = sessions.bound(session, sheet, now=now)
        history = (*self._checked.history, *self._turn)
        count = self._services.tokens.utterance
        kept = prune(history, budget=limits.history_tokens, count=count, keep_open=True)
        return sessions.remembered(session, kept, now=now)


def _wordless(session: Session, ctx: ToolContext, message: Message) -> Reply:
    """A message without words, be it empty, a picture or an emoji: say what can be done with it instead."""
    if message.attachments:
        raise InvalidArguments(
            "I can't read files or pictures sent here.", hint="Send the question as text; send “help” for examples."
        )
    return Reply(guide(session, reader=ctx.actor))
