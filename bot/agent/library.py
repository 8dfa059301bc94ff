"""The prompt library: questions worth asking, by role and by what asking them may come to.

A question is written once, with its columns left open (`{owner}`, `{amount}`); a sheet that has such columns is asked
by its own titles, and one that lacks them is not offered the question. A question keeps its place in its role's list,
as buttons name it by that: add at the end, never reorder.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

from bot.agent.prompt_columns import EXAMPLE_WORDS, words_for
from bot.domain.guides import Prompt, Risk
from bot.errors import InvalidArguments, NotFound
from bot.sheets.snapshot import Snapshot


class Role(StrEnum):
    """Who asks; the values are what buttons and “help finance” say."""

    LEAD = "lead"
    OPERATIONS = "operations"
    FINANCE = "finance"
    EXEC = "exec"
    ENGINEER = "engineer"


TITLES = {
    Role.LEAD: "Project lead",
    Role.OPERATIONS: "Operations",
    Role.FINANCE: "Finance",
    Role.EXEC: "Executive",
    Role.ENGINEER: "Engineer",
}

_CALLED = {
    Role.LEAD: ("lead", "project lead", "project", "projects", "project manager", "pm", "pmo", "team lead"),
    Role.OPERATIONS: ("operations", "ops", "operation", "operations manager"),
    Role.FINANCE: ("finance", "budget", "money", "controller", "controlling", "accounting", "cfo"),
    Role.EXEC: ("exec", "executive", "executives", "management", "leadership", "director", "ceo"),
    Role.ENGINEER: ("engineer", "engineering", "engineers", "developer", "developers", "dev", "team member"),
}


@dataclass(frozen=True, slots=True)
class Template:
    """A question with its columns left open. `needs` names what it rests on without saying it (`done`, `due`)."""

    text: str
    risk: Risk = Risk.READING
    needs: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(name for _, name, _, _ in Formatter().parse(self.text) if name) + self.needs


_CHECK = Risk.CHECKING
_NO_OWNER = Template("Which {rows} have no {owner}?", _CHECK)
_NO_DUE = Template("Which {rows} have no {due}?", _CHECK)
_QUALITY = Template("Check the data quality of {sheet}", _CHECK)

LIBRARY: dict[Role, tuple[Template, ...]] = {
    Role.LEAD: (
        Template("How many {rows} are overdue, by {owner}?", needs=("due", "done")),
        Template("Which {rows} are due in the next 7 days?", needs=("due",)),
        Template("Which {rows} are {blocked}?"),
        Template("How many {rows} are not done, by {owner}?", needs=("done",)),
        _NO_OWNER,
        _NO_DUE,
        Template("Which {rows} are overdue and have no {owner}?", _CHECK, ("due", "done")),
    ),
    Role.OPERATIONS: (
        Template("How many {rows} by {status}?"),
        Template("How many {rows} by {category}?"),
        Template("Which 5 {rows} have the lowest {number}?"),
        Template("Which {rows} are due this week?", needs=("due",)),
        Template("Which {rows} have no {detail}?", _CHECK),
        _QUALITY,
    ),
    Role.FINANCE: (
        Template("What is the total {amount}?"),
        Template("Total {amount} by {category}"),
        Template("Which 5 {rows} have the largest {amount}?"),
        Template("Average {amount} by {category}"),
        Template("Which {rows} are not {flag}?", _CHECK),
        Template("Which {rows} have no {amount}?", _CHECK),
        _QUALITY,
    ),
    Role.EXEC: (
        Template("What percentage of {rows} is done?", needs=("done",)),
        Template("How many {rows} are overdue?", needs=("due", "done")),
        Template("How many {rows} by {priority}?"),
        Template("Who has the most overdue {rows}?", needs=("due", "done", "owner")),
        Template("Which {rows} are due this month?", needs=("due",)),
        Template("Total {amount} by {category}"),
    ),
    Role.ENGINEER: (
        Template("Which {rows} are assigned to me?", needs=("owner",)),
        Template("Which of my {rows} are due this week?", needs=("owner", "due")),
        Template("Which {rows} are {under_way}?"),
        _NO_OWNER,
        Template("What columns are there?", needs=("sheet",)),
        _QUALITY,
    ),
}

ANYONE = "anyone"
ANYWHERE = (
    Template("Which sheets can I see?"),
    Template("What is assigned to me?"),
    Template("Which sheets changed lately?"),
)
"""What everyone can ask without a sheet."""

MOST_EXAMPLES = 4


def role_called(name: str) -> Role | None:
    """The role a person means by “finance”, “pm” or “exec”."""
    said = " ".join(name.casefold().split())
    return next((role for role, names in _CALLED.items() if said in names), None)


def prompts_for(role: Role, snapshot: Snapshot | None) -> tuple[Prompt, ...]:
    """The role's questions that this sheet can answer; without a sheet, those that need none."""
    if snapshot is None:
        return tuple(_prompt(template, {}, f"{ANYONE}.{index}") for index, template in enumerate(ANYWHERE))
    words = words_for(snapshot)
    return tuple(
        _prompt(template, words, f"{role}.{index}")
        for index, template in enumerate(LIBRARY[role])
        if set(template.fields) <= set(words)
    )


def examples_for(role: Role) -> tuple[str, ...]:
    """Questions of the role as they read with everyday column names, for who has no sheet open."""
    templates = [template for template in LIBRARY[role] if template.fields and "sheet" not in template.fields]
    return tuple(template.text.format_map(EXAMPLE_WORDS) for template in templates[:MOST_EXAMPLES])


def prompt_at(target: str, snapshot: Snapshot | None) -> str:
    """The question a button names, in this sheet's words.

    Raises InvalidArguments for a target that names none, NotFound when the sheet cannot answer it.
    """
    name, _, index = target.partition(".")
    templates = ANYWHERE if name == ANYONE else next((LIBRARY[role] for role in Role if role == name), ())
    if not index.isdecimal() or len(index) > 2 or int(index) >= len(templates):
        raise InvalidArguments("This button does not name a question.")
    template = templates[int(index)]
    words = words_for(snapshot) if template.fields and snapshot is not None else {}
    if not set(template.fields) <= set(words):
        raise NotFound(
            "This question does not fit the sheet that is open here now.",
            hint=f"Send “help {name}” for the ones that do.",
        )
    return _prompt(template, words, target).text


def needs_sheet(target: str) -> bool:
    """Whether the question a button names is asked of the open sheet."""
    return not target.startswith(f"{ANYONE}.")


def _prompt(template: Template, words: dict[str, str], target: str) -> Prompt:
    return Prompt(text=template.text.format_map(words), risk=template.risk, target=target)
