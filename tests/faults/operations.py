"""Every operation that writes, as a person asks for it: a line each; another joins by standing here."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from infra.local.teams.threads import Posted, Thread
from tests.changes.calling import update
from tests.changes.conversation import ask
from tests.changes.forms import typed
from tests.changes.sending import CSV, send
from tests.reading import elements
from tests.town import Town

Asking = Callable[[Town, Thread, str], Awaitable[Posted]]
PLAN, ARCHIVE = "Launch plan", "Launch plan (2025 archive)"
REGISTER, BUDGET = "Risk register", "Budget"


@dataclass(frozen=True, slots=True)
class Operation:
    """`said` is words, or a call for CallingModel; `sheets` are opened before, the last one it is about.

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

    async def propose(self, here: Town, chat: Thread) -> Posted:
        """The card that shows it; nothing is written yet."""
        for sheet in self.sheets:
            await ask(here, chat, f"open {sheet}", person=self.person)
        if self.asking is not None:
            return await self.asking(here, chat, self.person)
        return await ask(here, chat, self.said, person=self.person)

    def __str__(self) -> str:
        return self.name


def call(tool: str, **arguments: Any) -> str:
    """In words that have the tool offered, then the call."""
    return f"please {tool.replace('_', ' ')}: {tool} {json.dumps(arguments, ensure_ascii=False)}"


def added(position: str, anchor: int | None, *names: str) -> str:
    rows = [[{"column": "Task Name", "value": name}, {"column": "Status", "value": "Not Started"}] for name in names]
    return call("add_rows", sheet=ARCHIVE, rows=rows, position=position, anchor_row=anchor)


def chosen() -> str:
    where = '"Probability" = 1'
    setting = [{"column": "Status", "value": "Closed"}]
    return call("update_rows", sheet=REGISTER, where_sql=where, row_numbers=None, set=setting, references=None)


def referring() -> str:
    reference = {"name": "People", "sheet": "Team roster", "first_column": "Name", "last_column": "Email"}
    return update(BUDGET, 3, references=[reference], Actual="=COUNT({People})")


async def form(here: Town, chat: Thread, person: str) -> Posted:
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

    async def asking(here: Town, chat: Thread, person: str) -> Posted:
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
    Operation("add column with formula", "add a column Doubled with formula =[Score]@row * 2"),
    Operation("rename column", "rename the column Owner to Answerable"),
    Operation("retype column", "change the column Mitigation to a dropdown with choices Open, Closed"),
    Operation("move column", "move the column Owner after Status"),
    Operation("hide column", "hide the column Owner"),
    Operation("lock column", "lock the column Owner"),
    Operation("column formula", "set the formula of the column Mitigation to =Owner@row"),
    Operation("delete column", "delete the column Owner", differs=COLUMN_IDS),
    Operation("delete columns", "delete the columns Owner and Status", differs=COLUMN_IDS),
    Operation("rows of a file", sheets=(ARCHIVE,), asking=sending("tasks.csv", CSV, "add its rows to this sheet")),
    Operation("sheet of a file", asking=sending("tasks.csv", CSV, "create a sheet from it in Northwind Launch")),
    Operation("attach a file", asking=sending("offer.pdf", b"%PDF-1.7 offer", "attach it to row 3")),
    Operation("share", "share it with elif@northwind.example as editor"),
    Operation("change a share", "change the access of Ben Okafor to viewer"),
    Operation("stop sharing", "stop sharing with Ben Okafor"),
    Operation("share several", "share it with Ben Okafor and elif@northwind.example as admin"),
    Operation("share a workspace", "share the workspace Northwind Launch with elif@northwind.example as viewer"),
    Operation("sort", "sort by Task Name, z to a", (ARCHIVE,)),
    Operation("copy rows to another sheet", "copy rows 9 and 12 to 2025 archive", (PLAN,), differs=NEW_COLUMNS),
    Operation("move rows to another sheet", "move rows 10 and 12 to launch plan", (ARCHIVE,)),
    Operation("create a sheet", f"create a sheet Visits with columns Site and rows Ankara; Izmir in {SPACE}"),
    Operation(
        "create a sheet from a template", f"create a sheet from the template Project plan called Visits in {SPACE}"
    ),
    Operation("copy a sheet", "copy risk register as Visits"),
    Operation("rename a sheet", "rename risk register to Risks 2027"),
    Operation("move a sheet", "move risk register to the folder Archive and stock"),
    Operation("delete a sheet", "delete the sheet team roster", ("Team roster",), final=True),
    Operation("comment on a row", "comment on row 7: waiting for legal?"),
    Operation("comment on the sheet", "comment on the sheet: waiting for legal?"),
    Operation("reply", "reply to Carla's comment on row 13: thanks", (PLAN,)),
    Operation("edit a comment", "change my comment on the sheet to: We review it on Tuesdays", (PLAN,)),
    Operation("delete a comment", "delete my comment on the sheet", (PLAN,), differs="^records/discussions/"),
    Operation("attach a link", "attach https://docs.northwind.example/spec to row 3 as Spec"),
    Operation("remove an attachment", "remove the attachment Steering deck", (PLAN,), differs="^records/attachments/"),
    Operation("ask for an update", "ask Ben Okafor to update rows 2 and 3", differs=ASKED),
    Operation("take back a request", "take back the update request Where do we stand?", (PLAN,), final=True),
    Operation("set a summary field", "set the summary field Sponsor to Ben Okafor", (PLAN,)),
    Operation("add a summary field", "add a summary field Mood with choices Good, Bad and value Good", (PLAN,)),
    Operation("rename a summary field", "rename the summary field Sponsor to Patron", (PLAN,)),
    Operation("delete a summary field", "delete the summary field Sponsor", (PLAN,)),
    Operation("add favourites", "add risk register and Launch dashboard to my favourites"),
    Operation("remove a favourite", "remove launch plan from my favourites", (PLAN,)),
    Operation("switch an automation off", "disable the automation Tell everyone when a task is blocked", (PLAN,)),
)
