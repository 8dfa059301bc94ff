"""The words the rules know.

A word of a question that is in none of these lists, and names nothing in the sheet, is not understood.
"""

from __future__ import annotations

ROW_NOUNS = frozenset(
    {
        "row",
        "rows",
        "line",
        "lines",
        "item",
        "items",
        "entry",
        "entries",
        "record",
        "records",
        "thing",
        "things",
        "ones",
    }
)
"""Words for a row of any sheet; a word before one of them (“budget lines”) names the sheet."""

SHEET_HINTS: dict[str, tuple[str, ...]] = {
    "task": ("task", "plan", "project", "schedule", "activity", "activities", "todo", "work", "backlog"),
    "milestone": ("milestone", "task", "plan", "project", "schedule"),
    "deliverable": ("deliverable", "task", "plan", "project"),
    "risk": ("risk",),
    "issue": ("issue", "risk"),
    "budget": ("budget", "cost", "finance"),
    "cost": ("cost", "budget", "finance"),
    "person": ("people", "person", "roster", "team", "staff"),
    "people": ("people", "person", "roster", "team", "staff"),
    "team": ("team", "roster", "staff", "people"),
    "member": ("member", "roster", "team", "staff", "people"),
    "product": ("product", "inventory", "stock"),
    "part": ("part", "inventory", "stock"),
    "inventory": ("inventory", "stock"),
    "plan": ("plan",),
    "roster": ("roster",),
    "register": ("register",),
}
"""What a noun of a question suggests the sheet's name, or its primary column, contains."""

PLACE_NOUNS = frozenset({"team", "staff", "roster", "inventory", "stock", "budget", "plan", "register", "finance"})
"""Nouns of the above that name a sheet but not one of its rows: nobody calls a person “a team”."""

SOFT_NOUNS = frozenset({"task", "milestone", "deliverable", "issue", "cost", "member", "product", "part"})
"""Nouns people also use for the rows of a sheet that is not named so: with a sheet open, they mean that sheet."""

DONE = frozenset({"complete", "completed", "done", "closed", "finished", "resolved", "cancelled", "canceled"})
BLOCKED = ("blocked", "on hold", "stuck", "waiting")

ROLES: dict[str, tuple[str, ...]] = {
    "owner": (
        "owner",
        "assigned to",
        "assignee",
        "assigned",
        "responsible",
        "lead",
        "person",
        "contact",
        "who",
        "name",
    ),
    "due": (
        "due date",
        "due",
        "end date",
        "end",
        "finish",
        "finish date",
        "deadline",
        "target date",
        "review date",
        "date",
    ),
    "start": ("start date", "start", "begin", "begins"),
    "status": ("status", "state", "stage", "health"),
    "priority": ("priority", "severity", "urgency", "importance"),
    "spent": ("actual", "actuals", "spent", "spend", "spending", "expenses", "expenditure"),
    "quantity": ("quantity", "qty", "on hand", "in stock"),
    "percent": ("% complete", "percent complete", "progress", "completion"),
    "amount": ("planned", "budget", "amount", "total", "cost", "value", "price", "estimate", "actual"),
}
"""Words for the columns nearly every sheet has, the likeliest title first."""

_STOPWORDS = """
a an the of in on at to for from with and is are was were be been being do does did have has had there it its they
them their this that these those which what who whom whose when where how many much me my i we us our you your all any
each every please can could would tell show list give find get see display currently now right still number count only
just so far altogether together overall by per within sheet out s am anything something nothing marked flagged
labelled tagged , · . ; : & -
"""
STOPWORDS = frozenset(_STOPWORDS.split())
"""Words that carry no condition of their own."""

_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve"
NUMBERS = {word: str(number) for number, word in enumerate(_NUMBERS.split())}

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"), ("october", "oct"),
            ("november", "nov"), ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip


def singular(word: str) -> str:
    """A rough singular: enough to tell that “tasks” is “task” and “categories” is “category”."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "uses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
