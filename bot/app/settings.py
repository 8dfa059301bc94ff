"""The settings, typed and validated at start; the only place that reads the environment.

`load()` reports every problem at once, each with the variable's name and the fix. Nothing configured means the local
world: `make run` starts the stand-ins and fills in their addresses.
"""

from __future__ import annotations

import ipaddress
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.app.change_settings import ChangeSettings


class Mode(StrEnum):
    LOCAL = "local"
    PRODUCTION = "production"


class AppType(StrEnum):
    """How the bot proves who it is to the Bot Framework; multi-tenant bots can no longer be created."""

    SINGLE_TENANT = "SingleTenant"
    USER_ASSIGNED_MSI = "UserAssignedMSI"


class SettingsError(Exception):
    """The environment is not usable; `problems` has one line a problem: the variable, what is wrong, the fix."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


Url = Annotated[str, Field(pattern=r"^https?://[^\s]+$")]


class Settings(ChangeSettings, BaseSettings):
    """One frozen value for the whole process; field names in upper case are the variables' names."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, env_ignore_empty=True
    )

    mode: Mode = Mode.LOCAL
    host: str = "127.0.0.1"
    port: int = Field(default=3978, ge=1, le=65535)
    public_url: Url | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    otel_exporter_otlp_endpoint: Url | None = None
    otel_exporter_otlp_headers: SecretStr | None = None
    data_dir: Path = Path(".local/data")
    files_dir: Path | None = None
    file_hosts: str = ""

    app_type: AppType = AppType.SINGLE_TENANT
    app_id: str = ""
    app_tenantid: str = ""
    app_password: SecretStr | None = None
    bot_openid_metadata_url: Url = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    bot_token_issuer: str = "https://api.botframework.com"  # noqa: S105 (an issuer's name)
    bot_login_url: Url = "https://login.microsoftonline.com"

    smartsheet_access_token: SecretStr | None = None
    smartsheet_api_base: Url = "https://api.smartsheet.com/2.0"
    smartsheet_timeout_s: float = Field(default=30, gt=0, le=300)
    smartsheet_requests_per_minute: int = Field(default=300, ge=1)
    local_people: dict[str, SecretStr] = Field(default_factory=dict)
    local_default_token: SecretStr | None = None

    azure_openai_endpoint: Url | None = None
    azure_openai_deployment: str = ""
    azure_openai_api_key: SecretStr | None = None
    litellm_base_url: Url | None = None
    litellm_api_key: SecretStr | None = None
    litellm_model: str = ""
    openai_base_url: Url | None = None
    openai_api_key: SecretStr | None = None
    openai_model: str = ""
    model_deadline_s: float = Field(default=60, gt=0, le=600)

    cosmos_endpoint: Url | None = None
    cosmos_key: SecretStr | None = None
    cosmos_database: str = "sheetline"
    cosmos_container: str = "conversations"
    sqlite_path: Path | None = None

    session_ttl_days: int = Field(default=30, ge=1, le=3650)
    turn_deadline_s: float = Field(default=110, gt=0, le=600)
    snapshot_memory_mb: int = Field(default=1024, ge=64)
    query_row_cap: int = Field(default=500, ge=10, le=10_000)
    budget_person_tokens_per_day: int = Field(default=0, ge=0)
    budget_conversation_tokens_per_day: int = Field(default=0, ge=0)

    @field_validator("app_id", "app_tenantid", "openai_model", "litellm_model", "azure_openai_deployment")
    @classmethod
    def _strip(cls, value: str) -> str:
        return value.strip()

    @property
    def anonymous(self) -> bool:
        """Requests are taken without a token: only in local mode, and only on loopback."""
        return not self.app_id

    @property
    def more_file_hosts(self) -> tuple[str, ...]:
        """Hosts beside SharePoint's from which files are fetched."""
        return tuple(host.strip().casefold() for host in self.file_hosts.split(",") if host.strip())

    @property
    def local_files(self) -> bool:
        """Files may come from this machine: of the local Teams only."""
        return self.anonymous or "127.0.0.1" in self.more_file_hosts

    @property
    def database_path(self) -> Path:
        return self.sqlite_path or self.data_dir / "sheetline.db"

    @model_validator(mode="after")
    def _consistent(self) -> Settings:
        problems = [*_bot_problems(self), *_smartsheet_problems(self), *_model_problems(self), *_store_problems(self)]
        problems += _file_problems(self)
        if problems:
            raise SettingsError(problems)
        return self


