"""What changes may do here: limits an admin sets for all sheets, and for single ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.effects import Effect


@dataclass(frozen=True, slots=True)
class PlanPolicy:
    """What one plan may do at most. `protected` names columns nobody changes through the bot.

    `rows`, `columns` and `records` (shares, comments, …) are the most one plan may touch. `share_domains` are those
    that something may be shared into, all when empty. `only_options` keeps dropdowns to their options; without it a
    dropdown that Smartsheet leaves open takes any text. A plan of an effect in `second`, or of more than `second_rows`
    rows (0: however many), needs a second person.
    """

    rows: int = 5_000
    columns: int = 50
    records: int = 200
    destructive: bool = True
    sharing: bool = True
    share_domains: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    only_options: bool = True
    second: frozenset[Effect] = frozenset()
    second_rows: int = 0


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """The policy for every sheet, and those of the sheets that have their own."""

    everywhere: PlanPolicy = field(default_factory=PlanPolicy)
    sheets: Mapping[int, PlanPolicy] = field(default_factory=dict)

    def of(self, sheet_id: int) -> PlanPolicy:
        return self.sheets.get(sheet_id, self.everywhere)
