"""The documented phrasings: each is understood, its SQL runs in DuckDB, and the text says what the result holds."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.local.planner.conftest import BUDGET, PLAN, Conversation, World

IN_PLAN = (
    # Counting, with every family of filter.
    ("How many tasks are overdue, by owner?", "3 tasks are overdue; Ben Okafor has the most (2)."),
    ("how many tasks are overdue by Assigned To", "3 tasks are overdue; Ben Okafor has the most (2)."),
    ("how many tasks are there?", "Launch plan has 10 tasks."),
    ("how many rows including roll-ups are there?", "Launch plan has 12 rows."),
    ("how many tasks are not started?", "3 tasks are not started."),
    ("how many tasks are not done?", "7 tasks are not done."),
    ("how many open tasks by priority?", "7 tasks match; Low has the most (3)."),
    ("how many high priority tasks are blocked?", "1 high priority task is blocked."),
    ("how many tasks are unassigned?", "1 task is unassigned."),
    ("how many tasks does Ben have?", "5 tasks match."),
    ("how many tasks are assigned to Carla?", "1 task is assigned to Carla."),
    ("how many tasks are in progress or blocked?", "4 tasks are in progress or blocked."),
    ("how many tasks have the tag hardware?", "2 tasks have the tag hardware."),
    ("how many tasks are tagged hardware?", "2 tasks are tagged hardware."),
    ("how many tasks are late and assigned to me?", "2 tasks are late and assigned to me."),
    (
        "How many rows by Status?",
        "Launch plan has 10 rows; Complete, In Progress and Not Started have the most (3 each).",
    ),
    ("how many tasks per tag", "Launch plan has 10 tasks; (empty) has the most (6)."),
    ("who has the most overdue tasks?", "3 tasks match; Ben Okafor has the most (2)."),
    ("which priority has the fewest open tasks?", "7 tasks match; High and Medium have the fewest (2 each)."),
    # Lists.
    ("which tasks are overdue?", "3 tasks match; the first is Print brochures."),
    ("show me Ava's overdue tasks", "1 of the tasks matches: Test enclosure."),
    ("tasks due in the next 10 days", "2 tasks match; the first is Book venue."),
    ("What is due in the next 7 days?", "2 rows match; the first is Book venue."),
    ("tasks due within 2 weeks", "2 tasks match; the first is Book venue."),
    ("my tasks in this sheet", "5 tasks match; the first is Draft brief."),
    ("which tasks are overdue for Ben Okafor?", "2 tasks match; the first is Print brochures."),
    ("tasks without a due date", "No tasks in Launch plan match."),
    ("tasks with progress under 25%", "5 tasks match; the first is Order samples."),
    ("is anything blocked?", "1 of the rows matches: Test enclosure."),
    ('tasks where status is not "In Progress"', "7 tasks match; the first is Kick-off."),
    # One row, one value.
    ("what is the status of print brochures?", "Status of Print brochures: In Progress."),
    ("who owns book venue?", "Assigned To of Book venue: Ben Okafor."),
    (
        "what is the priority of the task nowhere?",
        "No row of Launch plan has “nowhere” in its name, so I cannot say its Priority.",
    ),
    # Numbers.
    ("what percentage of tasks is done?", "30 % of the tasks: 3 of 10."),
    ("average % complete by owner", "Average % Complete is highest for Ava Chen (50 %)."),
    ("what is the average progress of high priority tasks?", "Average % Complete: 67.5 %."),
    # Order.
    ("which task is due last?", "The latest by Due Date is Train support (…)."),
    ("earliest 2 tasks by start date", "The earliest by Start Date is Kick-off (…), then Draft brief (…)."),
    ("what is due next?", "Book venue is due next (…)."),
    # Values, columns, sheets, rows.
    ("which statuses are there?", "Status has 4 different values; the most frequent is Complete (3)."),
    ("which sheets can I see?", "You can open 2 sheets. They are Launch plan, Budget."),
    ("show rows 3 and 7", "From Launch plan: “Draft brief”, “Book venue”."),
)

IN_BUDGET = (
    (
        "Which 2 rows have the largest Planned?",
        "The largest by Planned is Injection moulds (96,000), then Launch advertising (65,000).",
    ),
    (
        "what are the 3 smallest lines by actual?",
        (
            "The smallest by Actual is Cable glands (0), then Product video (11,000); "
            "the last of these is Trade-show stand (27,000)."
        ),
    ),
    ("most expensive line", "The largest by Planned is Injection moulds (96,000)."),
    ("what is the total planned?", "Total Planned: 282,500."),
    ("total planned by category", "Total Planned is highest for Hardware (141,500)."),
    ("highest planned by category", "Highest Planned by Category: Hardware leads (96,000)."),
    ("how much have we planned for hardware?", "Total Planned: 141,500."),
    ("total actual for marketing", "Total Actual: 38,000."),
    (
        "top 2 lines by planned in marketing",
        "The largest by Planned is Launch advertising (65,000), then Trade-show stand (54,000).",
    ),
    ("how many lines are not approved?", "2 lines are not approved."),
    ("lines with planned over 50,000", "3 lines match; the first is Injection moulds."),
    ("lines over 60k", "2 lines match; the first is Injection moulds."),
    ('lines where vendor is "Harbour PR"', "1 of the lines matches: Launch advertising."),
    ("vendor contains brightline", "1 of the rows matches: Sensor boards."),
    ("how many lines have a vendor?", "5 lines have a vendor."),
    ("which lines have no vendor?", "1 of the lines matches: Cable glands."),
    ("what is the planned amount of cable glands?", "Planned of Cable glands: 3,500."),
    ("how many budget lines by vendor", "Budget has 6 lines, spread evenly by Vendor (1 each)."),
)


def dateless(text: str) -> str:
    """Dates move with today; what they stand for is checked by the row they belong to."""
    return re.sub(r"\d{4}-\d\d-\d\d", "…", text)


@pytest.mark.parametrize(("question", "answer"), IN_PLAN)
def test_a_phrasing_over_the_plan(world: World, question: str, answer: str) -> None:
    """Asked with the launch plan open, the answer is the right one."""
    assert dateless(Conversation(world, PLAN).ask(question)) == answer


@pytest.mark.parametrize(("question", "answer"), IN_BUDGET)
def test_a_phrasing_over_the_budget(world: World, question: str, answer: str) -> None:
    """Asked with the budget open, the answer is the right one."""
    assert Conversation(world, BUDGET.replace("version 52", "version 52 · current")).ask(question) == answer


@pytest.mark.parametrize("question", [question for question, _ in IN_PLAN])
def test_every_number_in_the_text_stands_in_a_result(world: World, question: str) -> None:
    """The planner computes nothing: what it says in figures came back from a tool."""
    conversation = Conversation(world, PLAN)
    text = conversation.ask(question)
    results = " ".join(m["content"] for m in conversation.messages if m["role"] == "tool")
    held = {float(n) for n in re.findall(r"\d+(?:\.\d+)?", results.replace("-", " "))}
    assert {float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text.replace("-", " "))} <= held


def test_the_table_a_person_sees_is_the_last_query(world: World) -> None:
    """A grouped count asks for the total first and for the groups last, biggest group first."""
    conversation = Conversation(world, PLAN)
    conversation.ask("how many tasks are overdue, by owner?")
    names: list[Any] = [arguments["title"] for _, arguments in conversation.calls]
    assert names == ["Number of tasks", "Tasks by Assigned To"]
    assert world.statements[-1].endswith("GROUP BY 1 ORDER BY 2 DESC, 1")


def test_a_noun_no_open_sheet_has_opens_its_sheet_first(world: World) -> None:
    """“budget lines” with only the plan open: the budget is opened, then asked."""
    conversation = Conversation(world, PLAN)
    text = conversation.ask("which 5 budget lines are largest?")
    assert [name for name, _ in conversation.calls] == ["open_sheet", "query"]
    assert conversation.calls[0][1] == {"sheet": "budget"}
    assert text.startswith("The largest by Planned is Injection moulds (96,000)")


def test_with_two_sheets_open_the_noun_chooses(world: World) -> None:
    """Tasks are counted in the plan although the budget is the current sheet."""
    conversation = Conversation(
        world, BUDGET.replace("version 52", "version 52 · current"), PLAN.replace(" · current", "")
    )
    assert conversation.ask("how many tasks are blocked?") == "1 task is blocked."


def test_a_question_only_another_open_sheet_can_answer_goes_there(world: World) -> None:
    """“planned” is no column of the current plan, but of the open budget."""
    conversation = Conversation(world, PLAN, BUDGET)
    assert conversation.ask("total planned by category") == "Total Planned is highest for Hardware (141,500)."


def test_when_no_open_sheet_fits_the_noun_is_looked_for(world: World) -> None:
    """A plan is not where vendors of cost lines are; the budget is found by what people call it."""
    conversation = Conversation(world, PLAN)
    assert conversation.ask("which costs have no vendor?") == "1 of the costs matches: Cable glands."
    assert [name for name, _ in conversation.calls] == ["open_sheet", "list_sheets", "open_sheet", "query"]


def test_several_matching_sheets_are_asked_about(world: World) -> None:
    """When open_sheet offers choices, the person chooses."""
    world.sheets["Launch plan (2025 archive)"] = PLAN
    text = Conversation(world).ask("open launch plan")
    assert text == "Several sheets match “launch plan”: Launch plan, Launch plan (2025 archive). Which one do you mean?"


def test_a_sheet_that_is_not_found_is_looked_for_in_the_list(world: World) -> None:
    """“tasks” names no sheet; the list of sheets shows a plan, which is where tasks are."""
    conversation = Conversation(world)
    assert conversation.ask("how many tasks are blocked?") == "1 task is blocked."
    assert [name for name, _ in conversation.calls] == ["open_sheet", "list_sheets", "open_sheet", "query"]


def test_a_follow_up_is_understood_from_the_question_before(world: World) -> None:
    """“and by status?” and “show them” take up the last question."""
    conversation = Conversation(world, PLAN)
    conversation.ask("how many tasks are overdue, by owner?")
    assert conversation.ask("and by status?").startswith("3 tasks are overdue")
    assert conversation.ask("show them") == "3 tasks match; the first is Print brochures."


def test_a_failed_query_is_put_right_once_from_its_hint(world: World) -> None:
    """A column renamed meanwhile: the nearest name of the hint is used; if that fails too, the failure is told."""
    stale = PLAN.replace('"Priority"', '"Urgency"')
    world.hint = "Nearest columns: “Priority”."
    conversation = Conversation(world, stale)
    assert conversation.ask("how many tasks by urgency").startswith("Launch plan has 10 tasks; ")
    assert '"Priority"' in world.statements[-1]


def test_a_query_that_keeps_failing_is_told_in_the_tool_s_words(world: World) -> None:
    """Without a usable hint there is no second try and no made-up answer."""
    conversation = Conversation(world, PLAN.replace('"Priority"', '"Urgency"'))
    assert "Urgency" in conversation.ask("how many tasks by urgency")
    assert len(world.statements) == 2


@pytest.mark.parametrize(
    "question",
    [
        "tell me a joke",
        "how many tasks have dragons?",
        "how many tasks are overdue or have dragons?",
        "set status to done for everything",
        "delete all rows",
        "ile zadań jest opóźnionych?",
        "why is the launch late?",
        "number of tasks by owner and status",
        "asdf",
        "👍",
        "",
    ],
)
def test_what_it_does_not_understand_it_says(world: World, question: str) -> None:
    """No guess: it says that it is a stand-in, what it knows, and how to get a real model."""
    conversation = Conversation(world, PLAN)
    text = conversation.ask(question)
    assert "offline planner, a stand-in" in text
    assert "how many tasks are overdue, by owner?" in text
    assert "AZURE_OPENAI_ENDPOINT" in text
    assert conversation.calls == []


def test_text_in_a_sheet_cannot_break_out_of_its_query(world: World) -> None:
    """A value with quotes in the question stays one literal."""
    conversation = Conversation(world, PLAN)
    text = conversation.ask("what is the status of x' OR 1=1; DROP TABLE launch_plan --?")
    assert text.startswith("No row of Launch plan has")
    assert "x'' or 1=1" in world.statements[-1].lower()
