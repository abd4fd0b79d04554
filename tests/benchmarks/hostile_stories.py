"""Streams that no one should send, at full size: `python -m tests.benchmarks.hostile_stories`.

Printed for each: CPU milliseconds an article over the first and the last tenth, the largest story,
how many stories live, and the bytes of the largest state.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from summaries.stories import Item, Stories

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
STEP: Final = timedelta(seconds=17)
"""5,000 articles a day."""

EVENT: Final = (
    "dredger cargo ship halcyon bay sandbank port ellery timber harbour master tide".split()
)


def briefings() -> Iterator[Item]:
    """Ten thousand articles of many outlets under one title, each about something else."""
    for id_, words in enumerate(_texts(10_000), 1):
        yield _article(id_, "Morning briefing", words, source=f"outlet {id_}")


def one_outlet() -> Iterator[Item]:
    """One outlet that posts one text under a new address, a week long once a minute."""
    text = next(_texts(1))
    for id_ in range(1, 7 * 1_440 + 1):
        yield _article(id_, "Ship floats free", text, source="Harbour Times")


def long_story() -> Iterator[Item]:
    """One event in five thousand articles within three days, and two others for each of them."""
    choose = random.Random(3)  # noqa: S311 - made-up words are no secret
    for id_, words in enumerate(_texts(15_000), 1):
        title = choose.sample(EVENT, 6) if id_ % 3 == 0 else words[:6]
        told = [*choose.sample(EVENT, 9), *words[:2]] if id_ % 3 == 0 else words[6:30]
        yield _article(id_, " ".join(title), told, source=f"outlet {id_}")


def main() -> None:
    """Place each stream and print a line."""
    for stream in (briefings, one_outlet, long_story):
        _say(f"{stream.__name__:10}  {_measured(stream)}")


def _measured(stream: Callable[[], Iterator[Item]]) -> str:
    stories, sizes, spent = Stories("en"), Counter[int](), list[float]()
    largest = 0
    for item in stream():
        started = time.process_time()
        placement = stories.place(item, now=item.published_at or START, new_story=item.id)
        spent.append(time.process_time() - started)
        sizes[placement.story] += 1
        if item.id % 100 == 0:
            largest = max([largest, *map(len, stories.changed().values())])
    tenth = len(spent) // 10
    first, last = (1_000 * sum(part) / tenth for part in (spent[:tenth], spent[-tenth:]))
    return (
        f"{len(spent)} articles, {first:.2f} ms at first, {last:.2f} ms at last, largest story "
        f"{sizes.most_common(1)[0][1]}, {len(stories)} live, {largest} bytes of state at most"
    )


def _texts(n: int) -> Iterator[list[str]]:
    invent = random.Random(5)  # noqa: S311 - made-up words are no secret
    for _ in range(n):
        yield ["".join(invent.choices("aeioulmnrst", k=7)) for _ in range(60)]


def _article(id_: int, title: str, words: list[str], *, source: str) -> Item:
    return Item(
        id=id_,
        title=title,
        text=" ".join(words),
        url_key=f"example.org/{id_}",
        source=source,
        language="en",
        published_at=START + id_ * STEP,
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
