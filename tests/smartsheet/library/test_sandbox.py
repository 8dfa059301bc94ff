"""Everything the Library port promises, over the sandbox and its sample workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from bot.domain.people import Actor
from bot.domain.records import AssetKind, Author, Share
from bot.errors import InvalidArguments, NotFound, NotSignedIn, RateLimited
from infra.local.people import BY_KEY
from infra.local.smartsheet.faults import Kind
from infra.local.smartsheet.records import SentRequest
from infra.local.smartsheet.sample.beside import DASHBOARD, REPORT
from infra.local.smartsheet.sample.ids import BUDGET, FOLDER, LAUNCH_PLAN, RISKS, WORKSPACE
from tests.smartsheet.library.conftest import AVA, BEN, CARLA, DEV, ELIF, Shelf


async def test_places_are_read_one_level_at_a_time(shelf: Shelf) -> None:
    """Workspaces, what lies in one and in its folder, with the kind of each thing."""
    (space,) = await shelf.library.assets(AVA, AssetKind.WORKSPACE)
    assert (space.id, space.name, space.kind) == (WORKSPACE, "Northwind Launch", AssetKind.WORKSPACE)
    inside = await shelf.library.children(AVA, AssetKind.WORKSPACE, WORKSPACE)
    assert {(asset.kind.value, asset.name) for asset in inside} >= {
        ("folder", "Archive and stock"),
        ("sheet", "Budget"),
        ("report", "Open work"),
        ("dashboard", "Launch dashboard"),
    }
    deeper = await shelf.library.children(AVA, AssetKind.FOLDER, FOLDER)
    assert [asset.name for asset in deeper] == ["Inventory", "Launch plan (2025 archive)"]
    assert await shelf.library.assets(ELIF, AssetKind.WORKSPACE) == ()


@pytest.mark.parametrize("kind", [AssetKind.SHEET, AssetKind.REPORT, AssetKind.DASHBOARD])
async def test_listings_hold_what_the_actor_sees(shelf: Shelf, kind: AssetKind) -> None:
    """Each with link, level and time of change; a contractor sees less."""
    mine = await shelf.library.assets(AVA, kind)
    assert mine
    assert all(a.permalink and a.access_level == "OWNER" and a.modified_at for a in mine)
    assert {asset.id for asset in await shelf.library.assets(DEV, kind)} <= {LAUNCH_PLAN}


async def test_kinds_that_cannot_be_listed_are_refused(shelf: Shelf) -> None:
    """There is no list of all folders, and nothing lies inside a sheet."""
    with pytest.raises(InvalidArguments):
        await shelf.library.assets(AVA, AssetKind.FOLDER)
    with pytest.raises(InvalidArguments):
        await shelf.library.children(AVA, AssetKind.SHEET, LAUNCH_PLAN)


async def test_favourites_are_each_persons_own(shelf: Shelf) -> None:
    """As Smartsheet gives them: kind and id."""
    assert [(a.kind, a.id) for a in await shelf.library.favorites(AVA)] == [(AssetKind.SHEET, LAUNCH_PLAN)]
    assert await shelf.library.favorites(DEV) == ()


async def test_a_dashboard_says_what_its_widgets_show(shelf: Shelf) -> None:
    """Titles, kinds, the words of a text widget without markup, and where figures come from."""
    dashboard = await shelf.library.dashboard(CARLA, DASHBOARD)
    by_title = {widget.title: widget for widget in dashboard.widgets}
    assert by_title["Welcome"].text == "Launch at a glance\nAsk Ava & Ben"
    assert by_title["Budget so far"].shows == (AssetKind.SHEET, BUDGET)
    assert by_title["Open work"].shows == (AssetKind.REPORT, REPORT)
    assert by_title["Countdown"].text.endswith("/countdown")


async def test_search_finds_cells_comments_and_names(shelf: Shelf) -> None:
    """Over everything, or in one sheet; each hit says where it lies."""
    hits = await shelf.library.search(AVA, "NW-4711")
    assert [(hit.kind, hit.inside, hit.inside_id) for hit in hits.hits] == [("discussion", "Launch plan", LAUNCH_PLAN)]
    (cell,) = (await shelf.library.search(BEN, "battery price")).hits
    assert (cell.kind, cell.inside, cell.context) == ("row", "Risk register", ("Row 2",))
    assert (await shelf.library.search(AVA, "battery", sheet_id=LAUNCH_PLAN)).total == 0
    many = await shelf.library.search(AVA, "aisle 7", sheet_id=shelf.world.sheet("Inventory").id)
    assert len(many.hits) == 100 < many.total


async def test_a_date_tells_who_moved_it_when_and_from_what(shelf: Shelf) -> None:
    """Newest first; each change knows what was there before; the oldest says that it is the first."""
    plan = shelf.world.sheets[LAUNCH_PLAN]
    row, column = plan.find("Task Name", "Launch day"), plan.column("Due Date")
    changes = await shelf.library.cell_history(DEV, LAUNCH_PLAN, row_id=row.id, column_id=column.id)
    assert [(str(change.by), change.first) for change in changes] == [
        ("Ava Chen", False),
        ("Carla Rossi", False),
        ("Ava Chen", True),
    ]
    assert changes[0].before == changes[1].after == "2026-12-15T16:59:59"
    assert changes[0].after == row.cells[column.id].value
    assert changes[2].before is None
    assert changes[0].at == datetime(2026, 11, 13, 11, 20, tzinfo=UTC)


async def test_a_cleared_cell_is_a_change_to_nothing(shelf: Shelf) -> None:
    """What was cleared stays readable as the value before."""
    plan = shelf.world.sheets[LAUNCH_PLAN]
    row = plan.find("Task Name", "Press kit")
    for value in (True, False):
        shelf.world.set_cell(LAUNCH_PLAN, row.id, "Done", value, by="ben")
    shelf.world.set_cell(LAUNCH_PLAN, row.id, "Priority", None, by="ben")
    read = shelf.library.cell_history
    done = await read(AVA, LAUNCH_PLAN, row_id=row.id, column_id=plan.column("Done").id)
    assert (done[0].before, done[0].after) == ("checked", "not checked")
    priority = await read(AVA, LAUNCH_PLAN, row_id=row.id, column_id=plan.column("Priority").id)
    assert (priority[0].before, priority[0].after, priority[0].by) == ("Medium", None, _author("ben"))


async def test_talk_is_read_whole_or_for_a_row(shelf: Shelf) -> None:
    """Comments oldest first, with who, when and the files on them; the sheet's own talk has no row."""
    plan = shelf.world.sheets[LAUNCH_PLAN]
    moulds = plan.find("Task Name", "Order injection moulds")
    (talk,) = await shelf.library.discussions(DEV, LAUNCH_PLAN, row_id=moulds.id)
    assert (talk.row_id, [comment.by for comment in talk.comments]) == (
        moulds.id,
        [_author("ben"), _author("carla"), _author("ben")],
    )
    assert [comment.files for comment in talk.comments] == [(), ("Deposit receipt.pdf",), ()]
    assert [c.at for c in talk.comments] == sorted(c.at for c in talk.comments if c.at)
    everything = await shelf.library.discussions(DEV, LAUNCH_PLAN)
    assert {discussion.row_id is None for discussion in everything} == {True, False}
    assert len(everything) == 4


