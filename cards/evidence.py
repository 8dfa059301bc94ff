"""What an answer rests on, in one quiet line per sheet, and in full on the How side."""

from __future__ import annotations

from collections.abc import Sequence

from microsoft_teams.cards.core import Spacing

from bot.domain.answers import Evidence, Source, Table
from cards import elements, plain, tables
from cards.elements import Element
from cards.formats import Reader
from cards.sizing import Room

_MOST_SOURCES = 4
_MOST_NOTES = 5


def lines(evidence: Evidence, *, reader: Reader, room: Room, notes: bool = True) -> list[Element]:
    """“Launch plan · version 12 · 48 rows · as of 14:05” for each sheet, then the notes."""
    body = [
        source_line(source, reader=reader, room=room, spacing="None" if index else None)
        for index, source in enumerate(evidence.sources[:_MOST_SOURCES])
    ]
    hidden = len(evidence.sources) - _MOST_SOURCES
    if hidden > 0:
        body.append(elements.label(f"and {reader.count(hidden, 'more sheet')}", spacing="None"))
    return body + (note_lines(evidence.notes, reader=reader, room=room) if notes else [])


def source_line(
    source: Source, *, reader: Reader, room: Room, named: bool = True, spacing: Spacing | None = None
) -> Element:
    """One sheet in one line; a stale one says so in the warning colour. Not `named` under the sheet's own title."""
    facts = [f"{'version' if named else 'Version'} {source.version}", reader.count(source.rows, "row")]
    if named:
        facts.insert(0, plain.isolate(plain.line(source.name, room.name)))
    when = reader.as_of(source.as_of)
    if not source.stale:
        facts.append(f"as of {plain.isolate(when)}")
        return elements.small(plain.joined(facts, right_to_left=reader.right_to_left), spacing=spacing)
    said = plain.joined(facts, right_to_left=reader.right_to_left)
    quiet = elements.run(f"{said} · ", size="Small", subtle=True)
    loud = elements.run(f"last read {when}; Smartsheet is not answering", size="Small", color="Warning")
    return elements.rich([quiet, loud], spacing=spacing)


def note_lines(notes: Sequence[str], *, reader: Reader, room: Room) -> list[Element]:
    """What to know about the answer, a sentence a line."""
    body = [elements.small(plain.line(note, room.note), spacing="Small") for note in notes[:_MOST_NOTES] if note]
    hidden = len(notes) - _MOST_NOTES
    return [*body, elements.label(f"and {reader.count(hidden, 'more note')}", spacing="Small")] if hidden > 0 else body


def details(evidence: Evidence, table: Table | None, *, reader: Reader, room: Room) -> list[Element]:
    """The sheets with version, time and rows, what came out, and the notes."""
    facts: list[tuple[str, str]] = []
    for source in evidence.sources[:_MOST_SOURCES]:
        read = f"last read {reader.as_of(source.as_of)}" if source.stale else f"as of {reader.as_of(source.as_of)}"
        held = f"version {source.version}, {reader.count(source.rows, 'row')}, {read}"
        facts.append((plain.line(source.name, room.name), held))
        if source.stale:
            facts.append((" ", "Smartsheet is not answering; this is the last copy read."))
    if table is not None:
        facts.append(("Result", _result(table, reader=reader)))
    body = [tables.pairs(facts, room=room)] if facts else []
    return body + note_lines(evidence.notes, reader=reader, room=room)


def _result(table: Table, *, reader: Reader) -> str:
    """How much came out, and how much of it is kept."""
    total = f"{reader.count(table.total, 'row')}, {reader.count(len(table.columns), 'column')}"
    return f"{total}; the first {reader.number(len(table.rows))} rows are kept" if table.capped else total
