"""Who asks, with the email address Teams knows them by: what is “mine” in a sheet goes by it."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.services import Services
from bot.domain.chat import Message


async def introduced(services: Services, message: Message) -> Message:
    """The message with its sender's address, where Teams tells one. Only questions need it: a command costs no call."""
    if services.roster is None or message.sender.email:
        return message
    email = await services.roster.email(message.conversation, message.sender)
    return replace(message, sender=replace(message.sender, email=email))
