"""“Team roster”: people of many places, names in several scripts, capacities and skills."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from infra.local.smartsheet.formats import PERCENT
from infra.local.smartsheet.sample.draft import Draft
from infra.local.smartsheet.sample.ids import ROSTER

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

SKILLS = ["firmware", "mobile", "testing", "supply", "finance", "design", "writing", "legal", "support"]

# Name, email or sample person, role, location, started days ago, capacity, skills.
PEOPLE: tuple[tuple[str, str, str, str, int, float | None, tuple[str, ...]], ...] = (
    ("Ava Chen", "ava", "Project lead", "Rotterdam", 1_420, 0.8, ("supply", "writing")),
    ("Ben Okafor", "ben", "Engineering lead", "Leipzig", 1_105, 1.0, ("firmware", "mobile")),
    ("Carla Rossi", "carla", "Finance", "Porto", 860, 0.6, ("finance", "legal")),
    ("Dev Patel", "dev", "Contractor, mobile", "Austin", 140, 0.5, ("mobile", "support")),
    ("Elif Kaya", "elif", "Sales", "İstanbul", 610, 0.4, ("writing",)),
    ("Mei Lin", "mei.lin@northwind.example", "Test engineer", "Leipzig", 420, 1.0, ("testing", "firmware")),
    ("عمر حدّاد", "omar.haddad@northwind.example", "Localisation", "عمّان", 300, 0.7, ("writing", "design")),
    ("נועה לוי", "noa.levi@northwind.example", "Security", "תל אביב", 515, 0.5, ("testing", "legal")),
    ("Jürgen Groß", "juergen.gross@northwind.example", "Tooling", "Leipzig", 2_210, 0.9, ("supply", "design")),
    ("Łucja Wiśniewska", "lucja.wisniewska@northwind.example", "Warehouse", "Gdańsk", 730, 1.0, ("supply",)),
    ("山田 さくら", "sakura.yamada@northwind.example", "Optics", "大阪", 245, 0.6, ("design", "testing")),
    ("José Peña-O'Neil", "jose.pena@northwind.example", "Support", "Austin", 95, 1.0, ("support", "writing")),
    ("Anaïs Lefèvre", "anais.lefevre@northwind.example", "Press", "Lyon", 380, 0.3, ("writing",)),
    ("Tomáš Dvořák", "tomas.dvorak@northwind.example", "Firmware", "Brno", 60, 1.0, ("firmware",)),
    ("To be hired", "", "Firmware", "Leipzig", -30, None, ()),
)


def add_roster(world: World, today: date) -> None:
    """Add the sheet; start dates are counted back from today."""
    draft = Draft(world, today, ROSTER, "Team roster")
    draft.column("Name", width=200)
    draft.column("Email", "CONTACT_LIST", width=220)
    draft.column("Role", width=160)
    draft.column("Location", "PICKLIST", options=sorted({location for _, _, _, location, *_ in PEOPLE}))
    draft.column("Start date", "DATE")
    draft.column("Capacity %", format=PERCENT)
    draft.column("Skills", "MULTI_PICKLIST", options=SKILLS)
    draft.column("On leave", "CHECKBOX")
    for index, (name, email, role, location, started, capacity, skills) in enumerate(PEOPLE):
        contact = f"{name} <{email}>" if "@" in email else email
        draft.row(
            {
                "Name": name,
                "Email": contact or None,
                "Role": role,
                "Location": location,
                "Start date": draft.day(-started),
                "Capacity %": capacity,
                "Skills": list(skills) or None,
                "On leave": name == "Anaïs Lefèvre",
            },
            ago=80 - index,
            edited=10 + index,
        )
    draft.finish(version=19)
