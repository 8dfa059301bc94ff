"""What the person said, freed of mentions and markup and otherwise untouched."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.teams.wording import spoken_text, unescape

BOT = "28:sheetline"


def mention(text: str, *, of: str = BOT, name: str = "Sheetline") -> dict[str, Any]:
    return {"type": "mention", "text": text, "mentioned": {"id": of, "name": name}}


def heard(text: str, *entities: dict[str, Any], text_format: str | None = "plain") -> str:
    return spoken_text(text, text_format=text_format, entities=entities, bot_id=BOT)


TAG = "<at>Sheetline</at>"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (f"{TAG} open launch plan", "open launch plan"),
        (f"{TAG}&nbsp;open launch plan", "open launch plan"),
        (f"{TAG}\xa0open launch plan\n", "open launch plan"),
        (f"open launch plan {TAG}", "open launch plan"),
        (f"{TAG} is Sheetline in the budget?", "is Sheetline in the budget?"),
        (f"{TAG} Sheetline costs", "Sheetline costs"),
        (TAG, ""),
        (f"{TAG} what is in R&amp;D &lt;late&gt;?", "what is in R&D <late>?"),
        (f"{TAG} show A&region and AT&T", "show A&region and AT&T"),
        (f"{TAG} a &amp;lt; b", "a &lt; b"),
        (f"{TAG} first\n\nsecond", "first\n\nsecond"),
    ],
)
def test_the_bots_mention_goes_and_the_rest_stays(said: str, text: str) -> None:
    """The mention's exact text is taken out; the bot's name elsewhere, line breaks and loose ampersands stay."""
    assert heard(said, mention(TAG)) == text


def test_other_peoples_mentions_become_their_names() -> None:
    """A colleague who is mentioned is a name in the question."""
    said = f"{TAG} what does <at>Ben Okafor</at> own?"
    entities = [mention(TAG), mention("<at>Ben Okafor</at>", of="29:ben", name="Ben Okafor")]

    assert heard(said, *entities) == "what does Ben Okafor own?"


def test_a_person_named_like_the_bot_stays() -> None:
    """Who is mentioned is decided by id, not by name."""
    assert heard(f"{TAG} hi", mention(TAG, of="29:another")) == "Sheetline hi"


def test_a_mention_whose_entity_text_differs_is_found_by_its_name() -> None:
    """Clients differ in the tag's attributes; the entity's name still finds it."""
    assert heard('<at id="0">Sheetline</at> sheets', mention("<at>sheetline</at>")) == "sheets"


def test_an_entity_without_text_is_found_by_its_name() -> None:
    """An entity may name only who is mentioned."""
    entity = {"type": "mention", "mentioned": {"id": BOT, "name": "Sheetline"}}

    assert heard(f"{TAG} sheets", entity) == "sheets"


def test_a_mention_without_tags_is_taken_out_once() -> None:
    """Where the mention is bare words only its own place is emptied."""
    assert heard("Sheetline who uses Sheetline?", mention("Sheetline")) == "who uses Sheetline?"


def test_names_are_text_not_patterns() -> None:
    """A name full of special characters is matched as it stands."""
    name = r"Plan (v1.0) [*] \1"
    entity = {"type": "mention", "mentioned": {"id": "29:x", "name": name}}

    assert heard(f"ask <at>{name}</at>", entity) == f"ask {name}"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>open <strong>launch</strong> plan</p>", "open launch plan"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<p>a &lt; b &amp;&amp; c&nbsp;&gt; d</p>", "a < b && c > d"),
        ("<p>AT&region</p>", "AT&region"),
        ("<p>x</p><script>alert(1)</script><style>p{}</style>", "x"),
        ('<p>hi <img alt="🙂" src="https://x/y.png"></p>', "hi 🙂"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a\tb\nc\td"),
        ("<p>unclosed <b>bold", "unclosed bold"),
    ],
)
@pytest.mark.parametrize("text_format", ["xml", "html"])
def test_rich_text_becomes_plain(markup: str, text: str, text_format: str) -> None:
    """A formatted message or paste keeps its words and line breaks and loses its markup."""
    assert heard(markup, text_format=text_format).strip() == text


words = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


@given(words)
def test_plain_text_without_mention_or_reference_is_kept(text: str) -> None:
    """Whatever is typed without tags and complete references comes out as typed, but for the ends."""
    assume("<at" not in text.lower() and ";" not in text)

    assert heard(text) == text.replace("\xa0", " ").strip()


@given(before=words, after=words, name=st.text(alphabet="ab.*()[]\\$^ é", min_size=1, max_size=12))
def test_exactly_the_mention_is_taken_out(before: str, after: str, name: str) -> None:
    """Whatever the bot is called and whatever stands around its mention, only the mention goes."""
    tag = f"<at>{name}</at>"
    assume("<" not in before + after and ";" not in before + after)

    said = heard(f"{before}{tag}{after}", mention(tag, name=name))

    assert said == f"{before}{after}".replace("\xa0", " ").strip()


@given(words)
def test_references_are_resolved_once_and_only_when_complete(text: str) -> None:
    """Escaping and unescaping gives back the text; text without semicolons is never touched."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert unescape(escaped) == text
    if ";" not in text:
        assert unescape(text) == text


@given(st.text(max_size=60), st.sampled_from(["plain", "xml", "html", "markdown", None]))
def test_no_text_breaks_it(text: str, text_format: str | None) -> None:
    """Any text in any format is heard as some text."""
    assert isinstance(heard(text, mention(TAG), text_format=text_format), str)
