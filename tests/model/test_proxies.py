"""What a LiteLLM proxy makes of a vendor's error, as it was seen to say it, means what the vendor meant."""

from __future__ import annotations

import httpx2
import openai
import pytest

from bot.errors import ContentFiltered, ContextTooLong, SheetlineError
from bot.model.model_errors import ModelMisconfigured, translate

LONG = "litellm.ContextWindowExceededError: litellm.BadRequestError: OpenAIException - This model's maximum context is"
FILTERED = "litellm.BadRequestError: OpenAIException - The response was filtered by the content management policy."
POLICY = "litellm.ContentPolicyViolationError: AzureException - filtered"
UNKNOWN = "/chat/completions: Invalid model name passed in model=nope. Call `/v1/models` to view available models."
OTHER = "litellm.BadRequestError: Invalid value for a parameter."

SAID = (
    (LONG, ContextTooLong, "too long"),
    (FILTERED, ContentFiltered, "safety filter"),
    (POLICY, ContentFiltered, "safety filter"),
    (UNKNOWN, ModelMisconfigured, "does not exist"),
    (OTHER, ModelMisconfigured, "did not accept"),
)


@pytest.mark.parametrize(("said", "kind", "words"), SAID)
def test_a_proxy_s_words_are_understood(said: str, kind: type[SheetlineError], words: str) -> None:
    """LiteLLM answers 400 with code "400" and a sentence; the sentence decides."""
    body = {"message": said, "type": None, "param": None, "code": "400"}
    request = httpx2.Request("POST", "http://127.0.0.1/v1/chat/completions")
    response = httpx2.Response(400, request=request, json={"error": body})

    error = translate(openai.BadRequestError(f"Error code: 400 - {said}", response=response, body=body))

    assert type(error) is kind
    assert words in error.message


def test_words_alone_decide_nothing_where_the_status_does() -> None:
    """A 500 that mentions a context window is a server's failure, worth another try."""
    said = "litellm.InternalServerError: ContextWindowExceededError while handling"
    request = httpx2.Request("POST", "http://127.0.0.1/v1/chat/completions")

    error = translate(
        openai.InternalServerError(said, response=httpx2.Response(500, request=request), body={"message": said})
    )

    assert error.retryable
