"""Every operation that writes, as a person asks for it: a line each; another joins by standing here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from infra.local.teams.threads import Posted, Thread
from tests.calls import call, update
from tests.features.conversation import ask
from tests.features.forms import typed
from tests.features.sending import CSV, send
from tests.local_teams import LocalTeams
from tests.reading import elements

Asking = Callable[[LocalTeams, Thread, str], Awaitable[Posted]]
PLAN, ARCHIVE = "Launch plan", "Launch plan (2025 archive)"
REGISTER, BUDGET = "Risk register", "Budget"


@dataclass(frozen=True, slots=True)
class Operation:
    """`said` is words, or a tool call; `sheets` are opened before, the last one it is about.

    `final` operations cannot be taken back, which their cards say. `differs` names paths of the picture that undo
    leaves changed because Smartsheet does. `asking` asks in another way than by a message.
    """

    name: str
    said: str = ""
    sheets: tuple[str, ...] = (REGISTER,)
    person: str = "ava"
    final: bool = False
    differs: str = "^$"
    asking: Asking | None = None

    async def propose(self, here: LocalTeams, chat: Thread) -> Posted:
        """The card that shows it; nothing is written yet."""
        for sheet in self.sheets:
            await ask(here, chat, f"open {sheet}", person=self.person)
        if self.asking is not None:
            return await self.asking(here, chat, self.person)
        return await ask(here, chat, self.said, person=self.person)

    def __str__(self) -> str:
        return self.name


def added(position: str, anchor: int | None, *names: str) -> str:
    rows = [[{"column": "Task Name", "value": name}, {"column": "Status", "value": "Not Started"}] for name in names]
    return call("add_rows", sheet=ARCHIVE, rows=rows, position=position, anchor_row=anchor)


def chosen() -> str:
    where = '"Probability" = 1'
    setting = [{"column": "Status", "value": "Closed"}]
    return call("update_rows", sheet=REGISTER, where_sql=where, row_numbers=None, set=setting, references=None)


def columns(**shape: Any) -> str:
    return call("edit_columns", sheet=REGISTER, columns=[shape])


def shared(people: list[str], access: str) -> str:
    return call("share", sheet=REGISTER, people=people, access=access)


def commented(action: str, **more: Any) -> str:
    return call("comment", sheet=PLAN, action=action, **more)


def summary(**edit: Any) -> str:
    return call("edit_summary", sheet=PLAN, fields=[{"delete": False, **edit}])


def referring() -> str:
    reference = {"name": "People", "sheet": "Team roster", "first_column": "Name", "last_column": "Email"}
    return update(BUDGET, 3, references=[reference], Actual="=COUNT({People})")


async def form(here: LocalTeams, chat: Thread, person: str) -> Posted:
    """The row's card, its form, two fields typed, and the plan in its place."""
    card = await ask(here, chat, "show rows 3-4", person=person)
    row = next(str(e["data"]["id"]) for e in elements(card.card) if e.get("verb") == "row")
    await here.teams.press(person, card.id, "row", target=row)
    opened = await here.teams.press(person, card.id, "Edit")
    inputs = typed(opened.card, Mitigation="A second supplier", Status="Open")
    await here.teams.press(person, card.id, "Preview change", inputs=inputs)
    return card


def sending(name: str, data: bytes, words: str) -> Asking:
    """A file sent with words, in the asker's personal chat."""

    async def asking(here: LocalTeams, chat: Thread, person: str) -> Posted:
        return await send(here, chat, name, data, words, person=person)

    return asking


COLUMN_IDS = "^records/(automations|references)/"
"""A column that is made again is another to what named it by its id."""

STAYS = "^records/references/"
"""Smartsheet cannot delete a cross-sheet reference."""

NEW_COLUMNS = r"^sheets/Launch plan \(2025 archive\)/columns/"
"""Columns that Smartsheet adds for copied rows; the card says so."""

ASKED = "^records/update_requests/"
"""Who was asked; what was sent to them is taken back."""

