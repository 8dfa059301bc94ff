"""Conditions that name their column: “planned over 10,000”, “where vendor is Brightline”, “without a due date”."""

from __future__ import annotations

import re

from infra.local.planner.columns import companion, is_empty, is_one, like, named, own_columns, role
from infra.local.planner.conditions import Filters
from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.reader import Reader
from infra.local.planner.vocabulary import STOPWORDS, singular

_MORE = r"(?:(?:is |are |was |were )?(?:over|above|more than|greater than|exceed(?:s|ing)?|>))"
_LESS = r"(?:(?:is |are |was |were )?(?:under|below|less than|fewer than|smaller than|<))"
_BOUNDS = (
    (r"(?:(?:is |are )?(?:at least|>=|no less than))", ">="),
    (r"(?:(?:is |are )?(?:at most|<=|no more than|up to))", "<="),
    (_MORE, ">"),
    (_LESS, "<"),
    (r"(?:(?:is |are |of |at )?(?:exactly|equal to|=)|(?:is|are|of|at))", "="),
)
_AMOUNT = r"[$€£]?(?P<number>-?\d+(?:\.\d+)?) ?(?P<scale>k\b|m\b|%|percent|(?:working |calendar )?days?)?"
_ENDS = ((r"(?:or|and) (?:more|higher|above|over|up)", ">="), (r"(?:or|and) (?:less|fewer|lower|below|under)", "<="))
_BETWEEN = rf"between {_AMOUNT} and [$€£]?(?P<until>\d+(?:\.\d+)?)"


