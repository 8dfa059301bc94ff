"""Draws every sample card as Teams would, light and dark, wide and narrow: `python -m tests.cards.gallery [folder]`.

Needs `npm ci` in infra/local/node and a Chromium at /usr/bin/chromium. Writes PNGs to .local/gallery by default.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bot.domain.answers import Answer, AnswerView
from cards import render
from tests.cards import teams_host
from tests.cards.drawn import every_view
from tests.cards.samples import right_to_left

ROOT = Path(__file__).resolve().parents[2]
RENDERER = ROOT / "infra/local/node/node_modules/adaptivecards/dist/adaptivecards.min.js"
STYLES = ROOT / "infra/local/node/node_modules/adaptivecards/dist/adaptivecards.css"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"wide": 700, "narrow": 320}

DRAW = """([card, config]) => {
  const drawn = new AdaptiveCards.AdaptiveCard();
  drawn.hostConfig = new AdaptiveCards.HostConfig(config);
  const context = new AdaptiveCards.SerializationContext();
  drawn.parse(card, context);
  const host = document.getElementById("card");
  host.replaceChildren(drawn.render());
  return context.eventCount;
}"""


def shots() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every sample card by name, and the other sides of the answers that have them."""
    for name, view in every_view().items():
        yield name, _card(view)
        if isinstance(view, Answer) and name in {"answer-table", "answer-rows", "answer-capped-stale", "rows-to-open"}:
            yield f"{name}--rows", _card(view, side=AnswerView.ROWS, page=2)
            yield f"{name}--how", _card(view, side=AnswerView.HOW)


def _card(view: Any, **options: Any) -> dict[str, Any]:
    locale = "ar-EG" if view == right_to_left() else "en-US"
    card = render(view, locale=locale, timezone="America/New_York", **options).card
    assert card is not None
    return dict(card)


def draw(folder: Path) -> int:
    """Writes one PNG per card, theme and width; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for theme in ("light", "dark"):
            for size, width in WIDTHS.items():
                page = browser.new_page(viewport={"width": width + 32, "height": 600})
                _dress(page, theme, width)
                for name, card in shots():
                    page.evaluate(DRAW, [card, teams_host.config(theme)])
                    page.screenshot(path=folder / f"{name}.{theme}.{size}.png", full_page=True)
                    count += 1
                page.close()
        browser.close()
    return count


def _dress(page: Page, theme: str, width: int) -> None:
    """An empty page in the theme's colours, with Teams' buttons."""
    colors = teams_host.palette(theme)
    page.set_content(
        f"""<style>
        body {{ margin: 0; padding: 16px; background: {colors["page"]}; }}
        #card {{ width: {width}px; background: {colors["ground"]}; border: 1px solid {colors["line"]};
                 border-radius: 4px; box-sizing: border-box; overflow: hidden; }}
        .ac-pushButton {{ background: {colors["ground"]}; color: {colors["text"]}; border: 1px solid {colors["line"]};
                 border-radius: 4px; padding: 5px 12px; font: 600 14px 'Liberation Sans', Arial; min-width: 0;
                 white-space: normal; text-align: left; margin-bottom: 4px; }}
        a {{ color: {colors["accent"]}; }}
        .ac-actionSet {{ flex-wrap: wrap; }}
        </style><div id="card"></div>"""
    )
    page.add_script_tag(path=RENDERER)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".local" / "gallery"
    print(f"{draw(target)} pictures in {target}")
