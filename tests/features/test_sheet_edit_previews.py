"""What moving, copying, renaming and deleting a sheet come to before anybody sees a card; nothing is read."""

from __future__ import annotations

from typing import Any

import pytest

from bot.changes.engine.preview import Draft
from bot.domain.plans import ChangeRecords
from bot.domain.policies import PlanPolicy
from bot.domain.record_changes import Record, RecordChange, Verb, canonical, opened
from bot.errors import InvalidArguments, PermissionDenied
from bot.features.sheets.sheet_edits import (
    There,
    preview_copy,
    preview_deletion,
    preview_from_template,
    preview_move,
    preview_rename,
)
from bot.features.sheets.sheet_preview import Destination

FIELDS: dict[str, Any] = {
    "name": "Risk register",
    "place": "workspaces/1",
    "path": "Northwind Launch",
    "workspace": "1",
    "rows": 1200,
    "owner": "ava@x.example",
}
ARCHIVE = Destination("folders/5", "the folder “Northwind / Archive”", "ADMIN", workspace="1", taken=frozenset({"Old"}))
OTHER = Destination("workspaces/2", "the workspace “Finance”", "OWNER", workspace="2")
OWN = Destination("home", "your Sheets folder")


def there(level: str = "OWNER", *, workspace_level: str = "", **fields: Any) -> There:
    return There(Record("7", canonical(FIELDS | fields)), level, workspace_level)


def change(draft: Draft) -> RecordChange:
    (step,) = draft.steps
    assert isinstance(step, ChangeRecords)
    (made,) = step.changes
    return made


def test_a_move_says_from_where_to_where_and_who_gets_and_loses_it() -> None:
    """Within one workspace nobody does; to another or out of it, they do."""
    made = change(preview_move(there(), destination=ARCHIVE))
    assert (made.what, made.record_id, made.verb) == ("Sheet “Risk register”", "7", Verb.CHANGE)
    assert (made.said_before, made.said_after) == ("in Northwind Launch", "in the folder “Northwind / Archive”")
    assert (opened(made.before), opened(made.after)) == ({"place": "workspaces/1"}, {"place": "folders/5"})
    assert made.final == ""
    assert preview_move(there(), destination=ARCHIVE).warnings == []
    assert preview_move(there(), destination=OTHER).warnings == [
        "Who sees it only through Northwind Launch loses it. Everyone in the workspace “Finance” gets it."
    ]
    assert preview_move(there(), destination=OWN).warnings == [
        "Who sees it only through Northwind Launch loses it. Nobody else gets it."
    ]
    private = there(workspace="", place="home", path="your Sheets folder")
    assert preview_move(private, destination=OTHER).warnings == ["Everyone in the workspace “Finance” gets it."]


def test_a_sheet_is_not_moved_to_where_it_is() -> None:
    """It is said instead."""
    draft = preview_move(there(place="folders/5"), destination=ARCHIVE)
    assert (draft.steps, draft.warnings) == ([], ["It is there already."])


def test_a_move_from_where_nobody_can_see_is_for_good() -> None:
    """The way back is not known."""
    made = change(preview_move(there(place=None), destination=ARCHIVE))
    assert made.final == "You cannot see where it lies now, so it cannot be moved back there."


@pytest.mark.parametrize(
    ("level", "workspace_level", "workspace", "who"),
    [
        ("OWNER", "", "1", ""),
        ("EDITOR", "ADMIN", "1", ""),
        ("ADMIN", "EDITOR", "1", "its owner and the admins of its workspace"),
        ("ADMIN", "", "", "its owner"),
    ],
)
def test_only_who_rules_a_sheet_moves_or_deletes_it(level: str, workspace_level: str, workspace: str, who: str) -> None:
    """Its owner, and the admins of the workspace that holds it."""
    sheet = there(level, workspace_level=workspace_level, workspace=workspace)
    if not who:
        assert preview_move(sheet, destination=ARCHIVE).steps
        return
    with pytest.raises(PermissionDenied) as moved:
        preview_move(sheet, destination=ARCHIVE)
    with pytest.raises(PermissionDenied) as deleted:
        preview_deletion(sheet, shared=(), users=(), policy=PlanPolicy())
    assert moved.value.message == f"“Risk register” can be moved only by {who}."
    assert deleted.value.message == f"“Risk register” can be deleted only by {who}."
    assert moved.value.hint == "Ask one of them."


