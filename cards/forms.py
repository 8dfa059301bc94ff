"""A row as a form: an input under each column's title, what cannot be typed and why, and the button that previews.

People are chosen from those the sheet knows, or typed: a choice from the directory (`graph.microsoft.com/users`) comes
back as an Entra id, which says nothing to Smartsheet, and is shown in Teams only
(https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/people-picker).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from microsoft_teams.cards.core import (
    Choice,
    ChoiceSetInput,
    Column,
    ColumnSet,
    DateInput,
    NumberInput,
    SerializableObject,
    TextInput,
    ToggleInput,
)

from bot.domain.forms import FixedField, FormField, RowForm, Widget, address_id, input_id
from cards import buttons, elements, plain
from cards.elements import Element
from cards.rows import address
from cards.sizing import Room

LONGEST = 4_000
_MANY = 10
"""Choices from which they are searched by typing."""

_MOST_FIXED = 12
_MOST_LEFT_OUT = 12
_SHORT = {Widget.NUMBER, Widget.DATE, Widget.CHOICE, Widget.TOGGLE}


def build(view: RowForm, *, room: Room) -> Element:
    """Title, what needs another look, the inputs (short ones two abreast), what is shown only, and the buttons."""
    new = not view.target.row_id
    heading = "Add a row" if new else f"Edit row {view.number}"
    place = [plain.isolate(plain.line(each, room.name)) for each in (view.title, view.sheet_name) if each]
    body = [elements.heading(heading), elements.small(" · ".join(place), spacing="None")]
    if view.note:
        body.append(elements.rich([elements.run(plain.line(view.note, room.note), color="Attention", bold=True)]))
    body += _inputs(view.fields, room=room)
    body += _fixed(view.fixed, room=room) + _left_out(view.left_out, room=room)
    body.append(elements.label("Nothing is changed yet: first you see what would be.", spacing="Medium"))
    return elements.card(body + buttons.row(_buttons(view)), fallback=summary(view), wide=True)


def summary(view: RowForm) -> str:
    """The form in one line."""
    what = f"Edit row {view.number}" if view.target.row_id else "Add a row"
    return plain.line(f"{what} of {view.sheet_name}", 200)


def _buttons(view: RowForm) -> list[Element | None]:
    away = buttons.button("Cancel", buttons.PUT_AWAY, str(view.target))
    if view.target.back:
        away = buttons.button("Back", buttons.ROW, view.target.back, tooltip="Back to the row")
    row = address(view.permalink, view.target.row_id) if view.target.row_id else view.permalink
    return [
        buttons.positive("Preview change", buttons.PREVIEW, str(view.target)),
        buttons.without_inputs(away),
        buttons.smartsheet(row, title="Open row in Smartsheet" if view.target.row_id else "Open in Smartsheet"),
    ]


def _inputs(fields: Sequence[FormField], *, room: Room) -> list[Element]:
    """Two short inputs side by side, in the sheet's order; a long one, and one of people, has a line of its own."""
    body: list[Element] = []
    waiting: list[Element] = []
    for field in fields:
        parts = _field(field, room=room)
        if field.address is not None:
            beside = [elements.dumped(_beside(field))]
            lines = [_abreast([parts[:1], beside]), *parts[1:]]
        elif field.widget in _SHORT and not field.problem:
            waiting.append(parts[0])
            if len(waiting) < 2:
                continue
            lines = [_abreast([[each] for each in waiting])]
            waiting = []
        else:
            lines = parts
        body += [_abreast([[each], []]) for each in waiting] + lines
        waiting = []
    return body + [_abreast([[each], []]) for each in waiting]


def _abreast(columns: Sequence[Sequence[Element]]) -> Element:
    """Columns of the same width, which begin at the same height."""
    shapes = [{**elements.dumped(Column(width="stretch")), "items": list(items)} for items in columns]
    return {**elements.dumped(ColumnSet()), "columns": shapes}


def _field(field: FormField, *, room: Room) -> list[Element]:
    """The input, and under it what is wrong with what was typed there."""
    drawn = elements.dumped(_input(field, label=plain.line(field.title, room.name) or "Column", room=room))
    if not field.problem:
        return [drawn]
    words = elements.run(plain.line(field.problem, room.note), size="Small", color="Attention")
    return [drawn, elements.rich([words], spacing="Small")]


def _input(field: FormField, *, label: str, room: Room) -> SerializableObject:
    """What was typed and does not suit its input is shown as text, to be corrected."""
    name, value = input_id(field.column_id), plain.clean(field.value)
    match field.widget:
        case Widget.NUMBER if _is_number(value):
            return NumberInput(id=name, label=label, value=float(value) if value else None)
        case Widget.DATE if _is_day(value):
            return DateInput(id=name, label=label, value=value or None)
        case Widget.TOGGLE:
            return ToggleInput(id=name, label=label, title="Yes", value=value or "false")
        case Widget.CHOICE | Widget.CHOICES:
            several = field.widget is Widget.CHOICES
            many = len(field.choices) > _MANY and not several
            return ChoiceSetInput(
                id=name,
                label=label,
                value=value or None,
                choices=[Choice(title=plain.line(title, room.name) or " ", value=key) for key, title in field.choices],
                style="filtered" if many else "compact",
                is_multi_select=several or None,
                placeholder="Choose",
            )
    lines = field.widget is Widget.LINES or "\n" in value or None
    return TextInput(id=name, label=label, value=value or None, is_multiline=lines, max_length=LONGEST)


def _beside(field: FormField) -> TextInput:
    """Where people are typed whom the choices do not have."""
    said = "or by email, several with commas" if field.widget is Widget.CHOICES else "or by email"
    typed = plain.clean(field.address or "") or None
    return TextInput(
        id=address_id(field.column_id), label=said, value=typed, max_length=LONGEST, placeholder="name@example.com"
    )


def _fixed(cells: Sequence[FixedField], *, room: Room) -> list[Element]:
    if not cells:
        return []
    items = [elements.label("Not changed here")]
    for cell in cells[:_MOST_FIXED]:
        title, shown = plain.line(cell.title, min(40, room.name)), plain.line(cell.shown, min(60, room.name))
        said = f": {plain.isolate(shown)}" if shown else ""
        named = elements.run(f"{plain.isolate(title)}{said}", size="Small")
        why = elements.run(f" · {plain.line(cell.why, room.note)}", size="Small", subtle=True)
        items.append(elements.rich([named, why], spacing="None"))
    if len(cells) > _MOST_FIXED:
        items.append(elements.label(f"and {len(cells) - _MOST_FIXED} more", spacing="None"))
    return [elements.box(items, style="emphasis", spacing="Medium")]


def _left_out(titles: Sequence[str], *, room: Room) -> list[Element]:
    if not titles:
        return []
    names = [plain.isolate(plain.line(title, min(40, room.name))) for title in titles[:_MOST_LEFT_OUT]]
    hidden = len(titles) - len(names)
    more = f" and {hidden} more" if hidden else ""
    said = f"No room here for {', '.join(names)}{more}: say what to set them to, or open the row in Smartsheet."
    return [elements.small(said, spacing="Small")]


def _is_number(value: str) -> bool:
    try:
        return not value or abs(float(value)) <= 2**53
    except ValueError:
        return False


def _is_day(value: str) -> bool:
    try:
        return not value or date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
