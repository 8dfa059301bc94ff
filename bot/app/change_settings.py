"""The settings for changes: what they may do at most, who must approve, how long it is known what was changed.

A part of Settings (bot/app/settings.py), which reads them. Lists are written with commas, or as JSON.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_settings import NoDecode

Second = Literal["destroy", "share"]
Dropdowns = Literal["strict", "override"]


def _listed(value: Any) -> Any:
    """`a, b` and `["a", "b"]` alike; raises ValueError for JSON that cannot be read."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return [part.strip() for part in value.split(",") if part.strip()]


def _mapped(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError('it is not JSON; write {"<sheet id>": {"rows": 100}}') from None


def _domains(value: Any) -> Any:
    listed = _listed(value)
    return [str(each).strip().lstrip("@").casefold() for each in listed] if isinstance(listed, list) else listed


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
Domains = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_domains)]
Seconds = Annotated[frozenset[Second], NoDecode, BeforeValidator(_listed)]


class SheetRules(BaseModel):
    """What differs for one sheet; what is not said is as everywhere."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int | None = Field(default=None, ge=0)
    columns: int | None = Field(default=None, ge=0)
    records: int | None = Field(default=None, ge=0)
    destructive: bool | None = None
    sharing: bool | None = None
    share_domains: Domains | None = None
    protected: Names | None = None
    dropdowns: Dropdowns | None = None
    second_person: Seconds | None = None
    second_person_rows: int | None = Field(default=None, ge=0)


Sheets = Annotated[dict[int, SheetRules], NoDecode, BeforeValidator(_mapped)]


class ChangeSettings(BaseModel):
    """The fields of Settings that concern changes."""

    change_rows: int = Field(default=5_000, ge=0, le=20_000)
    change_columns: int = Field(default=50, ge=0, le=400)
    change_records: int = Field(default=200, ge=0, le=1_000)
    change_destructive: bool = True
    change_sharing: bool = True
    change_share_domains: Domains = ()
    change_protected: Names = ()
    change_dropdowns: Dropdowns = "strict"
    change_second_person: Seconds = frozenset()
    change_second_person_rows: int = Field(default=0, ge=0)
    audit_days: int = Field(default=365, ge=1, le=3650)
    change_sheets: Sheets = Field(default_factory=dict)
