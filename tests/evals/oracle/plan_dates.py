"""Answers about the launch plan: what is due, overdue and starting; who changed what when."""

from __future__ import annotations

from tests.evals.oracle.book import PLAN, Book, Rows, names, ranked, tally


def overdue_count(book: Book) -> Rows:
    return [[sum(book.overdue(task) for task in book.plan)]]


def overdue_by_owner(book: Book) -> Rows:
    return tally(task.shown("Assigned To") for task in book.plan if book.overdue(task))


def overdue_by_status(book: Book) -> Rows:
    return tally(task["Status"] for task in book.plan if book.overdue(task))


def overdue_list(book: Book) -> Rows:
    return names((task for task in book.plan if book.overdue(task)), "Task Name")


def overdue_high(book: Book) -> Rows:
    return names((task for task in book.plan if book.overdue(task) and task["Priority"] == "High"), "Task Name")


def overdue_carla(book: Book) -> Rows:
    mine = [task for task in book.plan if task.shown("Assigned To") == "Carla Rossi"]
    return names((task for task in mine if book.overdue(task)), "Task Name")


def most_overdue(book: Book) -> Rows:
    late = [task for task in book.plan if book.overdue(task)]
    return ranked([[task["Task Name"], (book.today - task.day("Due Date")).days] for task in late])  # type: ignore[operator]


def days_overdue_offline_sync(book: Book) -> Rows:
    chosen = next(task for task in book.plan if task["Task Name"] == "Offline sync")
    return [[(book.today - chosen.day("Due Date")).days]]  # type: ignore[operator]


def overdue_share(book: Book) -> Rows:
    return [[100 * sum(book.overdue(task) for task in book.plan) / len(book.plan)]]


def due_today(book: Book) -> Rows:
    return names((task for task in book.plan if task.day("Due Date") == book.today), "Task Name")


def due_next_week_days(book: Book) -> Rows:
    return names((task for task in book.plan if book.within(task.day("Due Date"), 0, 7)), "Task Name")


def due_next_30_by_owner(book: Book) -> Rows:
    return tally(task.shown("Assigned To") for task in book.plan if book.within(task.day("Due Date"), 0, 30))


def due_this_month(book: Book) -> Rows:
    month = book.today.isoformat()[:7]
    return names((task for task in book.plan if task["Due Date"].startswith(month)), "Task Name")


def due_when_go_no_go(book: Book) -> Rows:
    return [[task.day("Due Date")] for task in book.plan if task["Task Name"] == "Go / no-go meeting"]


def started_lately(book: Book) -> Rows:
    return names((task for task in book.plan if book.within(task.day("Start Date"), -14, 0)), "Task Name")


def starting_soon(book: Book) -> Rows:
    return names((task for task in book.plan if book.within(task.day("Start Date"), 0, 10)), "Task Name")


def last_due(book: Book) -> Rows:
    return [[max(task.day("Due Date") for task in book.plan if task["Due Date"])]]  # type: ignore[type-var]


def first_start(book: Book) -> Rows:
    return [[min(task.day("Start Date") for task in book.plan if task["Start Date"])]]  # type: ignore[type-var]


def next_due(book: Book) -> Rows:
    coming = [task for task in book.plan if book.within(task.day("Due Date"), 0, 10_000)]
    left = [[task["Task Name"], task.day("Due Date")] for task in coming if task["Status"] != "Complete"]
    return ranked(left, lowest=True)


def changed_by_ben(book: Book) -> Rows:
    return [[sum(task.changed_by == "Ben Okafor" for task in book.plan)]]


def changed_lately(book: Book) -> Rows:
    return names((task for task in book.plan if task.changed >= book.midnight(-2)), "Task Name")


def changed_by_whom(book: Book) -> Rows:
    return tally(task.changed_by for task in book.plan)


def created_by_ava(book: Book) -> Rows:
    return [[sum(task.made_by == "Ava Chen" for task in book.plan)]]


def created_earliest(book: Book) -> Rows:
    return [[min(row.made for row in book.sheets[PLAN]).date()]]


def untouched(book: Book) -> Rows:
    still_open = [task for task in book.plan if task["Status"] != "Complete"]
    return names((task for task in still_open if task.changed < book.midnight(-3)), "Task Name")
