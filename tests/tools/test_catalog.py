"""Which tools a question is offered, in several languages, and what they cost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agent.tokens import TokenCounter
from bot.tools import reading
from bot.tools.catalog import ALL, CUES, choose
from bot.tools.declaration import Effect

CORE = {tool.name for tool in reading.CATALOG}


def offered(question: str, *used: str) -> set[str]:
    """The tools beside the core ones."""
    names = {tool.name for tool in choose(question, used=used)}
    assert names >= CORE
    return names - CORE


@pytest.mark.parametrize(
    "question",
    [
        "How many risks are open, by category?",
        "Show the 5 budget lines with the largest variance",
        "What is overdue?",
        "Total planned cost per vendor",
        "Which meeting is due this week?",
        "Wie viele Aufgaben sind überfällig?",
        "Combien de risques par catégorie ?",
    ],
)
def test_questions_about_rows_get_the_core_tools_alone(question: str) -> None:
    """The prompt stays small for what is asked most."""
    assert offered(question) == set()


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who moved the due date of row 12, and when?", "look_up"),
        ("What was the previous value?", "look_up"),
        ("Any comments on the mould order?", "look_up"),
        ("Who can see this sheet?", "look_up"),
        ("Which files are attached?", "look_up"),
        ("Which files are there?", "look_up"),
        ("What notes does row 3 have?", "look_up"),
        ("Which rules run here?", "look_up"),
        ("Is there an automation on this?", "look_up"),
        ("Zeig mir die Kommentare", "look_up"),
        ("Wer hat das Datum geändert?", "look_up"),
        ("Quels sont les commentaires ?", "look_up"),
        ("¿Quién cambió la fecha?", "look_up"),
        ("Yorumları göster", "look_up"),
        ("من غيّر التاريخ؟ أرني سجل الخلية", "look_up"),
        ("変更の履歴", "look_up"),
        ("What is assigned to me?", "assigned_to_me"),
        ("my tasks this week", "assigned_to_me"),
        ("Was ist mir zugewiesen?", "assigned_to_me"),
        ("Mes tâches", "assigned_to_me"),
        ("Bana atanan işler", "assigned_to_me"),
        ("Check the sheet for duplicates", "check_quality"),
        ("Which cells are empty?", "check_quality"),
        ("Gibt es doppelte Zeilen?", "check_quality"),
        ("Y a-t-il des doublons ?", "check_quality"),
        ("Eksik bilgiler", "check_quality"),
        ("Where is the Budget mentioned?", "search"),
        ("search everything for Altum", "search"),
        ("Suche nach Altum", "search"),
        ("Busca Altum", "search"),
        ("What's in the archive folder?", "browse"),
        ("Reply to Ben on row 9: not yet", "comment"),
        ("Kommentiere Zeile 4: wartet", "comment"),
        ("Attach https://x.example to row 4", "attach"),
        ("remove the file from row 3", "attach"),
        ("my favourites", "browse"),
        ("ask Ben to update rows 9 and 12", "request_update"),
        ("Bitte erinnere Carla an Zeile 4", "request_update"),
        ("set the summary field Budget to 120000", "edit_summary"),
        ("Ändere die Zusammenfassung", "edit_summary"),
        ("remove launch plan from favourites", "switch"),
        ("disable the automation on blocked tasks", "switch"),
        ("Automatisierung deaktivieren", "switch"),
        ("which reports do we have", "browse"),
        ("Welche Arbeitsbereiche gibt es?", "browse"),
        ("Çalışma alanlarım", "browse"),
    ],
)
def test_a_word_of_the_question_brings_the_tool(question: str, name: str) -> None:
    """In the languages people ask in; accents and endings do not matter."""
    assert name in offered(question)


def test_short_words_count_only_as_words() -> None:
    """“me” is not in “meeting”, “mes” not in “message times”."""
    assert "assigned_to_me" not in offered("Which meetings are media related, and in which timezone?")


def test_a_tool_used_before_stays_offered() -> None:
    """So that a follow-up without its word works."""
    assert offered("and on row 7?", "look_up", "query") == {"look_up"}


def test_a_script_without_known_words_gets_everything() -> None:
    """No word of it could have been known, so nothing is held back; emoji and digits are no script."""
    assert offered("რამდენი დავალებაა?") == set(CUES)
    assert offered("👍") == offered("12?") == set()


def test_tools_without_cues_are_always_offered() -> None:
    """A tool added without cues is not lost; the order is the catalog's."""
    assert {tool.name for tool in ALL} - set(CUES) == CORE
    assert choose("anything", ALL[:2]) == ALL[:2]
    everything = choose(" ".join(cue for cues in CUES.values() for cue in cues.split(",")))
    assert everything == ALL


@given(st.text(max_size=200), st.sets(st.sampled_from([tool.name for tool in ALL])))
def test_any_text_gets_the_core_tools_in_order_and_the_same_ones_again(text: str, used: set[str]) -> None:
    """Whatever is asked: core tools, those used before, no tool twice, the same choice each time."""
    chosen = choose(text, used=used)
    names = [tool.name for tool in chosen]
    assert set(names) >= CORE | used
    assert names == [tool.name for tool in ALL if tool.name in set(names)]
    assert choose(text, used=used) == chosen


def test_every_tool_is_strict_and_cheap_and_says_what_it_does_to_the_world() -> None:
    """Strict schemas; a declaration that reads is under 200 tokens, one that proposes under 600; what questions are
    offered stays small, however many tools there are."""
    counter = TokenCounter()
    for tool in ALL:
        schema = tool.spec.parameters
        assert schema["required"] == list(schema["properties"])
        assert schema["additionalProperties"] is False
        assert all(p.get("description") for p in schema["properties"].values()), tool.name
        most = 200 if tool.effect is Effect.READ else 600
        assert counter.tools([tool.spec]) < most, json.dumps(schema)
    assert counter.tools([tool.spec for tool in ALL if tool.effect is Effect.READ]) < 1400
    for question in ("how many tasks are overdue, by owner?", "which 5 budget lines are largest?", "what is in row 7?"):
        assert counter.tools([tool.spec for tool in choose(question)]) < 600, question


def test_whoever_only_asks_is_offered_nothing_that_changes() -> None:
    """A question with no word of change in it, nor one beside the cells, sees reading tools alone."""
    for question in ("how many tasks are overdue, by owner?", "which 5 budget lines are largest?", "total cost"):
        assert {tool.effect for tool in choose(question)} == {Effect.READ}, question
