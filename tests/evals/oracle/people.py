"""Answers about the team roster, the archive, and across sheets."""

from __future__ import annotations

import unicodedata
from datetime import date

from tests.evals.oracle.book import Book, Record, Rows, gathered, mean, names, ranked, tally, total

TASK = "Task Name"


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def _roster(book: Book) -> dict[str, Record]:
    """The people by email."""
    return {person["Email"]: person for person in book.roster if person["Email"]}


def _unfinished(book: Book) -> list[tuple[Record, Record]]:
    """Tasks that are not complete, with their owner's row of the roster."""
    people = _roster(book)
    owned = [task for task in book.plan if task["Assigned To"] in people and task["Status"] != "Complete"]
    return [(task, people[task["Assigned To"]]) for task in owned]


def people_count(book: Book) -> Rows:
    return [[len(_roster(book))]]


def people_by_location(book: Book) -> Rows:
    return tally(person["Location"] for person in book.roster)


def in_gdansk(book: Book) -> Rows:
    return names((person for person in book.roster if _plain(person["Location"]) == "gdansk"), "Name")


def role_of_jurgen(book: Book) -> Rows:
    return [[person["Role"]] for person in book.roster if person["Name"] == "Jürgen Groß"]


def email_of_tomas(book: Book) -> Rows:
    return [[person["Email"]] for person in book.roster if _plain(person["Name"]) == "tomas dvorak"]


def firmware_people(book: Book) -> Rows:
    return names((person for person in book.roster if "firmware" in person.items("Skills")), "Name")


def people_per_skill(book: Book) -> Rows:
    return tally(skill for person in book.roster for skill in person.items("Skills"))


def design_and_testing(book: Book) -> Rows:
    return names((p for p in book.roster if {"design", "testing"} <= set(p.items("Skills"))), "Name")


def average_capacity(book: Book) -> Rows:
    return [[100 * mean(person.amount("Capacity %") for person in book.roster)]]


def capacity_by_location(book: Book) -> Rows:
    found = gathered(book.roster, lambda p: p["Location"], lambda p: p.amount("Capacity %"), total)
    return [[place, None if share is None else 100 * share] for place, share in found]


def full_time(book: Book) -> Rows:
    return names((person for person in book.roster if person["Capacity %"] == 1), "Name")


def on_leave(book: Book) -> Rows:
    return names((person for person in book.roster if person["On leave"] is True), "Name")


def longest_here(book: Book) -> Rows:
    return ranked([[person["Name"], person.day("Start date")] for person in book.roster], lowest=True)


def joined_this_half_year(book: Book) -> Rows:
    return names((person for person in book.roster if book.within(person.day("Start date"), -180, 0)), "Name")


def still_to_start(book: Book) -> Rows:
    return names((person for person in book.roster if book.within(person.day("Start date"), 1, 10_000)), "Name")


def no_capacity(book: Book) -> Rows:
    return names((person for person in book.roster if person["Capacity %"] is None), "Name")


def archive_cancelled(book: Book) -> Rows:
    return names((task for task in book.archive if task["Status"] == "Cancelled"), TASK)


def archive_by_owner(book: Book) -> Rows:
    return tally(task.shown("Assigned To") for task in book.archive)


def archive_certification(book: Book) -> Rows:
    chosen = next(task for task in book.archive if task[TASK] == "Certification")
    return [[(date.fromisoformat(chosen["Due Date"]) - date.fromisoformat(chosen["Start Date"])).days]]


def archive_may(book: Book) -> Rows:
    return names((task for task in book.archive if task["Due Date"].startswith("2025-05")), TASK)


def open_by_location(book: Book) -> Rows:
    return tally(owner["Location"] for _, owner in _unfinished(book))


def people_without_task(book: Book) -> Rows:
    busy = {task["Assigned To"] for task in book.plan}
    return names((person for email, person in _roster(book).items() if email not in busy), "Name")


def overdue_with_small_capacity(book: Book) -> Rows:
    return [[task[TASK]] for task, owner in _unfinished(book) if book.overdue(task) and owner["Capacity %"] < 0.7]


def load_per_person(book: Book) -> Rows:
    tasks = dict(tally(task.shown("Assigned To") for task in book.plan if task["Status"] != "Complete"))
    risks = tally(risk.shown("Owner") for risk in book.risks if risk["Status"] == "Open" and risk["Owner"])
    return [[owner, count, tasks.get(owner, 0)] for owner, count in risks]


def in_both_plans(book: Book) -> Rows:
    old = {task[TASK] for task in book.archive}
    return names((task for task in book.plan if task[TASK] in old), TASK)


def firmware_people_tasks(book: Book) -> Rows:
    return [[task[TASK]] for task, owner in _unfinished(book) if "firmware" in owner.items("Skills")]


def exposure_against_budget(book: Book) -> Rows:
    planned = total(line.amount("Planned") for line in book.budget)
    return [[planned, total(risk.amount("Exposure") for risk in book.risks if risk["Status"] == "Open")]]


def leave_with_tasks(book: Book) -> Rows:
    return [[task[TASK]] for task, owner in _unfinished(book) if owner["On leave"] is True]
