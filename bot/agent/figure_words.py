"""Words that stand for numbers and months, for the languages whose texts are checked for them.

Digits are read in every language. Number words are only read in a text that is plainly in their language, because they
mean other things elsewhere (“on” is ten in Turkish, “ten” is “this” in Polish, “due” is two in Italian).
"""

from __future__ import annotations

import re

_NUMBERS: dict[str, str] = {
    "en": "zero _ two three four five six seven eight nine ten eleven twelve",
    "de": "null _ zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "zéro _ deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "cero _ dos tres cuatro cinco seis siete ocho nueve diez once doce",
}
"""Zero to twelve. One is left out: in these languages it is also the article or a pronoun."""

_SIGNS: dict[str, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:the|are|is|there|and|have|has|of|with|was|were|be|by|no)\b"),
    "de": re.compile(r"\b(?:der|die|das|und|sind|ist|nicht|es|gibt|von|mit|den|ein|eine|haben|hat|wurden)\b"),
    "fr": re.compile(r"\b(?:le|la|les|est|sont|et|des|il|y|ont|une?|dans|pas|avec|sur)\b"),
    "es": re.compile(r"\b(?:el|los|las|es|son|y|hay|con|una?|del|en|tienen?|están?)\b"),
}
"""Small words by which a text's language is told."""

NUMBER_WORDS: dict[str, dict[str, int]] = {
    language: {word: number for number, word in enumerate(words.split()) if word != "_"}
    for language, words in _NUMBERS.items()
}

_MONTHS: tuple[str, ...] = (
    "january jan januar jänner janvier janv enero ene gennaio janeiro januari",
    "february feb februar février févr febrero febbraio fevereiro februari",
    "march mar märz mrz mars marzo março maart",
    "april apr avril avr abril aprile",
    "may mai mayo maggio maio mei",
    "june jun juni juin junio giugno junho",
    "july jul juli juillet juil julio luglio julho",
    "august aug août agosto augustus augusti",
    "september sep sept septembre septiembre settembre setembro",
    "october oct oktober okt octobre octubre ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro",
)

MONTHS: dict[str, int] = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}

ALSO_WORDS = frozenset({"may", "march", "mar", "mars", "sep", "dec", "mai", "mei"})
"""Months that are words too when they are not capitalised: “12 may be late”."""

SCALES: tuple[tuple[str, float], ...] = (
    (r"k|thousand|tsd\.?|tausend|mille?", 1e3),
    (r"m|mm|mn|mio\.?|mill\.?|million(?:s|en)?|millones|millón|milioni|milhões", 1e6),
    (r"b|bn|billions?|mrd\.?|milliarden?|milliards?", 1e9),
)
"""What may follow a number and multiply it; `m` and `b` may be units as well, so both readings count."""


def language_of(text: str) -> str | None:
    """The language whose small words the text has most of; None when it has none."""
    said = text.casefold()
    counted = {language: len(signs.findall(said)) for language, signs in _SIGNS.items()}
    best = max(counted, key=lambda language: counted[language])
    return best if counted[best] else None
