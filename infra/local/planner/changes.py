"""Requests to change something. The planner only proposes; the bot asks a person.

Each module named below knows the sentences of its subject and the tools that propose such changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from infra.local.planner import (
    arranging_changes,
    beside_changes,
    column_changes,
    file_changes,
    row_changes,
    sharing_changes,
    sheet_changes,
    talk_changes,
)
from infra.local.planner.choosing import choose
from infra.local.planner.contexts import Sheet
from infra.local.planner.replies import Reply
from infra.local.planner.row_changes import Changes
from infra.local.planner.transcript import Transcript

_ON_A_SHEET = (*sharing_changes.CHANGES, *column_changes.CHANGES, *row_changes.CHANGES)
_SAYING = talk_changes.CHANGES
"""What is said in these is kept whole, and says nothing about which sheet is meant."""

_PARTS = (
    *(row_changes, column_changes, sharing_changes, file_changes),
    *(talk_changes, sheet_changes, arranging_changes, beside_changes),
)
_TOOLS = frozenset[str]().union(*(part.TOOLS for part in _PARTS))


def change(transcript: Transcript) -> Reply | None:
    """The next step towards a change, else None."""
    whole = " ".join(transcript.question.split())
    if (reply := _on_a_sheet(_SAYING, whole, transcript)) is not None:
        return reply
    said = re.sub(r"[?!.]+\s*$", "", whole)
    if (reply := _beside(whole, said, transcript)) is not None:
        return reply
    if (reply := _on_a_sheet(_ON_A_SHEET, said, transcript)) is not None:
        return reply
    if (reply := file_changes.change(said, transcript)) is not None:
        return _failure(transcript) or reply
    for pattern, handle in sheet_changes.CHANGES:
        if match := pattern.fullmatch(said):
            return _failure(transcript) or handle(match, transcript)
    return _on_a_sheet(arranging_changes.CHANGES, said, transcript)


def _beside(whole: str, said: str, transcript: Transcript) -> Reply | None:
    """Requests, the summary, automations of the current sheet; favourites, for which no sheet need be open."""
    for anywhere, act in beside_changes.ANYWHERE:
        if match := anywhere.fullmatch(said):
            return _failure(transcript) or act(match, transcript)
    worded = _on_a_sheet(beside_changes.WORDED, whole, transcript, which=beside_changes.current)
    return worded or _on_a_sheet(beside_changes.CHANGES, said, transcript, which=beside_changes.current)


def _on_a_sheet(
    sentences: Changes,
    said: str,
    transcript: Transcript,
    *,
    which: Callable[[Transcript], Sheet | Reply] = choose,
) -> Reply | None:
    for pattern, handle in sentences:
        if match := pattern.fullmatch(said):
            if (failure := _failure(transcript)) is not None:
                return failure
            sheet = which(replace(transcript, question=_without_text(match)))
            return sheet if isinstance(sheet, Reply) else handle(match, transcript, sheet)
    return None


def _without_text(match: re.Match[str]) -> str:
    """The sentence without what is to be written, in which other sheets may be named, and without where rows go."""
    apart = next((name for name in ("text", "to") if match.groupdict().get(name)), "")
    if not apart:
        return match[0]
    start, end = match.span(apart)
    return match[0][:start] + match[0][end:]


def _failure(transcript: Transcript) -> Reply | None:
    """A proposal that failed is told in the tool's own words."""
    tried = [step for step in transcript.steps if step.name in _TOOLS]
    return Reply(f"{tried[-1].message} {tried[-1].hint}".strip()) if tried else None
