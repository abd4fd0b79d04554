"""Settings are read from the environment and a file, and a wrong one is said in one line."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Access, HttpAddress, LogFormat, Settings, read_settings

TOKEN = "4200000001:AAE-invented-token-of-a-test_0123456"


def test_everything_has_a_default() -> None:
    """Nothing but the token must be set."""
    assert read_settings({}, None) == Settings()


def test_values_are_read() -> None:
    """Each kind of value comes out as its type."""
    settings = read_settings(
        {
            "NUTGRAF_TOKEN": TOKEN,
            "NUTGRAF_ACCESS": "Invite",
            "NUTGRAF_RATE": "12.5",
            "NUTGRAF_HTTP": "0.0.0.0:9000",
            "NUTGRAF_ALLOW_NETWORKS": "127.0.0.1/32, 10.0.0.0/8",
            "NUTGRAF_KEEP_DAYS": "7",
            "NUTGRAF_LOG": "json",
        },
        None,
    )
    assert settings.wanted_token == TOKEN
    assert (settings.access, settings.rate) == (Access.INVITE, 12.5)
    assert settings.http == HttpAddress(host="0.0.0.0", port=9000)  # noqa: S104 - a value read
    assert [str(network) for network in settings.allow_networks] == ["127.0.0.1/32", "10.0.0.0/8"]
    assert (settings.keep_days, settings.log) == (7, LogFormat.JSON)


def test_environment_goes_before_the_file(tmp_path: Path) -> None:
    """A variable of the process overrides the same one in `.env`."""
    file = tmp_path / ".env"
    file.write_text("NUTGRAF_KEEP_DAYS=7\nNUTGRAF_RATE=5\n")
    settings = read_settings({"NUTGRAF_RATE": "9"}, file)
    assert (settings.keep_days, settings.rate) == (7, 9.0)


def test_empty_means_not_set_but_for_http() -> None:
    """An empty line of `.env` is a default; an empty address switches the endpoints off."""
    settings = read_settings({"NUTGRAF_TOKEN": "", "NUTGRAF_RATE": " ", "NUTGRAF_HTTP": ""}, None)
    assert (settings.token, settings.rate, settings.http) == (None, 28.0, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NUTGRAF_TOKEN", "hello"),
        ("NUTGRAF_DATABASE_URL", "mysql://host/db"),
        ("NUTGRAF_TELEGRAM_API", "127.0.0.1:8081"),
        ("NUTGRAF_OWNER_ID", "@ada"),
        ("NUTGRAF_ACCESS", "everyone"),
        ("NUTGRAF_RATE", "fast"),
        ("NUTGRAF_RATE", "nan"),
        ("NUTGRAF_RATE", "0"),
        ("NUTGRAF_PAID_RATE", "-1"),
        ("NUTGRAF_HTTP", "8080:"),
        ("NUTGRAF_HTTP", "localhost:99999"),
        ("NUTGRAF_WEBHOOK_URL", "http://bot.example/telegram"),
        ("NUTGRAF_WEBHOOK_SECRET", "two words"),
        ("NUTGRAF_PUSH_KEY", "short"),
        ("NUTGRAF_ALLOW_NETWORKS", "my network"),
        ("NUTGRAF_POLL_MIN_SECONDS", "0"),
        ("NUTGRAF_KEEP_DAYS", "1.5"),
        ("NUTGRAF_KEEP_DAYS", "9" * 5000),
        ("NUTGRAF_LEASE_SECONDS", "forever"),
        ("NUTGRAF_LOG", "xml"),
    ],
)
def test_wrong_value_is_said(name: str, value: str) -> None:
    """The error is one line that names the variable."""
    with pytest.raises(SettingsError) as caught:
        read_settings({name: value}, None)
    said = str(caught.value)
    assert said.startswith(f"{name}: ")
    assert "\n" not in said


@pytest.mark.parametrize("name", ["NUTGRAF_TOKEN", "NUTGRAF_PUSH_KEY", "NUTGRAF_WEBHOOK_SECRET"])
def test_wrong_secret_is_not_repeated(name: str) -> None:
    """A mistyped secret does not get into a terminal's or a service's log."""
    secret = "nearly right"
    with pytest.raises(SettingsError) as caught:
        read_settings({name: secret}, None)
    assert secret not in str(caught.value)


def test_webhook_needs_a_secret() -> None:
    """Without a secret anyone could write to the bot in Telegram's name."""
    with pytest.raises(SettingsError, match="WEBHOOK_SECRET"):
        read_settings({"NUTGRAF_WEBHOOK_URL": "https://bot.example/telegram"}, None)


def test_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    """A `.env` of another kind gives one line and no trace."""
    file = tmp_path / ".env"
    file.write_bytes(bytes(range(128, 256)))
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings({}, file)


def test_secrets_do_not_show() -> None:
    """Whatever prints the settings prints no token, key, secret or password."""
    secret = "s3cret-of-the-newsroom"
    settings = Settings(
        token=TOKEN,
        push_key=secret,
        webhook_secret=secret,
        database_url=f"postgresql://ada:{secret}@host/db",
    )
    assert secret not in repr(settings)
    assert TOKEN not in repr(settings)
    assert TOKEN not in str(settings)
