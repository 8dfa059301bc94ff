"""Answers about the launch plan: phases and workstreams, people, tags, durations, predecessors, links."""

from __future__ import annotations

from tests.evals.oracle.book import ASKER, PLAN, Book, Record, Rows, gathered, mean, names, ranked, tally, total


def _streams(book: Book) -> list[Record]:
    return [row for row in book.sheets[PLAN] if row.level == 1]


def _phases(book: Book) -> list[Record]:
    return [row for row in book.sheets[PLAN] if row.level == 0]


def _waits_for(task: Record) -> list[int]:
    """The ids of the rows before this one."""
    held = task.cells["Predecessors"].get("objectValue") or {}
    return [before["rowId"] for before in held.get("predecessors", [])]


def phases(book: Book) -> Rows:
    return names(_phases(book), "Task Name")


def tasks_per_phase(book: Book) -> Rows:
    return tally(task.top["Task Name"] for task in book.plan)


def under_mobile_app(book: Book) -> Rows:
    return names((t for t in book.plan if t.parent and t.parent["Task Name"] == "Mobile app"), "Task Name")


def streams_of_product(book: Book) -> Rows:
    return names((stream for stream in _streams(book) if stream.top["Task Name"] == "2 · Product"), "Task Name")


def phase_of_packaging(book: Book) -> Rows:
    return [[task.top["Task Name"]] for task in book.plan if task["Task Name"] == "Packaging proof"]


def progress_of_product(book: Book) -> Rows:
    return [[100 * phase["% Complete"]] for phase in _phases(book) if phase["Task Name"] == "2 · Product"]


def phase_progress(book: Book) -> Rows:
    return [[phase["Task Name"], 100 * phase["% Complete"]] for phase in _phases(book)]


def phase_dates(book: Book) -> Rows:
    return [[phase["Task Name"], phase.day("Start Date"), phase.day("Due Date")] for phase in _phases(book)]


def levels(book: Book) -> Rows:
    return [[1 + max(row.level for row in book.sheets[PLAN])]]


def phase_most_overdue(book: Book) -> Rows:
    return ranked(tally(task.top["Task Name"] for task in book.plan if book.overdue(task)))


def open_per_stream(book: Book) -> Rows:
    return tally(t.parent["Task Name"] for t in book.plan if t.parent and t["Status"] != "Complete")


def beside_press_kit(book: Book) -> Rows:
    kit = next(task for task in book.plan if task["Task Name"] == "Press kit")
    return names((task for task in book.plan if task.parent is kit.parent and task is not kit), "Task Name")


def streams_without_complete(book: Book) -> Rows:
    begun = {id(task.parent) for task in book.plan if task["Status"] == "Complete"}
    return names((stream for stream in _streams(book) if id(stream) not in begun), "Task Name")


def ben_open(book: Book) -> Rows:
    of_ben = [task for task in book.plan if task["Assigned To"] == "ben@northwind.example"]
    return names((task for task in of_ben if task["Status"] != "Complete"), "Task Name")


def by_email_mei(book: Book) -> Rows:
    return names((task for task in book.plan if task["Assigned To"] == "mei.lin@northwind.example"), "Task Name")


def mine(book: Book) -> Rows:
    return names((task for task in book.plan if task["Assigned To"] == ASKER), "Task Name")


def shouted_dev(book: Book) -> Rows:
    return [[sum((task.shown("Assigned To") or "").lower() == "dev patel" for task in book.plan)]]


def omar(book: Book) -> Rows:
    return names((task for task in book.plan if task.shown("Assigned To") == "عمر حدّاد"), "Task Name")


def busiest(book: Book) -> Rows:
    owners = [task.shown("Assigned To") for task in book.plan if task["Status"] != "Complete"]
    return ranked(tally(owner for owner in owners if owner))


def how_many_owners(book: Book) -> Rows:
    return [[len({task["Assigned To"] for task in book.plan} - {None})]]


def carla_reviews(book: Book) -> Rows:
    return names((task for task in book.plan if "Carla Rossi" in task.items("Reviewers")), "Task Name")


def two_reviewers(book: Book) -> Rows:
    return names((task for task in book.plan if len(task.items("Reviewers")) > 1), "Task Name")


def reviews_per_person(book: Book) -> Rows:
    return tally(name for task in book.plan for name in task.items("Reviewers"))


def ben_reviews_by_email(book: Book) -> Rows:
    return [[sum("ben@northwind.example" in task.emails("Reviewers") for task in book.plan)]]


def tagged_hardware(book: Book) -> Rows:
    return names((task for task in book.plan if "hardware" in task.items("Tags")), "Task Name")


def tasks_per_tag(book: Book) -> Rows:
    return tally(tag for task in book.plan for tag in task.items("Tags"))


def critical_open(book: Book) -> Rows:
    critical = [task for task in book.plan if "critical path" in task.items("Tags")]
    return names((task for task in critical if task["Status"] != "Complete"), "Task Name")


def marketing_and_supplier(book: Book) -> Rows:
    return names((task for task in book.plan if {"marketing", "supplier"} <= set(task.items("Tags"))), "Task Name")


def untagged(book: Book) -> Rows:
    return [[sum(not task.items("Tags") for task in book.plan)]]


def longest(book: Book) -> Rows:
    return ranked([[task["Task Name"], task.days("Duration")] for task in book.plan])


def work_left(book: Book) -> Rows:
    return [[total(task.days("Duration") for task in book.plan if task["Status"] != "Complete")]]


def over_20_days(book: Book) -> Rows:
    return names((task for task in book.plan if (task.days("Duration") or 0) > 20), "Task Name")


def average_duration_by_status(book: Book) -> Rows:
    return gathered(book.plan, lambda task: task["Status"], lambda task: task.days("Duration"), mean)


def with_predecessors(book: Book) -> Rows:
    return names((task for task in book.plan if _waits_for(task)), "Task Name")


def before_first_sample(book: Book) -> Rows:
    sample = next(task for task in book.plan if task["Task Name"] == "First production sample")
    return names((row for row in book.sheets[PLAN] if row.id in _waits_for(sample)), "Task Name")


def after_go_no_go(book: Book) -> Rows:
    meeting = next(task for task in book.plan if task["Task Name"] == "Go / no-go meeting")
    return names((task for task in book.plan if meeting.id in _waits_for(task)), "Task Name")


def held_up(book: Book) -> Rows:
    unfinished = {task.id for task in book.plan if task["Status"] != "Complete"}
    return names((task for task in book.plan if unfinished & set(_waits_for(task))), "Task Name")


def link_of_enclosure(book: Book) -> Rows:
    chosen = next(task for task in book.plan if task["Task Name"] == "Freeze enclosure design")
    return [[chosen.cells["Link"]["hyperlink"]["url"]]]


def with_link(book: Book) -> Rows:
    held = [task for task in book.plan if "hyperlink" in task.cells["Link"]]
    return [[task["Task Name"], task.cells["Link"]["hyperlink"]["url"]] for task in held]
