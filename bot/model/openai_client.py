"""The language model over the openai SDK: Azure OpenAI, a LiteLLM proxy, or any OpenAI-compatible server.

The three constructors differ; nothing else does. Retries, deadlines, the circuit breaker and the typed errors are
here; the wire shapes are in openai_model_wire, the failures in openai_model_errors.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import openai
import structlog
from azure.core.exceptions import AzureError
from azure.identity.aio import DefaultAzureCredential, get_bearer_token_provider

from bot.domain.model import ModelReply, Role, ToolSpec, Utterance
from bot.errors import ModelUnavailable, RateLimited, SheetlineError, TimedOut
from bot.logs import correlation_id
from bot.model.breaker import CircuitBreaker
from bot.model.chat_wire import reply_from, request_body
from bot.model.model_errors import ADMIN_MODEL, ModelMisconfigured, translate
from bot.model.model_retries import Sleep, retrying
from bot.model.streamed_reply import OnText, collect
from bot.telemetry import SILENT, Telemetry

log = structlog.get_logger(__name__)

TokenProvider = Callable[[], Awaitable[str]]
ENTRA_SCOPE = "https://cognitiveservices.azure.com/.default"
CHECK_DEADLINE_S = 10.0


@dataclass(frozen=True, slots=True)
class ModelRetryPolicy:
    """How long and how often one completion is tried. `attempt_s` bounds one try, so that a hung one leaves time."""

    attempts: int = 4
    attempt_s: float = 45.0
    breaker_threshold: int = 5
    breaker_cooldown_s: float = 30.0


class OpenAIModel:
    """A ChatModel. Raises ModelUnavailable, RateLimited, TimedOut, ContentFiltered, ContextTooLong."""

    def __init__(
        self,
        client: openai.AsyncOpenAI,
        model: str,
        *,
        retry_policy: ModelRetryPolicy | None = None,
        lists_models: bool = True,
        credential: DefaultAzureCredential | None = None,
        sleep: Sleep = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        telemetry: Telemetry = SILENT,
    ) -> None:
        """`lists_models` says that GET /models names what `model` may be (Azure lists base models instead)."""
        self._client = client
        self._model = model
        self._retry_policy = retry_policy or ModelRetryPolicy()
        self._lists_models = lists_models
        self._credential = credential
        self._sleep = sleep
        self._monotonic = monotonic
        self._telemetry = telemetry
        self._breaker = CircuitBreaker(
            threshold=self._retry_policy.breaker_threshold,
            cooldown_s=self._retry_policy.breaker_cooldown_s,
            monotonic=monotonic,
        )

    @classmethod
    def azure(
        cls,
        *,
        endpoint: str,
        deployment: str,
        api_key: str | None = None,
        token_provider: TokenProvider | None = None,
        **options: Any,
    ) -> OpenAIModel:
        """Azure OpenAI's v1 API at `https://<resource>.openai.azure.com`; no api-version.

        Without a key, Entra ID: the environment's, the managed identity's or the developer's own credential, which
        needs the role “Cognitive Services OpenAI User” on the resource.
        """
        credential = None
        if api_key is None and token_provider is None:
            credential = DefaultAzureCredential()
            token_provider = get_bearer_token_provider(credential, ENTRA_SCOPE)
        base_url = f"{endpoint.rstrip('/').removesuffix('/openai/v1')}/openai/v1/"
        client = _client(base_url, token_provider if api_key is None else api_key)
        return cls(client, deployment, lists_models=False, credential=credential, **options)

    @classmethod
    def litellm(cls, *, base_url: str, api_key: str, model: str, **options: Any) -> OpenAIModel:
        """A LiteLLM proxy (a private endpoint, usually) with a virtual key; `model` is a name the proxy serves."""
        return cls(_client(base_url, api_key), model, **options)

    @classmethod
    def compatible(cls, *, base_url: str, api_key: str, model: str, **options: Any) -> OpenAIModel:
        """Any server that speaks Chat Completions with tools, OpenAI's own included."""
        return cls(_client(base_url, api_key), model, **options)

    async def complete(
        self,
        utterances: Sequence[Utterance],
        *,
        tools: Sequence[ToolSpec],
        deadline_s: float,
        on_text: OnText | None = None,
    ) -> ModelReply:
        """One completion within `deadline_s` seconds, retries included; streamed when `on_text` is given.

        An answer without text and without calls is returned as it is: asking again in the same words would not help.
        """
        body = {"model": self._model, **request_body(utterances, tools)}
        ends = self._monotonic() + deadline_s
        tries = retrying(
            attempts=self._retry_policy.attempts,
            deadline_s=deadline_s,
            sleep=self._sleep,
            may_try=lambda: self._breaker.wait_s() is None,
            on_retry=self._note_retry,
        )
        with self._telemetry.span("model", model=self._model, tools=len(tools)) as span:
            reply: ModelReply = await tries(self._attempt, body, ends, on_text)
            used = reply.usage
            span.note(prompt_tokens=used.prompt, completion_tokens=used.completion, cached_tokens=used.cached)
            for kind, tokens in (("prompt", used.prompt), ("completion", used.completion), ("cached", used.cached)):
                self._telemetry.count("tokens", tokens, kind=kind)
        return reply

    def _note_retry(self, number: int, wait_s: float) -> None:
        self._telemetry.count("retries", operation="model")
        log.info("model_retry", attempt=number, wait_s=round(wait_s, 2))

    async def _attempt(self, body: dict[str, Any], ends: float, on_text: OnText | None) -> ModelReply:
        """One try, told to the breaker."""
        wait = self._breaker.admit()
        if wait is not None:
            raise ModelUnavailable(
                "The language model has failed several times in a row, so it is not asked right now.",
                hint=f"Try again in {max(1, round(wait))} s. Typed commands still work: send “help” to see them.",
                detail="circuit breaker open",
            )
        try:
            reply = await self._send(body, min(self._retry_policy.attempt_s, ends - self._monotonic()), on_text)
        except SheetlineError as error:
            self._tell_breaker(error)
            raise
        except BaseException:
            self._breaker.abandoned()
            raise
        self._breaker.succeeded()
        return reply

    def _tell_breaker(self, error: SheetlineError) -> None:
        log.info("model_failed", error=type(error).__name__, code=error.code, detail=error.detail[:300])
        if isinstance(error, RateLimited):
            self._breaker.abandoned()
        elif isinstance(error, ModelUnavailable | TimedOut) and error.retryable:
            self._breaker.failed()
            if self._breaker.is_open:
                log.warning("model_breaker_open", cooldown_s=self._retry_policy.breaker_cooldown_s)
        else:
            self._breaker.succeeded()

    async def _send(self, body: dict[str, Any], timeout_s: float, on_text: OnText | None) -> ModelReply:
        """One request, its failure translated. The timeout covers the whole stream, not only each read."""
        if timeout_s <= 0:
            raise TimedOut("The language model took too long to answer.", detail="no time left for this attempt")
        try:
            async with asyncio.timeout(timeout_s):
                return await self._exchange(body, timeout_s, on_text)
        except AzureError as error:
            raise ModelMisconfigured(
                "Sheetline could not get an Entra ID token for the language model.", hint=ADMIN_MODEL, detail=str(error)
            ) from error
        except (openai.OpenAIError, TimeoutError, ValueError) as error:
            raise translate(error) from error

    async def _exchange(self, body: dict[str, Any], timeout_s: float, on_text: OnText | None) -> ModelReply:
        headers = _correlation_headers()
        if on_text is None:
            completion = await self._client.chat.completions.create(**body, timeout=timeout_s, extra_headers=headers)
            return reply_from(completion)
        stream = await self._client.chat.completions.create(
            **body, stream=True, stream_options={"include_usage": True}, timeout=timeout_s, extra_headers=headers
        )
        async with stream:
            return await collect(stream, on_text)

    async def check(self) -> None:
        """Return when the endpoint accepts our credential and has our model; never retried, at most 10 s."""
        try:
            async with asyncio.timeout(CHECK_DEADLINE_S):
                offered = [model.id async for model in self._client.models.list(timeout=CHECK_DEADLINE_S)]
        except openai.NotFoundError:  # servers without a model list
            await self._send(_ping(self._model), CHECK_DEADLINE_S, None)
            return
        except AzureError as error:
            raise ModelMisconfigured(
                "Sheetline could not get an Entra ID token for the language model.", detail=str(error)
            ) from error
        except (openai.OpenAIError, TimeoutError, ValueError) as error:
            raise translate(error) from error
        named = self._model in offered or any(name.endswith("*") for name in offered)
        if self._lists_models and offered and not named:
            raise ModelMisconfigured(
                f"The language model's server has no model called “{self._model}”.",
                hint=f"Ask your Sheetline admin to choose one it has: {', '.join(offered[:5])}.",
            )

    async def aclose(self) -> None:
        await self._client.close()
        if self._credential is not None:
            await self._credential.close()


def _client(base_url: str, api_key: str | TokenProvider | None) -> openai.AsyncOpenAI:
    client = openai.AsyncOpenAI(base_url=base_url, api_key=api_key, max_retries=0)
    # The SDK fills these from OPENAI_* variables when they are not given; the settings alone decide here.
    client.organization = None
    client.project = None
    client.admin_api_key = None
    return client


def _correlation_headers() -> dict[str, str]:
    """The turn's correlation id under the names OpenAI, Azure and proxies log, from the logging context."""
    reference = correlation_id()
    if not reference or not reference.isascii():
        return {}
    names = ("X-Correlation-Id", "X-Client-Request-Id", "x-ms-client-request-id")
    return dict.fromkeys(names, reference)


def _ping(model: str) -> dict[str, Any]:
    body = request_body([Utterance(Role.USER, "ping")], ())
    return {"model": model, **body, "max_completion_tokens": 16}
