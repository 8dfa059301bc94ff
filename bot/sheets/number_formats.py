"""How a column shows its numbers, read from Smartsheet's format descriptor.

https://developers.smartsheet.com/api/smartsheet/guides/advanced-topics/cell-formatting : comma-separated indexes into
the tables of GET /serverinfo; position 11 is the currency, 14 the number format (2 currency, 3 percent). The tables
only ever grow at their end, so an index beyond ours means a currency we cannot name.
"""

from __future__ import annotations

from collections import Counter

_CURRENCY, _NUMBER_FORMAT = 11, 14
_AS_CURRENCY, _AS_PERCENT = "2", "3"
_CURRENCIES = (
    *("ARS", "AUD", "BRL", "CAD", "CLP", "EUR", "GBP", "ILS", "INR", "JPY", "MXN", "RUB"),
    *("USD", "ZAR", "CHF", "CNY", "DKK", "HKD", "KRW", "NOK", "NZD", "SEK", "SGD"),
)


def number_format(descriptor: str | None) -> str:
    """`percent`, `currency USD`, `currency` (one we cannot name) or an empty text."""
    parts = (descriptor or "").split(",")
    if len(parts) <= _NUMBER_FORMAT:
        return ""
    if parts[_NUMBER_FORMAT] == _AS_PERCENT:
        return "percent"
    if parts[_NUMBER_FORMAT] != _AS_CURRENCY:
        return ""
    index = int(parts[_CURRENCY]) if parts[_CURRENCY].isdecimal() else 0
    return f"currency {_CURRENCIES[index - 1]}" if 1 <= index <= len(_CURRENCIES) else "currency"


def column_format(own: str | None, cells: Counter[str | None]) -> str:
    """The column's own number format, else the one that most of its formatted cells have."""
    if found := number_format(own):
        return found
    return number_format(cells.most_common(1)[0][0]) if cells else ""
