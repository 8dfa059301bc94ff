"""The part of a running Sheetline that changes sheets, wired."""

from __future__ import annotations

from dataclasses import replace

from bot.adapters.file_box import FileBox
from bot.adapters.smartsheet import SmartsheetSheets
from bot.adapters.smartsheet_records import SmartsheetRecords
from bot.adapters.smartsheet_writer import SmartsheetWriter
from bot.adapters.store_cosmos import CosmosStore
from bot.adapters.store_plans import plans_beside
from bot.adapters.store_sqlite import SqliteStore
from bot.domain.effects import Effect
from bot.domain.policies import PlanPolicy, PolicyBook
from bot.flows.changes import Changes
from bot.ports import Clock
from bot.settings import Settings
from bot.settings_changes import SheetRules


def changes_over(
    store: SqliteStore | CosmosStore, sheets: SmartsheetSheets, *, clock: Clock, settings: Settings, files: FileBox
) -> Changes:
    """Plans kept beside the sessions, written through the same Smartsheet calls that read."""
    return Changes(
        plans_beside(store, clock=clock),
        SmartsheetWriter(sheets.calls),
        SmartsheetRecords(sheets.calls, files=files),
        book=policies(settings),
    )


def policies(settings: Settings) -> PolicyBook:
    """What the settings allow, everywhere and for the sheets that have rules of their own."""
    everywhere = PlanPolicy(
        rows=settings.change_rows,
        columns=settings.change_columns,
        records=settings.change_records,
        destructive=settings.change_destructive,
        sharing=settings.change_sharing,
        share_domains=settings.change_share_domains,
        protected=settings.change_protected,
        only_options=settings.change_dropdowns == "strict",
        second=frozenset(map(Effect, settings.change_second_person)),
        second_rows=settings.change_second_person_rows,
    )
    return PolicyBook(everywhere, {number: _own(everywhere, own) for number, own in settings.change_sheets.items()})


def _own(everywhere: PlanPolicy, rules: SheetRules) -> PlanPolicy:
    said = rules.model_dump(exclude_none=True)
    dropdowns, second = said.pop("dropdowns", None), said.pop("second_person", None)
    if "second_person_rows" in said:
        said["second_rows"] = said.pop("second_person_rows")
    if dropdowns is not None:
        said["only_options"] = dropdowns == "strict"
    if second is not None:
        said["second"] = frozenset(map(Effect, second))
    return replace(everywhere, **said)
