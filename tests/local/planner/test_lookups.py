"""What lies beside the cells, and small talk: each phrasing makes the right call, and the text says what came back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local.planner.conftest import BUDGET, PLAN, Conversation, World


def wanted(what: str, row: int | None = None, column: str | None = None, sheet: str = "Launch plan") -> dict[str, Any]:
    return {"sheet": sheet, "what": what, "row_number": row, "column": column}


CALLS = (
    ("who can see this sheet?", "look_up", wanted("shares")),
    ("Who has access to budget?", "look_up", wanted("shares", sheet="budget")),
    ("show the sharing of the risk register", "look_up", wanted("shares", sheet="risk register")),
    ("who moved the due date of row 12?", "look_up", wanted("history", 12, "Due Date")),
    ("history of Status in row 5", "look_up", wanted("history", 5, "Status")),
    ("when was the status of row 5 changed?", "look_up", wanted("history", 5, "Status")),
    ("who changed the due date of print brochures?", "look_up", wanted("history", 4, "Due Date")),
    ("comments on row 4", "look_up", wanted("comments", 4)),
    ("row 4 comments", "look_up", wanted("comments", 4)),
    ("are there any comments?", "look_up", wanted("comments")),
    ("show me the latest comments in the budget", "look_up", wanted("comments", sheet="budget")),
    ("what was said about print brochures?", "look_up", wanted("comments", 4)),
    ("what did people say on row 4 of the budget?", "look_up", wanted("comments", 4, sheet="budget")),
    ("which files are attached to row 6?", "look_up", wanted("attachments", 6)),
    ("does row 6 have attachments?", "look_up", wanted("attachments", 6)),
    ("summary fields", "look_up", wanted("summary_fields")),
    ("update requests", "look_up", wanted("update_requests")),
    ("what automations are there?", "look_up", wanted("automations")),
    ("cross-sheet references of the budget", "look_up", wanted("cross_sheet_references", sheet="budget")),
    ("search for deposit", "search", {"text": "deposit", "sheet": None}),
    ("find Harbour PR everywhere", "search", {"text": "Harbour PR", "sheet": None}),
    ("search for legal in the risk register", "search", {"text": "legal", "sheet": "risk register"}),
    ("which sheets mention the Deposit?", "search", {"text": "the Deposit", "sheet": None}),
    ("find the dragon", "search", {"text": "dragon", "sheet": None}),
    ("which workspaces are there?", "browse", {"what": "workspaces", "inside": None}),
    ("show my favourites", "browse", {"what": "favorites", "inside": None}),
    ("recent sheets", "browse", {"what": "recent", "inside": None}),
    ("what reports do we have?", "browse", {"what": "reports", "inside": None}),
    ("what is in the workspace Northwind?", "browse", {"what": "contents", "inside": "Northwind"}),
    ("what is in the Launch dashboard?", "browse", {"what": "contents", "inside": "Launch dashboard"}),
    ("who can see the workspace Northwind?", "browse", {"what": "shares", "inside": "Northwind"}),
    ("who can see the Launch dashboard?", "browse", {"what": "shares", "inside": "Launch dashboard"}),
    ("who has access to the report Open work?", "browse", {"what": "shares", "inside": "Open work"}),
    ("who can see the workspace?", "browse", {"what": "shares", "inside": None}),
    ("who has access to the Northwind workspace?", "browse", {"what": "shares", "inside": "Northwind"}),
    ("what is assigned to me?", "assigned_to_me", {}),
    ("my tasks", "assigned_to_me", {}),
    ("check the quality of this sheet", "check_quality", {"sheet": "Launch plan", "key_column": None}),
    ("any problems in the data?", "check_quality", {"sheet": "Launch plan", "key_column": None}),
    ("any problems?", "check_quality", {"sheet": "Launch plan", "key_column": None}),
    ("are there errors in the budget?", "check_quality", {"sheet": "budget", "key_column": None}),
    ("Wer kann dieses Blatt sehen?", "look_up", wanted("shares")),
)

TEXTS = (
    (
        "who can see this sheet?",
        "These have access to Launch plan: Ava Chen (owner), Ben Okafor (editor) and Dev Patel (viewer).",
    ),
    ("who can edit this sheet?", "These can change Launch plan: Ava Chen, Ben Okafor."),
    ("comments", "Launch plan has 2 comments; the newest is by Ben Okafor on Print brochures (2026-11-20)."),
    (
        "history of due date in row 4",
        (
            "Due Date of row 4 of Launch plan: last changed by Ben Okafor on 2026-11-20, from 2026-11-02 to "
            "2026-11-07. 2 values are kept in its history."
        ),
    ),
    ("attachments", "Launch plan has 1 attachment: Offer.pdf."),
    ("update requests", "Launch plan has no update requests."),
    ("summary fields", "Summary of Launch plan: Sponsor Ava Chen."),
    ("search for deposit", "“deposit” is found in 1 place; the first is in Launch plan, row 13."),
    ("which workspaces are there?", "There is 1 workspace: Northwind."),
    (
        "what is assigned to me?",
        "2 unfinished rows are assigned to you; overdue: 1. The first is Print brochures, in Launch plan.",
    ),
    ("check this sheet", "The check of Launch plan found 1 thing; the gravest: “Vendor” is empty in 1 row."),
    ("thanks!", "You are welcome."),
)


@pytest.mark.parametrize(("question", "tool", "arguments"), CALLS)
def test_a_phrasing_makes_its_call(world: World, question: str, tool: str, arguments: dict[str, Any]) -> None:
    """The last call is the one that answers; a row called by its name is found by a query first."""
    conversation = Conversation(world, PLAN)
    conversation.ask(question)
    assert conversation.calls[-1] == (tool, arguments)


@pytest.mark.parametrize(("question", "text"), TEXTS)
def test_the_text_says_what_came_back(world: World, question: str, text: str) -> None:
    """One or two sentences, made of the result."""
    assert Conversation(world, PLAN).ask(question) == text


def test_a_name_several_rows_have_is_asked_about(world: World) -> None:
    """History is of one cell; which of two rows is meant, the person says."""
    text = Conversation(world, PLAN).ask("who changed the status of pr?")
    assert text.startswith(
        "Several rows of Launch plan have “pr” in their names: Prepare (row 1), Print brochures (row 4)"
    )


def test_a_topic_no_row_is_called_is_searched(world: World) -> None:
    """“the deposit” is no row: what was said about it is looked for everywhere."""
    conversation = Conversation(world, PLAN)
    conversation.ask("what was said about the deposit?")
    assert [name for name, _ in conversation.calls] == ["query", "search"]


def test_history_needs_a_row(world: World) -> None:
    """Without one there is no call, and the sentence says what is missing."""
    conversation = Conversation(world, PLAN)
    assert "History is kept cell by cell" in conversation.ask("who changed the status of this sheet?")
    assert conversation.calls == []


def test_without_a_sheet_it_says_so(world: World) -> None:
    """“this sheet” means none when none is open."""
    assert Conversation(world).ask("who can see this sheet?").startswith("No sheet is open here.")


@pytest.mark.parametrize("question", ["who can see it now?", "what is there?", "who?", "show me", "which are they?"])
def test_words_that_ask_for_no_rows_list_none(world: World, question: str) -> None:
    """Every word may be known and still no rows be asked for: a list of all of them would be a wrong guess."""
    conversation = Conversation(world, PLAN)
    conversation.ask(question)
    assert all(name != "query" for name, _ in conversation.calls)


@pytest.mark.parametrize("greeting", ["hello", "Hi!", "guten Morgen", "Bonjour", "hey there", "what can you do?"])
def test_a_greeting_is_answered_shortly(world: World, greeting: str) -> None:
    """With something to try, and without a call."""
    conversation = Conversation(world, PLAN)
    text = conversation.ask(greeting)
    assert "Try “" in text
    assert len(text) < 250
    assert conversation.calls == []


def test_a_sheet_whose_name_is_said_in_full_is_not_asked_about(world: World) -> None:
    """“the launch plan” is the sheet called so, although another's name begins like it."""
    world.sheets["Launch plan (2025 archive)"] = PLAN
    conversation = Conversation(world)
    text = conversation.ask("which tasks in the launch plan are blocked?")
    assert text == "1 of the tasks matches: Test enclosure."
    assert [call for call in conversation.calls if call[0] == "open_sheet"][-1][1] == {"sheet": "Launch plan"}


