"""Every way the openai SDK fails, as one of our errors with a sentence for the person.

Rests on FACTS “OpenAI client” and https://platform.openai.com/docs/guides/error-codes; Azure's filter codes are from
https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter.
"""

from __future__ import annotations

import email.utils
from collections.abc import Mapping
from datetime import UTC, datetime

import openai

from bot.errors import (
    ContentFiltered,
    ContextTooLong,
    ModelUnavailable,
    RateLimited,
    SheetlineError,
    TimedOut,
)

ADMIN_MODEL = "Your Sheetline admin can check the model's settings. Typed commands still work: send “help” to see them."


class ModelMisconfigured(ModelUnavailable):
    """Credential, deployment or request shape is wrong: waiting does not help, so nothing is retried."""

    retryable = False
    default_hint = ADMIN_MODEL


class QuotaExhausted(RateLimited):
    """The account has no quota left: waiting a minute does not help, so nothing is retried."""

    retryable = False
    default_hint = "Ask your Sheetline admin to raise the model's quota. Typed commands still work."


class BrokenReply(ModelUnavailable):
    """The endpoint answered 200 with something that is no answer: worth one more try."""


def translate(error: Exception) -> SheetlineError:
    """The error to raise for what the SDK raised; `retryable` on it says whether another try can help."""
    if isinstance(error, openai.APITimeoutError | TimeoutError):
        return TimedOut("The language model took too long to answer.", detail=repr(error))
    if isinstance(error, openai.APIConnectionError):
        return ModelUnavailable("The language model cannot be reached.", detail=repr(error.__cause__ or error))
    if isinstance(error, openai.APIStatusError):
        return _from_status(error)
    if isinstance(error, openai.APIError):  # an error event inside a stream
        known = _from_code(error.code or "", str(error)) or _from_words(str(error), str(error))
        return known or BrokenReply("The language model broke off its answer.", detail=str(error))
    if isinstance(error, ValueError):  # a 200 whose body is not JSON
        return BrokenReply("The language model sent an unreadable answer.", detail=repr(error))
    return ModelUnavailable("The language model's client failed.", detail=repr(error))


def _from_status(error: openai.APIStatusError) -> SheetlineError:
    status, detail = error.status_code, f"{error.status_code} {error.message}"
    code = error.code or _inner_code(error.body)
    known = _from_code(code, detail)
    if known is None and status == 400:
        known = _from_words(error.message, detail)
    if known is not None:
        return known
    if status == 429:
        wait = retry_after_s(error.response.headers)
        return RateLimited("The language model is busy.", retry_after_s=wait, detail=detail)
    if status in (408, 409) or status >= 500:
        return ModelUnavailable("The language model does not answer properly right now.", detail=detail)
    if status in (401, 403):
        return ModelMisconfigured("The language model does not accept Sheetline's credential.", detail=detail)
    if status == 404:
        return ModelMisconfigured("The language model's deployment does not exist at its address.", detail=detail)
    if status == 413:
        return ContextTooLong("This conversation is too long for the language model.", detail=detail)
    return ModelMisconfigured("The language model did not accept Sheetline's request.", detail=detail)


def _from_code(code: str, detail: str) -> SheetlineError | None:
    """An error the body's code alone decides, whatever the status: proxies change statuses, codes survive."""
    if code in ("content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation"):
        return ContentFiltered("The language model's safety filter stopped this question.", detail=detail)
    if code in ("context_length_exceeded", "string_above_max_length"):
        return ContextTooLong("This conversation is too long for the language model.", detail=detail)
    if code in ("insufficient_quota", "billing_hard_limit_reached", "budget_exceeded"):
        return QuotaExhausted("The language model's quota is used up.", detail=detail)
    if code in ("DeploymentNotFound", "model_not_found"):
        return ModelMisconfigured("The language model's deployment does not exist at its address.", detail=detail)
    return None


def _from_words(said: str, detail: str) -> SheetlineError | None:
    """An error of a LiteLLM proxy, which puts its exception's name or the vendor's words in place of the code.

    Seen with litellm 1.106 (tests/litellm); names from https://docs.litellm.ai/docs/exception_mapping.
    """
    if "ContextWindowExceededError" in said:
        return _from_code("context_length_exceeded", detail)
    if "ContentPolicyViolationError" in said or "content management policy" in said:
        return _from_code("content_filter", detail)
    if "Invalid model name passed in model=" in said:
        return _from_code("model_not_found", detail)
    return None


def _inner_code(body: object) -> str:
    """The code where Azure and LiteLLM hide it: `innererror.code`, or the error's `type`."""
    if not isinstance(body, Mapping):
        return ""
    inner = body.get("innererror")
    if isinstance(inner, Mapping) and isinstance(inner.get("code"), str):
        return str(inner["code"])
    kind = body.get("type")
    return kind if isinstance(kind, str) else ""


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds the server asked us to wait (`retry-after-ms`, or `Retry-After` as seconds or HTTP date), or None."""
    try:
        return max(0.0, float(headers["retry-after-ms"]) / 1000)
    except (KeyError, ValueError):
        pass
    said = headers.get("retry-after", "")
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        at = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