def take_comparisons(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """“planned over 10,000”, “progress below 50 %”, “probability of 4 or more”, “planned between 2k and 5k”."""
    _take_lengths(reader, sheet, found)
    for pattern, operator in (
        (_BETWEEN, "BETWEEN"),
        *((rf"(?:of )?{_AMOUNT} {end}", operator) for end, operator in _ENDS),
        *((rf"{bound} {_AMOUNT}", operator) for bound, operator in _BOUNDS),
    ):
        while (match := re.search(rf"(?<![\w%]){pattern}(?![\w])", reader.left)) is not None:
            column, said = _before(reader.left[: match.start()], sheet)
            if column is None and operator != "=":
                column = _meant(sheet, match["scale"] or "")
            if column is None or not reader.take(pattern):
                break
            if said:
                reader.take(re.escape(said) + r"(?: (?:of|amount))?")
            if column.is_duration:
                reader.take(r"(?:takes?|lasts?)")
            if column.is_percent:
                reader.take(r"(?:completed?|done|finished)(?=\s*(?:·|,|$))")
            found.add(_condition(match, column, operator), column)
    _take_plain(reader, sheet, found)


def _condition(match: re.Match[str], column: Column, operator: str) -> str:
    held = column.sql if column.is_number else f"TRY_CAST({column.sql} AS DOUBLE)"
    number = _number(match["number"], match["scale"] or "", column)
    if operator == "BETWEEN":
        return f"{held} BETWEEN {number} AND {_number(match['until'], match['scale'] or '', column)}"
    return f"{held} {operator} {number}"


def _meant(sheet: Sheet, scale: str) -> Column | None:
    """The column of a number that stands alone: a percentage, a duration or an amount."""
    if scale in ("%", "percent"):
        return role(sheet, "percent")
    if scale.endswith(("day", "days")):
        return next((column for column in own_columns(sheet) if column.is_duration), None)
    return role(sheet, "amount")


def _before(text: str, sheet: Sheet) -> tuple[Column | None, str]:
    """The numeric column named by the one to three words before a comparison, and those words."""
    words = re.sub(r"\s+(?:of|amount|value)\s*$", "", text.rstrip()).split()
    for length in (3, 2, 1):
        said = " ".join(words[-length:])
        if len(words) >= length and words[-1] not in STOPWORDS:
            column = named(sheet, re.sub(r"^(?:with|have|has|a|an|the|whose|where) ", "", said))
            if column is not None and column.counts:
                return column, said
    return None, ""


def _take_plain(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """“impact 5”: a number right after the title of a column of numbers."""
    for column in own_columns(sheet):
        title = re.escape(column.title.lower())
        if column.counts and (match := reader.take(rf"(?:(?:with|have|has) )?(?:an? )?{title} {_AMOUNT}")):
            found.add(_condition(match, column, "="), column)


def _take_lengths(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """“more than one reviewer”: how many entries a list has."""
    for column in own_columns(sheet):
        for bound, operator in _BOUNDS[:4]:
            one = re.escape(singular(column.title.lower()))
            if column.is_list and (match := reader.take(rf"(?:(?:with|have|has) )?{bound} (?P<n>\d+) {one}s?")):
                found.add(f"coalesce(len({column.sql}), 0) {operator} {match['n']}", column)


def take_columns_compared(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """“quantity below their reorder point”, “over budget”: one number of a row against another."""
    spent, planned = role(sheet, "spent"), role(sheet, "amount")
    if spent is not None and planned is not None and spent != planned and reader.take(r"(?:over ?budget|overspent)"):
        found.add(f"{spent.sql} > {planned.sql}", spent, planned)
    title = r"[\w%]+(?: [\w%]+)?"
    for bound, operator in _BOUNDS[:4]:
        pattern = rf"(?:(?:with|have|has|where) )?(?:an? |the )?(?P<a>{title}) {bound} (?:their|the|its) (?P<b>{title})"
        match = re.search(rf"(?<![\w%]){pattern}(?![\w])", reader.left)
        if match is None:
            continue
        left = named(sheet, match["a"]) or named(sheet, match["a"].split(" ")[-1])
        right = named(sheet, match["b"])
        if left is not None and right is not None and left.is_number and right.is_number and reader.take(pattern):
            found.add(f"{left.sql} {operator} {right.sql}", left, right)
    _take_row_compared(reader, sheet, found)


def _take_row_compared(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """“items below their reorder point”, “lines above their planned amount”: what a row has, or cost, goes unsaid."""
    for bound, operator in _BOUNDS[:4]:
        pattern = rf"{bound} (?:their|its) (?P<than>[\w%]+(?: [\w%]+)?)"
        match = re.search(rf"(?<![\w%]){pattern}(?![\w])", reader.left)
        limit = named(sheet, match["than"]) if match else None
        if limit is None or not limit.is_number:
            continue
        left = role(sheet, "spent" if limit == role(sheet, "amount") else "quantity")
        if left is not None and left != limit and reader.take(pattern):
            found.add(f"{left.sql} {operator} {limit.sql}", left, limit)


def _number(number: str, scale: str, column: Column) -> str:
    if column.is_percent and (scale in ("%", "percent") or float(number) > 1):
        return f"{number} / 100.0"
    return {"k": f"{number} * 1000", "m": f"{number} * 1000000"}.get(scale, number)


_WITHOUT = r"(?:without|with no|have no|has no|missing|lacking|no)(?: an?| any)?"
_WITH = r"(?:have|has|with)(?: an?| any)?"


def take_missing(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """“without a due date”, “no vendor”, “missing notes”; and the contrary, “with a vendor”, “have reviewers”."""
    for lead, negated in ((_WITHOUT, False), (_WITH, True)):
        match = re.search(rf"(?<![\w]){lead} (?P<what>[\w%]+ [\w%]+|[\w%]+)", reader.left)
        if match is None:
            continue
        for said in (match["what"], match["what"].split(" ")[0]):
            column = named(sheet, said)
            ends = r"(?=\s*(?:·|,|$|are\b|is\b|in\b))" if negated else ""
            if column is not None and reader.take(
                rf"{lead} {re.escape(said)}(?: set| given| entered| date| value)?{ends}"
            ):
                held = companion(sheet, column, "email") if "email" in column.title.lower() else None
                empty = is_empty(held or column)
                found.add(f"NOT ({empty})" if negated else empty, column)
                return


_VALUE = r"(?:\"(?P<quoted>[^\"]+)\"|(?P<bare>[^\s·,;\"]+))"
_HOW = r"(?P<how>contains|containing|includes|equals|=|is exactly|is not|is)"
_COLUMN = r"(?:(?P<intro>where|whose|with)(?: the)? )?(?P<column>[\w%]+(?: [\w%]+)?)"
_STATED = rf"{_COLUMN} {_HOW} {_VALUE}"


def take_stated(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """“where vendor is Brightline”, “vendor contains fjord”, “whose category is not Software”.

    A quoted value, or one the prompt lists, may be several words.
    """
    while (match := re.search(rf"(?<![\w%]){_STATED}", reader.left)) is not None:
        said, how = match["column"], match["how"]
        column = named(sheet, said) or named(sheet, said.split(" ")[-1])
        if column is None or column.is_number or column.is_date or (how.startswith("is") and not match["intro"]):
            return
        start = reader.left[match.start("quoted" if match["quoted"] else "bare") :].lstrip('"')
        spelled = next((v for v in sorted(column.values, key=len, reverse=True) if start.startswith(v.lower())), None)
        what = spelled or match["quoted"] or match["bare"]
        whole = reader.left[match.start() : match.start("how")] + how + " "
        if reader.take(re.escape(whole) + r"\"?" + re.escape(what.lower()) + r"\"?") is None:
            return
        condition = is_one(column, spelled) if spelled and how != "contains" else like(column, what)
        found.add(f"NOT {condition}" if how == "is not" else condition, column)
