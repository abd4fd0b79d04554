"""Faults on request: which call fails, how, how often, before or after it took effect.

Imports only `refusals`.
"""

import random
from dataclasses import dataclass, field
from enum import StrEnum

from bot.playground.refusals import RefusedError, forbidden, too_many_requests


class FaultKind(StrEnum):
    """How a call fails."""

    FLOOD = "429"
    SERVER_ERROR = "500"
    HTML = "502html"
    RESET = "reset"
    HANG = "hang"
    DELAY = "delay"
    FORBIDDEN = "forbidden"
    REFUSED = "refused"
    GARBLED = "garbled"


@dataclass(slots=True, kw_only=True)
class Fault:
    """A rule. None matches everything; `times` None means for ever.

    Attributes:
        method: Bot API method, whatever its case.
        text_contains: a piece of the raw text of the call.
        after_delivery: the call takes effect first, only its answer is lost or late.
        skip: how many calls that match pass by before it begins.
        probability: of a fault for each call that matches.
        seconds: of a delay; of a hang when above 0, else until the playground closes.
        code, description: answer of kind ``refused`` (and its words of ``forbidden``).
    """

    kind: FaultKind
    method: str | None = None
    chat_id: int | None = None
    text_contains: str | None = None
    after_delivery: bool = False
    times: int | None = 1
    skip: int = 0
    probability: float = 1.0
    retry_after: int = 1
    seconds: float = 0.0
    code: int = 400
    description: str = ""

    def __post_init__(self) -> None:
        self.kind = FaultKind(self.kind)

    def matches(self, method: str, chat_id: object, text: str) -> bool:
        """Return whether the rule means this call."""
        return (
            (self.times is None or self.times > 0)
            and (self.method is None or self.method.lower() == method.lower())
            and (self.chat_id is None or self.chat_id == chat_id)
            and (self.text_contains is None or self.text_contains in text)
        )

    def refusal(self) -> RefusedError | None:
        """Return the refusal that this kind of fault is, or None."""
        match self.kind:
            case FaultKind.FLOOD:
                return too_many_requests(self.retry_after)
            case FaultKind.SERVER_ERROR:
                return RefusedError(500, self.description or "Internal Server Error")
            case FaultKind.FORBIDDEN:
                return forbidden(self.description or "bot was blocked by the user")
            case FaultKind.REFUSED:
                return RefusedError(
                    self.code, self.description or "Bad Request: refused on request"
                )
            case _:
                return None


@dataclass(slots=True)
class Faults:
    """The rules in force; the first that matches a call strikes."""

    rules: list[Fault] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - repeatable faults, no secret

    def strike(self, method: str, chat_id: object, text: str) -> Fault | None:
        """Return the fault for this call, and count it down."""
        for rule in self.rules:
            if not rule.matches(method, chat_id, text):
                continue
            if rule.skip > 0:
                rule.skip -= 1
            elif self.chance.random() < rule.probability:
                if rule.times is not None:
                    rule.times -= 1
                return rule
        return None
