"""Sheets, guides and short cards: what each says and what its buttons carry."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.answers import Failure, Guide, Notice, Picker, SheetList, Status
from cards import render
from tests.cards import drawn, guiding, samples
from tests.cards.walk import buttons, card_of, grid, links, nodes, of_type, texts


def test_an_opened_sheet_shows_what_it_holds_and_what_to_ask() -> None:
    """Name, version, rows, columns with their profile, suggestions by index, and the link."""
    card = card_of(samples.overview())
    assert texts(card)[:2] == ["Launch plan", "Version 12 · 48 rows · as of Nov 22, 2026, 2:05 PM UTC"]
    assert ["Start", "Sep 1, 2026 – Dec 15, 2026"] in grid(card)
    assert ["Notes", "empty (text or number)"] in grid(card)
    assert buttons(card)["How many rows by Status?"] == ("ask", "4820000000000101.1")
    assert links(card) == {"Open in Smartsheet": samples.LINK}


def test_a_choice_between_sheets_shows_what_tells_them_apart() -> None:
    """Name, workspace and last change of each, and a button that names its sheet to a screen reader."""
    card = card_of(Picker(asked_for="launch", choices=samples.summaries(9)))
    presses = of_type(card, "Action.Execute")
    assert texts(card)[0] == "Which “launch”?"
    assert "Northwind launch · changed Nov 2, 2026" in texts(card)
    assert [press["data"] for press in presses[:2]] == [
        {"verb": "open", "id": "4820000000000101"},
        {"verb": "open", "id": "4820000000000102"},
    ]
    assert presses[1]["tooltip"] == "Open Launch plan (2025 archive)"
    assert len(presses) == 6
    assert "3 more match; say more of the name to narrow it down." in texts(card)


def test_the_list_of_sheets_says_when_it_is_not_all() -> None:
    """Ten are shown; the total and the way to the others are said."""
    card = card_of(SheetList(sheets=samples.summaries(12), total=1037))
    assert len(of_type(card, "Action.Execute")) == 10
    assert texts(card)[-1].startswith("10 of 1,037 sheets")


def test_no_sheets_says_whom_to_ask() -> None:
    """An empty list is a sentence with the next step."""
    assert "Ask a sheet's owner to share it." in " ".join(texts(card_of(SheetList(sheets=(), total=0))))


def test_the_welcome_says_how_to_begin_where_it_is_shown() -> None:
    """In a channel or a group chat the bot must be mentioned; in a personal chat not."""
    channel, personal = (Guide(scope=scope, welcome=True, examples=("open x",)) for scope in ("channel", "personal"))
    assert "Mention me in a post or a reply" in " ".join(texts(card_of(channel)))
    assert "“@Sheetline open x”" in texts(card_of(channel))
    named = texts(card_of(replace(channel, bot_name="PMO Bot")))
    assert {"Hello, I am PMO Bot", "“@PMO Bot open x”"} <= set(named)
    assert "“open x”" in texts(card_of(personal))
    assert "Mention" not in " ".join(texts(card_of(personal)))
    assert buttons(card_of(personal)) == {"Sheets": ("say", "sheets"), "Help": ("say", "help")}


def test_help_lists_the_commands_and_the_open_sheets() -> None:
    """Help names what works without the model, and what is open here."""
    card = card_of(Guide(scope="personal", open_sheets=("Launch plan", "Budget")))
    assert "Open here: Launch plan · Budget" in texts(card)
    assert "new chat" in [row[0] for row in grid(card)]


def test_help_offers_the_open_sheets_questions_and_the_roles() -> None:
    """Instead of examples, questions that this sheet can answer; a press turns to a role's."""
    card = card_of(guiding.views()["help-with-sheet"])
    assert "For example" not in texts(card)
    assert buttons(card)["How many rows by Status?"] == ("ask", "4820000000000101.1")
    assert buttons(card)["Finance"] == ("prompts", "finance")


