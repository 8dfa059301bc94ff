"""Imports point one way, nothing happens at import, and no file outgrows its subject."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import LONGEST_FILE, OURS, Source, breaches

ROOT = Path(__file__).parents[1]


def test_every_file_of_the_checkout_keeps_the_rules_of_the_house() -> None:
    """bot, cards, manifest, infra, app.py and tests have no breach of any rule."""
    files = [path for part in OURS for path in sorted((ROOT / part).rglob("*.py")) if "node_modules" not in path.parts]
    files += [path for path in [ROOT / "app.py"] if path.exists()]
    sources = [Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in files]

    found = [sentence for source in sources for sentence in breaches(source)]

    assert len(sources) > 20
    assert not found, "\n" + "\n".join(found)


BAD = {
    "domain imports a port": ("bot/domain/x.py", "from bot.ports import Clock"),
    "errors import the domain": ("bot/errors.py", "import bot.domain.sheets"),
    "ports import an adapter": ("bot/ports.py", "from bot.store import cosmos"),
    "sheets import the tools": ("bot/sheets/x.py", "from bot.agent.tool import Tool"),
    "sheets import the changes": ("bot/sheets/x.py", "from bot.changes.engine.preview import Draft"),
    "changes import the files": ("bot/changes/x.py", "from bot.files.tables import FileTable"),
    "the agent imports cards": ("bot/agent/x.py", "def f():\n    import cards.answer"),
    "a conversation imports a feature": ("bot/conversation/x.py", "from bot import features"),
    "the agent imports the conversation": ("bot/agent/loop.py", "from ..conversation import message"),
    "a conversation imports an adapter": (
        "bot/conversation/message.py",
        "from bot.store.sqlite import SqliteDocuments",
    ),
    "a feature imports bootstrap": ("bot/features/x.py", "from bot.app.bootstrap import build"),
    "an adapter imports the settings": ("bot/store/x.py", "from bot.app.settings import Settings"),
    "an adapter imports the conversation": ("bot/store/x.py", "from bot.conversation import message"),
    "Teams imports another adapter": ("bot/teams/x.py", "from bot.store.files import FileBox"),
    "the Smartsheet client imports the model's": ("bot/smartsheet/x.py", "from bot.model.breaker import Breaker"),
    "the model client imports Smartsheet's": ("bot/model/x.py", "from bot.smartsheet.limiter import Pace"),
    "the Smartsheet client imports the Teams adapter": ("bot/smartsheet/x.py", "import bot.teams.files"),
    "another adapter imports the Smartsheet SDK": ("bot/store/x.py", "import smartsheet"),
    "web imports the agent": ("bot/web/x.py", "from bot.agent.loop import run"),
    "a card imports a port": ("cards/x.py", "import typing\nif typing.TYPE_CHECKING:\n    import bot.ports"),
    "a module without a rule": ("bot/elsewhere/x.py", "import json"),
    "the outside world imports the bot": ("infra/local/x.py", "from bot.errors import NotFound"),
    "app.py imports an adapter": ("app.py", "from bot.store import cosmos"),
    "a conversation imports botbuilder": ("bot/conversation/x.py", "from botbuilder.core import TurnContext"),
    "a web file not about Teams imports botframework": ("bot/web/routes.py", "import botframework.connector"),
    "a tool imports the Smartsheet SDK": ("bot/features/x.py", "import smartsheet"),
    "the agent imports openai": ("bot/agent/x.py", "from openai import AsyncOpenAI"),
    "the agent reads the environment": (
        "bot/conversation/x.py",
        "import os\ndef f():\n    return os.environ['A']",
    ),
    "a card reads the environment": ("cards/x.py", "from os import getenv"),
    "a client is made at import": ("bot/store/x.py", "import aiohttp\nclient = aiohttp.ClientSession()"),
    "a file is read in a class body": ("bot/features/x.py", "class A:\n    text = open('a').read()"),
    "a file is read in a default": ("bot/features/x.py", "def f(a=open('a')):\n    pass"),
    "a conversation catches everything": ("bot/conversation/x.py", "try:\n    pass\nexcept Exception:\n    pass"),
    "an adapter catches everything, bare": ("bot/store/x.py", "try:\n    pass\nexcept:\n    raise ValueError"),
    "a tuple hides the broad one": ("bot/conversation/x.py", "try:\n    pass\nexcept (OSError, Exception):\n    pass"),
    "a group is caught by its parts": ("bot/sheets/x.py", "try:\n    pass\nexcept* OSError:\n    pass"),
    "a file outgrows its subject": ("cards/x.py", "\n" * (LONGEST_FILE + 1)),
}
GOOD = {
    "domain imports domain": ("bot/domain/x.py", "from bot.domain.people import Actor"),
    "features import cards": ("bot/features/x.py", "from cards.answer import answer_card"),
    "features import each other": ("bot/features/rows/x.py", "from bot.features.sheets import places"),
    "bootstrap imports adapters": ("bot/app/bootstrap.py", "from bot.store.cosmos import CosmosDocuments"),
    "the Teams edge imports botbuilder": ("bot/teams/endpoint.py", "from botbuilder.core import TurnContext"),
    "the Teams messenger imports botframework": ("bot/teams/connector.py", "import botframework.connector"),
    "an adapter imports openai": ("bot/model/openai_client.py", "from openai import AsyncOpenAI"),
    "a logger at import opens nothing": (
        "bot/conversation/x.py",
        "import structlog\nlog = structlog.get_logger(__name__)",
    ),
    "a function opens when called": ("bot/store/x.py", "def f():\n    return open('a')"),
    "main runs under its guard": ("infra/local/x.py", "if __name__ == '__main__':\n    run()"),
    "tidying up and raising again": ("bot/store/x.py", "try:\n    pass\nexcept BaseException:\n    raise"),
    "the HTTP boundary catches everything": ("bot/teams/endpoint.py", "try:\n    pass\nexcept Exception:\n    pass"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_breach_is_found(case: str) -> None:
    """Each rule can fail: the sample breaks exactly one and is reported with its file and line."""
    path, text = BAD[case]

    found = list(breaches(Source(path, text)))

    assert len(found) == 1
    assert found[0].startswith(f"{path}:")


@pytest.mark.parametrize("case", GOOD)
def test_what_the_design_allows_passes(case: str) -> None:
    """A rule does not forbid what the design asks for."""
    path, text = GOOD[case]

    assert list(breaches(Source(path, text))) == []
