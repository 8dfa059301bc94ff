"""What a question asks of one sheet, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from infra.local.planner.conditions import Filters
from infra.local.planner.contexts import Column


class Kind(StrEnum):
    COUNT = "count"
    AGGREGATE = "aggregate"
    SHARE = "share"
    TOP = "top"
    LIST = "list"
    NEXT = "next"
    DISTINCT = "distinct"
    VALUE_OF = "value of"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question over one sheet. `function` is sum, avg, min or max; `descending` orders TOP; `subject` names a row.

    Of a grouped one `groups` are wanted when above 0, the fewest or smallest first with `fewest`.
    """

    kind: Kind
    noun: str
    filters: Filters
    group: Column | None = None
    measure: Column | None = None
    function: str = ""
    n: int = 5
    descending: bool = True
    subject: str = ""
    with_parents: bool = False
    fewest: bool = False
    groups: int = 0


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The words no rule took; empty when no rule knew what to do at all."""

    words: tuple[str, ...] = ()
