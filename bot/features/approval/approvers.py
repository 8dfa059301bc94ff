"""Who may decide on a change, and what policy says of it at the moment of the press."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator

from bot.changes.engine.changes import Changes
from bot.changes.engine.current_state import record_changes
from bot.changes.engine.planning import ALONE
from bot.changes.engine.policy import refusal, second_needed
from bot.conversation.services import Services
from bot.domain.chat import Click, Scope
from bot.domain.live import EDITORS
from bot.domain.people import Actor
from bot.domain.plan_status import OPEN, PlanState, PlanStatus, same
from bot.domain.plans import Plan
from bot.domain.records import AssetKind
from bot.errors import NotFound, PermissionDenied

ADMINS_SAY = "Ask your Sheetline admin, who sets what is allowed here."
_WORKSPACE = re.compile(r"workspaces/(\d+)")


@contextlib.asynccontextmanager
async def refusals_noted(changes: Changes, click: Click, plan: Plan) -> AsyncIterator[None]:
    """Keep who was refused what, and why, before they are told."""
    try:
        yield
    except PermissionDenied as error:
        await changes.refused(plan, by=click.person, press=click.id, why=error.message)
        raise


def require_asker(click: Click, plan: Plan, what: str) -> None:
    """Raises PermissionDenied for anybody but who asked for the change."""
    if click.person.id != plan.asker.id:
        raise PermissionDenied(f"Only {plan.asker.name or 'who asked'} can {what} this.", hint="Ask them to decide.")


async def require_approver(services: Services, click: Click, plan: Plan, status: PlanStatus) -> None:
    """Return for who asked, once; for anybody else who can edit the sheet when a second person is waited for.

    Raises PermissionDenied, and what reading the sheet as the presser raises.
    """
    asker = same(click.person, plan.asker)
    if status.state is PlanState.WAITING:
        if asker or (status.first is not None and same(click.person, status.first)):
            raise PermissionDenied("You have approved this already.", hint="A second person must approve it now.")
        if not plan.makes_sheet:  # what does not exist yet, nobody else can edit
            await _require_editor(services, click, plan)
    elif not (status.by is not None and same(click.person, status.by)):
        require_asker(click, plan, "approve")


def require_allowed(changes: Changes, plan: Plan, scope: Scope) -> None:
    """Raises PermissionDenied for what policy, as it is now, does not allow, or not where one is alone."""
    if why := refusal(plan, changes.book):
        raise PermissionDenied(f"{why} Nothing was changed.", hint=ADMINS_SAY)
    if scope is Scope.PERSONAL and second_needed(plan, changes.book):
        raise PermissionDenied(ALONE[0], hint=ALONE[1])


async def acting(services: Services, click: Click, plan: Plan) -> Actor:
    """The authority the plan was made with, which must still be the asker's, whoever presses."""
    asker = click.person if same(click.person, plan.asker) else plan.asker
    actor = await services.actors.actor_for(asker)
    if actor.key != plan.actor_key:
        who = "You are" if asker is click.person else f"{asker.name} is"
        raise PermissionDenied(f"{who} signed in to Smartsheet as someone else now.", hint="Ask for the change again.")
    return actor


def undecided(status: PlanStatus) -> bool:
    """Whether an approval can still make a difference: nobody decided, or who makes the change may have died."""
    return status.state in OPEN or status.state is PlanState.APPLYING


async def _require_editor(services: Services, click: Click, plan: Plan) -> None:
    actor = await services.actors.actor_for(click.person)
    try:
        level = await _level(services, actor, plan)
    except (NotFound, PermissionDenied) as error:
        raise _no_editor(error.detail) from None
    if level not in EDITORS:
        raise _no_editor(level)


async def _level(services: Services, actor: Actor, plan: Plan) -> str:
    """The actor's access to what the plan changes: the least to any of its sheets, or to the workspace."""
    assert services.changes is not None
    if plan.sheet_id:
        read = services.changes.writer.read
        each = [await read(actor, sheet_id, row_ids=[], column_ids=[], only=True) for sheet_id in plan.sheet_ids]
        return next((live.access_level for live in each if live.access_level not in EDITORS), each[0].access_level)
    homes = {int(match[1]) for change in record_changes(plan) if (match := _WORKSPACE.match(change.home))}
    found = await services.library.assets(actor, AssetKind.WORKSPACE) if services.library else ()
    levels = {asset.access_level or "" for asset in found if asset.id in homes}
    return levels.pop() if len(levels) == 1 and len(homes) == 1 else ""


def _no_editor(detail: str) -> PermissionDenied:
    return PermissionDenied(
        "Who approves this must be able to edit it in Smartsheet, and you are not.",
        hint="Ask someone who has editor access.",
        detail=detail,
    )
