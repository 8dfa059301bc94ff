"""What is typed into the terminal client: a message, or a command that starts with a slash."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

HELP = """\
Type a message to the bot, or a command:
  /as <person>           be that person: ava, ben, carla, dev, elif
  /in <place>            go there: personal, group, channel
  /thread                begin a new thread in the channel (the next message is its root)
  /press <button>        press a button of the newest card here, by number or title
  /press <button> a=b    … with the card's input <a> filled in
  /file <path> [words]   send a file of this machine (in a personal chat; elsewhere Teams gives bots none)
  /wait <seconds>        wait for messages that come unasked
  /who                   say who you are, where, and who else is there
  /help                  this list
  /quit                  leave (or Ctrl+D)"""
PLACES = ("personal", "group", "channel")


class NotUnderstood(Exception):
    """The command cannot be done as typed; the message says how to type it."""


@dataclass(frozen=True, slots=True)
class Say:
    text: str


@dataclass(frozen=True, slots=True)
class BePerson:
    key: str


@dataclass(frozen=True, slots=True)
class GoTo:
    place: str


@dataclass(frozen=True, slots=True)
class NewThread:
    pass


@dataclass(frozen=True, slots=True)
class Press:
    button: str
    inputs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SendFile:
    path: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: float


@dataclass(frozen=True, slots=True)
class Who:
    pass


@dataclass(frozen=True, slots=True)
class Help:
    pass


@dataclass(frozen=True, slots=True)
class Quit:
    pass


Command = Say | BePerson | GoTo | NewThread | Press | SendFile | Wait | Who | Help | Quit


def parse(line: str) -> Command | None:
    """The command in a line; None for an empty one. Raises NotUnderstood."""
    text = line.strip()
    if not text:
        return None
    if not text.startswith("/"):
        return Say(text)
    name, _, rest = text.partition(" ")
    return _command(name.lower(), rest.strip())


def _command(name: str, rest: str) -> Command:
    match name:
        case "/as" if rest:
            return BePerson(rest.lower())
        case "/in" if (place := _place(rest)) is not None:
            return GoTo(place)
        case "/press" if rest:
            return _press(rest)
        case "/file" if rest:
            return _file(rest)
        case "/wait" if _is_seconds(rest):
            return Wait(float(rest))
        case "/thread" | "/who" | "/help" | "/quit" if not rest:
            return {"/thread": NewThread(), "/who": Who(), "/help": Help(), "/quit": Quit()}[name]
        case "/as" | "/in" | "/press" | "/file" | "/wait":
            usage = next(line.strip() for line in HELP.splitlines() if line.strip().startswith(name))
            raise NotUnderstood(f"Usage: {usage}")
    raise NotUnderstood(f"There is no {name} here; /help lists the commands.")


def _place(text: str) -> str | None:
    """A place by its name or the beginning of it."""
    return next((place for place in PLACES if text and place.startswith(text.lower())), None)


def _press(rest: str) -> Press:
    words = rest.split()
    first_input = next((index for index, word in enumerate(words) if index and "=" in word), len(words))
    inputs = dict(word.split("=", 1) for word in words[first_input:] if "=" in word)
    return Press(button=" ".join(words[:first_input]), inputs=inputs)


def _file(rest: str) -> SendFile:
    """The path, in quotes when it has spaces, and what is said with it."""
    if match := re.fullmatch(r"([\"'])(?P<path>.+?)\1\s*(?P<text>.*)", rest):
        return SendFile(match["path"], match["text"])
    path, _, text = rest.partition(" ")
    return SendFile(path, text.strip())


def _is_seconds(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
