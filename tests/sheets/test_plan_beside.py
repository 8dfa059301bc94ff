"""What lies beside the rows, previewed: nothing asked for is lost, nothing is done that was not asked for or shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.changes.engine.preview import Draft
from bot.changes.values.values import Reading
from bot.domain.live import LiveColumn, LiveRow, LiveSheet
from bot.domain.plans import ChangeRecords
from bot.domain.policies import PlanPolicy
from bot.domain.record_changes import KINDS, Record, RecordChange, canonical, differing, opened
from bot.domain.records import Asset, AssetKind
from bot.domain.sheets import Column, ColumnType
from bot.errors import InvalidArguments, NotFound, PermissionDenied
from bot.features.summary.summary_preview import TYPES, FieldWish, preview_summary
from bot.features.switches.switch_preview import API_KINDS, does, preview_automations, preview_favorites
from bot.features.update_requests.request_preview import Letter, preview_request, preview_withdrawal

READING = Reading(today=date(2026, 11, 26), people=(("Ben Okafor", "ben@northwind.example"),))
LEVELS = ("EDITOR", "EDITOR_SHARE", "ADMIN", "OWNER")
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40)
TITLES = st.sampled_from(["Budget", "Sponsor", "Due", "Mood", "", "x" * 51])
VALUES = st.one_of(st.none(), WORDS, st.floats(-1e6, 1e6), st.booleans(), st.just("2026-12-01"), st.just("=1 + 1"))


def live(level: str = "ADMIN") -> LiveSheet:
    columns = tuple(
        LiveColumn(Column(n, n, title, ColumnType.TEXT_NUMBER, primary=n == 0, hidden=title == "Secret"))
        for n, title in enumerate(("Task", "Status", "Secret"))
    )
    rows = tuple(LiveRow(100 + n, n) for n in range(1, 6))
    return LiveSheet(7, "Plan", "https://app.smartsheet.com/7", 3, level, columns, rows)


def changes(draft: Draft) -> tuple[RecordChange, ...]:
    return tuple(c for step in draft.steps if isinstance(step, ChangeRecords) for c in step.changes)


@st.composite
def summaries(draw: st.DrawFn) -> list[Record]:
    held: dict[str, Any] = {
        "Budget": {"type": "TEXT_NUMBER", "objectValue": draw(st.sampled_from([0, 7, 120_000]))},
        "Sponsor": {"type": "CONTACT_LIST", "locked": draw(st.booleans())},
        "Due": {"type": "DATE", "objectValue": {"objectType": "DATE", "value": "2026-12-01"}},
        "Mood": {"type": "PICKLIST", "options": ["Good", "Bad"], "formula": draw(st.sampled_from([None, "=1"]))},
    }
    chosen = draw(st.lists(st.sampled_from(sorted(held)), unique=True))
    return [
        Record(str(n), canonical({"title": title, "index": n, **{k: v for k, v in held[title].items() if v}}))
        for n, title in enumerate(chosen)
    ]


@st.composite
def wishes(draw: st.DrawFn, records: list[Record]) -> list[FieldWish]:
    own = draw(st.lists(st.sampled_from(records), unique_by=lambda r: r.id)) if records else []
    made = [
        FieldWish(
            record,
            title=draw(st.none() | TITLES),
            options=draw(st.none() | st.just(("Good", "Fair"))),
            value=draw(VALUES),
            delete=draw(st.booleans()),
        )
        for record in own
    ]
    kinds = st.none() | st.sampled_from(sorted(TYPES))
    for _ in range(draw(st.integers(0, 2))):
        kind = draw(kinds)
        made.append(FieldWish(None, title=draw(TITLES), type=TYPES[kind] if kind else None, value=draw(VALUES)))
    return made


@given(st.data())
def test_every_summary_wish_becomes_a_change_or_a_reason(data: st.DataObject) -> None:
    """What is there now is what the change says it replaces; a value and a formula never go together."""
    records = data.draw(summaries())
    asked = data.draw(wishes(records))
    draft = preview_summary(live(data.draw(st.sampled_from(LEVELS))), records, asked, reading=READING)
    made = changes(draft)
    already = [warning for warning in draft.warnings if warning.endswith("is so already.")]
    assert len(made) + len(draft.refused) + len(already) == len(asked)
    by_id = {record.id: record for record in records}
    for change in made:
        after = opened(change.after)
        assert not (after.get("formula") and after.get("objectValue") is not None)
        assert change.said_after or change.said_before
        if change.record_id:
            assert not differing(change.before, by_id[change.record_id].body)
    titles = [opened(c.after)["title"] for c in made if "title" in opened(c.after)]
    gone = {opened(c.before)["title"] for c in made if not c.after}
    kept = [r.fields()["title"] for r in records if r.fields()["title"] not in gone]
    assert len(set(titles)) == len(titles)
    assert not [c for c in made if not c.before and opened(c.after)["title"] in kept]


@given(st.data())
def test_an_editor_changes_values_of_open_fields_alone(data: st.DataObject) -> None:
    records = data.draw(summaries())
    draft = preview_summary(live("EDITOR"), records, data.draw(wishes(records)), reading=READING)
    locked = {record.id for record in records if record.fields().get("locked")}
    for change in changes(draft):
        assert change.record_id not in locked
        assert set(opened(change.after)) == {"objectValue", "formula"}


@pytest.mark.parametrize("level", ["VIEWER", "COMMENTER", ""])
def test_who_only_looks_proposes_nothing(level: str) -> None:
    with pytest.raises(PermissionDenied):
        preview_summary(live(level), [], [], reading=READING)
    with pytest.raises(PermissionDenied):
        preview_withdrawal(live(level), "x", scheduled=(), sent=(), rows={})
    with pytest.raises(PermissionDenied):
        preview_request(live(level), (), (), Letter(()), own_email="", policy=PlanPolicy())


PEOPLE = st.lists(
    st.tuples(st.sampled_from(["Ben Okafor", ""]), st.sampled_from(["ben@a.example", "B@a.example", "c@b.example"])),
    min_size=1,
    max_size=4,
)


@given(PEOPLE, WORDS, WORDS, st.lists(st.integers(1, 5), min_size=1, unique=True), st.booleans())
def test_the_card_of_a_request_says_all_that_is_mailed(
    people: list[tuple[str, str]], subject: str, message: str, numbers: list[int], some: bool
) -> None:
    """Every address, row, column and word that is sent is in its parts; hidden columns go only when they are named."""
    sheet = live()
    rows = [row for row in sheet.rows if row.number in numbers]
    columns = sheet.columns[1:] if some else ()
    letter = Letter(people, subject, message)
    draft = preview_request(sheet, rows, columns, letter, own_email="ava@a.example", policy=PlanPolicy())
    (change,) = changes(draft)
    body, parts = opened(change.after), dict(change.parts)
    assert {each["email"].casefold() for each in body["sendTo"]} == {email.casefold() for _, email in people}
    assert len(body["sendTo"]) == len({email.casefold() for _, email in people})
    assert all(each["email"] in parts["To"] for each in body["sendTo"])
    assert [row.id for row in rows] == body["rowIds"]
    assert parts["Rows"] == ", ".join(str(row.number) for row in rows)
    titles = {column.id: column.column.title for column in sheet.columns}
    assert [titles[each] for each in body["columnIds"]] == parts["Columns"].split(", ")
    assert ("Secret" in parts["Columns"]) == some
    assert (parts["Subject"], parts["Message"]) == (body["subject"], body["message"] or "none")
    assert any("cannot be called back" in warning for warning in draft.warnings)


def test_people_outside_the_allowed_domains_are_left_out_and_named() -> None:
    letter = Letter([("Ben", "ben@a.example"), ("", "eve@b.example")])
    policy = PlanPolicy(share_domains=("a.example",))
    draft = preview_request(live(), live().rows[:1], (), letter, own_email="ava@a.example", policy=policy)
    (change,) = changes(draft)
    assert opened(change.after)["sendTo"] == [{"email": "ben@a.example"}]
    assert [each.where for each in draft.refused] == ["eve@b.example"]


@pytest.mark.parametrize(
    "letter", [Letter([("", "a@b.example")], "x" * 501), Letter([("", "a@b.example")], "", "x" * 10_001)]
)
def test_too_long_a_letter_is_refused(letter: Letter) -> None:
    with pytest.raises(InvalidArguments, match="characters"):
        preview_request(live(), live().rows[:1], (), letter, own_email="", policy=PlanPolicy())


def test_a_withdrawal_names_one_open_request() -> None:
    """An answered one is not open; two of a name are not guessed at."""
    body = {"sendTo": [{"email": "a@b.example"}], "subject": "Hi", "answered": []}
    waiting, over = Record("1", canonical(body)), Record("2", canonical({**body, "answered": ["a@b.example"]}))
    draft = preview_withdrawal(live(), " hi ", scheduled=(), sent=(waiting, over), rows={})
    (change,) = changes(draft)
    assert (change.record_id, change.final) == ("1", KINDS["sent_request"].gone)
    with pytest.raises(InvalidArguments, match="Several"):
        preview_withdrawal(live(), "Hi", scheduled=(waiting,), sent=(waiting,), rows={})
    with pytest.raises(NotFound):
        preview_withdrawal(live(), "Hi", scheduled=(), sent=(over,), rows={})


ASSETS = st.lists(st.builds(Asset, st.sampled_from(sorted(API_KINDS)), st.integers(1, 4), st.just("Plan")), max_size=6)


@given(ASSETS, ASSETS, st.booleans())
def test_favourites_are_switched_as_asked_and_no_others(there: list[Asset], asked: list[Asset], on: bool) -> None:
    def key(asset: Asset) -> str:
        return f"{API_KINDS[asset.kind]}:{asset.id}"

    held = {key(each) for each in there}
    draft = preview_favorites([Record(each, canonical({"x": each})) for each in held], asked, on=on)
    after = set(held)
    for change in changes(draft):
        fields = opened(change.after)
        after ^= {change.record_id or f"{fields['type']}:{fields['objectId']}"}
    wanted = {key(each) for each in asked}
    assert after == (held | wanted if on else held - wanted)
    assert len(changes(draft)) + len(draft.warnings) == len(wanted)


@given(st.booleans(), st.booleans(), st.booleans())
def test_a_rule_is_switched_once_by_who_may_and_keeps_what_it_does(now: bool, on: bool, may: bool) -> None:
    action = {"type": "NOTIFICATION_ACTION", "recipients": [{"email": "a@b.example"}, {"groupId": 1}]}
    rule = Record("1", canonical({"name": "R", "enabled": now, "action": action, "userCanModify": may}))
    draft = preview_automations(live(), [rule, rule], on=on)
    assert len(changes(draft)) == (may and now != on)
    for change in changes(draft):
        assert opened(change.after) == {"enabled": on, "action": action}
        assert does(action) == "notification to a@b.example, a group"
        assert does(action) in change.said_before


def test_every_kind_of_place_has_its_name_in_the_api() -> None:
    assert set(API_KINDS) == set(AssetKind) - {AssetKind.TEMPLATE}
