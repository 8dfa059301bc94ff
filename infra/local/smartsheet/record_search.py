"""Search beside the cells: comments, files, summary fields, and the names of reports and dashboards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from infra.local.smartsheet.model import Sheet
from infra.local.smartsheet.report_routes import visible_reports, visible_sights

if TYPE_CHECKING:
    from infra.local.smartsheet.world import World

Matches = Callable[[str], bool]


def named(world: World, person: str, scopes: frozenset[str], matches: Matches) -> list[dict[str, Any]]:
    """Reports and dashboards whose name matches."""
    found: list[dict[str, Any]] = []
    for scope, kind, assets in (
        ("reportNames", "report", visible_reports(world, person)),
        ("sightNames", "sight", visible_sights(world, person)),
    ):
        if scope in scopes:
            found += [
                {"text": asset.name, "objectType": kind, "objectId": asset.id, "contextData": []}
                for asset in assets
                if matches(asset.name)
            ]
    return found


def inside(world: World, sheet: Sheet, scopes: frozenset[str], matches: Matches) -> Iterator[dict[str, Any]]:
    """Comments, files and summary fields of a sheet that match."""
    if "comments" in scopes:
        for discussion in world.records.discussions_of(sheet):
            for comment in discussion.comments:
                if matches(comment.text):
                    yield _hit(sheet, comment.text, "discussion", discussion.id)
    if "attachments" in scopes:
        for attachment in world.records.attachments_of(sheet):
            if matches(attachment.name):
                yield _hit(sheet, attachment.name, "attachment", attachment.id)
    if "summaryFields" in scopes:
        for field in world.records.summaries.get(sheet.id, []):
            text = f"{field.title} {field.display or field.value or ''}"
            if matches(text):
                yield _hit(sheet, text, "summaryField", field.id)


def _hit(sheet: Sheet, text: str, kind: str, object_id: int) -> dict[str, Any]:
    return {
        "text": text,
        "objectType": kind,
        "objectId": object_id,
        "parentObjectType": "sheet",
        "parentObjectId": sheet.id,
        "parentObjectName": sheet.name,
        "contextData": [],
    }
