"""A change's card: it fits, it says every operation, and its buttons carry the plan's id alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.domain.plan_status import OPEN, PlanState, PlanStatus
from bot.domain.plan_view import PlanCard
from bot.domain.plans import ChangeRecords, Plan
from bot.domain.record_changes import RecordChange
from cards import render
from cards.sizing import LIMIT, size
from tests.cards.plan_samples import plan_views, widest
from tests.plans import a_plan
from tests.reading import buttons_of, elements, table_of, text_of

VIEWS = plan_views()


def card_of(view: PlanCard) -> dict[str, object]:
    return dict(render(view).card or {})


@pytest.mark.parametrize("name", VIEWS)
def test_buttons_carry_a_verb_and_an_id(name: str) -> None:
    """Nothing of the change travels with the card; what a press does is looked up."""
    view = VIEWS[name]
    assert isinstance(view, PlanCard)
    pressed = [e for e in elements(card_of(view)) if e["type"] == "Action.Execute"]
    assert all(set(e["data"]) == {"verb", "id"} and len(str(e["data"]["id"])) < 30 for e in pressed)
    assert ("Approve" in buttons_of(card_of(view))) == (view.status.state in OPEN)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plan-proposed", "27 cells in 27 rows to change"),
        ("plan-delete", "4 rows to delete"),
        ("plan-add", "1 row to add"),
        ("plan-move", "1 row to move, with 2 rows below"),
        ("plan-waiting", "A second person must approve it before anything is changed"),
        ("plan-applied", "27 cells changed"),
        ("plan-conflict", "is now “Blocked” (Ben Okafor)"),
        ("plan-undone", "Undone by Ava Chen"),
        ("plan-failed", "No. Nothing was changed."),
    ],
)
def test_each_says_what_it_does_or_did(name: str, said: str) -> None:
    """Every kind of operation with its number."""
    view = VIEWS[name]
    assert isinstance(view, PlanCard)
    assert said in text_of(card_of(view))


@pytest.mark.parametrize(
    ("state", "said", "button"),
    [
        (PlanState.APPLYING, "Being undone by Ava Chen…", "Refresh"),
        (PlanState.FAILED, "Undone in part by Ava Chen", "Redo"),
    ],
)
def test_an_undo_that_has_not_ended_is_not_said_to_be_done(state: PlanState, said: str, button: str) -> None:
    """Its instance may have died halfway; only what is written again is said to be as it was."""
    view = VIEWS["plan-undone"]
    assert isinstance(view, PlanCard)
    assert view.undone is not None
    card = card_of(replace(view, undone=replace(view.undone, state=state)))
    assert said in text_of(card)
    assert "as it was before" not in text_of(card)
    assert buttons_of(card)[0] == button


def test_ten_changes_a_page_and_the_total_is_stated() -> None:
    """The pages together show every change once."""
    view = VIEWS["plan-proposed"]
    assert isinstance(view, PlanCard)
    seen = []
    for page in (1, 2, 3):
        shown = card_of(PlanCard(view.plan, view.status, page=page))
        seen += [row[0] for row in table_of(shown)[1:]]
        assert "of 27" in text_of(shown)
    assert len(seen) == len(set(seen)) == 27


@pytest.mark.trials
def test_the_fullest_card_fits_and_hides_nothing() -> None:
    """However long the values are, every page fits, and the pages together show each of them to its last character."""
    view = widest()
    seen, page = "", 1
    while True:
        card = card_of(replace(view, page=page))
        assert size(card) <= LIMIT
        seen += "".join(row[3] for row in table_of(card)[1:])
        if "Next" not in buttons_of(card):
            break
        page += 1
    wanted = "".join(edit.after.shown for step in shown_plan(view).steps for edit in getattr(step, "edits", ()))
    assert page > 1
    assert seen.replace(" ", "") == wanted.replace(" ", "")


def shown_plan(view: PlanCard) -> Plan:
    return view.rest or view.plan


def test_a_long_address_can_be_broken_and_is_whole() -> None:
    """No word of a line is longer than a narrow column, and without the break places it is what was written."""
    url = "https://docs.northwind.example/" + "a" * 60 + "?" + "=" * 40
    change = RecordChange("attachment", "sheets/7", "The sheet", after="{}", said_after=f"Spec: {url} – готово🚀")
    card = card_of(PlanCard(a_plan(steps=(ChangeRecords((change,)),)), PlanStatus()))
    assert url in "".join(row[-1] for row in table_of(card))
    inlines = [i for e in elements(card) if e["type"] == "RichTextBlock" for i in e["inlines"] if isinstance(i, str)]
    assert max(len(part) for text in inlines for part in re.split(r"[\s\u200b]", text)) <= 24
