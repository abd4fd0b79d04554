"""Work off the event loop: limits hold, errors come through, others go on."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot import compute
from bot.errors import ComputeError, FetchError
from bot.ingest import urls
from bot.ingest.networks import Networks

# Where the functions stand that `compute.run` is given.
IN_WORKERS = (
    "bot.compute",
    "bot.ingest.feed",
    "bot.ingest.language",
    "bot.ingest.linked_feeds",
    "bot.ingest.objects",
    "bot.ingest.opml",
    "bot.ingest.page",
    "bot.ingest.telling",
    "bot.telegram.quoting",
)
NOT_IN_WORKERS = {"aiohttp", "sqlalchemy", "structlog", "telegram"}


async def test_returns_what_the_function_returns() -> None:
    """A worker process computes and answers."""
    assert await compute.run(divmod, 17, 5, timeout_seconds=30) == (3, 2)


async def test_stops_what_takes_too_long() -> None:
    """A task over its time is killed and fails alone; the next one gets a worker."""
    with pytest.raises(ComputeError) as caught:
        await compute.run(time.sleep, 60, timeout_seconds=0.2)
    assert caught.value.reason == "killed"
    assert await compute.run(len, "next", timeout_seconds=30) == 4


async def test_stops_what_needs_too_much_memory() -> None:
    """A task over its memory fails and takes nothing of the bot with it."""
    with pytest.raises(ComputeError) as caught:
        await compute.run(bytearray, 2 << 30, timeout_seconds=30)
    assert caught.value.reason == "memory"


async def test_idle_worker_ends_and_is_replaced() -> None:
    """Memory is given back while nothing happens, and the next task does not notice."""
    first = await compute.run(os.getpid, timeout_seconds=30, idle_seconds=0.5)
    deadline = time.monotonic() + 30
    while _is_running(first) and time.monotonic() < deadline:  # noqa: ASYNC110 - no event tells it
        await asyncio.sleep(0.02)
    assert await compute.run(os.getpid, timeout_seconds=30) != first


def test_workers_load_what_their_work_needs() -> None:
    """None fetches, stores, sends or logs: the libraries for that would be 50 MB in each."""
    code = (
        f"import sys, {', '.join(IN_WORKERS)}; print(sorted({NOT_IN_WORKERS} & {{*sys.modules}}))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert told.stdout == "[]\n"


async def test_our_errors_come_through_whole() -> None:
    """An error of the project crosses the border of the process with its attributes."""
    with pytest.raises(FetchError) as caught:
        await compute.run(urls.check, "http://10.0.0.1/", Networks(), timeout_seconds=30)
    assert (caught.value.reason, caught.value.url) == ("address", "http://10.0.0.1/")


async def test_ctrl_c_leaves_workers_at_work() -> None:
    """Ctrl-C reaches every process of a terminal; a worker goes on, the bot ends in order."""
    await compute.run(signal.raise_signal, signal.SIGINT, timeout_seconds=30)
    assert await compute.run(len, "next", timeout_seconds=30) == 4


async def test_foreign_errors_become_ours() -> None:
    """What a parser raises that nobody foresaw is a failed task, with its cause."""
    with pytest.raises(ComputeError) as caught:
        await compute.run(int, "no number", timeout_seconds=30)
    assert isinstance(caught.value.__cause__, ValueError)


async def test_thread_returns_what_the_function_returns() -> None:
    """Our own pure work runs in the one worker thread."""
    assert await compute.run_in_thread(sum, [1, 2, 3]) == 6


def _is_running(pid: int) -> bool:
    """Tell whether a process runs; one that ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def test_a_worker_that_dies_as_the_work_comes_is_replaced(tmp_path: Path) -> None:
    """Its idleness may end in that very moment; the task is done by another, but not for ever."""
    assert await compute.run(_dies_at_first, tmp_path / "tried", timeout_seconds=30) == "done"
    with pytest.raises(ComputeError) as caught:
        await compute.run(_dies, timeout_seconds=30)
    assert caught.value.reason == "killed"


def _dies_at_first(mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        _dies()
    return "done"


def _dies() -> None:
    os.kill(os.getpid(), signal.SIGALRM)
