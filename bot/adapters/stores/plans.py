"""The plan store and the audit log that belong to a session store, on the connection that store has open."""

from __future__ import annotations

from bot.adapters.stores.cosmos import CosmosStore
from bot.adapters.stores.cosmos_audit import CosmosAudit
from bot.adapters.stores.cosmos_plans import CosmosPlans
from bot.adapters.stores.retention import Retention
from bot.adapters.stores.sqlite import SqliteStore
from bot.adapters.stores.sqlite_audit import SqliteAudit
from bot.adapters.stores.sqlite_plans import SqlitePlans
from bot.ports import Clock
from bot.ports.audit import AuditLog
from bot.ports.plans import PlanStore


def plans_beside(store: SqliteStore | CosmosStore, *, clock: Clock, retention: Retention | None = None) -> PlanStore:
    """Closed with the session store."""
    if isinstance(store, CosmosStore):
        return CosmosPlans(store.container, retention=retention)
    return SqlitePlans(store.file, clock=clock, retention=retention)


def audit_beside(store: SqliteStore | CosmosStore, *, clock: Clock, retention: Retention | None = None) -> AuditLog:
    """Closed with the session store."""
    if isinstance(store, CosmosStore):
        return CosmosAudit(store.container, retention=retention)
    return SqliteAudit(store.file, clock=clock, retention=retention)