async def test_files_are_described_never_fetched(shelf: Shelf) -> None:
    """Name, kind, size, where and by whom."""
    found = {a.name: a for a in await shelf.library.attachments(AVA, LAUNCH_PLAN)}
    assert (found["Steering deck"].kind, found["Steering deck"].parent) == ("LINK", "sheet")
    offer = found["Mould offer Altum.pdf"]
    assert (offer.parent, offer.size_kb, offer.mime_type, offer.by) == ("row", 418, "application/pdf", _author("ben"))
    moulds = shelf.world.sheets[LAUNCH_PLAN].find("Task Name", "Order injection moulds")
    of_row = await shelf.library.attachments(AVA, LAUNCH_PLAN, row_id=moulds.id)
    assert {a.parent for a in of_row} == {"row", "comment"}


async def test_the_summary_shows_values_as_smartsheet_does(shelf: Shelf) -> None:
    """A date, a contact by name, a formula's result, an empty field."""
    fields = {f.title: f for f in await shelf.library.summary_fields(AVA, LAUNCH_PLAN)}
    assert fields["Launch date"].value == "2026-12-22"
    assert fields["Sponsor"].value == "Ava Chen"
    assert (fields["Open risks"].value, fields["Open risks"].formula[:9]) == ("16", "=COUNTIF(")
    assert fields["Decision needed"].value is None


