"""What botbuilder's turn context sends through: the shape of its ConnectorClient over our connector.

One factory and one small client a service URL, nothing built per turn.
"""

from __future__ import annotations

from typing import Any

from botbuilder.schema import Activity, ConversationParameters, ConversationResourceResponse, ResourceResponse
from botframework.connector.auth import ConnectorFactory

from bot.teams.connector import TeamsConnector

CLIENTS_KEPT = 100


class TurnConversations:
    """The `conversations` operations that CloudAdapterBase calls, bound to one service URL."""

    def __init__(self, connector: TeamsConnector, service_url: str) -> None:
        self._connector = connector
        self._service_url = service_url

    async def send_to_conversation(self, conversation_id: str, activity: Activity) -> ResourceResponse:
        """Post a new activity."""
        return ResourceResponse(id=await self._connector.post(self._service_url, conversation_id, activity.serialize()))

    async def reply_to_activity(self, conversation_id: str, activity_id: str, activity: Activity) -> ResourceResponse:
        """Post an activity in answer to another."""
        return ResourceResponse(
            id=await self._connector.post(
                self._service_url, conversation_id, activity.serialize(), reply_to=activity_id
            )
        )

    async def update_activity(self, conversation_id: str, activity_id: str, activity: Activity) -> ResourceResponse:
        """Replace an activity in place."""
        return ResourceResponse(
            id=await self._connector.put(self._service_url, conversation_id, activity_id, activity.serialize())
        )

    async def delete_activity(self, conversation_id: str, activity_id: str) -> None:
        """Take an activity away."""
        await self._connector.delete(self._service_url, conversation_id, activity_id)

    async def create_conversation(self, parameters: ConversationParameters) -> ConversationResourceResponse:
        """Begin a personal chat, or a thread where `channel_data` names a channel."""
        body: dict[str, Any] = parameters.serialize()
        channel = (body.get("channelData") or {}).get("channel") or {}
        member: dict[str, Any] = next(iter(body.get("members") or []), {})
        thread = str(channel.get("id") or member.get("id") or "")
        conversation_id, activity_id = await self._connector.create(self._service_url, body, thread=thread)
        return ConversationResourceResponse(id=conversation_id, activity_id=activity_id, service_url=self._service_url)


class TurnConnector:
    """Stands where botbuilder puts a ConnectorClient."""

    def __init__(self, connector: TeamsConnector, service_url: str) -> None:
        self.conversations = TurnConversations(connector, service_url)


class TurnConnectorFactory(ConnectorFactory):  # type: ignore[misc]
    """Hands out the same client for the same service URL."""

    def __init__(self, connector: TeamsConnector) -> None:
        self._connector = connector
        self._clients: dict[str, TurnConnector] = {}

    async def create(self, service_url: str, audience: str) -> TurnConnector:
        """A client for the URL; whether the URL may be spoken to is decided by the connector at each call."""
        client = self._clients.get(service_url)
        if client is None:
            if len(self._clients) >= CLIENTS_KEPT:
                self._clients.clear()
            client = self._clients[service_url] = TurnConnector(self._connector, service_url)
        return client