def load(**overrides: Any) -> Settings:
    """Read the environment and `.env`. Raises SettingsError with all problems."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        problems = [_sentence(dict(problem)) for problem in error.errors()]
        bad = {str(problem["loc"][0]).lower() for problem in error.errors() if problem["loc"]}
        defaults = {name: Settings.model_fields[name].get_default(call_default_factory=True) for name in bad}
    try:  # with the unreadable ones at their defaults, what else is wrong
        Settings(**{**overrides, **defaults})
    except SettingsError as error:
        problems += error.problems
    raise SettingsError(problems)


def _sentence(problem: dict[str, Any]) -> str:
    name, *inside = (str(part) for part in problem["loc"] or ("settings",))
    where = f"{name.upper()}, {' › '.join(inside)}" if inside else name.upper()
    return f"{where}: {problem['msg']}. Set it to a valid value or remove it; .env.example shows each."


def _bot_problems(s: Settings) -> list[str]:
    if s.anonymous:
        problems = []
        if s.mode is Mode.PRODUCTION:
            problems.append(
                "APP_ID: missing in production. Set it to the bot's Microsoft app id (Azure Bot → Settings)."
            )
        if not _is_loopback(s.host):
            problems.append(
                f"HOST: {s.host} would take unauthenticated requests from the network. "
                "Set HOST=127.0.0.1, or set APP_ID, APP_TENANTID and APP_PASSWORD."
            )
        return problems
    problems = []
    if not s.app_tenantid:
        problems.append("APP_TENANTID: missing. Set it to the id of the tenant the bot is registered in.")
    if s.app_type is AppType.SINGLE_TENANT and s.app_password is None:
        problems.append("APP_PASSWORD: missing for APP_TYPE=SingleTenant. Set it to a client secret of APP_ID.")
    return problems


def _smartsheet_problems(s: Settings) -> list[str]:
    if s.smartsheet_access_token is None and not s.local_people and s.local_default_token is None:
        return [
            (
                "SMARTSHEET_ACCESS_TOKEN: missing. Set it to a token of the Smartsheet account the bot reads with "
                "(Account → Personal Settings → API Access), or start the local world with “make run”."
            )
        ]
    if s.mode is Mode.PRODUCTION and (s.local_people or s.local_default_token is not None):
        return ["LOCAL_PEOPLE, LOCAL_DEFAULT_TOKEN: only for MODE=local. Remove them."]
    return []


def _model_problems(s: Settings) -> list[str]:
    chosen = [
        name
        for name, url in (
            ("AZURE_OPENAI_ENDPOINT", s.azure_openai_endpoint),
            ("LITELLM_BASE_URL", s.litellm_base_url),
            ("OPENAI_BASE_URL", s.openai_base_url),
        )
        if url
    ]
    if len(chosen) > 1:
        return [f"{', '.join(chosen)}: more than one model is configured. Keep one and remove the others."]
    if not chosen and s.openai_api_key is None:
        return [
            (
                "AZURE_OPENAI_ENDPOINT, LITELLM_BASE_URL or OPENAI_BASE_URL: no model is configured. Set one of them, "
                "or start the local world with “make run”."
            )
        ]
    problems = []
    if s.azure_openai_endpoint and not s.azure_openai_deployment:
        problems.append("AZURE_OPENAI_DEPLOYMENT: missing. Set it to the deployment's name.")
    if s.litellm_base_url and not s.litellm_model:
        problems.append("LITELLM_MODEL: missing. Set it to a model name the proxy serves.")
    if s.litellm_base_url and s.litellm_api_key is None:
        problems.append("LITELLM_API_KEY: missing. Set it to a virtual key of the proxy.")
    if not s.azure_openai_endpoint and not s.litellm_base_url:
        if not s.openai_model:
            problems.append("OPENAI_MODEL: missing. Set it to the model's name.")
        if s.openai_api_key is None:
            problems.append("OPENAI_API_KEY: missing. Set it to the server's key (any word when it asks for none).")
    return problems


def _store_problems(s: Settings) -> list[str]:
    if s.cosmos_endpoint and s.sqlite_path:
        return ["COSMOS_ENDPOINT, SQLITE_PATH: two stores are configured. Keep one."]
    if s.cosmos_key is not None and not s.cosmos_endpoint:
        return [
            "COSMOS_ENDPOINT: missing while COSMOS_KEY is set. Set it to https://<account>.documents.azure.com:443/."
        ]
    if s.mode is Mode.PRODUCTION and not s.cosmos_endpoint and not s.sqlite_path:
        return ["COSMOS_ENDPOINT: missing in production. Set it, or set SQLITE_PATH to a file on a durable disk."]
    return []


def _file_problems(s: Settings) -> list[str]:
    local = any(_is_loopback(host) for host in s.more_file_hosts)
    if s.mode is Mode.PRODUCTION and local:
        return ["FILE_HOSTS: this machine is only for MODE=local. Remove it."]
    bad = [host for host in s.more_file_hosts if not re.fullmatch(r"\.?[a-z0-9-]+(?:\.[a-z0-9-]+)+", host)]
    return [f"FILE_HOSTS: {bad[0]} is no host name. Write it like files.example.com or .example.com."] if bad else []


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
