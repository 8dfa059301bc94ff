"""Where a row stands: phases are the rows at the top, a workstream is the row right above, “under X” is below it."""

from __future__ import annotations

import re

from infra.local.planner.columns import literal, named
from infra.local.planner.conditions import Filters
from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.reader import Reader
from infra.local.planner.vocabulary import singular

_PATH = '"_path"'
_PHASE = r"(?:phases?|stages?|top[- ]level (?:rows?|tasks?|items?))"
_STREAM = r"(?:work ?streams?|sections?|parents?)"
PHASE = Column("Phase", "VARCHAR", expression=f"split_part({_PATH}, ' / ', 1)")
STREAM = Column("Section", "VARCHAR", expression=f"string_split({_PATH}, ' / ')[-1]")
_GROUPS = {"phase": PHASE, "stage": PHASE, "workstream": STREAM, "section": STREAM, "parent": STREAM}


def key_named(sheet: Sheet, said: str) -> Column | None:
    """What to group by: a column, else a part of the hierarchy."""
    column = named(sheet, said)
    if column is not None or not nested(sheet):
        return column
    return _GROUPS.get(singular(said.strip().split(" ")[-1]))


def nested(sheet: Sheet) -> bool:
    return {"_path", "_level", "_children"} <= sheet.system


def take_place(reader: Reader, sheet: Sheet, found: Filters) -> None:
    """“under Mobile app”, “in the phase 3 · Market”: rows below the one with that name."""
    if not nested(sheet):
        return
    lead = (
        r"(?:are |is |lie |lies )?(?:under|beneath|below|part of|belong(?:s|ing)? to the (?:phase|section|workstream))"
    )
    if match := reader.take(rf"{lead} (?:the )?(?P<name>(?!(?:their|its) |.* (?:and|or) )[^·,;\d][^·,;]*?)(?=\s*$)"):
        found.add(f"coalesce({_PATH}, '') ILIKE {literal('%' + match['name'] + '%')}")


def take_tops(reader: Reader, sheet: Sheet, found: Filters) -> bool:
    """“what are the phases”, “% complete of each phase”: whether the top rows themselves are asked for."""
    if not nested(sheet) or named(sheet, "phase") is not None:
        return False
    rest = r"(?: of (?:the |this )?\w+| are there| does it have)?(?=\s*$)"
    if reader.take(rf"(?:what|which) (?:are )?(?:the )?{_PHASE}{rest}"):
        found.add('"_level" = 0')
        return True
    pattern = rf"(?:what is )?(?:the )?(?P<column>[^\s·,;][^·,;]*?) of (?:each|every|all|the) {_PHASE}(?=\s*$)"
    match = re.search(rf"(?<![\w%]){pattern}", reader.left)
    column = named(sheet, match["column"]) if match else None
    if column is None or not reader.take(pattern):
        return False
    found.add('"_level" = 0', column)
    return True
