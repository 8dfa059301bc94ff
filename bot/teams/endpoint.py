"""POST /api/messages: parse → authenticate → botbuilder's turn → the router → an answer.

Status codes, which Teams acts on: 200 taken (an invoke's answer in the body) · 400 not an activity · 401 not from Teams
· 413 over 1 MB · 415 not JSON · 501 an invoke we do not offer · 503 taken by nobody (store or key server down, or
shutting down), so that Teams delivers again · 500 a bug of ours, logged with the correlation id.
Whether Teams redelivers after a 503 is not documented for every channel; answering 200 would lose the message for sure.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Protocol, TypeAlias

import msgspec
import structlog
from aiohttp import web
from botbuilder.core import CloudAdapterBase, TurnContext
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount
from botframework.connector.auth import BotFrameworkAuthentication

from bot.errors import Conflict, InvalidArguments, RateLimited, TimedOut, Unavailable
from bot.logs import correlation_id
from bot.teams.answers import InvokeAnswer
from bot.teams.router import NotOffered
from bot.teams.wire import LIMIT_BYTES, BadActivity, WireActivity, parse_activity

log = structlog.get_logger(__name__)

RETRY_AFTER_S = "5"

Authentication: TypeAlias = BotFrameworkAuthentication


class InboundActivity(Activity):  # type: ignore[misc]
    """What botbuilder's turn reads of an activity. Its own deserialization of the whole costs 0.5 ms of CPU (measured);
    ours is the router's."""

    def __init__(self, wire: WireActivity) -> None:
        super().__init__(
            type=wire.type,
            id=wire.id,
            name=wire.name,
            channel_id=wire.channel_id,
            service_url=wire.service_url,
            delivery_mode=wire.delivery_mode,
            from_property=ChannelAccount(id=wire.sender.id, name=wire.sender.name),
            recipient=ChannelAccount(id=wire.recipient.id, name=wire.recipient.name),
            conversation=ConversationAccount(id=wire.conversation.id),
        )


class TeamsAdapter(CloudAdapterBase):  # type: ignore[misc]
    """botbuilder's turn model with our authentication and connector; the route below replaces its HTTP edge."""

    def __init__(self, authentication: Authentication) -> None:
        super().__init__(authentication)


class Takes(Protocol):
    """The router, whatever its services are."""

    async def take(self, activity: WireActivity) -> InvokeAnswer | None:
        """See Router.take."""
        ...


class TeamsEndpoint:
    """The route's handler. Raises nothing: every outcome is a status code with a JSON body."""

    def __init__(self, *, router: Takes, authentication: Authentication) -> None:
        self._adapter = TeamsAdapter(authentication)
        self._router = router
        self.stopping = False

    async def post(self, request: web.Request) -> web.Response:
        """One activity."""
        if self.stopping:
            return _problem(HTTPStatus.SERVICE_UNAVAILABLE, "Shutting down; another instance will take it.")
        if "json" not in request.content_type:
            return _problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send application/json.")
        try:
            wire = parse_activity(await request.read())
        except web.HTTPRequestEntityTooLarge:
            return _problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"An activity may have {LIMIT_BYTES} bytes.")
        except BadActivity as error:
            log.info("activity_malformed", problem=str(error))
            return _problem(HTTPStatus.BAD_REQUEST, str(error))
        return await self._take(wire, request.headers.get("Authorization", ""))

    async def _take(self, wire: WireActivity, authorization: str) -> web.Response:
        try:
            return _respond(await self._turn(wire, authorization))
        except NotOffered:
            return web.Response(status=HTTPStatus.NOT_IMPLEMENTED)
        except PermissionError as error:
            log.warning("activity_unauthorized", reason=str(error), channel=wire.channel_id)
            return _problem(HTTPStatus.UNAUTHORIZED, "This request is not signed by the Bot Framework for this bot.")
        except (BadActivity, InvalidArguments) as error:
            return _problem(HTTPStatus.BAD_REQUEST, str(error))
        except (Unavailable, RateLimited, TimedOut, Conflict) as error:
            log.warning("activity_not_taken", code=error.code, type=wire.type, detail=error.detail)
            return _problem(HTTPStatus.SERVICE_UNAVAILABLE, error.message)
        except Exception:  # the HTTP request boundary
            log.exception("activity_bug", type=wire.type, name=wire.name)
            return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here.")

    async def _turn(self, wire: WireActivity, authorization: str) -> InvokeAnswer | None:
        """The router's answer, once botbuilder has the activity authenticated and its turn begun."""
        answers: list[InvokeAnswer | None] = []

        async def take(_: TurnContext) -> None:
            answers.append(await self._router.take(wire))

        await self._adapter.process_activity(authorization, InboundActivity(wire), take)
        return answers[0]


def _respond(answer: InvokeAnswer | None) -> web.Response:
    """200 with nothing for what is acknowledged; an invoke's own status and body, encoded here and once."""
    if answer is None:
        return web.Response()
    return _json(answer.body, status=int(answer.status))


def _problem(status: HTTPStatus, message: str) -> web.Response:
    """Says what is wrong and the reference to quote."""
    response = _json({"error": {"message": message, "reference": correlation_id()}}, status=int(status))
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = RETRY_AFTER_S
    return response


def _json(body: Any, *, status: int) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), status=status, content_type="application/json", charset="utf-8")
