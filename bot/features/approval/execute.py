"""Making a change that was approved: apply, settle, and let everyone who should know see it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import structlog

from bot.changes.engine.apply import Applier, Verdict
from bot.changes.engine.changes import Changes as Changes
from bot.changes.engine.planning import GOOD_FOR
from bot.conversation.services import Services
from bot.domain.chat import Conversation
from bot.domain.people import Actor
from bot.domain.plan_journal import Mark
from bot.domain.plan_status import OPEN, Outcome, PlanState, PlanStatus, not_undone, settled, undone
from bot.domain.plan_view import PlanCard
from bot.domain.plans import Plan
from bot.errors import LeaseLost, NotFound, PermissionDenied, SheetlineError
from bot.features.approval.decision_history import tell
from bot.ports.documents import Lease
from cards import render

log = structlog.get_logger(__name__)

_TRIES = 5


async def make(
    services: Services,
    conversation: Conversation,
    plan: Plan,
    actor: Actor,
    *,
    reader: tuple[str, str] = ("en-US", "UTC"),
) -> None:
    """Apply a plan that was approved, or go on with it; nothing while anybody else does, here or elsewhere.

    What is transient leaves it to be resumed. Raises LeaseLost when another instance took it over meanwhile.
    """
    leases = services.leases
    lease = await leases.claim(plan.conversation_id, f"lease:{plan.id}")
    if lease is None:
        return
    async with leases.kept(lease):
        after = await _apply_once(services, plan, actor, lease)
    if after is not None:
        await tell(services, conversation, plan, after)
        await show_everywhere(services, changes_of(services), conversation, plan, after, reader=reader)


async def _apply_once(services: Services, plan: Plan, actor: Actor, lease: Lease) -> PlanStatus | None:
    """The plan's end; None when it has not ended, or had before. What is written to the store is fenced."""
    changes = changes_of(services)
    changes = replace(changes, store=changes.store.under(lease))
    async with services.leases.all_of(_written(plan)):
        found = await changes.store.load(plan.conversation_id, plan.id)
        if found is None or found[1].state is not PlanState.APPLYING:
            return None
        if plan.undo_of and not await claim_undo(changes, plan):
            return None
        verdict = await _apply(services, changes, plan, actor)
    for sheet_id in plan.sheet_ids:
        services.cache.invalidate(sheet_id)
    if verdict is None:
        return None
    outcome = verdict.outcome
    if verdict.rest:
        outcome = replace(outcome, rest=(await _rest(services, changes, plan, verdict)).id)
    after = await _settle(changes, plan, verdict.state, outcome)
    log.info("plan_settled", plan=plan.id, state=verdict.state, cells=outcome.cells, code=outcome.code)
    return after


def changes_of(services: Services) -> Changes:
    if services.changes is None:
        raise PermissionDenied("Changes are switched off here.", hint="Change it in Smartsheet.")
    return services.changes


def _written(plan: Plan) -> list[str]:
    """Whose lease lets one plan at a time write; a sheet that is still to be made is in nobody's way."""
    return [] if plan.makes_sheet else [f"sheet:{sheet_id}" for sheet_id in plan.sheet_ids]


async def _apply(services: Services, changes: Changes, plan: Plan, actor: Actor) -> Verdict | None:
    """The verdict; None when part of it may be written and it must be gone on with later."""
    try:
        applier = Applier(changes.store, changes.writer, changes.records, services.clock)
        return await applier.apply(plan, actor=actor)
    except LeaseLost:
        raise
    except SheetlineError as error:
        journal = await changes.store.journal(plan.conversation_id, plan.id)
        begun = any(entry.mark is not Mark.WRITTEN for entry in journal.entries)
        log.warning("plan_interrupted", plan=plan.id, code=error.code, detail=error.detail, begun=begun)
        if begun and error.retryable:
            return None
        return Verdict(PlanState.FAILED, Outcome(code=error.code, message=f"{error.message} {error.hint}".strip()))


