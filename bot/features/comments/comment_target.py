"""What comments and attachments are on: a row, or the sheet itself. Pure: nothing is read or written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.live import COMMENTERS, LiveRow, LiveSheet
from bot.errors import PermissionDenied

LONGEST_LABEL = 48
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""What a card does not show: it is not sent either, so that what is approved is what is written."""

_GAPS = re.compile(r"\s{3,}")
"""White space that would only push what follows out of sight."""


@dataclass(frozen=True, slots=True)
class CommentTarget:
    """A row of the sheet, or without one the sheet; and what of it is shared by all who ask."""

    live: LiveSheet
    row: LiveRow | None = None

    @property
    def home(self) -> str:
        """Where its records lie."""
        return f"sheets/{self.live.id}" + (f"/rows/{self.row.id}" if self.row else "")

    @property
    def id(self) -> int:
        return self.row.id if self.row else self.live.id

    @property
    def title(self) -> str:
        """Within a sentence: “row 12”."""
        return f"row {self.row.number}" if self.row else "the sheet"

    @property
    def said(self) -> str:
        """At the head of a line: “Row 12 Order moulds”."""
        if self.row is None:
            return "The sheet"
        return f"Row {self.row.number} {shortened(self.live.label(self.row), LONGEST_LABEL)}".strip()


def require_commenter(live: LiveSheet, doing: str) -> None:
    """Raises PermissionDenied when the actor may only look. Rows that are locked can be commented on all the same
    (https://developers.smartsheet.com/api/smartsheet/guides/basics/resource-access-levels)."""
    if live.access_level not in COMMENTERS:
        level = live.access_level.lower() or "no"
        raise PermissionDenied(
            f"You have {level} access to “{live.name}”, which does not allow {doing}.",
            hint="Ask the sheet's owner for commenter access.",
        )


def visible(text: str) -> str:
    """The text as a card can show it, without what nobody would see."""
    return _GAPS.sub(lambda gap: "\n\n" if "\n" in gap[0] else " ", _UNSEEN.sub("", text)).strip()


def shortened(text: str, most: int) -> str:
    """On one line, “…” for what is missing."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
