"""“retry” says again what met a failure that passes, whoever says it, with their own authority."""

from __future__ import annotations

from dataclasses import replace

from bot.agent.commands import Verb, parse
from bot.conversation.replies import Reply
from bot.domain.answers import Failure
from bot.domain.chat import Message
from bot.domain.sessions import Session


def again(session: Session, message: Message) -> Message:
    """The message, or for “retry” what was left unanswered here."""
    return replace(message, text=session.unanswered) if session.unanswered and _is_retry(message.text) else message


def noting(reply: Reply, session: Session, said: str) -> Reply:
    """The reply, with a note in the session of what “retry” stands for: `said` while its card offers to try again."""
    if isinstance(reply.view, Failure) and "retry" in reply.view.buttons:
        unanswered = session.unanswered if _is_retry(said) else said
    elif parse(said) is None or said == session.unanswered:
        unanswered = ""
    else:
        return reply
    change = reply.change
    return replace(reply, change=lambda current: replace(change(current), unanswered=unanswered))


def _is_retry(said: str) -> bool:
    command = parse(said)
    return command is not None and command.verb is Verb.RETRY
