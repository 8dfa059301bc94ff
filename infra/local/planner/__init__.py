"""The offline planner: an OpenAI-compatible server that plans by rules. See README.md."""

from infra.local.planner.server import build_app

__all__ = ["build_app"]