def test_prompts_are_sections_of_questions_to_press() -> None:
    """By what asking may come to; each button names its question by role and place, and the other roles are there."""
    card = card_of(guiding.prompts())
    said = texts(card)
    assert said[:3] == ["Project lead", "What you can ask of Launch plan. Nothing here changes a cell.", "Looks up"]
    assert "Checks for what is missing or wrong" in said
    assert buttons(card)["Which tasks are blocked?"] == ("try", "lead.2")
    assert buttons(card)["Which tasks have no Due Date?"] == ("try", "lead.5")
    assert buttons(card)["Engineer"] == ("prompts", "engineer")


def test_prompts_without_a_sheet_say_so() -> None:
    """What needs no sheet can be pressed; the rest is shown as examples, with the mention a channel needs."""
    card = card_of(guiding.views()["prompts-without-sheet"])
    assert buttons(card)["Which sheets can I see?"] == ("try", "anyone.0")
    assert "“@Sheetline What is the total planned amount?”" in texts(card)


def test_a_sheet_without_a_roles_columns_says_so() -> None:
    """No empty section, and no button that would fail."""
    card = card_of(guiding.views()["prompts-that-do-not-fit"])
    assert "Team roster has no columns for this role's questions." in texts(card)
    assert "Looks up" not in texts(card)


def test_a_status_shows_its_facts_in_order() -> None:
    """Label and value, as given."""
    facts = (("State", "ready"), ("Current sheet", "Budget_2026 [final]"))
    assert grid(card_of(Status(facts=facts))) == [list(fact) for fact in facts]


def test_a_failure_says_what_happened_what_to_do_and_what_to_quote() -> None:
    """Message in bold, hint, reference in small, and the buttons that can help."""
    failure = Failure(message="No such sheet.", hint="Send “sheets”.", reference="7f3a", buttons=("retry", "sheets"))
    card = card_of(failure)
    runs = {run["text"]: run for run in of_type(card, "TextRun")}
    assert texts(card) == ["No such sheet.", "Send “sheets”.", "Reference 7f3a"]
    assert runs["No such sheet."]["weight"] == "Bolder"
    assert (runs["Reference 7f3a"]["size"], runs["Reference 7f3a"]["isSubtle"]) == ("Small", True)
    assert buttons(card) == {"Retry": ("say", "retry"), "Sheets": ("say", "sheets")}


def test_a_notice_needs_no_text() -> None:
    """A confirmation may be its title alone."""
    assert texts(card_of(Notice(title="Done"))) == ["Done"]


def test_every_card_has_a_summary_for_the_notification_and_for_old_clients() -> None:
    """The summary is one line and stands in the card as its fallback."""
    for name, view in drawn.every_view().items():
        said = render(view)
        assert said.card is not None
        assert said.summary, name
        assert "\n" not in said.summary
        assert said.card["fallbackText"] == said.summary


def test_every_button_carries_a_verb_and_an_id_and_nothing_else() -> None:
    """Both the action and its fallback for older hosts carry the same two words."""
    for view in drawn.every_view().values():
        card = card_of(view)
        for node in nodes(card):
            if node["type"] == "Action.Execute":
                assert set(node["data"]) == {"verb", "id"}
                assert node["verb"] == node["data"]["verb"]
        for node in of_type(card, "ActionSet"):
            for action in node["actions"]:
                if action["type"] == "Action.Execute":
                    assert action["fallback"]["type"] == "Action.Submit"
                    assert action["fallback"]["data"] == action["data"]
        assert "actions" not in card
        assert all(len(actions["actions"]) <= 6 for actions in of_type(card, "ActionSet"))


def test_no_card_names_a_fixed_colour() -> None:
    """Colours are semantic or of the charts' palette, so light, dark and high contrast are all right."""
    semantic = {"Warning", "Attention", "Good", "Accent", "Default", "categoricalBlue"}
    for view in drawn.every_view().values():
        for node in nodes(card_of(view)):
            assert node.get("color", "Default") in semantic
            assert not {"backgroundImage", "backgroundColor"} & set(node)
