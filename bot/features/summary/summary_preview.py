"""Fields of a sheet's summary, set, added, renamed and deleted, as steps of a plan. Pure.

https://developers.smartsheet.com/api/smartsheet/openapi/sheetsummary . A value is read as a cell of its type would be.
Editors set the values of fields that are not locked; everything else is an admin's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.changes.engine.preview import Draft
from bot.changes.engine.rules import require_editor
from bot.changes.formulas.formula_check import summary_fields_in
from bot.changes.values.column_shapes import LONGEST_TITLE
from bot.changes.values.invalid_cell_value import InvalidCellValue
from bot.changes.values.values import Given, Reading, content_for
from bot.domain.live import ADMINS, LiveColumn, LiveSheet
from bot.domain.plans import ChangeRecords
from bot.domain.record_changes import Record, RecordChange, canonical
from bot.domain.sheets import Column, ColumnType
from bot.features.summary.summary_words import part, whole
from bot.sheets.finder import plain

TYPES: Final[Mapping[str, ColumnType]] = {
    "text": ColumnType.TEXT_NUMBER,
    "number": ColumnType.TEXT_NUMBER,
    "date": ColumnType.DATE,
    "checkbox": ColumnType.CHECKBOX,
    "dropdown": ColumnType.PICKLIST,
    "contact": ColumnType.CONTACT_LIST,
}
_ADMINS = "That takes admin access to the sheet; yours is {}."


@dataclass(frozen=True, slots=True)
class FieldWish:
    """What is asked of one field; `record` is None for a new one. What is None stays; `value` “” clears."""

    record: Record | None
    title: str | None = None
    type: ColumnType | None = None
    options: tuple[str, ...] | None = None
    value: Given = None
    delete: bool = False


def preview_summary(
    live: LiveSheet, records: Sequence[Record], wishes: Sequence[FieldWish], *, reading: Reading
) -> Draft:
    """`live` needs columns only; `records` are all fields of the summary."""
    require_editor(live)
    draft, changes = Draft(), list[RecordChange]()
    taken = {str(record.fields().get("title", "")) for record in records}
    for wish in wishes:
        title = str(wish.record.fields().get("title", "")) if wish.record else (wish.title or "").strip()
        what = f"Summary field “{title}”"
        if why := _refusal(live, wish, title, taken):
            draft.refuse(what, why)
            continue
        try:
            change = _change(live, wish, what, records, reading, draft)
        except InvalidCellValue as unfit:
            draft.refuse(what, str(unfit))
            continue
        if change is None:
            draft.warnings.append(f"{what} is so already.")
            continue
        changes.append(change)
        taken.add(wish.title or title)
    if changes:
        draft.steps.append(ChangeRecords(tuple(changes)))
    return draft


def _change(
    live: LiveSheet,
    wish: FieldWish,
    what: str,
    records: Sequence[Record],
    reading: Reading,
    draft: Draft,
) -> RecordChange | None:
    home = f"sheets/{live.id}"
    if wish.record is None:
        fields = _new(wish, reading, at=len(records))
        return RecordChange("summary_field", home, what, after=canonical(fields), said_after=whole(fields))
    now = wish.record.fields()
    if wish.delete:
        _warn_readers(live, records, str(now.get("title", "")), draft)
        final = "Its image would be gone." if now.get("image") else ""
        return RecordChange(
            kind="summary_field",
            home=home,
            what=what,
            record_id=wish.record.id,
            before=wish.record.body,
            said_before=whole(now),
            final=final,
        )
    after = _changed(wish, now, reading)
    if not after:
        return None
    if now.get("formula") and "formula" in after and not after["formula"]:
        draft.warnings.append(f"{what} holds a formula, which this replaces.")
    before = {name: now.get(name) for name in after}
    return RecordChange(
        kind="summary_field",
        home=home,
        what=what,
        record_id=wish.record.id,
        before=canonical(before),
        after=canonical(after),
        said_before=part(before),
        said_after=part(after),
    )


def _new(wish: FieldWish, reading: Reading, *, at: int) -> dict[str, Any]:
    kind = wish.type or (ColumnType.PICKLIST if wish.options else ColumnType.TEXT_NUMBER)
    fields: dict[str, Any] = {"title": (wish.title or "").strip(), "type": kind.value, "index": at}
    if wish.options:
        fields["options"] = [*wish.options]
    held = _held(wish.value, kind, wish.options or (), (), reading)
    return fields | {name: value for name, value in held.items() if value is not None}


def _changed(wish: FieldWish, now: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """The fields that are to be others than they are."""
    wanted: dict[str, Any] = {}
    if wish.title is not None:
        wanted["title"] = wish.title.strip()
    if wish.options is not None:
        wanted["options"] = [*wish.options]
    if wish.value is not None:
        options = tuple(wish.options or map(str, now.get("options") or ()))
        contacts = tuple(
            (str(each.get("name") or each.get("email")), str(each["email"]))
            for each in now.get("contactOptions") or ()
            if each.get("email")
        )
        wanted |= _held(wish.value, ColumnType(str(now["type"])), options, contacts, reading)
    changed = {name: value for name, value in wanted.items() if now.get(name) != value}
    if {"objectValue", "formula"} & set(changed):  # one takes the place of the other
        changed |= {"objectValue": wanted["objectValue"], "formula": wanted["formula"]}
    return changed


def _held(
    value: Given,
    kind: ColumnType,
    options: tuple[str, ...],
    contacts: tuple[tuple[str, str], ...],
    reading: Reading,
) -> dict[str, Any]:
    """`objectValue` and `formula`, one of which is None at least. Raises InvalidCellValue."""
    column = LiveColumn(Column(0, 0, "", kind, options=options), contacts=contacts)
    raw = content_for(value, column, reading).raw
    content = json.loads(raw) if raw else {}
    held = content.get("objectValue", content.get("value"))
    if kind is ColumnType.DATE and held is not None:
        held = {"objectType": "DATE", "value": held}
    return {"objectValue": held, "formula": content.get("formula")}


def _refusal(live: LiveSheet, wish: FieldWish, title: str, taken: set[str]) -> str:
    admin, level = live.access_level in ADMINS, live.access_level.lower()
    now = wish.record.fields() if wish.record else {}
    if not admin and (wish.record is None or wish.delete or wish.title is not None or wish.options is not None):
        return _ADMINS.format(level)
    if not admin and now.get("locked"):
        return "The field is locked."
    if wish.delete:
        return ""
    new = (wish.title or "").strip() if wish.record is None or wish.title is not None else title
    if not new:
        return "It needs a title."
    if len(new) > LONGEST_TITLE:
        return f"A title has up to {LONGEST_TITLE} characters; this has {len(new)}."
    if (new != title and new in taken) or (wish.record is None and new in taken):
        return "The summary has a field with this title."
    if wish.record is not None and wish.type is not None and wish.type.value != now.get("type"):
        return "Smartsheet may lose what it holds with another type; delete it and add it anew."
    if wish.record is not None and wish.value is not None and now.get("type") not in set(TYPES.values()):
        return "Smartsheet does not let me set this kind of field; change it there."
    return ""


def _warn_readers(live: LiveSheet, records: Sequence[Record], title: str, draft: Draft) -> None:
    """Say which formulas read the field; those in cells are not looked through."""
    readers = {column.column.title: column.column.formula or "" for column in live.columns}
    readers |= {str(r.fields().get("title")): str(r.fields().get("formula", "")) for r in records}
    using = [
        name
        for name, formula in readers.items()
        if name != title and plain(title) in map(plain, summary_fields_in(formula))
    ]
    if using:
        draft.warnings.append(f"Formulas read it and will fail: {', '.join(using)}.")
