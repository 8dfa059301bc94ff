"""Answers with charts and rows to open, and whole rows; with the other samples: one of every card."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.domain.answers import Answer, Chart, ChartKind, RowCard, RowChange, RowField, Series, Table, View
from bot.domain.records import Author, CellChange, Comment
from tests.cards import samples
from tests.cards.plan_samples import changes_made, plan_views, row_form

SUGGESTIONS = (
    'Which tasks are overdue where Owner is "Ben Okafor"?',
    "Which tasks are overdue?",
    "How many tasks are overdue, by Status?",
)


def bars() -> Answer:
    """Overdue tasks by owner, drawn, with what to ask next."""
    owners = ("Ben Okafor", "Ava Chen", "Carla Rossi", "Dev Patel")
    chart = Chart(ChartKind.BAR, owners, (Series("Overdue", (5.0, 4.0, 2.0, 1.0)),), title="Overdue by owner")
    return replace(samples.overdue_by_owner(), chart=chart, suggestions=SUGGESTIONS)


def largest() -> Answer:
    """The twelve largest of thirty-seven categories; money."""
    names = [f"Category {n}" for n in range(37)]
    table = Table(
        columns=("category", "planned"),
        rows=tuple((name, 96_000.5 - 2_000 * at) for at, name in enumerate(names)),
        total=37,
        formats=("", "currency USD"),
    )
    values = tuple(float(str(row[1])) for row in table.rows[:12])
    chart = Chart(
        ChartKind.BAR,
        tuple(names[:12]),
        (Series("planned", values),),
        title="Planned by category",
        unit="currency USD",
        left_out=25,
    )
    answer = samples.answer("Category 0 is planned highest.", title="Planned by category", table=table)
    return replace(answer, chart=chart)


def line() -> Answer:
    """Tasks finished, week by week."""
    days = tuple(date(2026, 9, 7 + 7 * n) if n < 4 else date(2026, 10, 5 + 7 * (n - 4)) for n in range(7))
    done = (2.0, 3.0, 3.0, 5.0, 4.0, 8.0, 9.0)
    table = Table(("week", "done"), tuple(zip(days, map(int, done), strict=True)), 7)
    chart = Chart(ChartKind.LINE, tuple(day.isoformat() for day in days), (Series("Done", done),), title="Done a week")
    return replace(samples.answer("Nine tasks were done last week.", title="Done a week", table=table), chart=chart)


def grouped() -> Answer:
    """Planned beside actual, with a gap."""
    table = Table(
        ("Category", "Planned", "Actual"),
        (("Hardware", 141_500.0, 138_250.0), ("Marketing", 119_000.0, 38_000.0), ("Software", 22_000.0, None)),
        3,
        ("", "currency EUR", "currency EUR"),
    )
    series = (Series("Planned", (141_500.0, 119_000.0, 22_000.0)), Series("Actual", (138_250.0, 38_000.0, None)))
    chart = Chart(
        ChartKind.GROUPED, ("Hardware", "Marketing", "Software"), series, "Planned and actual", "currency EUR"
    )
    text = "Marketing has spent a third of what was planned."
    return replace(samples.answer(text, title="Planned and actual", table=table), chart=chart)


def donut(kind: ChartKind = ChartKind.DONUT) -> Answer:
    """A whole in its parts."""
    statuses, counts = ("Complete", "In progress", "Not started", "Blocked"), (12.0, 21.0, 12.0, 3.0)
    table = Table(("Status", "tasks"), tuple(zip(statuses, map(int, counts), strict=True)), 4)
    chart = Chart(kind, statuses, (Series("Tasks", counts),), title="Tasks by status")
    return replace(samples.answer("Most tasks are in progress.", title="Tasks by status", table=table), chart=chart)


def gauge() -> Answer:
    """One share."""
    table = Table(("% Complete",), ((0.4567,),), 1, ("percent",))
    chart = Chart(ChartKind.GAUGE, ("% Complete",), (Series("% Complete", (0.4567,)),), "Progress", "percent")
    return replace(samples.answer("The plan is 45.67 % complete.", title="Progress", table=table), chart=chart)


def columns() -> Answer:
    """Two months."""
    table = Table(("month", "spent"), ((date(2026, 9, 1), 5_000.0), (date(2026, 10, 1), 3_250.5)), 2)
    series = (Series("spent", (5_000.0, 3_250.5)),)
    chart = Chart(ChartKind.COLUMN, ("2026-09-01", "2026-10-01"), series, title="Spent")
    return replace(samples.answer("October was cheaper.", title="Spent", table=table), chart=chart)


def listing(rows: int = 37) -> Answer:
    """Rows of one sheet, each of which opens."""
    table = samples.long_table(rows)
    known = Table(
        ("_row", "_row_id", *table.columns[1:]),
        tuple((row[0], 7_000_000_000_000_000 + int(str(row[0])), *row[1:]) for row in table.rows),
        table.total,
    )
    return samples.answer("Rows 1–37 of 37", title="Launch plan", table=known, model_made=False)


def wide() -> Answer:
    """A result of eight wide columns whose rows are of no one sheet."""
    table = samples.long_table(6)
    columns = (*table.columns[1:], "Responsible department", "Justification")
    words = ("Hardware engineering", "The supplier's contract ends; a replacement must be qualified first")
    return samples.answer(
        "Six tasks touch the budget.",
        title="Tasks and budget",
        table=Table(columns, tuple((*row[1:], *words) for row in table.rows), 6),
        basis=samples.evidence(samples.source(), samples.source("Budget", rows=86)),
    )


def row() -> RowCard:
    """A task with everything a row can have."""
    when = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    return RowCard(
        source=samples.source(),
        row_id=7_000_000_000_000_012,
        number=12,
        title="Sign venue contract",
        path=("Plan", "Event", "Venue"),
        children=2,
        fields=(
            RowField("Owner", "Ben Okafor"),
            RowField("Status", "Blocked"),
            RowField("Start", datetime(2026, 11, 2, 8, 0)),  # noqa: DTZ001 (a project sheet's wall clock)
            RowField("Due", date(2026, 11, 20)),
            RowField("% complete", 0.45, "percent"),
            RowField("Budget", 48_200.0, "currency USD"),
            RowField("At risk", value=True),
            RowField("Tags", ("Legal", "Finance")),
            RowField("Notes", "The venue wants a deposit of 30 % before they hold the date; finance is asked. " * 2),
            RowField("Predecessors", None),
            RowField("Reviewers", ()),
            RowField("Link", ""),
        ),
        created_at=datetime(2026, 9, 28, 15, 55, tzinfo=UTC),
        created_by="Ava Chen",
        modified_at=when,
        modified_by="Ben Okafor",
        comments=(
            Comment(1, Author("Carla Rossi"), when, "Deposit approved, waiting for the signature.", ("deposit.pdf",)),
            Comment(2, Author(email="ben.okafor@northwind.example"), None, "Who signs?"),
        ),
        changes=(
            RowChange("Status", CellChange(Author("Ben Okafor"), when, "In progress", "Blocked")),
            RowChange("Due", CellChange(Author("Ava Chen"), when, None, "Nov 20, 2026", first=True)),
        ),
        back="0123456789ab.1",
    )


def views() -> dict[str, View]:
    """Every drawn view by name."""
    return {
        "chart-bar": bars(),
        "chart-largest": largest(),
        "chart-line": line(),
        "chart-grouped": grouped(),
        "chart-donut": donut(),
        "chart-pie": donut(ChartKind.PIE),
        "chart-gauge": gauge(),
        "chart-column": columns(),
        "rows-to-open": listing(),
        "answer-wide": wide(),
        "row": row(),
        "row-bare": replace(
            row(), title="", path=(), children=0, comments=(), changes=(), back="", fields=row().fields[:3]
        ),
    }


def every_view() -> dict[str, View]:
    """Every view by name."""
    return {**samples.views(), **views(), **plan_views(), **changes_made(), "row-form": row_form()}
