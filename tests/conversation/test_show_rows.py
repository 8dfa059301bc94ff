"""“show rows”: how many, and which."""

from __future__ import annotations

from pathlib import Path

from tests.conversation.disturbed import disturbed_teams


async def test_show_shows_twenty_rows_when_it_does_not_say_how_many(tmp_path: Path) -> None:
    """The first twenty; otherwise as many as were asked for, as far as there are any."""
    async with disturbed_teams(tmp_path) as weather:
        chat = weather.chat("ava")
        await weather.ask("ava", chat, "open launch plan")
        assert "Rows 1–20 of 46" in await weather.ask("ava", chat, "show rows")
        assert "Rows 1–21 of 46" in await weather.ask("ava", chat, "show 21 rows")
        assert "Rows 45–46 of 46" in await weather.ask("ava", chat, "show rows 45-60")
