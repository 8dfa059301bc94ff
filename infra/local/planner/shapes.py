"""What is to be done with the rows: count, aggregate, order, list, name a value."""

from __future__ import annotations

import re
from copy import copy

from infra.local.planner.ask import Ask, Kind
from infra.local.planner.columns import named, own_columns, role
from infra.local.planner.conditions import Filters
from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.reader import Reader
from infra.local.planner.structure import key_named

BIG = r"(?:largest|biggest|highest|greatest|most expensive|costliest|top|maximum|longest)"
SMALL = r"(?:smallest|lowest|least expensive|cheapest|bottom|minimum|shortest)"
LATE = r"(?:latest|most recent|newest|last(?! (?:\d+ )?(?:day|week|month|year)s?))"
EARLY = r"(?:earliest|soonest|oldest|first)"
_FUNCTIONS = (
    (r"(?:what is |what are )?(?:the )?(?:sum(?: up)?(?: of)?|total(?: of)?)(?! (?:number|count))", "sum"),
    (r"(?<=^ )how much", "sum"),
    (r"(?:what is |what are )?(?:the )?(?:average|mean|avg)(?: of)?", "avg"),
)


_NEXT = (
    r"(?:(?:what is|what comes) (?:due )?next|(?:what|which [\w ]+) (?:is|are) due next"
    r"|next (?:due )?(?:tasks?|items?|deadlines?))"
)


_LIST = (
    r"(?:which|what|show|list|give me|find|are there|is there|(?:is|are) any(?:thing|body|one)?|get|display|who)"
    r"(?: me)?(?: all)?"
)


def take_shape(reader: Reader, sheet: Sheet, *, grouped: bool) -> Ask | None:
    """What is to be done with the rows."""
    nothing = Filters()
    if reader.take(r"(?:what )?(?:percentage|percent|share|fraction|proportion) of(?: the| all)?"):
        return Ask(Kind.SHARE, "", nothing)
    if (different := _count_different(reader, sheet)) is not None:
        return different
    if (overdue := _most_overdue(reader, sheet)) is not None:
        return overdue
    for pattern, function in _FUNCTIONS:
        if reader.has(pattern) and (column := _measure(reader, sheet, pattern)) is not None:
            return Ask(Kind.AGGREGATE, "", nothing, measure=column, function=function)
    if (top := _top(reader, sheet, grouped=grouped)) is not None:
        return top
    if reader.take(r"(?:how many|(?:the )?(?:total )?number of|count(?: of| up)?)"):
        return Ask(Kind.COUNT, "", nothing)
    if (distinct := _distinct(reader, sheet)) is not None:
        return distinct
    if reader.take(_NEXT):
        return Ask(Kind.NEXT, "", nothing, n=5, descending=False)
    if not grouped and reader.take(_LIST):
        return Ask(Kind.LIST, "", nothing)
    return None


_SPENT = r"(?:have we |did we |was |has been )?(?:actually )?(?:been )?(?:spent|spend|spending)"


def _measure(reader: Reader, sheet: Sheet, after: str) -> Column | None:
    """The numeric column named right after a function's words, taken with them; else the sheet's amount."""
    for words in (r"[\w%]+ [\w%]+", r"[\w%]+"):
        pattern = rf"{after} (?:the |of the |all )?(?:is |are )?(?P<column>{words})"
        match = re.search(rf"(?<!\w){pattern}(?!\w)", reader.left)
        column = named(sheet, match["column"]) if match else None
        if column is not None and column.is_number:
            reader.take(pattern)
            reader.take(r"(?:(?:in )?working days|amount)")
            return column
    column = next(
        (c for c in own_columns(sheet) if c.is_number and re.search(rf"\b{re.escape(c.title.lower())}\b", reader.left)),
        None,
    )
    spent = role(sheet, "spent") if reader.has(_SPENT) else None
    chosen = column or spent or role(sheet, "amount")
    if chosen is not None:
        reader.take(after)
        reader.take(_SPENT)
        reader.take(r"in total|so far|in working days")
        reader.take(re.escape(chosen.title.lower()))
        reader.take(r"(?:amount|money|value)")
    return chosen


def _count_different(reader: Reader, sheet: Sheet) -> Ask | None:
    """“how many different vendors are there”: the values of a column, the empty one not among them."""
    pattern = r"how many (?:different|distinct|unique) (?P<column>[\w%]+(?: [\w%]+)?)"
    match = re.search(rf"(?<!\w){pattern}(?!\w)", reader.left)
    for said in (match["column"], match["column"].split(" ")[0]) if match else ():
        column = named(sheet, said)
        if column is not None and not column.is_primary:
            reader.take(rf"how many \w+ {re.escape(said)}")
            return Ask(Kind.DISTINCT, "", Filters(), measure=column, function="count")
    return None


