"""Text that is said, not listed: “mention legal in their comments”, “with the vendor harbour pr”, an email address."""

from __future__ import annotations

import re

from infra.local.planner.columns import companion, like, literal, named, own_columns, role
from infra.local.planner.conditions import Filters
from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.reader import Reader
from infra.local.planner.vocabulary import STOPWORDS, singular

_SAY = (
    r"(?:that |which |who )?(?:mentions?|mentioning|contains?|containing|includes?|including"
    r"|(?:have|has|with) the words?)"
)
_WORDS = r"\"?(?P<what>[^·,;\"]+?)\"?"
_WHERE = r"(?: (?:in|as part of) (?:their|the|its|his|her) (?P<column>[\w%]+(?: [\w%]+)?))"
_EMAIL = r"(?P<email>[\w.+-]+@[\w.-]+\w)"
_AMONG = r"(?: (?:among|as one of|in|as) (?:their|the|its) (?P<column>[\w%]+(?: [\w%]+)?))"


def take_mentions(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """Words that some text column holds; without a column's name, the primary one."""
    if match := reader.take(rf"(?:with|having|have|has) an? (?P<column>[\w%]+) {_SAY} {_WORDS}(?=\s*$)"):
        _add(sheet, found, match["column"], match["what"])
    elif match := reader.take(rf"{_SAY} {_WORDS}{_WHERE}?(?=\s*(?:·|$))"):
        _add(sheet, found, match["column"] or "", match["what"])


def _add(sheet: Sheet, found: Filters, said: str, what: str) -> None:
    column = named(sheet, said) if said and said not in ("name", "title") else sheet.primary
    if column is not None:
        found.add(like(column, what.strip()), column)


def take_emails(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """An address: of the owner, or of the contacts of a column that is named."""
    match = re.search(rf"(?<![\w.]){_EMAIL}{_AMONG}?", reader.left)
    if match is None:
        return
    column = named(sheet, match["column"]) if match["column"] else role(sheet, "owner")
    held = companion(sheet, column, "email", "emails") if column is not None else None
    lead = r"(?:(?:is |are )?(?:assigned to|owned by|with|have|has|of) )?"
    if held is None or column is None or not reader.take(lead + re.escape(match[0])):
        return
    address = literal(match["email"])
    found.add(f"list_contains({held.sql}, {address})" if held.is_list else f"lower({held.sql}) = {address}", column)


def take_contacts(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """“is Carla Rossi a reviewer of”, “reviewed by Ben”: a name in another contact column than the owner's."""
    for column in own_columns(sheet):
        if not column.is_contact or not column.is_list:
            continue
        one = re.escape(singular(column.title.lower()))
        if match := reader.take(rf"(?:is|are) (?P<name>[^·,;]+?) (?:an? |the )?{one} of"):
            found.add(like(column, match["name"]), column)


def take_values(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """“with the vendor harbour pr”, “has the ID LP-0012”: a text column's name, then its value to the end."""
    for column in sorted(own_columns(sheet), key=lambda c: -len(c.title)):
        if column.is_number or column.is_date or column.type == "BOOLEAN":
            continue
        title = re.escape(singular(column.title.lower())) + "s?"
        lead = r"(?:with|for|from|of|in|at|has|have|under|by) (?:the |a |an )?"
        match = re.search(rf"(?<![\w%]){lead}{title} (?:is |called |named |= ?)?(?P<value>[^·,;]+?)\s*$", reader.left)
        if match is None or not _means_something(match["value"]):
            continue
        if reader.take(rf"{lead}{title} (?:is |called |named |= ?)?{re.escape(match['value'])}"):
            found.add(_equal(column, match["value"].strip('" ')), column)
            return


def _equal(column: Column, text: str) -> str:
    if column.is_list or column.is_contact:
        return like(column, text)
    return f"strip_accents(lower(coalesce({column.sql}, ''))) = strip_accents({literal(text)})"


def _means_something(value: str) -> bool:
    words = re.findall(r"[^\s\"]+", value)
    return bool(words) and not any(word in STOPWORDS - {"&", "-", "the", "of"} for word in words)
