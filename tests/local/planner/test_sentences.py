"""What the planner understands, from a sentence to the tool calls it leads to; and that it refuses all else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import infra.local.planner
from bot.app.features import ALL
from infra.local.planner.planner import decide
from infra.local.planner.replies import Reply
from infra.local.planner.transcript import MORE_TOOLS, read_transcript
from tests.local.planner.prompts import BUDGET, PLAN

README = Path(infra.local.planner.__file__).parent / "README.md"
TOOLS = {tool.name: tool for tool in ALL if tool.name != MORE_TOOLS}
OFFERED = [{"type": "function", "function": {"name": t.name, "parameters": t.spec.parameters}} for t in ALL]
LATE = '("Due Date" < today() AND NOT coalesce("Status" IN (\'Complete\'), false))'


def ask(question: str, *results: dict[str, Any], sheets: str = f"{PLAN}\n{BUDGET}") -> Reply:
    """The reply once these are the results of the calls made so far."""
    messages: list[dict[str, Any]] = [
        {
            "role": "user",
            "content": f"<context>\nPerson: Ben Okafor · locale en-US\nOpen sheets:\n{sheets}\n</context>",
        },
        {"role": "user", "content": question},
    ]
    body = {"messages": messages, "tools": OFFERED}
    reply = decide(read_transcript(body))
    left = list(results)
    while left:
        for call in reply.calls:
            made = {"id": f"c{len(messages)}", "function": {"name": call.name, "arguments": json.dumps(call.arguments)}}
            told = {"role": "tool", "tool_call_id": made["id"], "content": json.dumps(left.pop(0))}
            messages += [{"role": "assistant", "content": None, "tool_calls": [made]}, told]
        reply = decide(read_transcript(body))
    return reply


def found(columns: list[str], *rows: list[Any]) -> dict[str, Any]:
    return {"ok": True, "data": {"columns": columns, "rows": rows, "total_rows": len(rows)}}


def rows_of(question: str) -> str:
    """What follows FROM in the last query, without its order."""
    sql = str(ask(question).calls[-1].arguments["sql"])
    return re.sub(r" (?:ORDER BY|GROUP BY) .*$", "", sql.partition(" FROM ")[2]).replace('"_children" = 0', "leaf")


ROWS = (
    ("how many tasks are there?", "launch_plan WHERE leaf"),
    ("how many tasks are overdue?", f"launch_plan WHERE leaf AND {LATE}"),
    ("how many tasks by status", "launch_plan WHERE leaf"),
    (
        "which overdue tasks have no owner?",
        f"launch_plan WHERE leaf AND {LATE} AND (coalesce(\"Assigned To\", '') = '')",
    ),
    ("which tasks are not done?", "launch_plan WHERE leaf AND (NOT coalesce(\"Status\" IN ('Complete'), false))"),
    (
        "which tasks are due before 2026-12-01?",
        "launch_plan WHERE leaf AND (\"Due Date\" < CAST('2026-12-01' AS DATE))",
    ),
    (
        "which of my tasks are due in the next 7 days?",
        (
            "launch_plan WHERE leaf AND (coalesce(lower(\"Assigned To\") = lower('Ben Okafor'), false)) "
            'AND ("Due Date" BETWEEN today() AND today() + INTERVAL (7) DAY)'
        ),
    ),
    (
        "show tasks that are blocked or in progress",
        (
            "launch_plan WHERE leaf AND ((coalesce(lower(\"Status\") = lower('Blocked'), false) "
            "OR coalesce(lower(\"Status\") = lower('In Progress'), false)))"
        ),
    ),
    ("which lines have actual above planned?", 'budget WHERE leaf AND ("Actual" > "Planned")'),
    ("which lines have planned over 50,000?", 'budget WHERE leaf AND ("Planned" > 50000)'),
    ("which lines are not approved?", 'budget WHERE leaf AND (NOT coalesce("Approved", false))'),
    ("total planned by category", "budget WHERE leaf"),
    (
        "total actual for marketing",
        "budget WHERE leaf AND (coalesce(lower(\"Category\") = lower('Marketing'), false))",
    ),
    ("which 5 budget lines are largest?", 'budget WHERE leaf AND "Planned" IS NOT NULL'),
    ("what is the planned of cable glands?", "budget WHERE lower(\"Line Item\") = lower('cable glands')"),
    ("what is the status of row 12?", 'launch_plan WHERE "_row" = 12'),
)


@pytest.mark.parametrize(("question", "rows"), ROWS)
def test_a_question_is_about_the_rows_it_says(question: str, rows: str) -> None:
    """Every condition of the question stands in the query, and no other."""
    assert rows_of(question) == rows


WHAT = (
    (
        "how many tasks are overdue, by owner?",
        'SELECT coalesce("Assigned To", \'Unassigned\') AS "Assigned To", count(*)',
    ),
    ("who has the most overdue tasks?", 'SELECT coalesce("Assigned To", \'Unassigned\') AS "Assigned To", count(*)'),
    ("total planned by category", 'SELECT coalesce("Category", \'(empty)\') AS "Category", round(sum("Planned"), 2)'),
    ("average % complete by owner", 'round(100 * avg("% Complete"), 1) AS "Average % Complete (%)"'),
    ("what is the highest actual?", 'SELECT round(max("Actual"), 2) AS "Highest Actual"'),
    ("which 5 budget lines are largest?", 'ORDER BY "Planned" DESC, "_row" LIMIT 5'),
    ("top 3 lines by actual", 'ORDER BY "Actual" DESC, "_row" LIMIT 3'),
    ("which 5 tasks are due next?", 'ORDER BY "Due Date", "_row" LIMIT 5'),
    ("how many tasks by tags", 'unnest(CASE WHEN coalesce(len("Tags"), 0) = 0 THEN [\'(empty)\'] ELSE "Tags" END)'),
    ("what percentage of tasks is done?", "round(100.0 * count(*) FILTER"),
    ("who owns kick-off?", 'SELECT "Task Name", "Assigned To"'),
    ("when is kick-off due?", 'SELECT "Task Name", "Due Date"'),
)


@pytest.mark.parametrize(("question", "part"), WHAT)
def test_a_question_asks_for_what_it_says(question: str, part: str) -> None:
    """Counts, sums, groups, orders and limits are those of the question."""
    assert part in ask(question).calls[-1].arguments["sql"]


REFUSED = (
    ("how many things are still to do?", "things are still to do"),
    ("how many tasks are still to do?", "are still to do"),
    ("how much of the launch is done?", "how much of the launch is done"),
    ("share of tasks by status", "share of tasks by status"),
    ("what percentage of tasks?", "tasks"),
    ("which tasks are overdue and who owns them?", "and who owns them"),
    ("how many tasks are overdue, and how many are blocked?", ", and how many are blocked"),
    ("which tasks are overdue or unowned?", "or unowned"),
    ("how many tasks by owner and status?", "and status"),
    ("how many tasks have dragons?", "have dragons"),
    ("show 3 tasks", "tasks"),
    ("total planned for hardware and marketing", "and marketing"),
    ("open launch plan and count the tasks", "open launch plan and count the tasks"),
    ("delete row 2 and add a task Party", "delete row 2 and add a task Party"),
    ("rename the sheet Budget to Costs and share it", "rename the sheet Budget to Costs and share it"),
    ("set Priority to High for all tasks", "tasks"),
    ("set Colour to Red for row 3", "set Colour to Red for row 3"),
    ("Wie viele Aufgaben sind offen?", "Wie viele Aufgaben sind offen"),
    ("tell me a joke", "tell me a joke"),
)


@pytest.mark.parametrize(("question", "words"), REFUSED)
def test_what_is_left_over_makes_it_refuse(question: str, words: str) -> None:
    """No guess: it calls nothing, names the words it has no rule for, and says how to get a real model."""
    reply = ask(question)
    assert reply.calls == ()
    assert "offline planner, a stand-in" in reply.text
    assert f"do not understand “{words}”" in reply.text
    assert "AZURE_OPENAI_ENDPOINT" in reply.text


def documented() -> dict[str, str]:
    return dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", README.read_text(), re.MULTILINE))


def test_every_tool_has_a_documented_sentence() -> None:
    """A tool that is added is added there."""
    assert set(documented()) == set(TOOLS)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_documented_sentence_leads_to_its_tool(tool: str) -> None:
    """With arguments that the tool takes, the same when the tool is called by its name."""
    (call,) = ask(documented()[tool]).calls
    assert call.name == tool
    TOOLS[tool].params.model_validate(call.arguments)
    assert ask(f"please: {tool} {json.dumps(call.arguments)}").calls == (call,)


def test_a_tool_called_by_name_gets_null_for_what_is_left_out() -> None:
    """Nested objects too."""
    (call,) = ask('edit_summary {"sheet": "Budget", "fields": [{"field": "Sponsor", "delete": true}]}').calls
    nothing = {"title": None, "type": None, "options": None, "value": None}
    assert call.arguments["fields"] == [{"field": "Sponsor", "delete": True, **nothing}]


COUNT, GROUPS = found(["tasks"], [9]), found(["Assigned To", "tasks"], ["Ben Okafor", 4], ["Ava Chen", 5])
SAID = (
    ("how many tasks are overdue?", [COUNT], "9 tasks are overdue."),
    ("how many tasks are overdue?", [found(["tasks"], [1])], "1 task is overdue."),
    ("how many tasks are overdue, by owner?", [COUNT, GROUPS], "9 tasks are overdue; Ben Okafor has the most (4)."),
    ("how many lines are there?", [found(["lines"], [32])], "Budget has 32 lines."),
    (
        "total planned by category",
        [found(["Category", "Total Planned"], ["Hardware", 1500.0])],
        "Total Planned is highest",
    ),
    (
        "what percentage of tasks is done?",
        [found(["percent", "m", "all"], [37.5, 3, 8])],
        "37.5 % of the tasks: 3 of 8.",
    ),
    ("which tasks are blocked?", [found(["Task Name"], ["Test", "Blocked"])], "1 task is blocked; the first is Test."),
    ("which tasks are blocked?", [found(["Task Name"])], "Nothing in Launch plan matches."),
    (
        "what is the status of row 12?",
        [found(["Task Name", "Status"], ["Test", "Blocked"])],
        "Status of Test: Blocked.",
    ),
    ("what is the status of Nothing?", [found(["Task Name", "Status"])], "Nothing in Launch plan is called “Nothing”."),
    ("how many tasks are overdue?", [{"ok": False, "message": "It took too long.", "hint": "Ask less."}], "Ask less."),
    ("open launch", [{"ok": True, "data": {"choices": [{"name": "A"}, {"name": "B"}]}}], "match “launch”: A, B. Which"),
    ("delete row 900", [{"ok": False, "message": "There is no row 900.", "hint": ""}], "There is no row 900."),
)


@pytest.mark.parametrize(("question", "results", "text"), SAID)
def test_the_answer_is_what_came_back(question: str, results: list[dict[str, Any]], text: str) -> None:
    """One sentence; its numbers are those of the results, a failure is told as it was."""
    assert text in ask(question, *results).text


def test_a_sheet_that_is_named_and_not_open_is_opened_first() -> None:
    """“budget lines” with only the plan open; when there is no such sheet, that is what is said."""
    (call,) = ask("which 5 budget lines are largest?", sheets=PLAN).calls
    assert (call.name, call.arguments) == ("open_sheet", {"sheet": "budget"})
    opened = {"ok": True, "data": {"opened": {"name": "Budget"}, "context": BUDGET}}
    assert ask("which 5 budget lines are largest?", opened, sheets=PLAN).calls[0].name == "query"
    missing = {"ok": False, "message": "I can't see a sheet called “budget”.", "hint": ""}
    assert "can't see" in ask("which 5 budget lines are largest?", missing, sheets=PLAN).text


def test_without_an_open_sheet_it_says_so() -> None:
    """A question of rows and a change need one."""
    for question in ("how many tasks are overdue?", "delete row 3"):
        assert "No sheet is open here." in ask(question, sheets="none").text


def test_a_status_of_that_name_goes_before_what_the_word_means_elsewhere() -> None:
    """“open risks” are those whose status is Open where there is one, not all that are not closed."""
    risks = 'Sheet "Risk register" · view risks · 9 rows · version 1\n  "Risk" VARCHAR primary\n'
    risks += '  "Status" VARCHAR — one of: Open (3); Mitigating (2); Closed (4)\n  _children INTEGER'
    sql = ask("how many open risks are there?", sheets=risks).calls[0].arguments["sql"]
    assert sql.endswith("AND (coalesce(lower(\"Status\") = lower('Open'), false))")


def test_text_in_a_question_stays_one_literal() -> None:
    """Nothing breaks out of its query."""
    sql = ask("what is the status of x' OR 1=1; DROP TABLE launch_plan --").calls[0].arguments["sql"]
    assert "lower('x'' OR 1=1; DROP TABLE launch_plan --')" in sql
