"""One condition on rows, taken from where a sentence stands: overdue, due this week, no owner, planned over actual."""

from __future__ import annotations

from dataclasses import dataclass

from infra.local.planner import columns as sql
from infra.local.planner.columns import day, done_sql, names, part
from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.words import NotUnderstood, Words, words_of

_MORE = ("is over", "is above", "over", "above", "is more than", "more than", "is greater than", "greater than",
         "is after", "after", "is later than", "later than", ">")  # fmt: skip
_LESS = ("is under", "is below", "under", "below", "is less than", "less than", "is before", "before", "<")
_BOUNDS = {
    **dict.fromkeys(("at least", "is at least", ">="), ">="),
    **dict.fromkeys(("at most", "is at most", "by", "until", "<="), "<="),
    **dict.fromkeys(_MORE, ">"),
    **dict.fromkeys(_LESS, "<"),
    **dict.fromkeys(("on", "since"), ""),
}
_NEAR = {"today": 0, "tomorrow": 1, "yesterday": -1}
_UNITS = ("week", "month", "year")


@dataclass(frozen=True, slots=True)
class Condition:
    """`sql` is never NULL where it is negated; `columns` are those a list shows because of it.

    `value_of` is the column of which it names the only values.
    """

    sql: str
    columns: tuple[Column, ...] = ()
    value_of: str = ""


def condition(words: Words, sheet: Sheet, *, person: str) -> Condition | None:
    """The condition that stands here, taken; None and nothing taken when there is none."""
    start = words.at
    for rule in (_overdue, _due, _of_a_column, _missing, _value, _done, _ticked):
        found = rule(words, sheet, person)
        if found is not None:
            return found
        words.at = start
    return None


def mine(sheet: Sheet, person: str) -> Condition:
    """Assigned to who asks. Raises NotUnderstood when nobody knows who that is, or the sheet has no owners."""
    owner = part(sheet, "owner")
    if owner is None or not person:
        raise NotUnderstood("my")
    return Condition(sql.is_one(owner, person), (owner,))


def _overdue(words: Words, sheet: Sheet, person: str) -> Condition | None:
    due, done = part(sheet, "due"), done_sql(sheet)
    if due is None or done is None or not words.take("overdue"):
        return None
    status = part(sheet, "status")
    return Condition(f"{day(due)} < today() AND NOT {done}", (due, status) if status else (due,))


def _done(words: Words, sheet: Sheet, person: str) -> Condition | None:
    done, status = done_sql(sheet), part(sheet, "status")
    negated = bool(words.take("not"))
    said = words.take("done", "finished", "completed", "complete", "unfinished", "open")
    listed = [value.lower() for value in status.values] if status else []
    if done is None or not said or (said == "open" and "open" in listed):
        return None
    negated = negated != (said in ("unfinished", "open"))
    return Condition(f"NOT {done}" if negated else done, (status,) if status else ())


def _due(words: Words, sheet: Sheet, person: str) -> Condition | None:
    due = part(sheet, "due")
    return _when(words, due) if due is not None and words.take("due") else None


def _when(words: Words, column: Column) -> Condition | None:
    """“today”, “this week”, “in the next 7 days”, “before 2026-12-01” of a date column."""
    date = day(column)
    if near := words.take(*_NEAR):
        return Condition(f"{date} = today() + {_NEAR[near]}", (column,))
    if which := words.take("this", "next", "last"):
        if unit := words.take(*_UNITS):
            moved = f"today() + INTERVAL ({('last', 'this', 'next').index(which) - 1}) {unit.upper()}"
            return Condition(f"date_trunc('{unit}', {date}) = date_trunc('{unit}', {moved})", (column,))
        return None
    if words.take("in the next", "within the next") and (number := words.match(r"\d+")):
        unit = words.take("days", "weeks", "months").removesuffix("s")
        until = f"today() + INTERVAL ({number}) {unit.upper()}"
        return Condition(f"{date} BETWEEN today() AND {until}", (column,)) if unit else None
    said = words.take(*_BOUNDS)
    if said and (written := words.match(r"\d{4}-\d\d-\d\d")):
        operator = _BOUNDS[said] or ("=" if said == "on" else ">=")
        return Condition(f"{date} {operator} CAST({sql.literal(written)} AS DATE)", (column,))
    return None


