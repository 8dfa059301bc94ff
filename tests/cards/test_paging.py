"""Turning a result page by page, whatever its size and whatever its cells hold."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.answers import AnswerView, Table
from tests.cards import samples
from tests.cards.walk import buttons, card_of, grid


@settings(max_examples=15)
@given(count=st.integers(1, 70), words=st.text(max_size=60))
def test_next_leads_through_every_row_once_and_ends(count: int, words: str) -> None:
    """Pressing Next from the first page shows each row exactly once, in order, and the last page has no Next."""
    rows = tuple((number, f"x{words}") for number in range(1, count + 1))
    answer = samples.answer(table=Table(columns=("Row", "Words"), rows=rows, total=count))
    seen: list[str] = []
    target: str | None = f"{answer.id}.1"
    while target is not None:
        card = card_of(answer, side=AnswerView.ROWS, page=int(target.partition(".")[2]))
        seen += [row[0] for row in grid(card)[1:]]
        target = buttons(card).get("Next", ("", None))[1]
    assert seen == [str(number) for number in range(1, count + 1)]
