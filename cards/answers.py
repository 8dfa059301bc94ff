"""The three sides of an answer: what was found, the rows behind it, and how it was computed."""

from __future__ import annotations

from bot.domain.answers import Answer, AnswerView, Source, Table
from bot.domain.chat import Citation
from cards import buttons, elements, evidence, plain, prose, results
from cards.elements import Element
from cards.formats import Reader
from cards.sizing import Room

PAGE_ROWS = 15
"""Rows on a page of the rows side."""

MOST_SUGGESTIONS = 3


def build(answer: Answer, *, reader: Reader, room: Room, side: AnswerView, page: int) -> Element:
    """The card of one side; `page` (from 1) matters to the rows side only and is brought into range."""
    if side is AnswerView.ROWS and answer.table is not None:
        body = _rows(answer, answer.table, reader=reader, room=room, page=page)
    elif side is AnswerView.HOW and answer.evidence is not None:
        body = _how(answer, reader=reader, room=room)
    else:
        body = _summary(answer, reader=reader, room=room)
    return elements.card(body, fallback=summary(answer), wide=answer.table is not None)


def summary(answer: Answer) -> str:
    """The answer in one line, for the notification and for clients without cards."""
    return plain.line(prose.bare(answer.text) or answer.title or "Answer", 200)


def citations(answer: Answer) -> tuple[Citation, ...]:
    """The sheets behind the words of a model, for Teams' list of sources."""
    if not answer.model_made or answer.evidence is None:
        return ()
    return tuple(
        Citation(
            name=plain.line(source.name, 80) or "Sheet",
            abstract=f"Smartsheet, version {source.version}, {source.rows:,} row{'' if source.rows == 1 else 's'}",
            url=source.permalink if buttons.is_safe(source.permalink) else "",
        )
        for source in answer.evidence.sources
    )


def _summary(answer: Answer, *, reader: Reader, room: Room) -> list[Element]:
    body = [elements.heading(plain.line(answer.title, room.name))] if answer.title else []
    body += prose.paragraphs(answer.text, limit=room.text, markup=answer.model_made)
    if answer.table is not None:
        body += results.drawn(answer, answer.table, reader=reader, room=room)
    if answer.evidence is not None:
        body += evidence.lines(answer.evidence, reader=reader, room=room)
    if room.tight:
        body.append(elements.label("Long text is shortened here to fit the card.", spacing="Small"))
    more = answer.table is not None and (len(answer.table.rows) > results.FIRST_ROWS or answer.chart is not None)
    if not body:
        body.append(elements.text("There is nothing to show."))
    actions: list[Element | None] = [
        buttons.button("Rows", AnswerView.ROWS, f"{answer.id}.1") if more else None,
        buttons.button("How", AnswerView.HOW, answer.id) if answer.evidence else None,
        *_links(answer),
    ]
    return body + buttons.row(actions) + _next(answer)


def _next(answer: Answer) -> list[Element]:
    """Questions to ask next, one press each."""
    asked = answer.suggestions[:MOST_SUGGESTIONS]
    if not asked:
        return []
    return [
        elements.label("Ask next"),
        *(
            elements.chip(question, buttons.press(question, buttons.ASK, f"{answer.id}.{index}"))
            for index, question in enumerate(asked)
        ),
    ]


def _rows(answer: Answer, whole: Table, *, reader: Reader, room: Room, page: int) -> list[Element]:
    table = results.readable(whole)
    last_page = results.pages(table, PAGE_ROWS)
    page = min(max(page, 1), last_page)
    start = (page - 1) * PAGE_ROWS
    shown = table.rows[start : start + PAGE_ROWS]
    title = plain.line(answer.title or "Rows", room.name)
    note = _span(table, start=start, shown=len(shown), page=page, reader=reader)
    body = [elements.heading(title)]
    if shown:
        positions = range(start + 1, start + len(shown) + 1)
        body += results.rows(answer, table, positions, note, reader=reader, room=room)
    else:
        body.append(elements.text("No rows match."))
    if answer.evidence is not None:
        body += evidence.lines(answer.evidence, reader=reader, room=room, notes=False)
    if room.tight:
        body.append(elements.label("Long text is shortened here to fit the card.", spacing="Small"))
    actions: list[Element | None] = [
        buttons.button("Previous", AnswerView.ROWS, f"{answer.id}.{page - 1}") if page > 1 else None,
        buttons.button("Next", AnswerView.ROWS, f"{answer.id}.{page + 1}") if page < last_page else None,
        buttons.button("Back", AnswerView.SUMMARY, answer.id),
        *_links(answer),
    ]
    return body + buttons.row(actions)


def _how(answer: Answer, *, reader: Reader, room: Room) -> list[Element]:
    assert answer.evidence is not None
    table = results.readable(answer.table) if answer.table is not None else None
    sql = answer.evidence.sql
    what = "This query ran over every row" if sql else "This was read from Smartsheet by code, without a query"
    body = [
        elements.heading("How this was answered"),
        elements.label(f"{what}; no figure is an estimate.", spacing="Small"),
        *([elements.box(prose.code(sql, limit=room.sql), style="emphasis")] if sql else []),
        *evidence.details(answer.evidence, table, reader=reader, room=room),
    ]
    actions = [buttons.button("Back", AnswerView.SUMMARY, answer.id), *_links(answer)]
    return body + buttons.row(actions)


def _span(table: Table, *, start: int, shown: int, page: int, reader: Reader) -> str:
    """Which rows a page shows, of how many."""
    span = f"{reader.number(start + 1)}–{reader.number(start + shown)}"
    of = f"the {results.cap(table, reader=reader)}" if table.capped else reader.number(len(table.rows))
    return f"Page {page} of {results.pages(table, PAGE_ROWS)}: rows {span} of {of}."


def _links(answer: Answer) -> list[Element | None]:
    """One button for one sheet, one each with its name for up to three."""
    sources: tuple[Source, ...] = answer.evidence.sources if answer.evidence else ()
    if len(sources) == 1:
        return [buttons.smartsheet(sources[0].permalink)]
    return [buttons.smartsheet(source.permalink, name=plain.line(source.name, 40)) for source in sources[:3]]
