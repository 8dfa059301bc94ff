"""What is said of a value that its cell does not take."""

from __future__ import annotations


class InvalidCellValue(ValueError):
    """Why the column does not take the value: one sentence for the person."""
