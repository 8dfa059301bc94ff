"""The order and hierarchy of a sheet's rows, without their cells: enough to say where a row stands and to move it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: under `parent_id` (None: at the top level), right after `after_id` (None: first there).

    An id below zero names a row that the same plan creates.
    """

    parent_id: int | None = None
    after_id: int | None = None


class Outline:
    """A sheet's rows as a tree; every change keeps each row's children with it."""

    def __init__(self, rows: Iterable[tuple[int, int | None]]) -> None:
        """`rows` are (id, parent id) in display order; a parent that is not among them counts as none."""
        listed = list(rows)
        known = {row_id for row_id, _ in listed}
        self._parents: dict[int, int | None] = {}
        self._children: dict[int | None, list[int]] = {None: []}
        for row_id, parent in listed:
            self._link(row_id, parent if parent in known else None)

    def __contains__(self, row_id: object) -> bool:
        return row_id in self._parents

    def order(self) -> Iterator[tuple[int, int | None]]:
        """(id, parent id) in display order."""
        waiting = self._children[None][::-1]
        while waiting:
            row_id = waiting.pop()
            yield row_id, self._parents[row_id]
            waiting.extend(reversed(self._children.get(row_id, ())))

    def parent(self, row_id: int) -> int | None:
        return self._parents[row_id]

    def children(self, row_id: int | None) -> tuple[int, ...]:
        return tuple(self._children.get(row_id, ()))

    def subtree(self, row_id: int) -> tuple[int, ...]:
        """The row and everything under it, in display order."""
        found, waiting = [], [row_id]
        while waiting:
            each = waiting.pop()
            found.append(each)
            waiting.extend(reversed(self._children.get(each, ())))
        return tuple(found)

    def roots(self, row_ids: Iterable[int]) -> tuple[int, ...]:
        """Those of the rows that lie under no other of them, in display order."""
        chosen = set(row_ids)
        return tuple(row_id for row_id, _ in self.order() if row_id in chosen and not self._above(row_id) & chosen)

    def place(self, row_id: int) -> Place:
        """Where the row stands now. Raises KeyError for a row that is not here."""
        parent = self._parents[row_id]
        at = self._children[parent].index(row_id)
        return Place(parent, self._children[parent][at - 1] if at else None)

    def following(self, place: Place) -> int | None:
        """The row that stands at this place now, which a row put there would push down."""
        siblings = self._children.get(place.parent_id, [])
        at = 0 if place.after_id is None else siblings.index(place.after_id) + 1
        return siblings[at] if at < len(siblings) else None

    def accepts(self, place: Place, *, moving: int | None = None) -> bool:
        """Whether a row (the moving one) can be put there: parent and sibling exist and are not inside it."""
        if place.parent_id is not None and place.parent_id not in self:
            return False
        if place.after_id is not None and (
            place.after_id not in self or self._parents[place.after_id] != place.parent_id
        ):
            return False
        if moving is None:
            return True
        inside = set(self.subtree(moving))
        return place.parent_id not in inside and place.after_id not in inside

    def insert(self, row_id: int, place: Place) -> None:
        """Put a new row there. Raises ValueError when the place does not exist or the row is here already."""
        if row_id in self or not self.accepts(place):
            raise ValueError(f"row {row_id} cannot be put at {place}")
        self._link(row_id, place.parent_id, after=place.after_id, first=place.after_id is None)

    def move(self, row_id: int, place: Place) -> None:
        """Put the row there with everything under it. Raises ValueError for a place inside it or none at all."""
        if not self.accepts(place, moving=row_id):
            raise ValueError(f"row {row_id} cannot be moved to {place}")
        self._children[self._parents[row_id]].remove(row_id)
        self._link(row_id, place.parent_id, after=place.after_id, first=place.after_id is None)

    def remove(self, row_id: int) -> tuple[int, ...]:
        """Take the row and everything under it out; they are returned."""
        gone = self.subtree(row_id)
        self._children[self._parents[row_id]].remove(row_id)
        for each in gone:
            del self._parents[each]
            self._children.pop(each, None)
        return gone

    def _link(self, row_id: int, parent: int | None, *, after: int | None = None, first: bool = False) -> None:
        siblings = self._children.setdefault(parent, [])
        at = 0 if first else len(siblings) if after is None else siblings.index(after) + 1
        siblings.insert(at, row_id)
        self._parents[row_id] = parent

    def _above(self, row_id: int) -> set[int]:
        found: set[int] = set()
        parent = self._parents[row_id]
        while parent is not None:
            found.add(parent)
            parent = self._parents[parent]
        return found
