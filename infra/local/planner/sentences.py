"""Results as short sentences. Every number, date and name in them stands in a result; nothing is computed here."""

from __future__ import annotations

import re
from typing import Any

from infra.local.planner.ask import Ask, Kind
from infra.local.planner.contexts import Sheet
from infra.local.planner.vocabulary import singular

Result = dict[str, Any]


def sentence(ask: Ask, sheet: Sheet, question: str, results: list[Result]) -> str:
    """One or two sentences that say what the results mean for the question."""
    say = {
        Kind.COUNT: _counted,
        Kind.AGGREGATE: _aggregated,
        Kind.SHARE: _shared,
        Kind.TOP: _topped,
        Kind.LIST: _listed,
        Kind.NEXT: _coming,
        Kind.DISTINCT: _distinct,
        Kind.VALUE_OF: _valued,
    }[ask.kind]
    return say(ask, sheet, question, results)


def _rows(result: Result) -> list[list[Any]]:
    return result.get("rows") or []


def _counted(ask: Ask, sheet: Sheet, question: str, results: list[Result]) -> str:
    total = _rows(results[0])[0][0] if _rows(results[0]) else 0
    said = _counted_words(question, ask.noun, total, sheet=sheet.name, filtered=bool(ask.filters.conditions))
    rows = _rows(results[-1]) if ask.group is not None else []
    if not rows:
        return f"{said}."
    most = [row for row in rows if row[-1] == rows[0][-1]]
    names = _names([row[0] for row in most])
    if re.match(r"\s*(?:who|which)\b", question, re.IGNORECASE):
        said = f"{total:,} {ask.noun} {'match' if ask.filters.conditions else 'in all'}"
    each = f"({rows[0][-1]}{' each' if len(most) > 1 else ''})"
    have = "have" if len(most) > 1 else "has"
    word = "fewest" if ask.fewest else "most"
    if len(most) == len(rows) and len(rows) > 1:
        return f"{said}, spread evenly by {ask.group.title if ask.group else ''} {each}."
    return f"{said}; {names} {have} the {word} {each}."


def _counted_words(question: str, noun: str, total: int, *, sheet: str, filtered: bool) -> str:
    """“9 tasks are overdue”: the question's own words when they make a sentence, else a plain count."""
    asked = re.sub(r"[?!.]+\s*$", "", " ".join(question.split()))
    asked = re.split(r"\s*,?\s+(?:by|per|for each|grouped by)\s+", asked, maxsplit=1)[0]
    amount = "No" if total == 0 else f"{total:,}"
    match = re.match(r"(?:and |so )?how many (?P<rest>.+?(?P<verb> are | is | have | has ).+)$", asked, re.IGNORECASE)
    if match and not re.search(r" (?:there|we|i|you)\b", match["rest"], re.IGNORECASE):
        said = match["rest"]
        if total == 1:
            said = re.sub(rf"\b{noun}\b", singular(noun), said, count=1, flags=re.IGNORECASE)
            said = said.replace(" are ", " is ", 1).replace(" have ", " has ", 1)
        return f"{amount} {said}"
    one = singular(noun) if total == 1 else noun
    if not filtered:
        return f"{sheet} has {'no' if total == 0 else amount} {one}"
    return f"{amount} {one} {'match' if total != 1 else 'matches'}"


def _aggregated(ask: Ask, sheet: Sheet, question: str, results: list[Result]) -> str:
    rows, columns = _rows(results[-1]), results[-1].get("columns") or [""]
    name = str(columns[-1]).removesuffix(" (%)")
    unit = " %" if str(columns[-1]).endswith("(%)") else ""
    if not rows or rows[0][-1] is None:
        return f"There is nothing to compute “{name}” from in {sheet.name}."
    value = f"{shown(rows[0][-1])}{unit}"
    if ask.group is None:
        return f"{name}: {value}."
    if ask.function in ("min", "max"):
        return f"{name} by {ask.group.title}: {shown(rows[0][0])} leads ({value})."
    return f"{name} is highest for {shown(rows[0][0])} ({value})."


def _shared(ask: Ask, sheet: Sheet, question: str, results: list[Result]) -> str:
    matching, everything, percent = (_rows(results[-1]) or [[0, 0, None]])[0]
    if percent is None:
        return f"There are no {ask.noun} to take a share of."
    return f"{shown(percent)} % of the {ask.noun}: {matching} of {everything}."


def _topped(ask: Ask, sheet: Sheet, question: str, results: list[Result]) -> str:
    rows, columns = _rows(results[-1]), results[-1].get("columns") or []
    if not rows or ask.measure is None:
        return f"No {ask.noun} have a value in {ask.measure.title if ask.measure else 'that column'}."
    at = columns.index(ask.measure.title) if ask.measure.title in columns else len(columns) - 1
    first, last = rows[0], rows[-1]
    what = f"{shown(first[0])} ({shown(first[at])})"
    if ask.measure.is_date:
        word = "latest" if ask.descending else "earliest"
    else:
        word = "largest" if ask.descending else "smallest"
    if len(rows) == 1:
        return f"The {word} by {ask.measure.title} is {what}."
    return f"The {word} by {ask.measure.title} is {what}, then {shown(rows[1][0])} ({shown(rows[1][at])})" + (
        f"; the last of these is {shown(last[0])} ({shown(last[at])})." if len(rows) > 2 else "."
    )


def _listed(ask: Ask, sheet: Sheet, question: str, results: list[Result]) -> str:
    total = results[-1].get("total_rows", len(_rows(results[-1])))
    if not total:
        return f"No {ask.noun} in {sheet.name} match."
    rows = _rows(results[-1])
    if not ask.filters.conditions:
        noun = ask.noun if total != 1 else singular(ask.noun)
        return f"{sheet.name} has {total:,} {noun}; the first is {shown(rows[0][0])}."
    if len(rows) == 1:
        return f"1 of the {ask.noun} matches: {shown(rows[0][0])}."
    return f"{total:,} {ask.noun} match; the first is {shown(rows[0][0])}."


def _coming(ask: Ask, sheet: Sheet, question: str, results: list[Result]) -> str:
    rows = _rows(results[-1])
    if not rows:
        return f"Nothing in {sheet.name} is due from today on."
    return f"{shown(rows[0][0])} is due next ({shown(rows[0][1])})."


def _distinct(ask: Ask, sheet: Sheet, question: str, results: list[Result]) -> str:
    rows, total = _rows(results[-1]), results[-1].get("total_rows", 0)
    title = ask.measure.title if ask.measure else ""
    if not rows:
        return f"{title} is empty in every row."
    return f"{title} has {total} different values; the most frequent is {shown(rows[0][0])} ({rows[0][1]})."


def _valued(ask: Ask, sheet: Sheet, question: str, results: list[Result]) -> str:
    rows, total = _rows(results[-1]), results[-1].get("total_rows", 0)
    title = ask.measure.title if ask.measure else ""
    if not rows:
        return f"No row of {sheet.name} has “{ask.subject}” in its name, so I cannot say its {title}."
    said = "; ".join(f"{shown(row[0])}: {shown(row[-1])}" for row in rows[:3])
    if total > 3:
        return f"{total} rows have “{ask.subject}” in their names; by {title}, the first are {said}."
    return f"{title} of {said}."


def shown(value: Any) -> str:
    """A value of a result as people write it; a time as its day."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int | float):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "empty"
    return re.sub(r"^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d.*$", r"\1", str(value))


def _names(values: list[Any]) -> str:
    names = [shown(value) for value in values[:4]]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
