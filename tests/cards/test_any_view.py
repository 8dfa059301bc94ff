"""What holds for every card, whatever the data: it fits, it is well-formed, and data never becomes markup."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import microsoft_teams.cards.core as models
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import (
    Answer,
    AnswerView,
    ColumnOverview,
    Failure,
    Guide,
    Notice,
    Picker,
    SheetList,
    SheetOverview,
    Status,
    Table,
    View,
)
from bot.domain.sheets import ColumnType, SheetSummary
from cards.sizing import LIMIT, ROOMS, size
from tests.cards import parts, samples, strategies
from tests.cards.walk import card_of, inline_text, nodes, of_type, texts

OWN = re.compile(r"[\w \u00a0\u202f,.;:'“”’?%/…–—()!-]*")
"""What our own TextBlocks are made of: no character that begins Markdown, a tag or a date function."""

BY_TYPE = {
    field.default: model
    for model in vars(models).values()
    if isinstance(model, type) and issubclass(model, models.SerializableObject)
    for name, field in model.model_fields.items()
    if name == "type" and isinstance(field.default, str)
}


def any_card() -> st.SearchStrategy[dict[str, Any]]:
    """The card of any view, on any side, for any reader."""

    def shown(view: View, locale: str, timezone: str, side: AnswerView, page: int) -> dict[str, Any]:
        return card_of(view, locale=locale, timezone=timezone, side=side, page=page)

    return st.builds(
        shown,
        st.one_of(strategies.answers(), strategies.others()),
        strategies.locales(),
        strategies.timezones(),
        st.sampled_from(AnswerView),
        st.integers(-1, 6),
    )


@given(any_card())
def test_no_card_is_larger_than_teams_takes(card: dict[str, Any]) -> None:
    """28 KB at most, as sent with escapes and as UTF-16; and it is JSON that can be sent."""
    assert len(json.dumps(card)) <= LIMIT
    assert len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le")) <= LIMIT
    json.dumps(card, allow_nan=False, ensure_ascii=False).encode("utf-8")


@given(any_card())
def test_every_element_is_what_its_type_says(card: dict[str, Any]) -> None:
    """Each object validates against its own model with nothing left over, and no text element is empty."""
    for node in nodes(card):
        model = BY_TYPE[node["type"]].model_validate(dict(node))
        assert not model.model_extra, node
    for block in of_type(card, "RichTextBlock"):
        assert inline_text(block)
    for row in of_type(card, "TableRow"):
        assert row["cells"]
    assert card["body"]


@given(any_card())
def test_text_that_is_markdown_is_our_own(card: dict[str, Any]) -> None:
    """Markdown is read in TextBlocks and Facts: there are no Facts, and no TextBlock holds a mark that begins any."""
    assert of_type(card, "Fact") == []
    assert "FactSet" not in {node["type"] for node in nodes(card)}
    for block in of_type(card, "TextBlock"):
        assert OWN.fullmatch(block["text"]), block["text"]
        assert "://" not in block["text"]
        assert not re.match(r"\s*(?:[-*+#>]|\d+[.)])\s", block["text"])


@given(any_card())
def test_nothing_invisible_or_computed_is_shown(card: dict[str, Any]) -> None:
    """No date function for the client to replace, no bidirectional override, no control or lone surrogate."""
    titles = [node["title"] for node in nodes(card) if "title" in node]
    assert not re.search(r"[<>&]", card.get("speak", ""))
    for text in [*texts(card), *titles, card["fallbackText"], card.get("speak", "")]:
        assert "{{" not in text
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text)
        assert text.count("\u2068") == text.count("\u2069")


@given(any_card())
def test_every_address_is_https(card: dict[str, Any]) -> None:
    """Nothing in a sheet can make a button lead anywhere but to a clean https page."""
    for node in nodes(card):
        if "url" in node:
            assert re.fullmatch(r"https://[^\s@]+", node["url"])


@given(strategies.words())
def test_a_cells_ordinary_text_arrives_unchanged(text: str) -> None:
    """What is printable, short and free of date functions is shown character by character, marks included."""
    table = Table(columns=("A", "B"), rows=((text, 1), (text, 2)), total=2)
    shown = [row[0] for row in _grid(samples.answer(table=table))]
    if (
        text.isprintable()
        and text.strip() == text
        and len(text) <= 60
        and "{{" not in text
        and "  " not in text
        and text
    ):
        assert shown == [text, text]


def test_the_fullest_cards_of_the_widest_characters_fit() -> None:
    """The tightest room holds the worst case: every list full, every text long and twelve bytes a character."""
    wide = "\U0001f680" * 4000
    many = (wide,) * 30
    table = Table(columns=many, rows=(many,) * 500, total=12_431)
    source = samples.source(wide, permalink="https://app.smartsheet.com/" + "x" * 370, stale=True)
    basis = samples.evidence(*[source] * 9, sql=wide, notes=many)
    answer = Answer(id="a" * 12, text=wide, title=wide, table=table, evidence=basis, model_made=True)
    summary = SheetSummary(id=2**53, name=wide, workspace=wide, modified_at=parts.AS_OF)
    overview = SheetOverview(
        source=source,
        columns=(ColumnOverview(wide, ColumnType.DATE, 7, ((wide, 4), (wide, 3))),) * 400,
        suggestions=many,
        notes=many,
    )
    others: list[View] = [
        overview,
        Picker(asked_for=wide, choices=(summary,) * 30),
        SheetList(sheets=(summary,) * 30, total=2**31),
        Guide(scope="channel", open_sheets=many, examples=many),
        Status(facts=((wide, wide),) * 30),
        Notice(title=wide, text=wide, buttons=many),
        Failure(message=wide, hint=wide, reference=wide, buttons=many),
    ]
    sizes = {side: size(card_of(answer, side=side, page=2)) for side in AnswerView}
    assert all(each <= LIMIT for each in sizes.values()), sizes
    assert all(size(card_of(view)) <= LIMIT for view in others)
    assert "Long text is shortened here to fit the card." in texts(card_of(answer))


def test_rows_are_never_dropped_to_fit() -> None:
    """A page that is too large shortens its cells, so that no row falls between two pages."""
    table = Table(columns=tuple("abcdefgh"), rows=tuple(("中" * 3000,) * 8 for _ in range(40)), total=40)
    for side, rows in ((AnswerView.SUMMARY, 10), (AnswerView.ROWS, 15)):
        assert len(_grid(samples.answer(table=table), side=side)) == rows


def test_the_rooms_get_tighter() -> None:
    """Each room leaves less for every kind of text than the one before, so the first that fits shows the most."""
    for roomy, tight in pairwise(ROOMS):
        assert (tight.text, tight.cell, tight.name, tight.note, tight.sql) < (
            roomy.text,
            roomy.cell,
            roomy.name,
            roomy.note,
            roomy.sql,
        )


def _grid(answer: Answer, side: AnswerView = AnswerView.SUMMARY) -> list[list[str]]:
    card = card_of(answer, side=side)
    return [["".join(texts(cell)) for cell in row["cells"]] for row in of_type(card, "Table")[0]["rows"]][1:]
