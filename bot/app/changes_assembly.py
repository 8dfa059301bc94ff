"""The part of a running Sheetline that changes sheets, wired."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.app.change_settings import SheetRules
from bot.app.settings import Mode, Settings
from bot.changes.engine.changes import Changes
from bot.domain.effects import Effect
from bot.domain.policies import PlanPolicy, PolicyBook
from bot.ports import Clock
from bot.ports.documents import Documents
from bot.smartsheet.record_writer import SmartsheetRecords
from bot.smartsheet.row_writer import SmartsheetWriter
from bot.smartsheet.sheet_reader import SmartsheetSheets
from bot.store.collections.audit import Audit
from bot.store.collections.exports import Exports
from bot.store.collections.plans import Plans
from bot.store.files import FileBox
from bot.store.retention import Retention

UNDO = timedelta(days=30)
"""Plans and journals are kept so long, however short a time the audit is."""


def changes_over(
    documents: Documents, sheets: SmartsheetSheets, *, clock: Clock, settings: Settings, files: FileBox
) -> Changes:
    """Plans and their audit kept beside the sessions, written through the same Smartsheet calls that read."""
    kept = retention(settings)
    return Changes(
        Plans(documents, kept),
        SmartsheetWriter(sheets.calls),
        SmartsheetRecords(sheets.calls, files=files),
        Audit(documents, kept),
        Exports(documents),
        clock,
        address=address(settings),
        book=policies(settings),
    )


def address(settings: Settings) -> str:
    """Where people's browsers reach this bot; in the local world, on this machine."""
    if settings.public_url is not None:
        return settings.public_url.rstrip("/")
    return f"http://{settings.host}:{settings.port}" if settings.mode is Mode.LOCAL else ""


def retention(settings: Settings) -> Retention:
    """How long what is kept, as the settings say; plans at least as long as a change is worth taking back."""
    audit = timedelta(days=settings.audit_days)
    session = timedelta(days=settings.session_ttl_days)
    return Retention(session=session, plan=max(audit, UNDO), audit=audit)


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
