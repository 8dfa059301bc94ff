"""Exact token counts, offline: the o200k_base encoding of OpenAI's current models, its ranks shipped with the package.

Other vendors' tokenizers differ by some per cent; the budgets leave room for that.
"""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import msgspec

from bot.domain.model import ToolSpec, Utterance

MESSAGE_OVERHEAD = 4
"""Tokens the chat format adds to a message (https://github.com/openai/openai-cookbook, How_to_count_tokens)."""

CALL_OVERHEAD = 6
"""Tokens the chat format adds to a tool call, rounded up; the format is not published."""

REPLY_PRIMER = 3
"""Tokens that open the model's reply."""


class Encoder(Protocol):
    """What turns text into tokens. `count` raises UnicodeEncodeError for lone surrogates."""

    def count(self, text: str) -> int: ...


def load_encoder() -> Encoder:
    """Load o200k_base from bpe-openai's compiled part; takes 0.1 s and 70 MiB, so not on the event loop.

    The package's own `__init__` would unpack four encodings into dictionaries first: 1 s and another 60 MiB.
    Raises ImportError when the package is not installed.
    """
    package = importlib.util.find_spec("bpe_openai")
    folders = package.submodule_search_locations if package is not None else None
    for file in sorted(Path(folders[0]).glob("_bindings.*")) if folders else ():
        spec = importlib.util.spec_from_file_location("bpe_openai._bindings", file)
        if file.suffix in (".so", ".pyd") and spec is not None and spec.loader is not None:
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            encoder: Encoder = module.tokenizer_for_encoding("o200k_base")
            return encoder
    raise ImportError("bpe-openai is not installed; requirements.txt names the version to install")


class TokenCounter:
    """Counts tokens of texts, utterances and tools; an utterance is counted once while it is remembered.

    The encoder is loaded at the first count, or by `warm` in a thread.
    """

    def __init__(self, load: Callable[[], Encoder] = load_encoder, *, remembered: int = 2048) -> None:
        self._load = load
        self._encoder: Encoder | None = None
        self._remember = lru_cache(maxsize=remembered)(self._count_utterance)

    async def warm(self) -> None:
        """Load the encoder without stalling the event loop."""
        if self._encoder is None:
            self._encoder = await asyncio.to_thread(self._load)

    def text(self, text: str) -> int:
        """Tokens of a text; what is no valid Unicode counts as replacement characters."""
        if self._encoder is None:
            self._encoder = self._load()
        try:
            return self._encoder.count(text)
        except UnicodeEncodeError:
            return self._encoder.count(text.encode("utf-8", "replace").decode())

    def utterance(self, utterance: Utterance) -> int:
        """Tokens one message takes in the prompt, its calls included."""
        return self._remember(utterance)

    def prompt(self, utterances: Iterable[Utterance], tools: Sequence[ToolSpec] = ()) -> int:
        """Tokens of a whole request."""
        return sum(map(self.utterance, utterances)) + self.tools(tools) + REPLY_PRIMER

    def tools(self, tools: Sequence[ToolSpec]) -> int:
        """Tokens of the tools' declarations as JSON: an upper bound, as vendors render them more briefly."""
        return sum(self.text(msgspec.json.encode(_declaration(spec)).decode()) for spec in tools)

    def _count_utterance(self, utterance: Utterance) -> int:
        calls = sum(self.text(c.name) + self.text(c.arguments) + CALL_OVERHEAD for c in utterance.tool_calls)
        return MESSAGE_OVERHEAD + self.text(utterance.content) + calls


def _declaration(spec: ToolSpec) -> dict[str, object]:
    return {"name": spec.name, "description": spec.description, "parameters": spec.parameters}
