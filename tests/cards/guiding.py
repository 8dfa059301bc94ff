"""Help with a sheet open, and the prompts of a role: with a sheet, without one, and with one that does not fit."""

from __future__ import annotations

from bot.domain.answers import View
from bot.domain.guides import Guide, Prompt, PromptGuide, Risk

SUGGESTIONS = (
    "How many tasks are overdue, by Owner?",
    "How many rows by Status?",
    "What is due in the next 7 days?",
)
OTHERS = (("operations", "Operations"), ("finance", "Finance"), ("exec", "Executive"), ("engineer", "Engineer"))


def prompts() -> PromptGuide:
    reading = (
        "How many tasks are overdue, by Assigned To?",
        "Which tasks are due in the next 7 days?",
        "Which tasks are blocked?",
        "How many tasks are not done, by Assigned To?",
    )
    checking = ("Which tasks have no Assigned To?", "Which tasks have no Due Date?")
    asked = [(text, Risk.READING) for text in reading] + [(text, Risk.CHECKING) for text in checking]
    return PromptGuide(
        scope="personal",
        title="Project lead",
        prompts=tuple(Prompt(text, risk, f"lead.{index}") for index, (text, risk) in enumerate(asked)),
        sheet="Launch plan",
        others=OTHERS,
    )


def views() -> dict[str, View]:
    """Every one by name."""
    return {
        "help-with-sheet": Guide(
            scope="personal",
            open_sheets=("Launch plan", "Budget"),
            sheet_id=4_820_000_000_000_101,
            suggestions=SUGGESTIONS,
            roles=(*OTHERS, ("lead", "Project lead")),
        ),
        "prompts": prompts(),
        "prompts-without-sheet": PromptGuide(
            scope="channel",
            title="Finance",
            prompts=(Prompt("Which sheets can I see?", Risk.READING, "anyone.0"),),
            examples=("What is the total planned amount?", "Total planned amount by category"),
            others=OTHERS,
        ),
        "prompts-that-do-not-fit": PromptGuide(
            scope="personal", title="Finance", prompts=(), sheet="Team roster", examples=("What is the total cost?",)
        ),
    }
