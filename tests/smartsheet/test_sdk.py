"""The SDK's own services, held to the same rules as our requests."""

from __future__ import annotations

import pytest

from bot.errors import (
    InvalidArguments,
    NotFound,
    NotSignedIn,
    PermissionDenied,
    SheetlineError,
    SheetsUnavailable,
)
from bot.smartsheet.calls import Calls
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.token_book import SERVICE
from tests.smartsheet.conftest import HeldTime, MakeSheets
from tests.smartsheet.wire import DROP, Reply, Wire, answer, refusal

HTML = b"<html>Bad Gateway</html>"
FINAL = {
    "401": (refusal(401, 1002), NotSignedIn),
    "403": (refusal(403, 1004), PermissionDenied),
    "404": (refusal(404, 1006), NotFound),
    "410": (refusal(410, 4005), NotFound),
    "400": (refusal(400, 1018), InvalidArguments),
}


async def test_the_sdks_own_write_calls_are_sent_once_too(wire: Wire, calls: Calls) -> None:
    """The SDK's transport would resend a dropped POST; it only builds the request here."""
    wire.script.append(DROP)
    with pytest.raises(SheetsUnavailable):
        await calls.sdk(
            SERVICE,
            lambda sdk: sdk.Favorites.add_favorites([sdk.models.Favorite({"type": "sheet", "objectId": 5})]),
        )
    assert len(wire.received) == 1


async def test_the_sdks_models_get_the_same_treatment(wire: Wire, make_sheets: MakeSheets) -> None:
    """account() goes through the SDK's object model: a 4004, a page with status 200 and a drop are all retried."""
    held_time = HeldTime()
    sheets = make_sheets(monotonic=held_time.monotonic, sleep=held_time.sleep)
    wire.script.extend([refusal(500, 4004), answer(200, HTML), DROP])
    wire.otherwise = answer(200, {"id": 3, "email": "ava@x.example", "firstName": "Ava", "lastName": "Chen"})
    account = await sheets.account(SERVICE)
    assert (account.id, account.email, account.name) == (3, "ava@x.example", "Ava Chen")
    assert len(wire.received) == 4


@pytest.mark.parametrize(("fault", "expected"), FINAL.values(), ids=FINAL)
async def test_the_sdks_exceptions_become_ours(
    wire: Wire, make_sheets: MakeSheets, fault: Reply, expected: type[SheetlineError]
) -> None:
    """An ApiError of the SDK maps by the same table."""
    wire.otherwise = fault
    with pytest.raises(expected) as caught:
        await make_sheets().account(SERVICE)
    assert "refId=ref-1" in caught.value.detail


@pytest.mark.parametrize("odd", [[], "text", 5, {"id": {"no": "number"}}, None, {}, b"{", b""])
async def test_json_the_sdk_cannot_take_is_unavailable(wire: Wire, make_sheets: MakeSheets, odd: object) -> None:
    """Whatever the SDK's models raise on it, the caller sees SheetsUnavailable."""
    wire.otherwise = answer(200, odd)
    with pytest.raises(SheetsUnavailable):
        await make_sheets(retry_policy=RetryPolicy(attempts=1)).account(SERVICE)


async def test_a_redirect_is_not_followed(wire: Wire, make_sheets: MakeSheets) -> None:
    """Neither request form carries a token to wherever a redirect points."""
    wire.otherwise = answer(302, b"", Location=f"{wire.url}/elsewhere")
    sheets = make_sheets(retry_policy=RetryPolicy(attempts=1))
    with pytest.raises(SheetsUnavailable):
        await sheets.version(SERVICE, 5)
    with pytest.raises(SheetsUnavailable):
        await sheets.account(SERVICE)
    assert [request.target for request in wire.received] == ["/2.0/sheets/5/version", "/2.0/users/me"]
