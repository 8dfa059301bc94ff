"""What the engine says when a query fails, without any cell's content in it.

Parser, binder and catalog errors speak of the statement alone and are kept. Errors met while running quote values: all
that is quoted there goes, unless it is a column's or view's name.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import duckdb
import pyarrow as pa

from bot.sheets.query_wire import Outcome, QueryReply

MAX_MESSAGE = 400
_STATEMENT_ERRORS = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException, duckdb.SyntaxException)
_MEMORY_ERRORS = (duckdb.OutOfMemoryException, MemoryError, OverflowError, pa.ArrowMemoryError)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NO_COLUMN = re.compile(r'column "((?:[^"]|"")*)" not found|does not have a column named "((?:[^"]|"")*)"')
_NO_TABLE = re.compile(r'Referenced table "((?:[^"]|"")*)" not found|Table with name (\S+) does not exist')


def fault_of(error: BaseException, *, late: bool, names: Collection[str]) -> QueryReply:
    """The reply for an error; `late` says that the query was interrupted by us, `names` may be quoted."""
    if late or isinstance(error, duckdb.InterruptException):
        return QueryReply(Outcome.TIMED_OUT)
    if isinstance(error, _MEMORY_ERRORS):
        return QueryReply(Outcome.TOO_LARGE)
    text = str(error).partition("\n\nLINE ")[0]
    if "Out of Memory Error" in text:  # a streamed result reports it through Arrow, as an OSError
        return QueryReply(Outcome.TOO_LARGE)
    if isinstance(error, _STATEMENT_ERRORS):
        return QueryReply(
            Outcome.FAILED,
            message=_shortened(text),
            unknown_column=_first_group(_NO_COLUMN.search(text)),
            unknown_view=_first_group(_NO_TABLE.search(text)),
        )
    return QueryReply(Outcome.FAILED, message=_shortened(_without_values(text.partition("\n")[0], names)))


def _without_values(text: str, names: Collection[str]) -> str:
    return _QUOTED.sub(lambda found: found[0] if found[0][1:-1] in names else "'…'", text)


def _shortened(text: str) -> str:
    """One line; long lists of candidate functions are left out."""
    line = " ".join(text.partition("\n\tCandidate functions")[0].split())
    return line if len(line) <= MAX_MESSAGE else line[: MAX_MESSAGE - 1] + "…"


def _first_group(found: re.Match[str] | None) -> str:
    return "" if found is None else next((group for group in found.groups() if group), "")
