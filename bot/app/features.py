"""All features put together: their tools in the order in which the model sees them, their routes and typed commands.

The core tools are always offered; `more_tools` brings the others. The order is fixed, so that vendors can cache the
list (docs/adr/0015).
"""

from __future__ import annotations

from typing import Any

from bot.agent.commands import Verb
from bot.agent.more_tools import bringing
from bot.agent.tool import Tool
from bot.conversation import message
from bot.conversation.services import Services, TypedCommand
from bot.domain.routes import Route
from bot.features import answer_presses as card_action
from bot.features import assignments, browsing, edits, feedback, lookup, membership, quality, reading
from bot.features.approval import approval
from bot.features.attachments import attachment_tools as attaching
from bot.features.columns import column_tools as columns
from bot.features.comments import comment_tools as talking
from bot.features.files import file_tools as filing
from bot.features.history import change_history as histories
from bot.features.history import exports, history_card
from bot.features.rows import arranging, changing
from bot.features.rows import form_presses as forms
from bot.features.rows import row_card as rows
from bot.features.sharing import share_tools as sharing
from bot.features.sheets import sheet_tools as sheets
from bot.features.summary import summary_tools as summary
from bot.features.switches import switch_tools as switches
from bot.features.update_requests import request_tools as requests

CORE: tuple[Tool[Any], ...] = (*reading.CATALOG, *assignments.CATALOG)

GROUPED: tuple[Tool[Any], ...] = (
    *changing.CATALOG,
    *arranging.CATALOG,
    *columns.CATALOG,
    *talking.CATALOG,
    *requests.CATALOG,
    *attaching.CATALOG,
    *filing.CATALOG,
    *lookup.CATALOG,
    *quality.CATALOG,
    *histories.CATALOG,
    *browsing.CATALOG,
    *sharing.CATALOG,
    *sheets.CATALOG,
    *summary.CATALOG,
    *switches.CATALOG,
)


ALL: tuple[Tool[Any], ...] = (*CORE, bringing(GROUPED), *GROUPED)

FEATURES = (message, edits, membership, feedback, card_action, rows, forms, approval, history_card, exports)


def all_routes() -> tuple[Route[Services], ...]:
    """What takes each message, press, invoke and other event."""
    return tuple(route for feature in FEATURES for route in feature.ROUTES)


def all_commands() -> dict[Verb, TypedCommand]:
    """What a feature does when its command is typed."""
    return {verb: command for feature in (forms, history_card) for verb, command in feature.COMMANDS.items()}
