"""What Teams would refuse, found before the upload: one clear sentence a problem.

The schema says most of it (https://developer.microsoft.com/json-schemas/teams/v1.24/MicrosoftTeams.schema.json, kept in
manifest/schema). The rest are rules that the schema cannot say: files that must exist, sizes of icons, bare host names.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft4Validator, ValidationError

from manifest.package import FOLDER

SCHEMA = FOLDER / "schema" / "MicrosoftTeams.v1.24.schema.json"
ICON_SIZES = {"color": 192, "outline": 32}
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
_VERSION = re.compile(r"\d{1,5}\.\d{1,5}\.\d{1,5}")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def problems(manifest: dict[str, Any], files: Mapping[str, bytes]) -> list[str]:
    """Everything wrong with the package, in the manifest's order; empty when Teams should take it."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    found = [_sentence(error) for error in sorted(Draft4Validator(schema).iter_errors(manifest), key=_place)]
    return [*found, *_identity(manifest), *_domains(manifest), *_commands(manifest), *_icons(manifest, files)]


def _place(error: ValidationError) -> str:
    return "/".join(str(part) for part in error.absolute_path)


def _sentence(error: ValidationError) -> str:
    where = ".".join(str(part) for part in error.absolute_path) or "the manifest"
    match error.validator:
        case "maxLength":
            return f"{where} has {len(error.instance)} characters; Teams allows {error.validator_value}."
        case "maxItems":
            return f"{where} has {len(error.instance)} entries; Teams allows {error.validator_value}."
        case "required":
            return f"{where} lacks a required field: {error.message.split(' is ')[0]}."
        case "additionalProperties":
            return f"{where} has a field Teams does not know: {error.message}."
        case "enum":
            return f"{where} is {error.instance!r}; Teams allows {', '.join(map(repr, error.validator_value))}."
        case _:
            return f"{where} is not valid: {error.message}."


def _identity(manifest: dict[str, Any]) -> list[str]:
    found = []
    if not _GUID.fullmatch(str(manifest.get("id", ""))):
        found.append("id must be the bot's Microsoft Entra application id, a GUID such as 1234abcd-…; see --app-id.")
    if not _VERSION.fullmatch(str(manifest.get("version", ""))):
        found.append("version must be three numbers such as 1.0.0; see --version.")
    for field, url in manifest.get("developer", {}).items():
        if field.endswith("Url") and not str(url).startswith("https://"):
            found.append(
                f"developer.{field} must begin with https:// (Teams refuses http, though the schema takes it)."
            )
    return found


def _domains(manifest: dict[str, Any]) -> list[str]:
    return [
        f"validDomains: {domain!r} must be a bare host name such as bot.example.com; see --domain."
        for domain in manifest.get("validDomains", [])
        if not _HOST.fullmatch(domain)
    ]


def _commands(manifest: dict[str, Any]) -> list[str]:
    found = []
    for bot in manifest.get("bots", []):
        for commands in bot.get("commandLists", []):
            titles = [command.get("title", "").casefold() for command in commands.get("commands", [])]
            found += [f"The command {title!r} is listed twice." for title in set(titles) if titles.count(title) > 1]
    return found


def _icons(manifest: dict[str, Any], files: Mapping[str, bytes]) -> list[str]:
    found = []
    for kind, wanted in ICON_SIZES.items():
        name = manifest.get("icons", {}).get(kind, "")
        data = files.get(name)
        if data is None:
            found.append(f"The {kind} icon {name!r} is not in the package.")
            continue
        seen = _png(data)
        if seen is None:
            found.append(f"The {kind} icon {name!r} is not a PNG.")
            continue
        width, height, color_type = seen
        if (width, height) != (wanted, wanted):
            found.append(f"The {kind} icon is {width}×{height} pixels; Teams wants {wanted}×{wanted}.")
        if kind == "outline" and color_type not in (4, 6):
            found.append("The outline icon has no transparency; Teams wants white on transparent.")
    return found


def _png(data: bytes) -> tuple[int, int, int] | None:
    """Width, height and colour type of a PNG, or None when it is none."""
    if len(data) < 26 or not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR":
        return None
    width, height, _, color_type = struct.unpack(">IIBB", data[16:26])
    return width, height, color_type
