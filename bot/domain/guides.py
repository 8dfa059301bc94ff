"""What Sheetline says about itself: welcome, help, and questions worth asking, by role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Guide:
    """Welcome (`welcome=True`) or help: what can be asked here. `open_sheets` names the sheets already open, `changes`
    are examples of what can be changed.

    `suggestions` are questions for the sheet with `sheet_id`, asked by their index; `roles` are the keys and titles of
    the prompts that are offered.
    """

    scope: str
    welcome: bool = False
    open_sheets: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    sheet_id: int | None = None
    suggestions: tuple[str, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    bot_name: str = "Sheetline"


class Risk(StrEnum):
    """What asking may come to: READING looks something up, CHECKING looks for what is wrong. Neither changes a cell."""

    READING = "reading"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question as it will be asked; `target` is how a button names it: `<role>.<index>`."""

    text: str
    risk: Risk
    target: str


@dataclass(frozen=True, slots=True)
class PromptGuide:
    """Questions for one role: those that the open sheet (`sheet`, by name) can answer, or any conversation can.

    `examples` are questions that would need a sheet, `others` the other roles' keys and titles.
    """

    scope: str
    title: str
    prompts: tuple[Prompt, ...]
    sheet: str = ""
    examples: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    bot_name: str = "Sheetline"
