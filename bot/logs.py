"""Structured logs: one event a line, the correlation id on each, never a secret, never a cell above debug level.

A message gets its correlation id where it comes in (bot/web/correlation.py); its turn keeps it, whichever instance
works it; so every line of its tools and of its calls to other services has it, and the card of a failure names it.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
import uuid
from typing import Final, Literal

import structlog
from structlog.typing import EventDict, WrappedLogger

CORRELATION: Final = "correlation_id"
"""The name of the field in every log line, and of the variable in structlog's context."""

_QUIET = ("azure", "aiohttp.access", "httpx2", "openai", "smartsheet", "msrest", "urllib3", "msal", "asyncio")
_TELLING = ("detail", "error", "problem", "exception")
_QUOTED = re.compile(r"(?<!\w)b?'.*?(?:'(?!\w)|$)|\".*?(?:\"(?!\w)|$)|“.*?(?:”|$)|‘.*?(?:’|$)|`.*?(?:`|$)", re.DOTALL)
"""A quotation, also one that was cut off; the apostrophe inside a word begins and ends none."""
_EMAIL = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:]+")


def correlation_id() -> str:
    """The reference of what is going on here; empty outside requests and turns."""
    return str(structlog.contextvars.get_contextvars().get(CORRELATION, ""))


def new_correlation_id() -> str:
    """A fresh reference: 16 hexadecimal digits."""
    return uuid.uuid4().hex[:16]


def configure(*, level: str, form: Literal["text", "json"]) -> None:
    """Set up structlog and the libraries' loggers; `text` for people, `json` (one object a line) for collectors."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    spoken: list[structlog.types.Processor] = (
        [structlog.processors.format_exc_info] if level == "DEBUG" else [tell_exception, without_values]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *spoken,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s", force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


def without_values(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Take what may be a cell, a question or a name out of an error's own words: all that is quoted, every e-mail.

    Services quote the value they refuse; the codes and the sentence around it are what an admin needs.
    """
    for name in _TELLING:
        if isinstance(told := event.get(name), str):
            event[name] = told if name == "exception" else scrubbed(told)
    return event


def scrubbed(text: str) -> str:
    """`text` with what is quoted, and every e-mail address, replaced by “…”."""
    return _EMAIL.sub("…", _QUOTED.sub("“…”", text))


def tell_exception(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Each exception of the chain as its type, where it was raised, and its message without the values it quotes."""
    told = event.pop("exc_info", None)
    error = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    parts: list[str] = []
    while isinstance(error, BaseException):
        frames = "".join(traceback.format_tb(error.__traceback__))
        parts.insert(0, f"{frames}{type(error).__name__}: {scrubbed(str(error))}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if parts:
        event["exception"] = "\nthen\n".join(parts)
    return event
