"""The 25 columns of the inventory sheet and the cells they hold; every column type of Smartsheet occurs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from infra.local.people import PEOPLE
from infra.local.smartsheet.formats import PERCENT, USD, WHOLE, display_number

MANY = 400


@dataclass(frozen=True, slots=True)
class Spec:
    """A column: `kind` picks the cells' maker, `empty` the share of empty cells, `pattern` counts the rows."""

    title: str
    type: str
    kind: str
    options: tuple[str, ...] = ()
    empty: float = 0.0
    pattern: str = ""
    validation: bool = False
    width: int = 120
    extra: dict[str, Any] = field(default_factory=dict)


CATEGORIES = ("Fasteners", "Sensors", "Cabling", "Enclosures", "Power", "Optics", "Packaging", "Tools")
SITES = ("Rotterdam", "Leipzig", "Gdańsk", "Porto", "Austin")
SUPPLIERS = ("Altum Metals", "Brightline", "Corvus Electric", "Delft Optics", "Ege Kablo", "Fjord Supply")
STATUSES = ("In stock", "Low", "Out of stock", "On order", "Discontinued")
TAGS = ("fragile", "fast mover", "consignment", "RoHS", "cold store", "customs")

COLUMNS: tuple[Spec, ...] = (
    Spec("SKU", "TEXT_NUMBER", "count", pattern="NW-%06d", width=140),
    Spec("Item", "TEXT_NUMBER", "item", width=260),
    Spec("Category", "PICKLIST", "choice", options=CATEGORIES, validation=True),
    Spec("Site", "PICKLIST", "choice", options=SITES, validation=True),
    Spec("Bin", "TEXT_NUMBER", "bin", empty=0.15),
    Spec("Quantity", "TEXT_NUMBER", "quantity", empty=0.01),
    Spec("Reorder Point", "TEXT_NUMBER", "quantity", empty=0.2),
    Spec("Unit Cost", "TEXT_NUMBER", "money"),
    Spec("Stock Value", "TEXT_NUMBER", "value", extra={"formula": "=Quantity@row * [Unit Cost]@row"}),
    Spec("Margin", "TEXT_NUMBER", "percent", empty=0.35),
    Spec("Supplier", "PICKLIST", "choice", options=SUPPLIERS, empty=0.1),
    Spec("Status", "PICKLIST", "choice", options=STATUSES, validation=True),
    Spec("Condition", "PICKLIST", "choice", options=("Red", "Yellow", "Green"), extra={"symbol": "RYG"}, empty=0.4),
    Spec("Owner", "CONTACT_LIST", "contact", empty=0.35),
    Spec("Reviewers", "MULTI_CONTACT_LIST", "contacts", empty=0.9),
    Spec("Tags", "MULTI_PICKLIST", "choices", options=TAGS, empty=0.75),
    Spec("Hazardous", "CHECKBOX", "flag"),
    Spec("Last Counted", "DATE", "date", empty=0.25),
    Spec("Restock Start", "ABSTRACT_DATETIME", "moment", empty=0.85, extra={"tags": ["CALENDAR_START_DATE"]}),
    Spec("Lead Time", "DURATION", "duration", empty=0.8),
    Spec("Predecessors", "PREDECESSOR", "predecessor", empty=0.96),
    Spec("Datasheet", "TEXT_NUMBER", "link", empty=0.8),
    Spec("Notes", "TEXT_NUMBER", "note", empty=0.8, width=300),
    Spec("Created", "DATETIME", "created", extra={"systemColumnType": "CREATED_DATE"}),
    Spec("Modified By", "CONTACT_LIST", "contact", extra={"systemColumnType": "MODIFIED_BY"}),
)

_NOTES = (
    "Count again after the move to aisle 7",
    "Supplier changed the packing unit from 50 to 40",
    "Schaden an der Verpackung, Ware ist in Ordnung",
    "Değişim talebi tedarikçiye gönderildi",
    "لا تخزن فوق 25 درجة مئوية",
    'Label reads "NW/OLD", ask before scrapping',
    "See the ticket of the quality team; two units held back",
    "在途，预计下周到货",
)
_NOUNS = ("bracket", "sensor", "cable", "housing", "relay", "lens", "crate", "driver", "gasket", "terminal")
_KINDS = ("M4", "M6", "IP67", "24 V", "Cat 6", "50 mm", "anodised", "shielded", "left-hand", "spare")


def variants(spec: Spec, rng: Random) -> list[dict[str, Any]]:
    """Cells of this column without their columnId, enough of them that a group-by has something to group."""
    return list(_MAKERS[spec.kind](spec, rng))


