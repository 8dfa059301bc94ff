"""From a wish for an update to the steps of a plan: whom it is mailed to and what it says. Pure.

https://developers.smartsheet.com/api/smartsheet/openapi/updaterequests : a request is mailed at once; the people need
no access to the sheet; what they have not answered can be withdrawn, what was mailed cannot.
https://help.smartsheet.com/topics/sharing-and-collaboration : editors, admins and owners may ask.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.changes.engine.policy import may_share
from bot.changes.engine.preview import Draft
from bot.changes.engine.rules import require_editor, require_room
from bot.domain.live import LiveColumn, LiveRow, LiveSheet
from bot.domain.plans import ChangeRecords
from bot.domain.policies import PlanPolicy
from bot.domain.record_changes import KINDS, Record, RecordChange, canonical
from bot.errors import InvalidArguments, NotFound
from bot.sheets.finder import plain

LONGEST_MESSAGE = 10_000
LONGEST_SUBJECT = 500
_EVERY = {"DAILY": "every day", "WEEKLY": "every week", "MONTHLY": "every month", "YEARLY": "every year"}


@dataclass(frozen=True, slots=True)
class Letter:
    """What is asked of whom: (name, email) of each, and the words, which may be empty."""

    people: Sequence[tuple[str, str]]
    subject: str = ""
    message: str = ""


def preview_request(
    live: LiveSheet,
    rows: Sequence[LiveRow],
    columns: Sequence[LiveColumn],
    letter: Letter,
    *,
    own_email: str,
    policy: PlanPolicy,
) -> Draft:
    """Ask the people for these rows; without `columns`, for all that are not hidden."""
    require_editor(live)
    require_room(len(rows), policy)
    subject = letter.subject or f"Please update {live.name}"
    for name, text, most in (("subject", subject, LONGEST_SUBJECT), ("message", letter.message, LONGEST_MESSAGE)):
        if len(text) > most:
            raise InvalidArguments(f"The {name} has {len(text):,} characters; Smartsheet takes {most:,}.")
    draft = Draft()
    people = {email.casefold(): (name, email) for name, email in letter.people}
    for key, (name, email) in [*people.items()]:
        if not may_share(email, policy):
            draft.refuse(name or email, f"Asking is allowed at {', '.join(policy.share_domains)} only.")
            del people[key]
    if not people:
        return draft
    shown = columns or [column for column in live.columns if not column.column.hidden]
    body = {
        "sendTo": [{"email": email} for _, email in people.values()],
        "rowIds": [row.id for row in rows],
        "columnIds": [column.id for column in shown],
        "subject": subject,
        "message": letter.message,
        "ccMe": False,
        "includeAttachments": False,
        "includeDiscussions": False,
    }
    parts = (
        ("To", ", ".join(_person(*who) for who in people.values())),
        ("Rows", ", ".join(f"{row.number} {live.label(row)}".strip() for row in rows)),
        ("Columns", ", ".join(column.column.title for column in shown)),
        ("Subject", subject),
        ("Message", letter.message or "none"),
    )
    home, what = f"sheets/{live.id}", "Update request"
    change = RecordChange("sent_request", home, what, after=canonical(body), said_after="mailed at once", parts=parts)
    draft.steps.append(ChangeRecords((change,)))
    _warn(draft, [*people.values()], own_email)
    return draft


def _warn(draft: Draft, people: Sequence[tuple[str, str]], own_email: str) -> None:
    number = "1 person gets" if len(people) == 1 else f"{len(people):,} people get"
    draft.warnings.append(
        f"{number} mail from Smartsheet at once. Sent mail cannot be called back; Undo deletes the request of whoever "
        "has not answered it."
    )
    draft.warnings.append("They see and fill in these rows even if the sheet is not shared with them.")
    outside = sum(_domain(email) != _domain(own_email) for _, email in people)
    if outside and own_email:
        draft.warnings.append(f"{outside:,} of them {'is' if outside == 1 else 'are'} outside {_domain(own_email)}.")


def preview_withdrawal(
    live: LiveSheet,
    asked: str,
    *,
    scheduled: Sequence[Record],
    sent: Sequence[Record],
    rows: Mapping[str, str],
) -> Draft:
    """End the scheduled request, or withdraw the sent one, with that subject; `rows` says its rows by its id."""
    require_editor(live)
    open_ones = [("update_request", each) for each in scheduled]
    open_ones += [("sent_request", each) for each in sent if _waiting(each.fields())]
    found = [(kind, each) for kind, each in open_ones if plain(str(each.fields().get("subject", ""))) == plain(asked)]
    if len(found) != 1:
        _refuse(live, asked, [each for _, each in open_ones], several=len(found) > 1)
    kind, record = found[0]
    draft = Draft()
    change = RecordChange(
        kind=kind,
        home=f"sheets/{live.id}",
        what="Update request",
        record_id=record.id,
        before=record.body,
        said_before="waits for answers" if kind == "sent_request" else _when(record.fields()),
        final=KINDS[kind].gone,
        parts=_parts(record.fields(), rows.get(record.id, "")),
    )
    draft.steps.append(ChangeRecords((change,)))
    if kind == "update_request":
        draft.warnings.append("It is not sent any more; what was sent before can still be answered.")
    else:
        draft.warnings.append("The mail stays with the people it was sent to; answers that came in stay in the sheet.")
    return draft


def _refuse(live: LiveSheet, asked: str, records: Sequence[Record], *, several: bool) -> None:
    """Raises InvalidArguments for several, NotFound, naming the open ones, for none."""
    if several:
        raise InvalidArguments(f"Several open update requests are called “{asked}”.", hint="Delete it in Smartsheet.")
    names = ", ".join(dict.fromkeys(f"“{each.fields().get('subject', '')}”" for each in records)) or "none"
    raise NotFound(f"{live.name} has no open update request “{asked}”.", hint=f"Open ones: {names}.")


def _waiting(fields: Mapping[str, Any]) -> bool:
    return len(fields.get("sendTo", ())) > len(fields.get("answered", ()))


def _parts(fields: Mapping[str, Any], rows: str) -> tuple[tuple[str, str], ...]:
    said = (
        ("To", ", ".join(str(each.get("email") or "a group") for each in fields.get("sendTo", ()))),
        ("Rows", rows),
        ("Subject", str(fields.get("subject", ""))),
        ("Message", str(fields.get("message") or "none")),
        ("Answered by", ", ".join(fields.get("answered", ()))),
    )
    return tuple((what, text) for what, text in said if text)


def _when(fields: Mapping[str, Any]) -> str:
    return f"sent {_EVERY.get(str((fields.get('schedule') or {}).get('type')), 'once, later')}"


def _person(name: str, email: str) -> str:
    return f"{name} ({email})" if name and name != email else email


def _domain(email: str) -> str:
    return email.rpartition("@")[2].casefold()
