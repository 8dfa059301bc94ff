"""Does every reference of a formula name a column of its sheet, and a place in it?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.changes.formulas.formula_names import FUNCTIONS
from bot.changes.formulas.formula_problem import Problem, closest
from bot.changes.formulas.formula_tokens import Kind, Token

_LIKE_A1 = re.compile(r"\$?[A-Za-z]{1,2}\$?\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 8


def column_problems(parts: Sequence[Token], columns: Sequence[str]) -> Iterator[Problem]:
    """Titles the sheet does not have, titles that need brackets, columns without a row, and words that are nothing."""
    titles = {title.casefold(): title for title in columns}
    at = 0
    while at < len(parts):
        part = parts[at]
        ranged = any(0 <= i < len(parts) and parts[i].text == ":" for i in (at - 1, at + 1))
        words = _spaced_title(parts, at, titles) if part.kind is Kind.WORD else 0
        if words:
            title = titles[" ".join(each.title for each in parts[at : at + words]).casefold()]
            says = f"The title “{title}” has spaces."
            yield Problem(part.position, says, f"Put it in square brackets: [{title}]@row.")
            at += words
            continue
        if part.kind is Kind.CELL:
            yield from _cell(part, titles)
        elif part.kind is Kind.COLUMN or (part.kind is Kind.WORD and ranged):
            yield from _column(part, titles, ranged=ranged)
        elif part.kind is Kind.WORD and part.text.lower() not in ("true", "false"):
            yield _word(part, titles)
        elif part.text == ":":
            yield from _range(parts, at)
        at += 1


def _spaced_title(parts: Sequence[Token], at: int, titles: dict[str, str]) -> int:
    """How many parts from here are the words of one title written without brackets; 0 when they are not."""
    for count in range(min(_MOST_WORDS, len(parts) - at), 1, -1):
        run = parts[at : at + count]
        plain = all(each.kind in (Kind.WORD, Kind.CELL, Kind.NUMBER) and "[" not in each.text for each in run)
        if plain and " ".join(each.title or each.text for each in run).casefold() in titles:
            return count
    return 0


def _cell(part: Token, titles: dict[str, str]) -> Iterator[Problem]:
    title = titles.get(part.title.casefold())
    bare = "[" not in part.text
    if title is None and bare and part.text.casefold() in titles:
        title = titles[part.text.casefold()]
        yield Problem(part.position, f"The title “{title}” ends with a digit.", f"Write [{title}]@row.")
    elif title is None and bare and _LIKE_A1.fullmatch(part.text):
        row = re.sub(r"\D", "", part.text)
        says = f"“{part.text}” names no column; Smartsheet names them by their titles."
        shown = ", ".join(f"[{each}]{row}" for each in list(titles.values())[:3])
        yield Problem(part.position, says, f"Write [Column Name]{row}, such as {shown}." if shown else "Name a column.")
    elif title is None:
        yield _unknown(part, titles)
    elif bare and not _LETTERS.fullmatch(part.title):
        place = part.text.removeprefix("$")[len(part.title) :]
        yield Problem(part.position, f"The title “{title}” has more than letters.", f"Write [{title}]{place}.")


def _column(part: Token, titles: dict[str, str], *, ranged: bool) -> Iterator[Problem]:
    title = titles.get(part.title.casefold())
    if title is None:
        yield _unknown(part, titles)
    elif not ranged:
        says = f"It is not said which row of “{title}”."
        yield Problem(part.position, says, f"Write [{title}]@row, or [{title}]:[{title}] for the whole column.")
    elif "[" not in part.text and not _LETTERS.fullmatch(part.title):
        yield Problem(part.position, f"The title “{title}” has more than letters.", f"Write [{title}].")


def _word(part: Token, titles: dict[str, str]) -> Problem:
    title = titles.get(part.title.casefold())
    if title is not None:
        says = f"It is not said which row of “{title}”."
        return Problem(part.position, says, f"Write [{title}]@row, or [{title}]:[{title}] for the whole column.")
    if part.title.upper() in FUNCTIONS:
        return Problem(part.position, f"{part.title.upper()} is a function.", f"Write {part.title.upper()}().")
    near = closest(part.title, titles.values(), most=1)
    column = f"; a column like this: [{near}]@row" if near else ""
    return Problem(
        part.position, f"“{part.text}” is neither a column nor text.", f'Write text as "{part.text}"{column}.'
    )


def _unknown(part: Token, titles: dict[str, str]) -> Problem:
    near = closest(part.title, titles.values())
    fix = f"The closest: {near}." if near else f"Its columns: {', '.join(list(titles.values())[:5])}."
    return Problem(part.position, f"The sheet has no column “{part.title}”.", fix)


def _range(parts: Sequence[Token], at: int) -> Iterator[Problem]:
    """A range goes from a cell to a cell or from a column to a column."""
    if not 0 < at < len(parts) - 1:
        return
    ends = (parts[at - 1], parts[at + 1])
    whole = [each.kind is not Kind.CELL for each in ends]
    if any(each.kind not in (Kind.CELL, Kind.COLUMN, Kind.WORD) for each in ends) or whole[0] != whole[1]:
        says = f"“{ends[0].text}:{ends[1].text}” is no range."
        yield Problem(parts[at].position, says, "Write [First]:[Last], or [First]1:[Last]9.")
