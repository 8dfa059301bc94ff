"""One row of a sheet on a card: what it holds, where it stands, what was said about it and who changed it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.domain.answers import AnswerView, RowCard, RowChange, RowField
from bot.domain.records import Comment
from cards import buttons, elements, evidence, plain, tables
from cards.elements import Element
from cards.formats import EMPTY, Reader
from cards.sizing import Room

MOST_FIELDS = 24
MOST_COMMENTS = 3
MOST_CHANGES = 5
_MOST_EMPTY = 8


def build(view: RowCard, *, reader: Reader, room: Room) -> Element:
    """Title and place, the filled fields in the sheet's order, the empty ones by name, then talk and history."""
    title, place = _title(view, room=room), _place(view, room=room)
    body = [elements.heading(title)]
    if place != title:
        body.append(elements.small(place, spacing="None"))
    filled = [field for field in view.fields if reader.cell(field.value) != EMPTY]
    if filled:
        facts = [_fact(field, reader=reader, room=room) for field in filled[:MOST_FIELDS]]
        body.append(tables.pairs(facts, room=room))
    if len(filled) > MOST_FIELDS:
        body.append(elements.label(f"and {len(filled) - MOST_FIELDS} more fields", spacing="Small"))
    body += _empty([field.title for field in view.fields if field not in filled], room=room)
    body += _comments(view.comments, reader=reader, room=room)
    body += _changes(view.changes, reader=reader, room=room)
    body += _written(view, reader=reader, room=room)
    body.append(evidence.source_line(view.source, reader=reader, room=room))
    if room.tight:
        body.append(elements.label("Long text is shortened here to fit the card.", spacing="Small"))
    actions: list[Element | None] = [
        buttons.button("Back", AnswerView.ROWS, view.back, tooltip="Back to the rows") if view.back else None,
        buttons.button("Edit", buttons.EDIT, view.edit) if view.edit else None,
        buttons.button("History", buttons.HISTORY, view.history) if view.history else None,
        buttons.smartsheet(address(view.source.permalink, view.row_id), title="Open row in Smartsheet"),
    ]
    return elements.card(body + buttons.row(actions), fallback=summary(view), wide=True)


def summary(view: RowCard) -> str:
    """The row in one line."""
    return plain.line(f"{view.title or 'Row'} · row {view.number} of {view.source.name}", 200)


def address(permalink: str, row_id: int) -> str:
    """The sheet's address with the row selected; empty when the sheet has none.

    https://help.smartsheet.com/articles/2478386-create-url-link-to-row
    """
    try:
        query = urlsplit(permalink).query
    except ValueError:
        return ""
    return f"{permalink}{'&' if query else '?'}rowId={row_id}" if permalink else ""


def _title(view: RowCard, *, room: Room) -> str:
    return plain.line(view.title, room.name) or f"Row {view.number}"


def _place(view: RowCard, *, room: Room) -> str:
    """Row number, the rows above it, how many are below it."""
    above = [plain.isolate(plain.line(each, min(40, room.name))) for each in view.path[-3:]]
    parts = [f"Row {view.number}"]
    if above:
        parts.append(" › ".join(["…", *above] if len(view.path) > 3 else above))
    if view.children:
        parts.append(f"{view.children} row{'' if view.children == 1 else 's'} below")
    return " · ".join(parts)


def _fact(field: RowField, *, reader: Reader, room: Room) -> tuple[str, str]:
    column = tables.layout(field.title, [field.value], reader=reader, room=room, number_format=field.format)
    value = reader.cell(field.value) if isinstance(field.value, str) else column.texts[0]
    return plain.line(field.title, min(60, room.name)), value


def _empty(titles: Sequence[str], *, room: Room) -> list[Element]:
    """The empty fields by name in one quiet line: worth knowing, not worth a line each."""
    names = [plain.isolate(plain.line(title, min(40, room.name))) for title in titles[:_MOST_EMPTY]]
    if not names:
        return []
    hidden = len(titles) - len(names)
    more = f" and {hidden} more" if hidden > 0 else ""
    return [elements.small(f"Empty: {', '.join(names)}{more}", spacing="Small")]


def _comments(comments: Sequence[Comment], *, reader: Reader, room: Room) -> list[Element]:
    """The latest comments, newest first."""
    if not comments:
        return []
    body = [_section("Comments", len(comments), MOST_COMMENTS)]
    for comment in comments[:MOST_COMMENTS]:
        body.append(elements.rich([elements.run(plain.line(comment.text, room.note))], spacing="Small"))
        files = f" · {len(comment.files)} file{'' if len(comment.files) == 1 else 's'}" if comment.files else ""
        body.append(elements.small(_by(str(comment.by), comment.at, reader=reader, room=room) + files, spacing="None"))
    return body


def _changes(changes: Sequence[RowChange], *, reader: Reader, room: Room) -> list[Element]:
    """Who changed which cell from what to what, newest first."""
    if not changes:
        return []
    body = [_section("Changes", len(changes), MOST_CHANGES)]
    for each in changes[:MOST_CHANGES]:
        before, after = (
            plain.line(text or EMPTY, min(60, room.note)) for text in (each.change.before, each.change.after)
        )
        title = plain.isolate(plain.line(each.title, min(40, room.name)))
        moved = plain.isolate(after) if each.change.first else f"{plain.isolate(before)} → {plain.isolate(after)}"
        body.append(elements.rich([elements.run(f"{title}: ", bold=True), elements.run(moved)], spacing="Small"))
        body.append(elements.small(_by(str(each.change.by), each.change.at, reader=reader, room=room), spacing="None"))
    return body


def _section(title: str, count: int, shown: int) -> Element:
    more = f", the latest {shown} of {count}" if count > shown else ""
    return elements.heading(f"{title}{more}", size="Default", spacing="Medium")


def _by(name: str, at: object, *, reader: Reader, room: Room) -> str:
    who = plain.isolate(plain.line(name, min(60, room.name)))
    return f"{who} · {reader.cell(at)}" if at is not None else who  # type: ignore[arg-type]


def _written(view: RowCard, *, reader: Reader, room: Room) -> list[Element]:
    """Who made the row and who changed it last, in one quiet line."""
    said = [
        f"{word} {reader.moment(at)}{_named(name, room=room)}"
        for word, at, name in (
            ("Created", view.created_at, view.created_by),
            ("Changed", view.modified_at, view.modified_by),
        )
        if at is not None
    ]
    return [elements.small(" · ".join(said))] if said else []


def _named(name: str, *, room: Room) -> str:
    return f" by {plain.isolate(plain.line(name, min(60, room.name)))}" if name else ""
