"""Routes: one declaration beside its function is all that an invoke, a button or an event needs."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from bot.app.web_assembly import all_routes
from bot.domain.chat import Click, Message, Outgoing
from bot.domain.invokes import (
    CardReply,
    ComposeItem,
    ComposeReply,
    EmptyReply,
    ErrorReply,
    Invoke,
    InvokeReply,
    TaskReply,
    TextReply,
)
from bot.domain.routes import RouteTable, on, on_invoke, on_press
from bot.errors import InvalidArguments, NotFound, SheetlineError, StoreUnavailable
from bot.teams.answers import answer_invoke, answer_press
from infra.local.teams import TokenIssuer
from tests.edge import ROUTES, RecordingBot, an_edge

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}


async def search(bot: RecordingBot, invoke: Invoke) -> ComposeReply:
    bot.fail()
    words = str(invoke.value["parameters"][0]["value"])
    return ComposeReply((ComposeItem(CARD, title=f"{words} for {invoke.person.name}", text="12 rows"),))


async def test_a_new_invoke_needs_its_function_and_one_line(issuer: TokenIssuer) -> None:
    """A route declared here, beside nothing else, answers over HTTP with the body of its kind."""
    routes = (*ROUTES, on_invoke("composeExtension/query", search))
    async with an_edge(issuer, routes=routes) as edge:
        value = {"commandId": "find", "parameters": [{"name": "q", "value": "Launch plan"}]}
        activity = edge.an_activity(type="invoke", name="composeExtension/query", text=None, value=value)
        status, body = await edge.teams.post(activity)

    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": CARD}
    preview = {
        "contentType": "application/vnd.microsoft.card.thumbnail",
        "content": {"title": "Launch plan for Ava Chen", "text": "12 rows"},
    }
    found = {"type": "result", "attachmentLayout": "list", "attachments": [{**attachment, "preview": preview}]}
    assert (status, body) == (200, {"composeExtension": found})


async def test_a_new_button_needs_its_function_and_one_line(issuer: TokenIssuer) -> None:
    """A verb declared here is pressed and answered; one that nobody declared is refused in a sentence."""

    async def greet(_: RecordingBot, click: Click) -> TextReply:
        return TextReply(f"Hello {click.person.name}, {click.target}")

    async with an_edge(issuer, routes=(*ROUTES, on_press("greet", greet))) as edge:
        pressed = []
        for verb in ("greet", "unheard"):
            action = {"type": "Action.Execute", "verb": verb, "data": {"id": "a1"}}
            activity = edge.an_activity(type="invoke", name="adaptiveCard/action", text=None, value={"action": action})
            pressed.append((await edge.teams.post(activity))[1])

    assert pressed[0]["value"] == "Hello Ava Chen, a1"
    assert (pressed[1]["statusCode"], pressed[1]["value"]["code"]) == (400, "INVALID_ARGUMENTS")
    assert "don't know this button" in pressed[1]["value"]["message"]


@pytest.mark.parametrize(
    ("failure", "status"),
    [(InvalidArguments("No."), 400), (StoreUnavailable("Down."), 503), (NotFound("A bug."), 500)],
)
async def test_an_invokes_failure_is_a_status(issuer: TokenIssuer, failure: SheetlineError, status: int) -> None:
    """What is malformed is a 400, what passes a 503; what its function should have answered itself is a bug."""
    routes = (*ROUTES, on_invoke("composeExtension/query", search))
    async with an_edge(issuer, routes=routes, bot=RecordingBot(failure=failure)) as edge:
        activity = edge.an_activity(type="invoke", name="composeExtension/query", text=None, value={})
        assert await edge.status(activity) == status


@pytest.mark.parametrize(
    ("name", "reply", "body"),
    [
        ("message/submitAction", EmptyReply(), {}),
        ("task/submit", TextReply("Kept."), {"task": {"type": "message", "value": "Kept."}}),
        ("composeExtension/query", TextReply("None."), {"composeExtension": {"type": "message", "text": "None."}}),
        (
            "task/fetch",
            TaskReply("Row 12", card=CARD, width=600),
            {
                "task": {
                    "type": "continue",
                    "value": {
                        "title": "Row 12",
                        "width": 600,
                        "height": "medium",
                        "card": {"contentType": "application/vnd.microsoft.card.adaptive", "content": CARD},
                    },
                }
            },
        ),
        (
            "composeExtension/fetchTask",
            TaskReply("Sign in", url="https://bot.example/signin", height="small"),
            {
                "task": {
                    "type": "continue",
                    "value": {
                        "title": "Sign in",
                        "width": "medium",
                        "height": "small",
                        "url": "https://bot.example/signin",
                    },
                }
            },
        ),
    ],
)
def test_each_kind_of_reply_has_one_body(name: str, reply: InvokeReply, body: object) -> None:
    """The bodies are the vendor's, letter for letter."""
    assert answer_invoke(name, reply).body == body


def test_two_routes_for_the_same_are_a_mistake_at_start() -> None:
    """Which of them would answer could not be told."""

    async def take(bot: RecordingBot, message: Message) -> None:
        await bot.message(message)

    with pytest.raises(ValueError, match="two routes for Message"):
        RouteTable((on(Message, take), on(Message, take)))


VERBS = """answer rows how row history edit preview putaway open ask file try prompts say
approve cancel undo plan export changes"""


def test_every_feature_is_routed_once() -> None:
    """The whole of today's list, so that none is lost when a feature moves."""
    found = [f"{route.kind.__name__} {route.name}".strip() for route in all_routes()]
    presses = [f"Click {verb}" for verb in VERBS.split()]
    others = ["Message", "EditedMessage", "BotAdded", "BotRemoved", "Invoke message/submitAction"]
    assert sorted(found) == sorted([*presses, *others])


def test_a_press_is_answered_with_a_card_a_sentence_or_an_error() -> None:
    """Nothing else can be shown in a pressed card's place."""
    replies = (CardReply(Outgoing(card=CARD)), TextReply("On it…"), ErrorReply(HTTPStatus.FORBIDDEN, "NO", "Not you."))
    assert [answer_press(reply).body["statusCode"] for reply in replies] == [200, 200, 403]
