"""The Playground's `.m365agentsplayground.yml`: our sample people in one personal chat, one group chat and one team.

The file's schema (0.1.1, inside the npm part `@microsoft/m365agentsplayground`) wants one acting user and exactly five
others, unique ids, at most one channel beside General; anything else makes it print "Listening" and then exit.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from infra.local.people import PEOPLE, SamplePerson

FILE_NAME = ".m365agentsplayground.yml"
TENANT_ID = "00000000-0000-0000-0000-0000000000aa"
BOT_ID = "28:sheetline-local"
BOT_NAME = "Sheetline"
PERSONAL_ID = "a:local-playground-{key}"
GROUP_ID = "19:local-playground-group@thread.v2"
TEAM_ID = "19:local-playground-general@thread.tacv2"
CHANNEL_ID = "19:local-playground-launch@thread.tacv2"

# The sixth person only fills the schema's fifth seat: she never acts, and no Smartsheet token is hers.
_GUEST = SamplePerson(
    key="noor",
    name="Noor Haddad",
    email="noor@northwind.example",
    user_id=4_820_000_000_000_006,
    aad_object_id="00000000-0000-0000-0000-000000000006",
    token="",
    role="guest without a Smartsheet account",
)


def playground_config(acting: SamplePerson) -> dict[str, Any]:
    """The configuration in which `acting` types and the other sample people are members of group and team."""
    others = [person for person in (*PEOPLE, _GUEST) if person.key != acting.key]
    return {
        "version": "0.1.1",
        "tenantId": TENANT_ID,
        "bot": {"id": BOT_ID, "name": BOT_NAME},
        "currentUser": _user(acting),
        "users": [_user(person) for person in others],
        "personalChat": {"id": PERSONAL_ID.format(key=acting.key)},
        "groupChat": {"id": GROUP_ID, "name": "Group Chat"},
        "team": {
            "id": TEAM_ID,
            "name": "My Team",
            "aadGroupId": "00000000-0000-0000-0000-0000000000bb",
            "channels": [{"id": CHANNEL_ID, "name": "Launch"}],
        },
    }


def write_config(folder: Path, acting: SamplePerson) -> Path:
    """Write the configuration into `folder` (made when missing); JSON, which is YAML too."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    path.write_text(json.dumps(playground_config(acting), indent=2) + "\n", encoding="utf-8")
    return path


def _user(person: SamplePerson) -> dict[str, str]:
    given, _, surname = person.name.partition(" ")
    return {
        "id": f"29:local-{person.key}",
        "name": person.name,
        "userPrincipleName": person.email,  # the schema's own spelling
        "aadObjectId": person.aad_object_id,
        "givenName": given,
        "surname": surname,
        "email": person.email,
    }
