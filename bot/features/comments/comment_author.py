"""Who speaks: whose comments are whose, also where several people write as one account. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo

from bot.domain.records import Author, Comment

_SIGNED = re.compile(r"\n— ([^\n]+)\Z")


@dataclass(frozen=True, slots=True)
class CommentAuthor:
    """Who asks, and in which time zone days are told.

    `email` is the address of the account that writes, `also` the person's own, `name` what they are called. `shared_as`
    names the account where several people write as one; what each says is then signed.
    """

    email: str
    zone: tzinfo
    also: str = ""
    name: str = ""
    shared_as: str = ""

    def wrote(self, author: Author) -> bool:
        """It is the account's, which Smartsheet lets change it."""
        return bool(self.email) and author.email.casefold() == self.email.casefold()

    def by(self, comment: Comment) -> Author:
        """Who said it: of what several people write as one, who signed."""
        signed = _SIGNED.search(comment.text) if self.shared_as and self.wrote(comment.by) else None
        return Author(signed[1]) if signed else comment.by

    def mine(self, comment: Comment) -> bool:
        """Said by who asks, with the account that writes now."""
        return self.wrote(comment.by) and (not self.shared_as or self.by(comment).name == self.name)

    def meant(self, comment: Comment) -> bool:
        """Said by who asks, also with an account of their own."""
        return self.mine(comment) or (bool(self.also) and comment.by.email.casefold() == self.also.casefold())

    def head(self, comment: Comment) -> str:
        """“Ben Okafor, 2026-11-20”."""
        day = f", {comment.at.astimezone(self.zone):%Y-%m-%d}" if comment.at else ""
        return f"{self.by(comment)}{day}"

    def signed(self, text: str) -> str:
        """The text as it is written, with who said it where Smartsheet would not tell."""
        return f"{text}\n— {self.name}" if self.shared_as and self.name else text

    def notes(self) -> list[str]:
        return [f"Smartsheet will show it as written by {self.shared_as}."] if self.shared_as else []