def take_leading_group(reader: Reader, sheet: Sheet) -> Ask | None:
    """“which vendor has the largest planned total”, “which 3 suppliers have the most items”: groups in order."""
    lead = r"(?:which|what) (?P<n>\d+ )?(?P<group>[\w%]+) (?:has|have) (?:the )?"
    big = re.search(
        rf"(?<!\w){lead}(?P<how>{BIG}|{SMALL}) (?:total |sum of )?(?P<of>[\w% ]+?)(?: total)?\s*(?:·|$)", reader.left
    )
    many = re.search(rf"(?<!\w){lead}(?P<how>most|fewest|least)(?!\w)", reader.left)
    match = big or many
    group = key_named(sheet, match["group"]) if match else None
    if match is None or group is None or group.is_primary or group.is_number or group.is_date:
        return None
    n = int(match["n"] or 0)
    if big is None:
        if not n:
            return None
        reader.take(re.escape(match[0].strip()))
        return Ask(Kind.COUNT, "", Filters(), group=group, groups=n, fewest=match["how"] != "most")
    measure = named(sheet, big["of"])
    if measure is None or not measure.is_number or not reader.take(re.escape(big[0].strip(" ·"))):
        return None
    small = re.fullmatch(SMALL, big["how"]) is not None
    return Ask(Kind.AGGREGATE, "", Filters(), group=group, measure=measure, function="sum", groups=n or 1, fewest=small)


def _most_overdue(reader: Reader, sheet: Sheet) -> Ask | None:
    """“which 3 tasks are the most overdue”: those due first; that they are overdue is a filter of its own."""
    due = role(sheet, "due")
    if due is None or reader.take(r"(?:the )?(?:most|longest|furthest)(?= overdue| late)") is None:
        return None
    found = reader.take(r"(?:which|what|the|show|list)(?: me)?(?: the)?(?: (?P<n>\d+))?")
    n = int(found["n"]) if found and found["n"] else 5
    return Ask(Kind.TOP, "", Filters(), measure=due, n=n, descending=False)


def _top(reader: Reader, sheet: Sheet, *, grouped: bool) -> Ask | None:
    """“which 5 budget lines are largest”, “top 3 risks by exposure”, “the latest due date”."""
    for word, descending, dated in (
        (BIG, True, False),
        (SMALL, False, False),
        (LATE, True, True),
        (EARLY, False, True),
    ):
        if not _without_titles(reader, sheet).has(word):
            continue
        many = reader.take(rf"(?:the )?(?:(?P<a>\d+) {word}|{word} (?P<b>\d+))")
        number = (many["a"] or many["b"]) if many else None
        if many is None:
            reader.take(rf"(?:the )?{word}")
            found = reader.take(r"(?:which|what|the|show|list) (?P<n>\d+)")
            number = found["n"] if found else None
        column = _ordered_by(reader, sheet, dated=dated)
        if column is None:
            return None
        if grouped and not dated and not number:
            return Ask(Kind.AGGREGATE, "", Filters(), measure=column, function="max" if descending else "min")
        plural = re.search(r"(?:which|what) (?!is\b|was\b)\w+s\b|s are\b", reader.left)
        n = int(number) if number else 5 if plural else 1
        reader.take(r"(?:show|list|which|what|give me)(?: me)?(?: the)?")
        return Ask(Kind.TOP, "", Filters(), measure=column, n=min(max(n, 1), 100), descending=descending)
    return None


def _without_titles(reader: Reader, sheet: Sheet) -> Reader:
    """The question without column titles in it: “last counted” may be one, and no “last”."""
    bare = copy(reader)
    for column in own_columns(sheet):
        if " " in column.title:
            bare.take(re.escape(column.title.lower()))
    return bare


def _ordered_by(reader: Reader, sheet: Sheet, *, dated: bool) -> Column | None:
    """The column after “by”, or any numeric (date) column named; else the sheet's amount (due date)."""
    for words in (r"[\w%]+ [\w%]+", r"[\w%]+"):
        match = re.search(rf"(?<!\w)(?:by|in|of) (?:the )?(?P<column>{words})(?!\w)", reader.left)
        column = named(sheet, match["column"]) if match else None
        if match is not None and column is not None and (column.is_date if dated else column.is_number):
            reader.take(re.escape(match[0].strip()))
            return column
    fitting = [c for c in own_columns(sheet) if (c.is_date if dated else c.is_number)]
    for column in sorted(fitting, key=lambda c: -len(c.title)):
        if reader.take(re.escape(column.title.lower()) + r"(?: (?:amounts?|values?))?"):
            return column
    if dated:
        for said, kin in ((r"due(?: dates?)?|deadlines?", "due"), (r"start(?:ing|s)?(?: dates?)?", "start")):
            if reader.take(rf"(?:{said})"):
                return role(sheet, kin)
        return role(sheet, "due")
    return role(sheet, "amount")


def _distinct(reader: Reader, sheet: Sheet) -> Ask | None:
    """“which statuses are there”, “distinct vendors”, “what are the different categories”."""
    column_words = r"(?P<column>[\w%]+(?: [\w%]+)?)"
    for pattern in (
        rf"(?:what are |list |show )?(?:me )?(?:all )?(?:the )?(?:distinct|different|unique|possible) {column_words}",
        rf"(?:which|what) {column_words} (?:are there|exist|do we have|are used)",
    ):
        match = re.search(rf"(?<!\w){pattern}(?!\w)", reader.left)
        if match is None:
            continue
        for said in (match["column"], match["column"].split(" ")[0]):
            column = named(sheet, said.removesuffix(" values"))
            if column is not None and not column.is_primary:
                reader.take(re.escape(match[0].strip()))
                reader.take(r"values")
                return Ask(Kind.DISTINCT, "", Filters(), measure=column)
    return None
