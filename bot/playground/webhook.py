"""Updates posted to the bot's own address, in order per chat, again and again until it says 2xx.

Only addresses of this machine are ever called, and for them plain http on any port will do; all
others meet Telegram's own conditions and then fail to resolve. Imports `updates` and `refusals`.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from bot.playground.chats import Json
from bot.playground.refusals import bad_request
from bot.playground.updates import Updates

DEFAULT_CONNECTIONS = 40
MAX_CONNECTIONS = 100
MAX_SECRET = 256
_PORTS = frozenset({80, 88, 443, 8443})
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_ANSWER_SECONDS = 30.0
# td doubles the pause after each failure.
_LONGEST_PAUSE_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """What `setWebhook` was told; no url, no webhook."""

    url: str = ""
    secret: str = ""
    max_connections: int = DEFAULT_CONNECTIONS
    ip_address: str | None = None


@dataclass(slots=True)
class Webhook:
    """Posts what comes into the queue, from `set` until `remove`.

    Attributes:
        first_pause_seconds: after a first failure; doubled after each further one.
    """

    updates: Updates
    date: Callable[[], int]
    settings: WebhookSettings = field(default_factory=WebhookSettings)
    last_error: tuple[int, str] | None = None
    first_pause_seconds: float = 1.0
    _session: ClientSession | None = None
    _lanes: dict[object, deque[Json]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def set(self, settings: WebhookSettings) -> None:
        """Post from now on, and first what waits already."""
        await self.remove()
        self.settings = settings
        self.last_error = None
        self._places = asyncio.Semaphore(settings.max_connections)
        self._session = ClientSession(timeout=ClientTimeout(total=_ANSWER_SECONDS))
        self.updates.on_update = self._add
        for update in self.updates.pending():
            self._add(update)

    async def remove(self) -> None:
        """Post nothing more; what was not taken waits in the queue."""
        self.updates.on_update = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._lanes.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None
        self.settings = WebhookSettings()

    def _add(self, update: Json) -> None:
        chat = _lane(update)
        if chat in self._lanes:
            self._lanes[chat].append(update)
            return
        self._lanes[chat] = deque([update])
        task = asyncio.create_task(self._post_all(chat), name="webhook")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _post_all(self, chat: object) -> None:
        lane = self._lanes[chat]
        pause = self.first_pause_seconds
        while lane:
            async with self._places:
                error = await self._post(lane[0])
            if error is None:
                self.updates.confirm(lane.popleft()["update_id"])
                pause = self.first_pause_seconds
                continue
            self.last_error = (self.date(), error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
        del self._lanes[chat]

    async def _post(self, update: Json) -> str | None:
        """Post one update; return what was wrong, or None."""
        if self._session is None:
            return "Webhook connection closed"
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.settings.secret}
        try:
            async with self._session.post(
                self.settings.url,
                json=update,
                headers=headers if self.settings.secret else {},
                allow_redirects=False,
            ) as answer:
                if answer.ok and answer.status < 300:  # noqa: PLR2004 - the 2xx family
                    return None
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except ClientError:
            return "Connection refused"


def checked_settings(
    *, url: str, secret: str, max_connections: int, ip_address: str | None
) -> WebhookSettings:
    """Return the settings of a webhook.

    Raises:
        RefusedError: in Telegram's words.
    """
    try:
        address = URL(url)
    except ValueError as error:
        raise bad_request("invalid webhook URL specified") from error
    if address.host is None or address.scheme not in {"http", "https"}:
        raise bad_request("invalid webhook URL specified")
    if len(secret) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if address.host not in _LOOPBACK:
        _check_elsewhere(address)
    return WebhookSettings(
        url=url,
        secret=secret,
        max_connections=min(max(max_connections, 1), MAX_CONNECTIONS),
        ip_address=ip_address,
    )


def _check_elsewhere(address: URL) -> None:
    if address.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if address.port not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    raise bad_request("bad webhook: Failed to resolve host: Name or service not known")


def _lane(update: Json) -> object:
    """Return the chat of an update, the person of an inline query, or the update itself."""
    content = next(value for name, value in update.items() if name != "update_id")
    message = content.get("message", content)
    chat = message.get("chat") or content.get("from") or {}
    return chat.get("id", update["update_id"])
