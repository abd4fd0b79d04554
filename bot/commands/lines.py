"""JSON lines in and out: one object a line, in the order of the input, flushed line by line.

A bad line yields ``{"id": …, "error": "…"}``; the run goes on and ends with status 1.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar

import anyio.to_thread

from bot.errors import BotError

T = TypeVar("T")
Values = Mapping[str, Any]

# What is done sooner needs no bar.
_BAR_AFTER_SECONDS = 0.5

# A page of 10 MB, escaped and encoded, is below this; more on one line is a mistake or an attack.
MAX_LINE_BYTES = 64_000_000


class BadLine(BotError):
    """A line that cannot be used; its text says why."""


class BadLines(BotError):
    """Some lines could not be used; the good ones were answered."""

    def __init__(self, n_bad: int, n_lines: int) -> None:
        super().__init__(f"{n_bad} of {n_lines} lines failed; each such line says why.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of input: its values, or the reason why it has none."""

    values: Values
    error: str | None = None


def answer_each(source: BinaryIO, answer: Callable[[Values], Values]) -> None:
    """Write the answer to each line of *source*.

    Args:
        source: UTF-8; empty lines are passed over.
        answer: what to write for a line's values, the id left out; its error spoils only its line.

    Raises:
        BadLines: at the end, if there were any.
    """
    tally = _Tally()
    for line in progress(parsed(source), unit=" lines"):
        try:
            answered = answer(_usable(line))
        except Exception as error:  # noqa: BLE001 - one line's fault must not end the run
            tally.write_error(line, error)
        else:
            tally.write(line, answered)
    tally.check()


async def answer_each_async(
    source: BinaryIO,
    prepare: Callable[[Values], Awaitable[T]],
    finish: Callable[[T], Awaitable[Values]],
    *,
    n_at_once: int,
) -> None:
    """Do as `answer_each` with the slow part side by side; answers come in the input's order.

    Args:
        source: as there.
        prepare: the slow part, *n_at_once* of them under way.
        finish: makes the answer of what was prepared; called one after the other, in order.
        n_at_once: how many lines are begun ahead.

    Raises:
        BadLines: at the end, if there were any.
    """
    tally = _Tally()
    begun: asyncio.Queue[tuple[Line, asyncio.Task[T]] | None] = asyncio.Queue(n_at_once)
    reading = asyncio.create_task(_begin_each(source, prepare, begun))
    try:
        while (each := await begun.get()) is not None:
            line, task = each
            try:
                answered = await finish(await task)
            except Exception as error:  # noqa: BLE001 - as above
                tally.write_error(line, error)
            else:
                tally.write(line, answered)
        await reading
    finally:
        reading.cancel()
    tally.check()


def parsed(source: BinaryIO) -> Iterator[Line]:
    """The lines of *source*, each as soon as it is there."""
    while raw := source.readline(MAX_LINE_BYTES):
        if raw.strip():
            yield _line(raw)


def write(values: Values) -> None:
    """Write one object as a line, and let it go at once."""
    try:
        raw = json.dumps(values, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair, which UTF-8 cannot spell
        raw = json.dumps(values).encode()
    sys.stdout.buffer.write(raw + b"\n")
    sys.stdout.buffer.flush()


def progress(items: Iterable[T], *, unit: str, total: int | None = None) -> Iterable[T]:
    """Show on standard error how far *items* are, if a person looks and no result is in the way."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        return items
    from tqdm import tqdm  # noqa: PLC0415 - 25 ms that only a watched run needs

    shown: Iterable[T] = tqdm(items, unit=unit, total=total, delay=_BAR_AFTER_SECONDS)
    return shown


def counted(*, unit: str, total: int) -> Callable[[int | None], object]:
    """Return what to call with each number done, to show it as `progress` does."""
    from tqdm import tqdm  # noqa: PLC0415 - as above

    bar = tqdm(unit=unit, total=total, disable=None, delay=_BAR_AFTER_SECONDS)
    update: Callable[[int | None], object] = bar.update
    return update


@dataclass(kw_only=True, slots=True)
class _Tally:
    """Writes answers and counts how many lines went wrong."""

    n_lines: int = 0
    n_bad: int = 0

    def write(self, line: Line, answer: Values) -> None:
        self.n_lines += 1
        write({"id": line.values.get("id")} | dict(answer))

    def write_error(self, line: Line, error: Exception) -> None:
        self.n_bad += 1
        said = str(error) if isinstance(error, BotError) else _unforeseen(error)
        self.write(line, {"error": said})

    def check(self) -> None:
        if self.n_bad:
            raise BadLines(self.n_bad, self.n_lines)


def _line(raw: bytes) -> Line:
    if len(raw) >= MAX_LINE_BYTES and not raw.endswith(b"\n"):
        raise BotError("A line is longer than 64 MB; this is no stream of JSON lines.")
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError):
        return Line(values={}, error="This line is not JSON.")
    if not isinstance(values, dict):
        return Line(values={}, error="This line is not a JSON object.")
    return Line(values=values)


def _unforeseen(error: Exception) -> str:
    return f"The work stumbled over this line: {type(error).__name__}."


def _usable(line: Line) -> Values:
    if line.error is not None:
        raise BadLine(line.error)
    return line.values


async def _begin_each(
    source: BinaryIO,
    prepare: Callable[[Values], Awaitable[T]],
    begun: asyncio.Queue[tuple[Line, asyncio.Task[T]] | None],
) -> None:
    """Begin each line as it comes, as far ahead as the queue has room; None tells the end."""

    async def begin(line: Line) -> T:
        return await prepare(_usable(line))

    lines = iter(progress(parsed(source), unit=" lines"))
    try:
        while line := await anyio.to_thread.run_sync(next, lines, None, abandon_on_cancel=True):
            await begun.put((line, asyncio.ensure_future(begin(line))))
    finally:
        await begun.put(None)
