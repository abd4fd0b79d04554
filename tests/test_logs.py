"""Logs go to one place, in one form, and never hold a token."""

import json
import subprocess
import sys

import pytest

TOKEN = "4200000001:AAE-invented-token-of-a-test_0123456"
PROGRAM = f"""
import logging, structlog
from bot import logs
from bot.settings import LogFormat
logs.set_up(LogFormat.{{form}})
structlog.get_logger().info("bot.ready", url="https://api.telegram.org/bot{TOKEN}/getMe", n=1)
logging.getLogger("library").warning("asked %s", "bot{TOKEN}")
logging.getLogger("httpx").info("GET https://api.telegram.org/bot{TOKEN}/getMe")
try:
    raise OSError("no way to bot{TOKEN}")
except OSError:
    structlog.get_logger().exception("stage.failed", parts=["bot{TOKEN}"])
"""


@pytest.mark.parametrize("form", ["CONSOLE", "JSON"])
def test_token_is_cut_out_everywhere(form: str) -> None:
    """Neither our events, nor libraries' lines, nor traces show the token."""
    program = PROGRAM.replace("{form}", form)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    assert "bot.ready" in done.stderr
    assert "asked bot…" in done.stderr
    assert TOKEN[-20:] not in done.stderr


def test_json_lines_are_json() -> None:
    """For machines every line is one object with its event and level; chatty libraries are mute."""
    program = PROGRAM.replace("{form}", "JSON")
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    rows = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(row["event"], row["level"]) for row in rows] == [
        ("bot.ready", "info"),
        ("asked bot…", "warning"),
        ("stage.failed", "error"),
    ]


def test_race_for_a_dead_worker_is_no_news() -> None:
    """Asyncio's warning of a child that was waited for twice is not shown; its errors are."""
    program = (
        "import logging\nfrom bot import logs\nfrom bot.settings import LogFormat\n"
        "logs.set_up(LogFormat.CONSOLE)\nlog = logging.getLogger('asyncio')\n"
        "log.warning('Unknown child process pid 7')\nlog.error('Task was destroyed')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ("Unknown" in done.stderr, "destroyed" in done.stderr) == (False, True)
