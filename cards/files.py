"""Files that came without a word: what they hold, and what can be done with them."""

from __future__ import annotations

from bot.domain.files import FileCard, SentFile, TableFacts, said_size
from cards import buttons, elements, plain
from cards.elements import Element
from cards.sizing import Room

FILE = "file"
_MOST_TITLES = 12
_MOST_TABLES = 4


def build(view: FileCard, *, room: Room) -> Element:
    """Each file with its tables and, where it has one, the questions it is good for."""
    body: list[Element] = []
    for file in view.files:
        body += _file(file, room=room)
        if file.tables:
            body += [
                elements.chip(words, buttons.press(words, FILE, f"{file.sha256[:16]}.{index}"))
                for index, words in enumerate(_offers(view))
            ]
    body.append(elements.label(_hint(view), spacing="Medium"))
    return elements.card(body, fallback=summary(view))


def summary(view: FileCard) -> str:
    """The files' names in one line."""
    return plain.line("Received: " + ", ".join(file.name for file in view.files), 200)


def _offers(view: FileCard) -> list[str]:
    """The questions by their index, as bot/conversation/files.py words them."""
    offers = ["Create a sheet from it"]
    return [*offers, f"Add its rows to {plain.line(view.open_sheet, 60)}"] if view.open_sheet else offers


def _file(file: SentFile, *, room: Room) -> list[Element]:
    parts = [elements.heading(plain.line(file.name, room.name), size="Medium")]
    parts.append(elements.small(f"{said_size(file.size)} · kept for a day", spacing="None"))
    parts += [elements.text(_table(each, room), spacing="Small") for each in file.tables[:_MOST_TABLES]]
    if len(file.tables) > _MOST_TABLES:
        parts.append(elements.label(f"and {len(file.tables) - _MOST_TABLES} more worksheets", spacing="None"))
    if file.problem:
        said = f"{file.problem} It can be attached to a row or sheet."
        parts.append(elements.text(plain.line(said, room.note), spacing="Small"))
    return parts


def _table(facts: TableFacts, room: Room) -> str:
    rows = f"{facts.rows:,} row{'' if facts.rows == 1 else 's'}"
    titles = ", ".join(plain.line(title, 40) for title in facts.titles[:_MOST_TITLES])
    hidden = facts.columns - min(_MOST_TITLES, len(facts.titles))
    more = f" and {hidden} more" if hidden > 0 else ""
    named = f"{plain.line(facts.name, 40)}: " if facts.name else ""
    return plain.line(f"{named}{rows} · {titles}{more}", room.text)


def _hint(view: FileCard) -> str:
    """How to attach, which needs a row or sheet."""
    if view.open_sheet:
        return "Or say where to attach it: attach it to row 12, attach it to this sheet."
    return "To attach it, open a sheet first; then say: attach it to row 12, attach it to this sheet."
