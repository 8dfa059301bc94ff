"""The terminal client's behaviour: one person, one place, what the bot said there, the buttons of its newest card."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import aiohttp

from infra.local.chat.commands import (
    HELP,
    BePerson,
    Command,
    GoTo,
    Help,
    NewThread,
    NotUnderstood,
    Press,
    Quit,
    Say,
    SendFile,
    Wait,
    Who,
)
from infra.local.chat.screen import Screen, place_name
from infra.local.people import BY_KEY, DEFAULT, PEOPLE, SamplePerson
from infra.local.teams import BotRefused, Posted, TeamsClient, Thread

_ANSWER_WITHIN_S = 60.0
_WELCOME_WITHIN_S = 3.0
T = TypeVar("T")


@dataclass(slots=True)
class Terminal:
    """Does commands and prints what the bot says, wherever it says it."""

    teams: TeamsClient
    screen: Screen
    bot_url: str
    quiet_s: float = 0.4
    person: SamplePerson = DEFAULT
    place: Thread | None = None
    patience_s: float = 0.0
    """How long the last command's answer may take to come as a message; 0 when none is expected."""
    _seen: int = 0
    _installed: set[str] = field(default_factory=set)

    async def begin(self) -> None:
        """Enter one's personal chat. Raises NotUnderstood when no bot answers there."""
        await self._enter(self.teams.personal(self.person))

    @property
    def prompt(self) -> str:
        return f"{self.person.key}, {place_name(self._here)}> "

    async def do(self, command: Command) -> bool:
        """Do one command; False when it was /quit. Raises NotUnderstood."""
        self.patience_s = 0.0
        match command:
            case Quit():
                return False
            case Help():
                self.screen.lines(HELP)
            case Who():
                self._tell_who()
            case Wait(seconds):
                await asyncio.sleep(seconds)
            case BePerson(key):
                await self._be(key)
            case GoTo(place):
                await self._go(place)
            case NewThread():
                await self._begin_thread()
            case Say(text):
                await self._reaching(self.teams.say(self.person, self._here, text))
                self.patience_s = _ANSWER_WITHIN_S
            case SendFile():
                await self._send_file(command)
            case Press():
                await self._press(command)
        return True

    async def listen(self) -> None:
        """Print the bot's activities as they come, until cancelled."""
        while True:
            async with self.teams.server.changed:
                await self.teams.server.changed.wait_for(self._unseen)
            for posted in self._unseen():
                self._seen = posted.at
                self.screen.show(self._thread(posted), posted, here=self._here)

    async def settle(self, *, since: int) -> None:
        """Wait, as long as patience allows, until the bot has said something after `since` and then is quiet."""
        changed = self.teams.server.changed
        try:
            async with asyncio.timeout(self.patience_s):
                async with changed:
                    await changed.wait_for(lambda: self._spoke(since))
                mark = -1
                while mark != self.position:
                    mark = self.position
                    await asyncio.sleep(self.quiet_s)
        except TimeoutError:
            return

    @property
    def position(self) -> int:
        """The number of the last thing the bot did anywhere."""
        logs = self.teams.server.places.logs.values()
        return max((log.posted[-1].at for log in logs if log.posted), default=0)

    @property
    def _here(self) -> Thread:
        return self.place or self.teams.personal(self.person)

    def _thread(self, posted: Posted) -> Thread:
        return self.teams.server.places.log(posted.conversation_id).thread

    def _spoke(self, since: int) -> bool:
        logs = self.teams.server.places.logs.values()
        return any(posted.at > since and posted.type == "message" for log in logs for posted in log.posted)

    async def _reaching(self, call: Awaitable[T]) -> T:
        """What the bot answered. Raises NotUnderstood with the reason when it did not."""
        try:
            return await call
        except BotRefused as refused:
            raise NotUnderstood(
                f"The bot answered {refused.status}: {refused.body[:200] or 'nothing more'}. "
                "This client needs a bot in anonymous local mode, as “make run” starts it."
            ) from refused
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotUnderstood(
                f"No bot answers at {self.bot_url}: run “make run” in another terminal first."
            ) from error

    def _tell_who(self) -> None:
        members = ", ".join(member.name for member in self._here.members)
        self.screen.lines(
            f"You are {self.person.name} ({self.person.role}), in {place_name(self._here)} with {members}."
        )

    def _unseen(self) -> list[Posted]:
        logs = self.teams.server.places.logs.values()
        return sorted((p for log in logs for p in log.posted if p.at > self._seen), key=lambda posted: posted.at)

    async def _be(self, key: str) -> None:
        if key not in BY_KEY:
            raise NotUnderstood(f"There is no {key} here; there are {', '.join(BY_KEY)}.")
        self.person = BY_KEY[key]
        if self._here.kind == "personal":
            await self._enter(self.teams.personal(self.person))

    async def _go(self, place: str) -> None:
        match place:
            case "personal":
                await self._enter(self.teams.personal(self.person))
            case "group":
                await self._enter(self.teams.group(*PEOPLE))
            case _:
                channel = self.teams.channel("General")
                await self._enter(channel)
                self.place = self.teams.thread(channel)

    async def _begin_thread(self) -> None:
        if self._here.kind != "channel":
            raise NotUnderstood("Threads are in the channel: /in channel goes there.")
        self.place = self.teams.thread(self.teams.channel("General"))

    async def _enter(self, place: Thread) -> None:
        self.place = place
        if place.id not in self._installed:
            self._installed.add(place.id)
            await self._reaching(self.teams.install(place, by=self.person))
            self.patience_s = _WELCOME_WITHIN_S

    async def _send_file(self, command: SendFile) -> None:
        name, data = await asyncio.to_thread(_read, command.path)
        await self._reaching(self.teams.send_file(self.person.key, self._here, name, data, command.text))
        self.patience_s = _ANSWER_WITHIN_S

    async def _press(self, command: Press) -> None:
        shown = self.screen.newest.get(self._here.id)
        if shown is None or not shown.buttons:
            raise NotUnderstood("The newest message here has no buttons.")
        button = shown.button(command.button)
        if button.url is not None:
            self.screen.lines(button.url)
            return
        data = button.action.get("data")
        target = data.get("id") if isinstance(data, dict) else None
        try:
            pressed = await self._reaching(
                self.teams.press(
                    self.person, shown.activity_id, button.title, target=target, inputs=command.inputs or None
                )
            )
        except LookupError as problem:
            raise NotUnderstood(str(problem)) from problem
        if pressed.card is not None:
            self.screen.card(self._here, shown.activity_id, pressed.card)
        elif pressed.error is not None:
            self.screen.lines(f"Refused: {pressed.error.get('message', pressed.error)}")
        elif pressed.text:  # “Opening it…”: the answer itself follows as a message
            self.screen.lines(pressed.text)
            self.patience_s = _ANSWER_WITHIN_S


def _read(said: str) -> tuple[str, bytes]:
    """A file's name and bytes. Raises NotUnderstood."""
    path = Path(said).expanduser()
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise NotUnderstood(f"{path} cannot be read: {error.strerror}.") from error
