"""Every error of the bot, as one tree. Imports nothing of the project.

BotError                          carries ids as attributes, its cause in __cause__
├── SettingsError(name)           a setting is missing or wrong; exit status 2
├── UsageError(message)           what a person asked cannot be done; names a text of bot.render
├── IngestError(url)
│   ├── FetchError(reason)        the network, the host, a limit or the guard said no
│   ├── FeedFormatError(reason)   the bytes are no feed
│   └── NoArticleText(reason)     the page or text holds no article
├── ComputeError(reason)          a worker broke its limit of time or memory, or died
├── StoreError
│   ├── NotFound(kind, id)
│   └── SchemaOutOfDate(found, wanted)
└── TelegramError
    └── TokenRefused              Telegram does not know this token

Ordinary results are values and not errors: `NotModified`, "already known", `Gone`.
Only stages, the Telegram error handler and the command line catch; they log once, with ids.
"""


class BotError(Exception):
    """Root of the tree: its text is one sentence for a person, with the next step."""

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by value: errors cross from a worker process with their attributes."""
        return _rebuilt, (type(self), self.args, self.__dict__)


class SettingsError(BotError):
    """A setting is missing or wrong.

    Attributes:
        name: the environment variable, e.g. ``NUTGRAF_TOKEN``.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name


class UsageError(BotError):
    """What a person typed or pressed cannot be done as it stands.

    Attributes:
        message: id of the text in the catalogues of `bot.render`.
        values: what the text's placeholders stand for.
    """

    def __init__(self, message: str, **values: str | int) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


class IngestError(BotError):
    """Something from outside could not be taken in.

    Attributes:
        url: where it came from; empty for text that has no address.
        reason: a short stable word for counting and for `/sources`, e.g. ``too-large``.
    """

    def __init__(self, reason: str, message: str, *, url: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.url = url


class FetchError(IngestError):
    """Nothing was fetched.

    Attributes:
        status: HTTP status, or None when no answer came.
        retry_after_seconds: how long the host asked us to stay away, or None.
    """

    def __init__(
        self,
        reason: str,
        message: str,
        *,
        url: str = "",
        status: int | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(reason, message, url=url)
        self.status = status
        self.retry_after_seconds = retry_after_seconds


class FeedFormatError(IngestError):
    """The bytes are not a feed we can read."""


class NoArticleText(IngestError):
    """The page or the text holds nothing that reads like an article."""


class ComputeError(BotError):
    """A task in a worker process was stopped.

    Attributes:
        reason: ``memory``, ``killed``, or ``failed`` when it raised what nobody foresaw.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class StoreError(BotError):
    """The database refused."""


class NotFound(StoreError):
    """There is no such row."""

    def __init__(self, kind: str, row_id: object) -> None:
        super().__init__(f"There is no {kind} {row_id}.")
        self.kind = kind
        self.row_id = row_id


class SchemaOutOfDate(StoreError):
    """The database was written by another release."""

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(
            f"The database is at version {found}, this release knows {wanted}."
            " Use the newer release, or restore a backup made by this one."
        )
        self.found = found
        self.wanted = wanted


class TelegramError(BotError):
    """Telegram refused the bot itself, not one message."""


class TokenRefused(TelegramError):
    """Telegram does not know this token."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram refuses the bot's token. Ask @BotFather for the right one"
            " and put it into NUTGRAF_TOKEN."
        )


def _rebuilt(
    kind: type[BotError], args: tuple[object, ...], attributes: dict[str, object]
) -> BotError:
    """Make an error again without its constructor, whose arguments are not kept."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error
