"""A press on a change's card: Approve, Cancel, Undo, and turning its pages. A card carries the plan's id and no more.

who may? ─▶ policy? ─▶ taken, once ─▶ applied, outliving the press ─▶ settled ─▶ the same card, for everyone
"""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace

import structlog

from bot.changes.engine.changes import Changes
from bot.changes.engine.current_state import read_whole
from bot.changes.engine.planning import GOOD_FOR, SECOND
from bot.changes.engine.policy import second_needed
from bot.changes.engine.undo import inverse
from bot.conversation.services import Services
from bot.domain.chat import Click, Conversation, Outgoing
from bot.domain.invokes import CardReply
from bot.domain.people import Actor
from bot.domain.plan_status import OPEN, PlanState, PlanStatus, approved, cancelled, expired, shown_on
from bot.domain.plans import Plan
from bot.domain.routes import on_press
from bot.errors import Conflict, InvalidArguments, NotFound, PermissionDenied, SheetlineError
from bot.features.approval import approvers
from bot.features.approval.decision_history import tell
from bot.features.approval.execute import card_of, changes_of, claim_undo, make
from bot.logs import correlation_id
from cards import render

log = structlog.get_logger(__name__)

ANSWER_WITHIN_S = 8.0
"""Teams waits about 15 s for the answer to a press; what takes longer goes on, and the card is updated afterwards."""

_TRIES = 4


async def approve(services: Services, click: Click) -> CardReply:
    """Make the change the card showed, once, as the person who asked for it; or wait for a second person to approve."""
    changes = changes_of(services)
    plan, status = await _found(services, click)
    async with approvers.refusals_noted(changes, click, plan):
        await approvers.require_approver(services, click, plan, status)
        if status.state in OPEN:
            approvers.require_allowed(changes, plan, click.conversation.audience)
    if approvers.undecided(status):
        actor = await approvers.acting(services, click, plan)
        mine = await _take(services, plan, click)
        if mine is not None and mine.state is PlanState.WAITING:
            return await _waiting(services, click, plan, mine)
        if mine is not None:
            return await _made(services, changes, click, plan, actor)
    return CardReply(await _card(services, click, plan.id))


async def cancel(services: Services, click: Click) -> CardReply:
    """Let the plan go; nothing was changed."""
    plan, status = await _found(services, click)
    async with approvers.refusals_noted(changes_of(services), click, plan):
        approvers.require_asker(click, plan, "cancel")
    for _ in range(_TRIES):
        gone = cancelled(status, by=click.person, now=services.clock.now())
        if gone is None:
            break
        if await changes_of(services).advance(plan, status, gone):
            await tell(services, click.conversation, plan, gone)
            break
        plan, status = await _found(services, click)
    return await _everywhere(services, click, plan.id)


async def undo(services: Services, click: Click) -> CardReply:
    """Take back what the plan wrote, when everything is still as it was written; else show what moved on."""
    changes = changes_of(services)
    plan, status = await _found(services, click)
    async with approvers.refusals_noted(changes, click, plan):
        approvers.require_asker(click, plan, "undo")
    if status.undone_by:
        return await _taken_back(services, click, status.undone_by)
    if status.outcome is None or not status.outcome.wrote:
        return CardReply(await _card(services, click, plan.id))
    actor = await approvers.acting(services, click, plan)
    if plan.final:
        raise PermissionDenied("This change cannot be taken back.", hint=" ".join(plan.final))
    held = await read_whole(changes.writer, actor, plan)
    journal = await changes.store.journal(plan.conversation_id, plan.id)
    now = services.clock.now()
    back = replace(
        plan,
        id=uuid.uuid4().hex[:16],
        title=f"Undo: {plan.title.removeprefix('Undo: ')}" if not plan.undo_of else plan.title.removeprefix("Undo: "),
        steps=inverse(plan, journal, held),
        base_version=held.live.version,
        created_at=now,
        expires_at=now + GOOD_FOR,
        warnings=(),
        refused=(),
        selection="",
        call_id="",
        undo_of=plan.id,
        rest_of="",
        again=plan.takes_back,
    )
    async with approvers.refusals_noted(changes, click, plan):
        approvers.require_allowed(changes, back, click.conversation.audience)
    if second_needed(back, changes.book):
        back = replace(back, warnings=(SECOND,))
    back = await asyncio.to_thread(back.sealed)
    await changes.propose(back, PlanStatus(cards=status.cards))
    mine = await _take(services, back, click)
    if mine is not None and mine.state is PlanState.WAITING:
        return await _waiting(services, click, back, mine)
    if mine is None or not await claim_undo(changes, back):
        raise Conflict("The change is being taken back already.", hint="The card will show it.")
    return await _made(services, changes, click, back, actor)


