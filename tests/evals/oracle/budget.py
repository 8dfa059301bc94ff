"""Answers about the budget."""

from __future__ import annotations

from tests.evals.oracle.book import BUDGET, Book, Rows, gathered, mean, names, ranked, total

LINE = "Line Item"


def planned_total(book: Book) -> Rows:
    return [[total(line.amount("Planned") for line in book.budget)]]


def actual_total(book: Book) -> Rows:
    return [[total(line.amount("Actual") for line in book.budget)]]


def variance_total(book: Book) -> Rows:
    return [[total(line.amount("Variance") for line in book.budget)]]


def largest_lines(book: Book) -> Rows:
    return ranked([[line[LINE], line.amount("Planned")] for line in book.budget])


def smallest_lines(book: Book) -> Rows:
    return ranked([[line[LINE], line.amount("Planned")] for line in book.budget], lowest=True)


def over_budget(book: Book) -> Rows:
    known = [line for line in book.budget if line.amount("Actual") is not None]
    return names((line for line in known if line["Actual"] > line["Planned"]), LINE)


def planned_by_category(book: Book) -> Rows:
    return gathered(book.budget, lambda line: line["Category"], lambda line: line.amount("Planned"), sum)


def average_planned_by_category(book: Book) -> Rows:
    return gathered(book.budget, lambda line: line["Category"], lambda line: line.amount("Planned"), mean)


def hardware_roll_up(book: Book) -> Rows:
    return [[row["Planned"]] for row in book.sheets[BUDGET] if row[LINE] == "Hardware"]


def not_approved(book: Book) -> Rows:
    return names((line for line in book.budget if line["Approved"] is not True), LINE)


def count_approved(book: Book) -> Rows:
    return [[sum(line["Approved"] is True for line in book.budget)]]


def approved_money(book: Book) -> Rows:
    return [[total(line.amount("Planned") for line in book.budget if line["Approved"] is True)]]


def not_a_number(book: Book) -> Rows:
    return [[line[LINE], line["Actual"]] for line in book.budget if isinstance(line["Actual"], str)]


def variance_errors(book: Book) -> Rows:
    return names((row for row in book.sheets[BUDGET] if row.error("Variance")), LINE)


def no_invoice(book: Book) -> Rows:
    return names((line for line in book.budget if line["Invoice date"] is None), LINE)


def no_vendor(book: Book) -> Rows:
    return names((line for line in book.budget if line["Vendor"] is None), LINE)


def no_actual(book: Book) -> Rows:
    return names((line for line in book.budget if line["Actual"] is None), LINE)


def nothing_spent(book: Book) -> Rows:
    return names((line for line in book.budget if line.amount("Actual") == 0), LINE)


def biggest_vendor(book: Book) -> Rows:
    known = [line for line in book.budget if line["Vendor"]]
    return ranked(gathered(known, lambda line: line["Vendor"], lambda line: line.amount("Planned"), sum))


def vendors(book: Book) -> Rows:
    return [[len({line["Vendor"] for line in book.budget} - {None})]]


def invoiced_lately(book: Book) -> Rows:
    recent = [line for line in book.budget if book.within(line.day("Invoice date"), -14, 0)]
    return [[total(line.amount("Actual") for line in recent)]]


def invoices_ahead(book: Book) -> Rows:
    return names((line for line in book.budget if book.within(line.day("Invoice date"), 1, 10_000)), LINE)


def first_invoice(book: Book) -> Rows:
    return [[min(day for line in book.budget if (day := line.day("Invoice date")))]]


def spent_share(book: Book) -> Rows:
    spent = dict(gathered(book.budget, lambda line: line["Category"], lambda line: line.amount("Actual"), sum))
    return [[category, 100 * spent[category] / planned] for category, planned in planned_by_category(book)]


def nearly_used_up(book: Book) -> Rows:
    known = [line for line in book.budget if line.amount("Actual") is not None]
    return names((line for line in known if line["Actual"] >= 0.9 * line["Planned"]), LINE)


def harbour(book: Book) -> Rows:
    return names((line for line in book.budget if line["Vendor"] == "Harbour PR"), LINE)


def kraft(book: Book) -> Rows:
    return [[line["Planned"]] for line in book.budget if line["Vendor"] == "Messebau Kraft GmbH"]


def yildiz(book: Book) -> Rows:
    return names((line for line in book.budget if line["Vendor"] == "Weber & Yıldız"), LINE)


def planned_of_video(book: Book) -> Rows:
    return [[line["Planned"]] for line in book.budget if line[LINE] == "Product video"]


def between_amounts(book: Book) -> Rows:
    return names((line for line in book.budget if 20_000 <= line["Planned"] <= 40_000), LINE)
