"""The app package: the manifest filled in, the icons beside it, zipped so that equal inputs give equal bytes."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

FOLDER = Path(__file__).parent
SAMPLE_APP_ID = "11111111-2222-4333-8444-555555555555"
SAMPLE_DOMAIN = "sheetline.example"
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Details:
    """What an installation fills in. `domain` is the bot's host name; the three addresses default to pages on it.

    `sso_resource` switches single sign-on on; the usual value is `api://botid-<app id>`.
    """

    app_id: str = SAMPLE_APP_ID
    domain: str = SAMPLE_DOMAIN
    name: str = "Sheetline"
    version: str = "1.0.0"
    developer: str = "Sheetline"
    website: str = ""
    privacy: str = ""
    terms: str = ""
    sso_resource: str | None = None

    @property
    def is_sample(self) -> bool:
        return self.app_id == SAMPLE_APP_ID or self.domain == SAMPLE_DOMAIN


def fill(details: Details) -> dict[str, Any]:
    """The manifest for these details; each string of the template is filled alone, so no value can break the JSON."""
    words = {
        "app_id": details.app_id,
        "domain": details.domain,
        "name": details.name,
        "version": details.version,
        "developer": details.developer,
        "website": details.website or f"https://{details.domain}",
        "privacy": details.privacy or f"https://{details.domain}/privacy",
        "terms": details.terms or f"https://{details.domain}/terms",
    }
    template = json.loads((FOLDER / "manifest.template.json").read_text(encoding="utf-8"))
    manifest: dict[str, Any] = _filled(template, words)
    if details.sso_resource is not None:
        manifest["webApplicationInfo"] = {"id": details.app_id, "resource": details.sso_resource}
        manifest["validDomains"].append("token.botframework.com")
    return manifest


def _filled(node: Any, words: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, words) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(item, words) for item in node]
    return Template(node).substitute(words) if isinstance(node, str) and "${" in node else node


def icons() -> dict[str, bytes]:
    """The icon files by name."""
    return {name: (FOLDER / name).read_bytes() for name in ("color.png", "outline.png")}


def pack(manifest: dict[str, Any], files: dict[str, bytes]) -> bytes:
    """The zip: `manifest.json` and the files at its root, stored in order with a fixed date."""
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    entries = {"manifest.json": text.encode(), **files}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(entries):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, entries[name])
    return buffer.getvalue()
