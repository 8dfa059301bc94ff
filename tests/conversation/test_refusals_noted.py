"""What a press that did nothing leaves behind, also when that cannot be kept."""

from __future__ import annotations

from typing import Any, cast

import pytest

from bot.changes.engine.changes import Changes
from bot.domain.audit import Event
from bot.domain.chat import Click
from bot.errors import PermissionDenied, StoreUnavailable
from bot.features.approval.approvers import refusals_noted, require_asker
from tests.builders import NOON, a_conversation, a_person
from tests.changes.store import MemoryPlans
from tests.fakes import HeldClock
from tests.plans import a_plan


class Log:
    """Keeps events, or fails when it is `down`."""

    def __init__(self, *, down: bool = False) -> None:
        self.down, self.kept = down, list[Event]()

    async def note(self, event: Event) -> None:
        if self.down:
            raise StoreUnavailable("The session store is not available.")
        self.kept.append(event)


def changes_with(log: Log) -> Changes:
    nothing = cast(Any, None)
    return Changes(MemoryPlans(), nothing, nothing, cast(Any, log), nothing, HeldClock())


@pytest.mark.parametrize("down", [False, True])
async def test_somebody_elses_press_is_refused_whether_or_not_it_can_be_noted(down: bool) -> None:
    """The person is told the same sentence; nothing is taken or lost for it."""
    log, plan = Log(down=down), a_plan()
    click = Click("press-1", a_conversation(), a_person("Ben"), "approve", plan.id, NOON)
    with pytest.raises(PermissionDenied, match="Only Ava Chen can approve this"):
        async with refusals_noted(changes_with(log), click, plan):
            require_asker(click, plan, "approve")
    assert [(event.id, event.why) for event in log.kept] == (
        [] if down else [("p1-refused-press-1", "Only Ava Chen can approve this.")]
    )
