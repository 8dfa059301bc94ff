"""Teams on loopback: a strict Bot Connector and the people who use it. Start at `client.py`."""

from infra.local.teams.client import TeamsClient
from infra.local.teams.delivery import BotRefused, Pressed
from infra.local.teams.faults import Fault
from infra.local.teams.server import ConnectorServer
from infra.local.teams.threads import Posted, Thread
from infra.local.teams.tokens import TokenIssuer

__all__ = [
    "BotRefused",
    "ConnectorServer",
    "Fault",
    "Posted",
    "Pressed",
    "TeamsClient",
    "Thread",
    "TokenIssuer",
]
