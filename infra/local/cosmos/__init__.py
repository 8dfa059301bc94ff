"""A strict double of Azure Cosmos DB for NoSQL on loopback: what azure-cosmos asks is answered as the service does."""

from infra.local.cosmos.account import KEY, Account
from infra.local.cosmos.faults import Fault, Faults
from infra.local.cosmos.server import ACCOUNT, FAULTS, build_app

__all__ = ["ACCOUNT", "FAULTS", "KEY", "Account", "Fault", "Faults", "build_app"]
