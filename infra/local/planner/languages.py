"""A German, French or Spanish question in the English the rules know, word by word; other languages stay as they are.

It knows the main words only (dictionary.py). What a sheet calls its columns and values is never translated, so that a
column “Status” with “Offen” in it keeps them; and a word left over is not understood, as in English.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache

from infra.local.planner.contexts import Sheet
from infra.local.planner.dictionary import LANGUAGES, MARKS
from infra.local.planner.transcript import Transcript


def in_english(transcript: Transcript) -> Transcript:
    """The transcript with its questions in English; the same one when they are, or in a language that is not known."""
    question = translate(transcript.question, transcript.sheets)
    if question == transcript.question:
        return transcript
    earlier = tuple(translate(said, transcript.sheets) for said in transcript.earlier)
    return replace(transcript, question=question, earlier=earlier)


def translate(question: str, sheets: tuple[Sheet, ...] = ()) -> str:
    """The question's known words in English; accents may be left out, as people do."""
    language = spoken(question)
    if language is None:
        return question
    named = {_plain(name) for sheet in sheets for column in sheet.columns for name in (column.title, *column.values)}
    said = re.sub(r"[¿¡]", "", question.replace("’", "'"))

    def english(match: re.Match[str]) -> str:
        words = match[0]
        return words if _plain(words) in named else _meanings(language)[_plain(words)] + " " * words.endswith("'")

    said = _pattern(language).sub(english, unicodedata.normalize("NFC", said))
    said = re.sub(r"\b(?!the\b|is\b|of\b)(\w+) total\b", r"total \1", said)  # “exposición total” has its adjective last
    said = re.sub(r"\b(can) (.+?) (see|edit)\b", r"\1 \3 \2", said)  # German has its verb last
    return " ".join(re.sub(r"\bthe (?:the |of the )+", "the ", said).split())


def spoken(question: str) -> str | None:
    """“de”, “fr” or “es”: the language most of whose telling words occur; None when none does."""
    words = re.findall(r"\w+", _plain(question))
    counts = {language: sum(word in _marks(language) for word in words) for language in MARKS}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] else None


def _plain(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def _marks(language: str) -> frozenset[str]:
    return frozenset(_plain(MARKS[language]).split())


@cache
def _meanings(language: str) -> dict[str, str]:
    """English by plain foreign phrase."""
    lines = (line.partition(" = ") for line in LANGUAGES[language].strip().splitlines())
    return {_plain(said.strip()): meaning for meaning, _, others in lines for said in others.split(",")}


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Any phrase of the dictionary as whole words, the longest first, each letter with or without its accent."""
    phrases = sorted(_meanings(language), key=len, reverse=True)
    either = "|".join("".join(_letter(letter) for letter in phrase) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{either})(?:(?<=')|(?!\w))", re.IGNORECASE)


_ACCENTED = {"a": "aàâäá", "e": "eéèêë", "i": "iïîí", "o": "oöôó", "u": "uüûùú", "c": "cç", "n": "nñ", " ": " "}


def _letter(letter: str) -> str:
    if letter == " ":
        return r"\s+"
    return f"[{_ACCENTED[letter]}]" if letter in _ACCENTED else re.escape(letter)
