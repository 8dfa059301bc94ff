"""What a row's form refuses: wrong values at their fields, other people, and forms nobody was given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.domain.forms import base36, stamp
from infra.local.people import BY_KEY
from infra.local.teams.threads import person_id
from tests.features.conversation import ask, picture
from tests.features.forms import field, form_id, submit, typed
from tests.local_teams import local_teams
from tests.reading import table_of, text_of


async def test_what_is_wrong_is_said_at_its_field(tmp_path: Path) -> None:
    """The form stays with what was typed, each problem under its input; corrected, it becomes the plan."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        before = picture(sheet)
        form = await ask(here, chat, "edit row 13")
        said = {field(form.card, "Start Date")["id"]: "soonish", field(form.card, "Assigned To", 1)["id"]: "Zzz"}
        shown = await here.teams.press(
            "ava", form.id, "Preview change", inputs=said | typed(form.card, Comments="kept")
        )
        assert "2 fields need another look" in text_of(shown.card)
        assert "“soonish” is not a date" in text_of(shown.card)
        assert "I know nobody called “Zzz”" in text_of(shown.card)
        assert field(shown.card, "Comments")["value"] == "kept"
        assert field(shown.card, "Start Date")["value"] == "soonish"
        right = {field(shown.card, "Start Date")["id"]: "2026-12-07", field(shown.card, "Assigned To", 1)["id"]: ""}
        plan = await here.teams.press("ava", form.id, "Preview change", inputs=right)
        assert {line[1] for line in table_of(plan.card)[1:]} == {"Start Date", "Comments"}
        assert picture(sheet) == before


async def test_a_field_nobody_touched_is_left_as_it_is_by_then(tmp_path: Path) -> None:
    """Ben changes two cells while Ava types: his Status stays, and the plan says what the other one holds now."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        form = await ask(here, chat, "edit row 13")
        here.world.set_cell(sheet.id, sheet.rows[12].id, "Status", "Complete", by="ben")
        here.world.set_cell(sheet.id, sheet.rows[12].id, "Comments", "Ben's", by="ben")
        said = typed(form.card, Comments="Ava's")
        plan = await here.teams.press("ava", form.id, "Preview change", inputs=said)
        assert [line[1:] for line in table_of(plan.card)[1:]] == [["Comments", "Ben's", "Ava's"]]
        await here.teams.press("ava", form.id, "Approve")
        assert sheet.value(sheet.rows[12], "Status") == "Complete"


async def test_only_who_opened_it_can_send_it(tmp_path: Path) -> None:
    """Ben's press is answered to him alone; no plan is made, and Ava's still is."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.group("ava", "ben")
        await ask(here, chat, "open launch plan")
        form = await ask(here, chat, "edit row 13")
        said = typed(form.card, Comments="mine")
        for button in ("Preview change", "Cancel"):
            refused = await here.teams.press("ben", form.id, button)
            assert "Only the person who opened this form" in str(refused.body)
        plan = await here.teams.press("ava", form.id, "Preview change", inputs=said)
        assert "1 cell in 1 row to change" in text_of(plan.card)
        assert "1 cell in 1 row to change" in text_of(here.teams.card(form.id, viewer="ben"))


async def test_a_tampered_form_does_nothing_but_say_so(tmp_path: Path) -> None:
    """Another row or sheet, columns that are not there, a locked one, odd types, too much: no plan, no write."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        before = picture(sheet)
        form = await ask(here, chat, "edit row 13")
        target, comments = form_id(form.card), field(form.card, "Comments")["id"]
        parts = target.split("~")
        attacks: list[dict[str, Any]] = [
            {"id": "~".join([parts[0], "zzzz", *parts[2:]]), comments: "x"},
            {"id": "~".join(["zzzz", *parts[1:]]), comments: "x"},
            {"id": "~".join([*parts[:4], "zzz-zzz"]), "czzz": "x"},
            {"id": target + "x" * 5000, comments: "x"},
            {"id": "", comments: "x"},
            {"id": f"{target}.{parts[4].split('.')[0]}", comments: "x"},
            {"id": target, "czzz": "x"},
            {"id": target, comments: "x" * 9_000},
            {"id": target, comments: {"value": "x"}},
            {"id": target, comments: ["x"]},
            {"id": target, comments: None},
            {"id": target, f"e{comments[1:]}": "x@y.example"},
        ]
        for attack in attacks:
            answered = await submit(here, "ava", form, {"verb": "preview", **attack})
            assert answered["statusCode"] != 200, attack
            assert answered["value"]["message"], attack
        for label, value in (("Status", "nonsense"), ("Done", "perhaps"), ("Tags", "a,b")):
            said = {"verb": "preview", "id": target, field(form.card, label)["id"]: value}
            shown = (await submit(here, "ava", form, said))["value"]
            assert "another look" in text_of(shown)
        assert picture(sheet) == before
        assert not here.world.calls.matching("POST") + here.world.calls.matching("PUT")


async def test_a_column_that_smartsheet_fills_is_refused_in_a_forged_form(tmp_path: Path) -> None:
    """A column id that is the sheet's, but not to be written, is refused at its field."""
    async with local_teams(tmp_path) as here:
        chat, sheet = here.teams.personal("ava"), here.world.sheet("Launch plan")
        await ask(here, chat, "open launch plan")
        form = await ask(here, chat, "edit row 13")
        parts = form_id(form.card).split("~")
        for title in ("Due Date", "Created By", "ID"):
            column = base36(sheet.column(title).id)
            data = {"verb": "preview", "id": "~".join([*parts[:4], f"{column}-zzz"]), f"c{column}": "2026-12-24"}
            answered = await submit(here, "ava", form, data)
            assert "another look" in text_of(answered["value"])


async def test_somebody_without_access_cannot_send_a_copied_form(tmp_path: Path) -> None:
    """Rights are those of the one who presses: Elif, who can see no sheet, gets nothing from a form's id made hers."""
    async with local_teams(tmp_path) as here:
        chat = here.teams.group("ava", "elif")
        await ask(here, chat, "open launch plan")
        form = await ask(here, chat, "edit row 13")

        parts = form_id(form.card).split("~")
        parts[2] = stamp(person_id(BY_KEY["elif"]))
        data = {"verb": "preview", "id": "~".join(parts), field(form.card, "Comments")["id"]: "x"}
        answered = await submit(here, "elif", form, data)
        assert answered["statusCode"] != 200
        assert "Launch plan" not in str(answered["value"])