async def _taken_back(services: Services, click: Click, plan_id: str) -> CardReply:
    """The card of the plan that takes another back; when its instance died on the way, it is gone on with."""
    changes = changes_of(services)
    found = await changes.store.load(click.conversation.id, plan_id)
    if found is not None and found[1].state is PlanState.APPLYING:
        actor = await approvers.acting(services, click, found[0])
        mine = await _take(services, found[0], click)
        if mine is not None:
            return await _made(services, changes, click, found[0], actor)
    return CardReply(await _card(services, click, plan_id))


async def turn(services: Services, click: Click) -> CardReply:
    """Another page of the changes, for whoever pressed; the plan's own sheet is read by nobody for it."""
    plan_id, _, page = click.target.partition(".")
    found = await changes_of(services).store.load(click.conversation.id, plan_id)
    if found is None:
        raise NotFound("This change is no longer kept.", hint="Ask for it again.")
    actor = await services.actors.actor_for(click.person)
    if actor.key != found[0].actor_key:
        if found[0].sheet_id <= 0:
            raise PermissionDenied("Only who asked for this can turn its pages.")
        for sheet_id in found[0].sheet_ids:
            await services.sheets.version(actor, sheet_id)  # raises for who may not see the sheet
    number = int(page) if page.isdecimal() and len(page) < 7 else 1
    return CardReply(await _card(services, click, plan_id, page=number))


async def _found(services: Services, click: Click) -> tuple[Plan, PlanStatus]:
    """The plan that the button names, of this conversation; expired when its time is over."""
    if not click.target.isalnum():
        raise InvalidArguments("This button does not name a change.")
    store = changes_of(services).store
    found = await store.load(click.conversation.id, click.target)
    if found is None:
        raise NotFound("This change is no longer kept.", hint="Ask for it again.")
    plan, status = found
    over = expired(status, plan, now=services.clock.now())
    if over is not None and await changes_of(services).advance(plan, status, over):
        await _everywhere(services, click, plan.id)
        status = over
    return plan, status


async def _waiting(services: Services, click: Click, plan: Plan, status: PlanStatus) -> CardReply:
    """The card that waits for a second person, for everyone."""
    outgoing = await _card(services, click, plan.id)
    for activity_id in status.cards:
        await show(services, click.conversation, activity_id, outgoing)
    return CardReply(outgoing)


async def _take(services: Services, plan: Plan, click: Click) -> PlanStatus | None:
    """The status once this press approved it, or when it is to be gone on with; None when it is over."""
    changes = changes_of(services)
    second = second_needed(plan, changes.book)
    for _ in range(_TRIES):
        found = await changes.store.load(plan.conversation_id, plan.id)
        if found is None:
            return None
        status = found[1]
        if status.state is PlanState.APPLYING:
            return status
        if click.card_activity_id and click.card_activity_id not in status.cards:
            shown = shown_on(status, click.card_activity_id)
            if not await changes.advance(plan, status, shown):
                continue
            status = shown
        now = services.clock.now()
        mine = approved(status, plan, by=click.person, now=now, second=second)
        if mine is None:
            return None
        mine = replace(mine, reference=correlation_id())
        if await changes.advance(plan, status, mine):
            return mine
    return None


async def _made(services: Services, changes: Changes, click: Click, plan: Plan, actor: Actor) -> CardReply:
    """Apply it in a task of its own and answer with its end, or that it is on its way."""
    task = changes.begin(make(services, click.conversation, plan, actor, reader=(click.locale, click.timezone)))
    done, _ = await asyncio.wait({task}, timeout=ANSWER_WITHIN_S)
    if done and (error := task.exception()) is not None and not isinstance(error, SheetlineError):
        raise error
    return CardReply(await _card(services, click, plan.id))


async def _everywhere(services: Services, click: Click, plan_id: str) -> CardReply:
    """The card as it is now, also for everybody else who sees it."""
    outgoing = await _card(services, click, plan_id)
    if click.card_activity_id:
        await show(services, click.conversation, click.card_activity_id, outgoing)
    return CardReply(outgoing)


async def show(services: Services, conversation: Conversation, activity_id: str, outgoing: Outgoing) -> None:
    """Update a card; when Teams does not take it, the card is old and its buttons say so when pressed."""
    try:
        await services.messenger.update(conversation, activity_id, outgoing)
    except SheetlineError as error:
        log.warning("card_not_updated", code=error.code, detail=error.detail)


async def _card(services: Services, click: Click, plan_id: str, *, page: int = 1) -> Outgoing:
    return render(
        await card_of(changes_of(services), click.conversation.id, plan_id, page=page),
        locale=click.locale,
        timezone=click.timezone,
    )


ROUTES = (
    on_press("approve", approve),
    on_press("cancel", cancel),
    on_press("undo", undo),
    on_press("plan", turn),
)
