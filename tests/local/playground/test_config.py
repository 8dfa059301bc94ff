"""The Playground's configuration holds our people, and is what its own schema asks for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infra.local.people import BY_KEY, PEOPLE
from infra.local.playground.config import playground_config, write_config


@pytest.mark.parametrize("key", BY_KEY)
def test_whoever_acts_the_other_four_are_members_and_all_ids_are_unique(key: str) -> None:
    """One acting person and exactly five others, as the schema wants; each with the id their token hangs on."""
    config = playground_config(BY_KEY[key])

    everyone = [config["currentUser"], *config["users"]]
    assert config["currentUser"]["aadObjectId"] == BY_KEY[key].aad_object_id
    assert len(config["users"]) == 5
    assert {person.aad_object_id for person in PEOPLE} < {user["aadObjectId"] for user in everyone}
    assert len({user["id"] for user in everyone}) == len({user["aadObjectId"] for user in everyone}) == 6


def test_conversations_have_teams_own_kinds_of_ids() -> None:
    """Personal, group and channel ids are unique; a channel's allows `;messageid=` to be appended."""
    config = playground_config(BY_KEY["ava"])

    ids = [config[where]["id"] for where in ("personalChat", "groupChat", "team")]
    ids += [channel["id"] for channel in config["team"]["channels"]]
    assert len(set(ids)) == 4
    assert config["team"]["id"].endswith("@thread.tacv2")


def test_the_written_file_is_read_back_the_same(tmp_path: Path) -> None:
    """JSON is YAML: what is written is the configuration, in a folder that need not exist."""
    path = write_config(tmp_path / "new", BY_KEY["ben"])

    assert path.name == ".m365agentsplayground.yml"
    assert json.loads(path.read_text(encoding="utf-8")) == playground_config(BY_KEY["ben"])
