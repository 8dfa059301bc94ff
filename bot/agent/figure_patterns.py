"""One expression that finds figures in a text, its alternatives in the order in which they are tried."""

from __future__ import annotations

import re

from bot.agent.figure_words import MONTHS, SCALES

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_SCALE = "|".join(pattern for pattern, _ in SCALES)
_YEAR = r"(?:19|20)\d\d"

_PARTS = {
    "skip": r"https?://\S+|[\w.+-]+@[\w-]+\.\S+",
    "item": rf"^[ \t]*(?P<item_number>\d{{1,2}})[.)](?=\s)(?!\s(?:{_MONTH})\b)",
    "iso": (
        r"(?<![\w.])(?P<iso_y>\d{4})[-/.](?P<iso_1>\d{1,2})[-/.](?P<iso_2>\d{1,2})(?!\d)"
        r"(?:[T ](?P<iso_t>\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
    ),
    "cjk": r"(?:(?P<cjk_y>\d{4})\s?[年년]\s?)?(?P<cjk_1>\d{1,2})\s?[月월]\s?(?P<cjk_2>\d{1,2})\s?[日일]",
    "day_month": (
        r"\b(?P<day_month_1>\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s?(?:of |de |d')?"
        rf"(?P<day_month_2>{_MONTH})\b\.?(?:,? (?:de |del )?(?P<day_month_y>{_YEAR})\b)?"
    ),
    "month_day": (
        rf"\b(?P<month_day_1>{_MONTH})\.? (?P<month_day_2>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:%]|[.,]\d)"
        rf"(?:,? (?P<month_day_y>{_YEAR})\b)?"
    ),
    "foreign": (
        rf"\b(?P<foreign_1>\d{{1,2}})\.? (?:de )?(?P<foreign_2>[^\W\d_]{{3,}})\.? (?:de )?(?P<foreign_y>{_YEAR})\b"
    ),
    "numeric": (
        r"(?<![\w.,])(?P<numeric_1>\d{1,2})(?P<mark>[./-])(?P<numeric_2>\d{1,2})(?P=mark)"
        r"(?P<numeric_y>\d{4}|\d\d)\b(?![.,/-]?\d)"
    ),
    "short": (r"(?<![\w.,/])(?P<short_1>\d{1,2})/(?P<short_2>\d{1,2})(?![\d/])"),
    "time": r"\b(?P<time_hour>\d{1,2}):(?P<time_minute>\d\d)(?::\d\d)?\b",
    "version": r"(?<![\w.,])\d+(?:\.\d+){2,}\b(?![.,]\d)",
    "plain": (
        r"(?<![^\W\d])(?P<plain_number>"
        r"\d{1,3}(?:[.,'’](?:\d{2,3}[.,'’])*\d{3})(?:[.,]\d+)?(?!\d)"
        r"|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?!\d)"
        r"|\d+(?:[.,]\d+)?)"
        r"(?P<plain_ordinal>(?:st|nd|rd|th)\b)?"
        r"(?:\s?(?P<plain_percent>%|٪|(?:percent|per cent|prozent|por ciento|pour cent)\b)"
        rf"|[ \u00a0]?(?P<plain_scale>{_SCALE})(?![^\W\d_]))?"
    ),
    "word": r"(?<![\w'’-])[^\W\d_]{2,7}(?![\w'’])",
}

KINDS = tuple(_PARTS)

FIGURE = re.compile(
    "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PARTS.items()), re.IGNORECASE | re.MULTILINE
)

_UNSEEN = "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]+"
INVISIBLE = re.compile(_UNSEEN)
"""Zero-width characters, direction marks and soft hyphens: they could hide a figure from the expression."""

HIDDEN_IN_DIGITS = re.compile(rf"(?<=\d){_UNSEEN}(?=\d)")

SEPARATORS = str.maketrans({"٫": ".", "٬": ",", "．": ".", "，": ",", "−": "-"})
"""Arabic and full-width separators as the Latin ones."""
