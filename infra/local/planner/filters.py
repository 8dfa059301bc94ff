"""Which rows: every condition of a question, taken in an order in which the more specific words go first."""

from __future__ import annotations

import re
import unicodedata

from infra.local.planner.columns import day, done_sql, is_one, own_columns, role
from infra.local.planner.comparisons import take_comparisons, take_missing, take_stated
from infra.local.planner.conditions import Filters
from infra.local.planner.contexts import Sheet
from infra.local.planner.dates import take_date_condition
from infra.local.planner.mentions import take_contacts, take_emails, take_mentions, take_values
from infra.local.planner.oddities import take_oddities
from infra.local.planner.owners import take_owners
from infra.local.planner.reader import Reader
from infra.local.planner.structure import take_place
from infra.local.planner.vocabulary import BLOCKED, STOPWORDS, singular

_NOT = r"(?:(?:is |are |was |were )?not |non-?)"
_UNFINISHED = rf"(?:{_NOT}(?:yet )?(?:done|completed?|finished|closed)|unfinished|incomplete|outstanding|remaining)"
_LEAD = r"(?:(?:is|are|(?:works?|lives?|based) in|in|with|tagged|labelled) )?(?:the )?"


def take_filters(reader: Reader, sheet: Sheet, *, person: str) -> Filters:
    """Take every condition the rules know from the question. `person` is who “me” is."""
    found = Filters()
    take_emails(reader, sheet, found)
    take_contacts(reader, sheet, found)
    take_stated(reader, sheet, found)
    take_mentions(reader, sheet, found)
    take_oddities(reader, sheet, found)
    _values(reader, sheet, found, phrases=True)
    take_comparisons(reader, sheet, found)
    _ticked(reader, sheet, found)
    _progress(reader, sheet, found)
    while (dated := take_date_condition(reader, sheet)) is not None:
        found.add(*dated)
        reader.take("due")
    take_owners(reader, sheet, found, person=person)
    take_missing(reader, sheet, found)
    _values(reader, sheet, found)
    _checkboxes(reader, sheet, found)
    take_place(reader, sheet, found)
    take_values(reader, sheet, found)
    return found


def _progress(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """Overdue, done, open, blocked: words that need the status and the due date together."""
    done, status, due = done_sql(sheet), role(sheet, "status"), role(sheet, "due")
    reader.take(r", (?:completed?|done|finished|closed) or not")
    values = {value.lower() for value in status.values} if status else set()
    if due is not None and reader.take(r"(?:over ?due|past due|late|behind(?: schedule)?)"):
        not_done = f" AND NOT {done}" if done else ""
        found.add(f"{day(due)} < today(){not_done}", due, status)
    if done and reader.take(_UNFINISHED if "open" in values else rf"(?:{_UNFINISHED}|(?:still )?open)"):
        found.add(f"NOT {done}", status)
    elif done and reader.take(r"(?:done|completed?|finished|closed)"):
        found.add(done, status)
    if status is not None:
        stuck = [value for value in status.values if value.lower() in BLOCKED]
        otherwise = [word for word in BLOCKED if word not in values]
        if stuck and otherwise and reader.take(rf"(?:{'|'.join(otherwise)})"):
            found.add("(" + " OR ".join(is_one(status, value) for value in stuck) + ")", status)


def _values(reader: Reader, sheet: Sheet, found: Filters, *, phrases: bool = False) -> None:
    """Values the prompt lists, said anywhere: “in progress”, “high priority”, “Marketing”; “not” before one negates it.

    Several values of one column mean any of them; “both A and B” of a list column means both. `phrases` takes only
    those of several words, whose single words might be taken for something else.
    """
    listed = [
        (value, column)
        for column in own_columns(sheet)
        if not column.is_primary and column.type != "BOOLEAN" and not (phrases and column.is_contact)
        for value in column.values
        if (not phrases or " " in value)
        and len(value) > 2
        and not value.replace(".", "").isdigit()
        and value.lower() not in STOPWORDS
    ]
    both = not phrases and reader.take(r"both") is not None
    wanted: dict[str, list[str]] = {}
    by_title = {column.title: column for _, column in listed}
    for value, column in sorted(listed, key=lambda item: -len(item[0])):
        plural = "" if singular(value.lower()) == value.lower() and " " in value else "s?"
        title = re.escape(singular(column.title.lower())) + "s?"
        said = rf"{_LEAD}(?:{title} (?:is |= ?)?)?{_spelled(value)}{plural}(?: {title}(?: symbol)?)?"
        if phrases and reader.has(rf"(?:{said} or|or {said})"):
            continue  # one of several values of its column, which are taken together
        if reader.take(_NOT + said):
            found.add(f"NOT {is_one(column, value)}", column)
        elif reader.take(said):
            reader.take(rf"(?:as )?{title}")
            wanted.setdefault(column.title, []).append(value)
    for title, values in wanted.items():
        column = by_title[title]
        anyone = (" AND " if both and column.is_list else " OR ").join(is_one(column, value) for value in values)
        found.add(f"({anyone})" if len(values) > 1 else anyone, column)
        if len(values) > 1:
            reader.take(r"or")


def _spelled(value: str) -> str:
    """The value with or without its accents."""
    lower = value.lower()
    plain = "".join(c for c in unicodedata.normalize("NFD", lower) if not unicodedata.combining(c))
    return re.escape(lower) if plain == lower else f"(?:{re.escape(lower)}|{re.escape(plain)})"


def _ticked(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """“have the Done box ticked”: the checkbox, before “done” is read as progress."""
    for column in own_columns(sheet):
        if column.type == "BOOLEAN":
            title = re.escape(column.title.lower())
            box = r"(?:(?:check ?)?box(?: (?:is )?(?:ticked|checked|set))?|ticked|checked)"
            if reader.take(rf"(?:(?:have|has) )?(?:the )?{title} {box}"):
                found.add(f"coalesce({column.sql}, false)", column)


def _checkboxes(reader: Reader, sheet: Sheet, found: Filters) -> None:
    for column in own_columns(sheet):
        if column.type == "BOOLEAN":
            title = re.escape(column.title.lower())
            if reader.take(rf"(?:{_NOT}{title}|un{title})"):
                found.add(f"NOT coalesce({column.sql}, false)", column)
            elif reader.take(title):
                found.add(f"coalesce({column.sql}, false)", column)
