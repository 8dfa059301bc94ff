"""The people's side of the local Teams: say things to the bot, press its buttons, wait for what it answers.

    server = ConnectorServer(app_id="…", app_password="…")          # or ConnectorServer() for an anonymous bot
    await server.start()
    teams = TeamsClient(server, bot_url="http://127.0.0.1:3978/api/messages")

    chat = teams.personal("ava")                                    # or teams.group("ava", "ben")
    await teams.install(chat, by="ava")                             # both updates, in the order Teams sends them
    await teams.say("ava", chat, "open launch plan")
    reply = await teams.next_reply(chat)                            # Posted: .text, .card, .id, .activity
    pressed = await teams.press("ava", reply.id, "Rows")            # by title or verb; Pressed: .card, .text, .error
    teams.card(reply.id, viewer="ava")                              # what she sees now; others see their own

    thread = teams.thread(teams.channel("General"))                 # a new thread; its first message is the root
    await teams.say("ben", thread, "how many tasks are overdue?")   # mentions the bot, as channels need
    await teams.redeliver(activity_id)                              # the very same activity again, as Teams' retry does

People are keys of infra/local/people.py or the SamplePerson itself; places are the Thread or its id. Every call to the
bot carries the channel's token when the connector has an app id; BotRefused is raised when the bot answers non-2xx.
`next_reply` hands out each message the bot posted once, in order (typing is skipped); `next_update` does so for edits.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Mapping
from typing import Any

from infra.local.people import BY_KEY, SamplePerson
from infra.local.teams.actions import find_action, input_values
from infra.local.teams.activities import Sender, Shaper
from infra.local.teams.delivery import BotEndpoint, Pressed
from infra.local.teams.server import ConnectorServer
from infra.local.teams.threads import Log, Posted, Thread, account, person_id


class TeamsClient:
    """All the people of the local Teams, talking to one bot through one connector."""

    def __init__(self, server: ConnectorServer, *, bot_url: str, sender: Sender | None = None) -> None:
        self.server = server
        self.sender = sender or Sender()
        self.endpoint = BotEndpoint(server, url=bot_url)
        self._read: dict[tuple[str, str], int] = {}

    def personal(self, person: SamplePerson | str) -> Thread:
        return self.server.places.personal(_person(person))

    def group(self, *people: SamplePerson | str, name: str = "Launch chat") -> Thread:
        return self.server.places.group([_person(p) for p in people], name=name)

    def channel(self, name: str = "General") -> Thread:
        """The channel itself: install there; to speak, take a `thread` of it (or let `say` begin one)."""
        return self.server.places.channel(name)

    def thread(self, channel: Thread | str) -> Thread:
        """A new thread of the channel; the first message said in it is its root."""
        return self.server.places.thread(self._log(channel).thread)

    def conversation_of(self, activity_id: str) -> Thread:
        """The place where an activity was said or posted."""
        return self.server.places.find_log(activity_id).thread

    async def say(
        self,
        person: SamplePerson | str,
        place: Thread | str,
        text: str,
        *,
        mention: bool = True,
        private: bool = False,
        **changes: Any,
    ) -> str:
        """Say it; returns the activity's id. In a channel itself this begins a thread (see `conversation_of`).

        The bot is mentioned before the text, or where `{bot}` stands in it, except in personal chats. `changes`
        overwrite fields of the activity (`textFormat="xml"`); nobody else sees what is said in `private`.
        """
        log = self._log(place)
        if log.thread.kind == "channel" and log.thread.root is None:
            log = self._log(self.thread(log.thread))
        begins = log.thread.root is not None and not log.knows(log.thread.root)
        activity_id = log.thread.root if begins and log.thread.root else self.server.places.new_activity_id()
        activity = self.shaper.message(
            _person(person), log.thread, text, activity_id=activity_id, mention=mention, sender=self.sender
        )
        activity["recipient"] |= {"isTargeted": True} if private else {}
        await self._deliver(log, {**activity, **changes})
        return activity_id

    async def send_file(self, person: str, place: Thread | str, name: str, data: bytes, text: str = "") -> str:
        """Send a file with words or none; outside personal chats the bot gets the words alone, as from Teams."""
        if self._log(place).thread.kind != "personal":
            return await self.say(person, place, text)
        return await self.say(person, place, text, attachments=[self.server.drive.share(self.server.url, name, data)])

    async def redeliver(self, activity_id: str) -> None:
        """Send the very same activity again, as Teams does when an answer was late or lost."""
        await self.post(self.server.places.find_log(activity_id).sent[activity_id])

    async def press(
        self,
        person: SamplePerson | str,
        activity_id: str,
        label: str,
        *,
        target: str | None = None,
        inputs: Mapping[str, Any] | None = None,
        fallback: bool = False,
    ) -> Pressed:
        """Press the button with that title or verb on the card as this person sees it.

        `target` chooses among equal buttons by their data id; `inputs` fills the card's inputs; `fallback` presses the
        Action.Submit an older client would show instead. A card in the answer replaces the card for this person.
        """
        log, who = self.server.places.find_log(activity_id), _person(person)
        card = log.card(activity_id, viewer=person_id(who))
        if card is None:
            raise LookupError(f"activity {activity_id} shows no card")
        action = find_action(card, label, target=target)
        if fallback:
            action = action["fallback"]
        data = dict(action.get("data") or {}) | input_values(card, inputs or {})
        new_id = self.server.places.new_activity_id()
        if action["type"] == "Action.Submit":
            sent = self.shaper.submit(
                who, log.thread, card_id=activity_id, data=data, activity_id=new_id, sender=self.sender
            )
            return Pressed(*(await self._deliver(log, sent)))
        if action["type"] != "Action.Execute":
            raise LookupError(
                f"{label!r} is an {action['type']}: it opens {action.get('url', 'something')} in the client"
            )
        wire = {key: action[key] for key in ("id", "title", "verb") if key in action} | {"data": data}
        sent = self.shaper.execute(
            who, log.thread, card_id=activity_id, action=wire, activity_id=new_id, sender=self.sender
        )
        pressed = Pressed(*(await self._deliver(log, sent)))
        if pressed.card is not None:
            log.views[(activity_id, person_id(who))] = pressed.card
        return pressed

    async def react(self, person: SamplePerson | str, activity_id: str, reaction: str, text: str = "") -> Any:
        """Press 👍 (`like`) or 👎 (`dislike`) under a message that offers them; the bot's answer, its body decoded."""
        log, new_id = self.server.places.find_log(activity_id), self.server.places.new_activity_id()
        offered = next(p.activity for p in log.posted if p.id == activity_id)
        if "feedbackLoop" not in (offered.get("channelData") or {}):
            raise LookupError(f"activity {activity_id} offers no feedback")
        said = {"message_id": activity_id, "reaction": reaction, "text": text}
        sent = self.shaper.feedback(_person(person), log.thread, **said, activity_id=new_id, sender=self.sender)
        return (await self._deliver(log, sent))[1]

    async def install(self, place: Thread | str, *, by: SamplePerson | str, upgrade: bool = False) -> None:
        """Add the bot: conversationUpdate and installationUpdate, as Teams sends both (an upgrade: the latter)."""
        log, who = self._top(place), _person(by)
        self.server.places.admit(log.thread, present=True)
        if not upgrade:
            await self._members(log, who, "membersAdded")
        await self._installation(log, who, "add-upgrade" if upgrade else "add")

    async def remove(self, place: Thread | str, *, by: SamplePerson | str) -> None:
        """Take the bot out; from then on the connector refuses its posts there."""
        log, who = self._top(place), _person(by)
        self.server.places.admit(log.thread, present=False)
        if log.thread.kind != "personal":
            await self._members(log, who, "membersRemoved")
        await self._installation(log, who, "remove")

    async def next_reply(self, place: Thread | str, timeout: float = 10.0) -> Posted:
        """The bot's next message here that was not handed out yet. Raises TimeoutError that says what there was."""
        return await self._next(place, "message", lambda p: p.action == "post" and p.type == "message", timeout)

    async def next_update(self, place: Thread | str, timeout: float = 10.0) -> Posted:
        """The bot's next edit of a message here that was not handed out yet."""
        return await self._next(place, "update", lambda p: p.action == "update", timeout)

    def card(self, activity_id: str, *, viewer: SamplePerson | str) -> dict[str, Any] | None:
        """The card as this person sees it now."""
        return self.server.places.find_log(activity_id).card(activity_id, viewer=person_id(_person(viewer)))

    async def post(self, activity: Any, *, token: str | None = None, raw: bytes | None = None) -> tuple[int, Any]:
        """Send any activity (or raw bytes) to the bot; status and decoded body. Raises BotRefused on non-2xx."""
        return await self.endpoint.post(activity, token=token, raw=raw)

    @property
    def shaper(self) -> Shaper:
        return Shaper(bot_id=self.server.bot_id, bot_name=self.server.bot_name, service_url=self.server.service_url)

    async def aclose(self) -> None:
        await self.endpoint.aclose()

    async def __aenter__(self) -> TeamsClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def forget_token(self) -> None:
        """Ask for a new channel token at the next call, as after a key rollover."""
        self.endpoint.token = None

    async def _deliver(self, log: Log, activity: dict[str, Any]) -> tuple[int, Any]:
        log.sent[activity["id"]] = copy.deepcopy(activity)
        return await self.post(activity)

    async def _members(self, log: Log, who: SamplePerson, key: str) -> None:
        bot = [{"id": self.server.bot_id, "name": self.server.bot_name}]
        members = bot if log.thread.kind != "personal" else [*bot, {"id": account(who)["id"]}]
        new_id = self.server.places.new_activity_id()
        await self._deliver(
            log,
            self.shaper.members(who, log.thread, key=key, members=members, activity_id=new_id, sender=self.sender),
        )

    async def _installation(self, log: Log, who: SamplePerson, action: str) -> None:
        new_id = self.server.places.new_activity_id()
        await self._deliver(
            log, self.shaper.installation(who, log.thread, action=action, activity_id=new_id, sender=self.sender)
        )

    async def _next(self, place: Thread | str, what: str, wanted: Callable[[Posted], bool], timeout: float) -> Posted:
        log = self._log(place)
        key = (log.thread.id, what)

        def unread() -> Posted | None:
            return next((p for p in log.posted if p.at > self._read.get(key, 0) and wanted(p)), None)

        try:
            async with asyncio.timeout(timeout), self.server.changed:
                await self.server.changed.wait_for(unread)
        except TimeoutError:
            seen = [f"{p.action} {p.type} {p.text[:80]!r}" for p in log.posted] or ["nothing"]
            raise TimeoutError(f"no {what} of the bot in {timeout} s; it posted there: {'; '.join(seen)}") from None
        found = unread()
        assert found is not None
        self._read[key] = found.at
        return found

    def _top(self, place: Thread | str) -> Log:
        """Where Teams says an installation happened: the chat, or the channel of a thread."""
        log = self._log(place)
        return log if log.thread.channel_id is None else self._log(log.thread.channel_id)

    def _log(self, place: Thread | str) -> Log:
        return self.server.places.log(place if isinstance(place, str) else place.id)


def _person(person: SamplePerson | str) -> SamplePerson:
    return person if isinstance(person, SamplePerson) else BY_KEY[person]
