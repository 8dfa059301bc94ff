"""Answers about the risk register."""

from __future__ import annotations

from tests.evals.oracle.book import Book, Rows, gathered, mean, names, ranked, tally, total


def open_risks(book: Book) -> Rows:
    return [[sum(risk["Status"] == "Open" for risk in book.risks)]]


def risks_by_category(book: Book) -> Rows:
    return tally(risk["Category"] for risk in book.risks)


def risks_by_status(book: Book) -> Rows:
    return tally(risk["Status"] for risk in book.risks)


def highest_scores(book: Book) -> Rows:
    return ranked([[risk["Risk"], risk.amount("Score")] for risk in book.risks])


def average_score(book: Book) -> Rows:
    return [[mean(risk.amount("Score") for risk in book.risks)]]


def open_exposure(book: Book) -> Rows:
    return [[total(risk.amount("Exposure") for risk in book.risks if risk["Status"] == "Open")]]


def exposure_by_category(book: Book) -> Rows:
    return gathered(book.risks, lambda risk: risk["Category"], lambda risk: risk.amount("Exposure"), sum)


def likely_risks(book: Book) -> Rows:
    return names((risk for risk in book.risks if int(risk["Probability"]) >= 4), "Risk")


def impact_five(book: Book) -> Rows:
    return [[sum(int(risk["Impact"]) == 5 for risk in book.risks)]]


def reviews_missed(book: Book) -> Rows:
    live = [risk for risk in book.risks if risk["Status"] in ("Open", "Mitigating")]
    return names((risk for risk in live if book.within(risk.day("Review date"), -10_000, -1)), "Risk")


def reviews_coming(book: Book) -> Rows:
    return names((risk for risk in book.risks if book.within(risk.day("Review date"), 0, 7)), "Risk")


def risk_without_owner(book: Book) -> Rows:
    return names((risk for risk in book.risks if risk["Owner"] is None), "Risk")


def no_mitigation_cost(book: Book) -> Rows:
    return names((risk for risk in book.risks if risk["Mitigation cost"] is None), "Risk")


def payoff_errors(book: Book) -> Rows:
    return names((risk for risk in book.risks if risk.error("Payoff")), "Risk")


def payoff_error_kinds(book: Book) -> Rows:
    return tally(risk.error("Payoff") for risk in book.risks if risk.error("Payoff"))


def best_payoff(book: Book) -> Rows:
    return ranked([[risk["Risk"], risk.amount("Payoff")] for risk in book.risks])


def mitigation_total(book: Book) -> Rows:
    return [[total(risk.amount("Mitigation cost") for risk in book.risks)]]


def average_exposure_by_status(book: Book) -> Rows:
    return gathered(book.risks, lambda risk: risk["Status"], lambda risk: risk.amount("Exposure"), mean)


def carla_risks(book: Book) -> Rows:
    hers = [risk for risk in book.risks if risk["Owner"] == "carla@northwind.example"]
    return names((risk for risk in hers if risk["Status"] == "Open"), "Risk")


def big_exposure(book: Book) -> Rows:
    return [[risk["Risk"], risk["Exposure"]] for risk in book.risks if risk["Exposure"] > 100_000]


def risks_about_supplier(book: Book) -> Rows:
    return names((risk for risk in book.risks if "supplier" in risk["Risk"].lower()), "Risk")


def severe_by_owner(book: Book) -> Rows:
    severe = [risk for risk in book.risks if risk["Score"] >= 12 and risk["Status"] != "Closed"]
    return tally(risk.shown("Owner") for risk in severe)


def smallest_exposure(book: Book) -> Rows:
    return ranked([[risk["Risk"], risk.amount("Exposure")] for risk in book.risks], lowest=True)


def share_of_open_exposure(book: Book) -> Rows:
    return [[100 * open_exposure(book)[0][0] / total(risk.amount("Exposure") for risk in book.risks)]]


def owner_of_breach(book: Book) -> Rows:
    return [[risk.shown("Owner")] for risk in book.risks if risk["Risk"] == "Data breach in the pilot"]


def status_of_launch_rival(book: Book) -> Rows:
    return [[risk["Status"]] for risk in book.risks if risk["Risk"] == "Competitor launches first"]


def market_open(book: Book) -> Rows:
    return [[sum((risk["Category"], risk["Status"]) == ("Market", "Open") for risk in book.risks)]]


def changed_risks_by_whom(book: Book) -> Rows:
    return tally(risk.changed_by for risk in book.risks)
