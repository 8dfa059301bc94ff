"""The words of a message: the bot's mention out, other people's names in, markup down to plain text.

botbuilder's remove_recipient_mention deletes every occurrence of the bot's name from the text (FACTS); here only the
mention itself goes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Any

_REFERENCE = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_ENTITY = re.compile(_REFERENCE)
_LOOSE_AMPERSAND = re.compile(rf"&(?!{_REFERENCE[1:]})")
_TAG = re.compile(r"<at(?:\s[^<>]*)?>(.*?)</at>", re.IGNORECASE | re.DOTALL)
_BLOCKS = frozenset(
    {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table"}
)
_SILENT = frozenset({"script", "style", "head", "title"})


def spoken_text(text: str, *, text_format: str | None, entities: Iterable[Mapping[str, Any]], bot_id: str) -> str:
    """What the person said to the bot.

    Each mention of `bot_id` is taken out by its entity's own text; mentions of others become their names; a rich-text
    message (`xml`, `html`) becomes plain text with line breaks; `&nbsp;` and the other references are resolved once
    and only when complete (`AT&region` stays); what is left is trimmed and otherwise as typed.
    """
    for entity in entities:
        text = _settle_mention(text, entity, bot_id)
    text = _TAG.sub(lambda match: match[1], text)
    text = _plain(text) if text_format in {"xml", "html"} else unescape(text)
    return text.replace("\xa0", " ").strip()


def unescape(text: str) -> str:
    """HTML's character references resolved, but only with their semicolon: `html.unescape` alone turns `A&region`
    into `A®ion`."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text


def _settle_mention(text: str, entity: Mapping[str, Any], bot_id: str) -> str:
    mentioned = entity.get("mentioned")
    if str(entity.get("type", "")).lower() != "mention" or not isinstance(mentioned, Mapping):
        return text
    name = str(mentioned.get("name") or "")
    exact = entity.get("text")
    instead = "" if mentioned.get("id") == bot_id else name
    if isinstance(exact, str) and exact and exact in text:
        return _replace(text, exact, instead)
    if not name:
        return text
    tagged = re.compile(rf"<at(?:\s[^<>]*)?>\s*{re.escape(name)}\s*</at>", re.IGNORECASE)
    return tagged.sub(lambda _: instead, text)


def _replace(text: str, exact: str, instead: str) -> str:
    """A tag can only be a mention, wherever it stands; bare words may also be what the sentence is about, so only the
    first of them goes."""
    return text.replace(exact, instead) if exact.startswith("<at") else text.replace(exact, instead, 1)


def _plain(markup: str) -> str:
    reader = _PlainText()
    reader.feed(_LOOSE_AMPERSAND.sub("&amp;", markup))
    reader.close()
    return reader.text()


class _PlainText(HTMLParser):
    """Collects a fragment's text; blocks and `<br>` become line breaks, table cells tabs, images their alt text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent = 0

    def text(self) -> str:
        """The text so far: lines trimmed, at most one empty line in a row."""
        lines = "".join(self._parts).replace("\xa0", " ").split("\n")
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "img":
            self._parts.append(dict(attrs).get("alt") or "")
        elif tag == "br":
            self._parts.append("\n")
        elif tag in _BLOCKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in {"td", "th"}:
            self._parts.append("\t")
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(data)

    def _break(self) -> None:
        if self._parts and not self._parts[-1].endswith("\n"):
            self._parts.append("\n")
