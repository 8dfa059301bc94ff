"""A number as people of a locale write it, told apart from text that only looks like one."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError

_SIGNS = re.compile(r"[$€£¥₹]")


def read_number(text: str, locale: str) -> float | None:
    """The number, 0.5 for “50 %”; None for other text, a leading zero (“007”) included."""
    said = _SIGNS.sub("", text.replace("\u00a0", " ").replace("\u202f", " ").replace("−", "-")).strip()
    percent = said.endswith("%")
    said = said.removesuffix("%").strip()
    decimal, group = _symbols(locale)
    grouped = rf"\d{{1,3}}(?:[{re.escape(group)}]\d{{3}})+" if group else r"(?!)"
    if not re.fullmatch(rf"-?(?:{grouped}|0|[1-9]\d*)(?:{re.escape(decimal)}\d+)?", said):
        plain = re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", said)  # as programs write it, also a model
        if plain is None:
            return None
        number = float(said)
    else:
        number = float(re.sub(f"[{re.escape(group)} ]", "", said).replace(decimal, "."))
    return round(number / 100, 12) if percent else number


@lru_cache(maxsize=64)
def _symbols(tag: str) -> tuple[str, str]:
    """Decimal sign and group sign; a space of any kind counts as the plain one."""
    for candidate in (tag, tag.split("-")[0], "en"):
        try:
            symbols = Locale.parse(candidate, sep="-").number_symbols["latn"]
        except (ValueError, TypeError, UnknownLocaleError, KeyError):
            continue
        group = symbols["group"]
        return symbols["decimal"], " " if not group.strip() else group
    return ".", ","
