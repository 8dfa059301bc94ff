"""Sessions, turns and answers: everything of one conversation in its partition, saved together.

session       a Session                          sort –
turn:<id>     a Turn not yet delivered           sort open/<sent>/<accepted>/<id>, across open/<accepted>/<id>
              a Turn that was delivered          sort posted/<accepted>/<ids of what was posted>
answer:<id>   an Answer                          sort –
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.answers import Answer
from bot.domain.chat import Feedback
from bot.domain.sessions import Session
from bot.domain.turns import Turn, TurnState
from bot.errors import Conflict
from bot.ports.documents import NEW, Document, Documents, Lease, Put, Span
from bot.store.answer_records import decode_answer, encode_answer
from bot.store.fence import fenced
from bot.store.records import Decoder, Record, decode, encode, moment, named, plain
from bot.store.retention import USUAL, Retention
from bot.store.updates import update

SESSION: Final = "session"
LEASE: Final = "lease"
_SESSIONS: Final = Decoder(Record[Session])
_TURNS: Final = Decoder(Record[Turn])
_OPEN: Final = Span.of("open")
_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Sessions:
    """A SessionStore over documents, which it closes."""

    documents: Documents
    kept: Retention = USUAL

    def under(self, lease: Lease) -> Sessions:
        return replace(self, documents=fenced(self.documents, lease))

    async def accept(self, turn: Turn) -> bool:
        try:
            await self.documents.write(Put(turn_document(turn, self.kept), NEW))
        except Conflict:
            return False
        return True

    async def claim(
        self, partition: str, identity: str = LEASE, *, owner: str, until: datetime, now: datetime
    ) -> Lease | None:
        return await self.documents.claim(partition, identity, owner=owner, until=until, now=now)

    async def extend(self, lease: Lease, *, until: datetime) -> bool:
        return await self.documents.extend(lease, until=until)

    async def release(self, lease: Lease) -> None:
        await self.documents.release(lease)

    async def pending(self, conversation_id: str) -> tuple[Turn, ...]:
        found = await self.documents.query(_OPEN, partition=conversation_id)
        return tuple(decode_turn(document.body) for document in found)

    async def load(self, conversation_id: str) -> tuple[Session, str] | None:
        found = await self.documents.get(conversation_id, SESSION)
        return None if found is None else (decode(found.body, _SESSIONS), found.etag)

    async def save(
        self, session: Session, *, etag: str | None, turn: Turn | None = None, answers: Sequence[Answer] = ()
    ) -> str:
        kept = Document(session.id, SESSION, encode(session), keep=self.kept.session)
        changes = [Put(kept, NEW if etag is None else etag)]
        if turn is not None:
            changes.append(Put(turn_document(turn, self.kept)))
        for answer in answers:
            identity = named("answer", answer.id)
            changes.append(Put(Document(session.id, identity, encode_answer(answer), keep=self.kept.answer)))
        return await self.documents.write(*changes)

    async def mark(self, turn: Turn) -> None:
        await self.documents.write(Put(turn_document(turn, self.kept)))

    async def answer(self, conversation_id: str, answer_id: str) -> Answer | None:
        found = await self.documents.get(conversation_id, named("answer", answer_id))
        return None if found is None else decode_answer(found.body)

    async def react(self, conversation_id: str, feedback: Feedback) -> Turn | None:
        posted = Span.of("posted")
        found = await self.documents.query(posted, partition=conversation_id, descending=True, bodies=False)
        about = plain(feedback.activity_id)
        meant = (each for each in found if not about or about in each.sort.split("/")[2].split(" "))
        turn = next(meant, None)
        if turn is None:
            return None

        def reacted(stored: Document | None) -> Document | None:
            """None when it expired just now."""
            if stored is None:
                return None
            return turn_document(decode_turn(stored.body).reacted(feedback), self.kept)

        written = await update(self.documents, conversation_id, turn.id, reacted)
        return None if written is None else decode_turn(written.body)

    async def unfinished(self, *, limit: int = 100) -> tuple[str, ...]:
        found: dict[str, None] = {}
        span = _OPEN
        while True:
            page = await self.documents.query(span, limit=_PAGE, bodies=False)
            found |= {document.partition: None for document in page}
            if len(page) < _PAGE or len(found) >= limit:
                return tuple(found)[:limit]
            span = replace(span, after=page[-1].across)

    async def tend(self, *, now: datetime) -> None:
        await self.documents.tend(now=now)

    async def check(self) -> None:
        await self.documents.check()

    async def aclose(self) -> None:
        await self.documents.aclose()


def turn_document(turn: Turn, kept: Retention) -> Document:
    """The turn with the keys of its state; only a delivered one expires."""
    sort, across = turn_keys(turn)
    keep = None if across else kept.turn
    return Document(turn.conversation_id, named("turn", turn.id), encode(turn), sort, across, keep)


def turn_keys(turn: Turn) -> tuple[str, str]:
    """`sort` and `across`; a delivered turn that posted nothing has neither."""
    accepted, name = moment(turn.accepted_at), plain(turn.id)
    if turn.state is not TurnState.DELIVERED:
        sent = moment(turn.message.sent_at)
        return f"open/{sent}/{accepted}/{name}", f"open/{accepted}/{plain(turn.conversation_id)}/{name}"
    return (f"posted/{accepted}/{' '.join(map(plain, turn.posted))}" if turn.posted else ""), ""


def decode_turn(data: bytes) -> Turn:
    """The turn as it was encoded; raises Internal when the record cannot be read."""
    return decode(data, _TURNS)
