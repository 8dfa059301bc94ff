"""Which column a word means: its title, a title's words, or the part such a column plays in nearly every sheet."""

from __future__ import annotations

import difflib
import re

from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.vocabulary import DONE, ROLES, singular

_COMPANION = re.compile(r" \((?:text|emails?|url)\)$")


def own_columns(sheet: Sheet) -> list[Column]:
    """The sheet's columns without the companions of others (“Owner (email)”, “Budget (text)”)."""
    return [column for column in sheet.columns if not _COMPANION.search(column.title)]


def companion(sheet: Sheet, column: Column, *kinds: str) -> Column | None:
    """The column beside this one that holds its “email”, “text” or “url”, when the prompt lists it."""
    titles = {f"{column.title} ({kind})" for kind in kinds}
    return next((other for other in sheet.columns if other.title in titles), None)


def words_of(text: str) -> list[str]:
    return [singular(word) for word in re.findall(r"[^\W_]+|%", text.lower())]


def named(sheet: Sheet, said: str) -> Column | None:
    """The column someone means by `said`: exact title, then a role, then shared words, then likeness of spelling."""
    said = re.sub(
        r"^(?:the|each|every|a|an|its|their)\s+|\s+(?:column|field|amount|value|number)$", "", said.strip().lower()
    )
    columns = own_columns(sheet)
    wanted = words_of(said)
    if not wanted:
        return None
    for column in columns:
        if words_of(column.title) == wanted:
            return column
    kin = next(
        (name for name, words in ROLES.items() if said in words or " ".join(wanted) in words or name == said), None
    )
    if kin is not None and (column := role(sheet, kin)) is not None:
        return column
    return _by_words(columns, wanted) or _by_spelling(columns, said)


def _by_words(columns: list[Column], wanted: list[str]) -> Column | None:
    shared = [(len(set(wanted) & set(words_of(c.title))), -len(words_of(c.title)), c) for c in columns]
    best = max(shared, key=lambda item: item[:2], default=None)
    return best[2] if best is not None and best[0] == len(set(wanted)) else None


def _by_spelling(columns: list[Column], said: str) -> Column | None:
    titles = {column.title.lower(): column for column in columns}
    near = difflib.get_close_matches(said, titles, n=1, cutoff=0.8)
    return titles[near[0]] if near else None


def role(sheet: Sheet, name: str) -> Column | None:
    """The column that plays a part (owner, due, start, status, priority, percent, amount), or None."""
    fit = {
        "owner": lambda c: c.is_contact or c.is_text,
        "due": lambda c: c.is_date,
        "start": lambda c: c.is_date,
        "status": lambda c: c.is_text,
        "priority": lambda c: not c.is_date,
        "percent": lambda c: c.is_number,
        "quantity": lambda c: c.is_number and not c.is_percent,
        "spent": lambda c: c.is_number and not c.is_percent,
        "amount": lambda c: c.is_number and not c.is_percent,
    }[name]
    fitting = [column for column in own_columns(sheet) if fit(column) and not (column.is_primary and name == "owner")]
    for title in ROLES[name]:
        for column in fitting:
            if words_of(column.title) == words_of(title):
                return column
    wide = [title for title in ROLES[name] if title not in ("name", "who", "end", "total", "date", "lead")]
    for title in wide:
        for column in fitting:
            if set(words_of(title)) <= set(words_of(column.title)) and "by" not in words_of(column.title):
                return column
    if name == "owner":
        return next((c for c in fitting if c.is_contact and "by" not in words_of(c.title)), None)
    if name == "amount":
        return next(iter(fitting), None)
    if name == "status":
        return next((c for c in fitting if {v.lower() for v in c.values} & DONE), None)
    return None


def is_about_people(sheet: Sheet) -> bool:
    """The sheet's rows are people: a roster."""
    primary = words_of(sheet.primary.title) if sheet.primary else []
    return bool({"name", "person", "employee", "member", "who"} & set(primary)) and "task" not in primary


def done_sql(sheet: Sheet) -> str | None:
    """The condition for a row that is done, never NULL; None when the sheet does not say."""
    status = role(sheet, "status")
    finished = [value for value in status.values if value.lower() in DONE] if status else []
    if status is not None and finished:
        return f"coalesce({status.sql} IN ({', '.join(map(literal, finished))}), false)"
    percent = role(sheet, "percent")
    if percent is not None and (percent.is_percent or "complete" in percent.title.lower()):
        return f"coalesce({percent.sql} >= 1, false)"
    checked = next((c for c in own_columns(sheet) if c.type == "BOOLEAN" and c.title.lower() in DONE), None)
    return f"coalesce({checked.sql}, false)" if checked else None


def day(column: Column) -> str:
    """The column as a DATE."""
    return column.sql if column.type == "DATE" else f"CAST({column.sql} AS DATE)"


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def like(column: Column, text: str) -> str:
    """Contains `text`, ignoring case and accents; in a list column, one of its entries does."""
    escaped = re.sub(r"([%_\\])", r"\\\1", text)
    pattern = f"strip_accents({literal(f'%{escaped}%')})"
    held = f"array_to_string({column.sql}, '; ')" if column.is_list else column.sql
    if not column.is_list and not column.is_text:
        held = f"CAST({column.sql} AS VARCHAR)"
    return f"strip_accents(coalesce({held}, '')) ILIKE {pattern} ESCAPE '\\'"


def is_one(column: Column, value: str) -> str:
    """Equals a listed value, never NULL; in a list column, holds it."""
    if column.is_list:
        return f"coalesce(list_contains({column.sql}, {literal(value)}), false)"
    return f"coalesce({column.sql} = {literal(value)}, false)"


def is_empty(column: Column) -> str:
    if column.is_list:
        return f"coalesce(len({column.sql}), 0) = 0"
    return f"coalesce({column.sql}, '') = ''" if column.is_text else f"{column.sql} IS NULL"
