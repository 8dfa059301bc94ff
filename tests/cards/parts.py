"""What samples are made of: a sheet, what an answer rests on, an answer, a table with every kind of value."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.domain.answers import Answer, Evidence, Source, Table

AS_OF = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
LINK = "https://app.smartsheet.com/sheets/abc123"


def source(name: str = "Launch plan", *, rows: int = 48, stale: bool = False, permalink: str = LINK) -> Source:
    return Source(
        sheet_id=4_820_000_000_000_101,
        name=name,
        version=12,
        rows=rows,
        as_of=AS_OF,
        permalink=permalink,
        stale=stale,
    )


def evidence(*sources: Source, sql: str = "", notes: tuple[str, ...] = ()) -> Evidence:
    statement = sql or (
        "SELECT owner, count(*) AS overdue\n"
        "FROM launch_plan\n"
        "WHERE due < today() AND status <> 'Done'\n"
        "GROUP BY owner\n"
        "ORDER BY overdue DESC"
    )
    return Evidence(sql=statement, sources=sources or (source(),), notes=notes)


def answer(
    text: str = "12 tasks are overdue.",
    *,
    title: str = "",
    table: Table | None = None,
    basis: Evidence | None = None,
    model_made: bool = True,
) -> Answer:
    return Answer(
        id="0123456789ab",
        text=text,
        title=title,
        table=table,
        evidence=basis or evidence(),
        model_made=model_made,
    )


def long_table(rows: int = 37, *, total: int | None = None) -> Table:
    """Rows of the launch plan with every kind of value."""
    owners = ("Ava Chen", "Ben Okafor", "Carla Rossi", None)
    statuses = ("Done", "In progress", "Blocked", "Not started")
    return Table(
        columns=("Row", "Task", "Owner", "Status", "Due", "Budget ($)", "At risk"),
        rows=tuple(
            (
                n + 1,
                "Prepare the launch checklist with legal and finance" if n % 3 == 0 else "Book venue",
                owners[n % 4],
                statuses[n % 4],
                date(2026, 11, 1 + n % 28) if n % 5 else None,
                1250.5 * (n + 1),
                n % 2 == 0,
            )
            for n in range(rows)
        ),
        total=rows if total is None else total,
    )
