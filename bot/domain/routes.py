"""Routes: which function takes what Teams sends. A feature lists its own in `ROUTES`; they are put together at start.

    ROUTES = (on(Message, receive), on_press("approve", approve), on_invoke("message/submitAction", take))

A function takes the services and one event, and stores before it returns: Teams waits about 15 s for the answer. A
StoreUnavailable becomes a 503 where the event would be lost, any other SheetlineError of a press its sentence.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from bot.domain.chat import BotAdded, BotRemoved, Click, EditedMessage, Message
from bot.domain.invokes import Invoke, InvokeReply, PressReply

S = TypeVar("S")
E = TypeVar("E", Message, EditedMessage, BotAdded, BotRemoved)
Event: TypeAlias = Message | EditedMessage | BotAdded | BotRemoved | Click | Invoke


@dataclass(frozen=True, slots=True)
class Route(Generic[S]):
    """`name` is an invoke's name or a press's verb, “” for other events."""

    kind: type[Event]
    name: str
    take: Callable[[S, Any], Awaitable[Any]]


def on(kind: type[E], take: Callable[[S, E], Awaitable[object]]) -> Route[S]:
    """Events of this kind; nothing is answered to them."""
    return Route(kind, "", take)


def on_press(verb: str, take: Callable[[S, Click], Awaitable[PressReply]]) -> Route[S]:
    """Presses on a card's buttons with this verb."""
    return Route(Click, verb, take)


def on_invoke(name: str, take: Callable[[S, Invoke], Awaitable[InvokeReply]]) -> Route[S]:
    """Invokes of this name."""
    return Route(Invoke, name, take)


class RouteTable(Generic[S]):
    """All routes by kind and name. Raises ValueError when two are for the same."""

    def __init__(self, routes: Iterable[Route[S]]) -> None:
        self._routes: dict[tuple[type[Event], str], Callable[[S, Any], Awaitable[Any]]] = {}
        for route in routes:
            key = (route.kind, route.name)
            if key in self._routes:
                raise ValueError(f"two routes for {route.kind.__name__} {route.name!r}")
            self._routes[key] = route.take

    def find(self, kind: type[Event], name: str = "") -> Callable[[S, Any], Awaitable[Any]] | None:
        """The function for such an event, None when nobody takes it."""
        return self._routes.get((kind, name))
