"""Who may be shown what of a conversation's history: several people share it, each with their own authority.

A turn rests on the sheets that were open in it. It is shown to whoever could read all of them just now; a turn that
looked further than its sheets (listings, searches, names that were close) only to the actor it was read as.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from bot.agent.loop import ToolRun
from bot.domain.model import Role, Utterance

_WITHIN_SHEETS = frozenset({"query", "get_rows", "describe_sheet", "more_tools"})
"""Tools whose results rest on open sheets or on nothing, whether they succeed or fail."""


def asked(question: str, *, runs: Iterable[ToolRun], sheets: Collection[int], reader: str) -> Utterance:
    """The question as the history keeps it, with what its turn rests on. `sheets` are all that were open in it."""
    private = any(not _stays_within_sheets(run) for run in runs)
    return Utterance(Role.USER, question, sheets=tuple(sorted(sheets)), reader=reader if private else "")


def shown(history: Sequence[Utterance], *, reader: str, readable: Collection[int]) -> tuple[Utterance, ...]:
    """The turns of the history that this actor may be shown; `readable` are the sheets they were able to read now.

    Turns are left out whole, facts and question included, as an answer repeats what its results say.
    """
    kept: list[Utterance] = []
    showing = False
    for utterance in history:
        if utterance.role is Role.USER:
            showing = utterance.reader in ("", reader) and set(utterance.sheets) <= set(readable)
        if showing:
            kept.append(utterance)
    return tuple(kept)


def _stays_within_sheets(run: ToolRun) -> bool:
    if run.call.name in _WITHIN_SHEETS:
        return True
    return run.call.name == "open_sheet" and run.outcome.ok and _opened(run)


def _opened(run: ToolRun) -> bool:
    """One sheet was opened, which is then among the turn's sheets; choices would name others."""
    try:
        body = msgspec.json.decode(run.outcome.content)
    except msgspec.DecodeError:
        return False
    data = body.get("data") if isinstance(body, dict) else None
    return isinstance(data, dict) and "opened" in data and "choices" not in data
