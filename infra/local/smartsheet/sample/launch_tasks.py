"""The tasks of the launch plan. Dates are days from today; negative and not Complete means overdue."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """A leaf of the plan. `who` is a sample person's key, “Name <email>”, or empty when nobody owns it."""

    name: str
    who: str
    start: int
    due: int
    status: str = "Not Started"
    percent: int = 0
    priority: str = "Medium"
    health: str = ""
    tags: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    comment: str = ""
    link: tuple[str, str] | None = None
    after: tuple[str, ...] = ()
    edited: float = 4


MEI = "Mei Lin <mei.lin@northwind.example>"
OMAR = "عمر حدّاد <omar.haddad@northwind.example>"
DOCS = "https://docs.northwind.example"

# fmt: off
PHASES: tuple[tuple[str, tuple[tuple[str, tuple[Task, ...]], ...]], ...] = (
    ("1 · Plan", (
        ("Scope", (
            Task("Write the launch brief", "ava", -56, -49, "Complete", 100, "High", "Green", tags=("critical path",),
                 reviewers=("carla",), comment="Signed off by the steering group",
                 link=("Launch brief", f"{DOCS}/brief")),
            Task("Agree launch date with sales", "ava", -48, -44, "Complete", 100, "High", "Green",
                 after=("Write the launch brief",)),
            Task("Set success measures", "carla", -45, -41, "Complete", 100, "Medium", "Green"),
        )),
        ("Team and budget", (
            Task("Fill the open firmware position", "ben", -50, -9, "In Progress", 70, "High", "Red",
                 tags=("hardware",), reviewers=("ava",), comment="Second offer declined; third candidate next week",
                 edited=1),
            Task("Approve the launch budget", "carla", -44, -38, "Complete", 100, "High", "Green"),
            Task("Book the demo room for rehearsals", "", -12, -2, "Not Started", 0, "Low", "Yellow",
                 comment="Nobody has picked this up"),
        )),
    )),
    ("2 · Product", (
        ("Sensor hardware", (
            Task("Freeze enclosure design", "ben", -42, -30, "Complete", 100, "High", "Green", tags=("hardware",),
                 reviewers=(MEI,), link=("CAD review", f"{DOCS}/cad")),
            Task("Order injection moulds", "ben", -29, -15, "Blocked", 40, "High", "Red",
                 tags=("hardware", "supplier", "critical path"), reviewers=("ava", "carla"),
                 comment="Supplier waits for the deposit to clear", after=("Freeze enclosure design",), edited=2),
            Task("Water ingress test (IP67)", MEI, -14, -3, "In Progress", 55, "High", "Yellow", tags=("hardware",),
                 reviewers=("ben",), comment="Two of five units failed at the cable gland", edited=1),
            Task("First production sample", "ben", 2, 18, "Not Started", 0, "High", "Yellow",
                 tags=("hardware", "critical path"), after=("Order injection moulds", "Water ingress test (IP67)")),
        )),
        ("Mobile app", (
            Task("Offline sync", "ben", -33, -6, "In Progress", 80, "High", "Yellow", tags=("software",),
                 reviewers=(MEI,), comment="Conflict screen still to be designed", edited=1),
            Task("Push notifications", "dev", -20, -1, "In Progress", 60, "Medium", "Yellow", tags=("software",),
                 reviewers=("ben",), edited=2),
            Task("Accessibility review", MEI, -5, 0, "In Progress", 50, "Medium", "Green", tags=("software",),
                 comment="Due today; screen-reader labels left"),
            Task("Store listing and screenshots", "dev", 3, 12, "Not Started", 0, "Medium", "",
                 tags=("software", "marketing"), after=("Accessibility review",)),
        )),
    )),
    ("3 · Market", (
        ("Message", (
            Task("Positioning and price page", "ava", -27, -20, "Complete", 100, "High", "Green", tags=("marketing",),
                 reviewers=("carla",)),
            Task("Customer reference from Fjord Logistics", "ava", -22, -4, "In Progress", 50, "Medium", "Yellow",
                 tags=("customer", "press"), comment="Legal on their side is slow"),
            Task("Translate the site (DE, TR, AR)", OMAR, -10, 6, "In Progress", 35, "Medium", "Green",
                 tags=("marketing",), comment="النص العربي جاهز للمراجعة"),
        )),
        ("Campaign", (
            Task("Film the product video", MEI, -16, -7, "Blocked", 20, "Medium", "Red", tags=("marketing",),
                 reviewers=("ava",), comment="Needs a production sample on camera", edited=3),
            Task("Trade-show stand in Leipzig", "carla", -8, 21, "In Progress", 30, "High", "Green",
                 tags=("marketing", "supplier"), link=("Stand contract", f"{DOCS}/stand")),
            Task("Press kit", "", -3, 9, "Not Started", 0, "Medium", "", tags=("press",)),
            Task("Launch newsletter", "ava", 10, 24, "Not Started", 0, "Low", "", tags=("marketing",)),
        )),
    )),
    ("4 · Operations", (
        ("Supply", (
            Task("Second source for batteries", "carla", -25, -11, "In Progress", 45, "High", "Red",
                 tags=("supplier", "critical path"), reviewers=("ben",), comment="Quote 18 % above plan", edited=1),
            Task("Packaging proof", MEI, -6, 4, "In Progress", 60, "Low", "Green", tags=("supplier",)),
            Task("Warehouse slot in Rotterdam", "carla", 5, 15, "Not Started", 0, "Medium", ""),
        )),
        ("Support", (
            Task("Support macros and help articles", "dev", -13, -5, "Not Started", 0, "Medium", "Red",
                 tags=("customer",), comment="Was waiting for the offline sync texts"),
            Task("Train the support team", "", 8, 13, "Not Started", 0, "Medium", "", tags=("customer",),
                 after=("Support macros and help articles",)),
        )),
    )),
    ("5 · Launch", (
        ("Compliance", (
            Task("CE and FCC declarations", "ava", -18, -8, "In Progress", 65, "High", "Yellow",
                 tags=("legal", "critical path"), reviewers=("ben", "carla"),
                 comment="Radio test report expected Thursday"),
            Task("Privacy notice for location data", "", -9, -1, "Not Started", 0, "High", "Red", tags=("legal",)),
        )),
        ("Go live", (
            Task("Go / no-go meeting", "ava", 26, 26, "Not Started", 0, "High", "", tags=("critical path",),
                 reviewers=("ben", "carla"), after=("First production sample", "CE and FCC declarations")),
            Task("Launch day", "ava", 30, 30, "Not Started", 0, "High", "", tags=("critical path", "press"),
                 after=("Go / no-go meeting",)),
            Task("Thirty-day review", "carla", 60, 61, "Not Started", 0, "Low", ""),
        )),
    )),
)
# fmt: on
