"""Who may come in: every way a token can be wrong is a 401, and nothing reaches the bot."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from infra.local.teams import TokenIssuer
from infra.local.teams.tokens import SigningKey
from tests.edge import APP_ID, Edge, an_edge


def now() -> int:
    """Seconds since 1970, asked anew by each test: a long run must not age the tokens."""
    return int(time.time())


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def unsigned(edge: Edge) -> str:
    """`alg: none`, with a real key id."""
    header = {"alg": "none", "typ": "JWT", "kid": edge.server.issuer.current.kid}
    payload = jwt.decode(edge.a_token(), options={"verify_signature": False})
    return f"{encoded(header)}.{encoded(payload)}."


def confused(edge: Edge) -> str:
    """HS256, the secret being the published public key; made by hand, as PyJWT refuses to."""
    key = edge.server.issuer.current
    public = key.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    payload = jwt.decode(edge.a_token(), options={"verify_signature": False})
    signed = f"{encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': key.kid})}.{encoded(payload)}"
    mac = hmac.new(public, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def forged(edge: Edge) -> str:
    """Signed with somebody else's key under our key's id."""
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return edge.a_token(key=SigningKey(kid=edge.server.issuer.current.kid, private=stranger, endorsements=("msteams",)))


def tampered(edge: Edge) -> str:
    """The payload changed after signing."""
    header, payload, signature = edge.a_token().split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return f"{header}.{encoded(claims | {'exp': now() + 9_999_999})}.{signature}"


def without_kid(edge: Edge) -> str:
    payload = jwt.decode(edge.a_token(), options={"verify_signature": False})
    return jwt.encode(payload, edge.server.issuer.current.private, algorithm="RS256")


def other_rsa(edge: Edge) -> str:
    """A good signature of an algorithm the Bot Framework does not use."""
    key = edge.server.issuer.current
    payload = jwt.decode(edge.a_token(), options={"verify_signature": False})
    return jwt.encode(payload, key.private, algorithm="RS512", headers={"kid": key.kid})


WRONG: dict[str, Callable[[Edge], str]] = {
    "missing": lambda edge: "",
    "garbage": lambda edge: "not.a.token",
    "one part": lambda edge: "xyz",
    "not ascii": lambda edge: "tök.ën.x",
    "header not JSON": lambda edge: "AAAA.AAAA.AAAA",
    "alg none": unsigned,
    "HS256 with the public key": confused,
    "RS512": other_rsa,
    "signature of another key": forged,
    "payload changed": tampered,
    "no kid": without_kid,
    "unknown kid": lambda edge: edge.a_token(
        key=SigningKey(kid="nobody's", private=edge.server.issuer.current.private, endorsements=())
    ),
    "expired": lambda edge: edge.a_token(exp=now() - 600, nbf=now() - 4000),
    "no exp": lambda edge: edge.a_token(exp=None),
    "exp not a number": lambda edge: edge.a_token(exp="never"),
    "not yet valid": lambda edge: edge.a_token(nbf=now() + 600),
    "no nbf": lambda edge: edge.a_token(nbf=None),
    "another bot's audience": lambda edge: edge.a_token(aud="00000000-0000-4000-8000-000000000009"),
    "several audiences": lambda edge: edge.a_token(aud=[APP_ID, "another"]),
    "no aud": lambda edge: edge.a_token(aud=None),
    "another issuer": lambda edge: edge.a_token(iss="https://sts.windows.net/x/"),
    "no iss": lambda edge: edge.a_token(iss=None),
    "another serviceurl": lambda edge: edge.a_token(service_url="https://elsewhere.example/"),
    "no serviceurl": lambda edge: edge.a_token(service_url=None),
}


@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_token_is_a_401(edge: Edge, make: Callable[[Edge], str]) -> None:
    """A request whose token is wrong in this one way is answered 401 and never reaches the bot."""
    status = await edge.status(token=make(edge))

    assert status == 401
    assert edge.bot.messages == []


async def test_the_right_token_is_let_in(edge: Edge) -> None:
    """The same request with an untouched token is taken: the refusals above are the token's fault."""
    assert await edge.status() == 200
    assert [m.text for m in edge.bot.messages] == ["sheets"]


@pytest.mark.parametrize(("claim", "seconds"), [("exp", -120), ("nbf", 120)], ids=["just expired", "just early"])
async def test_clocks_may_differ_by_five_minutes(edge: Edge, claim: str, seconds: int) -> None:
    """A token two minutes outside its lifetime is still taken."""
    assert await edge.status(token=edge.a_token(**{claim: now() + seconds})) == 200


async def test_an_activity_without_channel_is_a_401(edge: Edge) -> None:
    """Without channelId the endorsement cannot be checked, so the request is not let in."""
    assert await edge.status(edge.an_activity(channelId=None)) == 401
    assert edge.bot.messages == []


async def test_an_activity_of_a_channel_the_key_is_not_endorsed_for_is_a_401(edge: Edge) -> None:
    """The key is endorsed for Teams, not for this channel."""
    assert await edge.status(edge.an_activity(channelId="slack")) == 401


async def test_an_unendorsed_key_is_a_401() -> None:
    """A published key without endorsements signs for no channel."""
    async with an_edge(TokenIssuer(endorsements=())) as edge:
        assert await edge.status() == 401


async def test_the_refusal_says_nothing_about_why(edge: Edge) -> None:
    """Whoever is probing learns only that the request was refused, and the reference to quote."""
    status, body = await edge.answer(token=edge.a_token(aud="x"))

    assert status == 401
    assert set(json.loads(body)["error"]) == {"message", "reference"}
    assert "aud" not in body.lower().replace("reference", "")


async def test_the_anonymous_bot_needs_no_token(anonymous_edge: Edge) -> None:
    """In anonymous mode a request without Authorization is taken, as the Agents Playground sends it."""
    assert await anonymous_edge.status() == 200
    assert len(anonymous_edge.bot.messages) == 1


async def test_other_schemes_are_refused(edge: Edge) -> None:
    """Only Bearer is a scheme here, whatever the token."""
    headers = {"Authorization": f"Basic {edge.a_token()}"}
    async with edge.teams.endpoint._session().post(
        f"{edge.url}/api/messages", json=edge.an_activity(), headers=headers
    ) as response:
        assert response.status == 401