def _missing(words: Words, sheet: Sheet, person: str) -> Condition | None:
    absent = words.take("no", "without a", "without an", "without")
    if not absent and not words.take("a", "an"):
        return None
    column = words.named(names(sheet))
    if column is None:
        return None
    return Condition(sql.is_empty(column) if absent else f"NOT ({sql.is_empty(column)})", (column,))


def _of_a_column(words: Words, sheet: Sheet, person: str) -> Condition | None:
    words.take("a", "an", "the")
    column = words.named(names(sheet))
    if column is None:
        return None
    start = words.at
    if words.take("is empty"):
        return Condition(sql.is_empty(column), (column,))
    if column.is_date and (found := _when(words, column)):
        return found
    words.at = start
    if (said := words.take(*_BOUNDS)) and _BOUNDS[said]:
        return _compared(words, sheet, column, _BOUNDS[said])
    if words.take("contains"):
        text = words.match(r"\"[^\"]+\"|[\w-]+")
        return Condition(sql.contains(column, text), (column,)) if text else None
    negated = words.take("is not", "not")
    stated = negated or words.take("is", "=")
    if column.is_number:
        number = _number(words, column) if stated else ""
        return (
            Condition(f"coalesce({column.sql} {'<>' if negated else '='} {number}, false)", (column,))
            if number
            else None
        )
    if words.take("me"):
        return mine(sheet, person) if column == part(sheet, "owner") and not negated else None
    meant = _values_of(words, column)
    if not meant and stated and (text := words.match(r"\"[^\"]+\"")):
        meant = [text]
    return _any_of(column, meant, negated=bool(negated)) if meant else None


def _compared(words: Words, sheet: Sheet, column: Column, operator: str) -> Condition | None:
    """A column against a number, or against another column of the same kind."""
    if column.is_number and (number := _number(words, column)):
        return Condition(f"{column.sql} {operator} {number}", (column,))
    words.take("the", "their", "its")
    other = words.named(names(sheet))
    if other is None or other == column:
        return None
    if column.is_date and other.is_date:
        return Condition(f"{day(column)} {operator} {day(other)}", (column, other))
    alike = column.is_number and other.is_number and column.is_percent == other.is_percent
    return Condition(f"{column.sql} {operator} {other.sql}", (column, other)) if alike else None


def _number(words: Words, column: Column) -> str:
    number = words.match(r"\d[\d,]*(?:\.\d+)?").replace(",", "")
    if words.take("%", "percent"):
        return f"{number} / 100.0" if number and column.is_percent else ""
    return number


def _value(words: Words, sheet: Sheet, person: str) -> Condition | None:
    """A listed value said alone: “in progress”, “high priority”, “Marketing”; one that several columns have is none."""
    negated = bool(words.take("not"))
    held = words.named(sql.values(sheet))
    if held is None:
        return None
    after = words.named({words_of(column.title): column for column, _ in held})
    fitting = [(column, value) for column, value in held if after in (None, column)]
    if len(fitting) != 1:
        return None
    column, value = fitting[0]
    found = [value]
    start = words.at
    while words.take("or") and (more := _values_of(words, column)):
        found, start = [*found, *more], words.at
    words.at = start
    return _any_of(column, found, negated=negated)


def _values_of(words: Words, column: Column) -> list[str]:
    """The listed values of one column that stand here, joined by “or”; quoted or not."""
    listed = {words_of(value): value for value in column.values if words_of(value)}
    found: list[str] = []
    start = words.at
    while (value := words.named(listed)) is not None:
        found.append(value)
        start = words.at
        if not words.take("or"):
            break
    words.at = start
    return found


def _any_of(column: Column, found: list[str], *, negated: bool) -> Condition:
    anyone = " OR ".join(sql.is_one(column, value) for value in found)
    sql_of = f"NOT ({anyone})" if negated else anyone if len(found) == 1 else f"({anyone})"
    return Condition(sql_of, (column,), "" if negated or column.is_list else column.title)


def _ticked(words: Words, sheet: Sheet, person: str) -> Condition | None:
    negated = words.take("not")
    column = words.named({words_of(c.title): c for c in sql.own_columns(sheet) if c.type == "BOOLEAN"})
    if column is None:
        return None
    ticked = f"coalesce({column.sql}, false)"
    return Condition(f"NOT {ticked}" if negated else ticked, (column,))
