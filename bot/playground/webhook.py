"""Where updates are posted when the bot does not poll. Imports `updates`."""

from dataclasses import dataclass


@dataclass(slots=True)
class Webhook:
    """The webhook of the bot; no `url`, no webhook."""

    url: str = ""
