"""Is it a formula that Smartsheet can read? Told before the click, with what to write instead.

https://help.smartsheet.com/articles/775363-using-formulas . The API takes any text that begins with “=”; when it is no
formula, the cell shows #UNPARSEABLE or #INVALID REF.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from rapidfuzz import process

from bot.changes.formulas.formula_columns import column_problems
from bot.changes.formulas.formula_names import EQUIVALENTS, FUNCTIONS
from bot.changes.formulas.formula_order import bracket_problems, order_problems
from bot.changes.formulas.formula_problem import Problem, closest
from bot.changes.formulas.formula_tokens import Kind, Token, tokens

_WRONG = {
    '"': ("A text is not closed.", 'Put a second " behind it.'),
    "&": ("Smartsheet does not know “&”.", "Join text with +."),
    "&&": ("Smartsheet does not know “&&”.", "Write AND(first, second)."),
    "|": ("Smartsheet does not know “|”.", "Write OR(first, second)."),
    "||": ("Smartsheet does not know “||”.", "Write OR(first, second)."),
    ";": ("Smartsheet separates with commas, not with “;”.", "Write a comma."),
    "!": ("Smartsheet names no sheet with “!”.", "Read other sheets through a cross-sheet reference: {Name}."),
    "!=": ("Smartsheet does not know “!=”.", "Write <>."),
    "==": ("Smartsheet does not know “==”.", "Write one =."),
    "[": ("A square bracket is not closed.", "Put ] behind the column's title."),
    "]": ("A square bracket was not opened.", "Put [ before the column's title."),
    "{": ("A curly bracket is not closed.", "Put } behind the reference's name."),
    "}": ("A curly bracket was not opened.", "Put { before the reference's name."),
    **dict.fromkeys("“”„'‘’`", ("Text stands in straight double quotation marks.", 'Write "text".')),
}


def check(
    formula: str,
    columns: Sequence[str] | None,
    references: Collection[str] | None = None,
    summary_fields: Collection[str] | None = None,
    *,
    every_row: bool = False,
) -> tuple[Problem, ...]:
    """What is wrong with the formula, in its order; nothing when Smartsheet can read it.

    `columns` are the titles of its sheet, `references` its cross-sheet references and those to be created with it,
    `summary_fields` its summary's; None leaves them unchecked. `every_row` tells that it is a column's formula, which
    names no row by its number. Never raises, whatever the text.
    """
    if not formula.startswith("="):
        return (Problem(0, "A formula begins with “=”.", "Put = before it."),)
    parts = _until_open_text(tokens(formula))
    if not parts:
        return (Problem(1, "The formula is empty.", "Write what it computes behind the “=”."),)
    found = [
        *_unreadable(parts),
        *bracket_problems(parts),
        *order_problems(parts),
        *_unknown_functions(parts),
        *(column_problems(parts, columns) if columns is not None else ()),
        *(_numbered_rows(parts) if every_row else ()),
        *_unknown_names(parts, Kind.CROSS, references),
        *_unknown_names(parts, Kind.SUMMARY, summary_fields),
    ]
    return tuple(sorted(found, key=lambda problem: problem.position))


def references_in(formula: str) -> tuple[str, ...]:
    """The names of the cross-sheet references that the formula uses, each once."""
    return tuple(dict.fromkeys(part.title for part in tokens(formula) if part.kind is Kind.CROSS))


def summary_fields_in(formula: str) -> tuple[str, ...]:
    """The titles of the summary's fields that the formula uses, each once."""
    return tuple(dict.fromkeys(part.title for part in tokens(formula) if part.kind is Kind.SUMMARY))


def reads_summary(formula: str) -> bool:
    """Whether the formula uses a field of the sheet's summary."""
    return bool(summary_fields_in(formula))


def _until_open_text(parts: Sequence[Token]) -> list[Token]:
    """The parts up to a text that is not closed: what follows it may be text or formula."""
    kept: list[Token] = []
    for part in parts:
        kept.append(part)
        if part.kind is Kind.WRONG and part.text == '"':
            break
    return kept


def _unreadable(parts: Iterable[Token]) -> Iterator[Problem]:
    for part in parts:
        if part.kind is Kind.WRONG:
            unknown = (f"“{part.text}” is no part of a formula.", "Take it away.")
            yield Problem(part.position, *_WRONG.get(part.text, unknown))
        elif part.kind is Kind.HERE and part.text.lower() == "@row":
            yield Problem(part.position, "“@row” has no column.", "Write [Column]@row, without a space.")


def _unknown_functions(parts: Iterable[Token]) -> Iterator[Problem]:
    for part in parts:
        if part.kind is not Kind.FUNCTION or part.title in FUNCTIONS:
            continue
        fix = EQUIVALENTS.get(part.title) or EQUIVALENTS.get(part.title.split(".")[0])
        if fix is None:
            near = process.extract(part.title, sorted(FUNCTIONS), limit=3, score_cutoff=60)
            fix = f"The closest: {', '.join(name for name, _, _ in near)}." if near else "Write it with others."
        yield Problem(part.position, f"Smartsheet has no function {part.title}.", fix)


def _numbered_rows(parts: Iterable[Token]) -> Iterator[Problem]:
    for part in parts:
        if part.kind is Kind.CELL and not part.text.lower().endswith("@row"):
            says = f"“{part.text}” names one row, and a column formula is the same in all of them."
            yield Problem(part.position, says, f"Write [{part.title}]@row, or [{part.title}]:[{part.title}].")


def _unknown_names(parts: Iterable[Token], kind: Kind, known: Collection[str] | None) -> Iterator[Problem]:
    if known is None:
        return
    names = {name.casefold() for name in known}
    for part in parts:
        if part.kind is kind and part.title.casefold() not in names:
            yield Problem(part.position, *_unnamed(part, kind, known))


def _unnamed(part: Token, kind: Kind, known: Collection[str]) -> tuple[str, str]:
    near = closest(part.title, known)
    if kind is Kind.SUMMARY:
        return (
            f"The sheet's summary has no field “{part.title}”.",
            f"The closest: {near}." if near else "Add the field to the summary first.",
        )
    create = "Say which columns of which sheet it reads, and it is created with the formula."
    return (
        f"The sheet has no cross-sheet reference “{part.title}”.",
        f"{f'The closest: {near}. ' if near else ''}{create}",
    )
