"""“Budget”: lines under categories that add themselves up, one of them still “TBD”."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from infra.local.smartsheet.formats import BOLD_TEXT, USD
from infra.local.smartsheet.sample.draft import Draft
from infra.local.smartsheet.sample.ids import BUDGET

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

VARIANCE = "=Planned@row - Actual@row"
TOTAL = "=SUM(CHILDREN())"

# Line item, vendor, planned, actual, approved, invoice in days (None: no invoice yet).
LINES: dict[str, tuple[tuple[str, str, float | str, float | str | None, bool, int | None], ...]] = {
    "Hardware": (
        ("Injection moulds", "Altum Metals", 96_000, 38_400, True, -16),
        ("Enclosure prototypes", "Altum Metals", 14_500, 15_820.5, True, -31),
        ("IP67 test series", "Delft Optics", 8_200, 6_150, True, -7),
        ("Sensor boards, pilot run", "Brightline", 42_000, 44_310, True, -24),
        ("Batteries, first lot", "Corvus Electric", 31_000, "TBD", False, None),
        ("Cable glands, redesign", "Ege Kablo", 3_900, 0, False, None),
    ),
    "Software": (
        ("Firmware contractor", "Nadia Benali Consulting", 27_000, 9_000, True, -10),
        ("Mobile QA devices", "Brightline", 6_400, 6_212.4, True, -28),
        ("Penetration test", "Fjord Security", 18_500, 0, True, 14),
        ("Map tiles, yearly", "OpenAtlas", 9_900, 9_900, True, -45),
        ("Push service, yearly", "Relay Cloud", 2_400, 2_400, True, -45),
    ),
    "Marketing": (
        ("Trade-show stand Leipzig", "Messebau Kraft GmbH", 54_000, 27_000, True, -5),
        ("Product video", "Studio Porto", 22_000, 11_000, True, -9),
        ("Translations DE, TR, AR", "Lingua Ege", 7_800, 2_950, True, -3),
        ("Press agency", "Harbour PR", 16_500, 5_500, True, -12),
        ("Launch advertising", "Harbour PR", 65_000, 0, False, 25),
        ("Customer event Rotterdam", "Maaszicht", 12_300, 3_075, False, 18),
    ),
    "Operations": (
        ("Packaging tools", "Fjord Supply", 11_200, 11_760, True, -20),
        ("Warehouse Rotterdam, Q1", "Maaslogistics", 24_000, 0, False, 20),
        ("Support tool licences", "Relay Cloud", 5_760, 5_760, True, -33),
        ("Support training", "", 4_200, None, False, None),
        ("Freight, pilot units", "Fjord Logistics", 3_600, 4_125, True, -18),
    ),
    "Legal and people": (
        ("CE and FCC testing", "RadioLab Aachen", 28_500, 19_950, True, -6),
        ("Trademark filings", "Weber & Yıldız", 5_000, 5_000, True, -40),
        ("Recruiting fee, firmware", "TalentBridge", 19_000, 0, True, None),
        ("Travel", "", 10_000, 7_483.2, True, -2),
        ("Contingency", "", 35_000, 4_300, True, -1),
    ),
}


def add_budget(world: World, today: date) -> None:
    """Add the sheet; carla owns it."""
    draft = Draft(world, today, BUDGET, "Budget", owner="carla")
    draft.column("Line Item", width=260)
    draft.column("Category", "PICKLIST", options=list(LINES))
    draft.column("Vendor", width=180)
    draft.column("Planned", format=USD)
    draft.column("Actual", format=USD)
    draft.column("Variance", format=USD)
    draft.column("Approved", "CHECKBOX", width=80)
    draft.column("Invoice date", "DATE")
    draft.column("Notes", width=240)
    for category, lines in LINES.items():
        sums: dict[str, Any] = dict.fromkeys(("Planned", "Actual"), TOTAL)
        head = draft.row({"Line Item": category, **sums, "Variance": VARIANCE}, by="carla", ago=70, edited=6)
        head.format = BOLD_TEXT
        for index, (item, vendor, planned, actual, approved, invoice) in enumerate(lines):
            draft.row(
                {
                    "Line Item": item,
                    "Category": category,
                    "Vendor": vendor or None,
                    "Planned": planned,
                    "Actual": actual,
                    "Variance": VARIANCE,
                    "Approved": approved,
                    "Invoice date": None if invoice is None else draft.day(invoice),
                    "Notes": "Quote expected after the second-source talks" if actual == "TBD" else None,
                },
                under=head,
                by="carla",
                ago=65 - index,
                edited=2 + index,
            )
    draft.finish(version=52)
