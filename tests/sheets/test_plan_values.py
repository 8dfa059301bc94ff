"""What a person says for a cell, as its column takes it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from bot.changes.values.invalid_cell_value import InvalidCellValue
from bot.changes.values.values import Given, Reading, content_for
from bot.domain.live import NOTHING, LiveColumn
from bot.domain.sheets import Column, ColumnType

TODAY = date(2026, 11, 23)
PEOPLE = (("Ben Okafor", "ben@x.example"), ("Ben Lee", "lee@x.example"), ("Carla Rossi", "carla@x.example"))


def say(value: Given, kind: ColumnType, *, locale: str = "en-US", options: tuple[str, ...] = ()) -> Any:
    column = LiveColumn(Column(1, 0, "C", kind, options=options))
    reading = Reading(TODAY, locale, PEOPLE, me=("Ava Chen", "ava@x.example"))
    content = content_for(value, column, reading)
    return json.loads(content.raw) if content.raw else None


@pytest.mark.parametrize(
    ("value", "locale", "number"),
    [
        ("1,250.5", "en-US", 1250.5),
        ("1.250,5", "de-DE", 1250.5),
        ("1 250,5", "fr-FR", 1250.5),
        ("$45,000", "en-US", 45000),
        ("50%", "en-US", 0.5),
        (7, "de-DE", 7),
        ("-3", "en-US", -3),
    ],
)
def test_numbers_are_read_as_the_locale_writes_them(value: Given, locale: str, number: float) -> None:
    """Grouping, decimals, money and percents."""
    assert say(value, ColumnType.TEXT_NUMBER, locale=locale) == {"value": number}


@pytest.mark.parametrize("text", ["007", "1.2.3", "12 boxes", "+49 30 1", "1,25"])
def test_text_that_only_looks_like_a_number_stays_text(text: str) -> None:
    """Leading zeros, versions, phone numbers and odd grouping are kept as written."""
    assert say(text, ColumnType.TEXT_NUMBER) == {"value": text}


@pytest.mark.parametrize(
    ("text", "locale", "day"),
    [
        ("2026-12-05", "de-DE", "2026-12-05"),
        ("12/5/2026", "en-US", "2026-12-05"),
        ("5/12/2026", "en-GB", "2026-12-05"),
        ("5.12.26", "de-DE", "2026-12-05"),
        ("5.1.", "de-DE", "2027-01-05"),
        ("Dec 5", "en-US", "2026-12-05"),
        ("5. Dezember 2026", "de-DE", "2026-12-05"),
        ("tomorrow", "en-US", "2026-11-24"),
        ("friday", "en-US", "2026-11-27"),
        ("in 2 weeks", "en-US", "2026-12-07"),
    ],
)
def test_days_are_read_as_people_write_them(text: str, locale: str, day: str) -> None:
    """ISO always, else the locale's order; without a year the coming one."""
    assert say(text, ColumnType.DATE, locale=locale) == {"value": day}
    assert say(text, ColumnType.ABSTRACT_DATETIME, locale=locale) == {"value": day}


@pytest.mark.parametrize(
    ("value", "kind", "says"),
    [
        ("soonish", ColumnType.DATE, "not a date"),
        ("2026-02-30", ColumnType.DATE, "not a date"),
        ("maybe", ColumnType.CHECKBOX, "yes or no"),
        ("Dome", ColumnType.PICKLIST, "nearest: Done"),
        ("Open, Dome", ColumnType.MULTI_PICKLIST, "nearest: Done"),
        ("Ben", ColumnType.CONTACT_LIST, "could be Ben Okafor (ben@x.example) or Ben Lee"),
        ("Zoe", ColumnType.CONTACT_LIST, "nobody called"),
        ("x" * 4001, ColumnType.TEXT_NUMBER, "4,000 characters"),
        (1e17, ColumnType.TEXT_NUMBER, "9,007,199,254,740,992"),
        ("12FS", ColumnType.PREDECESSOR, "does not let me"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(value: Given, kind: ColumnType, says: str) -> None:
    """Never guessed, never cut."""
    with pytest.raises(InvalidCellValue, match=says.replace("(", r"\(").replace(")", r"\)")):
        say(value, kind, options=("Open", "Done", "Blocked"))


def test_people_become_addresses_and_options_their_own_spelling() -> None:
    """A whole name, an address, “me”; case does not matter."""
    contact = {"objectType": "CONTACT", "email": "carla@x.example", "name": "Carla Rossi"}
    assert say("carla", ColumnType.CONTACT_LIST) == {"objectValue": contact}
    assert say("CARLA@X.EXAMPLE", ColumnType.CONTACT_LIST) == {"objectValue": contact}
    assert say("me", ColumnType.CONTACT_LIST)["objectValue"]["email"] == "ava@x.example"
    both = say("Carla Rossi and Ben Okafor", ColumnType.MULTI_CONTACT_LIST)["objectValue"]["values"]
    assert [each["name"] for each in both] == ["Carla Rossi", "Ben Okafor"]
    assert say("done", ColumnType.PICKLIST, options=("Open", "Done")) == {"value": "Done"}
    assert say("=SUM(A1:A3)", ColumnType.TEXT_NUMBER) == {"formula": "=SUM(A1:A3)"}


@pytest.mark.parametrize("value", [None, "", "  "])
def test_nothing_clears(value: Given) -> None:
    """An empty text is an empty cell; so is an unchecked box."""
    column = LiveColumn(Column(1, 0, "C", ColumnType.DATE))
    assert content_for(value, column, Reading(TODAY)) == NOTHING
    assert say("no", ColumnType.CHECKBOX) is None
