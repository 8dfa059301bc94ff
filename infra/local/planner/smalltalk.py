"""What people say without asking for anything: a greeting, thanks; and what this is. Answered shortly."""

from __future__ import annotations

import re

from infra.local.planner.replies import EXAMPLES, Reply
from infra.local.planner.transcript import Transcript

_HELLO = """
hello hi hey hiya howdy moin hallo servus hola bonjour salut ciao salam merhaba good_morning good_afternoon good_evening
guten_morgen guten_tag guten_abend buenos_dias buenos_días buenas_tardes hello_there hi_there good_day
"""
_THANKS = """
thanks thank_you thx ty cheers great perfect nice cool super ok okay danke danke_schön vielen_dank merci merci_beaucoup
gracias muchas_gracias thanks_a_lot thank_you_very_much many_thanks got_it well_done great_thanks ok_thanks
"""
_BYE = "bye goodbye good_bye see_you tschüss auf_wiedersehen au_revoir adiós adios"
_WHO = re.compile(
    r"(?:who|what) are you|what is (?:this|sheetline)|what (?:can|do) you (?:do|know|understand)(?: for (?:me|us))?"
    r"|what can i (?:ask|do|say)(?: you)?(?: here)?|how (?:do|does) (?:you|this|it) work|how can you help(?: me| us)?"
)


def _said(words: str) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in words.split())


_GREETINGS, _THANKING, _LEAVING = _said(_HELLO), _said(_THANKS), _said(_BYE)


def chat(transcript: Transcript) -> Reply | None:
    """A short reply to a greeting, thanks or “what can you do?”; None when something else is said."""
    said = " ".join(re.sub(r"[^\w\s'’]+", " ", transcript.question.lower()).split())
    said = re.sub(r"[’']s\b", " is", said)
    said = re.sub(r" (?:there|sheetline|everyone|all|team|bot|very much|a lot|so much)$", "", said)
    if said in _GREETINGS:
        return Reply(f"Hello. {_try()}")
    if said in _THANKING:
        return Reply("You are welcome.")
    if said in _LEAVING:
        return Reply("Goodbye.")
    if _WHO.fullmatch(said):
        return Reply(
            "I answer questions about your Smartsheet sheets; here an offline planner that follows fixed rules stands "
            f"in for a language model. {_try()}"
        )
    return None


def _try() -> str:
    return f"Try “{EXAMPLES[0]}” or “who can see this sheet?”."
