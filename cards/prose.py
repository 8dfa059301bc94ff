"""Written text as paragraphs: of a model, with the little Markdown models write turned into runs; of others, as it is.

Nothing here yields Markdown: bold becomes a bold run and a list item a bullet, and every other mark stays a character.
"""

from __future__ import annotations

import re

from microsoft_teams.cards.core import TextRun

from cards import elements, plain
from cards.elements import Element

MOST_PARAGRAPHS = 24
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ITEM = re.compile(r"[-*•]\s+")
_TITLE = re.compile(r"#{1,6}\s+")
_MARK = re.compile(r"^(?:[-*•]|#{1,6})\s+")
_MOST_LINES = 40


def paragraphs(text: str, *, limit: int, markup: bool) -> list[Element]:
    """One element per line of the text, at most `MOST_PARAGRAPHS`; `markup` reads bold, list items and titles."""
    kept = plain.cut(plain.clean(text), limit)
    lines = [" ".join(line.split()) for line in kept.splitlines() if line.strip()]
    if len(lines) > MOST_PARAGRAPHS:
        lines = [*lines[: MOST_PARAGRAPHS - 1], " ".join(lines[MOST_PARAGRAPHS - 1 :])]
    return [_paragraph(line, markup=markup, first=index == 0) for index, line in enumerate(lines)]


def bare(text: str) -> str:
    """The text without the marks that `paragraphs` reads, for a line of its own."""
    lines = (_MARK.sub("", line.strip()) for line in text.splitlines())
    return _BOLD.sub(r"\1", " ".join(line for line in lines if line))


def code(text: str, *, limit: int) -> list[Element]:
    """Source text, monospaced, its line ends and indentation kept; CodeBlock is not shown by every client."""
    lines = plain.cut(plain.clean(text.strip()), limit).splitlines() or [" "]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], " ".join(line.strip() for line in lines[_MOST_LINES - 1 :])]
    return [
        elements.rich([elements.run(_indented(line), size="Small", code=True)], spacing=None if index == 0 else "None")
        for index, line in enumerate(lines)
    ]


def _paragraph(line: str, *, markup: bool, first: bool) -> Element:
    if not markup:
        return elements.rich([elements.run(line)])
    if match := _TITLE.match(line):
        return elements.rich([elements.run(bare(line[match.end() :]), bold=True)])
    if match := _ITEM.match(line):
        bullet = [elements.run("•  "), *_runs(line[match.end() :])]
        return elements.rich(bullet, spacing=None if first else "Small")
    return elements.rich(_runs(line))


def _runs(line: str) -> list[TextRun]:
    """The line in runs, every second piece bold."""
    pieces = _BOLD.split(line)
    return [elements.run(piece, bold=index % 2 == 1) for index, piece in enumerate(pieces) if piece] or [
        elements.run(" ")
    ]


def _indented(line: str) -> str:
    body = line.lstrip()
    return "\u00a0" * (len(line) - len(body)) + body if body else " "
