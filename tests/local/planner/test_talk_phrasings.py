"""Comments and attachments in words: what is to be written is kept as it is, and chooses no sheet."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local.planner.planner import decide
from infra.local.planner.transcript import read_transcript
from tests.local.planner.conftest import BUDGET, PLAN

TOOLS = [{"type": "function", "function": {"name": name, "parameters": {}}} for name in ("comment", "attach")]


def comment(action: str, row: int | None = None, **fields: Any) -> dict[str, Any]:
    sheet = {"sheet": "Launch plan", "action": action, "row_number": row}
    return {**sheet, "by": None, "words": None, "text": None, **fields}


def attach(action: str, row: int | None = None, **fields: Any) -> dict[str, Any]:
    return {"sheet": "Launch plan", "action": action, "row_number": row, "name": None, "url": None, **fields}


SAID = [
    ("comment on row 12: waiting for legal?", comment("start", 12, text="waiting for legal?")),
    ("Please add a comment to row 12 saying see the Budget!", comment("start", 12, text="see the Budget!")),
    ("leave a comment on this sheet: reply to Ben: no", comment("start", text="reply to Ben: no")),
    ("reply to Ben's comment on row 9: not yet", comment("reply", 9, by="Ben", text="not yet")),
    ("reply to Ben Okafor’s comment on row 9: ok", comment("reply", 9, by="Ben Okafor", text="ok")),
    (
        "reply to the comment on row 9 about the gland: on order",
        comment("reply", 9, words="the gland", text="on order"),
    ),
    ("change my comment on row 9 to: it is done", comment("edit", 9, by="me", text="it is done")),
    ("delete my comment on row 9.", comment("delete", 9, by="me")),
    ("delete my comment on row 9 about the gland", comment("delete", 9, by="me", words="the gland")),
    ("remove Carla's comment on the sheet", comment("delete", by="Carla")),
    ("delete the discussion on row 9", comment("delete_discussion", 9)),
]
ATTACHED = [
    (
        "attach https://x.example/a,b to row 12 as Spec v2",
        attach("add_link", 12, name="Spec v2", url="https://x.example/a,b"),
    ),
    ("attach https://x.example/Budget to the sheet", attach("add_link", url="https://x.example/Budget")),
    ("remove the attachment Spec from row 12", attach("remove", 12, name="Spec")),
    ("remove the attachment Budget 2026.xlsx", attach("remove", name="Budget 2026.xlsx")),
]


@pytest.mark.parametrize(("said", "arguments"), SAID + ATTACHED)
def test_a_phrasing_proposes_it(said: str, arguments: dict[str, Any]) -> None:
    context = f"<context>\nPerson: Ava Chen\nOpen sheets:\n{PLAN}\n{BUDGET}\n</context>"
    messages = [{"role": "user", "content": context}, {"role": "user", "content": said}]
    (call,) = decide(read_transcript({"messages": messages, "tools": TOOLS})).calls
    assert (call.name, call.arguments) == ("comment" if "by" in arguments else "attach", arguments)
