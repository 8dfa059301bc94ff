"""Workspaces, folders, search, shares and favourites as the SDK sees them."""

from __future__ import annotations

from typing import Any

import pytest
from smartsheet.exceptions import ApiError
from smartsheet.models import AssetShare, Favorite
from smartsheet.models.enums import AssetType, FavoriteType

from infra.local.smartsheet.sample.ids import ARCHIVE, BUDGET, FOLDER, LAUNCH_PLAN, RISKS, WORKSPACE
from tests.local.smartsheet.conftest import Sandbox


def test_the_workspace_is_walked_down(sandbox: Sandbox) -> None:
    """Workspaces list their children, folders theirs; a path leads back up."""
    client = sandbox.client()
    listed = client.Workspaces.list_workspaces().data
    assert [(w.id, w.name, str(w.access_level)) for w in listed] == [(WORKSPACE, "Northwind Launch", "OWNER")]
    children = client.Workspaces.get_workspace_children(WORKSPACE).data
    assert [child.name for child in children] == [
        "Archive and stock",
        "Budget",
        "Launch plan",
        "Risk register",
        "Team roster",
        "Open work",
        "Launch dashboard",
        "Project plan",
        "Issue tracker",
    ]
    inside = client.Folders.get_folder_children(FOLDER, children_resource_types=["sheets"]).data
    assert [child.name for child in inside] == ["Inventory", "Launch plan (2025 archive)"]
    path = sandbox.get(f"/sheets/{ARCHIVE}/path").json()
    assert (path["name"], path["folders"][0]["name"]) == ("Northwind Launch", "Archive and stock")
    assert path["folders"][0]["sheets"][0]["id"] == ARCHIVE


def test_home_shows_only_what_one_may_see(sandbox: Sandbox) -> None:
    """A contractor's home holds the workspace with the one sheet shared with him; a stranger's is empty."""
    home = sandbox.get("/home", "dev").json()
    assert [[sheet["name"] for sheet in space["sheets"]] for space in home["workspaces"]] == [["Launch plan"]]
    assert sandbox.get("/home", "elif").json()["workspaces"] == []
    assert sandbox.get(f"/workspaces/{WORKSPACE}", "elif").status_code == 404
    whole = sandbox.get(f"/workspaces/{WORKSPACE}", loadAll="true").json()
    assert [sheet["name"] for sheet in whole["folders"][0]["sheets"]] == ["Inventory", "Launch plan (2025 archive)"]


def test_search_finds_names_and_cells_one_may_see(sandbox: Sandbox) -> None:
    """Results say what was found, in which sheet and row; what is not shared is not found."""
    found = sandbox.client("ben").Search.search("battery price")
    assert [(hit.text, hit.object_type, hit.parent_object_name) for hit in found.results] == [
        ("Battery price keeps rising", "row", "Risk register")
    ]
    names = sandbox.client().Search.search("launch plan", scopes="sheetNames").results
    assert [hit.text for hit in names] == ["Launch plan", "Launch plan (2025 archive)"]
    assert sandbox.client("dev").Search.search("battery price").total_count == 0
    inside = sandbox.client().Search.search_sheet(LAUNCH_PLAN, "عمر")
    assert [hit.context_data[0] for hit in inside.results] == ["Row 25"]


def test_search_reaches_into_the_inventory(sandbox: Sandbox) -> None:
    """A SKU among 20,000 rows is found; more than a hundred results are counted, not listed."""
    client = sandbox.client()
    assert [hit.context_data[0] for hit in client.Search.search_sheet(4_583_173_393_803_140, "NW-012345").results] == [
        "Row 12345"
    ]
    many = client.Search.search_sheet(4_583_173_393_803_140, "aisle 7")
    assert many.total_count > 100
    assert len(many.results) == 100


def test_shares_are_listed_given_changed_and_taken(sandbox: Sandbox) -> None:
    """The unified sharing calls do what they say, and access follows at once."""
    client = sandbox.client()
    listed = client.Sharing.list_asset_shares(AssetType.SHEET, RISKS).items
    assert [(share.email, str(share.access_level)) for share in listed] == [
        ("ava@northwind.example", "OWNER"),
        ("ben@northwind.example", "EDITOR"),
        ("carla@northwind.example", "VIEWER"),
    ]
    made = client.Sharing.share_asset(
        AssetShare({"email": "dev@northwind.example", "accessLevel": "VIEWER"}), AssetType.SHEET, RISKS
    ).result
    assert sandbox.get(f"/sheets/{RISKS}", "dev").json()["accessLevel"] == "VIEWER"
    client.Sharing.update_asset_share(AssetShare({"accessLevel": "ADMIN"}), AssetType.SHEET, RISKS, made.id)
    assert sandbox.get(f"/sheets/{RISKS}", "dev").json()["accessLevel"] == "ADMIN"
    client.Sharing.delete_asset_share(AssetType.SHEET, RISKS, made.id)
    assert sandbox.get(f"/sheets/{RISKS}", "dev").status_code == 404


