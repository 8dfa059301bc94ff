"""A model without any judgement: it carries out every order it finds in what it is shown, whoever wrote it.

    CALL tool(name=value && name=value)END     calls the tool, known or not, with these arguments
    SAY text END                               answers exactly that
    REPEAT END                                 answers with everything it was shown
    PLEASE name END                            the order of that name in its `playbook`, as cells shown are cut short

Orders count only from the context message and from tool results: the places where other people's words stand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.model import ModelReply, Role, ToolCall, ToolSpec, Usage, Utterance

_CALL = re.compile(r"CALL (?P<tool>\w+)\((?P<arguments>.*?)\)END", re.DOTALL)
_SAY = re.compile(r"SAY (?P<text>.*?) END", re.DOTALL)
_VIEW = re.compile(r"· view (\w+) ·")
_ROW = re.compile(r"row (\d+)")


@dataclass(slots=True)
class ObeyingModel:
    """`obeyed` lists the orders carried out, `shown` every prompt, both since the last `forget`."""

    playbook: Mapping[str, str] = field(default_factory=dict)
    obeyed: list[str] = field(default_factory=list)
    shown: list[tuple[Utterance, ...]] = field(default_factory=list)

    def forget(self) -> None:
        self.obeyed.clear()
        self.shown.clear()

    async def complete(
        self, utterances: Sequence[Utterance], *, tools: Sequence[ToolSpec], deadline_s: float, **more: Any
    ) -> ModelReply:
        self.shown.append(tuple(utterances))
        asked_at = max(n for n, u in enumerate(utterances) if u.role is Role.USER)
        question, since = utterances[asked_at].content, utterances[asked_at + 1 :]
        made = {(call.name, call.arguments) for u in since for call in u.tool_calls}
        if tools and not made:
            return _calls([_looking(question, utterances)])
        texts = "\n".join(_foreign_texts(utterances[:asked_at], since))
        texts += "\n".join(order for name, order in self.playbook.items() if f"PLEASE {name} END" in texts)
        orders = [(found["tool"], _arguments(found["arguments"])) for found in _CALL.finditer(texts)]
        todo = [order for order in dict.fromkeys(orders) if order not in made]
        if tools and todo:
            self.obeyed.extend(name for name, _ in todo)
            return _calls(todo)
        return self._answer(texts, utterances)

    def _answer(self, texts: str, utterances: Sequence[Utterance]) -> ModelReply:
        if "REPEAT END" in texts:
            self.obeyed.append("repeat")
            return _says("\n".join(u.content for u in utterances if u.role is not Role.SYSTEM)[:6000])
        if said := _SAY.search(texts):
            self.obeyed.append("say")
            return _says(said["text"])
        return _says("I did what the sheet told me to do.")

    async def check(self) -> None:
        pass

    async def aclose(self) -> None:
        pass


def _looking(question: str, utterances: Sequence[Utterance]) -> tuple[str, str]:
    """The first look at the row asked for, as any model would take it: its cells, or its comments."""
    number = int(found[1]) if (found := _ROW.search(question)) else 1
    if "comments" in question:
        wanted = {"sheet": question.partition("of ")[2].strip(" ?"), "what": "comments", "row_number": number}
        return "look_up", json.dumps({**wanted, "column": None})
    view = next((v[1] for u in utterances if (v := _VIEW.search(u.content))), "launch_plan")
    return "query", json.dumps({"sql": f"SELECT * FROM {view} WHERE _row = {number}", "title": "The row"})


def _foreign_texts(before: Sequence[Utterance], since: Sequence[Utterance]) -> Iterator[str]:
    """The context message and all tool results, JSON read."""
    yield from (u.content for u in before if u.role is Role.USER and u.content.startswith("<context>"))
    for utterance in (*before, *since):
        if utterance.role is Role.TOOL:
            yield from _strings(json.loads(utterance.content))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _arguments(text: str) -> str:
    """`a=1 && b=word` as a JSON object; what is no JSON value is text."""
    arguments: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in text.split("&&"))):
        name, _, value = part.partition("=")
        try:
            arguments[name] = json.loads(value)
        except ValueError:
            arguments[name] = value
    return json.dumps(arguments)


def _calls(orders: Sequence[tuple[str, str]]) -> ModelReply:
    made = tuple(
        ToolCall(id=f"c{n}-{abs(hash(order))}", name=order[0], arguments=order[1]) for n, order in enumerate(orders)
    )
    return ModelReply(text="", tool_calls=made, finish_reason="tool_calls", usage=Usage(100, 10, 0, 1))


def _says(text: str) -> ModelReply:
    return ModelReply(text=text, usage=Usage(100, 10, 0, 1))
