"""Reading sheet blocks out of a prompt: names, types, tags and values, whatever people call their columns."""

from __future__ import annotations

import json

from infra.local.planner.contexts import read_sheets
from infra.local.planner.transcript import read_transcript
from tests.local.planner.prompts import BUDGET, PLAN


def test_a_block_gives_its_sheet() -> None:
    """Name, view, row count and which sheet is current."""
    plan, budget = read_sheets(f"{PLAN}\n{BUDGET}")
    assert (plan.name, plan.view, plan.current) == ("Launch plan", "launch_plan", True)
    assert (budget.name, budget.view, budget.current) == ("Budget", "budget", False)


def test_columns_have_types_tags_and_values() -> None:
    """What is primary, a contact, a percentage or a list, and the values where they are listed."""
    columns = {column.title: column for column in read_sheets(PLAN)[0].columns}
    assert columns["Task Name"].is_primary
    assert columns["Assigned To"].is_contact
    assert not columns["Assigned To (email)"].is_contact
    assert columns["% Complete"].is_percent
    assert columns["Tags"].is_list
    assert columns["Start Date"].is_date
    assert columns["Status"].values == ("Not Started", "In Progress", "Complete", "Blocked")


def test_system_columns_are_known() -> None:
    """So that leaf rows can be told from roll-ups."""
    assert {"_row", "_row_id", "_level", "_children"} <= read_sheets(PLAN)[0].system


def test_odd_titles_and_values_survive() -> None:
    """Quotes, dashes, brackets and dots in titles and values are theirs, not the format's."""
    block = (
        'Sheet "Q3 · "final" — plan" · view q3 · 1,204 rows · version 3 · current\n'
        '  "Say ""hi"" — now (really)" VARCHAR primary\n'
        '  "State" VARCHAR — one of: On hold (legal) (2); Ready · steady (1)\n'
    )
    sheet = read_sheets(block)[0]
    assert sheet.name == 'Q3 · "final" — plan'
    assert [column.title for column in sheet.columns] == ['Say "hi" — now (really)', "State"]
    assert sheet.columns[1].values == ("On hold (legal)", "Ready · steady")


def test_the_sheet_opened_last_is_the_current_one() -> None:
    """A context that came back from open_sheet in this turn counts before those in the prompt."""
    messages = [
        {"role": "user", "content": f"<context>\n{PLAN}\n</context>"},
        {"role": "user", "content": "open budget"},
        {
            "role": "assistant",
            "tool_calls": [{"id": "1", "function": {"name": "open_sheet", "arguments": '{"sheet": "budget"}'}}],
        },
        {"role": "tool", "tool_call_id": "1", "content": _result(BUDGET)},
    ]
    transcript = read_transcript({"messages": messages})
    assert [sheet.name for sheet in transcript.sheets] == ["Budget", "Launch plan"]


def test_only_this_turn_s_results_count() -> None:
    """A query answered in an earlier turn is not taken for an answer to this question."""
    messages = [
        {"role": "user", "content": "how many?"},
        {"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": "query", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "1", "content": '{"ok": true, "data": {}}'},
        {"role": "assistant", "content": "Nine."},
        {"role": "user", "content": "and now?"},
    ]
    transcript = read_transcript({"messages": messages})
    assert transcript.steps == ()


def _result(context: str) -> str:
    return json.dumps({"ok": True, "data": {"opened": {"name": "Budget"}, "context": context}})
