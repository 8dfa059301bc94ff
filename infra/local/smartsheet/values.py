"""From a plain Python value to a cell of a column, the way the web app understands what a person types."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from infra.local.smartsheet.model import Cell, Column

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World


def cell_of(value: Any, column: Column, world: World) -> Cell | None:
    """A cell with this value; None clears. Text that does not fit the column's type is kept as text."""
    if value is None or isinstance(value, Cell):
        return value
    if isinstance(value, str) and value.startswith("="):
        return Cell(formula=value)
    if column.type == "MULTI_PICKLIST":
        return multi_picklist([value] if isinstance(value, str) else value)
    if column.type == "MULTI_CONTACT_LIST":
        return multi_contact([value] if isinstance(value, str) else value, world)
    if column.type == "CONTACT_LIST" and isinstance(value, str):
        return contact(value, world)
    if column.type == "ABSTRACT_DATETIME" and isinstance(value, date) and not isinstance(value, datetime):
        return Cell(value=f"{value.isoformat()}T08:00:00")
    if isinstance(value, datetime):
        return Cell(value=value.strftime("%Y-%m-%dT%H:%M:%S"))
    if isinstance(value, date):
        return Cell(value=value.isoformat())
    if isinstance(value, int) and not isinstance(value, bool):
        return Cell(value=float(value))
    return Cell(value=value)


def contact(text: str, world: World) -> Cell:
    """A contact from a sample person's key, an email, “Name <email>”, or free text."""
    if text in world.users:
        return world.contact_cell(text)
    name, _, rest = text.partition(" <")
    email = rest.rstrip(">") if rest else text
    if "@" not in email:
        return Cell(value=text, display=text)
    shown = name if rest else email
    return Cell(value=email, object={"objectType": "CONTACT", "email": email, "name": shown}, display=shown)


def multi_picklist(values: Iterable[str]) -> Cell:
    chosen = list(values)
    return Cell(object={"objectType": "MULTI_PICKLIST", "values": chosen}, display=", ".join(chosen))


def multi_contact(people: Iterable[str], world: World) -> Cell:
    cells = [contact(person, world) for person in people]
    values = [cell.object or {"objectType": "CONTACT", "name": cell.display} for cell in cells]
    shown = ", ".join(cell.display or "" for cell in cells)
    return Cell(object={"objectType": "MULTI_CONTACT", "values": values}, display=shown)