@pytest.mark.parametrize(
    ("person", "body", "code"),
    [
        ("ben", {"email": "dev@northwind.example", "accessLevel": "VIEWER"}, 1004),
        ("ava", {"email": "ben@northwind.example", "accessLevel": "VIEWER"}, 1025),
        ("ava", {"email": "dev@northwind.example", "accessLevel": "GOD"}, 1031),
        ("ava", {"email": "dev@northwind.example"}, 1012),
        ("ava", {"accessLevel": "VIEWER"}, 1012),
    ],
)
def test_shares_that_may_not_be_are_refused(sandbox: Sandbox, person: str, body: dict[str, Any], code: int) -> None:
    """Who may not share, shares twice, or leaves something out gets the API's error."""
    before = len(sandbox.world.sheets[RISKS].shares)
    answer = sandbox.send("POST", f"/shares?assetType=sheet&assetId={RISKS}", person, json=body)
    assert answer.json()["errorCode"] == code
    assert len(sandbox.world.sheets[RISKS].shares) == before


def test_the_owner_and_oneself_are_safe(sandbox: Sandbox) -> None:
    """The owner's share cannot be changed, nor one's own."""
    budget, risks = (f"assetType=sheet&assetId={each}" for each in (BUDGET, RISKS))
    shares = {s["email"]: s["id"] for s in sandbox.get(f"/shares?{budget}").json()["items"]}
    owner = sandbox.send("DELETE", f"/shares/{shares['carla@northwind.example']}?{budget}")
    assert owner.json()["errorCode"] == 1028
    sandbox.world.share(RISKS, "dev", "ADMIN")
    own = next(share.id for share in sandbox.world.sheets[RISKS].shares if share.person == "dev")
    assert sandbox.send("DELETE", f"/shares/{own}?{risks}", "dev").json()["errorCode"] == 1040


@pytest.mark.parametrize("kind", ["sheets", "reports", "sights", "workspaces"])
@pytest.mark.parametrize(
    ("method", "rest"), [("GET", ""), ("POST", ""), ("GET", "/x1"), ("PUT", "/x1"), ("DELETE", "/x1")]
)
def test_calls_past_their_sunset_are_gone(sandbox: Sandbox, kind: str, method: str, rest: str) -> None:
    """The older calls for shares answer 410, so that none comes back into the bot."""
    answer = sandbox.send(method, f"/{kind}/{RISKS}/shares{rest}")
    assert (answer.status_code, answer.json()["errorCode"]) == (410, 4005)


def test_favourites_are_each_persons_own(sandbox: Sandbox) -> None:
    """Added favourites are listed for that person alone and can be removed."""
    client = sandbox.client("ben")
    client.Favorites.add_favorites([Favorite({"type": "sheet", "objectId": RISKS})])
    assert [favorite.object_id for favorite in client.Favorites.list_favorites(include_all=True).data] == [RISKS]
    mine = sandbox.client().Favorites.list_favorites(include_all=True).data
    assert [favorite.object_id for favorite in mine] == [LAUNCH_PLAN]
    client.Favorites.remove_favorites(FavoriteType.SHEET, [RISKS])
    assert client.Favorites.list_favorites(include_all=True).total_count == 0
    with pytest.raises(ApiError, match="1006"):
        client.Favorites.add_favorites([Favorite({"type": "sheet", "objectId": BUDGET})])


def test_kinds_this_world_has_none_of_are_empty_lists(sandbox: Sandbox) -> None:
    """A sheet's filters and sent update requests list nothing, in the SDK's shapes, to those who see the sheet."""
    client = sandbox.client()
    assert client.Sheets.list_filters(RISKS).total_count == 0
    assert client.Sheets.list_sent_update_requests(RISKS).total_count == 0
    assert sandbox.get(f"/sheets/{RISKS}/filters", "dev").status_code == 404
