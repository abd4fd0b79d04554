"""CPU work off the event loop: killable processes for hostile input, one thread for our own.

A thread cannot be killed, and lxml holds the interpreter; so whatever parses bytes from outside
runs in a worker process with a limit of time and of memory. A task that breaks a limit fails
alone: its worker ends, the next task gets a new one. Imports only `bot.errors`.
"""

import resource
import signal
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar, TypeVarTuple

import anyio
import anyio.to_process
import anyio.to_thread
from anyio import BrokenWorkerProcess
from anyio.lowlevel import RunVar

from bot.errors import BotError, ComputeError

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

GIB = 1 << 30

IDLE_SECONDS = 300.0
"""After how long without work a worker ends: it holds 150 MB, and a new one costs two seconds."""

_thread = RunVar[anyio.CapacityLimiter]("bot.compute.thread")


async def run(
    function: Callable[[*Ts], T],
    *args: *Ts,
    timeout_seconds: float,
    memory_bytes: int = GIB,
    idle_seconds: float = IDLE_SECONDS,
) -> T:
    """Return ``function(*args)``, computed in a worker process.

    As many tasks run at once as there are cores; others wait, and waiting does not count. The
    project's own errors come through as they were raised. Cancelling kills the worker.

    Args:
        function: pure, defined at the top of a module.
        args: its arguments, picklable like its result.
        timeout_seconds: most wall time of the work, the import of its module included.
        memory_bytes: most address space of the worker during the task.
        idle_seconds: how long the worker then waits for other work.

    Raises:
        ComputeError: the task broke a limit, or its worker died.
    """
    try:
        return await _in_living_worker(
            partial(_limited, function, args, timeout_seconds, memory_bytes, idle_seconds),
            timeout_seconds=timeout_seconds,
        )
    except MemoryError as error:
        raise ComputeError("memory", "The work needed too much memory and was stopped.") from error
    except BrokenWorkerProcess as error:
        raise ComputeError("killed", "The work took too long and was stopped.") from error
    except BotError:
        raise
    except Exception as error:
        raise ComputeError("failed", "The work stumbled over its input.") from error


async def run_in_thread(function: Callable[[*Ts], T], *args: *Ts) -> T:
    """Return ``function(*args)``, computed in the one worker thread.

    For our own pure work on text already cleaned. One thread and not several: with four, the event
    loop paused ten times as long for the same work.
    """
    try:
        limiter = _thread.get()
    except LookupError:
        limiter = anyio.CapacityLimiter(1)
        _thread.set(limiter)
    return await anyio.to_thread.run_sync(function, *args, limiter=limiter)


async def _in_living_worker(work: Callable[[], T], *, timeout_seconds: float) -> T:
    """Run in a worker; one whose idleness ended before or while the work came is replaced.

    One that was dead took no work. One that dies sooner than its time may have been ended in the
    moment in which the work arrived; nobody can tell, and work is pure, so it is done once more.
    """
    is_repeated = False
    while True:
        began = time.monotonic()
        try:
            return await anyio.to_process.run_sync(work, cancellable=True)
        except BrokenWorkerProcess as error:
            was_dead = isinstance(error.__cause__, anyio.BrokenResourceError)
            is_early = time.monotonic() - began < timeout_seconds
            if not was_dead and (is_repeated or not is_early):
                raise
            is_repeated = is_repeated or not was_dead


def _limited(
    function: Callable[[*Ts], T],
    args: tuple[*Ts],
    timeout_seconds: float,
    memory_bytes: int,
    idle_seconds: float,
) -> T:
    """Call *function* in a worker under its limits; then let an alarm end the worker's idleness.

    The alarm keeps its default action, which ends the process even inside C code; a handler in
    Python would wait for the C code to return.
    """
    before = resource.getrlimit(resource.RLIMIT_AS)
    most = memory_bytes if before[1] == resource.RLIM_INFINITY else min(memory_bytes, before[1])
    resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    # Ctrl-C in a terminal reaches workers too; what runs is finished, and the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, timeout_seconds)
    try:
        return function(*args)
    finally:
        signal.setitimer(signal.ITIMER_REAL, idle_seconds)
        resource.setrlimit(resource.RLIMIT_AS, before)
