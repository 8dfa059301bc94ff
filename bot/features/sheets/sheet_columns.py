"""The columns of a new sheet: what Smartsheet takes, and which of them is the primary one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.changes.engine.preview import Draft
from bot.changes.formulas.formula_check import check
from bot.changes.values.column_shapes import LONGEST_TITLE, in_words
from bot.changes.values.values import MOST_PROBLEMS
from bot.domain.live import LiveColumn
from bot.domain.plan_keys import FIRST_COLUMN
from bot.domain.sheets import Column, ColumnType


def fit_columns(columns: Sequence[Mapping[str, Any]], draft: Draft) -> list[dict[str, Any] | None]:
    """Each column as it will be sent, None where it cannot be; one of them is the primary column."""
    taken: set[str] = set()
    system: set[str] = set()
    found: list[dict[str, Any] | None] = []
    titles = [str(each.get("title") or "") for each in columns]
    for each in columns:
        fields = {n: v for n, v in each.items() if v not in (None, "", [], False) and n not in ("index", "primary")}
        fields["title"] = " ".join(str(each.get("title") or "").split())
        why = _refusal(fields, taken, system) or _formula_refusal(str(fields.get("formula", "")), titles)
        if why:
            draft.refuse(f"Column “{fields['title']}”", why)
        taken.add(fields["title"])
        system.add(str(fields.get("systemColumnType")))
        found.append(None if why else fields)
    return _primary_first(found, draft)


def live_column(key: int, fields: Mapping[str, Any]) -> LiveColumn:
    column = Column(
        id=key,
        index=FIRST_COLUMN - key,
        title=fields["title"],
        type=ColumnType(fields["type"]),
        system_type=fields.get("systemColumnType"),
        formula=fields.get("formula"),
        primary=bool(fields.get("primary")),
        validation=bool(fields.get("validation")),
        options=tuple(map(str, fields.get("options", ()))),
    )
    return LiveColumn(column)


def said_of(fields: Mapping[str, Any]) -> str:
    said = in_words({name: value for name, value in fields.items() if name != "title"})
    return f"{said} · primary column" if fields.get("primary") else said


def _refusal(fields: Mapping[str, Any], taken: set[str], system: set[str]) -> str:
    title = fields["title"]
    if not title:
        return "It needs a title."
    if len(title) > LONGEST_TITLE:
        return f"A title has up to {LONGEST_TITLE} characters; this has {len(title)}."
    if title in taken:
        return "Another column has this title."
    if fields.get("systemColumnType") in system:
        return "Smartsheet allows one such column."
    return ""


def _formula_refusal(formula: str, titles: Sequence[str]) -> str:
    problems = check(formula, titles, every_row=True) if formula else ()
    return " ".join(f"{problem.says} {problem.fix}" for problem in problems[:MOST_PROBLEMS])


def _primary_first(fields: list[dict[str, Any] | None], draft: Draft) -> list[dict[str, Any] | None]:
    """The first column that can be the primary one is; without any, one is added behind the others."""
    for each in fields:
        if each and each.get("type") == "TEXT_NUMBER" and not {"systemColumnType", "hidden", "formula"} & each.keys():
            each["primary"] = True
            return fields
    if not any(fields):
        return fields
    title = next(t for t in ("Name", "Item", "Primary") if all(each is None or each["title"] != t for each in fields))
    draft.warnings.append(f"Smartsheet needs a text column that names each row: “{title}” is added.")
    return [*fields, {"title": title, "type": "TEXT_NUMBER", "primary": True}]