def _text(text: str) -> dict[str, Any]:
    return {"value": text, "objectValue": text, "displayValue": text}


def _number(value: float, descriptor: str) -> dict[str, Any]:
    shown = display_number(value, descriptor)
    return {"value": value, "objectValue": value, "displayValue": shown, "format": descriptor}


def _contact(person: Any) -> dict[str, Any]:
    return {"objectType": "CONTACT", "email": person.email, "name": person.name}


def _choice(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    return (_text(option) for option in spec.options)


def _item(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    return (_text(f"{noun.title()} {kind}") for noun in _NOUNS for kind in _KINDS)


def _bin(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    return (_text(f"{aisle}{shelf:02}-{level}") for aisle in "ABCDEF" for shelf in range(1, 20) for level in (1, 2, 3))


def _quantity(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    return (_number(float(rng.randrange(0, 4_000)), WHOLE) for _ in range(MANY))


def _money(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    return (_number(round(rng.lognormvariate(3, 1.2), 2), USD) for _ in range(MANY))


def _value(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    for _ in range(MANY):
        yield _number(round(rng.lognormvariate(8, 1.5), 2), USD) | {"formula": spec.extra["formula"]}
    for _ in range(MANY // 100):
        yield _text("#INVALID OPERATION") | {"formula": spec.extra["formula"]}


def _percent(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    return (_number(round(rng.uniform(-0.1, 0.6), 2), PERCENT) for _ in range(MANY // 4))


def _one_contact(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    for person in PEOPLE:
        yield {"value": person.email, "objectValue": _contact(person), "displayValue": person.name}


def _contacts(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    for _ in range(20):
        chosen = rng.sample(PEOPLE, k=rng.randint(1, 3))
        shown = ", ".join(person.name for person in chosen)
        value = {"objectType": "MULTI_CONTACT", "values": [_contact(person) for person in chosen]}
        yield {"objectValue": value, "displayValue": shown}


def _choices(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    for _ in range(40):
        chosen = rng.sample(spec.options, k=rng.randint(1, 3))
        yield {"objectValue": {"objectType": "MULTI_PICKLIST", "values": chosen}, "displayValue": ", ".join(chosen)}


def _flag(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    return ({"value": flag, "objectValue": flag} for flag in (True, False, False, False))


def _date(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    for _ in range(MANY):
        day = (date(2026, 1, 5) + timedelta(days=rng.randrange(320))).isoformat()
        yield {"value": day, "objectValue": {"objectType": "DATE", "value": day}}


def _moment(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    for _ in range(MANY):
        moment = f"{date(2026, 11, 2) + timedelta(days=rng.randrange(200))}T08:00:00"
        yield {"value": moment, "objectValue": {"objectType": "ABSTRACT_DATETIME", "value": moment}}


def _created(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    for _ in range(MANY):
        moment = f"{date(2026, 1, 11) + timedelta(days=rng.randrange(90))}T{rng.randrange(6, 18):02}:12:45Z"
        yield {"value": moment, "objectValue": {"objectType": "DATETIME", "value": moment}}


def _duration(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    for days in range(1, 60):
        yield {
            "value": f"{days}d",
            "objectValue": {"objectType": "DURATION", "days": float(days)},
            "displayValue": f"{days}d",
        }


def _predecessor(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    for number in range(1, 60):
        one = {"rowId": 6_200_000_000_000_004 + 4 * number, "rowNumber": number, "type": "FS"}
        yield {
            "value": str(number),
            "objectValue": {"objectType": "PREDECESSOR_LIST", "predecessors": [one]},
            "displayValue": str(number),
        }


def _link(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    for number in range(1, 200):
        yield _text(f"Datasheet {number}") | {"hyperlink": {"url": f"https://parts.northwind.example/{number}"}}


def _note(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    return (_text(note) for note in _NOTES)


def _extra(spec: Spec, rng: Random) -> Iterator[dict[str, Any]]:
    return (_text(f"{spec.title} / {number}") for number in range(100))


_MAKERS = {
    "item": _item,
    "choice": _choice,
    "bin": _bin,
    "quantity": _quantity,
    "money": _money,
    "value": _value,
    "percent": _percent,
    "contact": _one_contact,
    "contacts": _contacts,
    "choices": _choices,
    "flag": _flag,
    "date": _date,
    "moment": _moment,
    "created": _created,
    "duration": _duration,
    "predecessor": _predecessor,
    "link": _link,
    "note": _note,
    "extra": _extra,
}
