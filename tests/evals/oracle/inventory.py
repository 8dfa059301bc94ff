"""Answers about the inventory, over all its 20,000 rows."""

from __future__ import annotations

from tests.evals.oracle.book import Book, Rows, gathered, mean, ranked, tally, total


def stock_rows(book: Book) -> Rows:
    return [[len(book.stock)]]


def out_of_stock(book: Book) -> Rows:
    return [[sum(item["Status"] == "Out of stock" for item in book.stock)]]


def stock_by_site(book: Book) -> Rows:
    return tally(item["Site"] for item in book.stock)


def stock_value(book: Book) -> Rows:
    return [[total(item.amount("Stock Value") for item in book.stock)]]


def stock_value_by_category(book: Book) -> Rows:
    return gathered(book.stock, lambda item: item["Category"], lambda item: item.amount("Stock Value"), sum)


def stock_value_errors(book: Book) -> Rows:
    return [[sum(item.error("Stock Value") is not None for item in book.stock)]]


def below_reorder(book: Book) -> Rows:
    pairs = [(item.amount("Quantity"), item.amount("Reorder Point")) for item in book.stock]
    return [[sum(have is not None and least is not None and have < least for have, least in pairs)]]


def dearest(book: Book) -> Rows:
    return [[max(item["Unit Cost"] for item in book.stock)]]


def margin_by_category(book: Book) -> Rows:
    found = gathered(book.stock, lambda item: item["Category"], lambda item: item.amount("Margin"), mean)
    return [[category, 100 * share] for category, share in found]


def hazardous_gdansk(book: Book) -> Rows:
    return [[sum(item["Hazardous"] is True and item["Site"] == "Gdańsk" for item in book.stock)]]


def not_counted(book: Book) -> Rows:
    return [[sum(item["Last Counted"] is None for item in book.stock)]]


def counted_in_may(book: Book) -> Rows:
    return [[sum((item["Last Counted"] or "").startswith("2026-05") for item in book.stock)]]


def cold_store(book: Book) -> Rows:
    return [[sum("cold store" in item.items("Tags") for item in book.stock)]]


def no_supplier(book: Book) -> Rows:
    return [[sum(item["Supplier"] is None for item in book.stock)]]


def elif_items(book: Book) -> Rows:
    return [[sum(item["Owner"] == "elif@northwind.example" for item in book.stock)]]


def one_sku(book: Book) -> Rows:
    return [[item["Site"], item["Item"]] for item in book.stock if item["SKU"] == "NW-012345"]


def status_by_site(book: Book) -> Rows:
    return [[*pair, count] for pair, count in tally((item["Site"], item["Status"]) for item in book.stock)]


def long_lead(book: Book) -> Rows:
    return [[sum((item.days("Lead Time") or 0) > 30 for item in book.stock)]]


def chinese_notes(book: Book) -> Rows:
    return [[sum("下周" in (item["Notes"] or "") for item in book.stock)]]


def suppliers_on_order(book: Book) -> Rows:
    ordered = [item["Supplier"] for item in book.stock if item["Status"] == "On order"]
    return ranked(tally(supplier for supplier in ordered if supplier))
