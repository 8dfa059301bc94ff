"""Requests to change something. The planner only proposes; the bot asks a person.

Each module named below knows the sentences of its subject and the tools that propose such changes.
"""

from __future__ import annotations

import re

from infra.local.planner import column_changes, file_changes, row_changes, sharing_changes
from infra.local.planner.choosing import choose
from infra.local.planner.replies import Reply
from infra.local.planner.transcript import Transcript

_ON_A_SHEET = (*sharing_changes.CHANGES, *column_changes.CHANGES, *row_changes.CHANGES)
_TOOLS = row_changes.TOOLS | column_changes.TOOLS | sharing_changes.TOOLS | file_changes.TOOLS


def change(transcript: Transcript) -> Reply | None:
    """The next step towards a change, else None."""
    said = re.sub(r"[?!.]+\s*$", "", " ".join(transcript.question.split()))
    if (reply := file_changes.change(said, transcript)) is not None:
        return _failure(transcript) or reply
    for pattern, handle in _ON_A_SHEET:
        if match := pattern.fullmatch(said):
            if (failure := _failure(transcript)) is not None:
                return failure
            sheet = choose(transcript)
            return sheet if isinstance(sheet, Reply) else handle(match, transcript, sheet)
    return None


def _failure(transcript: Transcript) -> Reply | None:
    """A proposal that failed is told in the tool's own words."""
    tried = [step for step in transcript.steps if step.name in _TOOLS]
    return Reply(f"{tried[-1].message} {tried[-1].hint}".strip()) if tried else None