async def test_shares_tell_everyone_who_can_see_it(shelf: Shelf) -> None:
    """The sheet's own shares and those inherited from the workspace, each once."""
    shares = await shelf.library.shares(AVA, AssetKind.SHEET, BUDGET)
    assert set(shares) == {
        Share("Carla Rossi", "carla@northwind.example", "OWNER", "ITEM"),
        Share("Ava Chen", "ava@northwind.example", "OWNER", "WORKSPACE"),
    }
    of_space = await shelf.library.shares(AVA, AssetKind.WORKSPACE, WORKSPACE)
    assert [(s.name, s.level) for s in of_space] == [("Ava Chen", "OWNER")]


async def test_requests_rules_and_references_are_read(shelf: Shelf) -> None:
    """What will be asked of whom and when; what is automated and what is broken."""
    (request,) = await shelf.library.update_requests(AVA, LAUNCH_PLAN)
    assert request.to == ("ben@northwind.example", "dev@northwind.example")
    assert (request.schedule, len(request.row_ids)) == ("weekly", 2)
    assert request.next_at == datetime(2026, 11, 27, 8, tzinfo=UTC)
    held, now = shelf.world.records, shelf.world.now()
    for email, status in (("ben@northwind.example", "COMPLETE"), ("dev@northwind.example", "PENDING")):
        held.sent_requests.append(SentRequest(shelf.world.new_id(), held.update_requests[0], email, now, status))
    _, waiting = await shelf.library.update_requests(AVA, LAUNCH_PLAN)
    assert (waiting.to, waiting.schedule) == (("dev@northwind.example",), "waiting")
    assert waiting.row_ids == request.row_ids
    on, off = await shelf.library.automations(AVA, LAUNCH_PLAN)
    assert (on.action, on.to, on.enabled) == ("notification", ("everyone the sheet is shared with",), True)
    assert (off.action, off.why_disabled, off.enabled) == ("approval request", "Approval column missing.", False)
    references = await shelf.library.cross_sheet_references(AVA, LAUNCH_PLAN)
    assert [(r.name, r.source_sheet_id, r.status) for r in references] == [
        ("Risk status", RISKS, "OK"),
        ("Planned cost", BUDGET, "BROKEN"),
    ]


READS: dict[str, Callable[[Shelf, Actor], Awaitable[object]]] = {
    "search": lambda s, a: s.library.search(a, "risk", sheet_id=RISKS),
    "discussions": lambda s, a: s.library.discussions(a, RISKS),
    "attachments": lambda s, a: s.library.attachments(a, RISKS),
    "summary": lambda s, a: s.library.summary_fields(a, RISKS),
    "shares": lambda s, a: s.library.shares(a, AssetKind.SHEET, RISKS),
    "update_requests": lambda s, a: s.library.update_requests(a, RISKS),
    "automations": lambda s, a: s.library.automations(a, RISKS),
    "references": lambda s, a: s.library.cross_sheet_references(a, RISKS),
    "dashboard": lambda s, a: s.library.dashboard(a, DASHBOARD),
    "children": lambda s, a: s.library.children(a, AssetKind.FOLDER, 1),
}


@pytest.mark.parametrize("name", READS)
async def test_what_is_not_shared_is_not_found(shelf: Shelf, name: str) -> None:
    """Whatever is asked about a thing the actor cannot see: NotFound, even after another actor read it."""
    if name != "children":
        await READS[name](shelf, AVA)
    with pytest.raises(NotFound):
        await READS[name](shelf, DEV)


@pytest.mark.parametrize("name", READS)
async def test_a_passing_fault_is_retried_and_a_lasting_one_told(shelf: Shelf, name: str) -> None:
    """Every read goes through the one retry policy and the one error table."""
    if name != "children":
        shelf.world.faults.add(Kind.RETRY, count=1)
        await READS[name](shelf, AVA)
    shelf.world.expire(BY_KEY["ava"].token)
    with pytest.raises(NotSignedIn):
        await READS[name](shelf, AVA)


async def test_a_rate_limit_is_told_as_such(shelf: Shelf) -> None:
    """After the retries, with the same error as for a sheet."""
    shelf.world.faults.add(Kind.RATE_LIMIT, count=10)
    with pytest.raises(RateLimited):
        await shelf.library.discussions(AVA, LAUNCH_PLAN)


def _author(key: str) -> Author:
    person = BY_KEY[key]
    return Author(person.name, person.email)
