"""Records whose fields do not travel as they are: mailed update requests, summary fields, automation rules.

Below https://developers.smartsheet.com/api/smartsheet/openapi/ : updaterequests, sheetsummary, automationrules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Fields = dict[str, Any]
Item = Mapping[str, Any]

_SUMMARY = (
    *("title", "type", "formula", "options", "symbol", "format", "locked", "validation", "contactOptions"),
    *("hyperlink", "image"),
)
_NO_SUMMARY: Mapping[str, Any] = {"options": [], "contactOptions": [], "locked": False, "validation": False}


def mailings(listed: Sequence[Item]) -> list[Item]:
    """One item for each update request: Smartsheet lists what each person was sent by itself."""
    found: dict[int, dict[str, Any]] = {}
    for sent in listed:
        number = sent.get("updateRequestId") or sent["id"]
        mailing = found.setdefault(number, {**sent, "id": number, "sendTo": [], "answered": []})
        to = sent.get("sentTo") or {}
        mailing["sendTo"].append(to)
        if sent.get("status") == "COMPLETE":
            mailing["answered"].append(to.get("email", ""))
    return list(found.values())


def mailing_body(item: Item) -> Fields:
    kept = {name: item[name] for name in ("sendTo", "subject", "message") if item.get(name)}
    return kept | {"answered": sorted(item.get("answered", ()))}


def mailing_parts(listed: Sequence[Item], request_id: str) -> list[str]:
    """What is still open: an answered request cannot be deleted."""
    return [
        str(sent["id"])
        for sent in listed
        if str(sent.get("updateRequestId")) == request_id and sent.get("status") == "PENDING"
    ]


def summary_body(item: Item) -> Fields:
    """With its value, be it 0; without the one that its formula computes."""
    kept = {name: item[name] for name in _SUMMARY if item.get(name)}
    if item.get("objectValue") is not None and not item.get("formula"):
        kept["objectValue"] = item["objectValue"]
    return kept | ({"index": item["index"]} if "index" in item else {})


def summary_sent(fields: Fields) -> list[Fields]:
    return [{name: value for name, value in fields.items() if name != "image" and value is not None}]


def summary_changed(fields: Fields) -> Fields:
    """A formula or a value, one of the two; clearing both is clearing the value."""
    kept = {name: _NO_SUMMARY.get(name) if value is None else value for name, value in fields.items()}
    if kept.get("formula"):
        kept.pop("objectValue", None)
    else:
        kept.pop("formula", None)
    return kept


def rule_body(item: Item) -> Fields:
    kept = {name: item[name] for name in ("name", "action", "userCanModify", "disabledReasonText") if item.get(name)}
    return kept | {"enabled": bool(item.get("enabled"))}


def rule_changed(fields: Fields) -> Fields:
    """The type of its action goes with every change of a rule, as Smartsheet demands it."""
    kept = {name: fields[name] for name in ("name", "enabled") if name in fields}
    return kept | {"action": {"type": fields["action"]["type"]}}