async def _rest(services: Services, changes: Changes, plan: Plan, verdict: Verdict) -> Plan:
    """What is left of a plan after a conflict, as a plan of its own that waits for a new click."""
    now = services.clock.now()
    rest = replace(
        plan,
        id=f"{plan.id}r",
        steps=verdict.rest,
        created_at=now,
        expires_at=now + GOOD_FOR,
        refused=(),
        call_id="",
        rest_of=plan.id,
    )
    rest = await asyncio.to_thread(rest.sealed)
    await changes.propose(rest, PlanStatus())
    return rest


async def _settle(changes: Changes, plan: Plan, state: PlanState, outcome: Outcome) -> PlanStatus:
    """The end, kept. What an undo did not take back can be taken back again: said first, as nobody takes up an end."""
    for _ in range(_TRIES):
        found = await changes.store.load(plan.conversation_id, plan.id)
        assert found is not None
        after = settled(found[1], state, outcome)
        if after is None:
            return found[1]
        if plan.undo_of and not outcome.wrote:
            await _advance_undone(changes, plan, not_undone)
        if await changes.advance(plan, found[1], after):
            return after
    raise NotFound("This change is no longer kept.")


async def claim_undo(changes: Changes, plan: Plan) -> bool:
    """Whether this plan is the one that takes the other back; at most one is, until it ends without writing.

    One that is not has ended: it must not be taken up later, when nobody presses any more.
    """
    if await _advance_undone(changes, plan, undone):
        return True
    await _settle(changes, plan, PlanState.FAILED, Outcome(message="It was taken back already."))
    return False


async def _advance_undone(changes: Changes, plan: Plan, step: Callable[[PlanStatus, str], PlanStatus | None]) -> bool:
    for _ in range(_TRIES):
        found = await changes.store.load(plan.conversation_id, plan.undo_of)
        after = step(found[1], plan.id) if found else None
        if after is None:
            return False
        assert found is not None
        if await changes.advance(found[0], found[1], after):
            return True
    return False


async def card_of(changes: Changes, conversation_id: str, plan_id: str, *, page: int = 1) -> PlanCard:
    """The plan with what belongs on its card now: the rest after a conflict, who took it back."""
    found = await changes.store.load(conversation_id, plan_id)
    if found is None:
        raise NotFound("This change is no longer kept.", hint="Ask for it again.")
    plan, status = found
    rest = undone_as = None
    for_good = False
    if status.outcome is not None and status.outcome.rest:
        other = await changes.store.load(conversation_id, status.outcome.rest)
        rest = other[0] if other and other[1].state in OPEN else None
    if status.undone_by:
        other = await changes.store.load(conversation_id, status.undone_by)
        undone_as, for_good = (other[1], bool(other[0].final)) if other else (None, False)
    return PlanCard(plan, status, rest, undone_as, page, for_good)


async def show_everywhere(
    services: Services,
    changes: Changes,
    conversation: Conversation,
    plan: Plan,
    status: PlanStatus,
    *,
    reader: tuple[str, str],
) -> None:
    """The same card for everyone, wherever it is shown."""
    outgoing = render(await card_of(changes, plan.conversation_id, plan.id), locale=reader[0], timezone=reader[1])
    for activity_id in status.cards:
        try:
            await services.messenger.update(conversation, activity_id, outgoing)
        except SheetlineError as error:
            log.warning("card_not_updated", code=error.code, detail=error.detail)


async def resume_abandoned(services: Services) -> None:
    """Go on with plans whose instance died, or which met a transient failure; their cards are updated then."""
    changes = services.changes
    if changes is None:
        return
    for conversation_id, plan_id in await changes.store.applying():
        found = await changes.store.load(conversation_id, plan_id)
        session = await services.store.load(conversation_id)
        if found is None or found[1].by is None or session is None:
            continue
        actor = await services.actors.actor_for(found[0].asker)
        if actor.key == found[0].actor_key:
            changes.begin(make(services, session[0].conversation, found[0], actor))
