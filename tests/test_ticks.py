"""The in-process clock."""

import asyncio

from bot.ticks import Stage, Ticks


async def test_stage_looks_until_nothing_is_due() -> None:
    """A stage that found work looks again at once, not at the next tick."""
    due, done = [3, 2, 1], asyncio.Event()

    async def work() -> int:
        if due:
            return due.pop()
        done.set()
        return 0

    ticks = Ticks([Stage(name="poll", work=work, every_seconds=3600)])
    ticks.start()
    async with asyncio.timeout(5):
        await done.wait()
    await ticks.stop(patience_seconds=1)
    assert due == []


async def test_work_wakes_the_stage_that_lives_on_it() -> None:
    """What one stage wrote is looked at by the next without waiting."""
    written, seen = [], asyncio.Event()

    async def write() -> int:
        written.append(1)
        return 1 if len(written) == 1 else 0

    async def read() -> int:
        if written:
            seen.set()
        return 0

    ticks = Ticks(
        [
            Stage(name="read", work=read, every_seconds=3600),
            Stage(name="write", work=write, every_seconds=3600, wakes=("read", "elsewhere")),
        ]
    )
    ticks.start()
    async with asyncio.timeout(5):
        await seen.wait()
    await ticks.stop(patience_seconds=1)


async def test_wake_during_work_is_not_lost() -> None:
    """A stage woken while it looks looks once more."""
    looks: list[int] = []
    first, second, go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work() -> int:
        (second if looks else first).set()
        looks.append(1)
        await go_on.wait()
        return 0

    ticks = Ticks([Stage(name="deliver", work=work, every_seconds=3600)])
    ticks.start()
    async with asyncio.timeout(5):
        await first.wait()
        ticks.wake("deliver")
        go_on.set()
        await second.wait()
    await ticks.stop(patience_seconds=1)
    assert len(looks) == 2


async def test_failing_stage_does_not_end_the_others() -> None:
    """A stage that raises is tried again at its next tick."""
    tries, twice = [], asyncio.Event()

    async def work() -> int:
        tries.append(1)
        if len(tries) == 2:
            twice.set()
        raise ValueError("boom")

    ticks = Ticks([Stage(name="place", work=work, every_seconds=0.05)])
    ticks.start()
    async with asyncio.timeout(5):
        await twice.wait()
    await ticks.stop(patience_seconds=1)


async def test_stopping_waits_for_what_runs_and_starts_nothing() -> None:
    """A tick in the middle of its work finishes it; then nothing begins any more."""
    begun, finished = asyncio.Event(), []

    async def work() -> int:
        begun.set()
        await asyncio.sleep(0.1)
        finished.append(1)
        return 1

    ticks = Ticks([Stage(name="deliver", work=work, every_seconds=0.01)])
    ticks.start()
    await begun.wait()
    await ticks.stop(patience_seconds=5)
    after = len(finished)
    ticks.wake("deliver")
    await asyncio.sleep(0.1)
    assert finished == [1] * after
