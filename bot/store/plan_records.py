"""Plans as packed records. A plan's steps are of many kinds: each stands beside its kind's name."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, Final

import msgspec

from bot.domain.plans import STEPS, Plan
from bot.store.records import VERSION, Decoder, pack, unpack, unreadable_plan, without

_NAMES: Final = {kind: name for name, kind in STEPS.items()}


class _Step(msgspec.Struct):
    kind: str
    body: Any


class _PlanRecord(msgspec.Struct):
    v: int
    body: Any
    steps: list[_Step] = []


_PLANS: Final = Decoder(_PlanRecord)


def encode_plan(plan: Plan) -> bytes:
    """The plan's packed record. Of 100,000 cells it takes a second: call it off the event loop."""
    return pack(_PlanRecord(VERSION, replace(plan, steps=()), [_Step(_NAMES[type(step)], step) for step in plan.steps]))


@lru_cache(maxsize=4)
def decode_plan(data: bytes) -> Plan:
    """The plan as it was encoded; raises Internal when the record cannot be read.

    One press loads its plan several times, and of 100,000 cells each time takes a second: the last few are kept.
    """
    record = unpack(data, _PLANS)
    try:
        body = msgspec.convert(record.body, _stepless())
        steps = tuple(msgspec.convert(step.body, STEPS[step.kind]) for step in record.steps)
    except (msgspec.ValidationError, KeyError) as error:
        raise unreadable_plan(error) from error
    return Plan(**{**msgspec.structs.asdict(body), "steps": steps})


@cache
def _stepless() -> type[msgspec.Struct]:
    return without(Plan, "steps")
