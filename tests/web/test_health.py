"""Health, metrics and the status page tell how the bot is."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import HttpAddress
from bot.store import articles
from bot.store.database import Database, open_database
from bot.web.application import serving
from bot.web.parts import Parts
from tests.builders import NOON, a_new_article
from tests.web.conftest import ANYWHERE, Serve


async def test_a_ready_bot_says_so(serve: Serve) -> None:
    """Both questions are answered with yes."""
    async with serve() as client:
        answers = [(await client.get(path)).status for path in ("/healthz", "/readyz")]
    assert answers == [200, 200]


async def test_a_stopping_bot_lives_but_is_not_ready(serve: Serve) -> None:
    """A load balancer sends nothing more to a process that stops."""
    async with serve(is_stopping=lambda: True) as client:
        alive, ready = await client.get("/healthz"), await client.get("/readyz")
        reason = await ready.text()
    assert (alive.status, ready.status, reason) == (200, 503, "not ready: stopping\n")


async def test_an_empty_database_is_not_ready(serve: Serve, tmp_path: Path) -> None:
    """Before the migrations have run, the bot says so."""
    url = f"sqlite:///{tmp_path}/none.db"
    async with open_database(url) as empty, serve(database=empty) as client:
        ready = await client.get("/readyz")
        reason = await ready.text()
    assert (ready.status, reason) == (503, "not ready: the database is not migrated\n")


async def test_metrics_count_what_waits(serve: Serve, database: Database) -> None:
    """Prometheus sees how many rows wait in a queue, and for how long."""
    async with database.begin() as tx:
        await articles.add(tx, a_new_article(), now=NOON)
    async with serve() as client:
        text = await (await client.get("/metrics")).text()
    assert 'nutgraf_waiting_rows{queue="articles"} 1.0' in text
    assert 'nutgraf_oldest_seconds{queue="articles"} 0.0' in text


async def test_status_page_is_plain(serve: Serve, database: Database) -> None:
    """The page says that all is well, and nothing of what is stored."""
    async with database.begin() as tx:
        await articles.add(tx, a_new_article(), now=NOON)
    async with serve() as client:
        response = await client.get("/")
        text = await response.text()
    assert "All is well." in text
    assert "bridge" not in text
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


async def test_taken_port_is_a_wrong_setting(database: Database) -> None:
    """Two bots on one port: the second one is told which setting to change."""
    parts = Parts(database=database, now=database.now)
    async with serving(parts, ANYWHERE) as taken:
        with pytest.raises(SettingsError, match="NUTGRAF_HTTP"):
            async with serving(parts, HttpAddress(host=taken.host, port=taken.port)):
                pass
