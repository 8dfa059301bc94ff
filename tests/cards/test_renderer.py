"""Microsoft's own renderer takes every card: it parses without a complaint, and shows data as text."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from bot.domain.answers import Answer, AnswerView, View
from tests.cards import drawn, gallery, samples, strategies, teams_host
from tests.cards.walk import card_of

PACKAGE = gallery.RENDERER.with_name("adaptivecards.js")
SCRIPT = Path(__file__).with_name("parse_cards.cjs")
CHART = re.compile(r'Unknown element type "Chart\.[A-Za-z.]+"\. Fallback will be used if present\.')
"""What the renderer, which knows no charts, says of one."""

needs_node = pytest.mark.skipif(
    not PACKAGE.exists() or shutil.which("node") is None,
    reason="needs Node.js and `npm ci` in infra/local/node",
)


def every_card() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each sample, answers on all their sides."""
    for name, view in drawn.every_view().items():
        sides = tuple(AnswerView) if isinstance(view, Answer) else (AnswerView.SUMMARY,)
        for side in sides:
            yield f"{name}/{side}", card_of(view, side=side)


def parse(cards: dict[str, Any]) -> dict[str, list[str]]:
    """What the renderer finds wrong with each card."""
    done = subprocess.run(
        ["node", str(SCRIPT)],
        input=json.dumps({"package": str(PACKAGE), "cards": cards}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


@needs_node
def test_the_renderer_parses_every_card_without_a_complaint() -> None:
    """Known elements, allowed values, required properties, at schema version 1.5; of charts it takes the fallback."""
    cards = dict(every_card())
    found = parse(cards)
    assert found.keys() == cards.keys()
    assert {name: odd for name, events in found.items() if (odd := [e for e in events if not CHART.match(e)])} == {}
    drawn_ones = [view for view in drawn.views().values() if isinstance(view, Answer) and view.chart]
    assert sum(bool(events) for events in found.values()) == len(drawn_ones)


@needs_node
def test_the_renderer_does_complain_about_a_broken_card() -> None:
    """The check above can fail: an unknown element, a bad value and an unknown action are each reported."""
    card = card_of(samples.overdue_by_owner())
    card["body"] = [
        {"type": "Tabel"},
        {"type": "TextBlock", "text": "x", "size": "Huge"},
        {"type": "ActionSet", "actions": [{"type": "Action.Erase"}]},
    ]
    assert len(parse({"broken": card})["broken"]) == 3


@pytest.mark.e2e
@needs_node
async def test_a_client_without_charts_shows_the_table() -> None:
    """Every chart's fallback is drawn in its place, headers and all."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=gallery.CHROMIUM, args=gallery.FLAGS)
        page = await browser.new_page()
        await page.set_content('<div id="card"></div>')
        await page.add_script_tag(path=gallery.RENDERER)
        for name, view in drawn.views().items():
            if isinstance(view, Answer) and view.chart is not None:
                await _draw(page, card_of(view))
                shown = await page.locator("#card").inner_text()
                assert view.chart.categories[0] in shown or name in ("chart-line", "chart-column"), name
                headers = await page.locator("#card [role=columnheader], #card th").count()
                assert headers >= 2 or name == "chart-gauge", name
        await browser.close()


def hostile_views() -> list[View]:
    """Each hostile text in each place a sheet's text can come from."""
    views: list[View] = [samples.hostile()]
    for mark in strategies.MARKS:
        if 0 < len(mark) < 200 and mark.isprintable():
            views += [
                samples.answer(
                    f"before {mark} after", title=mark, basis=samples.evidence(samples.source(mark), sql=mark)
                ),
                samples.answer(mark, model_made=False),
            ]
    return views


@pytest.mark.e2e
@needs_node
async def test_the_renderer_never_reads_data_as_markdown_or_html() -> None:
    """With a Markdown processor that turns every text it is given into a link, no data turns into one."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=gallery.CHROMIUM, args=gallery.FLAGS)
        page = await browser.new_page()
        await page.set_content('<div id="card"></div>')
        await page.add_script_tag(path=gallery.RENDERER)
        for view in hostile_views():
            for side in AnswerView:
                await _draw(page, card_of(view, side=side))
                assert await page.locator("#card script, #card img, #card at, #card b").count() == 0
                linked = await page.locator("#card a").all_inner_texts()
                assert not any(mark in text for mark in strategies.MARKS if mark.strip() for text in linked)
        await _draw(page, card_of(samples.hostile()))
        shown = await page.locator("#card").inner_text()
        await browser.close()
    assert "[Free money](https://evil.example)" in shown
    assert "<at>Everyone</at>" in shown
    assert "DATE(2020-01-01T00:00:00Z, SHORT)" in shown


async def _draw(page: Page, card: dict[str, Any]) -> None:
    """Render the card; whatever is taken for Markdown becomes a link."""
    await page.evaluate(
        """() => { AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
            result.outputHtml = "<a>" + text.replace(/</g, "&lt;") + "</a>"; result.didProcess = true; }; }"""
    )
    await page.evaluate(gallery.DRAW, [card, teams_host.config("light")])
