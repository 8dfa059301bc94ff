"""What is looked at before an answer is shown: figures that nothing holds, and changes that nobody made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.agent.calling import ToolRun
from bot.agent.grounding import known, unsupported

_MOST_NAMED = 12

_QUOTED = re.compile(r"“([^“”]+)”")
_CHANGED = re.compile(
    r"\b(?:i|we)(?:['’]ve| have)?(?: now| just| also| already)? "
    r"(?:updated|changed|deleted|removed|added|created|set|marked|moved|renamed|assigned|sent|shared|emailed|notified|approved|saved|archived|scheduled)\b"
    r"|\b(?:has|have) (?:now |just |all )?been (?:successfully )?(?:updated|deleted|removed|renamed|moved|sent|saved) "
    r"(?:for you|as (?:requested|asked))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ground:
    """The facts of a turn beside its results: the question, the day, names and counts of the sheets it read.

    `decided` says that the conversation knows of changes people decided on, which an answer may speak of.
    """

    question: str
    today: date
    names: Sequence[str] = ()
    counts: Sequence[int] = ()
    decided: bool = False


def objection(text: str, runs: Iterable[ToolRun], ground: Ground) -> str:
    """What is wrong with an answer, as a note for the model; “” when nothing is."""
    contents = [run.outcome.content for run in runs]
    held = known(
        contents,
        facts=(ground.question, *ground.names),
        days=(ground.today,),
        numbers=ground.counts,
    )
    notes = []
    if missing := unsupported(text, held):
        notes.append(
            f"Your answer states what no tool result of this turn holds: {'; '.join(missing[:_MOST_NAMED])}. "
            "Query for it now, also if an earlier answer had it, or leave it out; never calculate it yourself. "
            "Then answer the question afresh, without mentioning this note."
        )
    if not ground.decided and _CHANGED.search(_own_words(text, contents)):
        notes.append(
            "Your answer says that you changed or sent something, but nothing was: a change is only made when a person "
            "approves it. Answer afresh: say plainly that nothing was changed."
        )
    return "\n".join(notes)


def _own_words(text: str, contents: Sequence[str]) -> str:
    """The answer without what it quotes from the results: a comment may say “I moved the date”."""
    return _QUOTED.sub(lambda quoted: "…" if any(quoted[1] in each for each in contents) else quoted[0], text)
