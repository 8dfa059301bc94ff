"""Who made or changed rows, and when: every sheet keeps it, whatever its columns are."""

from __future__ import annotations

import re

from infra.local.planner.columns import literal, named
from infra.local.planner.conditions import Filters
from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.dates import take_when
from infra.local.planner.reader import Reader

_DONE = (
    (r"(?:last )?(?:modified|changed|edited|updated|touched)(?: last)?", "_modified"),
    (r"(?:created|added|entered|made|new(?= (?:this|since|today|yesterday|in the last)))", "_created"),
)
_BE = r"(?:(?:is|are|was|were|has been|have been|been) )?"
_NAME = r"(?P<name>[^\s·,;]+(?: [^\s·,;]+)?)"
_LONG = r"(?:(?:have|has) )?not (?:been )?{did} (?:for|in|since) (?:the last )?(?P<n>\d+) days?(?: or more)?"
_VERBS = (
    (r"(?:change|modify|edit|update|touch)", "_modified"),
    (r"(?:create|add|enter|make)", "_created"),
)


def take_authors(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """“last modified by Ben”, “changed this week”, “created today”, “not modified for 4 days”."""
    for did, kind in _DONE:
        by, at = Column(f"{kind}_by", "VARCHAR"), Column(f"{kind}_at", "TIMESTAMP")
        if not {by.title, at.title} <= sheet.system:
            continue
        day = f"CAST({at.sql} AS DATE)"
        if match := reader.take(_LONG.format(did=did)):
            found.add(f"{day} <= today() - {match['n']}", at)
        elif (when := take_when(reader, rf"{_BE}{did}\s+(?:·\s+)?", day)) is not None:
            found.add(f"({when})", at, by)
        match = reader.take(rf"{_BE}{did} by {_NAME}")
        if match is None and (said := re.search(rf"(?<!\w)by {_NAME}\s*$", reader.left)) and at in found.columns:
            match = reader.take(re.escape(said[0].strip())) if named(sheet, said["name"]) is None else None
        if match is not None:
            pattern = literal(f"%{match['name']}%")
            found.add(f"strip_accents(coalesce({by.sql}, '')) ILIKE strip_accents({pattern})", by)


def take_author_group(reader: Reader, sheet: Sheet) -> Column | None:
    """“did each person change last”, “by who changed them”: the rows' author as a column to group by."""
    for verb, kind in _VERBS:
        column = Column(f"{kind}_by", "VARCHAR")
        if column.title in sheet.system and reader.take(
            rf"did (?:each|every) (?:person|one) (?:last )?{verb}(?: last)?"
        ):
            return column
    return None
