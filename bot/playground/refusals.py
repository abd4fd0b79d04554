"""How Telegram says no: codes, words and parameters. Imports nothing of the project."""


class RefusedError(Exception):
    """A Bot API call that Telegram does not carry out.

    Attributes:
        code: `error_code` of the answer, which is its HTTP status too.
        description: Telegram's words, with the prefix that belongs to the code.
        parameters: `ResponseParameters`: `retry_after`, `migrate_to_chat_id`.
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(words: str, **parameters: int) -> RefusedError:
    """Return a 400: this call is wrong and stays wrong."""
    return RefusedError(400, f"Bad Request: {words}", **parameters)


def forbidden(words: str) -> RefusedError:
    """Return a 403: the chat does not want the bot."""
    return RefusedError(403, f"Forbidden: {words}")


def conflict(words: str) -> RefusedError:
    """Return a 409: somebody else takes the updates."""
    return RefusedError(409, f"Conflict: {words}")


def too_many_requests(retry_after: int) -> RefusedError:
    """Return a 429 that asks to wait so many whole seconds."""
    return RefusedError(
        429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after
    )
