"""Something is changed between the card and the click: it is named, with whose it is, and the rest waits for a click.

For each kind of step one thing is changed that the plan concerns and another is not. Nothing is written at the first
click; the second makes the rest, and leaves alone what somebody else did.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from infra.local.smartsheet import World
from tests.calls import call
from tests.reading import buttons_of
from tests.trials.faults.operations import ARCHIVE, BUDGET, PLAN, REGISTER, Operation, columns, form, update
from tests.trials.faults.scene import Stage, said

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.trials]


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody does meanwhile, what the card then says, and, by path, what must stay as they left it.

    `remains` is a row of the archive that must not go, when those around it do and numbers say nothing.
    """

    operation: Operation
    do: Callable[[World], None]
    says: tuple[str, ...]
    stays: str
    rest: bool = True
    remains: str = ""

    def __str__(self) -> str:
        return self.operation.name


def cell(sheet: str, number: int, title: str, value: object) -> Callable[[World], None]:
    """Ben writes into a cell."""

    def do(world: World) -> None:
        found = world.sheet(sheet)
        world.set_cell(found.id, found.rows[number - 1].id, title, value, by="ben")

    return do


def row_gone(sheet: str, number: int) -> Callable[[World], None]:
    def do(world: World) -> None:
        found = world.sheet(sheet)
        world.delete_row(found.id, found.rows[number - 1].id)

    return do


def renamed(sheet: str, column: str, title: str) -> Callable[[World], None]:
    return lambda world: world.rename_column(world.sheet(sheet).id, column, title)


def share(sheet: str, person: str, level: str) -> Callable[[World], None]:
    def do(world: World) -> None:
        next(each for each in world.sheet(sheet).shares if each.person == person).level = level

    return do


def summary(title: str, value: object) -> Callable[[World], None]:
    def do(world: World) -> None:
        found = world.records.summaries[world.sheet(PLAN).id]
        next(each for each in found if each.title == title).value = value

    return do


def rows(*places: int) -> str:
    named = [[{"column": "Task Name", "value": f"Under {number}"}] for number in places]
    return call("add_rows", sheet=ARCHIVE, rows=named, position="under", anchor_row=places[0])


THINGS = (
    Meanwhile(
        Operation("update", "set Mitigation to agreed for rows 2, 3 and 5"),
        cell(REGISTER, 3, "Mitigation", "mine"),
        ("Row 3 “Units fail the IP67 test again”, Mitigation is now “mine” (Ben Okafor)",),
        "rows/3/Mitigation",
    ),
    Meanwhile(
        Operation("row form", asking=form),
        cell(REGISTER, 3, "Mitigation", "mine"),
        ("Mitigation is now “mine” (Ben Okafor)",),
        "",
        rest=False,
    ),
    Meanwhile(
        Operation("add rows under a parent", rows(5, 5), (ARCHIVE,)),
        row_gone(ARCHIVE, 5),
        ("New row “Under 5” the place it was to go to is no longer there",),
        "",
        rest=False,
    ),
    Meanwhile(
        Operation("delete rows", "delete rows 1 and 4", (BUDGET,), "carla"),
        cell(BUDGET, 4, "Actual", 17),
        ("Row 4", "Actual is now", "Ben Okafor"),
        "rows/./Actual",
        rest=False,
    ),
    Meanwhile(
        Operation("delete rows, one of them changed", "delete rows 3 and 12", (ARCHIVE,)),
        cell(ARCHIVE, 12, "Status", "Not Started"),
        ("Row 12", "Status is now “Not Started” (Ben Okafor)"),
        "",
        remains="Lessons learned",
    ),
    Meanwhile(
        Operation("move rows", "move rows 2 and 10 under row 5", (ARCHIVE,)),
        row_gone(ARCHIVE, 10),
        ("Row 10 “Press release” is no longer there",),
        "",
    ),
    Meanwhile(
        Operation("formula and cell", update(BUDGET, 3, Actual="=[Planned]@row * 2", Planned=17), (BUDGET,), "carla"),
        cell(BUDGET, 3, "Planned", 18),
        ("Planned is now", "Ben Okafor"),
        "rows/3/Planned",
    ),
    Meanwhile(
        Operation("columns", call("delete_columns", sheet=REGISTER, columns=["Owner", "Status"])),
        cell(REGISTER, 3, "Status", "Closed"),
        ("Row 3 in Column “Status” is now “Closed” (Ben Okafor)",),
        "rows/3/Status",
    ),
    Meanwhile(
        Operation("rename a column", columns(column="Owner", title="Answerable")),
        renamed(REGISTER, "Owner", "Whose"),
        ("Column “Owner” is not as it was (title: Whose)",),
        "columns/",
        rest=False,
    ),
    Meanwhile(
        Operation("add a column", "add a column Remarks"),
        renamed(REGISTER, "Owner", "Remarks"),
        ("Column “Remarks” is already there",),
        "columns/",
        rest=False,
    ),
    Meanwhile(
        Operation("shares", "share it with Ben Okafor and elif@northwind.example as admin"),
        share(REGISTER, "ben", "COMMENTER"),
        ("Ben Okafor", "COMMENTER"),
        "shares/ben",
    ),
    Meanwhile(
        Operation("a summary field", "set the summary field Sponsor to Ben Okafor", (PLAN,)),
        summary("Sponsor", "carla@northwind.example"),
        ("Summary field “Sponsor”",),
        "summaries/",
        rest=False,
    ),
    Meanwhile(
        Operation("rows to another sheet", "move rows 10 and 12 to launch plan", (ARCHIVE,)),
        cell(ARCHIVE, 12, "Status", "Not Started"),
        ("Row 12 “Lessons learned”, Status in Launch plan (2025 archive) is now “Not Started” (Ben Okafor)",),
        "",
        remains="Lessons learned",
    ),
    Meanwhile(
        Operation("a sheet's name", "rename the sheet Risk register to Risks 2027"),
        lambda world: world.rename_sheet(world.sheet(REGISTER).id, "Somebody's"),
        ("Somebody's",),
        "name",
        rest=False,
    ),
)


@pytest.mark.parametrize("thing", THINGS, ids=str)
async def test_it_is_named_and_nothing_else_is_lost(stage: Stage, thing: Meanwhile) -> None:
    scene = await stage.propose(thing.operation)
    scene.put_back(scene.begun)
    thing.do(scene.here.world)
    theirs = scene.picture()
    async with scene.bot() as bot:
        conflict = await scene.press(bot, "Approve")
        for text in thing.says:
            assert text in conflict
        assert "Nothing was changed: the sheet has moved on" in conflict
        assert not scene.difference(theirs)
        assert ("Approve the rest" in buttons_of(scene.card)) == thing.rest, conflict
        if thing.rest:
            made = await scene.press(bot, "Approve the rest")
            assert "Done: approved by" in made, said(scene.card)
            found = scene.difference(theirs)
            assert found
            assert not thing.remains or scene.here.world.sheet(ARCHIVE).find("Task Name", thing.remains)
            assert not thing.stays or not [path for path in found if re.search(thing.stays, path)], found