def test_nothing_is_put_where_the_asker_may_not() -> None:
    """Owner and admins of a workspace put sheets there."""
    closed = Destination("workspaces/3", "the workspace “Closed”", "EDITOR", workspace="3")
    for act in (
        lambda: preview_move(there(), destination=closed),
        lambda: preview_copy(there(), "Copy", "all", destination=closed),
        lambda: preview_from_template("New", 9, "Plan", destination=closed),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize(
    ("contents", "include", "said"),
    [
        (
            "all",
            ["data", "attachments", "cellLinks", "discussions", "filters", "forms"],
            "its columns, rows, files, comme",
        ),
        ("rows", ["data"], "its columns and rows; not its files, comments and shares"),
        ("columns", [], "its columns alone"),
    ],
)
def test_a_copy_says_what_comes_with_it(contents: str, include: list[str], said: str) -> None:
    """And what does not."""
    made = change(preview_copy(there(), "Risks 2027", contents, destination=ARCHIVE))
    assert (made.verb, made.what, made.home) == (Verb.CREATE, "Sheet “Risks 2027”", "folders/5")
    assert opened(made.after) == {"name": "Risks 2027", "copyOf": 7, "include": include}
    assert made.said_after == "in the folder “Northwind / Archive”"
    ((what, words),) = made.parts
    assert what == "Copy of"
    assert words.startswith(f"“Risk register”: {said}")


def test_a_sheet_from_a_template_says_so() -> None:
    """What the template holds cannot be read, so it is named alone."""
    made = change(preview_from_template("Plan 2027", 9, "Project / Plan", destination=OWN))
    assert opened(made.after) == {
        "name": "Plan 2027",
        "fromId": 9,
        "include": ["data", "attachments", "cellLinks", "discussions", "filters", "forms"],
    }
    assert made.parts == (("From", "the template “Project / Plan”: its columns, rows and files as they are there"),)


def test_a_rename_is_an_admins_and_says_both_names() -> None:
    """The same name again changes nothing; an empty or too long one is refused."""
    made = change(preview_rename(there("ADMIN"), "Risks"))
    assert (made.said_before, made.said_after) == ("called “Risk register”", "called “Risks”")
    assert (opened(made.before), opened(made.after)) == ({"name": "Risk register"}, {"name": "Risks"})
    same = preview_rename(there(), "Risk register")
    assert (same.steps, same.warnings) == ([], ["It is called so already."])
    with pytest.raises(PermissionDenied) as caught:
        preview_rename(there("EDITOR_SHARE"), "Risks")
    assert caught.value.message == "Only admins of “Risk register” can rename it."
    for wrong in ("", "x" * 51):
        with pytest.raises(InvalidArguments):
            preview_rename(there(), wrong)


def test_a_deletion_says_all_that_goes() -> None:
    """Rows, place, owner, shares and users, and that it is for good; where deleting is switched off, that."""
    draft = preview_deletion(
        there(), shared=("Ben (editor)", "Dev (viewer)"), users=("Report Open work",), policy=PlanPolicy()
    )
    made = change(draft)
    assert (made.verb, made.before, made.said_before) == (Verb.DELETE, there().record.body, "with everything in it")
    assert made.parts == (
        ("Rows", "1,200"),
        ("Place", "Northwind Launch"),
        ("Owner", "ava@x.example"),
        ("Shared with", "Ben (editor), Dev (viewer)"),
        ("Used by", "Report Open work"),
    )
    assert "30 days" in made.final
    assert draft.warnings == [
        "What uses it loses it, also where I did not look: dashboards, formulas of sheets not open."
    ]
    alone = change(preview_deletion(there(owner=""), shared=(), users=(), policy=PlanPolicy()))
    assert alone.parts[2:] == (("Owner", "unknown"), ("Shared with", "nobody"))
    with pytest.raises(PermissionDenied) as caught:
        preview_deletion(there(), shared=(), users=(), policy=PlanPolicy(destructive=False))
    assert caught.value.message == "Deleting is switched off here."
