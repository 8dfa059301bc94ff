"""Telling a conversation what became of a change, so that it goes on knowing."""

from __future__ import annotations

import json

import structlog

from bot.agent.history import fact
from bot.conversation.services import Services
from bot.conversation.sessions import open_session, save
from bot.domain import sessions
from bot.domain.chat import Conversation
from bot.domain.model import Role, Utterance
from bot.domain.plan_status import Outcome, PlanStatus
from bot.domain.plans import ChangeRecords, Plan
from bot.domain.record_changes import Verb
from bot.domain.sessions import Session
from bot.errors import SheetlineError

log = structlog.get_logger(__name__)


async def tell(services: Services, conversation: Conversation, plan: Plan, status: PlanStatus) -> None:
    """Answer the model's open call, or leave a fact, so that the conversation goes on knowing what was decided.

    A sheet that was deleted is no longer open in it.
    """
    outcome = status.outcome or Outcome()
    data = {
        "decision": str(status.state),
        "cells_changed": outcome.cells,
        "rows_added": outcome.rows_added,
        "rows_deleted": outcome.rows_deleted,
        "rows_moved": outcome.rows_moved,
        "other_changes": outcome.records,
    }
    gone = _deleted(plan) if outcome.wrote else []
    made = {"created_sheet": outcome.made.name} if outcome.made else {}
    content = json.dumps({"ok": True, "data": {"title": plan.title, **data, **made}}, ensure_ascii=False)
    counted = json.dumps(data)  # a fact has the system's authority: no word of a sheet or a person in it

    def change(session: Session) -> Session:
        history = session.history
        last = history[-1] if history else None
        waits = last is not None and any(call.id == plan.call_id for call in last.tool_calls)
        said = Utterance(Role.TOOL, content, tool_call_id=plan.call_id) if waits else fact(f"Plan decided: {counted}")
        now = services.clock.now()
        for sheet_id in gone:
            session = sessions.dropped(session, sheet_id, now=now)
        return sessions.remembered(session, (*history, said), now=now)

    try:
        opened = await open_session(services, conversation)
        await save(services, opened, change)
    except (SheetlineError, ValueError) as error:
        log.warning("session_not_told", plan=plan.id, error=type(error).__name__)


def _deleted(plan: Plan) -> list[int]:
    """The sheets that the plan deletes."""
    changes = [change for step in plan.steps if isinstance(step, ChangeRecords) for change in step.changes]
    return [int(change.record_id) for change in changes if change.kind == "sheet" and change.verb is Verb.DELETE]
