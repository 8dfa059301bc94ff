"""Issues and checks the tokens of the Bot Framework, with keys of its own.

Channel → bot: RS256 JWTs as the Bot Connector signs them (`iss` https://api.botframework.com, `aud` the bot's app id,
`serviceurl`), found through an OpenID metadata document and a key set with channel endorsements.
Bot → channel: the client-credentials token of Microsoft Entra ID, scope https://api.botframework.com/.default.
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

from __future__ import annotations

import base64
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

BOT_FRAMEWORK_ISSUER = "https://api.botframework.com"
BOT_FRAMEWORK_SCOPE = "https://api.botframework.com/.default"
LIFETIME_S = 3600


@dataclass(slots=True)
class SigningKey:
    """One RSA key of the key set, with the channels it is endorsed for."""

    kid: str
    private: rsa.RSAPrivateKey
    endorsements: tuple[str, ...]

    def jwk(self) -> dict[str, Any]:
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": _base64url(numbers.n),
            "e": _base64url(numbers.e),
            "endorsements": list(self.endorsements),
        }


@dataclass(slots=True)
class TokenIssuer:
    """Signs with the newest key; publishes all of them. A key takes 0.1 s to make: share one in tests."""

    endorsements: tuple[str, ...] = ("msteams", "webchat", "directline")
    issuer: str = BOT_FRAMEWORK_ISSUER
    keys: list[SigningKey] = field(default_factory=list)
    issued: int = 0

    @property
    def current(self) -> SigningKey:
        if not self.keys:
            self.roll()
        return self.keys[-1]

    def roll(self, *, endorsements: Sequence[str] | None = None, retire_old: bool = False) -> SigningKey:
        """Publish a new key and sign with it from now on; `retire_old` unpublishes the earlier ones."""
        if retire_old:
            self.keys.clear()
        key = SigningKey(
            kid=f"key-{time.time_ns():x}",
            private=rsa.generate_private_key(public_exponent=65537, key_size=2048),
            endorsements=tuple(self.endorsements if endorsements is None else endorsements),
        )
        self.keys.append(key)
        return key

    def key_set(self) -> dict[str, Any]:
        """The JWKS document."""
        return {"keys": [key.jwk() for key in [self.current, *self.keys[:-1]]]}

    def channel_token(self, *, app_id: str, service_url: str, key: SigningKey | None = None, **claims: Any) -> str:
        """A token as Teams sends it with an activity. `claims` overrides; a claim set to None is left out."""
        now = int(time.time())
        payload = {
            "iss": self.issuer,
            "aud": app_id,
            "serviceurl": service_url,
            "nbf": now - 300,
            "exp": now + LIFETIME_S,
            **claims,
        }
        chosen = key or self.current
        return jwt.encode(
            {name: value for name, value in payload.items() if value is not None},
            chosen.private,
            algorithm="RS256",
            headers={"kid": chosen.kid, "x5t": chosen.kid},
        )

    def bot_token(self, *, app_id: str, lifetime_s: int = LIFETIME_S) -> dict[str, Any]:
        """The token endpoint's answer to a bot's client-credentials request."""
        now = int(time.time())
        self.issued += 1
        token = jwt.encode(
            {
                "iss": "https://sts.windows.net/local/",
                "aud": BOT_FRAMEWORK_ISSUER,
                "appid": app_id,
                "nbf": now - 5,
                "exp": now + lifetime_s,
                "jti": str(self.issued),
            },
            self.current.private,
            algorithm="RS256",
            headers={"kid": self.current.kid},
        )
        return {"token_type": "Bearer", "expires_in": lifetime_s, "ext_expires_in": lifetime_s, "access_token": token}

    def is_bot_token(self, token: str, *, app_id: str) -> bool:
        """Whether the bearer token of an outbound call is one of ours, for this bot, and still valid."""
        for key in self.keys:
            try:
                claims = jwt.decode(
                    token, key.private.public_key(), algorithms=["RS256"], audience=BOT_FRAMEWORK_ISSUER, leeway=5
                )
            except jwt.InvalidTokenError:
                continue
            return bool(claims.get("appid") == app_id)
        return False


def _base64url(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
