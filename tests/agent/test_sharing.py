"""Who is shown what of a shared conversation."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agent.loop import ToolRun
from bot.agent.sharing import asked, shown
from bot.domain.model import Role, ToolCall, ToolOutcome, Utterance

OPENED = json.dumps({"ok": True, "data": {"opened": {"name": "Plan"}, "context": "…"}})
CHOICES = json.dumps({"ok": True, "data": {"choices": [{"name": "Secret plan"}]}})


def ran(name: str, content: str = '{"ok":true,"data":{}}', *, ok: bool = True) -> ToolRun:
    return ToolRun(ToolCall("1", name, "{}"), ToolOutcome(content, ok=ok))


@pytest.mark.parametrize(
    ("run", "reader"),
    [
        (ran("query"), ""),
        (ran("query", '{"ok":false}', ok=False), ""),
        (ran("get_rows"), ""),
        (ran("describe_sheet"), ""),
        (ran("more_tools"), ""),
        (ran("open_sheet", OPENED), ""),
        (ran("open_sheet", CHOICES), "ava"),
        (ran("open_sheet", '{"ok":false,"hint":"The closest I can see: Secret plan"}', ok=False), "ava"),
        (ran("open_sheet", "no JSON"), "ava"),
        (ran("list_sheets"), "ava"),
        (ran("a_tool_of_tomorrow"), "ava"),
    ],
)
def test_what_looks_beyond_the_open_sheets_is_private(run: ToolRun, reader: str) -> None:
    """Results of open sheets rest on those sheets; listings, searches, near names and what is unknown on the reader."""
    question = asked("how many?", runs=[ran("query"), run], sheets={2, 1}, reader="ava")
    assert question == Utterance(Role.USER, "how many?", sheets=(1, 2), reader=reader)


turns = st.lists(st.tuples(st.sets(st.integers(1, 4)), st.sampled_from(["", "ava", "dev"])), max_size=6)


@given(turns, st.sampled_from(["ava", "dev"]), st.sets(st.integers(1, 4)))
def test_a_turn_is_shown_whole_or_not_at_all(
    rests: list[tuple[set[int], str]], reader: str, readable: set[int]
) -> None:
    """Exactly the turns whose sheets this reader can read now and that are not another's own, in their order."""
    history = [
        utterance
        for number, (sheets, owner) in enumerate(rests)
        for utterance in (
            Utterance(Role.USER, f"q{number}", sheets=tuple(sheets), reader=owner),
            Utterance(Role.ASSISTANT, f"a{number}"),
            Utterance(Role.SYSTEM, f"f{number}"),
        )
    ]
    allowed = [n for n, (sheets, owner) in enumerate(rests) if sheets <= readable and owner in ("", reader)]
    said = [u.content for u in shown(history, reader=reader, readable=readable)]
    assert said == [f"{kind}{number}" for number in allowed for kind in "qaf"]
