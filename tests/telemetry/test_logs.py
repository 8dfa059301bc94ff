"""What the log says, and what it never says."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import correlation_id, new_correlation_id, scrubbed, tell_exception, without_values

Line = dict[str, Any]


@pytest.fixture(scope="module")
def conversation() -> tuple[list[Line], dict[str, list[str]]]:
    """The log of a conversation with answers, refusals, retries and failures, and what must not be in it."""
    log, said = asyncio.run(_converse())
    return [json.loads(line) for line in log.splitlines()], json.loads(said)


async def _converse() -> tuple[str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.telemetry.conversation",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, log = await process.communicate()
    assert process.returncode == 0, log.decode()[-2000:]
    return log.decode(), said.decode()


def test_the_log_has_no_cell_question_token_or_name(conversation: tuple[list[Line], dict[str, list[str]]]) -> None:
    """At INFO nothing of a sheet's content, of what was asked, of who asked and of any secret is written."""
    lines, secrets = conversation
    log = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    worded = [cell for cell in secrets["cells"] if len(cell) > 3 and any(letter.isalpha() for letter in cell)]

    assert len(worded) > 1000
    assert {line["event"] for line in lines} >= {"tool_call", "turn_answered", "turn_failed", "smartsheet_retry"}
    found = [text for kind in ("questions", "tokens", "people") for text in secrets[kind] if text in log]
    assert found + [cell for cell in worded if cell in log] == []


def test_each_turn_s_lines_have_its_correlation_id(conversation: tuple[list[Line], dict[str, list[str]]]) -> None:
    """One reference runs from the request through tools and calls to the answer, and no two turns share one."""
    lines, _ = conversation
    references = [line["correlation_id"] for line in lines if line["event"] == "turn_answered"]
    during = [line for line in lines if line["event"] in {"tool_call", "snapshot_loaded", "smartsheet_retry"}]

    assert len(set(references)) == len(references) >= 10
    assert {line["correlation_id"] for line in during} <= set(references)


def test_a_turn_s_line_says_what_it_cost(conversation: tuple[list[Line], dict[str, list[str]]]) -> None:
    """Questions have model calls and tokens, typed commands none."""
    lines, _ = conversation
    answered = [line for line in lines if line["event"] == "turn_answered"]

    costs = [(line["model_calls"] > 0, line["prompt"] > 0, line["completion"] > 0) for line in answered]
    assert set(costs) == {(True, True, True), (False, False, False)}


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("The value 'Ava Chen' is not a contact", "The value “…” is not a contact"),
        ('Could not convert string "12 weeks" to INT32', "Could not convert string “…” to INT32"),
        ("It can't read 'Jo O'Brien' now", "It can't read “…” now"),
        ("no UTF-8: b'Ava Chen'", "no UTF-8: “…”"),
        ("The value 'Ava Chen is not", "The value “…”"),
        ("no contact ava@northwind.example here", "no contact … here"),
        ("GET /sheets/42 status=404 errorCode=1006", "GET /sheets/42 status=404 errorCode=1006"),
    ],
)
def test_what_a_service_quotes_is_not_logged(said: str, logged: str) -> None:
    """Codes and words stay, quoted values and e-mail addresses go."""
    assert without_values(None, "info", {"event": "x", "detail": said})["detail"] == logged


@given(st.text(), st.text("abc XYZ@.09äß日", min_size=1), st.sampled_from(["''", '""', "“”", "‘’", "``"]))
def test_no_quoted_text_is_logged(before: str, value: str, quotes: str) -> None:
    """Whatever is quoted is gone, however it is quoted and whatever stands before it."""
    marks = "'\"“”‘’`"
    plain = "".join(mark for mark in before if mark not in marks)

    told = scrubbed(f"{plain} {quotes[0]}<<{value}>>{quotes[1]}")

    assert f"<<{value}>>" not in told


def test_an_exception_is_logged_with_its_place_and_without_the_values_it_quotes() -> None:
    """Type and frames of the whole chain are there for the developer."""
    dwarf = "Grumpy"
    try:
        try:
            int("seven dwarfs")
        except ValueError as error:
            raise RuntimeError(f"no number for '{dwarf}'") from error
    except RuntimeError:
        told = str(tell_exception(None, "error", {"event": "x", "exc_info": True})["exception"])

    assert "ValueError: invalid literal for int() with base 10: “…”" in told
    assert "RuntimeError: no number for “…”" in told
    assert "test_logs.py" in told
    assert dwarf not in told


def test_a_reference_is_bound_where_the_work_is() -> None:
    """Outside requests and turns there is none."""
    reference = new_correlation_id()

    with structlog.contextvars.bound_contextvars(correlation_id=reference):
        inside = correlation_id()

    assert (inside, correlation_id()) == (reference, "")
