"""Each thing Sheetline needs, well and ill in every way that happens: one finding, with what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.local.planner.faults import Fault
from infra.local.servers import LOOPBACK
from infra.local.smartsheet.faults import Kind
from tests.doctor.conftest import Clinic, a_free_port

NOWHERE = "http://no-such-host.invalid/v1"


async def test_all_is_well_where_everything_is_there(clinic: Clinic) -> None:
    """Each check says in a sentence what it found."""
    names = ("bot identity", "signing keys", "smartsheet", "model", "store", "files", "clock")

    findings = [await clinic.find(name) for name in names]

    assert [finding.ok for finding in findings] == [True] * len(names), findings
    assert "carla@northwind.example sees 6 sheets." in findings[2].found
    assert "offline-planner called a tool and answered from its result" in findings[3].found


async def test_what_is_not_configured_is_not_tried(clinic: Clinic) -> None:
    """No identity, no public address, no collector: neither well nor ill."""
    anonymous = {"app_id": "", "app_tenantid": "", "app_password": None}

    found = [
        await clinic.find(name, **anonymous) for name in ("bot identity", "signing keys", "public address", "telemetry")
    ]

    assert [finding.ok for finding in found] == [None] * 4


Ill = Callable[[Clinic], dict[str, Any]]


def _revoke(clinic: Clinic) -> dict[str, Any]:
    clinic.world.tokens.clear()
    return {}


def _break(fault: Fault) -> Ill:
    def ill(clinic: Clinic) -> dict[str, Any]:
        clinic.model_faults.set(fault)
        return {}

    return ill


def _metadata_down(clinic: Clinic) -> dict[str, Any]:
    clinic.connector.metadata_up = False
    return {}


def _maintenance(clinic: Clinic) -> dict[str, Any]:
    clinic.world.faults.add(Kind.MAINTENANCE, count=None)
    return {}


ILL: dict[str, tuple[str, Ill, str, str]] = {
    "a wrong client secret": ("bot identity", lambda c: {"app_password": "wrong"}, "gets no token", "APP_PASSWORD"),
    "a login host that is not there": (
        "bot identity",
        lambda c: {"bot_login_url": f"http://{LOOPBACK}:{a_free_port()}"},
        "refuses the connection",
        "BOT_LOGIN_URL",
    ),
    "no metadata": ("signing keys", _metadata_down, "does not give the signing keys", "BOT_OPENID_METADATA_URL"),
    "a metadata name that is wrong": (
        "signing keys",
        lambda c: {"bot_openid_metadata_url": NOWHERE},
        "DNS: the name no-such-host.invalid is not known.",
        "BOT_OPENID_METADATA_URL",
    ),
    "a wrong Smartsheet token": (
        "smartsheet",
        lambda c: {"smartsheet_access_token": "wrong-token-1234567890"},
        "does not accept the access token",
        "SMARTSHEET_ACCESS_TOKEN",
    ),
    "a revoked Smartsheet token": ("smartsheet", _revoke, "access token", "SMARTSHEET_ACCESS_TOKEN"),
    "a Smartsheet that is not there": (
        "smartsheet",
        lambda c: {"smartsheet_api_base": f"http://{LOOPBACK}:{a_free_port()}/2.0"},
        "refuses the connection",
        "SMARTSHEET_API_BASE",
    ),
    "Smartsheet under maintenance": ("smartsheet", _maintenance, "maintenance", "try again"),
    "a model name that is wrong": (
        "model",
        lambda c: {"openai_base_url": NOWHERE},
        "DNS: the name no-such-host.invalid is not known.",
        "OPENAI_BASE_URL",
    ),
    "a model that is not there": (
        "model",
        lambda c: {"openai_base_url": f"http://{LOOPBACK}:{a_free_port()}/v1"},
        "refuses the connection",
        "OPENAI_BASE_URL",
    ),
    "a wrong model key": ("model", _break(Fault.UNAUTHORIZED), "credential", "OPENAI_API_KEY"),
    "a wrong deployment": ("model", _break(Fault.NO_DEPLOYMENT), "does not exist", "offline-planner"),
    "a model that is busy": ("model", _break(Fault.INSUFFICIENT_QUOTA), "quota", "quota"),
    "a model's proxy that answers with a page": ("model", _break(Fault.NOT_JSON), "language model", "OPENAI_BASE_URL"),
    "a model that calls what it was not given": ("model", _break(Fault.UNKNOWN_TOOL), "was not given", "OPENAI_MODEL"),
    "a store's folder that is a file": (
        "store",
        lambda c: {"sqlite_path": _a_file(c.folder) / "sheetline.db"},
        "not available",
        "Nothing was changed",
    ),
    "a files' folder that is a file": (
        "files",
        lambda c: {"files_dir": _a_file(c.folder)},
        "takes no files",
        "FILES_DIR",
    ),
    "a public address without TLS": (
        "public address",
        lambda c: {"public_url": "http://bot.example"},
        "is not https",
        "certificate",
    ),
    "a public port that Smartsheet does not call": (
        "public address",
        lambda c: {"public_url": "https://bot.example:3978"},
        "3978",
        "443",
    ),
    "a collector that is not there": (
        "telemetry",
        lambda c: {"otel_exporter_otlp_endpoint": f"http://{LOOPBACK}:{a_free_port()}"},
        "refuses the connection",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
    ),
    "a collector that is something else": (
        "telemetry",
        lambda c: {"otel_exporter_otlp_endpoint": c.connector.url},
        "404",
        "4318",
    ),
}


def _a_file(folder: Path) -> Path:
    path = folder / "file"
    path.write_text("")
    return path


@pytest.mark.parametrize("case", ILL)
async def test_each_illness_is_named_with_what_to_do(clinic: Clinic, case: str) -> None:
    """What was found names the cause, what to do names the setting or the place to mend it."""
    name, ill, found, todo = ILL[case]

    finding = await clinic.find(name, **ill(clinic))

    assert finding.ok is False, finding
    assert found in finding.found
    assert todo in finding.todo
