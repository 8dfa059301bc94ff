"""The part of a running Sheetline that changes sheets, wired."""

from __future__ import annotations

from bot.adapters.smartsheet import SmartsheetSheets
from bot.adapters.smartsheet_records import SmartsheetRecords
from bot.adapters.smartsheet_writer import SmartsheetWriter
from bot.adapters.store_cosmos import CosmosStore
from bot.adapters.store_plans import plans_beside
from bot.adapters.store_sqlite import SqliteStore
from bot.flows.changes import Changes
from bot.ports import Clock


def changes_over(store: SqliteStore | CosmosStore, sheets: SmartsheetSheets, *, clock: Clock) -> Changes:
    """Plans kept beside the sessions, written through the same Smartsheet calls that read."""
    return Changes(plans_beside(store, clock=clock), SmartsheetWriter(sheets.calls), SmartsheetRecords(sheets.calls))
