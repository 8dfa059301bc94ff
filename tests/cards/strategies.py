"""Arbitrary views, with the text that breaks cards among the text."""

from __future__ import annotations

from datetime import UTC

from hypothesis import strategies as st

from bot.domain.answers import (
    Answer,
    CellValue,
    ColumnOverview,
    Evidence,
    Failure,
    Guide,
    Notice,
    Picker,
    PromptGuide,
    RowCard,
    RowChange,
    RowField,
    SheetList,
    SheetOverview,
    Source,
    Status,
    Table,
    View,
)
from bot.domain.files import FileCard, SentFile, TableFacts
from bot.domain.guides import Prompt, Risk
from bot.domain.records import Author, CellChange, Comment
from bot.domain.sheets import ColumnType, SheetSummary
from tests.builders import NOON

MARKS = (
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "<at>Everyone</at>",
    "<script>alert(1)</script>",
    "**bold** _it_ `code` ~~no~~",
    "# Title\n- item\n1. one\n> quote",
    "{{DATE(2020-01-01T00:00:00Z, SHORT)}} {{TIME(2020-01-01T00:00:00Z)}}",
    "${$root.secret}",
    "evil\u202egnp.exe",
    "مهمة \u2067عاجلة",
    "👩‍👩‍👧‍👦🏳️‍🌈" * 40,
    "\ud800 lone \udfff",
    "a\x00b\x1bc\x7f\x85\u2028d",
    '"\\' * 300,
    "中" * 1200,
    "\U0001f680" * 1000,
    "line one\r\nline two\ttabbed   spaced",
    "n" * 3200,
    "",
    "   ",
)


FORMATS = ("", "percent", "currency", "currency USD", "currency JPY", "currency CHF")


def words() -> st.SearchStrategy[str]:
    """Text: ordinary, arbitrary (lone surrogates too), hostile, or hostile amid ordinary."""
    anything = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
    hostile = st.sampled_from(MARKS)
    return st.one_of(anything, hostile, st.builds(lambda a, b: f"{a}{b}{a}", st.text(max_size=20), hostile))


def values() -> st.SearchStrategy[CellValue]:
    """What a cell of a result may hold."""
    return st.one_of(
        words(),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.none(),
        st.dates(),
        st.datetimes(),
        st.datetimes(timezones=st.just(UTC)),
        st.lists(words(), max_size=4).map(tuple),
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.lists(st.one_of(words(), st.sampled_from(["_row", "_row_id"])), min_size=1, max_size=30))
    width = len(columns)
    distinct = draw(st.lists(st.lists(values(), min_size=width, max_size=width).map(tuple), max_size=4))
    rows = tuple(distinct) * draw(st.integers(0, 12))
    formats = draw(
        st.one_of(st.just(()), st.lists(st.sampled_from(FORMATS), min_size=width, max_size=width).map(tuple))
    )
    return Table(tuple(columns), rows, len(rows) + draw(st.integers(0, 10_000_000)), formats)


def sources() -> st.SearchStrategy[Source]:
    return st.builds(
        Source,
        sheet_id=st.integers(1, 2**53),
        name=words(),
        version=st.integers(0, 10**9),
        rows=st.integers(0, 20_000),
        as_of=st.datetimes(timezones=st.just(UTC)),
        permalink=st.one_of(words(), st.just("https://app.smartsheet.com/sheets/" + "x" * 360)),
        stale=st.booleans(),
    )


def evidence() -> st.SearchStrategy[Evidence]:
    return st.builds(
        Evidence,
        sql=words(),
        sources=st.lists(sources(), max_size=8).map(tuple),
        notes=st.lists(words(), max_size=12).map(tuple),
    )


def answers() -> st.SearchStrategy[Answer]:
    return st.builds(
        Answer,
        id=st.uuids().map(lambda u: u.hex[:12]),
        text=words(),
        title=words(),
        table=st.one_of(st.none(), tables()),
        evidence=st.one_of(st.none(), evidence()),
        model_made=st.booleans(),
        suggestions=st.lists(words(), max_size=5).map(tuple),
    )


