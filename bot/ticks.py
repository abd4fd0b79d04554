"""The in-process clock: APScheduler says "look now" to each stage; rows decide what is due.

One job a stage, in memory, never one a chat and never one that carries data. A stage that found
work looks again at once and wakes the stages that live on what it wrote; a wake-up only saves
waiting for the next tick, so losing one loses nothing. Imports only what lies at the bottom.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

Work = Callable[[], Awaitable[int]]
_log = structlog.get_logger()


@dataclass(kw_only=True, slots=True)
class Stage:
    """One stage or housekeeping task of this process.

    Attributes:
        work: does what is due, in one bounded bite; returns how much that was.
        every_seconds: how often to look when nothing wakes it.
        wakes: stages that have something to do when this one did.
        again: it was woken since it last looked.
        running: its task while it looks.
        held: it is not to look until it may go on.
    """

    name: str
    work: Work
    every_seconds: float
    wakes: tuple[str, ...] = ()
    again: bool = field(default=False, init=False)
    running: asyncio.Task[None] | None = field(default=None, init=False)
    held: bool = field(default=False, init=False)


class Ticks:
    """The stages of this process, ticking until stopped."""

    def __init__(self, stages: Iterable[Stage]) -> None:
        # That a stage is still at work when its tick comes is no news.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._stages = {stage.name: stage for stage in stages}
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._stopping = False

    def start(self) -> None:
        """Begin; each stage looks at once, for what an earlier process left."""
        for stage in self._stages.values():
            self._scheduler.add_job(
                self._tick,
                "interval",
                seconds=stage.every_seconds,
                jitter=min(1, round(stage.every_seconds / 10)) or None,
                id=stage.name,
                args=(stage,),
                next_run_time=datetime.now(UTC),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    def wake(self, name: str) -> None:
        """Let a stage look now; one that is looking looks once more. Unknown names are others'."""
        stage = self._stages.get(name)
        if stage is None or self._stopping or not self._scheduler.running:
            return
        stage.again = True
        if not stage.running and not stage.held:
            self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    def hold(self, name: str) -> None:
        """Let a stage begin nothing until `go_on`."""
        self._stages[name].held = True
        self._scheduler.pause_job(name)

    def go_on(self, name: str) -> None:
        """Let a held stage look again, now."""
        self._stages[name].held = False
        self._scheduler.resume_job(name)
        self.wake(name)

    async def stop(self, *, patience_seconds: float) -> None:
        """Start nothing more and wait for what runs; after *patience_seconds* leave it.

        APScheduler's own shutdown would cancel a running tick in the middle of its work.
        """
        self._stopping = True
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        running = [stage.running for stage in self._stages.values() if stage.running]
        if running:
            _, late = await asyncio.wait(running, timeout=patience_seconds)
            for task in late:
                _log.warning("stage.abandoned", stage=task.get_name())
        self._scheduler.shutdown(wait=False)

    async def _tick(self, stage: Stage) -> None:
        stage.running = asyncio.current_task()
        try:
            await self._work(stage)
        # One bad row, or a database that is away, must not end the other stages: the row's lease
        # runs out and it is tried again.
        except Exception:  # noqa: BLE001 - a stage is where everything is caught, and logged once
            _log.exception("stage.failed", stage=stage.name)
        finally:
            stage.running = None

    async def _work(self, stage: Stage) -> None:
        stage.again = True
        while stage.again and not self._stopping:
            stage.again = False
            if await stage.work():
                stage.again = True
                for name in stage.wakes:
                    self.wake(name)
