"""The connector's HTTP routes: authenticate → scripted fault → limits → do it → Teams' answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from infra.local.teams.bodies import LIMIT_BYTES, Refused, check_activity, check_size
from infra.local.teams.faults import Fault
from infra.local.teams.targets import check_addressee, check_no_recipient, is_targeted
from infra.local.teams.threads import TENANT_ID, Log, Posted, account, find_member
from infra.local.teams.throttling import Throttle
from infra.local.teams.tokens import BOT_FRAMEWORK_SCOPE

if TYPE_CHECKING:
    from infra.local.teams.server import ConnectorServer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build_app(server: ConnectorServer) -> web.Application:
    """All routes, bound to one server."""
    routes = Routes(server)
    app = web.Application(middlewares=[routes.guard], client_max_size=LIMIT_BYTES * 4)
    app.add_routes(
        [
            web.get("/v1/.well-known/openidconfiguration", routes.metadata),
            web.get("/v1/.well-known/keys", routes.keys),
            web.get("/drive/download", server.drive.download),
            web.post("/{tenant}/oauth2/v2.0/token", routes.token),
            web.post("/amer/v3/conversations", routes.create),
            web.post("/amer/v3/conversations/{conversation}/activities", routes.post),
            web.post("/amer/v3/conversations/{conversation}/activities/{activity}", routes.post),
            web.put("/amer/v3/conversations/{conversation}/activities/{activity}", routes.update),
            web.delete("/amer/v3/conversations/{conversation}/activities/{activity}", routes.delete),
            web.get("/amer/v3/conversations/{conversation}/members", routes.members),
            web.get("/amer/v3/conversations/{conversation}/pagedmembers", routes.paged_members),
            web.get("/amer/v3/conversations/{conversation}/members/{member}", routes.member),
        ]
    )
    return app


class Routes:
    """The handlers; the state is the server's."""

    def __init__(self, server: ConnectorServer) -> None:
        self.server = server

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count connections, check the bot's token, play the scripted fault, turn refusals into Teams' errors."""
        if not request.path.startswith("/amer/"):
            return await handler(request)
        self.server.calls += 1
        self.server.connections.add(request.transport)
        if not self._authorized(request):
            return _error(401, "Unauthorized", "Authorization has been denied for this request.")
        fault = self.server.faults.next(request.match_info.get("conversation", ""), reading=request.method == "GET")
        if fault is not None and not fault.after:
            return await self._play(request, fault)
        try:
            response = await handler(request)
        except Throttled as throttled:
            return _error(429, throttled.code, throttled.message, retry_after=str(throttled.wait_s))
        except Refused as refused:
            return _error(refused.status, refused.code, refused.message)
        return response if fault is None else await self._play(request, fault)

    def _authorized(self, request: web.Request) -> bool:
        if self.server.anonymous:
            return True
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return scheme == "Bearer" and self.server.issuer.is_bot_token(token, app_id=self.server.app_id)

    async def _play(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.hang_s:
            await asyncio.sleep(fault.hang_s)
        if fault.drop and request.transport is not None:
            request.transport.abort()
        return _error(fault.status, fault.code, fault.message, retry_after=fault.retry_after)

    async def metadata(self, request: web.Request) -> web.Response:
        self.server.metadata_reads += 1
        if not self.server.metadata_up:
            return web.Response(status=503)
        return web.json_response(
            {
                "issuer": self.server.issuer.issuer,
                "jwks_uri": f"{self.server.url}/v1/.well-known/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def keys(self, request: web.Request) -> web.Response:
        return web.json_response(self.server.issuer.key_set())

    async def token(self, request: web.Request) -> web.Response:
        self.server.token_requests += 1
        form = await request.post()
        right = {
            "grant_type": "client_credentials",
            "client_id": self.server.app_id,
            "client_secret": self.server.app_password,
            "scope": BOT_FRAMEWORK_SCOPE,
        }
        for name, value in right.items():
            if form.get(name) != value:
                body = {"error": "invalid_client", "error_description": f"AADSTS7000215: {name} is not right."}
                return web.json_response(body, status=401)
        lifetime = self.server.token_lifetime_s
        return web.json_response(self.server.issuer.bot_token(app_id=self.server.app_id, lifetime_s=lifetime))

    async def post(self, request: web.Request) -> web.Response:
        log = self._log(request)
        self._throttle(self.server.sends, log.thread.id)
        activity = await self._activity(request)
        reply_to = request.match_info.get("activity")
        only_for = check_addressee(request, activity, log.thread) if is_targeted(request) else None
        if reply_to is not None and not log.knows(reply_to) and reply_to != log.thread.root:
            raise Refused(404, "ActivityNotFoundInConversation", f"No activity {reply_to} in this conversation.")
        new_id = self.server.places.new_activity_id()
        stream_id = self.server.streams.check(
            activity, new_id=new_id, conversation_id=log.thread.id, kind=log.thread.kind
        )
        activity_id = stream_id or new_id
        await self._record(log, activity_id, "post", activity, reply_to, only_for)
        if stream_id not in {None, new_id}:
            return web.json_response({}, status=202)
        if activity.get("attachments") and activity.get("text"):
            return web.json_response({}, status=201)  # Teams splits it in two messages and returns no id
        return web.json_response({"id": activity_id}, status=201)

    async def update(self, request: web.Request) -> web.Response:
        log, activity_id = self._log(request), request.match_info["activity"]
        self._throttle(self.server.sends, log.thread.id)
        activity = await self._activity(request)
        only_for = self._must_be_ours(request, log, activity_id)
        check_no_recipient(request, activity)
        await self._record(log, activity_id, "update", activity, None, only_for)
        return web.json_response({"id": activity_id})

    async def delete(self, request: web.Request) -> web.Response:
        log, activity_id = self._log(request), request.match_info["activity"]
        only_for = self._must_be_ours(request, log, activity_id)
        await self._record(log, activity_id, "delete", {}, None, only_for)
        return web.Response()

    async def create(self, request: web.Request) -> web.Response:
        """A personal chat with the one member named, or a new thread in `channelData.channel.id` with `activity`."""
        body = await _json(request)
        data = body.get("channelData") or {}
        self._throttle(self.server.creates, str((data.get("channel") or {}).get("id", "")))
        if channel_id := (data.get("channel") or {}).get("id"):
            return await self._create_thread(str(channel_id), body)
        members = body.get("members") or []
        person = find_member(self.server.places.people, str(members[0].get("id", ""))) if len(members) == 1 else None
        if person is None or (data.get("tenant") or {}).get("id", body.get("tenantId")) != TENANT_ID:
            raise Refused(400, "BadSyntax", "Name exactly one known member and the tenant.")
        return web.json_response({"id": self.server.places.personal(person).id}, status=201)

    async def _create_thread(self, channel_id: str, body: dict[str, Any]) -> web.Response:
        if channel_id not in self.server.places.logs:
            raise Refused(404, "ConversationNotFound", "Conversation not found.")
        activity = check_activity(body.get("activity"))
        root = self.server.places.new_activity_id()
        thread = self.server.places.thread(self.server.places.log(channel_id).thread, root=root)
        await self._record(self.server.places.log(thread.id), root, "post", activity)
        return web.json_response({"id": thread.id, "activityId": root}, status=201)

    async def members(self, request: web.Request) -> web.Response:
        return web.json_response(self.server.members(self._log(request).thread.id))

    async def paged_members(self, request: web.Request) -> web.Response:
        members = self.server.members(self._log(request).thread.id)
        size = min(max(int(request.query.get("pageSize", "200")), 1), 500)
        start = int(request.query.get("continuationToken", "0"))
        page: dict[str, Any] = {"members": members[start : start + size]}
        if start + size < len(members):
            page["continuationToken"] = str(start + size)
        return web.json_response(page)

    async def member(self, request: web.Request) -> web.Response:
        person = find_member(self._log(request).thread.members, request.match_info["member"])
        if person is None:
            raise Refused(404, "MemberNotFoundInConversation", "Member not found in conversation.")
        return web.json_response(account(person))

    def _log(self, request: web.Request) -> Log:
        log = self.server.places.logs.get(request.match_info["conversation"])
        if log is None:
            raise Refused(404, "ConversationNotFound", "Conversation not found.")
        if not log.bot_present:
            raise Refused(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        return log

    def _throttle(self, throttle: Throttle | None, thread: str) -> None:
        if throttle is not None and (wait_s := throttle.take(thread)) is not None:
            raise Throttled(wait_s)

    def _must_be_ours(self, request: web.Request, log: Log, activity_id: str) -> str | None:
        """Who alone sees the activity; a targeted one is found by targeted calls only, any other by no such call."""
        only_for = log.only_for.get(activity_id)
        if activity_id not in log.live or is_targeted(request) is not (only_for is not None):
            raise Refused(404, "ActivityNotFoundInConversation", f"No activity {activity_id} of the bot here.")
        return only_for

    async def _activity(self, request: web.Request) -> dict[str, Any]:
        check_size(await request.read())
        return check_activity(await _json(request))

    async def _record(
        self,
        log: Log,
        activity_id: str,
        action: str,
        activity: dict[str, Any],
        reply_to: str | None = None,
        only_for: str | None = None,
    ) -> None:
        at = self.server.next_order()
        await self.server.record(Posted(activity_id, log.thread.id, action, at, activity, reply_to, only_for))


class Throttled(Refused):
    """429; the wait travels in the header Retry-After."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(429, "Throttled", "Too many requests.")
        self.wait_s = wait_s


async def _json(request: web.Request) -> Any:
    try:
        return json.loads(await request.read())
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise Refused(400, "BadSyntax", "The body is not JSON.") from None


def _error(status: int, code: str, message: str, *, retry_after: str | None = None) -> web.Response:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return web.json_response({"error": {"code": code, "message": message}}, status=status, headers=headers)
