"""`make bench`: measures every ratio in one run and writes bench.json. Takes two to three minutes; Linux only."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from bot import logs
from tests.benchmarks.isolation import measure_beside_a_load, measure_many_sessions
from tests.benchmarks.plans import measure_bulk_plan
from tests.benchmarks.questions import measure_prompts, measure_sdk, measure_tool_calls
from tests.benchmarks.sheets import measure_load
from tests.benchmarks.turns import measure_turns

AIMS = {
    "turn_cpu_vs_stock_echo": ("≤", 0.35),
    "turns_per_s_32_in_flight_vs_stock_echo": ("≥", 4),
    "sheet_load_vs_orjson": ("≤", 1.0),
    "sheet_load_vs_sdk": ("≤", 0.02),
    "sheet_load_peak_mib": ("≤", 300),
    "loop_stall_ms_during_load": ("≤", 50),
    "query_p95_ms": ("≤", 20),
    "prompt_tokens_100_rows": ("≤", 2500),
    "prompt_tokens_20000_rows": ("≤", 2500),
    "answer_calls_warm": ("≤", 1),
    "turn_p99_ms_beside_a_big_load_vs_alone": ("≤", 2),
    "sessions_100000_vs_100_turn_ratio": ("≤", 1.1),
    "bulk_plan_20000_rows_calls": ("≤", 45),
    "bulk_plan_20000_rows_seconds_vs_writes_alone": ("≤", 1.3),
}


async def measure() -> dict[str, float]:
    """Every figure by its name."""
    load = await measure_load()
    figures = {
        "sheet_load_vs_orjson": load.vs_orjson,
        "sheet_load_s": load.load_s,
        "orjson_s": load.orjson_s,
        "sheet_load_peak_mib": load.peak_mib,
        "loop_stall_ms_during_load": load.stall_ms,
        "sheet_load_vs_sdk": load.load_s / await measure_sdk(),
    }
    figures |= await measure_tool_calls()
    figures |= await measure_prompts()
    figures |= await measure_turns()
    figures |= await measure_beside_a_load()
    figures |= await measure_many_sessions()
    figures |= await measure_bulk_plan()
    return figures


def main() -> None:
    logs.configure(level="ERROR", form="text")
    figures = {name: round(value, 4) for name, value in asyncio.run(measure()).items()}
    Path("bench.json").write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    for name, value in figures.items():
        sign, aim = AIMS.get(name, ("", 0.0))
        met = "" if not sign else ("met" if (value <= aim if sign == "≤" else value >= aim) else "MISSED")
        sys.stdout.write(f"{name:<42}{value:>12.4g}   {f'aim {sign} {aim:g}' if sign else '':<14}{met}\n")


if __name__ == "__main__":
    main()