def test_tasks_assigned_to_me_are_those_of_the_open_sheet(world: World) -> None:
    """“which tasks” with a sheet open means its rows; with none open, those of all sheets."""
    assert Conversation(world, PLAN).ask("which tasks are assigned to me?").startswith("5 tasks match")
    assert Conversation(world).ask("which tasks are assigned to me?").startswith("2 unfinished rows")


def test_my_tasks_with_a_condition_are_those_of_the_sheet(world: World) -> None:
    """A condition is put to the rows of the open sheet, by the person's name."""
    assert Conversation(world, PLAN).ask("my overdue tasks") == "2 tasks match; the first is Print brochures."


def test_slips_of_the_keys_are_put_right_and_said(world: World) -> None:
    """A letter missing or twice; what was read as what is part of the answer."""
    text = Conversation(world, PLAN).ask("how many taks are overdu")
    assert text == "3 tasks are overdue. I read “taks” as “tasks”, “overdu” as “overdue”."


@pytest.mark.parametrize("question", ["how many tasks are overdone?", "how many tanks are blocked?", "total plates"])
def test_another_word_is_no_slip(world: World, question: str) -> None:
    """A wrong letter may be another word: it is not understood."""
    assert "do not understand" in Conversation(world, PLAN).ask(question)


def test_a_number_of_a_row_is_compared_with_another(world: World) -> None:
    """“above their planned amount”: what was spent goes unsaid."""
    conversation = Conversation(world, BUDGET.replace("version 52", "version 52 · current"))
    assert conversation.ask("which lines are above their planned amount?") == "1 of the lines matches: Sensor boards."
