"""The team, chats and channels of the sample people, and the logs of what happens in them."""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from infra.local.people import PEOPLE, SamplePerson
from infra.local.teams.threads import Log, Thread

TEAM_ID = "19:team-launch@thread.tacv2"
TEAM_NAME = "Launch team"


@dataclass(slots=True)
class Places:
    """Makes threads and remembers them; ids have Teams' shapes and are stable from run to run."""

    people: tuple[SamplePerson, ...] = PEOPLE
    logs: dict[str, Log] = field(default_factory=dict)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(time.time_ns() // 1_000_000))

    def new_activity_id(self) -> str:
        """Teams numbers messages by the millisecond they were sent in."""
        return str(next(self._ids))

    def personal(self, person: SamplePerson) -> Thread:
        """The one-to-one chat of a person with the bot."""
        return self._keep(Thread(id=f"a:1personal-{person.key}", kind="personal", members=(person,)))

    def group(self, people: Sequence[SamplePerson], *, name: str = "Launch chat") -> Thread:
        """A group chat; the same people and name give the same chat."""
        digest = hashlib.sha256(f"{name}|{','.join(p.key for p in people)}".encode()).hexdigest()[:24]
        return self._keep(Thread(id=f"19:{digest}@thread.v2", kind="groupChat", members=tuple(people), name=name))

    def channel(self, name: str = "General") -> Thread:
        """A channel of the launch team, of which everyone is a member. General has the team's own id."""
        slug = "".join(c if c.isalnum() else "-" for c in name.lower())
        channel_id = TEAM_ID if name == "General" else f"19:channel-{slug}@thread.tacv2"
        return self._keep(
            Thread(
                id=channel_id,
                kind="channel",
                members=self.people,
                name=name,
                team_id=TEAM_ID,
                team_name=TEAM_NAME,
            )
        )

    def thread(self, channel: Thread, *, root: str | None = None) -> Thread:
        """A thread of a channel, new unless `root` names the message that began it."""
        base = channel.id.partition(";messageid=")[0]
        if base not in self.logs:
            self._keep(replace(channel, id=base))
        return self._keep(replace(channel, id=f"{base};messageid={root or self.new_activity_id()}"))

    def log(self, conversation_id: str) -> Log:
        """The conversation's log. Raises LookupError when there is no such conversation."""
        try:
            return self.logs[conversation_id]
        except KeyError:
            raise LookupError(f"no conversation {conversation_id!r}") from None

    def admit(self, thread: Thread, *, present: bool) -> None:
        """Add or take out the bot: in its chat, or in every channel and thread of the team."""
        for log in self.logs.values():
            same_team = thread.team_id is not None and log.thread.team_id == thread.team_id
            if same_team or log.thread.id == thread.id:
                log.bot_present = present

    def find_log(self, activity_id: str) -> Log:
        """The conversation an activity belongs to. Raises LookupError."""
        for log in self.logs.values():
            if log.knows(activity_id):
                return log
        raise LookupError(f"no activity {activity_id!r}")

    def _keep(self, thread: Thread) -> Thread:
        return self.logs.setdefault(thread.id, Log(thread=thread)).thread
