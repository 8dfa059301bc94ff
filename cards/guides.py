"""Welcome and help: what this is, how to begin, what can be asked here."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.chat import Scope
from bot.domain.guides import Guide, Prompt, PromptGuide, Risk
from cards import buttons, elements, plain, tables
from cards.elements import Element
from cards.sizing import Room

COMMANDS = (
    ("sheets", "the sheets you can open"),
    ("open <name or link>", "open a sheet here"),
    ("columns", "what the sheet's columns hold"),
    ("show rows 5-12", "rows as they are"),
    ("edit row 12, add row", "a row as a form"),
    ("status", "what is open here, and as whom"),
    ("history", "what was changed from here, by whom"),
    ("close <name>", "close a sheet here"),
    ("help finance", "questions for a role"),
    ("new chat", "forget what was said"),
)

WHAT = (
    "I answer questions about your Smartsheet sheets. Every figure is computed over all the rows, and the card says "
    "what it rests on. I change them too: you see each change first and approve it; most can be undone."
)

_FILES = "Files reach me in our personal chat only."
_MOST_EXAMPLES = 5
_MOST_PROMPTS = 12
_MOST_BUTTONS = 6
_RISKS = {Risk.READING: "Looks up", Risk.CHECKING: "Checks for what is missing or wrong"}
_MOST_SHEETS = 5


def build(view: Guide, *, room: Room) -> Element:
    """The welcome or help card for the place it is shown in."""
    title = f"Hello, I am {plain.line(view.bot_name, room.name)}" if view.welcome else "What you can ask"
    body = [elements.heading(title), elements.sentence(WHAT if view.welcome else _begin(view))]
    if view.welcome:
        body.append(elements.sentence(_begin(view)))
    if view.open_sheets:
        names = [plain.isolate(plain.line(name, room.name)) for name in view.open_sheets[:_MOST_SHEETS]]
        body.append(elements.small("Open here: " + " · ".join(names)))
    if view.suggestions and view.sheet_id is not None:
        body.append(elements.label("Try asking"))
        body += [
            elements.chip(text, buttons.press(text, buttons.ASK, f"{view.sheet_id}.{index}"))
            for index, text in enumerate(view.suggestions[:_MOST_EXAMPLES])
        ]
    elif view.examples:
        body.append(elements.label("For example"))
        body += [_example(example, view, room=room) for example in view.examples[:_MOST_EXAMPLES]]
    if view.roles:
        body += [elements.label("More questions, by role"), *_roles(view.roles)]
    if view.changes:
        body.append(elements.label("Change something: you see it first, and nothing is written until you approve"))
        body += [_example(example, view, room=room) for example in view.changes[:_MOST_EXAMPLES]]
    if not view.welcome:
        body += [
            elements.label("Commands; these work even when the language model is down"),
            tables.pairs(COMMANDS, room=room),
        ]
    words = ("sheets", "help") if view.welcome else ("sheets", "status", "new chat")
    return elements.card(body + buttons.row([buttons.say(word) for word in words]), fallback=summary(view))


def summary(view: Guide) -> str:
    """The guide in one line."""
    return "Sheetline answers questions about your Smartsheet sheets" if view.welcome else "What you can ask Sheetline"


def prompts(view: PromptGuide, *, room: Room) -> Element:
    """One role's questions, each a press away: first what looks something up, then what looks for mistakes."""
    body = [elements.heading(plain.line(view.title, room.name)), _of_sheet(view, room=room)]
    for risk, said in _RISKS.items():
        body += _asked(said, [prompt for prompt in view.prompts if prompt.risk is risk])
    if view.examples:
        body.append(elements.label("With a sheet open that has such columns, for example"))
        body += [_example(example, view, room=room) for example in view.examples[:_MOST_EXAMPLES]]
    if view.others:
        body += [elements.label("Other roles"), *_roles(view.others)]
    return elements.card(body, fallback=prompts_summary(view))


def prompts_summary(view: PromptGuide) -> str:
    """The prompts in one line."""
    return f"{plain.line(view.title, 120)}: questions to ask"


def _of_sheet(view: PromptGuide, *, room: Room) -> Element:
    name = plain.isolate(plain.line(view.sheet, room.name))
    if not view.sheet:
        said = "No sheet is open here that you can read; these need none."
    elif view.prompts:
        said = f"What you can ask of {name}. Nothing here changes a cell."
    else:
        said = f"{name} has no columns for this role's questions."
    return elements.small(said)


def _asked(said: str, prompts: Sequence[Prompt]) -> list[Element]:
    """A section of questions, each to be pressed."""
    if not prompts:
        return []
    shown = prompts[:_MOST_PROMPTS]
    chips = (elements.chip(each.text, buttons.press(each.text, buttons.TRY, each.target)) for each in shown)
    return [elements.label(said), *chips]


def _roles(roles: Sequence[tuple[str, str]]) -> list[Element]:
    return buttons.row(
        [buttons.button(title, buttons.PROMPTS, key) for key, title in roles[:_MOST_BUTTONS]], spacing="Small"
    )


def _begin(view: Guide) -> str:
    ask = "ask in your own words"
    opening = ask if view.open_sheets else f"open a sheet, then {ask}"
    if view.scope == Scope.CHANNEL:
        return f"Mention me in a post or a reply: {opening}. Each thread keeps to its own subject. {_FILES}"
    if view.scope == Scope.GROUP:
        return f"Mention me in a message: {opening}. Everyone in this chat sees the answer. {_FILES}"
    return f"{opening[:1].upper()}{opening[1:]}. Or send a CSV or Excel file: I make a sheet or rows of it."


def _example(example: str, view: Guide | PromptGuide, *, room: Room) -> Element:
    said = plain.isolate(plain.line(example, room.note))
    mention = "" if view.scope == Scope.PERSONAL else f"@{plain.line(view.bot_name, room.name)} "
    return elements.rich([elements.run(f"“{mention}{said}”")], spacing="Small")
