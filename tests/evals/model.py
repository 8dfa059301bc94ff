"""The model that is evaluated: the configured one, or the offline planner; its tokens counted per conversation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.app import bootstrap
from bot.app.settings import Settings, SettingsError, load
from bot.domain.model import ModelReply, ToolSpec, Usage, Utterance
from bot.ports import ChatModel
from infra.local import planner
from infra.local.servers import start

_NOT_CONFIGURED = "no model is configured"
_FIELDS = (
    *("azure_openai_endpoint", "azure_openai_deployment", "azure_openai_api_key"),
    *("litellm_base_url", "litellm_api_key", "litellm_model"),
    *("openai_base_url", "openai_api_key", "openai_model"),
)


@dataclass(slots=True)
class Counting:
    """Passes everything on to `model`; `used` adds up what each conversation cost."""

    model: ChatModel
    name: str
    settings: dict[str, Any]
    used: dict[str, Usage] = field(default_factory=lambda: defaultdict(Usage))

    async def complete(
        self, utterances: Sequence[Utterance], *, tools: Sequence[ToolSpec], deadline_s: float, **more: Any
    ) -> ModelReply:
        conversation = str(structlog.contextvars.get_contextvars().get("conversation", ""))
        reply = await self.model.complete(utterances, tools=tools, deadline_s=deadline_s, **more)
        self.used[conversation] += reply.usage
        return reply

    async def check(self) -> None:
        await self.model.check()

    async def aclose(self) -> None:
        """The bot closes what it was given; this one is closed by whoever opened it."""


@asynccontextmanager
async def evaluated_model() -> AsyncIterator[Counting]:
    """The model of the environment and `.env`, else the planner on loopback. Raises SettingsError when set wrong."""
    settings, stand_in = _configured(), None
    if settings is None:
        stand_in = await start(planner.build_app())
        url = f"{stand_in.url}/v1"
        settings = load(
            _env_file=None,
            local_default_token="evals",
            openai_base_url=url,
            openai_api_key="local",
            openai_model="offline-planner",
        )
    model = bootstrap.chat_model(settings)
    try:
        chosen = {name: getattr(settings, name) for name in _FIELDS}
        yield Counting(model=model, name=_name(settings), settings=chosen)
    finally:
        await model.aclose()
        if stand_in is not None:
            await stand_in.aclose()


def _configured() -> Settings | None:
    try:
        return load(local_default_token="evals")
    except SettingsError as error:
        if len(error.problems) == 1 and _NOT_CONFIGURED in error.problems[0]:
            return None
        raise


def _name(settings: Settings) -> str:
    if settings.azure_openai_endpoint:
        return f"{settings.azure_openai_deployment} (Azure OpenAI)"
    if settings.litellm_base_url:
        return f"{settings.litellm_model} (LiteLLM)"
    return settings.openai_model
