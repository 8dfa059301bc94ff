"""A question about the rows of one sheet, read from its first word to its last: a form, a noun, conditions, a group.

    how many | which | show | total | average | top 5 …   [conditions] tasks [conditions] [by column] [conditions]

Conditions are joined by “and”; a question with one word more than the grammar has is not understood.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from infra.local.planner.columns import names, part
from infra.local.planner.conditions import Condition, condition, mine
from infra.local.planner.contexts import Column, Sheet
from infra.local.planner.words import Elsewhere, NotUnderstood, Words, singular, words_of


class Form(Enum):
    COUNT = auto()
    LIST = auto()
    TOP = auto()
    NEXT = auto()
    FIGURE = auto()
    SHARE = auto()
    VALUE = auto()


FIGURES = {"total": "sum", "sum of": "sum", "average": "avg", "lowest": "min", "highest": "max"}
_LARGEST = {"largest": True, "highest": True, "biggest": True, "latest": True}
_SMALLEST = {"smallest": False, "lowest": False, "earliest": False}
_ROWS = frozenset({"row", "entry"})
_ANY_ROWS = _ROWS | {"line", "item"}
_WHICH = ("which of", "which", "show me all", "show me", "show all", "show", "list all", "list", "what")
_BEFORE = ("that are", "which are", "that have", "are", "is", "have", "has", "with", "where", "for", "in", "and", ",")
"""What may stand before a condition."""


@dataclass(slots=True)
class Question:
    """`figure` is sum, avg, min or max of `measure`; `limit` is how many rows are wanted; `said` names them."""

    form: Form
    noun: str = "rows"
    conditions: list[Condition] = field(default_factory=list)
    group: Column | None = None
    measure: Column | None = None
    figure: str = ""
    limit: int | None = None
    descending: bool = True
    subject: str = ""
    said: str = ""


def read_question(text: str, sheet: Sheet, *, person: str) -> Question:
    """The question as a whole. Raises NotUnderstood with the words from the first one that has no place in it."""
    words = Words(text)
    return _Reading(words, sheet, person).question()


def read_rows(text: str, sheet: Sheet, *, person: str) -> list[Condition]:
    """The conditions of “all overdue tasks of …”, at least one. Raises NotUnderstood for anything else."""
    reading = _Reading(Words(text), sheet, person)
    found = reading.rows(Question(Form.LIST)).conditions
    if reading.words.left or not found:
        raise NotUnderstood(reading.words.left or text)
    return found


class _Reading:
    def __init__(self, words: Words, sheet: Sheet, person: str) -> None:
        self.words, self.sheet, self.person = words, sheet, person
        self.names = names(sheet)
        self.rows_at = 0

    def question(self) -> Question:
        self.words.take("please")
        asked = self._form()
        if asked.form is not Form.VALUE:
            self._conditions(asked)
            asked.said = self.words.between(self.rows_at, self.words.at)
            self._by(asked)
            self._conditions(asked)
        some = asked.form is Form.LIST and asked.limit is not None
        if self.words.left or some or (asked.form is Form.SHARE and not asked.conditions):
            raise NotUnderstood(self.words.left or f"which {asked.limit or 'share'}")
        return asked

    def _form(self) -> Question:
        take = self.words.take
        if take("how many", "count the", "count", "number of"):
            return self.rows(Question(Form.COUNT))
        if take("who has the most"):
            owner = part(self.sheet, "owner")
            return self.rows(Question(Form.COUNT, group=owner or self._missing("who")))
        if take("what percentage of", "what share of"):
            return self._share()
        if figure := self._figure():
            return figure
        if take("who owns", "whose is"):
            return self._value(part(self.sheet, "owner") or self._missing("who owns"))
        if self.words.left.lower().endswith(" due") and take("when is"):
            return self._value(part(self.sheet, "due") or self._missing("due"), ending=" due")
        if take("top"):
            return self._top(self._number() or 1)
        if take(*_WHICH):
            return self._which()
        raise NotUnderstood(self.words.left)

    def _which(self) -> Question:
        number = self._number()
        asked = self.rows(Question(Form.LIST, limit=number))
        if self.words.take("are due next", "is due next"):
            asked.form, asked.measure = Form.NEXT, part(self.sheet, "due") or self._missing("due")
            return asked
        verb = self.words.take("have the", "has the", "are the", "is the", "are", "is")
        for word, descending in {**_LARGEST, **_SMALLEST}.items():
            if verb and self.words.take(word):
                asked.form, asked.descending, asked.limit = Form.TOP, descending, number or 1
                self.words.take("by")
                asked.measure = self._column() or part(self.sheet, "amount") or self._missing(word)
                return asked
        self.words.at -= len(verb.split())
        return asked

    def _top(self, number: int) -> Question:
        asked = self.rows(Question(Form.TOP, limit=number))
        if not self.words.take("by"):
            raise NotUnderstood(self.words.left or "top of what")
        asked.measure = self._column() or self._missing(self.words.left)
        return asked

    def _figure(self) -> Question | None:
        """“total planned by category”, “what is the status of row 12”: both begin with “what is the”."""
        start = self.words.at
        self.words.take("what is the", "what are the", "what's the", "show the", "the")
        for said, figure in FIGURES.items():
            if self.words.take(said):
                column = self._column()
                if column is None or not (column.is_number or (column.is_date and figure in ("min", "max"))):
                    raise NotUnderstood(self.words.left or said)
                if self.words.take("of the", "of all", "of"):
                    return self.rows(Question(Form.FIGURE, measure=column, figure=figure))
                return Question(Form.FIGURE, measure=column, figure=figure)
        column = self._column() if self.words.at > start else None
        if column is not None and self.words.take("of"):
            return self._value(column)
        self.words.at = start
        return None

    def _value(self, column: Column, *, ending: str = "") -> Question:
        asked = Question(Form.VALUE, measure=column, subject=self.words.left[: -len(ending) or None].strip('"'))
        if not asked.subject or words_of(asked.subject) in self.names:
            raise NotUnderstood(self.words.left or column.title)
        self.words.at = len(self.words.tokens)
        return asked

    def _share(self) -> Question:
        asked = self.rows(Question(Form.SHARE))
        if asked.conditions or not self.words.take("is", "are"):
            raise NotUnderstood(self.words.left or "a share of some")
        return asked

    def rows(self, asked: Question) -> Question:
        """The noun with the conditions before it: “my overdue tasks”, “the high priority lines”."""
        self.words.take("the", "all")
        self.rows_at = self.words.at
        if self.words.take("my"):
            asked.conditions.append(mine(self.sheet, self.person))
        while (found := self._condition()) is not None:
            asked.conditions.append(found)
            self.words.take(",", "and")
        asked.noun = self._noun()
        return asked

    def _noun(self) -> str:
        """A word for a row of this sheet. Raises Elsewhere when the word before it is another sheet's name."""
        ours = {
            word
            for name in (self.sheet.name, self.sheet.primary.title if self.sheet.primary else "")
            for word in words_of(name)
        } - {"name"}
        at, words = self.words.at, [token.lower() for token in self.words.tokens]
        if at + 1 < len(words) and singular(words[at + 1]) in _ANY_ROWS and words[at].isalpha():
            if singular(words[at]) not in ours:
                raise Elsewhere(words[at])
            self.words.at += 2
            return " ".join(words[at : at + 2])
        if at < len(words) and singular(words[at]) in ours | _ROWS:
            self.words.at += 1
            return words[at]
        raise NotUnderstood(self.words.left)

    def _conditions(self, asked: Question) -> None:
        """As many conditions as follow; a joining word stays when none comes after it."""
        self.words.take("are there", "is there", "there are")
        while True:
            at = self.words.at
            while (found := self._condition()) is None and self.words.take(*_BEFORE):
                pass
            if found is None:
                self.words.at = at
                return
            if found.value_of and found.value_of in {each.value_of for each in asked.conditions}:
                self.words.at = at  # “hardware and marketing” means one or the other, or nothing
                return
            asked.conditions.append(found)

    def _condition(self) -> Condition | None:
        return condition(self.words, self.sheet, person=self.person)

    def _by(self, asked: Question) -> None:
        at = self.words.at
        self.words.take(",")
        if asked.form in (Form.COUNT, Form.FIGURE) and asked.group is None and self.words.take("by", "per", "for each"):
            asked.group = self._column()
            if asked.group is None:
                raise NotUnderstood(self.words.left)
        else:
            self.words.at = at

    def _column(self) -> Column | None:
        self.words.take("the")
        return self.words.named(self.names)

    def _number(self) -> int | None:
        said = self.words.match(r"\d+")
        return int(said) if said else None

    def _missing(self, word: str) -> Column:
        raise NotUnderstood(word)
