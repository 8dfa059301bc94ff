"""A cell's value as text, and the texts that are not values at all: Smartsheet's formula errors."""

from __future__ import annotations

from typing import Any

import msgspec

FORMULA_ERRORS = frozenset(
    {
        "#BLOCKED",
        "#BOOLEAN EXPECTED",
        "#CALCULATING",
        "#CIRCULAR REFERENCE",
        "#COLUMN EXPECTED",
        "#CONTACT EXPECTED",
        "#DATE EXPECTED",
        "#DIVIDE BY ZERO",
        "#IMPRECISE",
        "#INCORRECT ARGUMENT",
        "#INCORRECT ARGUMENT SET",
        "#INVALID COLUMN VALUE",
        "#INVALID DATA TYPE",
        "#INVALID OPERATION",
        "#INVALID REF",
        "#INVALID VALUE",
        "#NESTED CRITERIA",
        "#NO MATCH",
        "#NUMBER EXPECTED",
        "#OVERFLOW",
        "#PERMISSION ERROR",
        "#REF",
        "#UNPARSEABLE",
        "#UNSUPPORTED CROSS-SHEET FORMULA",
    }
)
"""https://help.smartsheet.com/articles/2476176-formula-error-messages ; the API gives them as plain cell values."""


def is_error(text: Any) -> bool:
    """True for exactly one of the formula errors; a cell that merely begins with `#` is text."""
    return type(text) is str and text.startswith("#") and text in FORMULA_ERRORS


def text_of(value: Any) -> str:
    """The value as a person would write it: no `.0` on whole numbers, `true`/`false`, JSON for anything nested."""
    if type(value) is str:
        return value
    if value is True or value is False:
        return "true" if value else "false"
    if type(value) is float and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    if type(value) in (int, float):
        return str(value)
    return msgspec.json.encode(value).decode()
