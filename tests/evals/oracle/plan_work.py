"""Answers about the launch plan: counting, filtering and describing tasks."""

from __future__ import annotations

from tests.evals.oracle.book import PLAN, Book, Rows, gathered, mean, names, tally


def count_tasks(book: Book) -> Rows:
    return [[len(book.plan)]]


def count_blocked(book: Book) -> Rows:
    return [[sum(task["Status"] == "Blocked" for task in book.plan)]]


def tasks_by_status(book: Book) -> Rows:
    return tally(task["Status"] for task in book.plan)


def tasks_by_priority(book: Book) -> Rows:
    return tally(task["Priority"] for task in book.plan)


def tasks_by_owner(book: Book) -> Rows:
    return tally(task.shown("Assigned To") for task in book.plan)


def high_not_complete(book: Book) -> Rows:
    return [[len([task for task in book.plan if task["Priority"] == "High" and task["Status"] != "Complete"])]]


def in_progress(book: Book) -> Rows:
    return names((task for task in book.plan if task["Status"] == "In Progress"), "Task Name")


def high_not_started(book: Book) -> Rows:
    chosen = (task for task in book.plan if task["Priority"] == "High" and task["Status"] == "Not Started")
    return names(chosen, "Task Name")


def done_checked(book: Book) -> Rows:
    return [[sum(task["Done"] is True for task in book.plan)]]


def not_done(book: Book) -> Rows:
    return tally(task["Priority"] for task in book.plan if task["Done"] is not True)


def unassigned(book: Book) -> Rows:
    return names((task for task in book.plan if task["Assigned To"] is None), "Task Name")


def count_red(book: Book) -> Rows:
    return [[sum(task["Health"] == "Red" for task in book.plan)]]


def red_tasks(book: Book) -> Rows:
    return [[task["Task Name"], task.shown("Assigned To")] for task in book.plan if task["Health"] == "Red"]


def health_counts(book: Book) -> Rows:
    return tally(task["Health"] for task in book.plan)


def no_health(book: Book) -> Rows:
    return names((task for task in book.plan if task["Health"] is None), "Task Name")


def status_by_health(book: Book) -> Rows:
    counted = tally((task["Status"], task["Health"]) for task in book.plan)
    return [[*pair, count] for pair, count in counted]


def share_complete(book: Book) -> Rows:
    return [[100 * sum(task["Status"] == "Complete" for task in book.plan) / len(book.plan)]]


def without_comment(book: Book) -> Rows:
    return [[sum(task["Comments"] is None for task in book.plan)]]


def comment_about_legal(book: Book) -> Rows:
    return names((task for task in book.plan if "legal" in (task["Comments"] or "").lower()), "Task Name")


def average_percent(book: Book) -> Rows:
    return [[100 * mean(task.amount("% Complete") for task in book.plan)]]


def average_percent_by_priority(book: Book) -> Rows:
    found = gathered(book.plan, lambda task: task["Priority"], lambda task: task.amount("% Complete"), mean)
    return [[priority, 100 * share] for priority, share in found]


def over_half_done(book: Book) -> Rows:
    started = [task for task in book.plan if task["Status"] == "In Progress"]
    return names((task for task in started if task["% Complete"] > 0.5), "Task Name")


def least_progress(book: Book) -> Rows:
    found = [100 * task["% Complete"] for task in book.plan if task["Status"] == "In Progress"]
    return [[min(found), max(found)]]


def status_of_offline_sync(book: Book) -> Rows:
    return [[task["Status"]] for task in book.plan if task["Task Name"] == "Offline sync"]


def owner_of_packaging(book: Book) -> Rows:
    return [[task.shown("Assigned To")] for task in book.plan if task["Task Name"] == "Packaging proof"]


def task_by_id(book: Book) -> Rows:
    return [[row["Task Name"]] for row in book.sheets[PLAN] if row["ID"] == "LP-0012"]


def row_ten(book: Book) -> Rows:
    return [[row["Task Name"]] for row in book.sheets[PLAN] if row.number == 10]


def row_of_launch_day(book: Book) -> Rows:
    return [[task.number] for task in book.plan if task["Task Name"] == "Launch day"]