SPACE = "Northwind Launch"
WEB = {"text": "Brief", "link_to": "example.com/a"}
LINKED = {"sheet": "Team roster", "row_number": 2, "column": "Role"}
OPERATIONS = (
    Operation("update", "set Mitigation to agreed for rows 2, 3 and 5"),
    Operation("update by criteria", chosen()),
    Operation("row form", asking=form),
    Operation("add rows", added("bottom", None, "Retrospective", "Party"), (ARCHIVE,)),
    Operation("add rows under a parent", added("under", 5, "Third pilot", "Third pilot", "Fourth pilot"), (ARCHIVE,)),
    Operation("delete rows with children", "delete row 5", (ARCHIVE,)),
    Operation("delete rows with formulas", "delete rows 1 and 4", (BUDGET,), "carla"),
    Operation("move rows", "move row 2 to the bottom", (ARCHIVE,)),
    Operation("move rows under a parent", "move rows 2 and 6 under row 9", (ARCHIVE,)),
    Operation("indent", "indent row 9", (ARCHIVE,)),
    Operation("outdent", "outdent row 3", (ARCHIVE,)),
    Operation(
        "hyperlink", update(BUDGET, 3, Line_Item={"text": "Brief", "link_to": "example.com/a"}), (BUDGET,), "carla"
    ),
    Operation("cell link", update(BUDGET, 3, Line_Item=LINKED, Planned=17), ("Team roster", BUDGET), "carla"),
    Operation("formula", update(BUDGET, 3, Actual="=[Planned]@row * 2"), (BUDGET,), "carla"),
    Operation("formula with a new reference", referring(), ("Team roster", BUDGET), "carla", differs=STAYS),
    Operation("add column", "add a dropdown column Effort with choices Low, High after Status"),
    Operation("add column with formula", columns(title="Doubled", formula="=[Score]@row * 2")),
    Operation("rename column", columns(column="Owner", title="Answerable")),
    Operation("retype column", columns(column="Mitigation", type="dropdown", options=["Open", "Closed"])),
    Operation("move column", columns(column="Owner", after="Status")),
    Operation("hide column", columns(column="Owner", hidden=True)),
    Operation("lock column", columns(column="Owner", locked=True)),
    Operation("column formula", columns(column="Mitigation", formula="=Owner@row")),
    Operation("delete column", "delete the column Owner", differs=COLUMN_IDS),
    Operation(
        "delete columns", call("delete_columns", sheet=REGISTER, columns=["Owner", "Status"]), differs=COLUMN_IDS
    ),
    Operation("rows of a file", sheets=(ARCHIVE,), asking=sending("tasks.csv", CSV, "add its rows to this sheet")),
    Operation("sheet of a file", asking=sending("tasks.csv", CSV, "create a sheet from it in Northwind Launch")),
    Operation("attach a file", asking=sending("offer.pdf", b"%PDF-1.7 offer", "attach it to row 3")),
    Operation("share", "share it with elif@northwind.example as editor"),
    Operation("change a share", shared(["Ben Okafor"], "viewer")),
    Operation("stop sharing", shared(["Ben Okafor"], "none")),
    Operation("share several", shared(["Ben Okafor", "elif@northwind.example"], "admin")),
    Operation("share a workspace", call("share", workspace=SPACE, people=["elif@northwind.example"], access="viewer")),
    Operation("sort", "sort by Task Name descending", (ARCHIVE,)),
    Operation("copy rows to another sheet", "copy rows 9 and 12 to 2025 archive", (PLAN,), differs=NEW_COLUMNS),
    Operation("move rows to another sheet", "move rows 10 and 12 to launch plan", (ARCHIVE,)),
    Operation("create a sheet", f"create a sheet Visits with columns Site and rows Ankara; Izmir in {SPACE}"),
    Operation(
        "create a sheet from a template", call("create_sheet", name="Visits", place=SPACE, template="Project plan")
    ),
    Operation("copy a sheet", call("edit_sheet", sheet=REGISTER, action="copy", name="Visits")),
    Operation("rename a sheet", "rename the sheet risk register to Risks 2027"),
    Operation("move a sheet", call("edit_sheet", sheet=REGISTER, action="move", place="Archive and stock")),
    Operation("delete a sheet", "delete the sheet team roster", ("Team roster",), final=True),
    Operation("comment on a row", "comment on row 7: waiting for legal?"),
    Operation("comment on the sheet", "comment on the sheet: waiting for legal?"),
    Operation("reply", commented("reply", row_number=13, by="Carla", text="thanks"), (PLAN,)),
    Operation("edit a comment", commented("edit", by="me", text="We review it on Tuesdays"), (PLAN,)),
    Operation("delete a comment", commented("delete", by="me"), (PLAN,), differs="^records/discussions/"),
    Operation("attach a link", "attach https://docs.northwind.example/spec to row 3 as Spec"),
    Operation(
        "remove an attachment",
        call("attach", sheet=PLAN, action="remove", name="Steering deck"),
        (PLAN,),
        differs="^records/attachments/",
    ),
    Operation("ask for an update", "ask Ben Okafor to update rows 2 and 3", differs=ASKED),
    Operation(
        "take back a request", call("request_update", sheet=PLAN, cancel="Where do we stand?"), (PLAN,), final=True
    ),
    Operation("set a summary field", "set the summary field Sponsor to Ben Okafor", (PLAN,)),
    Operation(
        "add a summary field", summary(title="Mood", type="dropdown", options=["Good", "Bad"], value="Good"), (PLAN,)
    ),
    Operation("rename a summary field", summary(field="Sponsor", title="Patron"), (PLAN,)),
    Operation("delete a summary field", summary(field="Sponsor", delete=True), (PLAN,)),
    Operation("add favourites", call("switch", what="favorite", names=[REGISTER, "Launch dashboard"], on=True)),
    Operation("remove a favourite", "remove launch plan from my favourites", (PLAN,)),
    Operation(
        "switch an automation off",
        call("switch", what="automation", names=["Tell everyone when a task is blocked"], on=False, sheet=PLAN),
        (PLAN,),
    ),
)
