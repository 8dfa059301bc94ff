"""Whose rows: “assigned to Ben”, “Ben's”, “does Ben have”, “my”, “unassigned”."""

from __future__ import annotations

import re

from infra.local.planner.columns import is_empty, like, role
from infra.local.planner.conditions import Filters
from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.reader import Reader
from infra.local.planner.vocabulary import STOPWORDS

_NAME = r"(?P<name>(?!each |every |any |all )[^\s·,;]+(?: [^\s·,;]+)??)"
_AFTER_NAME = r"(?= (?:·|and|that|which|is|are|in|due|with)|\s*·|\s*,|\s*$)"
_SOMEBODY = (
    rf"(?:assigned to|owned by|belong(?:s|ing)? to) {_NAME}{_AFTER_NAME}",
    rf"(?:does|do|has) {_NAME} (?:have|own|got)",
    r"(?P<name>[^\s·,;]+)'s",
)
_NOBODY = (
    r"(?:unassigned|unowned|(?:without|with no|no|missing) (?:an? )?(?:owner|assignee)"
    r"|(?:not )?assigned to (?:nobody|no one|noone)|nobody (?:owns|has (?:picked up|taken))(?: yet)?)"
)
_ME = r"(?:(?:assigned|belong(?:s|ing)?) to me|owned by me|do i (?:have|own)|i (?:have|own)|my|mine|for me)"


def take_owners(reader: Reader, sheet: Sheet, found: Filters, *, person: str) -> None:
    owner = role(sheet, "owner")
    if owner is None:
        return
    if reader.take(_NOBODY):
        found.add(is_empty(owner), owner)
    if person and reader.take(_ME):
        found.add(like(owner, person), owner)
    for pattern in _SOMEBODY:
        if match := reader.take(pattern):
            found.add(like(owner, _full_name(match["name"], owner)), owner)
            return
    for value in owner.values:
        first = value.split(" ")[0].lower()
        if len(first) < 3 or first in STOPWORDS:
            continue
        if reader.take(rf"(?:for )?(?:{re.escape(value.lower())}|{re.escape(first)})"):
            found.add(like(owner, value), owner)
            return


def _full_name(said: str, owner: Column) -> str:
    """The name as the sheet spells it, when the prompt lists one that begins with what was said."""
    return next((value for value in owner.values if value.lower().startswith(said)), said)
