"""Smartsheet's format descriptors: 17 comma-separated numbers, read by position.

https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/cell-formatting ; the numbers are indexes into
the tables of GET /serverinfo. Only the positions the sandbox renders are named here.
"""

from __future__ import annotations

POSITIONS = 17
BOLD, CURRENCY, DECIMALS, THOUSANDS, NUMBER_FORMAT = 2, 11, 12, 13, 14
AS_NUMBER, AS_CURRENCY, AS_PERCENT = 1, 2, 3
# Table "currency" of /serverinfo: the sandbox's few, by their index there.
CURRENCIES = {6: "€", 7: "£", 13: "$"}


def describe(**positions: int) -> str:
    """A descriptor from named positions: `describe(bold=1, currency=13)`."""
    index = {
        "bold": BOLD,
        "currency": CURRENCY,
        "decimals": DECIMALS,
        "thousands": THOUSANDS,
        "number_format": NUMBER_FORMAT,
    }
    parts = [""] * POSITIONS
    for name, value in positions.items():
        parts[index[name]] = str(value)
    return ",".join(parts)


USD = describe(currency=13, decimals=2, thousands=1, number_format=AS_CURRENCY)
PERCENT = describe(decimals=0, number_format=AS_PERCENT)
WHOLE = describe(decimals=0, thousands=1, number_format=AS_NUMBER)
BOLD_TEXT = describe(bold=1)


def display_number(value: float, descriptor: str | None = None) -> str:
    """The number as the sheet shows it: plain, with separators, as money or as a percentage."""
    parts = (descriptor or "").split(",")
    parts += [""] * (POSITIONS - len(parts))
    kind = int(parts[NUMBER_FORMAT] or 0)
    if kind == 0:
        return f"{value:.0f}" if value == int(value) else f"{value:.10g}"
    decimals = int(parts[DECIMALS] or 0)
    if kind == AS_PERCENT:
        return f"{value * 100:.{decimals}f}%"
    digits = f"{abs(value):,.{decimals}f}" if parts[THOUSANDS] == "1" else f"{abs(value):.{decimals}f}"
    symbol = CURRENCIES.get(int(parts[CURRENCY] or 0), "") if kind == AS_CURRENCY else ""
    return f"{'-' if value < 0 else ''}{symbol}{digits}"
