"""A model that makes the call it is told: `update_rows {"sheet": …}`, and then says what came of it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from bot.domain.model import ModelReply, Role, ToolSpec, Utterance
from tests.fakes import calls, says

CALL = re.compile(r"(\w+_\w+) (\{.*\})", re.DOTALL)


class CallingModel:
    """For what a person would have to ask in many words; who speaks is heard by name and arguments alone."""

    async def complete(
        self, utterances: Sequence[Utterance], *, tools: Sequence[ToolSpec], deadline_s: float, **more: Any
    ) -> ModelReply:
        last = utterances[-1]
        if last.role is Role.TOOL:
            result = json.loads(last.content)
            return says(f"{result.get('message', 'Proposed.')} {result.get('hint', '')}".strip())
        asked = next(u.content for u in reversed(utterances) if u.role is Role.USER)
        told = CALL.search(asked)
        assert told is not None, asked
        return calls(told[1], told[2], identity=f"call-{len(utterances)}")

    async def check(self) -> None:
        pass

    async def aclose(self) -> None:
        pass


def update(sheet: str, row: int, *, references: list[dict[str, str]] | None = None, **values: Any) -> str:
    """What to say to it to have cells of a row set; `_` in a title is a space."""
    setting = [{"column": title.replace("_", " "), "value": value} for title, value in values.items()]
    arguments = {"sheet": sheet, "where_sql": None, "row_numbers": [row], "set": setting, "references": references}
    return f"update_rows {json.dumps(arguments, ensure_ascii=False)}"
