"""Conditions found in a question, each as SQL, with the columns worth showing beside them."""

from __future__ import annotations

from dataclasses import dataclass, field

from infra.local.planner.contexts import Column


@dataclass(slots=True)
class Filters:
    """Conditions joined by AND, and the columns they are about, in the order they were read."""

    conditions: list[str] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)

    def add(self, condition: str, *columns: Column | None) -> None:
        self.conditions.append(condition)
        self.columns.extend(c for c in columns if c is not None and c not in self.columns)