def row_cards() -> st.SearchStrategy[RowCard]:
    """Any row, with any talk and history."""
    moments = st.one_of(st.none(), st.datetimes(timezones=st.just(UTC)))
    authors = st.builds(Author, words(), words())
    comments = st.builds(Comment, st.just(1), authors, moments, words(), st.lists(words(), max_size=3).map(tuple))
    change = st.builds(CellChange, authors, moments, st.one_of(st.none(), words()), words(), first=st.booleans())
    return st.builds(
        RowCard,
        source=sources(),
        row_id=st.integers(1, 2**53),
        number=st.integers(1, 20_000),
        title=words(),
        fields=st.lists(st.builds(RowField, words(), values(), st.sampled_from(FORMATS)), max_size=6).map(tuple),
        path=st.lists(words(), max_size=6).map(tuple),
        children=st.integers(0, 3),
        created_at=moments,
        created_by=words(),
        modified_at=moments,
        modified_by=words(),
        comments=st.lists(comments, max_size=4).map(tuple),
        changes=st.lists(st.builds(RowChange, words(), change), max_size=6).map(tuple),
        back=st.sampled_from(["", "0123456789ab.3"]),
    )


def summaries() -> st.SearchStrategy[SheetSummary]:
    return st.builds(
        SheetSummary,
        id=st.integers(1, 2**53),
        name=words(),
        permalink=words(),
        workspace=words(),
        modified_at=st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    )


def column_overviews() -> st.SearchStrategy[ColumnOverview]:
    """A column of any type with any counts, any values and any range."""
    bounds = st.one_of(st.none(), st.floats(), st.dates(), st.datetimes())
    return st.builds(
        ColumnOverview,
        title=words(),
        type=st.sampled_from(ColumnType),
        filled=st.integers(0, 10**6),
        values=st.lists(st.tuples(words(), st.integers(1, 10**6)), max_size=6).map(tuple),
        low=bounds,
        high=bounds,
        number_format=st.sampled_from(["", "percent", "currency USD"]),
    )


def others() -> st.SearchStrategy[View]:
    """Every view but an answer."""
    several = st.lists(words(), max_size=12).map(tuple)
    roles = st.lists(st.tuples(st.sampled_from(["lead", "operations"]), words()), max_size=30).map(tuple)
    pairs = st.lists(st.tuples(words(), words()), max_size=30).map(tuple)
    many = st.lists(summaries(), max_size=14).map(tuple)
    columns = st.lists(column_overviews(), max_size=30).map(tuple)
    return st.one_of(
        row_cards(),
        st.builds(SheetOverview, source=sources(), columns=columns, suggestions=several, notes=several),
        st.builds(Picker, asked_for=words(), choices=many),
        st.builds(SheetList, sheets=many, total=st.integers(0, 10**6)),
        st.builds(
            Guide,
            scope=st.sampled_from(["personal", "groupChat", "channel"]),
            welcome=st.booleans(),
            open_sheets=several,
            examples=several,
            sheet_id=st.none() | st.integers(1, 2**53),
            suggestions=several,
            roles=roles,
        ),
        st.builds(
            PromptGuide,
            scope=st.sampled_from(["personal", "groupChat", "channel"]),
            title=words(),
            prompts=st.lists(
                st.builds(Prompt, text=words(), risk=st.sampled_from(Risk), target=st.just("operations.10")),
                max_size=40,
            ).map(tuple),
            sheet=words(),
            examples=several,
            others=roles,
        ),
        _file_cards(),
        st.builds(Status, facts=pairs),
        st.builds(Notice, title=words(), text=words(), buttons=several),
        st.builds(Failure, message=words(), hint=words(), reference=words(), buttons=several),
    )


def _file_cards() -> st.SearchStrategy[FileCard]:
    tables = st.builds(
        TableFacts,
        name=words(),
        rows=st.integers(0, 20_000),
        columns=st.integers(1, 400),
        titles=st.lists(words()).map(tuple),
    )
    files = st.builds(
        SentFile,
        name=words(),
        sha256=st.just("ab" * 32),
        size=st.integers(1, 30_000_000),
        received_at=st.just(NOON),
        tables=st.lists(tables, max_size=10).map(tuple),
        problem=words(),
    )
    return st.builds(FileCard, files=st.lists(files, min_size=1, max_size=5).map(tuple), open_sheet=words())


def locales() -> st.SearchStrategy[str]:
    return st.sampled_from(
        ["en-US", "de-DE", "fr-FR", "ar-EG", "en-IN", "ja-JP", "zh-Hant-TW", "xx", "", "en_US.UTF-8"]
    )


def timezones() -> st.SearchStrategy[str]:
    return st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia", "", "../etc/passwd", "Mars/Base"])
