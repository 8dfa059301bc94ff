"""What the model is told of the files at hand: names, sizes and titles, never a row."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.domain.files import SentFile, TableFacts, said_size

_MOST_TITLES = 40
_MOST_CHARACTERS = 1_500


def file_lines(files: Sequence[SentFile]) -> list[str]:
    """One line a file, and one a table; all names are somebody else's words, so they stand in quotation marks."""
    lines = []
    for number, file in enumerate(files, start=1):
        lines.append(f"File {number} {_quoted(file.name)} · {said_size(file.size)}{_alone(file)}")
        lines += [_table(each) for each in file.tables]
    return lines


def _alone(file: SentFile) -> str:
    return "" if file.tables else " · no table, it can only be attached"


def _table(facts: TableFacts) -> str:
    titles = ", ".join(_quoted(title) for title in facts.titles[:_MOST_TITLES])[:_MOST_CHARACTERS]
    more = ", …" if facts.columns > _MOST_TITLES else ""
    named = f"worksheet {_quoted(facts.name)} · " if facts.name else ""
    return f"  {named}{facts.rows:,} rows × {facts.columns:,} columns: {titles}{more}"


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
