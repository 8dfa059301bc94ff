"""Files on their way into Smartsheet: the bytes a plan named by their hash, as the form that the API takes.

https://developers.smartsheet.com/api/smartsheet/openapi/attachments : up to 30 MB, sent like any POST that creates.
"""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Mapping
from typing import Any

from bot.errors import NotFound
from bot.ports.files import KeptFiles
from bot.smartsheet.http_session import Upload


async def upload_of(fields: Mapping[str, Any], files: KeptFiles | None) -> Upload:
    """The file as the plan's record names it. Raises NotFound when its bytes are no longer kept here, or altered."""
    if files is None:
        raise NotFound("Files are not kept here; attach it in Smartsheet.", hint="")
    name = str(fields["name"])
    content = await asyncio.to_thread(lambda: files.path(str(fields.get("sha256", ""))).read_bytes())
    return Upload(name, content, mimetypes.guess_type(name)[0] or "application/octet-stream")


def is_file(kind: str, fields: Mapping[str, Any]) -> bool:
    return kind == "attachment" and fields.get("attachmentType") == "FILE"
