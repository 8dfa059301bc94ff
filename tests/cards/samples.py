"""One of every card, as the sample workspace would yield them; for the gallery and for the tests that look at all."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.domain.answers import (
    Answer,
    ColumnOverview,
    Failure,
    Guide,
    Notice,
    Picker,
    SheetList,
    SheetOverview,
    Status,
    Table,
    View,
)
from bot.domain.files import FileCard, SentFile, TableFacts
from bot.domain.sheets import ColumnType, SheetSummary
from tests.builders import NOON
from tests.cards import guiding
from tests.cards.parts import LINK, answer, evidence, long_table, source


def overdue_by_owner() -> Answer:
    table = Table(
        columns=("owner", "overdue"),
        rows=(("Ben Okafor", 5), ("Ava Chen", 4), ("Carla Rossi", 2), ("Dev Patel", 1)),
        total=4,
    )
    return answer("12 tasks are overdue; **Ben Okafor** has the most, with 5.", title="Overdue by owner", table=table)


def figure() -> Answer:
    table = Table(columns=("overdue_tasks",), rows=((12,),), total=1)
    return answer("12 tasks are past their due date and not done.", table=table)


def record() -> Answer:
    table = Table(
        columns=("Task", "Owner", "Status", "Due", "Budget", "Depends on"),
        rows=(("Sign venue contract", "Ben Okafor", "Blocked", date(2026, 11, 20), 48200.0, ("Legal", "Finance")),),
        total=1,
    )
    return answer("The task that is most late is the venue contract.", title="Most late", table=table)


def rows_answer() -> Answer:
    return answer("Rows 1–37 of 37", title="Launch plan", table=long_table(), model_made=False)


def capped_stale() -> Answer:
    sources = (source("Warehouse inventory", rows=20_000, stale=True), source("Budget", rows=86))
    notes = ("2 cells in Budget are not numbers and were left out.",)
    return answer(
        "Three things stand out:\n- **Rotterdam** holds the most\n- 14 items are below minimum\n- 2 have no supplier",
        title="Stock by item",
        table=long_table(500, total=12_431),
        basis=evidence(*sources, notes=notes),
    )


def sent_files() -> FileCard:
    titles = ("Task Name", "Status", "Due Date", "Assigned To")
    book = SentFile("Launch tasks.xlsx", "ab" * 32, 18_204, NOON, (TableFacts("Tasks", 24, 4, titles),))
    offer = SentFile("Offer.pdf", "cd" * 32, 2_400_000, NOON, problem="It is not a table.")
    return FileCard((book, offer), open_sheet="Launch plan")


def empty() -> Answer:
    table = Table(columns=("Task", "Owner"), rows=(), total=0)
    return answer("Nothing is blocked today.", table=table)


def right_to_left() -> Answer:
    table = Table(
        columns=("المهمة", "المالك", "المبلغ"),
        rows=(("تجهيز قاعة الإطلاق", "ليلى حداد", 1250.0), ("מסמך סיכום (v2)", "Ben Okafor", 300.5)),
        total=2,
    )
    return answer("مهمتان تخصان الإطلاق.", title="خطة الإطلاق", table=table, basis=evidence(source("خطة الإطلاق")))


def hostile() -> Answer:
    table = Table(
        columns=("[click](javascript:alert(1))", "<b>Owner</b>"),
        rows=(
            ("[Free money](https://evil.example)", "<at>Everyone</at>"),
            ("**bold** _it_ `code` ~~x~~", "# Title\n- item\n1. one"),
            ("{{DATE(2020-01-01T00:00:00Z, SHORT)}}", "evil\u202egnp.exe"),
            ("👩‍👩‍👧 emoji 🚀", "line one\nline two"),
        ),
        total=4,
    )
    return answer("See [this](https://evil.example) and <b>that</b>.", title="**Odd** [names](x)", table=table)


def overview() -> SheetOverview:
    columns = (
        ColumnOverview("Task", ColumnType.TEXT_NUMBER, 48),
        ColumnOverview(
            "Owner", ColumnType.CONTACT_LIST, 41, (("Ava Chen", 18), ("Ben Okafor", 14), ("Carla Rossi", 9))
        ),
        ColumnOverview("Status", ColumnType.PICKLIST, 48, (("In progress", 21), ("Done", 15), ("Not started", 12))),
        ColumnOverview("Start", ColumnType.DATE, 48, low=date(2026, 9, 1), high=date(2026, 12, 15)),
        ColumnOverview("Due", ColumnType.DATE, 48, low=date(2026, 9, 8), high=date(2026, 12, 22)),
        ColumnOverview("% complete", ColumnType.TEXT_NUMBER, 44, low=0.0, high=1.0, number_format="percent"),
        ColumnOverview("At risk", ColumnType.CHECKBOX, 7),
        ColumnOverview("Notes", ColumnType.TEXT_NUMBER),
    )
    suggestions = (
        "How many tasks are overdue, by Owner?",
        "How many rows by Status?",
        "What is due in the next 7 days?",
    )
    return SheetOverview(source=source(), columns=columns, suggestions=suggestions)


def summaries(count: int) -> tuple[SheetSummary, ...]:
    names = (
        "Launch plan",
        "Launch plan (2025 archive)",
        "Risk register",
        "Budget",
        "Team roster",
        "Vendors_v2 [draft]",
    )
    return tuple(
        SheetSummary(
            id=4_820_000_000_000_101 + n,
            name=names[n % len(names)],
            permalink=LINK,
            access_level="OWNER",
            workspace="Northwind launch" if n % 3 else "",
            modified_at=datetime(2026, 11, 1 + n % 20, 9, 30, tzinfo=UTC) if n % 4 != 3 else None,
        )
        for n in range(count)
    )


EXAMPLES = ("open launch plan", "how many tasks are overdue, by owner?", "which 5 budget lines are largest?")


def views() -> dict[str, View]:
    """Every view by name."""
    return {
        "answer-table": overdue_by_owner(),
        "answer-figure": figure(),
        "answer-record": record(),
        "answer-rows": rows_answer(),
        "answer-capped-stale": capped_stale(),
        "answer-empty": empty(),
        "answer-rtl": right_to_left(),
        "answer-hostile": hostile(),
        "answer-text": Answer(id="a1", text="Open a sheet first: which one do you mean?", model_made=True),
        "overview": overview(),
        "picker": Picker(asked_for="launch plan", choices=summaries(3)),
        "sheet-list": SheetList(sheets=summaries(12), total=37),
        "sheet-list-empty": SheetList(sheets=(), total=0),
        "welcome-personal": Guide(scope="personal", welcome=True, examples=EXAMPLES),
        "welcome-channel": Guide(scope="channel", welcome=True, examples=EXAMPLES),
        "help": Guide(scope="groupChat", open_sheets=("Launch plan", "Budget"), examples=EXAMPLES),
        **guiding.views(),
        "status": Status(
            facts=(
                ("State", "ready"),
                ("Reading Smartsheet as", "Ava Chen"),
                ("Current sheet", "Launch plan · 48 rows · version 12"),
                ("Also open", "Budget_2026 [final] · 86 rows · version 3"),
                ("Today here", "2026-11-22 (Europe/Berlin)"),
            )
        ),
        "files": sent_files(),
        "notice": Notice(title="Closed “Launch plan”.", text="Open it again at any time.", buttons=("sheets",)),
        "failure": Failure(
            message="The sheet “Launch plan” cannot be read at the moment.",
            hint="Smartsheet is not answering; try again in a minute. Nothing was changed.",
            reference="7f3a91c2",
            buttons=("retry", "sheets"),
        ),
    }
