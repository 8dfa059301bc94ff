"""The card of files that came without a word: what each holds, what it is good for, how to attach it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.files import FileCard, SentFile, TableFacts
from tests.cards.drawn import every_view
from tests.cards.walk import card_of, nodes, texts


def files() -> FileCard:
    view = every_view()["files"]
    assert isinstance(view, FileCard)
    return view


def a_file(*tables: TableFacts, problem: str = "") -> SentFile:
    return replace(files().files[0], name="plan.csv", size=2_500, tables=tables, problem=problem)


def facts(name: str = "", *, rows: int = 12, titles: int = 3) -> TableFacts:
    return TableFacts(name=name, rows=rows, columns=titles, titles=tuple(f"T{n}" for n in range(titles)))


def test_each_file_is_named_with_its_size_and_tables() -> None:
    """Rows and titles, the name of a worksheet before them; twelve titles and four worksheets, the others counted."""
    many = tuple(facts(f"Sheet {n}", rows=1, titles=13) for n in range(6))
    said = texts(card_of(replace(files(), files=(a_file(facts()),))))
    assert said[0] == "plan.csv"
    assert said[1].endswith(" · kept for a day")
    assert said[2] == "12 rows · T0, T1, T2"
    several = texts(card_of(replace(files(), files=(a_file(*many),))))
    assert several[2] == f"Sheet 0: 1 row · {', '.join(f'T{n}' for n in range(12))} and 1 more"
    assert several[6] == "and 2 more worksheets"
    assert texts(card_of(replace(files(), files=(a_file(*many[:4]),))))[6] == "Create a sheet from it"


def test_a_file_that_cannot_be_read_can_still_be_attached() -> None:
    """Its problem is said, and nothing else is offered."""
    card = card_of(replace(files(), files=(a_file(problem="It is encrypted."),)))
    assert texts(card)[2] == "It is encrypted. It can be attached to a row or sheet."
    assert [node for node in nodes(card) if "selectAction" in node] == []


def test_what_a_table_is_good_for_depends_on_whether_a_sheet_is_open() -> None:
    """A new sheet always, rows where one is open; buttons name the file by its hash and the offer by its place."""
    file = a_file(facts())
    for sheet, offers, hint in (
        ("", 1, "To attach it, open a sheet first; then say: attach it to row 12, attach it to this sheet."),
        ("Budget", 2, "Or say where to attach it: attach it to row 12, attach it to this sheet."),
    ):
        card = card_of(replace(files(), files=(file,), open_sheet=sheet))
        pressed = [node["selectAction"] for node in nodes(card) if "selectAction" in node]
        titles = ["Create a sheet from it", "Add its rows to Budget"][:offers]
        assert [each["title"] for each in pressed] == titles
        assert [each["data"] for each in pressed] == [
            {"verb": "file", "id": f"{file.sha256[:16]}.{index}"} for index in range(offers)
        ]
        assert texts(card)[-1] == hint
        assert card["fallbackText"] == "Received: plan.csv"
