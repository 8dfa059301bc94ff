"""The service's refusals: status, sub-status and message."""

from __future__ import annotations


class Refused(Exception):
    """A request the service answers with an error (https://learn.microsoft.com/rest/api/cosmos-db/)."""

    def __init__(
        self, status: int, code: str, message: str, *, sub_status: int = 0, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.sub_status = sub_status
        self.headers = headers or {}


def bad_request(message: str, *, sub_status: int = 0) -> Refused:
    return Refused(400, "BadRequest", message, sub_status=sub_status)


def not_found(message: str = "Resource Not Found.", *, sub_status: int = 0) -> Refused:
    return Refused(404, "NotFound", message, sub_status=sub_status)


def conflict() -> Refused:
    return Refused(409, "Conflict", "Resource with specified id or name already exists.")


def precondition_failed() -> Refused:
    return Refused(412, "PreconditionFailed", "Operation cannot be performed because a specified condition is not met.")


def too_large() -> Refused:
    return Refused(413, "RequestEntityTooLarge", "Request size is too large.")
