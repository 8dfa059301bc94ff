"""The Teams app package: what is in it, and what is refused before Teams would."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from manifest import icons as drawing
from manifest.__main__ import main
from manifest.checks import problems
from manifest.package import Details, fill, icons, pack

APP_ID = "8c5ce2d6-3c1f-4b0e-9d0a-4b7d3a1f2e60"


def details(**changed: object) -> Details:
    return Details(**{"app_id": APP_ID, "domain": "bot.contoso.com", **changed})  # type: ignore[arg-type]


def test_the_package_is_valid_and_holds_the_manifest_and_both_icons(tmp_path: Path) -> None:
    """The command writes a zip with the manifest at its root, filled in, and the two icons it names."""
    out = tmp_path / "deep" / "app.zip"
    code = main(["--app-id", APP_ID, "--domain", "bot.contoso.com", "--out", str(out)])
    archive = zipfile.ZipFile(out)
    manifest = json.loads(archive.read("manifest.json"))
    assert code == 0
    assert archive.namelist() == ["color.png", "manifest.json", "outline.png"]
    assert manifest["id"] == manifest["bots"][0]["botId"] == APP_ID
    assert manifest["validDomains"] == ["bot.contoso.com"]
    assert manifest["developer"]["privacyUrl"] == "https://bot.contoso.com/privacy"
    assert "webApplicationInfo" not in manifest
    assert "${" not in json.dumps(manifest)


def test_the_bot_is_offered_in_all_three_scopes_with_at_most_twelve_commands() -> None:
    """Personal chat, team and group chat, each with the typed commands."""
    bot = fill(details())["bots"][0]
    titles = [command["title"] for command in bot["commandLists"][0]["commands"]]
    assert set(bot["scopes"]) == set(bot["commandLists"][0]["scopes"]) == {"personal", "team", "groupChat"}
    assert {"open", "sheets", "columns", "status", "help", "new chat"} <= set(titles)
    assert len(titles) <= 12


def test_every_listed_command_is_one_the_bot_understands() -> None:
    """A command picked from the list in Teams is parsed as a command, not sent to the model."""
    from bot.agent.commands import parse

    commands = fill(details())["bots"][0]["commandLists"][0]["commands"]
    assert [c["title"] for c in commands if parse(c["title"]) is None] == []


def test_equal_inputs_give_equal_bytes() -> None:
    """The package can be rebuilt and compared."""
    first = pack(fill(details()), icons())
    assert first == pack(fill(details()), icons())
    assert all(e.date_time == (1980, 1, 1, 0, 0, 0) for e in zipfile.ZipFile(io.BytesIO(first)).infolist())


def test_single_sign_on_names_the_application_and_its_resource(tmp_path: Path) -> None:
    """--sso adds webApplicationInfo and the token service's domain; the result is still valid."""
    out = tmp_path / "app.zip"
    assert main(["--app-id", APP_ID, "--domain", "bot.contoso.com", "--sso", "--out", str(out)]) == 0
    manifest = json.loads(zipfile.ZipFile(out).read("manifest.json"))
    assert manifest["webApplicationInfo"] == {"id": APP_ID, "resource": f"api://botid-{APP_ID}"}
    assert "token.botframework.com" in manifest["validDomains"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"app_id": "not-a-guid"}, "Entra application id"),
        ({"domain": "https://bot.contoso.com/api"}, "bare host name"),
        ({"name": "A name that is far too long for Teams"}, "name.short has 37 characters; Teams allows 30."),
        ({"version": "one"}, "three numbers"),
        ({"website": "http://bot.contoso.com"}, "developer.websiteUrl"),
        ({"developer": "x" * 33}, "developer.name has 33 characters; Teams allows 32."),
    ],
)
def test_a_wrong_detail_is_refused_with_the_field_and_the_rule(changed: dict[str, str], said: str) -> None:
    """Each problem is a sentence that names the field and what Teams allows."""
    found = problems(fill(details(**changed)), icons())
    assert any(said in sentence for sentence in found), found


def test_nothing_is_written_when_something_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command says the problem on standard error, returns 1 and leaves no file behind."""
    out = tmp_path / "app.zip"
    assert main(["--app-id", "nope", "--out", str(out)]) == 1
    assert "Entra application id" in capsys.readouterr().err
    assert not out.exists()


def test_too_many_commands_and_unknown_fields_are_refused() -> None:
    """The schema's limits reach the person as sentences."""
    manifest = fill(details())
    commands = manifest["bots"][0]["commandLists"][0]["commands"]
    commands += [{"title": f"more {n}", "description": "x"} for n in range(13)]
    commands.append(dict(commands[0]))
    manifest["surprise"] = True
    found = " ".join(problems(manifest, icons()))
    assert f"commands has {len(commands)} entries" in found
    assert "field Teams does not know" in found
    assert "'open' is listed twice" in found


def test_icons_of_the_wrong_size_kind_or_absence_are_refused() -> None:
    """An icon must be there, be a PNG, have its size, and the outline must have transparency."""
    manifest = fill(details())
    assert problems(manifest, {"color.png": icons()["color.png"]}) == [
        "The outline icon 'outline.png' is not in the package."
    ]
    assert "is not a PNG" in " ".join(problems(manifest, {**icons(), "color.png": b"GIF89a"}))
    swapped = problems(manifest, {"color.png": icons()["outline.png"], "outline.png": icons()["color.png"]})
    assert "The color icon is 32×32 pixels; Teams wants 192×192." in swapped
    opaque = bytearray(icons()["outline.png"])
    opaque[25] = 2
    assert "no transparency" in " ".join(problems(manifest, {**icons(), "outline.png": bytes(opaque)}))


def test_the_committed_icons_are_the_ones_the_script_draws() -> None:
    """The pixels of the files are those of the drawing; the outline is white wherever it is not transparent."""
    outline = _pixels(icons()["outline.png"])
    assert outline == _pixels(drawing.outline_icon())
    assert all(pixel[:3] == b"\xff\xff\xff" for pixel in outline if pixel[3])
    assert {pixel[3] for pixel in outline} >= {0, 255}
    assert _pixels(icons()["color.png"]) == _pixels(drawing.color_icon())


def _pixels(data: bytes) -> list[bytes]:
    """The pixels of an unfiltered 8-bit RGBA PNG."""
    (size,) = struct.unpack(">I", data[16:20])
    start = data.index(b"IDAT") + 4
    (length,) = struct.unpack(">I", data[start - 8 : start - 4])
    lines = zlib.decompress(data[start : start + length])
    assert all(lines[row * (size * 4 + 1)] == 0 for row in range(size))
    flat = b"".join(lines[row * (size * 4 + 1) + 1 : (row + 1) * (size * 4 + 1)] for row in range(size))
    return [flat[at : at + 4] for at in range(0, len(flat), 4)]
