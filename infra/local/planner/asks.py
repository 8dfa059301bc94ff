"""Reads what a question asks of one sheet; every word must be understood, or the question is not."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from infra.local.planner.ask import Ask, Kind, NotUnderstood
from infra.local.planner.authors import take_author_group, take_authors
from infra.local.planner.columns import companion, is_about_people, is_empty, named, role, words_of
from infra.local.planner.comparisons import take_columns_compared
from infra.local.planner.conditions import Filters
from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.filters import take_filters
from infra.local.planner.reader import Reader
from infra.local.planner.shapes import BIG, EARLY, LATE, SMALL, take_leading_group, take_shape
from infra.local.planner.structure import key_named, take_tops
from infra.local.planner.vocabulary import PLACE_NOUNS, ROW_NOUNS, SHEET_HINTS, singular


def understand(question: str, sheet: Sheet, *, person: str) -> Ask | NotUnderstood:
    """Read `question` as asked of `sheet`. `person` is who “me” is."""
    reader = Reader(question)
    early = Filters()
    take_columns_compared(reader, sheet, early)
    _forget_sheet(reader, sheet)
    reader.take(r"(?:over|across|in) all(?: the)?")
    tops = take_tops(reader, sheet, early)
    if not tops and (about := _value_of(reader, sheet)) is not None:
        return about
    with_parents = bool(reader.take(r"(?:including|with) (?:the )?(?:parents?|roll-?ups?|summary rows)")) or tops
    take_authors(reader, sheet, early)
    shape = take_leading_group(reader, sheet)
    group, fewest = (shape.group, shape.fewest) if shape is not None else _group(reader, sheet)
    if shape is None:
        shape = Ask(Kind.LIST, "", early) if tops else take_shape(reader, sheet, grouped=group is not None)
    filters = take_filters(reader, sheet, person=person)
    for condition in early.conditions:
        filters.add(condition, *early.columns)
    if shape is not None and shape.kind is Kind.DISTINCT and shape.measure is not None and shape.function:
        filters.add(f"NOT ({is_empty(shape.measure)})")
    noun = _noun(reader, sheet)
    left = reader.unread(known=_known(sheet))
    if shape is None and (filters.conditions or group is not None):
        shape = Ask(Kind.COUNT if group is not None else Kind.LIST, noun, filters)
    if left or shape is None:
        return NotUnderstood(tuple(left))
    if shape.kind is Kind.LIST and not filters.conditions and not _says_rows(question, sheet):
        return NotUnderstood()  # “who can see it?”: every word is known, and yet no rows are asked for
    return replace(shape, noun=noun, filters=filters, group=group, with_parents=with_parents, fewest=fewest)


def _forget_sheet(reader: Reader, sheet: Sheet) -> None:
    """The sheet was chosen by its name already; said again it is no condition."""
    name = re.escape(sheet.name.lower())
    reader.take(rf"(?:in|on|of|from|for) (?:the )?\"?{name}\"?(?: sheet)?") or reader.take(name)


_SUBJECT = r"(?P<subject>[^·,]+?)"
_VALUE_OF = (
    (rf"who (?:owns|is responsible for|is assigned to|has) {_SUBJECT}\s*$", "owner"),
    (rf"who is {_SUBJECT} assigned to\s*$", "owner"),
    (rf"when (?:is|are) {_SUBJECT} due\s*$", "due"),
    (rf"when (?:does|do|will) {_SUBJECT} (?:start|begin)\s*$", "start"),
    (rf"(?:what is|show|tell me) (?:the )?(?P<column>[\w%]+(?: [\w%]+)??) (?:of|for) {_SUBJECT}\s*$", ""),
)


def _value_of(reader: Reader, sheet: Sheet) -> Ask | None:
    """“what is the status of X”, “who owns X”, “when is X due”."""
    for pattern, kin in _VALUE_OF:
        match = re.search(pattern, reader.left)
        if match is None:
            continue
        if kin == "owner" and is_about_people(sheet):
            continue  # “who has a capacity of 100 %” asks for rows, which are people
        column = role(sheet, kin) if kin else named(sheet, match["column"])
        if column is not None and "email" in (match.groupdict().get("column") or ""):
            column = companion(sheet, column, "email") or column
        subject = re.sub(r"^(?:the )?(?:(?:task|row|item|line|risk)\s+)?", "", match["subject"].strip()).strip('" ')
        if column is not None and subject and not _is_generic(subject):
            return Ask(Kind.VALUE_OF, "rows", Filters(), measure=column, subject=subject)
    return None


def _is_generic(subject: str) -> bool:
    """“the most tasks”, “all rows”: not the name of one row."""
    words = set(words_of(subject))
    rows = {singular(noun) for noun in ROW_NOUNS} | set(SHEET_HINTS)
    return bool(words & {"most", "fewest", "all", "each", "every", "overdue", "open"}) or words <= rows


_EACH = r"(?:(?:for|in|of|at|with|have|has|under|did|does|do) (?:each|every)(?: combination of)?)"
_BY = rf"(?:(?:group|split|broken down|grouped) )?(?:by|per|{_EACH})(?: the)?"


def _group(reader: Reader, sheet: Sheet) -> tuple[Column | None, bool]:
    """The column after “by”, “per”, “for each”, or in “who has the most …”; and whether the fewest come first."""
    if match := reader.take(r"who (?:has|have|owns|got) (?:the )?(?P<how>most|fewest|least)"):
        return role(sheet, "owner"), match["how"] != "most"
    if (author := take_author_group(reader, sheet)) is not None:
        return author, False
    most = r"which (?P<column>[\w%]+(?: [\w%]+)?) (?:has|have) (?:the )?(?P<how>most|fewest|least)"
    if (match := re.search(most, reader.left)) and (column := key_named(sheet, match["column"])):
        reader.take(most)
        return column, match["how"] != "most"
    for words in (r"[\w%]+ [\w%]+ [\w%]+", r"[\w%]+ [\w%]+", r"[\w%]+"):
        pattern = rf"{_BY} (?:each )?(?P<column>{words})"
        match = re.search(rf"(?<!\w){pattern}(?!\w)", reader.left)
        column = key_named(sheet, match["column"]) if match else None
        if match is None or column is None or re.match(r"\d", match["column"]):
            continue
        if (column.is_number or column.is_date) and reader.has(rf"(?:{BIG}|{SMALL}|{LATE}|{EARLY})"):
            continue  # “top 5 by planned” orders, it does not group
        reader.take(re.escape(match[0].strip()) + r"(?: (?:have|has|own|got))?")
        return column, False
    return None, False


def _noun(reader: Reader, sheet: Sheet) -> str:
    """What the rows are called in the question (“tasks”), for the sentence; “rows” when it does not say."""
    known = set(SHEET_HINTS) - PLACE_NOUNS | set(words_of(sheet.primary.title if sheet.primary else "")) - {
        "name",
        "item",
    }
    words = re.findall(r"[^\W\d_]+", reader.left)
    for word, after in pairwise([*words, ""]):
        if singular(after) in known and singular(word) in known:
            continue  # “team members” are members
        if word in ROW_NOUNS or singular(word) in known:
            return word if word != singular(word) or word == "people" else f"{word}s"
    return "people" if is_about_people(sheet) else "rows"


def _says_rows(question: str, sheet: Sheet) -> bool:
    """The question names the rows (“tasks”, “lines”), their sheet, or, of a roster, asks who."""
    words = set(words_of(question))
    rows = {singular(noun) for noun in ROW_NOUNS} | set(SHEET_HINTS)
    primary = set(words_of(sheet.primary.title)) if sheet.primary else set()
    return bool(words & (rows | primary)) or sheet.name.lower() in question.lower()


def _known(sheet: Sheet) -> frozenset[str]:
    """Words that name the sheet or its rows, and so need no rule."""
    nouns = {*SHEET_HINTS, *words_of(sheet.name), *words_of(sheet.primary.title if sheet.primary else "")}
    return frozenset(nouns | {f"{noun}s" for noun in nouns})
