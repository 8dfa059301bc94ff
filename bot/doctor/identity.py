"""Who the bot is to the Bot Framework: can it get its own token, and can it read the keys that sign Teams' requests."""

from __future__ import annotations

from bot.app.settings import AppType, Settings
from bot.app.teams_assembly import open_credential
from bot.doctor.findings import NotTried, Problem, in_brackets
from bot.doctor.network import explaining
from bot.errors import TeamsUnavailable
from bot.ports import Clock
from bot.teams.credentials import BearerTokens
from bot.teams.keys import SigningKeys

_TODO = {
    AppType.SINGLE_TENANT: "In Azure → App registrations → the bot's app: compare APP_ID and APP_TENANTID, and make "
    "a new client secret for APP_PASSWORD if it expired.",
    AppType.USER_ASSIGNED_MSI: "Assign the managed identity whose client id is APP_ID to this app, and run there: "
    "it gives no token anywhere else.",
}


async def check_token(settings: Settings, clock: Clock) -> str:
    """A token of the Bot Framework for this bot, got from Microsoft Entra ID."""
    if settings.anonymous:
        raise NotTried("No APP_ID: requests are taken unsigned, from this machine only.")
    tokens = BearerTokens(open_credential(settings), clock=clock)
    managed = settings.app_type is AppType.USER_ASSIGNED_MSI
    try:
        if managed:
            await tokens.token()
        else:
            async with explaining(settings.bot_login_url, setting="BOT_LOGIN_URL"):
                await tokens.token()
    except TeamsUnavailable as error:
        found = f"The bot gets no token as {settings.app_id}. {in_brackets(error.detail)}".strip()
        raise Problem(found, todo=_TODO[settings.app_type]) from error
    finally:
        await tokens.aclose()
    return f"A token for {settings.app_id} ({settings.app_type})."


async def check_keys(settings: Settings, clock: Clock) -> str:
    """The Bot Framework's metadata and signing keys, without which no request from Teams can be believed."""
    if settings.anonymous:
        raise NotTried("No APP_ID: no request is signed.")
    url = settings.bot_openid_metadata_url
    keys = SigningKeys(metadata_url=url, clock=clock)
    try:
        async with explaining(url, setting="BOT_OPENID_METADATA_URL"):
            await keys.find("doctor")  # a key that is not there: the answer is whether the keys could be read
    except TeamsUnavailable as error:
        todo = "Correct BOT_OPENID_METADATA_URL; sovereign clouds have their own."
        raise Problem(f"{url} does not give the signing keys.", todo=todo) from error
    finally:
        await keys.aclose()
    return f"The signing keys named by {url}."
