"""Cosmos DB, the clock, the public address and the collector, as the doctor finds them."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.doctor.findings import Problem
from bot.doctor.outside import check_public_url
from bot.store.cosmos import CosmosDocuments
from infra.local.cosmos import KEY
from infra.local.servers import LOOPBACK
from tests.doctor.conftest import Clinic, a_free_port
from tests.doctor.tls import self_signed
from tests.fakes import HeldClock


async def test_a_cosmos_account_is_probed(clinic: Clinic) -> None:
    """With the right key a probe is written and read; what is missing is named with the setting."""
    url = await clinic.cosmos()
    there = {"cosmos_endpoint": url, "cosmos_key": KEY}

    missing = await clinic.find("store", **there)
    store = CosmosDocuments(url, credential=KEY, create_if_missing=True)
    await store.check()
    await store.aclose()
    found = await clinic.find("store", **there)

    assert missing.ok is False
    assert "COSMOS_CONTAINER" in missing.todo
    assert found.ok is True, found


async def test_a_wrong_cosmos_key_is_found_out(clinic: Clinic) -> None:
    """A key of the right shape that is not this account's."""
    url = await clinic.cosmos()

    finding = await clinic.find("store", cosmos_endpoint=url, cosmos_key="d3Jvbmcga2V5IG9mIHRoZSByaWdodCBzaGFwZQ==")

    assert finding.ok is False
    assert "key" in finding.todo


async def test_a_cosmos_account_that_is_not_there_refuses(clinic: Clinic) -> None:
    """The address is named."""
    gone = {"cosmos_endpoint": f"http://{LOOPBACK}:{a_free_port()}", "cosmos_key": KEY}

    finding = await clinic.find("store", **gone)

    assert finding.ok is False
    assert "COSMOS_ENDPOINT" in finding.todo


@pytest.mark.parametrize(("ahead_s", "spoken"), [(900, "15 min ahead of"), (-7300, "2 h behind")])
async def test_a_clock_that_is_wrong_is_found_out(clinic: Clinic, ahead_s: float, spoken: str) -> None:
    """By the services' Date headers."""
    clock = HeldClock(datetime.now(UTC) + timedelta(seconds=ahead_s))

    finding = await clinic.find("clock", clock=clock)

    assert finding.ok is False
    assert spoken in finding.found


async def test_the_public_address_must_answer_as_this_bot(clinic: Clinic, tmp_path: Path) -> None:
    """Something else at that address, or a certificate nobody trusts, is found out."""
    certificate = self_signed(tmp_path)
    trusted = ssl.create_default_context(cafile=certificate.chain)
    app = web.Application()
    other = await clinic.serve_over_tls(certificate, app)
    ours = await clinic.serve_over_tls(certificate, a_bot())

    untrusted = await clinic.find("public address", public_url=ours)
    with pytest.raises(Problem) as elsewhere:
        await check_public_url(clinic.load(public_url=other), trust=trusted)

    assert untrusted.ok is False
    assert "404" in elsewhere.value.found
    assert f"{ours}/api/messages" in await check_public_url(clinic.load(public_url=ours), trust=trusted)


def a_bot() -> web.Application:
    """Answers its probe as the bot does."""

    async def healthz(request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    return app


async def test_a_collector_that_wants_a_key_says_so(clinic: Clinic) -> None:
    """With the key in the headers it takes the batch."""

    async def take(request: web.Request) -> web.Response:
        return web.Response(status=200 if request.headers.get("api-key") == "k 1" else 401)

    app = web.Application()
    app.router.add_post("/v1/traces", take)
    url = await clinic.serve(app)

    without = await clinic.find("telemetry", otel_exporter_otlp_endpoint=url)
    with_key = await clinic.find(
        "telemetry", otel_exporter_otlp_endpoint=url, otel_exporter_otlp_headers="api-key=k%201"
    )

    assert (without.ok, with_key.ok) == (False, True)
    assert "OTEL_EXPORTER_OTLP_HEADERS" in without.todo
