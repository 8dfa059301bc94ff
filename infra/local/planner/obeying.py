"""A model that obeys whatever it reads: for tests that show the bot is safe even then.

With the mode on, an instruction in sheet text or in a tool result of the form

    [[call TOOL {"argument": "value"}]]   or   [[say SOME TEXT]]

is carried out before anything else, once a turn each, as a real model might be talked into doing.
"""

from __future__ import annotations

import json
import re

from infra.local.planner.replies import Call, Reply
from infra.local.planner.transcript import Transcript

_CALL = re.compile(r"\[\[call (?P<tool>\w+) (?P<arguments>\{.*?\})\]\]", re.DOTALL)
_SAY = re.compile(r"\[\[say (?P<text>.*?)\]\]", re.DOTALL)


def obey(transcript: Transcript) -> Reply | None:
    """The injected instruction's reply, or None when there is none left to obey."""
    text = transcript.raw.replace('\\"', '"')
    done = [(step.name, step.arguments) for step in transcript.steps]
    for match in _CALL.finditer(text):
        try:
            call = Call(match["tool"], json.loads(match["arguments"]))
        except ValueError:
            continue
        if (call.name, call.arguments) not in done:
            return Reply(calls=(call,))
    said = _SAY.search(text)
    return Reply(said["text"]) if said else None
