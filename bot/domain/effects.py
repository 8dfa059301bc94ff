"""What a tool, and so the change it proposes, does to the world."""

from __future__ import annotations

from enum import StrEnum


class Effect(StrEnum):
    """Policy decides by it. SHARE changes who may see or change something, DESTROY takes something away."""

    READ = "read"
    WRITE = "write"
    DESTROY = "destroy"
    SHARE = "share"
