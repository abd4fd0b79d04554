"""Settings: read once from the environment and a `.env` file, checked, and frozen.

Only the command line reads them; functions get the values that they need. Imports `bot.errors`.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from dotenv import dotenv_values

from bot.errors import SettingsError

E = TypeVar("E", bound=StrEnum)

_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{10,100}")
# Telegram takes these characters, 1 to 256 of them, as a webhook's secret.
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_MIN_PUSH_KEY = 16
_MAX_PORT = 65_535


class Access(StrEnum):
    """Who may begin with the bot: anyone, people with an invite link, or its owner alone."""

    OPEN = "open"
    INVITE = "invite"
    PRIVATE = "private"


class LogFormat(StrEnum):
    """Lines for people or for machines."""

    CONSOLE = "console"
    JSON = "json"


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpAddress:
    """Where the bot's own HTTP endpoints listen."""

    host: str
    port: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Every setting, each named after its variable; secrets never show in its text.

    Attributes:
        telegram_api: base address of another Bot API server; None for Telegram's own.
        http: None where the endpoints are off.
        paid_rate: messages a second by paid broadcast; 0 where it is off.
    """

    token: str | None = field(default=None, repr=False)
    database_url: str = field(default="sqlite:///nutgraf.db", repr=False)
    telegram_api: str | None = None
    owner_id: int | None = None
    access: Access = Access.OPEN
    rate: float = 28.0
    paid_rate: float = 0.0
    http: HttpAddress | None = HttpAddress(host="127.0.0.1", port=8080)
    webhook_url: str | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    push_key: str | None = field(default=None, repr=False)
    allow_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    poll_min_seconds: float = 300.0
    keep_days: int = 30
    lease_seconds: float = 60.0
    log: LogFormat = LogFormat.CONSOLE

    @property
    def wanted_token(self) -> str:
        """The token, for what cannot do without.

        Raises:
            SettingsError: there is none.
        """
        if self.token is None:
            raise SettingsError(
                "NUTGRAF_TOKEN",
                "is missing. Ask @BotFather for a token and put it into the file .env,"
                " or try the bot without one: make demo",
            )
        return self.token


def read_settings(environ: Mapping[str, str], env_file: Path | None) -> Settings:
    """Read every setting; the environment goes before the file.

    A variable that is set to nothing counts as not set, but for `NUTGRAF_HTTP`, where it means off.

    Args:
        environ: variables, as in `os.environ`.
        env_file: a `.env` file; one that does not exist is as good as empty.

    Raises:
        SettingsError: a value is wrong, or the file is no text.
    """
    variables = _of_file(env_file) | dict(environ)
    values: dict[str, Any] = {}
    for setting, parse in _PARSERS.items():
        name = f"NUTGRAF_{setting.upper()}"
        value = variables.get(name, "").strip()
        if value or (name in variables and setting == "http"):
            values[setting] = _parsed(name, value, parse)
    if "webhook_url" in values and "webhook_secret" not in values:
        raise SettingsError("NUTGRAF_WEBHOOK_SECRET", "is needed with NUTGRAF_WEBHOOK_URL")
    return Settings(**values)


def _of_file(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        found = dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(str(path.name), "cannot be read as a text of settings") from error
    return {name: value for name, value in found.items() if value is not None}


def _parsed(name: str, value: str, parse: Callable[[str], object]) -> object:
    """The value as its parser reads it; the error names the variable and never the value."""
    try:
        return parse(value)
    except ValueError as error:
        raise SettingsError(name, str(error)) from error


# ---- one parser a kind; the text of a ValueError ends the sentence "NUTGRAF_X: …" ----------------


def _token(value: str) -> str:
    if not _TOKEN.fullmatch(value):
        raise ValueError("is not a bot token; @BotFather writes them as 123456789:AA…")
    return value


def _database_url(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://")):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be a web address, for example http://127.0.0.1:8081")
    return value.rstrip("/")


def _webhook_url(value: str) -> str:
    if urlsplit(value).scheme != "https":
        raise ValueError("must be an https address: Telegram calls no other")
    return _web_address(value)


def _webhook_secret(value: str) -> str:
    if not _WEBHOOK_SECRET.fullmatch(value):
        raise ValueError("may hold letters, digits, _ and -, at most 256")
    return value


def _push_key(value: str) -> str:
    if len(value) < _MIN_PUSH_KEY:
        raise ValueError(f"is too easy to guess; take at least {_MIN_PUSH_KEY} characters")
    return value


def _http_address(value: str) -> HttpAddress | None:
    if not value:
        return None
    host, _, port = value.rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > _MAX_PORT:
        raise ValueError("must be HOST:PORT, for example 127.0.0.1:8080, or empty for none")
    return HttpAddress(host=host.strip("[]") or "127.0.0.1", port=int(port))


def _networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part) for part in value.replace(",", " ").split())
    except ValueError as error:
        raise ValueError("must be networks, for example 127.0.0.1/32, 10.0.0.0/8") from error


def _choice(kind: type[E]) -> Callable[[str], E]:
    def parse(value: str) -> E:
        try:
            return kind(value.lower())
        except ValueError as error:
            raise ValueError(f"must be one of: {', '.join(kind)}") from error

    return parse


def _number(*, least: float, most: float) -> Callable[[str], float]:
    def parse(value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not least <= number <= most:
            raise ValueError(f"must be a number from {least:g} to {most:g}")
        return number

    return parse


def _whole(*, least: int, most: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        is_number = value.isascii() and value.isdigit() and len(value) <= len(str(most))
        if not is_number or not least <= int(value) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(value)

    return parse


_PARSERS: Mapping[str, Callable[[str], object]] = {
    "token": _token,
    "database_url": _database_url,
    "telegram_api": _web_address,
    "owner_id": _whole(least=1, most=2**52),
    "access": _choice(Access),
    # Telegram takes 30 messages a second from a token, 1,000 by paid broadcast.
    "rate": _number(least=0.1, most=1000),
    "paid_rate": _number(least=0, most=1000),
    "http": _http_address,
    "webhook_url": _webhook_url,
    "webhook_secret": _webhook_secret,
    "push_key": _push_key,
    "allow_networks": _networks,
    "poll_min_seconds": _number(least=1, most=86_400),
    "keep_days": _whole(least=1, most=36_500),
    "lease_seconds": _number(least=1, most=3_600),
    "log": _choice(LogFormat),
}
