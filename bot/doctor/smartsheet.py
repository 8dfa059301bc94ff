"""Whether Smartsheet takes the access token, whose it is, and what that account can see."""

from __future__ import annotations

from bot.app.bootstrap import authority
from bot.app.settings import Settings
from bot.doctor.findings import Problem
from bot.doctor.network import explaining
from bot.domain.people import Actor
from bot.errors import NotSignedIn
from bot.smartsheet.operation import Timeouts
from bot.smartsheet.retry_policy import RetryPolicy
from bot.smartsheet.sheet_reader import SmartsheetSheets

MOST_TOKENS = 10
_NEW_TOKEN = "In Smartsheet → Account → Personal Settings → API Access make a new token and put it into {setting}."  # noqa: S105


async def check_smartsheet(settings: Settings) -> str:
    """The account of each configured token (of the first ten in the local world) and how many sheets it sees."""
    tokens, _ = authority(settings)
    sheets = SmartsheetSheets(
        tokens=tokens,
        api_base=settings.smartsheet_api_base,
        timeouts=Timeouts(read_s=min(settings.smartsheet_timeout_s, 10), total_s=15),
        retry_policy=RetryPolicy(attempts=2),
    )
    try:
        async with explaining(settings.smartsheet_api_base, setting="SMARTSHEET_API_BASE"):
            accounts = [await _account(sheets, actor, settings) for actor in tokens.actors[:MOST_TOKENS]]
    finally:
        await sheets.aclose()
    return "; ".join(accounts) + "."


async def _account(sheets: SmartsheetSheets, actor: Actor, settings: Settings) -> str:
    try:
        account = await sheets.account(actor)
        seen = len(await sheets.list_sheets(actor))
    except NotSignedIn as error:
        setting = "SMARTSHEET_ACCESS_TOKEN" if settings.smartsheet_access_token else f"LOCAL_PEOPLE ({actor.key})"
        raise Problem(error.message, todo=_NEW_TOKEN.format(setting=setting)) from error
    who = account.email or account.name or str(account.id)
    return f"{who} sees {seen:,} sheet{'' if seen == 1 else 's'}"
