"""Reports among sheets: both are opened, queried and cited alike, so both need one id.

Smartsheet's ids are unique within a kind and below 2⁵³ (they are exact in JavaScript). A report's id is moved to a
range no sheet's id reaches; it stays a positive number of 19 digits that fits 64 bits, so it travels wherever a sheet's
does.
"""

from __future__ import annotations

_REPORTS = 9_100_000_000_000_000_000


def id_for_report(report_id: int) -> int:
    """The id under which a report is opened like a sheet."""
    return _REPORTS + report_id


def report_behind(sheet_id: int) -> int | None:
    """The report's own id, or None for a sheet's."""
    return sheet_id - _REPORTS if sheet_id >= _REPORTS else None
