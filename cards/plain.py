"""Text of people, sheets and models made safe to show: data stays data, whatever it contains.

Adaptive Cards render a subset of Markdown in `TextBlock` and in `Fact`, links included; a `TextRun` inside a
`RichTextBlock` and the title of an action are shown as they are
(https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features). So data goes into text runs only. Even there
`{{DATE(…)}}` and `{{TIME(…)}}` are replaced, invisible characters can reorder what is read, and a lone surrogate
cannot be sent at all; `clean` takes care of those.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, but not tab, newline, carriage return, next line
    "\u202a-\u202e\u2066-\u2069"  # bidirectional embeddings, overrides and isolates: the means of spoofed text
    "\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f]"  # tag characters: text that only a machine reads
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile("[\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
_BRACES = re.compile(r"\{(?=\{)")  # each of “{{{”, too
_SPACES = re.compile("[^\\S\u00a0\u202f]+")  # not the no-break spaces inside numbers
_PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[ ,'’“”?%/–—…;-])*")
_JOINERS = "\u200d\ufe0e\ufe0f\u2060"
_ELLIPSIS = "…"
_ROW_FACTS = {
    "count_star()": "Count",
    "_row": "Row",
    "_level": "Level",
    "_children": "Rows below",
    "_path": "Under",
    "_created_at": "Created",
    "_created_by": "Created by",
    "_modified_at": "Changed",
    "_modified_by": "Changed by",
}
_WORD_JOINER = "\u2060"
_ZERO_WIDTH_SPACE = "\u200b"
_LONG_WORD = re.compile(r"[!-~]{17,}")
_WORD_PART = re.compile(r"[A-Za-z0-9]{1,12}[^A-Za-z0-9]{0,4}|[^A-Za-z0-9]{1,12}")

LONGEST_SPOKEN = 80
"""Characters of a card's summary that are read aloud before its parts are."""


def clean(text: str) -> str:
    """The text without what can mislead or break; line ends are kept, everything visible stays as it was."""
    if text.isprintable() and "{{" not in text:
        return text
    text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text))
    return _BRACES.sub("{" + _WORD_JOINER, text)


def line(text: str, limit: int) -> str:
    """The text on one line, at most `limit` characters, the last of them “…” when it was cut."""
    if len(text) <= limit and text.isprintable() and "{{" not in text and "  " not in text:
        return text.strip(" ")
    return cut(_SPACES.sub(" ", clean(text[: limit * 4])).strip(), limit, more=len(text) > limit * 4)


def spoken(text: str) -> str:
    """A line as it may be read aloud: a card's `speak` may be markup (SSML), so nothing that begins any is left."""
    return line(re.sub(r"[<>&]", " ", text), LONGEST_SPOKEN)


def cut(text: str, limit: int, *, more: bool = False) -> str:
    """At most `limit` characters; “…” stands for what is missing. `more` says that something already is."""
    if len(text) <= limit and not more:
        return text
    kept = text[: limit - 1].rstrip()
    while kept and (kept[-1] in _JOINERS or unicodedata.combining(kept[-1])):
        kept = kept[:-1]
    return kept + _ELLIPSIS


def breakable(text: str) -> str:
    """The text with places where a narrow column may break an address or another long word: none of it runs out of the
    card. Only plain letters are broken, as others have their own rules (UAX #14)."""
    return _LONG_WORD.sub(lambda word: _ZERO_WIDTH_SPACE.join(_WORD_PART.findall(word[0])), text)


def isolate(text: str) -> str:
    """The text set apart from its neighbours on the line when it runs from right to left (UAX #9, FSI … PDI)."""
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


def joined(parts: Sequence[str], *, right_to_left: bool) -> str:
    """“a · b · c”; on a line that runs from right to left each part keeps its own direction and its place."""
    return " · ".join([f"\u2068{part}\u2069" for part in parts] if right_to_left else parts)


def is_plain(text: str) -> bool:
    """True when no Markdown, link or date syntax can begin anywhere in the text: words and quiet punctuation only."""
    return _PLAIN.fullmatch(text) is not None


def humanize(title: str) -> str:
    """A column title as a heading: the aliases of a query (`overdue_count`) become words, a sheet's titles stay."""
    if title in _ROW_FACTS:
        return _ROW_FACTS[title]
    if not re.fullmatch(r"[a-z][a-z0-9_]*", title):
        return title
    words = title.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
