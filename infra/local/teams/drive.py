"""The OneDrive behind the local Teams: what a person sends lies here, behind a link that soon ends.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4 : in a personal chat the message carries
the link; in channels and group chats it carries nothing of the file.
"""

from __future__ import annotations

import secrets
import time
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from aiohttp import web

DOWNLOAD_INFO = "application/vnd.microsoft.teams.file.download.info"
LINK_S = 300.0
"""How long a link works; Teams says “a few minutes”."""


@dataclass(slots=True)
class Drive:
    """Files by the token of their link; `downloads` counts what was handed out."""

    files: dict[str, tuple[bytes, float]] = field(default_factory=dict)
    downloads: int = 0

    def share(self, root: str, name: str, data: bytes) -> dict[str, Any]:
        """The attachment of a message that sends the file; `root` is the server's address."""
        token = secrets.token_urlsafe(24)
        self.files[token] = (data, time.monotonic() + LINK_S)
        return {
            "contentType": DOWNLOAD_INFO,
            "contentUrl": f"https://northwind-my.sharepoint.com/personal/me/Documents/{quote(name)}",
            "name": name,
            "content": {
                "downloadUrl": f"{root}/drive/download?tempauth={token}",
                "uniqueId": str(uuid.uuid4()).upper(),
                "fileType": name.rpartition(".")[2].lower(),
                "etag": '"1"',
            },
        }

    def expire(self) -> None:
        """No link given out so far works any more."""
        self.files = {token: (data, 0.0) for token, (data, _) in self.files.items()}

    async def download(self, request: web.Request) -> web.Response:
        data, until = self.files.get(request.query.get("tempauth", ""), (b"", 0.0))
        if time.monotonic() >= until:
            return web.Response(status=401, text="The token is expired.")
        self.downloads += 1
        return web.Response(body=data, content_type="application/octet-stream")
