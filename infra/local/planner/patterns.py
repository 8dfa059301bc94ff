"""A sentence with places in it, matched as a whole.

In a sentence, [ ] may be left out, ( | ) is one of several, and { } is a name or a value: in quotes it may be anything,
else it holds no “and” and no comma, so that a second request is never taken for a part of it. What ends in … is kept
as it was written, to the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from infra.local.planner.columns import names, own_columns
from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.questions import read_rows
from infra.local.planner.replies import Call
from infra.local.planner.statements import where
from infra.local.planner.transcript import Transcript
from infra.local.planner.words import plain, words_of

_KINDS = {
    "rows": r"rows? (?P<rows>\d+(?:(?:, ?| and |-)\d+)*)",
    "row": r"row (?P<row>\d+)",
    "which": r"all (?P<which>.+?)",
    "file": r"file (?P<file>\d+)",
    "url": r"(?P<url>\w+://\S+)",
    "spot": r"(?:row (?P<row>\d+)|(?:the|this) sheet)",
    "side": r"(?P<side>under|below)",
    "end": r"(?P<end>top|bottom)",
    "level": r"(?P<level>indent|outdent)",
    "switch": r"(?P<switch>add|remove)",
    "action": r"(?P<action>copy|move)",
    "type": r"(?P<type>text|number|date|checkbox|dropdown|contact)",
    "access": r"(?P<access>viewer|commenter|editor|admin)",
    "what": "(?P<what>comments|attachments|shares|summary fields|update requests|automations|cross-sheet references)",
    "place": "(?P<place>workspaces|reports|dashboards|favorites)",
    "down": "(?P<down>descending)",
    "columns": r"(?P<columns>.+?)",
    "options": r"(?P<options>.+?)",
    "people": r"(?P<people>.+?)",
    "table": r"(?P<table>.+?)",
}
_NAME = r'(?P<{0}>"[^"]+"|(?:(?! and |,)[^"])+?)'


class Said:
    """A sentence that fits, with what stands in its places."""

    def __init__(self, match: re.Match[str], transcript: Transcript) -> None:
        self.match, self.transcript = match, transcript
        self.text = match[0]

    def __getitem__(self, name: str) -> str | None:
        found = self.match.groupdict().get(name)
        return found.strip('" ') if found else None

    @property
    def sheet(self) -> Sheet:
        """The current sheet. Raises LookupError when none is open."""
        if not self.transcript.sheets:
            raise LookupError("No sheet is open here. Open one first, for example with “open launch plan”.")
        return self.transcript.sheets[0]

    def named_sheet(self, name: str = "sheet") -> str:
        """The sheet named, or the open one for “this sheet” and for no name."""
        said = self[name]
        return self.sheet.name if said is None or said.lower() in ("this sheet", "the sheet", "it") else said

    def column(self) -> Column:
        return names(self.sheet)[words_of(self["column"] or "")]

    @property
    def row(self) -> int | None:
        return int(self["row"] or 0) or None

    @property
    def rows(self) -> dict[str, Any]:
        """`row_numbers` for “rows 3, 5 and 9-12”, `where_sql` for “all overdue tasks”."""
        if which := self["which"]:
            found = read_rows(which, self.sheet, person=self.transcript.person)
            return {"where_sql": where(self.sheet, found), "row_numbers": None}
        return {"where_sql": None, "row_numbers": numbers(self["rows"] or "")}

    def list_of(self, name: str) -> list[str]:
        return [each.strip('" ') for each in re.split(r",\s*|\s+and\s+", self.match[name]) if each]


def numbers(said: str) -> list[int]:
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?:-(\d+))?", said):
        found.extend(range(int(first), int(last or first) + 1))
    return found


@dataclass(frozen=True, slots=True)
class Request:
    """A sentence, the tool it leads to, and the tool's arguments out of what was said."""

    sentence: str
    tool: str
    arguments: Callable[[Said], dict[str, Any]] = lambda said: {}

    def read(self, transcript: Transcript) -> Call | None:
        """The call, or None for another sentence. Raises NotUnderstood, or LookupError when no sheet is open."""
        said = transcript.question.strip() if "…" in self.sentence else plain(transcript.question)
        pattern = _pattern(self.sentence, transcript.sheets[0] if transcript.sheets else None)
        match = re.fullmatch(pattern, said, re.IGNORECASE | re.DOTALL)
        return Call(self.tool, self.arguments(Said(match, transcript))) if match else None


def _pattern(sentence: str, sheet: Sheet | None) -> str:
    known = names(sheet) if sheet else {}
    said = [*(column.title for column in own_columns(sheet)), "owner", "due date"] if sheet else []
    titles = [re.escape(title) for title in sorted(said, key=len, reverse=True) if words_of(title) in known]
    kinds = {**_KINDS, "column": f"(?P<column>{'|'.join(titles) or '(?!)'})"}
    pattern = sentence.replace("(", "(?:").replace("[", "(?:").replace("]", ")?")
    pattern = re.sub(r"\{(\w+)…\}", r"(?P<\1>.+)", pattern)
    return "(?:please )?" + re.sub(r"\{(\w+)\}", lambda m: kinds.get(m[1]) or _NAME.format(m[1]), pattern)
